"""Three crawls of the demo outlet, edition by edition: what is archived, what is an edit, what went away and came back."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest

from newsarchive.dedupe.fingerprint import CONTENT
from newsarchive.demo import BUSY, FORBIDDEN, Edition, Outlet, Server, Story, changes
from newsarchive.store.archive import Archive
from newsarchive.store.captures import place_of
from newsarchive.warc.read import read_at, records
from newsarchive.warc.verify import verify
from tests.crawl.site import Crawled, crawl

READABLE = [story for story in Edition().stories.values() if story.id != FORBIDDEN]


@dataclass
class Crawls:
    """The archive after each crawl; each of its own copy, as the next crawl goes on in the same folder."""

    server: Server
    after: list[Crawled]
    hits: list[Counter[str]]

    def url(self, id: int) -> str:
        return f"{self.server.url}/news/detail?id={id}"

    def urls(self, ids: frozenset[int]) -> set[str]:
        return {self.url(id) for id in ids if id != FORBIDDEN}


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    folder = tmp_path_factory.mktemp("demo")
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        crawls = Crawls(server, [], [])
        for number in range(3):
            crawled = crawl(folder / "archive", server.url, settings={"NEWSARCHIVE_RECHECK": "all"})
            crawled.archive = Path(shutil.copytree(folder / "archive", folder / f"after-{number}"))
            crawls.after.append(crawled)
            crawls.hits.append(Counter(server.hits))
            server.hits.clear()
            server.outlet.advance()
        yield crawls


# -- the first crawl -------------------------------------------------------------------------------------------------


def test_every_listed_article_is_archived_once_whichever_lists_and_addresses_name_it(crawls: Crawls) -> None:
    urls = [url for (url,) in crawls.after[0].rows("SELECT url FROM articles")]

    assert Counter(urls) == Counter(crawls.url(story.id) for story in READABLE)


@pytest.mark.parametrize("story", READABLE, ids=lambda story: str(story.id))
def test_an_article_is_archived_as_it_was_written(crawls: Crawls, story: Story) -> None:
    with Archive(crawls.after[0].archive) as archive:
        article = archive.get(crawls.url(story.id))

    assert article is not None
    assert (article.title, article.source, article.date, article.summary, article.body, article.section) == (
        story.title, story.source, story.date, story.summary, story.body, story.crumbs,
    )  # fmt: skip
    assert article.author == "、".join(story.authors + story.correspondents)
    assert article.editor == story.editor
    assert tuple((credit.role, credit.name) for credit in article.credits) == story.credits
    assert article.date_utc is not None
    assert article.date_utc[:16] == story.published.astimezone(UTC).isoformat()[:16]


def test_a_page_in_gb18030_that_says_gb2312_is_archived_with_its_rare_characters(crawls: Crawls) -> None:
    [story] = [story for story in READABLE if story.charset == "gb18030"]

    [(title, body)] = crawls.after[0].rows("SELECT title, body FROM articles WHERE url = ?", crawls.url(story.id))

    assert "镕" in title
    assert "䶮" in body


def test_lists_are_followed_to_their_last_page(crawls: Crawls) -> None:
    pages = -(-len(Edition().stories) // 4)

    assert [crawls.hits[0][f"/news/list?section=42&page={page}"] for page in range(2, pages + 2)] == [1] * (pages - 1) + [0]


def test_no_address_is_fetched_twice_in_a_crawl_but_the_one_that_asked_for_it(crawls: Crawls) -> None:
    assert {path: hits for path, hits in crawls.hits[0].items() if hits > 1} == {f"/news/detail?id={BUSY}": 2}


def test_the_shell_of_an_article_is_passed_over_for_its_json(crawls: Crawls) -> None:
    assert not [path for path in crawls.hits[0] if path.startswith("/staticsg/res/html/")]
    assert crawls.hits[0]["/news/getNewsDetail?id=3001"] == 1


def test_what_robots_txt_forbids_is_never_asked_for_and_says_so(crawls: Crawls) -> None:
    forbidden = f"/news/detail?id={FORBIDDEN}"

    assert [hits[forbidden] for hits in crawls.hits] == [0, 0, 0]
    assert crawls.after[0].urls()[forbidden] == ("failed", "robots")


def test_the_strays_of_a_list_end_with_their_reasons(crawls: Crawls) -> None:
    urls = crawls.after[0].urls()

    fates = {stray.path: urls[stray.path] for stray in Edition().strays}
    [moved] = [stray.path for stray in Edition().strays if stray.location == "/news/detail?id=1001"]
    circle = {fates.pop("/news/detail?id=1981"), fates.pop("/news/detail?id=1982")}
    assert circle == {("done", "redirected"), ("failed", "redirect_loop")}
    assert fates == {
        "/news/detail?id=1980": ("failed", "not_found"),
        "/news/detail?id=1983": ("failed", "redirect_loop"),
        moved: ("done", "redirected"),
    }


def test_every_account_balances_with_nothing_pending(crawls: Crawls) -> None:
    assert [crawled.report["balanced"] for crawled in crawls.after] == [True] * 3
    assert [crawled.report["tally"]["pending"] for crawled in crawls.after] == [0] * 3


def test_the_counts_of_the_report_are_the_articles(crawls: Crawls) -> None:
    counts = crawls.after[0].report["counts"]

    assert counts["new"] + counts["copies"] == len(READABLE)
    assert (counts["revised"], counts["unchanged"], counts["unreadable"]) == (0, 0, 0)


# -- the records -----------------------------------------------------------------------------------------------------


def test_every_answer_of_three_crawls_is_a_record_and_a_row(crawls: Crawls) -> None:
    answered = Counter((f"{crawls.server.url}{hit.path}", hit.status) for hit in crawls.server.log)
    last = crawls.after[-1]

    recorded = Counter(
        (record.url, record.status)
        for warc in (last.archive / "warc").iterdir()
        for record in records(warc)
        if record.type in ("response", "revisit")
    )

    assert recorded == answered
    assert Counter(last.rows("SELECT url, iif(not_modified, 304, status) FROM captures")) == answered


def test_the_archive_verifies(crawls: Crawls) -> None:
    for warc in (crawls.after[-1].archive / "warc").iterdir():
        assert list(verify(warc)) == []


def test_bytes_that_were_served_before_are_only_referred_to(crawls: Crawls) -> None:
    second = crawls.after[1]
    pages = [Outlet(Edition(number=number), crawl_delay_seconds=None) for number in (0, 1)]
    before, after = ({story.id: _served(page, story) for story in READABLE} for page in pages)
    same = frozenset(id for id, payload in after.items() if payload == before[id])

    rows = second.rows(
        "SELECT a.url, revisit_of FROM captures JOIN articles a ON a.id = article_id WHERE captures.captured_at >= ?",
        _began(second, 2),
    )

    assert len(same) > 10
    assert {url for url, original in rows if original} == crawls.urls(same)
    originals = {original for _, original in rows if original}
    assert originals <= {id for (id,) in crawls.after[0].rows("SELECT record_id FROM captures")}


def _served(outlet: Outlet, story: Story) -> bytes:
    answers = [outlet.response(story.document, {"accept-encoding": "gzip, deflate"}) for _ in range(2)]
    return answers[-1].body  # the first answer to one of them is 503


def _began(crawled: Crawled, run: int) -> str:
    [(began,)] = crawled.rows("SELECT started_at FROM runs WHERE id = ?", run)
    return str(began)


def test_a_revisit_reads_as_the_page_that_it_refers_to(crawls: Crawls) -> None:
    folder = crawls.after[1].archive / "warc"
    with Archive(crawls.after[1].archive) as archive:
        places = {
            row["record_id"]: place_of(row) for row in archive.connection.execute("SELECT * FROM captures")
        }

    revisits = [place for place in places.values() if place.revisit_of]
    bodies = [
        (read_at(folder, place, lookup=places.get).body, read_at(folder, places[place.revisit_of or ""]).body)
        for place in revisits
    ]

    assert len(bodies) > 20
    assert [revisit for revisit, original in bodies if revisit != original] == []


# -- edits and takedowns ---------------------------------------------------------------------------------------------


def _differing(before: Story, after: Story) -> set[str]:
    named = {"section": "crumbs"}
    own = {name: (getattr(before, named.get(name, name)), getattr(after, named.get(name, name)))
           for name in CONTENT if name != "author"}  # fmt: skip
    own["author"] = (before.authors + before.correspondents, after.authors + after.correspondents)
    return {name for name, (old, new) in own.items() if old != new}


@pytest.mark.parametrize("number", [1, 2])
def test_an_edited_article_has_a_revision_with_the_fields_that_changed_and_no_other_has(crawls: Crawls, number: int) -> None:
    began = _began(crawls.after[number], number + 1)
    before, after = Edition(number=number - 1).stories, Edition(number=number).stories

    found = crawls.after[number].rows("SELECT url, changed FROM edited WHERE noticed_at >= ?", began)

    expected = {crawls.url(id): _differing(before[id], after[id]) for id in changes(number).edited}
    assert changes(number).edited
    assert {url: set(json.loads(changed)) for url, changed in found} == expected
    assert crawls.after[number].report["counts"]["revised"] == len(expected)


def test_a_counter_that_moved_is_other_bytes_and_the_same_article(crawls: Crawls) -> None:
    assert changes(1).counters
    for id in changes(1).counters:
        captured = crawls.after[1].rows(
            "SELECT payload_digest, revisit_of FROM captures WHERE article_id ="
            " (SELECT id FROM articles WHERE url = ?)", crawls.url(id)
        )  # fmt: skip
        [(revisions,)] = crawls.after[1].rows("SELECT revisions FROM articles WHERE url = ?", crawls.url(id))

        assert len({digest for digest, _ in captured}) == 2
        assert revisions == 1


def test_an_article_that_answers_404_is_suspect_until_it_answers_again(crawls: Crawls) -> None:
    suspect = [{url for (url,) in crawled.rows("SELECT url FROM suspects")} for crawled in crawls.after]

    assert changes(1).gone
    assert changes(2).restored
    assert suspect == [set(), crawls.urls(Edition(number=1).gone), crawls.urls(Edition(number=2).gone)]
    assert crawls.after[-1].rows("SELECT url FROM gone") == []  # checks within a minute prove nothing


def test_an_article_that_went_away_keeps_its_text(crawls: Crawls) -> None:
    for id in changes(1).gone:
        [(title, body)] = crawls.after[1].rows("SELECT title, body FROM articles WHERE url = ?", crawls.url(id))

        assert (title, body) == (Edition().stories[id].title, Edition().stories[id].body)


def test_what_is_new_in_an_edition_is_archived_by_its_crawl(crawls: Crawls) -> None:
    for number in (1, 2):
        urls = {url for (url,) in crawls.after[number].rows("SELECT url FROM articles")}

        assert crawls.urls(changes(number).new) <= urls
