"""What servers answer, good and bad: each URL ends in one row with its reason, each answer in a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from newsarchive.demo import Server
from newsarchive.demo.markup import desktop, shell
from newsarchive.warc.read import records
from newsarchive.warc.record import Record
from tests.crawl.site import Crawled, Site, crawl, html, moved, story, zipped

MAX_PAGE = 200_000
FATES = {
    "/news/detail?id=1": ("done", None),
    # what the server said
    "/news/detail?id=10": ("failed", "not_found"),
    "/news/detail?id=11": ("failed", "gone"),
    "/news/detail?id=12": ("failed", "forbidden"),
    "/news/detail?id=13": ("failed", "http_error"),
    "/news/detail?id=14": ("failed", "empty"),
    # no article at the address listed, or its beginning alone, and nothing at the others that it may have
    "/news/detail?id=15": ("failed", "not_found"),
    "/news/detail?id=16": ("failed", "not_found"),
    # redirects
    "/news/detail?id=20": ("failed", "redirect_loop"),
    "/news/detail?id=21": ("done", "redirected"),
    "/news/detail?id=22": ("failed", "redirect_loop"),
    "/old/20190601.html": ("done", "redirected"),
    "/news/detail?id=2": ("done", None),
    # the bytes
    "/news/detail?id=30": ("failed", "too_large"),
    "/news/detail?id=31": ("failed", "too_large"),
    "/news/detail?id=33": ("failed", "bad_encoding"),
    "/news/detail?id=34": ("done", None),  # plain, whatever its label says
    # the address
    "ftp://127.0.0.1/news/detail?id=40": ("failed", "bad_url"),
    "file:///etc/passwd": ("failed", "bad_url"),
    "http://other.example/news/detail?id=41": ("failed", "offsite"),
    # foreign addresses that look like an article's do not take its place
    "http://mirror.example/news/detail?id=3": ("failed", "offsite"),
    "/news/detail?id=3": ("done", None),
}


@pytest.fixture(scope="module")
def site() -> Site:
    site = Site()
    site.put_articles(1, 2, 3)
    site.put("/news/detail?id=11", html("gone", 410))
    site.put("/news/detail?id=12", html("not for you", 403))
    site.put("/news/detail?id=13", html("a bug", 501))
    site.put("/news/detail?id=14", html(b""))
    site.put("/news/detail?id=15", html("<html><body><p>登录后阅读</p></body></html>"))
    site.put("/news/detail?id=16", html(shell()))
    site.put("/news/detail?id=20", moved("/news/detail?id=20"))
    site.put("/news/detail?id=21", moved("/news/detail?id=22"))
    site.put("/news/detail?id=22", moved("/news/detail?id=21"))
    site.put("/old/20190601.html", moved("/news/detail?id=2", 301))
    page = desktop(story(30), []).encode()
    site.put("/news/detail?id=30", html(page + b" " * 2 * MAX_PAGE))
    site.put("/news/detail?id=31", zipped(page + b" " * 100 * MAX_PAGE))
    site.put("/news/detail?id=33", html(b"\x1f\x8b\x08" + bytes(range(256)), Content_Encoding="gzip"))
    site.put("/news/detail?id=34", html(desktop(story(34), []), Content_Encoding="br, gzip"))
    listed = [address for address in FATES if address not in ("/news/detail?id=2", "/news/detail?id=22")]
    site.put_list(*listed)
    return site


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    with Server(site) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture(scope="module")
def crawled(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    archive = tmp_path_factory.mktemp("answers") / "archive"
    return crawl(archive, server.url, arguments={"section": "22"}, settings={"NEWSARCHIVE_MAX_PAGE": MAX_PAGE})


@pytest.fixture(scope="module")
def written(crawled: Crawled) -> list[Record]:
    [warc] = (crawled.archive / "warc").iterdir()
    return list(records(warc))


@pytest.mark.parametrize("address", FATES)
def test_an_address_ends_as_the_answer_to_it_says(crawled: Crawled, address: str) -> None:
    assert crawled.urls()[address] == FATES[address]


def test_the_account_of_the_run_balances(crawled: Crawled) -> None:
    lists = 1
    fates = Counter(state for state, _ in crawled.urls().values())

    assert crawled.report["balanced"]
    assert crawled.report["tally"] == {
        "discovered": len(FATES) + lists, "done": fates["done"] + lists, "failed": fates["failed"], "pending": 0,
    }  # fmt: skip


def test_no_url_stays_leased(crawled: Crawled) -> None:
    assert crawled.rows("SELECT count(*) FROM urls WHERE state NOT IN ('done', 'failed')") == [(0,)]


def test_every_answer_has_a_row_and_a_record(server: Server, crawled: Crawled, written: list[Record]) -> None:
    answered = Counter((f"{server.url}{hit.path}", hit.status) for hit in server.log)

    captured = Counter(crawled.rows("SELECT url, status FROM captures"))
    recorded = Counter((record.url, record.status) for record in written if record.type in ("response", "revisit"))

    assert captured == answered
    assert recorded == answered
    assert {status for _, status in answered} >= {200, 301, 302, 403, 404, 410, 501}
    assert f"{server.url}/robots.txt" in {url for url, _ in answered}


def test_every_row_points_at_its_record(crawled: Crawled, written: list[Record]) -> None:
    places = {record.record_id: (record.warc_file, record.offset, record.length) for record in written}

    rows = crawled.rows("SELECT record_id, warc_file, warc_offset, warc_length FROM captures")

    assert {record_id: tuple(place) for record_id, *place in rows} == {row[0]: places[row[0]] for row in rows}


def test_a_page_that_is_cut_off_is_marked_in_the_warc(server: Server, written: list[Record]) -> None:
    cut = {record.url: record.header("WARC-Truncated") for record in written if record.header("WARC-Truncated")}

    assert cut == {f"{server.url}/news/detail?id=30": "length"}


def test_what_came_of_a_page_that_is_too_large_is_kept(server: Server, written: list[Record]) -> None:
    [payload] = [record.payload for record in written if record.url == f"{server.url}/news/detail?id=30" and record.status]

    assert MAX_PAGE < len(payload) < 3 * MAX_PAGE
    assert payload.startswith(desktop(story(30), []).encode())


def test_a_bomb_is_kept_as_small_as_it_came(server: Server, written: list[Record]) -> None:
    [payload] = [record.payload for record in written if record.url == f"{server.url}/news/detail?id=31" and record.status]

    assert payload == server.outlet.response("/news/detail?id=31", {}).body


def test_only_articles_are_stored(crawled: Crawled) -> None:
    assert crawled.rows("SELECT title FROM articles ORDER BY title") == sorted((story(id).title,) for id in (1, 2, 3, 34))


def test_the_reader_of_failures_is_told_each_reason(crawled: Crawled) -> None:
    expected = Counter(reason for state, reason in crawled.urls().values() if state == "failed")

    assert crawled.report["failures"] == dict(expected)
