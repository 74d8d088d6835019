"""Every outlet's spider crawls a replica of the outlet: each article once, each page of its lists, none in vain with --since."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive import pages
from newsarchive.config import Configuration
from newsarchive.discover.urls import canonical
from newsarchive.query.coverage import coverage
from newsarchive.query.period import Period
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import Crawled, crawl
from tests.spiders.replica import SINCE, Replica, replicas

REPLICAS = replicas()
each_outlet = pytest.mark.parametrize("replica", REPLICAS, ids=[replica.outlet for replica in REPLICAS])


def crawl_all(folder: Path, warc: Path, **arguments: str) -> Crawled:
    settings = {"NEWSARCHIVE_AGAINST": str(warc), "NEWSARCHIVE_ALLOW_PRIVATE": False}
    outlets = [replica.outlet for replica in REPLICAS]
    for replica in REPLICAS:
        arguments |= replica.arguments
    return crawl(folder, "", outlets=outlets, arguments=arguments, settings=settings)


@pytest.fixture(scope="module")
def warc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replicas")
    with WarcWriter(folder, {}) as writer:
        for replica in REPLICAS:
            for url in replica.pages:
                headers = (("Content-Type", replica.type_of(url)),)
                moment = datetime(2024, 3, 5, tzinfo=UTC)
                writer.write(
                    Exchange(url=url, captured_at=moment, status=200, headers=headers, payload=replica.body_of(url))
                )
    [path] = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def crawled(warc: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_all(tmp_path_factory.mktemp("whole") / "archive", warc)


@pytest.fixture(scope="module")
def since(warc: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_all(tmp_path_factory.mktemp("since") / "archive", warc, since=SINCE)


def crawl_these(folder: Path, warc: Path, *addresses: str) -> Crawled:
    settings = {"NEWSARCHIVE_AGAINST": str(warc), "NEWSARCHIVE_ALLOW_PRIVATE": False}
    return crawl(folder, "", outlets=list(addresses), settings=settings)


def archived(crawled: Crawled, outlet: str) -> Counter[str]:
    with Archive(crawled.archive) as archive:
        rows = archive.connection.execute("SELECT url FROM articles WHERE outlet = ?", (outlet,))
        return Counter(row["url"] for row in rows)


def fetched(crawled: Crawled) -> Counter[str]:
    return Counter(canonical(url) for (url,) in crawled.rows("SELECT url FROM captures"))


@each_outlet
def test_the_replica_is_what_it_says(replica: Replica) -> None:
    outlet = pages.outlet_named(replica.outlet)

    assert {outlet.identity(url) for url in replica.articles} == set(replica.articles)
    assert len(set(replica.articles.values())) >= 3
    assert any(day >= SINCE for day in replica.articles.values())
    assert replica.beyond <= set(replica.pages)


@each_outlet
def test_every_article_is_found_once(replica: Replica, crawled: Crawled) -> None:
    assert crawled.error is None
    assert archived(crawled, replica.outlet) == Counter(dict.fromkeys(replica.articles, 1))


@each_outlet
def test_every_page_is_asked_for_once(replica: Replica, crawled: Crawled) -> None:
    asked = fetched(crawled)

    assert {url: asked[canonical(url)] for url in replica.pages} == dict.fromkeys(replica.pages, 1)


@each_outlet
def test_a_crawl_since_a_day_finds_what_is_as_young_and_turns_no_page_in_vain(replica: Replica, since: Crawled) -> None:
    young = {url for url, day in replica.articles.items() if day >= SINCE}
    asked = fetched(since)

    assert set(archived(since, replica.outlet)) == young
    assert replica.beyond.isdisjoint(asked)
    assert {canonical(url) for url in replica.beyond}.isdisjoint(asked)


@each_outlet
def test_an_article_in_several_pages_is_one(replica: Replica, crawled: Crawled) -> None:
    with Archive(crawled.archive) as archive:
        bodies = {article.url: article.body or "" for article in archive if article.url in replica.holds}

    for url, texts in replica.holds.items():
        places = [bodies[url].find(text) for text in texts]
        assert -1 not in places
        assert places == sorted(places)
        assert [bodies[url].count(text) for text in texts] == [1] * len(texts)


@each_outlet
def test_every_article_has_what_an_archive_needs(replica: Replica, crawled: Crawled) -> None:
    with Archive(crawled.archive) as archive:
        found = [article for article in archive if article.outlet == replica.outlet]

    assert all(article.title and article.body and article.date for article in found)
    assert {article.url: (article.date or "")[:10] for article in found} == dict(replica.articles)


def test_addresses_of_an_outlet_are_crawled_alone_and_its_front_page_as_a_whole(warc: Path, tmp_path: Path) -> None:
    [eastday] = (replica for replica in REPLICAS if replica.outlet == "eastday")
    one, other = list(eastday.articles)[1::3]
    last = next(iter(eastday.beyond))

    two = crawl_these(tmp_path / "two", warc, one.replace("https:", "http:"), other.replace("https:", "http:"))
    listed = crawl_these(tmp_path / "list", warc, last)
    whole = crawl_these(tmp_path / "whole", warc, one, "eastday")

    assert archived(two, "eastday") == Counter([one, other])
    assert archived(listed, "eastday") == Counter([list(eastday.articles)[-1]])
    assert archived(whole, "eastday") == Counter(dict.fromkeys(eastday.articles, 1))


def test_an_e_paper_s_articles_are_named_by_its_editions_which_are_kept_by_day(crawled: Crawled) -> None:
    named = "SELECT DISTINCT by FROM named JOIN urls ON urls.id = url_id WHERE outlet = ? AND url LIKE ?"
    editions = "SELECT published, state, reason FROM urls WHERE outlet = 'jfrb' AND kind = 'edition' ORDER BY published"

    assert crawled.rows(named, "jfrb", "%") == [("edition",)]
    assert crawled.rows(named, "whb", "%dzb.whb.cn%") == [("edition",)]
    assert crawled.rows(named, "whb", "%www.whb.cn%") == [("listing",)]
    assert crawled.rows(editions) == [
        *((f"2024-02-{day}", "failed", "dropped") for day in (27, 28, 29)),  # not in the file that is crawled
        ("2024-03-01", "failed", "dropped"),
        *((f"2024-03-0{day}", "done", None) for day in (2, 3, 4)),
    ]


@each_outlet
def test_all_that_an_outlet_s_lists_named_is_held(replica: Replica, crawled: Crawled) -> None:
    with Archive(crawled.archive, whole=True) as archive:
        days = coverage(archive, Configuration(), datetime(2024, 3, 5, tzinfo=UTC), Period(), replica.outlet)

    # What an article's page of an e-paper prints beside it stands on pages that the replica does not have.
    named = [(day.day, day.held, day.named - day.reasons["unasked"]) for day in days]
    assert all(day.named == day.held + day.waiting + day.left_out + day.missing for day in days)
    assert Counter({day: held for day, held, _ in named}) == Counter(replica.articles.values())
    assert [held for _, held, _ in named] == [count for *_, count in named]
