"""An outlet that answers 200 for what it has taken down: its error page is learned, politely, and no wall is taken for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.demo import Server
from newsarchive.discover.leads import probe
from tests.crawl.site import Crawled, Site, crawl, html

NOWHERE = html("<title>汐港</title><div><p>潮水把这一页带到了很远的海上，编辑部正在想办法把它捞回来。</p></div>")
PROBE = "/news/detail?id=0&newsarchive=probe"


@pytest.fixture
def site() -> Iterator[tuple[Site, Server]]:
    site = Site()
    site.put_list(*site.put_articles(*range(1, 8)))
    with Server(site) as server:  # type: ignore[arg-type]
        yield site, server


@pytest.fixture
def crawled(site: tuple[Site, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Crawled]:
    def run(day: int) -> Crawled:
        monkeypatch.setenv("NEWSARCHIVE_CLOCK", (datetime(2026, 4, 1, 8, tzinfo=UTC) + timedelta(days=day)).isoformat())
        settings = {"NEWSARCHIVE_RECHECK": "all"}
        return crawl(tmp_path / "archive", site[1].url, arguments={"section": "22"}, settings=settings)

    return run


def misses(crawled: Crawled) -> list[tuple[str, str]]:
    return crawled.rows("SELECT substr(url, -4), misses.reason FROM misses JOIN articles ON articles.id = article_id ORDER BY 1")


def test_the_probe_is_an_address_like_the_articles() -> None:
    assert probe("http://paper.example/news/detail?id=1") == f"http://paper.example{PROBE}"


def test_one_odd_page_is_the_error_page_when_an_address_that_cannot_exist_shows_it_too(
    site: tuple[Site, Server], crawled: Callable[[int], Crawled]
) -> None:
    paper, server = site
    crawled(0)
    paper.put("/news/detail?id=3", NOWHERE)
    paper.put(PROBE, NOWHERE)

    first = misses(crawled(1))
    second = misses(crawled(2))

    assert first == [("id=3", "soft_404")]
    assert second == [("id=3", "soft_404")] * 2
    assert server.hits[PROBE] == 1


def test_an_odd_page_that_no_other_address_shows_tells_nothing(
    site: tuple[Site, Server], crawled: Callable[[int], Crawled]
) -> None:
    paper, server = site
    crawled(0)
    paper.put("/news/detail?id=3", NOWHERE)

    found = crawled(1)

    assert misses(found) == []
    assert server.hits[PROBE] == 1  # it answered 404, with another page


def test_a_page_that_stands_for_every_article_is_a_wall(site: tuple[Site, Server], crawled: Callable[[int], Crawled]) -> None:
    paper, _ = site
    crawled(0)
    for id in range(1, 8):
        paper.put(f"/news/detail?id={id}", NOWHERE)
    paper.put(PROBE, NOWHERE)

    for day in (1, 4, 8):
        found = crawled(day)

    assert misses(found) == []


def test_a_page_that_stands_for_three_while_others_are_served_is_the_error_page(
    site: tuple[Site, Server], crawled: Callable[[int], Crawled]
) -> None:
    paper, _ = site
    crawled(0)
    for id in (2, 3, 4):
        paper.put(f"/news/detail?id={id}", NOWHERE)

    found = crawled(1)

    assert misses(found) == [(f"id={id}", "soft_404") for id in (2, 3, 4)]


def test_behind_a_wall_an_article_is_not_asked_for_elsewhere_and_where_none_held_it_again_from_its_first_address(
    site: tuple[Site, Server], crawled: Callable[[int], Crawled]
) -> None:
    paper, server = site
    wall = html("<title>安全验证</title><h1>安全验证</h1><p>请拖动滑块完成验证后继续。</p>")
    there = paper.answers["/news/detail?id=3"]
    paper.put("/news/detail?id=3", wall)
    paper.put("/news/detail?id=4", html("<title>汐港</title><h1>维护中</h1>"))

    crawled(0)
    behind = server.hits["/news/getNewsDetail?id=3"], server.hits["/news/getNewsDetail?id=4"]
    paper.answers["/news/detail?id=3"] = paper.answers["/news/detail?id=4"] = there
    found = crawled(1)

    assert behind == (0, 1)
    assert found.rows("SELECT count(*) FROM articles") == [(7,)]
    assert server.hits["/news/getNewsDetail?id=4"] == 1
