"""When an outlet is crawled next, by a clock that is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.timetable import Timetable, cron, interval, quiet

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=400)


def at(timetable: Timetable, now: datetime, last: datetime | None, since: datetime = LONG_AGO) -> datetime:
    due = timetable.next(now, last, since)
    assert due is not None
    return due.at


def runs(timetable: Timetable, start: datetime, end: datetime, step: timedelta = timedelta(minutes=1)) -> list[datetime]:
    """The runs of a program that looks every `step` and starts what is due."""
    found: list[datetime] = []
    now = start
    while now < end:
        if at(timetable, now, found[-1] if found else None, start) <= now:
            found.append(now)
        now += step
    return found


def test_without_a_timetable_nothing_runs_by_itself() -> None:
    assert Timetable(SHANGHAI).next(NOON, None, NOON) is None


def test_an_interval_counts_from_the_beginning_of_the_last_run() -> None:
    hourly = Timetable(SHANGHAI, every=timedelta(hours=1))

    assert at(hourly, NOON, None) == NOON
    assert at(hourly, NOON, NOON - timedelta(minutes=20)) == NOON + timedelta(minutes=40)


def test_what_was_missed_is_made_up_for_once() -> None:
    hourly = Timetable(SHANGHAI, every=timedelta(hours=1))
    nightly = Timetable(SHANGHAI, cron="0 3 * * *")
    last = NOON - timedelta(days=5)

    for timetable in (hourly, nightly):
        due = timetable.next(NOON, last, LONG_AGO)
        assert due is not None and due.at <= NOON and "made up for once" in due.why
        assert at(timetable, NOON + timedelta(seconds=1), NOON) > NOON + timedelta(minutes=30)


def test_a_first_run_by_cron_waits_for_the_time_it_names() -> None:
    nightly = Timetable(SHANGHAI, cron="0 3 * * *")

    assert at(nightly, NOON, None, since=NOON) == datetime(2024, 3, 1, 19, tzinfo=UTC)
    assert at(nightly, NOON + timedelta(days=2), None, since=NOON) <= NOON + timedelta(days=2)


def test_a_clock_that_was_ahead_costs_one_interval_at_the_most() -> None:
    hourly = Timetable(SHANGHAI, every=timedelta(hours=1))
    often = Timetable(SHANGHAI, cron="*/30 * * * *")
    ahead = NOON + timedelta(days=3000)

    assert at(hourly, NOON, ahead) == NOON + timedelta(hours=1)
    assert at(often, NOON, ahead, since=ahead) == NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2024, 3, 31), 23), (datetime(2024, 10, 27), 25), (datetime(2024, 6, 2), 24)],
    ids=["spring", "autumn", "summer"],
)
def test_a_nightly_run_comes_once_on_a_day_of_any_length(day: datetime, hours: int) -> None:
    start = day.replace(tzinfo=BERLIN).astimezone(UTC)

    for line in ("30 2 * * *", "0 3 * * *"):
        found = runs(Timetable(BERLIN, cron=line), start, start + timedelta(hours=hours))
        assert len(found) == 1, (line, found)


def test_an_hourly_run_comes_every_hour_that_passes_when_clocks_change() -> None:
    start = datetime(2024, 10, 27, tzinfo=BERLIN).astimezone(UTC)

    assert len(runs(Timetable(BERLIN, cron="0 * * * *"), start, start + timedelta(hours=25))) == 24  # from 01:00 on
    assert len(runs(Timetable(BERLIN, every=timedelta(hours=1)), start, start + timedelta(hours=25))) == 25


def test_quiet_hours_hold_a_run_until_they_end() -> None:
    hourly = Timetable(SHANGHAI, every=timedelta(hours=1), quiet=(quiet("23:00-05:30"),))
    midnight = datetime(2024, 3, 1, 16, tzinfo=UTC)  # in Shanghai

    due = hourly.next(midnight, midnight - timedelta(hours=3), LONG_AGO)

    assert due is not None
    assert due.at == datetime(2024, 3, 1, 21, 30, tzinfo=UTC)
    assert "quiet hours 23:00-05:30" in due.why


def test_quiet_hours_that_follow_each_other_are_both_kept() -> None:
    hours = (quiet("22:00-02:00"), quiet("02:00-06:00"))
    due = at(Timetable(SHANGHAI, every=timedelta(hours=1), quiet=hours), datetime(2024, 3, 1, 15, tzinfo=UTC), None)

    assert due == datetime(2024, 3, 1, 22, tzinfo=UTC)


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    ago=st.timedeltas(timedelta(0), timedelta(days=40)),
    minutes=st.integers(1, 5000),
    hours=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(1, 20 * 60)), max_size=2),
)
def test_no_run_is_in_quiet_hours_nor_later_than_their_end_asks(
    now: datetime, ago: timedelta, minutes: int, hours: list[tuple[int, int, int]]
) -> None:
    def clock(minute: int) -> str:
        return f"{minute // 60 % 24:02}:{minute % 60:02}"

    kept = tuple(quiet(f"{clock(h * 60 + m)}-{clock(h * 60 + m + length)}") for h, m, length in hours)
    timetable = Timetable(BERLIN, every=timedelta(minutes=minutes), quiet=kept)

    start = max(at(timetable, now, now - ago), now)

    free = start == max(now, now - ago + timedelta(minutes=minutes))
    assert free or kept
    assert start <= max(now, now - ago + timedelta(minutes=minutes)) + timedelta(hours=49)
    if len(kept) < 2:
        assert not any(one.holds(start.astimezone(BERLIN).time()) for one in kept)


@pytest.mark.parametrize("text", ["", "30", "m30", "0m", "1y", "30 min", "10s", "99999d", "30m!"])
def test_what_is_no_length_of_time_is_told_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="write it as 30m"):
        interval(text)


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "0 0 31 2 *", "* * * * * *", "every day"])
def test_what_is_no_cron_line_is_told_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="write minute, hour, day"):
        cron(text)


@pytest.mark.parametrize("text", ["", "night", "23-5", "25:00-05:00", "05:00-05:00", "23:00"])
def test_what_are_no_hours_is_told_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="write them as"):
        quiet(text)
