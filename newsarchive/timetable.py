"""When an outlet is crawled: an interval or a cron line, quiet hours and the last run -> the next. No I/O, no clock.

A run that was missed, because no program ran or the machine slept, is made up for once, however many were missed. Moments
are compared in UTC; the outlet's zone only says what a cron line and quiet hours mean, so that on a day of 23 or 25 hours
a nightly run still comes once (cronsim follows Debian's cron there).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from newsarchive.errors import UsageError

__all__ = ["Due", "Quiet", "Timetable", "cron", "interval", "quiet", "spoken"]

#: No outlet has news so fast that asking it more often than this is worth its trouble.
SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=366)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_QUIET: Final = re.compile(r"(\d{1,2}):(\d\d)\s*[-–—]\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the outlet's day in which it is not to be asked; the end before the start: over midnight."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether a time of day lies within.

        >>> Quiet(time(23), time(5)).holds(time(4, 59)), Quiet(time(23), time(5)).holds(time(5))
        (True, False)
        """
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class Due:
    """The next run."""

    at: datetime
    """UTC; now or earlier: at once."""
    why: str
    """In words, for a person who asks why."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When an outlet is crawled; without `every` and `cron` never by itself."""

    zone: ZoneInfo
    every: timedelta | None = None
    cron: str | None = None
    """Five fields, as `cron` reads them."""
    quiet: tuple[Quiet, ...] = ()

    def next(self, now: datetime, last: datetime | None, known_since: datetime) -> Due | None:
        """The next run; None for an outlet that is not crawled by itself.

        last: when its last run began, None for never. known_since: since when the timetable has been known; a first run by
        cron waits for the first time it names after that. All UTC.

        >>> hourly = Timetable(ZoneInfo("Asia/Shanghai"), every=timedelta(hours=1))
        >>> morning = datetime(2024, 3, 1, 8, tzinfo=UTC)
        >>> hourly.next(morning, morning - timedelta(days=2), morning).why
        'every 1h; the last run began 2d ago, and what was missed is made up for once'
        """
        # A clock that was ahead and was put right: a moment that has not come yet says nothing.
        last = None if last is None else min(last, now)
        known_since = min(known_since, now)
        if self.cron is not None:
            due = self._by_cron(now, last, known_since)
        elif self.every is not None:
            due = self._by_interval(now, last, self.every)
        else:
            return None
        return self._after_quiet(due, now)

    def rests(self, at: datetime) -> bool:
        """Whether a moment (UTC) lies in the quiet hours."""
        local = at.astimezone(self.zone).time()
        return any(hours.holds(local) for hours in self.quiet)

    def _by_interval(self, now: datetime, last: datetime | None, every: timedelta) -> Due:
        if last is None:
            return Due(now, "it has not been crawled yet")
        at = last + every
        if at + every <= now:
            ago = f"the last run began {spoken(now - last)} ago"
            return Due(at, f"every {spoken(every)}; {ago}, and what was missed is made up for once")
        return Due(at, f"every {spoken(every)}")

    def _by_cron(self, now: datetime, last: datetime | None, known_since: datetime) -> Due:
        assert self.cron is not None
        times = CronSim(self.cron, (last or known_since).astimezone(self.zone))
        at = next(times).astimezone(UTC)
        if at <= now:
            # Whether more were missed; a few tell as much as all.
            missed = [at, *takewhile(lambda one: one <= now, (next(times).astimezone(UTC) for _ in range(2)))]
            late = f"; {'several runs were' if len(missed) > 1 else 'the run was'} missed and are made up for once"
            return Due(at, f"cron {self.cron}" + (late if now - at >= SHORTEST else ""))
        return Due(at, f"cron {self.cron}")

    def _after_quiet(self, due: Due, now: datetime) -> Due:
        at, held = max(due.at, now), None
        for _ in range(len(self.quiet) + 1):  # one quiet time may end in another
            local = at.astimezone(self.zone)
            holding = next((hours for hours in self.quiet if hours.holds(local.timetz().replace(tzinfo=None))), None)
            if holding is None:
                break
            end = local.replace(hour=holding.end.hour, minute=holding.end.minute, second=0, microsecond=0, fold=0)
            if end <= local.replace(fold=0):
                end = (end.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=self.zone)
            at, held = max(end.astimezone(UTC), at + timedelta(seconds=1)), holding
        return due if held is None else Due(at, f"{due.why}; quiet hours {held}")


def interval(text: str) -> timedelta:
    """A length of time as it is written in a configuration.

    >>> interval("30m"), interval("1h30m"), interval("2d")
    (datetime.timedelta(seconds=1800), datetime.timedelta(seconds=5400), datetime.timedelta(days=2))

    Raises UsageError, with the remedy.
    """
    parts = re.findall(r"(\d+)\s*([smhdw])", text.strip().lower())
    if not parts or "".join("".join(part) for part in parts) != re.sub(r"\s+", "", text.lower()):
        raise UsageError(f"{text!r} is no length of time; write it as 30m, 6h, 1h30m or 1d")
    found = sum(int(number[:9]) * _UNITS[unit] for number, unit in parts)
    if not SHORTEST.total_seconds() <= found <= LONGEST.total_seconds():
        raise UsageError(f"{text!r} is not between {spoken(SHORTEST)} and {spoken(LONGEST)}; write it as 30m, 6h or 1d")
    return timedelta(seconds=found)


def cron(text: str) -> str:
    """A cron line that names times which come.

    >>> cron("*/20 6-22 * * *")
    '*/20 6-22 * * *'

    Raises UsageError, with the remedy.
    """
    line = " ".join(text.split())
    try:
        if len(line.split()) != 5:
            raise CronSimError("five fields are needed")
        next(CronSim(line, datetime(2024, 1, 1, tzinfo=UTC)))
    except (CronSimError, StopIteration) as error:
        why = f" ({str(error)[:1].lower()}{str(error)[1:]})" if str(error) else " (it names no day that comes)"
        raise UsageError(
            f"{text!r} is no cron line{why}; write minute, hour, day, month and weekday, as 0 6 * * * for every day at six"
        ) from None
    return line


def quiet(text: str) -> Quiet:
    """Quiet hours.

    >>> str(quiet("23:00-5:30"))
    '23:00-05:30'

    Raises UsageError, with the remedy.
    """
    found = _QUIET.fullmatch(text.strip())
    try:
        hours = [int(number) for number in found.groups()] if found else []
        one = Quiet(time(hours[0], hours[1]), time(hours[2] % 24, hours[3]))
        if one.start == one.end:
            raise ValueError("all day")
    except (IndexError, ValueError):
        raise UsageError(f"{text!r} are no hours; write them as 23:00-05:30") from None
    return one


def spoken(length: timedelta) -> str:
    """A length of time in its two largest units.

    >>> spoken(timedelta(hours=1, minutes=30, seconds=5)), spoken(timedelta(seconds=45)), spoken(timedelta(days=3))
    ('1h30m', '45s', '3d')
    """
    left, parts = int(length.total_seconds()), []
    for unit in ("d", "h", "m", "s"):
        number, left = divmod(left, _UNITS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts[:2]) or "0s"
