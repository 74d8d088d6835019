"""What a crawl would fetch, by the rows: start pages, lists, articles again by their step, what waits, and what hosts are owed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from newsarchive import clock
from newsarchive.items import Candidate, Kind
from newsarchive.query.plan import How, Plan, plan
from newsarchive.store.archive import Archive

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
HOW = How(
    every_list=False, recheck="due", delay_seconds=2.0, budget=None, limit=None, agent="newsarchive", patience_seconds=120
)
FRONT = "https://paper.example/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    before = clock.use(clock.Clock(NOW, speed=0))
    yield
    clock.use(before)


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Archive]:
    with Archive(tmp_path / "store", write=True) as archive:
        yield archive


@pytest.fixture
def known(store: Archive) -> Callable[..., None]:
    """Adds a URL of the paper's."""

    def add(url: str, **columns: Any) -> None:
        row = {
            "url": url,
            "fetch_url": url,
            "outlet": "paper",
            "kind": "article",
            "state": "done",
            "discovered_at": "2024-03-01T00:00:00Z",
            **columns,
        }
        marks = ", ".join("?" * len(row))
        store.connection.execute(f"INSERT INTO urls ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))

    return add


def planned(store: Archive, *starts: str, **how: Any) -> Plan:
    candidates = [Candidate(url=url, fetch_url=url, outlet="paper", kind=Kind.LISTING) for url in starts]
    return plan(store, "paper", candidates, replace(HOW, **how), NOW)


@pytest.mark.parametrize(
    ("columns", "every_list", "is_fetched", "why"),
    [
        (None, False, True, "not asked for yet"),
        ({"state": "pending"}, False, True, "waits already"),
        ({"next_fetch_at": "2024-03-10T11:00:00Z", "poll_seconds": 5400}, False, True, "due: polled every 1h30m"),
        ({"next_fetch_at": "2024-03-10T13:00:00Z", "poll_seconds": 5400}, False, False, "not for 1h: polled every 1h30m"),
        ({"next_fetch_at": "2024-03-10T13:00:00Z", "poll_seconds": 5400}, True, True, "asked for whenever a person crawls; polled"),
        ({"state": "failed", "reason": "not_found", "next_fetch_at": "2024-03-10T13:00:00Z"}, False, True, "due: not polled yet"),
        ({"state": "failed", "reason": "tls"}, False, False, "tls at the last time"),
    ],
)
def test_a_start_page_is_fetched_as_the_frontier_decides(
    store: Archive, known: Callable[..., None], columns: dict[str, Any] | None, every_list: bool, is_fetched: bool, why: str
) -> None:
    if columns is not None:
        known(FRONT, kind="listing", **columns)

    [start] = planned(store, FRONT, every_list=every_list).starts

    assert start.is_fetched is is_fetched
    assert start.why.startswith(why)


def test_articles_are_told_by_the_step_that_they_have_come_to(store: Archive, known: Callable[..., None]) -> None:
    due = "2024-03-10T11:00:00Z"
    known(f"{FRONT}1", published="2024-03-10T18:00+08:00", next_fetch_at=due)  # an hour before
    known(f"{FRONT}2", published="2024-03-10T05:00:00+00:00", next_fetch_at=due)
    known(f"{FRONT}3", published="2024-03-09", discovered_at="2024-03-09T11:00:00Z", next_fetch_at=due)  # a day alone
    known(f"{FRONT}4", discovered_at="2024-03-03T11:00:00Z", next_fetch_at=due)
    known(f"{FRONT}5", state="failed", reason="timeout", next_fetch_at=due)
    known(f"{FRONT}6", discovered_at="2024-03-01T00:17:00Z", next_fetch_at=due)
    known(f"{FRONT}7", next_fetch_at="2024-03-10T13:00:00Z")
    known(f"{FRONT}8", state="failed", reason="not_article")

    def again(**how: Any) -> list[tuple[str, int]]:
        return [(group.why, group.urls) for group in planned(store, **how).groups]

    assert again() == [
        ("1h after publication", 1),
        ("6h after publication", 1),
        ("1d after publication", 1),
        ("7d after publication", 1),
        ("at another time", 1),
        ("could not be had before: timeout", 1),
    ]
    assert again(recheck="none") == []
    assert again(recheck="all") == [("every known one, as asked", 6)]
    assert again(steps=(timedelta(hours=6),))[0] == ("6h after publication", 1)


def test_lists_that_are_due_and_what_earlier_crawls_left_are_told(store: Archive, known: Callable[..., None]) -> None:
    for number in range(5):
        due = "2024-03-10T11:00:00Z" if number < 3 else "2024-03-11T00:00:00Z"
        known(f"{FRONT}list/{number}", kind="listing", poll_seconds=1800 if number else 86_400, next_fetch_at=due)
    known(f"{FRONT}a", state="pending")
    known(f"{FRONT}b", state="leased")
    known(f"{FRONT}c", state="pending", priority=-990)  # a back-fill's
    known("https://other.example/", outlet="other", state="pending")

    due, every = planned(store), planned(store, every_list=True)

    assert [(group.what, group.urls, group.why) for group in due.groups] == [
        ("listings due", 3, "once they are named again; polled every 30m (2), 1d (1)"),
        ("articles waiting", 2, "left by earlier crawls"),
    ]
    assert (every.groups[0].what, every.groups[0].urls) == ("listings known", 5)
    assert [(host.host, host.urls, host.seconds) for host in due.hosts] == [("paper.example", 5, 10.0)]
    assert (due.urls, due.seconds) == (5, 10.0)


def test_a_budget_and_a_pause_are_told_of_the_host(store: Archive, known: Callable[..., None]) -> None:
    for number in range(50):
        known(f"{FRONT}{number}", fetch_url=f"https://www{number % 2}.paper.example:8080/{number}?a=/", state="pending")
    store.connection.execute("INSERT INTO host_days (host, day, requests) VALUES ('www0.paper.example', '2024-03-10', 90)")
    store.connection.execute("INSERT INTO hosts (host, paused_until) VALUES ('www1.paper.example', '2024-03-10T12:01:00Z')")

    spent, paused = planned(store, budget=100).hosts
    [_, impatient] = planned(store, patience_seconds=30).hosts

    assert (spent.host, spent.urls, spent.asked_today, spent.left_today, spent.seconds) == ("www0.paper.example", 25, 90, 10, 20.0)
    assert (paused.left_today, paused.paused_until, paused.seconds) == (100, "2024-03-10T12:01:00Z", 110.0)
    assert impatient.seconds == 0.0  # they stay for another crawl


def test_crawls_of_late_tell_how_much_is_new_and_how_long_it_takes(store: Archive, known: Callable[..., None]) -> None:
    for number in range(10):
        known(f"{FRONT}{number}", state="pending")
    for hour in (8, 9):
        store.connection.execute(
            "INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, done, new, copies)"
            " VALUES ('crawl', 'paper', ?, ?, 'finished', 1, '{}', 60, 18, 2)",
            (f"2024-03-10T0{hour}:00:00Z", f"2024-03-10T0{hour}:04:00Z"),
        )

    told, limited = planned(store), planned(store, limit=15)

    assert (told.new, told.seconds) == (20.0, 120.0)  # 30 URLs at 4 s each
    assert limited.seconds == 60.0


def test_without_an_archive_the_start_pages_are_all_that_is_known() -> None:
    front = Candidate(url=FRONT, fetch_url=FRONT, outlet="paper", kind=Kind.LISTING)

    told = plan(None, "paper", [front, front], HOW, NOW)

    assert [start.url for start in told.starts] == [FRONT]
    assert (told.urls, told.new, told.seconds) == (1, None, 2.0)
    assert told.hosts[0].robots == "not known yet"
