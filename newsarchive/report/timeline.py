"""Counts by day -> as many days, weeks, months or years as a plot has room for. Touches no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

__all__ = ["MOST", "Timeline", "timeline"]

#: Bins that a plot has room for.
MOST: Final = 104
#: What lies far before nearly everything (an article dated 1970) does not make the steps coarser: at most this share.
_EARLIER: Final = 0.02


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts of each row, by bin."""

    step: str
    """day, week, month or year: what a bin is."""
    bins: tuple[str, ...]
    """The first day of each week or day ("2024-03-04"), the month ("2024-03") or year; none is left out."""
    rows: dict[str, list[int]]
    """By row: the counts, as many as there are bins."""
    earlier: dict[str, int]
    """By row: what lies before the first bin, where anything does."""

    def totals(self) -> list[int]:
        """Of each bin, over all rows."""
        return [sum(counts) for counts in zip(*self.rows.values(), strict=True)] if self.rows else []


def timeline(counts: Mapping[str, Mapping[str, int]], most: int = MOST) -> Timeline:
    """Lay out counts by row and day ("2024-03-01").

    >>> lines = timeline({"paper": {"2024-02-28": 2, "2024-03-01": 1}})
    >>> lines.step, lines.bins, lines.rows
    ('day', ('2024-02-28', '2024-02-29', '2024-03-01'), {'paper': [2, 0, 1]})
    """
    by_day: dict[str, int] = {}
    for days in counts.values():
        for day, count in days.items():
            if _is_day(day):
                by_day[day] = by_day.get(day, 0) + count
    if not by_day:
        return Timeline("day", (), {}, {})
    first, last = min(by_day), max(by_day)
    step, later = _step(first, last, most), _most_from(by_day)
    if (finer := _step(later, last, most)) != step:
        first, step = later, finer
    floor = _STEPS[step]
    bins = _bins(floor(first), last, floor)
    place = {one: index for index, one in enumerate(bins)}
    rows: dict[str, list[int]] = {}
    earlier: dict[str, int] = {}
    for name, days in counts.items():
        row = rows[name] = [0] * len(bins)
        for day, count in days.items():
            index = place.get(floor(day)) if _is_day(day) else None
            if index is None:
                earlier[name] = earlier.get(name, 0) + count
            else:
                row[index] += count
    return Timeline(step, bins, rows, earlier)


def _is_day(day: str) -> bool:
    try:
        return len(day) == 10 and bool(date.fromisoformat(day))
    except ValueError:
        return False


def _most_from(by_day: Mapping[str, int]) -> str:
    """The day from which nearly all is."""
    allowed, passed = sum(by_day.values()) * _EARLIER, 0
    for day in sorted(by_day):
        passed += by_day[day]
        if passed > allowed:
            return day
    return max(by_day)


def _step(first: str, last: str, most: int) -> str:
    """The finest step that has room."""
    return next(step for step in _STEPS if step == "year" or _span(first, last, step) <= most)


def _week(day: str) -> str:
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


_STEPS: Final[dict[str, Callable[[str], str]]] = {
    "day": lambda day: day,
    "week": _week,
    "month": lambda day: day[:7],
    "year": lambda day: day[:4],
}
_DAYS: Final = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}


def _span(first: str, last: str, step: str) -> float:
    return ((date.fromisoformat(last) - date.fromisoformat(first)).days + 1) / _DAYS[step] + (step != "day")


def _bins(first: str, last: str, floor: Callable[[str], str]) -> tuple[str, ...]:
    found: list[str] = []
    day = date.fromisoformat(f"{first}-01-01"[:10])
    end = date.fromisoformat(last)
    while day <= end:
        one = floor(day.isoformat())
        if not found or found[-1] != one:
            found.append(one)
        day += timedelta(days=1 if len(one) == 10 else 28)
    if found[-1] != floor(last):
        found.append(floor(last))
    return tuple(found)
