"""The frontier: every URL in one of four states, handed out once, never lost, accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsarchive.items import Article, Candidate, Kind, Reason
from newsarchive.schedule import RECHECKS
from newsarchive.store.archive import Archive
from newsarchive.store.frontier import Frontier

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)


def named(number: int, **fields: object) -> Candidate:
    url = f"https://paper.example/{number}"
    return replace(Candidate(url=url, fetch_url=url, outlet="paper", priority=10), **fields)  # type: ignore[arg-type]


def a_list(number: int) -> Candidate:
    return named(number, kind=Kind.LISTING, priority=0)


@pytest.fixture
def run(archive: Archive) -> Callable[[], Frontier]:
    """Begins another run of the outlet."""

    def begin() -> Frontier:
        return Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}))

    return begin


def state(archive: Archive, candidate: Candidate) -> tuple[str, str | None]:
    row = archive.connection.execute("SELECT state, reason FROM urls WHERE url = ?", (candidate.url,)).fetchone()
    return tuple(row)  # type: ignore[return-value]


def test_a_url_is_queued_once_however_often_it_is_named(run: Callable[[], Frontier]) -> None:
    frontier = run()

    assert [frontier.offer(named(1), NOW) for _ in range(3)] == [True, False, False]
    assert frontier.tally().discovered == 1


def test_articles_are_handed_out_before_lists_and_in_the_order_named(run: Callable[[], Frontier]) -> None:
    frontier = run()
    for candidate in (a_list(9), named(2), named(1)):
        frontier.offer(candidate, NOW)

    leases = frontier.lease(10)

    assert [lease.candidate for lease in leases] == [named(2), named(1), a_list(9)]


def test_nothing_is_handed_out_twice(run: Callable[[], Frontier]) -> None:
    frontier = run()
    for number in range(5):
        frontier.offer(named(number), NOW)

    handed = [lease.candidate.url for _ in range(4) for lease in frontier.lease(2)]

    assert len(handed) == len(set(handed)) == 5


def test_lists_alone_are_handed_out_when_no_more_articles_are_wanted(run: Callable[[], Frontier]) -> None:
    frontier = run()
    for candidate in (named(1), a_list(2)):
        frontier.offer(candidate, NOW)

    assert [lease.candidate for lease in frontier.lease(5, articles=False)] == [a_list(2)]


def test_a_lease_that_is_given_back_unfetched_costs_no_attempt(run: Callable[[], Frontier]) -> None:
    frontier = run()
    frontier.offer(named(1), NOW)
    [lease] = frontier.lease(1)

    frontier.release([lease.id])
    [again] = frontier.lease(1)
    frontier.release([again.id], fetched=True)
    [third] = frontier.lease(1)

    assert (lease.attempts, again.attempts, third.attempts) == (1, 1, 2)


def test_what_a_dead_run_had_leased_is_handed_out_by_the_next(archive: Archive, run: Callable[[], Frontier]) -> None:
    dead = run()
    for number in (1, 2, 3):
        dead.offer(named(number), NOW)
    [done, _] = dead.lease(2)
    dead.settle(done.id, None, NOW, failed=False)

    archive._running.clear()  # the next one is another process
    alive = run()
    found = alive.reclaim()

    assert found == 2
    assert {lease.candidate for lease in alive.lease(5)} == {named(2), named(3)}
    assert (alive.tally().discovered, alive.tally().pending) == (2, 2)
    outcomes = [row[0] for row in archive.connection.execute("SELECT outcome FROM runs ORDER BY id")]
    assert outcomes == ["killed", None]


def test_what_a_dead_run_had_tried_in_vain_is_tried_as_often_as_anything_by_the_next(run: Callable[[], Frontier]) -> None:
    dead = run()
    dead.offer(named(1), NOW)
    for _ in range(3):
        [lease] = dead.lease(1)
        dead.release([lease.id], fetched=True)
    dead.lease(1)

    alive = run()
    alive.reclaim()

    assert [lease.attempts for lease in alive.lease(1)] == [1]


def test_a_url_of_an_earlier_run_is_fetched_once_by_the_next(run: Callable[[], Frontier]) -> None:
    run().offer(a_list(1), NOW)
    later = run()
    later.reclaim()
    [lease] = later.lease(1)
    later.settle(lease.id, None, NOW, failed=False)

    assert not later.offer(a_list(1), NOW)
    assert (later.tally().discovered, later.tally().done) == (1, 1)


def test_what_waits_is_counted_with_the_news_and_behind_it(archive: Archive, run: Callable[[], Frontier]) -> None:
    behind = Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}), behind=True)
    for number in (1, 2, 3):
        behind.offer(named(number), NOW)
    news = run()

    news.offer(named(1), NOW)
    archive.connection.execute("DELETE FROM urls WHERE url = ?", (named(2).url,))

    assert (news.tally().pending, behind.tally().pending) == (1, 1)
    assert [lease.candidate.url for lease in behind.lease(5)] == [named(3).url]


def test_no_decision_reads_what_waits_through(archive: Archive, run: Callable[[], Frontier]) -> None:
    frontier, statements = run(), []
    for number in range(5):
        frontier.offer(named(number), NOW)

    archive.connection.set_trace_callback(statements.append)
    frontier.reclaim()
    one, other, third = frontier.lease(3)
    frontier.offer(named(9), NOW, one.id)
    frontier.settle(one.id, None, NOW, failed=False)
    frontier.release([other.id])
    frontier.redirect(third.id, "https://paper.example/m/3")
    for articles in (True, False):
        frontier.waiting(articles=articles)
        frontier.lease(1, articles=articles)
    frontier.tally(), frontier.lists_failed(), frontier.pending(16), frontier.requeue_due(NOW), frontier.give_back()
    archive.begin_run("crawl", "paper", {})
    archive.connection.set_trace_callback(None)

    asked = [one for one in statements if one.startswith(("SELECT", "UPDATE"))]
    assert len(asked) > 15
    for statement in asked:
        plan = [row["detail"] for row in archive.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        through = [step for step in plan if step.startswith(("SCAN urls", "SCAN runs"))]
        assert not [step for step in through if "INDEX runs_open" not in step], statement  # few, however many there were
        assert not [step for step in plan if "TEMP B-TREE" in step], statement


def test_a_run_reclaims_no_other_outlets_urls(archive: Archive, run: Callable[[], Frontier]) -> None:
    run().offer(named(1), NOW)
    other = Frontier(archive.connection, "other", archive.begin_run("crawl", "other", {}))

    assert other.reclaim() == 0
    assert other.lease(5) == []


def test_a_refused_url_is_kept_with_its_reason_and_never_handed_out(archive: Archive, run: Callable[[], Frontier]) -> None:
    frontier = run()

    frontier.offer(named(1), NOW, refused=Reason.OFFSITE)

    assert state(archive, named(1)) == ("failed", "offsite")
    assert frontier.lease(5) == []
    assert frontier.tally().balanced()


@pytest.mark.parametrize(
    ("reason", "asked_again"),
    [
        (None, False), (Reason.BEFORE_SINCE, True), (Reason.OFFSITE, True), (Reason.NOT_FOUND, True), (Reason.GONE, True),
        (Reason.TIMEOUT, True), (Reason.ROBOTS, True), (Reason.NOT_ARTICLE, False), (Reason.TOO_LARGE, False),
    ],
)  # fmt: skip
def test_a_list_that_names_an_old_article_anew_has_it_fetched_if_that_may_help(
    reason: Reason | None, asked_again: bool, run: Callable[[], Frontier]
) -> None:
    old = named(1, published="2019-06-01T08:00:00+08:00")
    first = run()
    first.offer(old, NOW)
    [lease] = first.lease(1)
    first.settle(lease.id, reason, NOW, failed=reason is not None)

    assert run().offer(old, NOW + timedelta(seconds=1)) is asked_again


@pytest.mark.parametrize("position", range(len(RECHECKS)))
def test_an_article_is_due_again_after_each_interval_and_not_before(position: int, run: Callable[[], Frontier]) -> None:
    new = named(1, published="2024-03-01T16:00:00+08:00")  # NOW
    frontier = run()
    frontier.offer(new, NOW)
    [lease] = frontier.lease(1)
    fetched = NOW + (RECHECKS[position - 1] if position else timedelta())
    frontier.settle(lease.id, None, fetched, failed=False)
    due = NOW + RECHECKS[position]

    assert run().requeue_due(due - timedelta(seconds=1)) == 0
    assert run().requeue_due(due) == 1


def test_an_article_is_left_alone_after_the_last_interval(run: Callable[[], Frontier]) -> None:
    frontier = run()
    frontier.offer(named(1, published="2024-03-01T16:00:00+08:00"), NOW)
    [lease] = frontier.lease(1)
    frontier.settle(lease.id, None, NOW + RECHECKS[-1], failed=False)

    assert run().requeue_due(NOW + timedelta(days=3650)) == 0
    assert run().requeue_due(NOW, everything=True) == 1


def test_what_is_looked_at_again_when_can_be_said_and_taken_back(archive: Archive, run: Callable[[], Frontier]) -> None:
    frontier = run()
    frontier.offer(named(1, published="2024-03-01T16:00:00+08:00"), NOW)  # NOW
    [lease] = frontier.lease(1)
    frontier.settle(lease.id, None, NOW, failed=False)

    assert run().look_again([timedelta(hours=5), timedelta(days=60)]) == 1
    assert [run().requeue_due(NOW + timedelta(hours=hours)) for hours in (4, 5)] == [0, 1]
    frontier = run()
    frontier.reclaim()
    [lease] = frontier.lease(1)
    frontier.settle(lease.id, None, NOW + timedelta(days=59), failed=False)
    assert run().requeue_due(NOW + timedelta(days=60) - timedelta(seconds=1)) == 0
    assert run().look_again(None) == 1  # thirty days are over
    assert run().requeue_due(NOW + timedelta(days=3650)) == 0
    assert run().look_again(None) == 0
    assert run().look_again([]) == 0


def test_every_article_gets_its_new_time_however_many_are_looked_at_in_one_go(
    run: Callable[[], Frontier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.store.frontier._AT_ONCE", 2)
    frontier = run()
    for number in range(5):
        frontier.offer(named(number, published="2024-03-01T16:00:00+08:00"), NOW)
    for lease in frontier.lease(5):
        frontier.settle(lease.id, None, NOW, failed=False)

    assert run().look_again([timedelta(hours=5)]) == 5
    assert [run().requeue_due(NOW + timedelta(hours=hours)) for hours in (4, 5)] == [0, 5]


def test_an_article_of_which_a_list_told_the_day_is_due_by_the_hour_on_its_page(
    archive: Archive, run: Callable[[], Frontier], article: Callable[..., Article]
) -> None:
    url = "https://paper.example/2024/03/01/harbor.html"
    frontier = run()
    frontier.offer(Candidate(url=url, fetch_url=url, outlet="paper", published="2024-03-01"), NOW)
    [lease] = frontier.lease(1)
    frontier.settle(lease.id, None, NOW, failed=False)
    archive.add(article(url=url, date="2024-03-01T15:30+08:00"))  # half an hour before

    frontier.reckon(url)

    assert run().requeue_due(NOW + timedelta(minutes=29)) == 0
    assert run().requeue_due(NOW + timedelta(minutes=30)) == 1


def test_a_chain_of_redirects_is_none_until_it_closes(run: Callable[[], Frontier]) -> None:
    frontier = run()
    for number in (1, 2, 3):
        frontier.offer(named(number), NOW)
    leases = {lease.candidate.url: lease.id for lease in frontier.lease(3)}

    def redirect(number: int, target: int) -> bool:
        lease = leases[named(number).url]
        straight = frontier.redirects(lease, named(target).url)
        frontier.settle(lease, Reason.REDIRECTED if straight else Reason.REDIRECT_LOOP, NOW, failed=not straight)
        return straight

    assert [redirect(1, 2), redirect(2, 3), redirect(3, 1)] == [True, True, False]


class Runs(RuleBasedStateMachine):
    """Whatever happens to URLs, in whatever order and over however many runs, the account of each run balances."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.archive = Archive(self.folder.name, write=True)
        self.now = NOW
        self.leased: dict[int, str] = {}
        self.offered: set[str] = set()
        self.begin()

    def teardown(self) -> None:
        self.archive.close()
        self.folder.cleanup()

    @rule()
    def begin(self) -> None:
        """The run before this one ended or died: its leases are nobody's."""
        self.now += timedelta(hours=2)
        self.frontier = Frontier(self.archive.connection, "paper", self.archive.begin_run("crawl", "paper", {}))
        self.frontier.reclaim()
        self.frontier.requeue_due(self.now)
        self.leased = {}

    @rule(number=st.integers(0, 5), refused=st.sampled_from([None, None, Reason.OFFSITE]))
    def offer(self, number: int, refused: Reason | None) -> None:
        self.frontier.offer(named(number), self.now, refused=refused)
        self.offered.add(named(number).url)

    @rule(count=st.integers(1, 3))
    def lease(self, count: int) -> None:
        for lease in self.frontier.lease(count):
            assert lease.id not in self.leased
            self.leased[lease.id] = lease.candidate.url

    @rule(reason=st.sampled_from([None, Reason.NOT_FOUND, Reason.TIMEOUT, Reason.NOT_ARTICLE]))
    def settle(self, reason: Reason | None) -> None:
        if self.leased:
            self.frontier.settle(self.leased.popitem()[0], reason, self.now, failed=reason is not None)

    @rule(fetched=st.booleans())
    def release(self, fetched: bool) -> None:
        if self.leased:
            self.frontier.release([self.leased.popitem()[0]], fetched=fetched)

    @rule()
    def elsewhere(self) -> None:
        if self.leased:
            lease, url = self.leased.popitem()
            self.frontier.redirect(lease, f"{url}?mobile")

    @invariant()
    def nothing_is_lost(self) -> None:
        assert self.frontier.tally().balanced()
        rows = self.archive.connection.execute("SELECT url, state FROM urls").fetchall()
        assert {row["url"] for row in rows} == self.offered
        assert {row["url"] for row in rows if row["state"] == "leased"} == set(self.leased.values())
        counted = self.archive.connection.execute("SELECT sum(urls) FROM waiting").fetchone()[0] or 0
        assert counted == sum(row["state"] in ("pending", "leased") for row in rows)


