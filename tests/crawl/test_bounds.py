"""How far a crawl goes: since a day, up to a number of articles, in one section."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsarchive.demo import Server
from tests.crawl.site import LIST, Crawled, Site, html, list_of


def paged(site: Site, *days: str) -> list[str]:
    """A list of a page a day, on each page one article of that day; the addresses of the articles."""
    articles = site.put_articles(*range(1, len(days) + 1))
    for page, (day, address) in enumerate(zip(days, articles, strict=True), 1):
        path = LIST if page == 1 else f"{LIST}&page={page}"
        site.put(path, html(list_of((address, day), path=LIST, page=page, pages=len(days))))
    return articles


def test_a_list_is_followed_no_further_than_since(site: Site, served: Server, crawl_site: Callable[..., Crawled]) -> None:
    newest, old_enough, too_old, older, oldest = paged(site, "2019-06-03", "2019-06-02", "2019-06-01", "2019-05-01", "2019-04-01")

    crawled = crawl_site(arguments={"since": "2019-06-02"})

    assert crawled.urls() == {
        newest: ("done", None),
        old_enough: ("done", None),
        too_old: ("failed", "before_since"),
    }
    assert too_old not in served.hits
    assert [f"{LIST}&page={page}" in served.hits for page in (2, 3, 4, 5)] == [True, True, False, False]
    assert {older, oldest}.isdisjoint(served.hits)
    assert crawled.report["balanced"]


def test_what_was_too_old_for_one_crawl_is_fetched_by_the_next_that_goes_further_back(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    newest, oldest = paged(site, "2019-06-03", "2019-06-01")
    crawl_site(arguments={"since": "2019-06-02"})

    crawled = crawl_site()

    assert crawled.urls() == {newest: ("done", None), oldest: ("done", None)}


def test_a_limit_is_reached_exactly_and_the_next_crawl_goes_on_from_there(
    site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    articles = site.put_articles(1, 2, 3, 4, 5, 6)
    site.put_list(articles[0], "/news/detail?id=404", *articles[1:])

    first = crawl_site(arguments={"limit": "4"})
    stored = first.rows("SELECT count(*) FROM articles")
    second = crawl_site(arguments={"limit": "4"})

    assert stored == [(4,)]
    assert first.report["tally"]["pending"] == 2
    assert first.report["balanced"]
    assert second.report["counts"]["new"] == 2
    assert second.report["tally"]["pending"] == 0
    assert {path: hits for path, hits in served.hits.items() if path in articles} == dict.fromkeys(articles, 1)


@pytest.mark.parametrize("section", ["城事", "22"])
def test_a_section_is_all_that_is_crawled(
    section: str, site: Site, served: Server, crawl_site: Callable[..., Crawled]
) -> None:
    [address] = site.put_articles(1)
    site.put_list(address)

    crawl_site(arguments={"section": section})

    assert set(served.hits) == {"/robots.txt", LIST, address}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [({"section": "体育"}, "no '体育'"), ({"since": "yesterday"}, "is no day"), ({"limit": "0"}, "less than one")],
)
def test_an_argument_that_means_nothing_is_refused(
    arguments: dict[str, str], told: str, crawl_site: Callable[..., Crawled]
) -> None:
    crawled = crawl_site(arguments=arguments)

    assert crawled.error is not None
    assert crawled.error["type"] == "UsageError"
    assert told in crawled.error["message"]
