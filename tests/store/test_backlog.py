"""The backlog of a back-fill: walked back in time, each address once, and nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsarchive.items import Article, Candidate, Kind, Reason
from newsarchive.store import backfills
from newsarchive.store.archive import Archive
from newsarchive.store.backlog import Backlog
from newsarchive.store.frontier import Frontier, Lease

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)


def named(number: int | str, day: str | None = None, **fields: Any) -> Candidate:
    url = f"https://paper.example/{number}"
    return replace(Candidate(url=url, fetch_url=url, outlet="paper", priority=10, published=day), **fields)


def a_list(name: str, **fields: Any) -> Candidate:
    return named(name, kind=Kind.LISTING, priority=0, **fields)


class Running:
    """A run of a back-fill of 2023, a step at a time."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        connection = archive.connection
        with archive.transaction():
            known = backfills.latest(connection, "paper")
            told = {"since": "2023-01-01"}
            self.task = known or backfills.ask(connection, "paper", "2023-01-01", "2023-12-31", NOW, told=told)
        run_id = archive.begin_run("crawl", "paper", {}, self.task.id)
        self.frontier = Frontier(connection, "paper", run_id, behind=True)
        self.backlog = Backlog(connection, self.task, self.frontier, lambda address: None)
        with archive.transaction():
            self.frontier.reclaim()
            self.backlog.resume()

    def name(self, *candidates: Candidate, by: str | None = None) -> None:
        with self.archive.transaction():
            self.backlog.name(candidates, f"https://paper.example/{by}" if by else None, Kind.LISTING)

    def next(self, count: int = 1) -> list[Lease]:
        with self.archive.transaction():
            self.backlog.fill(count, NOW)
            return self.frontier.lease(count)

    def settle(self, lease: Lease, reason: Reason | None = None, *, failed: bool = False, dated: str | None = None) -> None:
        with self.archive.transaction():
            self.frontier.settle(lease.id, reason, NOW, failed=failed)
            self.backlog.settle(lease.candidate.url, reason, failed=failed, kind=lease.candidate.kind, dated=dated)

    def walked(self, **outcomes: Reason) -> list[str]:
        """Names of all that is fetched from here on, in that order; outcomes: of some, why they fail."""
        found = []
        while leases := self.next():
            name = leases[0].candidate.url.rpartition("/")[2]
            found.append(name)
            reason = outcomes.get(name)
            self.settle(leases[0], reason, failed=reason is not None)
        return found

    def close(self) -> str:
        """End the run; the state of the back-fill then."""
        with self.archive.transaction():
            self.backlog.close(NOW)
        task = backfills.get(self.archive.connection, self.task.id)
        assert task is not None
        return task.state


@pytest.fixture
def run(archive: Archive) -> Callable[[], Running]:
    return lambda: Running(archive)


def test_the_youngest_comes_first_whoever_named_it(run: Callable[[], Running]) -> None:
    one = run()
    one.name(a_list("front"), named("map-2023-04.xml", kind=Kind.SITEMAP, priority=0), named("a", "2023-02-01"))
    one.name(named("b", "2023-06-01"), named("c", "2023-05-01"), a_list("front-2"), by="front")

    assert one.walked() == ["front", "b", "front-2", "c", "map-2023-04.xml", "a"]


def test_an_address_is_fetched_once_however_often_it_is_named(run: Callable[[], Running]) -> None:
    one = run()
    one.name(a_list("front"))
    [lease] = one.next()
    one.name(named("a", "2023-02-01"), by="front")
    one.settle(lease)
    first = one.walked()
    again = run()
    again.name(a_list("front"), named("a", "2023-02-01"))

    assert (first, again.walked()) == (["a"], [])