Runs.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestRuns = Runs.TestCase


def test_a_list_is_asked_for_ever_more_rarely_while_nothing_is_new_on_it(archive: Archive) -> None:
    section = Candidate(url="https://paper.example/local/", fetch_url="https://paper.example/local/", outlet="paper", kind=Kind.LISTING)
    now, asked = NOW, []
    while now < NOW + timedelta(days=2):
        frontier = Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}), every_list=False)
        if frontier.offer(section, now):
            [lease] = frontier.lease(1)
            frontier.settle(lease.id, None, now, failed=False, new=0)
            asked.append(now)
        now += timedelta(minutes=30)

    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits[0] == timedelta(minutes=30)
    assert waits == sorted(waits)
    assert len(asked) < 12


def test_a_list_that_failed_is_asked_for_at_once_and_then_as_seldom_as_before(archive: Archive) -> None:
    section = Candidate(url="https://paper.example/local/", fetch_url="https://paper.example/local/", outlet="paper", kind=Kind.LISTING)

    def run(now: datetime, reason: Reason | None) -> bool:
        frontier = Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}), every_list=False)
        offered = frontier.offer(section, now)
        if offered:
            [lease] = frontier.lease(1)
            frontier.settle(lease.id, reason, now, failed=reason is not None, new=0)
        return offered

    before = [run(NOW + timedelta(hours=hour), None) for hour in range(24)]
    failing = [run(NOW + timedelta(days=1, hours=hour), Reason.HTTP_ERROR) for hour in range(12)]
    after = [run(NOW + timedelta(days=1, hours=12 + hour), None) for hour in range(12)]

    assert failing[-3:] == [True] * 3
    assert after.count(True) <= before[12:].count(True) <= 2


