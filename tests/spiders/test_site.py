"""A paper nobody has described, crawled by its address: every article once, nothing else, and no end without an end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from tests.crawl.site import CHILD, Crawled
from tests.spiders.paper import ARTICLES, IN_PARTS, Paper, served

FIELDS = "url, outlet, title, author, date, date_utc, body, section, canonical_url, content_hash, parser"


def crawl(archive: Path, *outlets: str, **arguments: Any) -> Crawled:
    """Crawl addresses or names into an archive, in a process of its own."""
    settings = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "NEWSARCHIVE_ALLOW_PRIVATE": True}
    job = {"archive": str(archive), "outlets": outlets, "arguments": arguments, "settings": settings}
    child = subprocess.run(
        [sys.executable, str(CHILD), json.dumps(job)], capture_output=True, text=True, timeout=120, check=False
    )
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout.splitlines()[-1])
    return Crawled(archive, told["reports"], told["error"], told["listeners"], child.stderr)


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with served(Paper()) as paper:
        yield paper


@pytest.fixture(scope="module")
def crawled(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The archive of one crawl that was told the address."""
    paper.hits.clear()
    return crawl(tmp_path_factory.mktemp("site") / "archive", f"{paper.url}/")


def test_every_article_is_archived_once_and_nothing_else_is_one(paper: Paper, crawled: Crawled) -> None:
    assert sorted(url for (url,) in crawled.rows("SELECT url FROM articles")) == sorted(paper.articles)


def test_each_article_is_read_whole(paper: Paper, crawled: Crawled) -> None:
    read = {row[0]: row[1:] for row in crawled.rows("SELECT url, title, author, date, body FROM articles")}

    assert read == {
        url: (paper.title(number), "Ada Brook", f"{paper.day(number)}T08:30+00:00", "\n\n".join(paper.paragraphs(number)))
        for url, number in paper.articles.items()
    }


def test_an_article_is_fetched_once(paper: Paper, crawled: Crawled) -> None:
    assert {path: hits for path, hits in paper.hits.items() if path.startswith("/2024/") and hits != 1} == {}


def test_the_pages_of_an_article_in_several_are_captured_as_its_own(paper: Paper, crawled: Crawled) -> None:
    belonging = "SELECT articles.url, captures.url FROM captures JOIN articles ON articles.id = article_id WHERE captures.reason = 'part'"

    assert sorted(crawled.rows(belonging)) == sorted(
        (f"{paper.url}{paper.path(number)}", f"{paper.url}{paper.part(number, page)}")
        for number, pages in IN_PARTS.items()
        for page in range(2, pages + 1)
    )
    assert crawled.rows("SELECT count(*) FROM captures WHERE state = 'unread'") == [(0,)]
    assert crawled.rows("SELECT max(revisions) FROM articles") == [(1,)]


def test_the_account_of_the_run_balances_with_nothing_failed(crawled: Crawled) -> None:
    assert crawled.report["balanced"]
    assert crawled.report["tally"]["pending"] == 0
    assert set(crawled.report["failures"]) <= {"robots", "not_article"}


def test_a_calendar_without_end_is_left(paper: Paper, crawled: Crawled) -> None:
    assert sum(hits for path, hits in paper.hits.items() if path.startswith("/events/")) <= 40


def test_facets_are_tried_a_few_times_only(paper: Paper, crawled: Crawled) -> None:
    assert sum(hits for path, hits in paper.hits.items() if path.startswith("/find")) <= 6


def test_addresses_of_the_house_and_session_numbers_are_not_fetched(paper: Paper, crawled: Crawled) -> None:
    assert not [path for path in paper.hits if path.startswith(("/login", "/about", "/secret")) or "sid=" in path]


def test_an_amp_page_leads_to_the_article_and_is_none(paper: Paper, crawled: Crawled) -> None:
    fates = set(crawled.rows("SELECT state, reason FROM urls WHERE url LIKE '%/amp/%'"))

    assert fates == {("done", "redirected")}


