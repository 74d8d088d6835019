"""The parts of a printed date -> an instant as precise as they are, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from newsarchive.extract import calendars
from newsarchive.extract.clocks import Clock, Refused, zone_named
from newsarchive.items import Precision

__all__ = ["DAY_SLACK", "YEAR_SLACK", "Instant", "Reading", "assembled", "month_and_day"]

_TIMESPEC = {Precision.HOUR: "hours", Precision.MINUTE: "minutes", Precision.SECOND: "seconds"}


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment as precise as it was printed."""

    moment: datetime
    """Aware, in the outlet's zone or the printed offset; what is not printed is day 1, midnight, 0."""
    precision: Precision
    rule: str
    """Name of the form it was read by."""
    printed: str
    """The text it was read from, label and neighbours removed."""

    @property
    def iso(self) -> str:
        """ISO 8601, only as precise as printed: "2019-09-07T12:06+08:00", "2019-09-07", "2019-09"."""
        if self.precision is Precision.DAY:
            return self.moment.date().isoformat()
        if self.precision is Precision.MONTH:
            return self.moment.date().isoformat()[:7]
        return self.moment.isoformat(timespec=_TIMESPEC[self.precision])

    @property
    def utc(self) -> str:
        """The same moment in UTC, "2019-09-07T04:06:00Z", for sorting: a day begins at the outlet's midnight."""
        return self.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Reading(NamedTuple):
    """What a printed date is read with."""

    zone: ZoneInfo
    """The outlet's."""
    now: datetime | None
    """The moment of capture in that zone."""
    language: str | None
    """BCP 47, lower case."""


# A relative date may lie a day after the capture by a clock or a zone that disagrees; a full one may be of an event.
DAY_SLACK = timedelta(days=1)
YEAR_SLACK = timedelta(days=366)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def month_and_day(first: int, second: int, reading: Reading) -> tuple[int, int]:
    """Month and day of two numbers before a year, or without one."""
    if first > 12 or second > 12:
        return (second, first) if first > 12 else (first, second)
    if first == second:
        return first, second
    day_first = _day_first(reading)
    if day_first is None:
        raise Refused("day and month cannot be told apart")
    return (second, first) if day_first else (first, second)


_UNITED_STATES = frozenset(
    f"America/{city}"
    for city in ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Anchorage", "Boise")
)


def _day_first(reading: Reading) -> bool | None:
    language = reading.language
    if language:
        if language in ("en-us", "en-ph", "fil"):
            return False
        if calendars.is_day_first(language):
            return True
        if language != "en":
            return None
    # English does not say; the place where the outlet is printed does.
    place = reading.zone.key or ""
    if place in _UNITED_STATES or place.startswith(("US/", "America/Indiana/")):
        return False
    return True if place.startswith(("Europe/", "Australia/", "Africa/")) else None


def assembled(
    year: int, month: int, day: int, clock: Clock | None, reading: Reading, rule: str, printed: str,
    *, slack: timedelta = YEAR_SLACK, precision: Precision = Precision.DAY,
) -> Instant:  # fmt: skip
    """Put together what was read; refuses what no page can have been published at."""
    if not 1600 <= year <= 2200:
        raise Refused("no plausible year")
    if clock is None:
        moment = datetime(year, month, day, tzinfo=reading.zone)
    else:
        precision = clock.precision
        wall = datetime(year, month, day, clock.hour, clock.minute, clock.second)  # noqa: DTZ001 - the zone follows
        zone = clock.zone or (zone_named(clock.zone_name, wall, reading.zone) if clock.zone_name else reading.zone)
        moment = wall.replace(tzinfo=zone)
    epoch = (year, month, day) == (1970, 1, 1) and precision is not Precision.MONTH
    if epoch or moment == _EPOCH:  # a server in America prints it as 1969-12-31 16:00
        raise Refused("the epoch, which is no date but a missing one")
    if reading.now is not None and moment > reading.now + slack:
        raise Refused("far after the capture" if slack is YEAR_SLACK else "after the capture")
    return Instant(moment, precision, rule, printed)