def test_a_list_with_much_that_is_new_is_asked_for_in_every_run_again(archive: Archive) -> None:
    section = Candidate(url="https://paper.example/local/", fetch_url="https://paper.example/local/", outlet="paper", kind=Kind.LISTING)

    def run(now: datetime, new: int) -> bool:
        frontier = Frontier(archive.connection, "paper", archive.begin_run("crawl", "paper", {}), every_list=False)
        offered = frontier.offer(section, now)
        if offered:
            [lease] = frontier.lease(1)
            frontier.settle(lease.id, None, now, failed=False, new=new)
        return offered

    hours = [run(NOW + timedelta(hours=hour), 0 if hour < 30 else 5) for hour in range(120)]

    assert hours[20:30].count(True) < 4
    assert hours[-4:] == [True] * 4


def test_a_crawl_that_a_person_begins_asks_for_every_list(archive: Archive, run: Callable[[], Frontier]) -> None:
    section = Candidate(url="https://paper.example/local/", fetch_url="https://paper.example/local/", outlet="paper", kind=Kind.LISTING)
    first = run()
    first.offer(section, NOW)
    [lease] = first.lease(1)
    first.settle(lease.id, None, NOW, failed=False, new=0)

    assert run().offer(section, NOW + timedelta(seconds=1))


def test_a_run_beside_another_of_the_same_process_does_not_call_it_killed(
    archive: Archive, run: Callable[[], Frontier]
) -> None:
    run()
    run()

    assert [row[0] for row in archive.connection.execute("SELECT outcome FROM runs")] == [None, None]


def test_an_address_where_an_article_stood_stays_an_article_s_whatever_stands_there(
    archive: Archive, run: Callable[[], Frontier], article: Callable[..., Article]
) -> None:
    archive.add(article(url=named(1).url))
    frontier = run()
    for number in (1, 2):
        frontier.offer(named(number), NOW)

    for lease in frontier.lease(2):
        frontier.settle(lease.id, Reason.LISTING_PAGE, NOW, failed=False, kind=Kind.LISTING)

    kinds = archive.connection.execute("SELECT kind FROM urls ORDER BY url").fetchall()
    assert [row["kind"] for row in kinds] == ["article", "listing"]
    assert run().requeue_due(NOW + timedelta(hours=1)) == 1