def test_the_replay_of_the_warc_gives_the_same_articles_in_an_archive_that_knows_nothing(
    crawled: Crawled, tmp_path: Path
) -> None:
    [warc] = (crawled.archive / "warc").iterdir()
    with Archive(tmp_path / "again", write=True) as again:
        result = replay(again, warc)

        rows = [tuple(row) for row in again.connection.execute(f"SELECT {FIELDS} FROM articles ORDER BY url")]

    assert (result.new, result.unreadable, result.error) == (ARTICLES, 0, None)
    assert rows == crawled.rows(f"SELECT {FIELDS} FROM articles ORDER BY url")


def test_a_second_crawl_by_name_finds_nothing_new_and_refetches_no_article(paper: Paper, crawled: Crawled) -> None:
    [name] = [row[0] for row in crawled.rows("SELECT DISTINCT outlet FROM articles")]
    paper.hits.clear()

    second = crawl(crawled.archive, name)

    assert second.error is None
    assert second.report["counts"] | {"unreadable": 0} == {"new": 0, "revised": 0, "unchanged": 0, "copies": 0, "unreadable": 0}
    assert not [path for path in paper.hits if path.startswith("/2024/")]


@pytest.fixture
def run(paper: Paper, tmp_path: Path) -> Callable[..., Crawled]:
    """Crawls the paper into an archive of the test's own."""

    def crawl_with(**arguments: Any) -> Crawled:
        paper.hits.clear()
        return crawl(tmp_path / "archive", f"{paper.url}/", **arguments)

    return crawl_with


def test_no_more_articles_than_the_limit_are_fetched(paper: Paper, run: Callable[..., Crawled]) -> None:
    crawled = run(limit="7")

    assert crawled.rows("SELECT count(*) FROM articles") == [(7,)]
    assert sum(f"{paper.url}{path}" in paper.articles for path in paper.hits) == 7


def test_articles_from_before_since_are_not_fetched(paper: Paper, run: Callable[..., Crawled]) -> None:
    crawled = run(since="2024-06-01")

    late = {url for url, number in paper.articles.items() if paper.day(number).isoformat() >= "2024-06-01"}
    assert {url for (url,) in crawled.rows("SELECT url FROM articles")} == late
    assert sum(path.startswith("/2024/") for path in paper.hits) == len(late)


def test_at_depth_1_nothing_is_fetched_that_front_page_feed_and_sitemap_do_not_name(
    paper: Paper, run: Callable[..., Crawled]
) -> None:
    crawled = run(depth="1")

    named = {*range(8), *range(0, ARTICLES, 3), *range(ARTICLES - 5, ARTICLES)}
    assert {paper.articles[url] for (url,) in crawled.rows("SELECT url FROM articles")} == named
    assert not [path for path in paper.hits if path.startswith(("/tag/", "/amp/"))]


def test_without_feed_and_sitemap_the_section_fronts_lead_to_every_article(run: Callable[..., Crawled], paper: Paper) -> None:
    paper.with_lists = False
    try:
        crawled = run()
    finally:
        paper.with_lists = True

    assert crawled.rows("SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_what_is_no_address_is_refused_in_words(tmp_path: Path) -> None:
    crawled = crawl(tmp_path / "archive", "ftp://paper.example/")

    assert crawled.error is not None
    assert crawled.error["type"] == "UsageError"
    assert "https://paper.example/" in crawled.error["message"]


def test_the_limit_keeps_no_page_of_an_article_out(paper: Paper, run: Callable[..., Crawled]) -> None:
    crawled = run(limit="9", depth="1")

    bodies = dict(crawled.rows("SELECT url, body FROM articles"))
    assert len(bodies) == 9
    assert {url: bodies[url] for url in bodies} == {url: "\n\n".join(paper.paragraphs(paper.articles[url])) for url in bodies}


def test_what_names_an_article_is_kept_of_each_kind(paper: Paper, crawled: Crawled) -> None:
    named = {
        by: {url for (url,) in crawled.rows("SELECT url FROM namings JOIN articles USING (url) WHERE by = ?", by)}
        for by in ("feed", "sitemap", "listing")
    }

    _, _, feed = paper.answer("/news.rss")
    _, _, sitemap = paper.answer("/map.xml")
    assert named["feed"] == {url for url in paper.articles if f"{url}<" in feed}
    assert named["sitemap"] == {url for url in paper.articles if f"{url}<" in sitemap}
    assert named["listing"] == set(paper.articles)  # on /local/ and /sport/
