"""Pauses, budgets and refusals of hosts, by a clock that is moved, over restarts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive.clock import Clock
from newsarchive.hosts import FAILURES, REFUSALS, Hosts
from newsarchive.items import Reason
from newsarchive.store.archive import Archive

HOST = "paper.example"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2024, 3, 1, 22, tzinfo=UTC), speed=0.0)


@pytest.fixture
def hosts(archive: Archive, clock: Clock) -> Callable[..., Hosts]:
    return lambda budget=None: Hosts(archive.connection, clock.now, budget)


def test_a_pause_outlives_a_restart_and_ends(hosts: Callable[..., Hosts], archive: Archive, clock: Clock) -> None:
    with archive.transaction():
        hosts().pause(HOST, timedelta(minutes=10))

    again = hosts()
    assert 600 <= again.wait(HOST) <= 601
    clock.forward(timedelta(minutes=11))
    assert again.wait(HOST) == 0


def test_a_shorter_pause_does_not_cut_a_longer_one(hosts: Callable[..., Hosts], archive: Archive) -> None:
    one = hosts()
    with archive.transaction():
        one.pause(HOST, timedelta(hours=2))
        one.pause(HOST, timedelta(seconds=5))

    assert one.wait(HOST) == 7200


def test_a_budget_that_is_used_up_waits_for_the_next_day(hosts: Callable[..., Hosts], archive: Archive, clock: Clock) -> None:
    first = hosts(budget=3)
    for _ in range(2):
        first.ask(HOST)
    with archive.transaction():
        first.save()

    second = hosts(budget=3)
    assert second.wait(HOST) == 0
    second.ask(HOST)
    assert second.wait(HOST) == 2 * 3600
    assert second.wait("other.example") == 0
    clock.forward(timedelta(hours=2))
    assert second.wait(HOST) == 0


def test_what_was_asked_is_counted_by_host_and_day(hosts: Callable[..., Hosts], archive: Archive, clock: Clock) -> None:
    one = hosts()
    for _ in range(3):
        one.ask(HOST)
    clock.forward(timedelta(hours=3))
    one.ask(HOST)
    with archive.transaction():
        one.save()
        one.save()

    assert [tuple(row) for row in archive.connection.execute("SELECT host, day, requests FROM host_days ORDER BY day")] == [
        (HOST, "2024-03-01", 3),
        (HOST, "2024-03-02", 1),
    ]


@pytest.mark.parametrize("reason", [Reason.FORBIDDEN, Reason.TOO_MANY_REQUESTS, Reason.BOT_WALL])
def test_a_host_that_keeps_refusing_is_left_alone_ever_longer(
    reason: Reason, hosts: Callable[..., Hosts], archive: Archive, clock: Clock
) -> None:
    one = hosts()
    rests = []
    for _ in range(7):
        with archive.transaction():
            for _ in range(REFUSALS):
                assert one.wait(HOST) == 0
                one.answered(HOST, reason)
        rests.append(one.wait(HOST) / 3600)
        clock.forward(timedelta(hours=25))

    assert rests == [1, 2, 4, 8, 16, 24, 24]


def test_a_host_that_still_refuses_in_the_next_crawl_is_left_alone_for_longer_until_it_answers(
    hosts: Callable[..., Hosts], archive: Archive, clock: Clock
) -> None:
    def rest() -> float:
        one = hosts()
        with archive.transaction():
            for _ in range(REFUSALS):
                one.answered(HOST, Reason.FORBIDDEN)
        length = one.wait(HOST)
        clock.forward(timedelta(seconds=length + 2))
        return round(length / 3600)

    before = [rest() for _ in range(3)]
    with archive.transaction():
        hosts().answered(HOST, None)

    assert (before, rest()) == ([1, 2, 4], 1)


def test_refusals_of_what_was_under_way_make_the_rest_no_longer(hosts: Callable[..., Hosts], archive: Archive) -> None:
    one = hosts()
    with archive.transaction():
        for _ in range(4 * REFUSALS):
            one.answered(HOST, Reason.BOT_WALL)

    assert one.wait(HOST) == 3600


def test_a_page_between_refusals_is_an_answer(hosts: Callable[..., Hosts], archive: Archive) -> None:
    one = hosts()
    with archive.transaction():
        for number in range(4 * REFUSALS):
            one.answered(HOST, None if number % REFUSALS == 0 else Reason.FORBIDDEN)

    assert one.wait(HOST) == 0


def test_a_host_that_fails_for_address_after_address_is_given_time_and_then_more(
    hosts: Callable[..., Hosts], archive: Archive, clock: Clock
) -> None:
    one = hosts()
    waits = []
    with archive.transaction():
        for number in range(3 * FAILURES):
            for _ in range(3):  # each is tried again
                one.failed(HOST, Reason.CONNECTION, f"https://{HOST}/{number}")
            waits.append(one.wait(HOST))
            clock.forward(timedelta(seconds=waits[-1]))

    assert [wait for wait in waits if wait] == [60, 120, 240]
    assert [at % FAILURES for at, wait in enumerate(waits, 1) if wait] == [0, 0, 0]


def test_an_answer_between_two_failures_is_a_sign_of_health(hosts: Callable[..., Hosts], archive: Archive) -> None:
    one = hosts()
    with archive.transaction():
        for number in range(3 * FAILURES):
            one.failed(HOST, Reason.HTTP_ERROR, f"https://{HOST}/{number}")
            one.answered(HOST, None)

    assert one.wait(HOST) == 0
    assert not one.failed(HOST, Reason.NOT_FOUND, f"https://{HOST}/")


def test_the_past_leaves_of_a_budget_what_the_news_are_likely_to_need(
    hosts: Callable[..., Hosts], archive: Archive, clock: Clock
) -> None:
    def past() -> Hosts:
        return Hosts(archive.connection, clock.now, 100, behind=True)

    def asked(one: Hosts, times: int) -> None:
        for _ in range(times):
            one.ask(HOST)
        with archive.transaction():
            one.save()

    assert past().kept_for_news(HOST) == 10  # nothing is known yet
    asked(hosts(budget=100), 30)
    asked(past(), 50)
    clock.forward(timedelta(days=1))
    assert past().kept_for_news(HOST) == 30  # what the past asked for does not count
    asked(hosts(budget=100), 20)
    assert past().kept_for_news(HOST) == 10  # and what the news had today is not kept again
    one = past()
    asked(one, 69)
    assert one.wait(HOST) == 0
    asked(one, 1)
    assert one.wait(HOST) == 2 * 3600
    assert hosts(budget=100).wait(HOST) == 0
    clock.forward(timedelta(days=8))
    assert past().kept_for_news(HOST) == 10
