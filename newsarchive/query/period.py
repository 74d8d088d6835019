"""Days from one to another, and the day that a date means where the outlet is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsarchive.errors import QueryError

__all__ = ["Period", "day_of", "utc_day", "zone"]

_DAY: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days, as a person gives them: 2024, 2024-03 or 2024-03-01; both ends belong to it. Raises QueryError."""

    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("since", self.since), ("until", self.until)):
            if value is not None and not _DAY.fullmatch(value):
                raise QueryError(f"--{name} {value!r} is no day; write it as 2024, 2024-03 or 2024-03-01")

    def holds(self, day: str) -> bool:
        """Whether a day lies within.

        >>> Period("2024-03", "2024-04").holds("2024-04-30"), Period(until="2024-03-01").holds("2024-03-02")
        (True, False)
        """
        return (self.since is None or day >= self.since) and (self.until is None or day[: len(self.until)] <= self.until)


@cache
def zone(name: str | None) -> ZoneInfo:
    """A time zone by its name; UTC for a name that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day_of(written: str | None, where: ZoneInfo) -> str | None:
    """The day that a stored date or moment means in a zone; None where it is not as precise as a day.

    >>> [day_of(written, zone("Asia/Shanghai")) for written in ("2024-02-29T17:30:00Z", "2024-03-01", "2024-03")]
    ['2024-03-01', '2024-03-01', None]
    """
    if written is None or len(written) < 10:
        return None
    if len(written) == 10:
        return written
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written[:10]
    return (moment if moment.tzinfo is None else moment.astimezone(where)).date().isoformat()


def utc_day(now: datetime) -> str:
    """The day of a moment, UTC."""
    return f"{now.astimezone(UTC):%Y-%m-%d}"