def test_undated_articles_tell_by_their_own_dates_whether_the_next_page_is_of_the_window(run: Callable[[], Running]) -> None:
    one = run()
    one.name(a_list("front"))
    [front] = one.next()
    one.name(named("a"), named("b"), a_list("front-2"), by="front")
    one.settle(front)
    leases = one.next(5)
    assert [lease.candidate.url[-1] for lease in leases] == ["a", "b"]  # the page waits for them

    for lease in leases:
        one.settle(lease, Reason.BEFORE_SINCE, failed=True, dated="2022-12-30T08:00+08:00")

    assert one.next() == []
    assert one.close() == "done"


def test_a_list_without_an_end_is_left_at_its_third_page_alike(run: Callable[[], Running]) -> None:
    one = run()
    one.name(a_list("p1"))
    for page in range(1, 4):
        lease = next(lease for lease in one.next(4) if lease.candidate.url.endswith(f"p{page}"))
        one.name(named("a", "2023-03-01"), named("b", "2023-03-01"), a_list(f"p{page + 1}"), by=f"p{page}")
        one.settle(lease)

    assert "p4" not in one.walked()


def test_what_the_archive_has_is_settled_without_a_request(
    run: Callable[[], Running], archive: Archive, article: Callable[..., Article]
) -> None:
    archive.add(article(url="https://paper.example/a", date="2023-05-01T09:00+08:00", date_utc="2023-05-01T01:00:00Z"))
    archive.add(article(url="https://paper.example/b", date="2021-05-01T09:00+08:00", date_utc="2021-05-01T01:00:00Z"))
    one = run()
    one.name(named("a"), named("b"))

    assert one.walked() == []
    one.close()
    task = backfills.get(archive.connection, one.task.id)
    assert task is not None
    assert {name: count for name, count in task.counts.items() if count} == {"archived": 1, "outside": 1}


def test_what_failed_for_a_passing_reason_is_tried_twice_more(run: Callable[[], Running]) -> None:
    one = run()
    one.name(named("a", "2023-02-01"), named("b", "2023-02-01"))
    assert one.walked(a=Reason.TIMEOUT, b=Reason.NOT_FOUND) == ["a", "b"]
    assert one.close() == "open"

    tried = []
    for _ in range(2):
        one = run()
        tried.append(one.walked(a=Reason.TIMEOUT))
        state = one.close()

    assert (tried, state) == ([["a"], ["a"]], "done")


def test_news_take_what_waits_behind_them_and_nothing_else(run: Callable[[], Running], archive: Archive) -> None:
    past = run()
    past.name(named("a", "2023-02-01"), named("b", "2023-02-02"))
    with archive.transaction():
        past.backlog.fill(2, NOW)

    news = Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}))
    with archive.transaction():
        news.reclaim()
        assert not news.waiting()
        assert news.offer(named("a"), NOW)
        [lease] = news.lease(5)
        news.settle(lease.id, None, NOW, failed=False)
    assert lease.candidate.url.endswith("/a")
    assert news.tally().balanced()

    assert run().walked() == ["b"]


def test_an_old_article_is_not_looked_at_again_as_if_it_were_new(
    run: Callable[[], Running], archive: Archive, article: Callable[..., Article]
) -> None:
    one = run()
    one.name(named("a"), named("b"))
    for lease, day in zip(one.next(2), ("2023-05-01", (NOW - timedelta(days=2)).strftime("%Y-%m-%d")), strict=True):
        one.settle(lease)
        read = article(url=lease.candidate.url, date=day, date_utc=None)
        archive.add(read)
        with archive.transaction():
            one.backlog.read(read)
            one.frontier.reckon(read.url)

    due = archive.connection.execute("SELECT url, next_fetch_at FROM urls ORDER BY url").fetchall()
    assert [tuple(row) for row in due] == [
        ("https://paper.example/a", None),
        ("https://paper.example/b", "2024-03-02T00:00:00Z"),  # three days after it was published
    ]


def test_a_paused_one_hands_nothing_out(run: Callable[[], Running], archive: Archive) -> None:
    one = run()
    one.name(named("a", "2023-02-01"))
    with archive.transaction():
        backfills.move(archive.connection, one.task.id, "paused", NOW)

    assert (one.backlog.waiting(), one.next(), one.close()) == (False, [], "paused")
