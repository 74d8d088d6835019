"""A seed -> what an invented paper does in a number of days, and what befalls its server: what a crawl is held against.

Everything is drawn at once, before the first request, and is the same for the same seed. A paper publishes from six to
midnight; a third of its articles are edited, some after minutes and back again soon, some after days; one in ten is taken down
in one of the ways that papers have, and half of those come back.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from newsarchive.demo.fates import Fate
from newsarchive.demo.grown import grow
from newsarchive.demo.stories import CHINA, Block, Story

START = datetime(2024, 3, 1, 0, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Trouble(StrEnum):
    """What befalls a server."""

    UNAVAILABLE = "503"  # with a Retry-After of ten minutes
    ERROR = "500"
    BUSY = "429"  # with a Retry-After of half an hour, as a date
    REFUSAL = "403"
    WALL = "bot wall"  # a riddle in place of every article, with status 200
    DEAD = "dead"  # the connection is cut
    SLOW = "slow"  # ten seconds before each answer
    REDESIGN = "redesign"  # for some hours every name in the markup of articles is another


#: For how long a host that answers so asks to be left alone.
RETRY_AFTER = {Trouble.UNAVAILABLE: 10 * MINUTE, Trouble.BUSY: 30 * MINUTE}


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until before another."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stands from a moment on."""

    at: datetime
    story: Story


@dataclass(frozen=True, slots=True)
class Takedown:
    """A time in which an article is not there."""

    span: Span
    """Its end is that of the plan for one that does not come back."""
    fate: Fate
    returns: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """The life of an article."""

    id: int
    versions: tuple[Version, ...]
    """The first is its publication."""
    takedowns: tuple[Takedown, ...] = ()

    @property
    def published(self) -> datetime:
        return self.versions[0].at

    def version(self, at: datetime) -> int | None:
        """Which version is the present one; None before publication."""
        number = bisect_right(self.versions, at, key=lambda version: version.at) - 1
        return number if number >= 0 else None

    def down(self, at: datetime) -> Takedown | None:
        """The takedown that lasts, if one does."""
        return next((one for one in self.takedowns if one.span.holds(at)), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a paper does."""

    end: datetime
    pieces: Mapping[int, Piece]
    troubles: tuple[tuple[Span, Trouble], ...]
    redesigned: datetime

    def trouble(self, at: datetime) -> Trouble | None:
        """What befalls the server at a moment."""
        return next((kind for span, kind in self.troubles if span.holds(at)), None)

    def moments(self) -> list[datetime]:
        """When anything of the paper changes, in order."""
        found = {self.redesigned}
        for piece in self.pieces.values():
            found.update(version.at for version in piece.versions)
            found.update(at for one in piece.takedowns for at in (one.span.start, one.span.end))
        return sorted(found)


def plan(
    seed: int, outlet: str, days: float, *, a_day: float, fates: Sequence[Fate], troubles: Sequence[Trouble] = tuple(Trouble)
) -> Plan:
    """What an outlet does in so many days from START, with about `a_day` articles a day."""
    chance = random.Random(f"{seed} {outlet}")
    end = START + days * DAY
    times = [START - timedelta(hours=chance.uniform(1, 72)) for _ in range(int(a_day))]
    times += [at for day in range(int(-(-days // 1))) for at in _day(chance, START + day * DAY, a_day) if at < end - HOUR]
    times = [at.replace(second=0, microsecond=0) for at in sorted(times)]
    stories = sorted(grow(len(times), chance.randrange(10**6)), key=lambda story: chance.random())
    pieces = (_piece(chance, story, at, end, fates) for story, at in zip(stories, times, strict=True))
    return Plan(end, {piece.id: piece for piece in pieces}, tuple(_troubles(chance, end, troubles)), START + days * DAY * 0.4)


def _day(chance: random.Random, midnight: datetime, a_day: float) -> Iterator[datetime]:
    """Publications of a day, by the clock of China."""
    for _ in range(round(chance.gauss(a_day, a_day / 5))):
        yield midnight + timedelta(hours=min(max(chance.gauss(6, 4), -2), 15.9))  # 08:00 +08:00 is midnight UTC


def _piece(chance: random.Random, story: Story, at: datetime, end: datetime, fates: Sequence[Fate]) -> Piece:
    story = replace(story, published=at.astimezone(CHINA))
    versions = [Version(at, story)]
    ages = sorted(10 ** chance.uniform(0.3, 4.25) for _ in range(chance.choices((0, 1, 2, 3), (64, 20, 10, 6))[0]))  # minutes
    for number, age in enumerate(ages, 1):
        edited = at + timedelta(minutes=age)
        if edited > START and versions[-1].at + MINUTE < edited < end:
            before = versions[-1].story
            versions.append(Version(edited, _edited(chance, before, number, edited)))
            if chance.random() < 0.3:  # a slip that is put right at once
                versions.append(Version(edited + chance.uniform(2, 15) * MINUTE, before))
    takedowns = []
    if chance.random() < 0.18:
        start = max(at, START) + timedelta(minutes=10 ** chance.uniform(1, 4.2))
        returns = chance.random() < 0.5
        stop = min(end, start + timedelta(minutes=10 ** chance.uniform(1.5, 4.2))) if returns else end
        if start < stop:
            takedowns.append(Takedown(Span(start, stop), chance.choice(fates), returns and stop < end))
    return Piece(story.id, tuple(versions), tuple(takedowns))


def _edited(chance: random.Random, story: Story, number: int, at: datetime) -> Story:
    story = replace(story, edited=at.astimezone(CHINA))
    match chance.choice(("text", "text", "more", "headline", "desk")):
        case "text":
            place = chance.randrange(len(story.blocks))
            blocks = list(story.blocks)
            blocks[place] = Block("p", f"更正后的第{number}稿：{story.blocks[place].text[::-1][1:]}。")
            return replace(story, blocks=tuple(blocks))
        case "more":
            text = f"截至发稿，又有{chance.randint(100, 99_999)}人次到场，秩序平稳，后续情况仍在核实之中（第{number}次更新）。"
            return replace(story, blocks=(*story.blocks, Block("p", text)))
        case "headline":
            return replace(story, title=f"{story.title.partition('（')[0]}（更新{number}）")
        case _:
            others = ("栏目主编：温见川", "栏目主编：陆听潮", "栏目主编：何望舒", "栏目主编：祝南浦")
            return replace(story, desk=(chance.choice([one for one in others if one != story.desk[0]]), *story.desk[1:]))


def _troubles(
    chance: random.Random, end: datetime, troubles: Sequence[Trouble]
) -> Iterator[tuple[Span, Trouble]]:
    """One every day and a half or so, for twenty minutes to six hours; every kind once before one comes again."""
    kinds: list[Trouble] = []
    at = START + timedelta(hours=chance.uniform(5, 10))
    while at < end:
        kinds = kinds or chance.sample(troubles, len(troubles))
        length = timedelta(minutes=10 ** chance.uniform(1.3, 2.56))
        yield Span(at, at + length), kinds.pop()
        at += length + timedelta(hours=chance.uniform(16, 48))


def suspensions(seed: int, days: float) -> list[Span]:
    """When the archive's machine sleeps: some hours, once in ten days or so."""
    chance = random.Random(f"{seed} suspensions")
    found, at = [], START + DAY * chance.uniform(1, 2)
    while at < START + days * DAY:
        found.append(Span(at, at + timedelta(hours=chance.uniform(2, 9))))
        at += DAY * chance.uniform(7, 12)
    return found
