"""Servers are asked whether a page has changed; what they answer is as good as the page, in a crawl and in its replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from newsarchive.demo import Answer, Server
from newsarchive.demo.markup import desktop
from newsarchive.replay import replay
from newsarchive.run import FULL_EVERY
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.read import records
from tests.crawl.site import Crawled, Site, crawl, html, story
from tests.rows import differences

ALL = {"NEWSARCHIVE_RECHECK": "all"}
RECHECK = {"settings": ALL}


def tagged(text: str, tag: str = '"1"') -> Answer:
    return html(text, ETag=tag, Last_Modified="Fri, 01 Mar 2024 08:00:00 GMT")


def unchanged(tag: str = '"1"') -> Answer:
    return Answer(304, (("ETag", tag),), b"")


def asked(site: Site) -> list[tuple[str | None, str | None]]:
    return [(headers.get("if-none-match"), headers.get("if-modified-since")) for headers in site.headers]


def test_a_page_that_has_not_changed_is_not_sent_again_and_is_known_to_be_there(
    site: Site, crawl_site: Callable[..., Crawled]
) -> None:
    site.put_list("/news/detail?id=1")
    site.put("/news/detail?id=1", tagged(desktop(story(1), [])), unchanged('"1b"'))
    crawl_site()
    site.headers.clear()

    second = crawl_site(**RECHECK)

    assert ('"1"', "Fri, 01 Mar 2024 08:00:00 GMT") in asked(site)
    assert second.report["counts"]["unchanged"] == 1
    first, again = second.rows("SELECT * FROM captures WHERE url LIKE '%detail?id=1' ORDER BY id")
    names = [name for (name,) in second.rows("SELECT name FROM pragma_table_info('captures')")]
    first, again = dict(zip(names, first, strict=True)), dict(zip(names, again, strict=True))
    assert (again["status"], again["not_modified"], again["state"], again["etag"]) == (200, 1, "read", '"1b"')
    assert again["revisit_of"] == first["record_id"]
    assert again["payload_digest"] == first["payload_digest"]
    assert second.rows("SELECT last_seen, revisions FROM articles") == [(again["captured_at"], 1)]


def test_the_record_of_a_304_is_a_revisit_that_says_so(
    site: Site, crawl_site: Callable[..., Crawled], tmp_path: Path
) -> None:
    site.put_list("/news/detail?id=1")
    site.put("/news/detail?id=1", tagged(desktop(story(1), [])), unchanged())
    crawl_site()
    crawl_site(**RECHECK)

    [record] = [
        record
        for path in (tmp_path / "archive" / "warc").iterdir()
        for record in records(path)
        if record.type == "revisit" and record.status == 304
    ]
    assert (record.header("WARC-Profile") or "").endswith("/server-not-modified")
    assert record.payload == b""
    assert record.header("WARC-Refers-To-Date")


def test_a_server_that_answers_304_for_ever_is_found_out(site: Site, crawl_site: Callable[..., Crawled]) -> None:
    class Lying(Site):
        def response(self, path: str, headers: dict[str, str]) -> Answer:
            return unchanged() if "if-none-match" in headers else Site.response(self, path, headers)

    site.response = Lying.response.__get__(site)  # type: ignore[method-assign]
    site.put_list("/news/detail?id=1")
    site.put("/news/detail?id=1", tagged(desktop(story(1), [])), tagged(desktop(story(1, title="另一个标题"), [])))

    for _ in range(FULL_EVERY):
        crawled = crawl_site(**RECHECK)
    assert crawled.rows("SELECT revisions FROM articles") == [(1,)]
    crawled = crawl_site(**RECHECK)

    assert crawled.rows("SELECT title, revisions FROM articles") == [("另一个标题", 2)]
    assert Counter(dict(crawled.rows("SELECT id, not_modified FROM captures WHERE url LIKE '%detail%'")).values()) == {
        1: FULL_EVERY - 1,
        0: 2,
    }


def test_a_page_that_held_no_article_is_asked_for_whole(site: Site, crawl_site: Callable[..., Crawled]) -> None:
    site.put_list("/news/detail?id=1")
    site.put("/news/detail?id=1", tagged("<html><body><p>稍后再来</p></body></html>"), tagged(desktop(story(1), [])))
    crawl_site()
    site.headers.clear()

    crawl_site(**RECHECK)

    assert set(asked(site)) == {(None, None)}


def test_a_replay_of_304s_gives_the_rows_of_the_crawl(demo_site: Server, tmp_path: Path) -> None:
    for _ in range(2):
        crawled = crawl(tmp_path / "live", demo_site.url, settings=ALL)
    demo_site.outlet.advance()
    crawled = crawl(tmp_path / "live", demo_site.url, settings=ALL)
    assert crawled.rows("SELECT count(*) FROM captures WHERE not_modified = 1")[0][0] > 30

    with Archive(tmp_path / "again", write=True) as again:
        for path in sorted((tmp_path / "live" / "warc").iterdir(), reverse=True):  # the originals come last
            replay(again, path)

    assert differences(tmp_path / "live", tmp_path / "again") == []
    with Archive(tmp_path / "again") as archive:
        assert list(verify(archive, Verified())) == []


def test_a_304_of_a_page_whose_record_is_damaged_is_kept_and_the_page_is_asked_for_whole(
    site: Site, crawl_site: Callable[..., Crawled]
) -> None:
    site.put_list("/news/detail?id=1")
    page = tagged(desktop(story(1), []))
    site.put("/news/detail?id=1", page, unchanged(), page)
    first = crawl_site()
    [(file, offset, length)] = first.rows("SELECT warc_file, warc_offset, warc_length FROM captures WHERE url LIKE '%detail?id=1'")
    path = first.archive / "warc" / file
    whole = path.read_bytes()
    at = offset + length // 2
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])

    second = crawl_site(**RECHECK)

    assert second.urls()["/news/detail?id=1"] == ("failed", "truncated")
    captured = "SELECT status, truncated FROM captures WHERE url LIKE '%detail?id=1' ORDER BY id"
    assert second.rows(captured) == [(200, None), (304, "truncated")]
    assert [one.name for one in path.parent.iterdir() if one.name.endswith(".open")] == []
    third = crawl_site(**RECHECK)
    assert third.rows(captured)[-1] == (200, None)
