"""Numbered addresses of articles: learned from those that are known, with their days, and walked back in time.

Where an outlet numbers its articles on and on (newsDetail?id=158798), what no list names any more can be asked for by number.
Numbers are shared with pictures, other sites and what was never published, so most gaps cost a request for nothing: the walk
goes in ever longer steps through an empty stretch, comes back to where one ends, and gives up where nothing is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any, Final, Self

__all__ = ["Numbering", "Walk", "learned"]

#: Known articles of one pattern that it takes to believe it.
ENOUGH: Final = 8
#: Pairs of neighbors by number, of ten, that must be in the order of their days.
_ORDERED: Final = 0.8
#: Numbers that are tried before it is looked at what they held.
CHUNK: Final = 8
#: Longest step through an empty stretch.
LONGEST: Final = 511
#: Numbers in a row that hold nothing, before steps grow: more, where known articles lie further apart.
_PATIENCE: Final = (16, 400)
#: Steps of the longest kind in a row without an article, before the walk gives up.
_GIVE_UP: Final = 64
#: Articles in a row from before the window, before the walk ends: numbers are not quite in the order of days.
_OLDER: Final = 8
#: What is walked one by one with hardly an article is not worth a server's trouble.
_TRIED: Final = 2000
_LEAST: Final = 0.01
#: Points of the line from numbers to days that are kept.
_POINTS: Final = 60
_NUMBER: Final = re.compile(r"\d{2,12}")


@dataclass(frozen=True, slots=True)
class Numbering:
    """A pattern of addresses, and what days its numbers are of."""

    template: str
    """The address with {} for the number."""
    width: int
    """Digits, where the number is padded with zeros; 0 where it is not."""
    points: tuple[tuple[int, str], ...]
    """Known (number, day), by number."""
    apart: int
    """Numbers from one known article to the next, in the middle."""

    def address(self, number: int) -> str:
        """The address of a number.

        >>> Numbering("https://paper.example/news?id={}", 7, (), 1).address(158798)
        'https://paper.example/news?id=0158798'
        """
        return self.template.replace("{}", str(number).zfill(self.width))

    def number_at(self, day: str) -> int:
        """About the first number of a day; beyond the known ones, at their pace."""
        days = [date.fromisoformat(known).toordinal() for _, known in self.points]
        numbers = [number for number, _ in self.points]
        return max(0, round(_line(days, numbers, date.fromisoformat(day).toordinal())))

    def day(self, number: int) -> str:
        """About the day of a number."""
        days = [date.fromisoformat(known).toordinal() for _, known in self.points]
        found = int(_line([known for known, _ in self.points], days, number))
        return date.fromordinal(min(max(found, 1), date.max.toordinal())).isoformat()


def learned(articles: Iterable[tuple[str, str]]) -> Numbering | None:
    """The pattern of most known articles (address, day) that are numbered in the order of their days; None: there is none.

    >>> known = [(f"https://paper.example/d?id={9000 + 10 * n}", f"2024-01-{n + 1:02}") for n in range(20)]
    >>> numbering = learned(known)
    >>> numbering.template, numbering.number_at("2023-12-12"), numbering.day(9055)
    ('https://paper.example/d?id={}', 8800, '2024-01-06')
    """
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for address, day in articles:
        host = address.partition("://")[2].partition("/")[0]
        start = len(address) - len(address.partition("://")[2]) + len(host)
        for one in _NUMBER.finditer(address, start):
            template = f"{address[: one.start()]}{{}}{address[one.end() :]}".replace("\n", "")
            width = len(one[0]) if one[0].startswith("0") else 0
            if template.count("{}") == 1:
                found.setdefault((template, width), []).append((int(one[0]), day[:10]))
    best: Numbering | None = None
    count = ENOUGH - 1
    for (template, width), points in found.items():
        points = sorted(set(points))
        if len(points) > count and _in_order(points):
            count = len(points)
            gaps = [after - before for (before, _), (after, _) in pairwise(points)]
            best = Numbering(template, width, _thinned(points), max(1, round(median(gaps))))
    return best


def _in_order(points: Sequence[tuple[int, str]]) -> bool:
    """Whether numbers grow with days: most neighbors do, and the whole does."""
    steps = [before <= after for (_, before), (_, after) in pairwise(points)]
    return sum(steps) >= _ORDERED * len(steps) and points[0][1] < points[-1][1]


def _thinned(points: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Some of the points, the ends among them, in which days never fall: one out of order would turn the line back."""
    step = max(1, len(points) // _POINTS)
    kept: list[tuple[int, str]] = []
    for number, day in (*points[::step], points[-1]):
        if not kept or (number > kept[-1][0] and day >= kept[-1][1]):
            kept.append((number, day))
    return tuple(kept)


def _line(xs: Sequence[int], ys: Sequence[int], x: int) -> float:
    """Where x lies on the line through points in rising order; beyond its ends as steep as the whole."""
    if len(xs) < 2 or xs[0] == xs[-1]:
        return float(ys[0]) if ys else 0.0
    if xs[0] < x < xs[-1]:
        at = bisect_left(xs, x)
        low, high = (xs[at - 1], ys[at - 1]), (xs[at], ys[at])
    else:
        low, high = (xs[0], ys[0]), (xs[-1], ys[-1])
        base = high if x >= xs[-1] else low
        return base[1] + (x - base[0]) * (high[1] - low[1]) / (high[0] - low[0])
    return low[1] + (x - low[0]) * (high[1] - low[1]) / max(1, high[0] - low[0])


@dataclass(slots=True)
class _Stretch:
    """Numbers that a step left out above an article: tried upwards, until they hold nothing for a while."""

    at: int
    end: int
    misses: int = 0


@dataclass(slots=True)
class Walk:
    """How far the numbers of an outlet are tried, from the highest down; it can be kept as JSON.

    low, at: the lowest number, and the next to be tried. Ask for a `chunk`, fetch it, and tell what it held; until that is
    told, the chunk stays the same.
    """

    template: str
    width: int
    points: list[tuple[int, str]]
    patience: int
    low: int
    at: int
    step: int = 1
    walked: int = -1
    """The lowest number below which some were left out; -1 before any was."""
    misses: int = 0
    """In a row, since the last article."""
    empty: int = 0
    """Steps of the longest kind since the last article."""
    older: int = 0
    """Articles in a row from before the window."""
    tried: int = 0
    held: int = 0
    stretches: list[_Stretch] = field(default_factory=list)
    over: bool = False
    note: str | None = None
    """Why it ended before the lowest number, for a person."""

    @classmethod
    def from_(cls, numbering: Numbering, low: int, high: int) -> Self:
        """The walk through a pattern's numbers from `high` down to `low`."""
        least, most = _PATIENCE
        patience = min(max(least, 4 * numbering.apart), most)
        return cls(numbering.template, numbering.width, list(numbering.points), patience, low, high)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """What was kept."""
        points = [(int(number), str(day)) for number, day in kept["points"]]
        return cls(**{**kept, "points": points, "stretches": [_Stretch(**one) for one in kept["stretches"]]})

    def kept(self) -> dict[str, Any]:
        """To be kept as JSON."""
        return asdict(self)

    def address(self, number: int) -> str:
        """The address of a number."""
        return Numbering(self.template, self.width, (), 1).address(number)

    def day(self, number: int) -> str | None:
        """About the day of a number; None where nothing is known of days."""
        return Numbering(self.template, self.width, tuple(self.points), 1).day(number) if len(self.points) > 1 else None

    def chunk(self) -> list[int]:
        """The numbers to be tried next; none when it is over."""
        if self.over:
            return []
        if self.stretches:
            stretch = self.stretches[-1]
            return list(range(stretch.at, min(stretch.at + CHUNK, stretch.end + 1)))
        found: list[int] = []
        number = self.at
        while len(found) < CHUNK and number >= self.low:
            found.append(number)
            number = self._below(number)
        return found

    def _below(self, number: int) -> int:
        """The number a step below, or the known article before that: no step goes past one."""
        known = (one for one, _ in self.points if number - self.step < one < number)
        return max(known, default=number - self.step)

    def told(self, held: Mapping[int, str | None], since: str) -> None:
        """Go on with what a chunk held: the day of an article, "" for one without a day, None for nothing.

        since: first day of the window.
        """
        if self.stretches:
            self._tell_stretch(held)
        else:
            self._tell(held, since)
        if not self.stretches and not self.over and self.at < self.low:
            self.over = True

    def _tell_stretch(self, held: Mapping[int, str | None]) -> None:
        stretch = self.stretches[-1]
        for number in sorted(held):
            self._count(held[number])
            stretch.misses = stretch.misses + 1 if held[number] is None else 0
            stretch.at = number + 1
        if stretch.at > stretch.end or stretch.misses >= self.patience:
            self.stretches.pop()

    def _tell(self, held: Mapping[int, str | None], since: str) -> None:
        self.at = self._below(min(held)) if held else self.low - 1
        for number in sorted(held, reverse=True):
            day = held[number]
            self._count(day)
            if day is None:
                self.misses += 1
                self.empty += self.step >= LONGEST
                continue
            if day:
                self.older = self.older + 1 if day < since else 0
            self.misses = self.empty = 0
            if self.step > 1:  # the end of an empty stretch: back to the numbers that were left out above and below
                # A stretch may have ended further up, where the steps met only its gaps.
                self.stretches.append(_Stretch(number + 1, self.walked - 1))
                self.step, self.at = 1, number - 1
                break  # what the rest of the chunk held is told again, when the walk comes there
        if self.older >= _OLDER:
            self.over = True
        elif self.empty >= _GIVE_UP:
            self.over, self.note = True, f"nothing at {self.empty * LONGEST} numbers above {max(self.at, 0)}: ended there"
        elif self.tried >= _TRIED and self.held < _LEAST * self.tried:
            self.over, self.note = True, f"{self.held} articles at {self.tried} numbers: ended as not worth the requests"
        elif self.misses >= (self.patience if self.step == 1 else CHUNK):
            if self.step == 1:
                self.walked = self.at + 1
            # Odd, so that numbers which only every second or tenth holds an article of are met all the same.
            self.step, self.misses = min(2 * self.step + 1, LONGEST), 0

    def _count(self, day: str | None) -> None:
        self.tried += 1
        self.held += day is not None
