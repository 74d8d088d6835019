"""What a page turns into for a while costs the archive nothing: a second crawl of a site whose good pages were spoilt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.demo import Server
from newsarchive.demo.markup import desktop
from tests.crawl.site import Crawled, Site, crawl, html, story, zipped

CUT, WALLED, MOVED_HOME, WHOLE = (f"/news/detail?id={id}" for id in (501, 502, 503, 504))


@pytest.fixture(scope="module")
def site() -> Site:
    site = Site()
    site.put_articles(501, 502, 503, 504)
    site.put_list(CUT, WALLED, MOVED_HOME, WHOLE)
    return site


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    with Server(site) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture(scope="module")
def before(server: Server, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    return _articles(crawl(_archive(tmp_path_factory), server.url, arguments={"section": "22"}))


@pytest.fixture(scope="module")
def spoilt(before: object, site: Site, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    page = desktop(story(501), []).encode()
    site.put(CUT, zipped(page, keep=len(page) // 4))
    site.put(WALLED, html("<html><body><form>请先登录</form></body></html>"))
    site.put(MOVED_HOME, html("<html><body><ul><li>首页</li></ul></body></html>"))
    return crawl(
        _archive(tmp_path_factory), server.url, arguments={"section": "22"}, settings={"NEWSARCHIVE_RECHECK": "all"}
    )


def _archive(factory: pytest.TempPathFactory) -> Path:
    return factory.getbasetemp() / "spoilt"


def _articles(crawled: Crawled) -> list[tuple[object, ...]]:
    return crawled.rows("SELECT url, title, body, revisions, missing_since FROM articles ORDER BY url")


def test_nothing_of_a_spoilt_page_enters_its_article(before: list[tuple[object, ...]], spoilt: Crawled) -> None:
    assert len(before) == 4
    assert _articles(spoilt) == before


def test_a_page_without_an_article_is_no_takedown_though_its_other_addresses_answer_404(spoilt: Crawled) -> None:
    assert spoilt.urls()[WALLED] == ("failed", "not_found")
    assert spoilt.rows("SELECT * FROM gone") == []


def test_a_cut_page_is_asked_for_three_times_and_then_given_up(server: Server, spoilt: Crawled) -> None:
    assert spoilt.urls()[CUT] == ("failed", "truncated")
    assert server.hits[CUT] == 1 + 3
    assert spoilt.rows("SELECT truncated, state FROM captures WHERE truncated IS NOT NULL") == [("truncated", "not_read")] * 3


def test_each_wait_for_a_cut_page_is_longer_than_the_one_before(server: Server, spoilt: Crawled) -> None:
    first, second, third = [hit.at for hit in server.log if hit.path == CUT][1:]

    assert 1 <= second - first < third - second
