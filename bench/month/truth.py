"""A paper's plan and log beside the archive of it: when it could be asked, when a look was due, and when it came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from living import BUDGET, CHECKS, EVERY, QUIET, Month
from papers import Asked, Log
from plan import RETRY_AFTER, START, Piece, Plan, Span, Trouble

from newsarchive.schedule import POLLED, RECHECKS
from newsarchive.store.archive import Archive

__all__ = ["APART", "FOUND", "LOOK", "Outlet", "moment"]

#: How long a crawl may take, and with it how late the last of its pages may be looked at.
CRAWL = timedelta(minutes=20)
#: From when a look is due to when it is over, in time in which the outlet can be asked.
LOOK = EVERY + CRAWL
#: Of an article that no list has named yet: lists are asked for at least once a day.
FOUND = POLLED[1] + LOOK
#: By how much the archive's time of a capture and the paper's may differ: what lies between asking and answering.
APART = timedelta(minutes=2)
_SOME_MINUTES = timedelta(minutes=8)
_NUMBER = re.compile(r"\b([123]\d{6})\b")


@dataclass(slots=True)
class Outlet:
    """One paper's truth, and its articles in the archive."""

    name: str
    plan: Plan
    asked: list[Asked]
    archive: Archive
    closed: list[Span]
    """When it could not be asked: parted, in order."""
    rows: dict[int, int] = field(default_factory=dict)
    """Number of an article -> its id in the archive."""
    looks: dict[int, list[Asked]] = field(default_factory=dict)
    """Number of an article -> the requests to its own address."""

    @classmethod
    def of(cls, month: Month, name: str, archive: Archive) -> Outlet:
        """A paper of a month that is over."""
        plan, asked = month.plans()[name], Log.read(month.log(name))
        rows = archive.connection.execute("SELECT id, url FROM articles WHERE outlet = ?", (name,)).fetchall()
        numbers = {int(found[1]): row["id"] for row in rows if (found := _NUMBER.search(row["url"]))}
        looks: dict[int, list[Asked]] = {}
        for one in asked:
            if one.id is not None:
                looks.setdefault(one.id, []).append(one)
        return cls(name, plan, asked, archive, _closed(month, name, plan, asked), numbers, looks)

    def rows_of(self, query: str, piece: Piece) -> list[Any]:
        """What a query with an article's id gives."""
        return list(self.archive.connection.execute(query, (self.rows.get(piece.id, -1),)))

    def looks_at(self, piece: Piece) -> list[Asked]:
        """The requests for an article."""
        return self.looks.get(piece.id, [])

    def captured(self, piece: Piece) -> datetime | None:
        """When an article was first fetched whole."""
        return next((one.at for one in self.looks_at(piece) if one.version is not None), None)

    # -- when something is due -------------------------------------------------------------------------------------------

    def deadline(self, due: datetime, allowance: timedelta) -> datetime:
        """The end of an allowance from a moment on, counted while the outlet can be asked."""
        at, left = due, allowance
        for span in self.closed:
            if span.end <= at:
                continue
            if span.start >= at + left:
                break
            left -= max(span.start - at, timedelta())
            at = span.end
        return at + left

    def open(self, start: datetime, end: datetime) -> timedelta:
        """How much of a time an outlet could be asked in."""
        shut = (min(end, span.end) - max(start, span.start) for span in self.closed if span.start < end and start < span.end)
        return end - start - sum(shut, timedelta())

    def to_be_found(self, piece: Piece) -> datetime:
        """By when an article must have been fetched."""
        return self.deadline(max(piece.published, START), FOUND)

    def dues(self, piece: Piece) -> Iterator[tuple[datetime, datetime | None]]:
        """When each look at a known article was due, as the looks before it have it, and when it came; None: not in time.

        At an article that is missing it is due by the time since the first look that missed it; where no answer told
        anything, at once.
        """
        first, missing, due = self.captured(piece), None, None
        for one in self.looks_at(piece):
            if first is None or one.at < first:
                continue
            if due is not None and one.at >= due - APART:
                yield due, one.at
            if one.trouble not in (None, Trouble.REDESIGN):
                due = due if due is not None and due > one.at else one.at
                continue
            if one.trouble is None:  # else a page is there, and says nothing
                missing = None if one.version is not None else missing or one.at
            since = missing or piece.published
            due = next((since + step for step in RECHECKS if since + step > one.at + APART), None)
        if due is not None and self.deadline(due, LOOK) < self.plan.end:
            yield due, None

    def next_look(self, piece: Piece, after: datetime) -> datetime | None:
        """When a look at an article that is there is due after a moment."""
        return next((piece.published + step for step in RECHECKS if piece.published + step > after), None)

    def is_told(self, due: datetime) -> bool:
        """Whether a look that is due then finds pages that can be read: not while a redesign lasts."""
        over = self.deadline(due, LOOK)
        return not any(span.start < over and due < span.end for span, kind in self.plan.troubles if kind is Trouble.REDESIGN)

    def certain(self, since: datetime) -> datetime:
        """By when an article that was missed at a moment, and stays away, must be known to be gone."""
        checks, days = CHECKS[self.name]
        steps = [timedelta(), *RECHECKS]
        enough = next(step for number, step in enumerate(steps, 1) if number >= checks and step >= timedelta(days=days))
        return self.deadline(since + enough, LOOK)


def moment(stored: str) -> datetime:
    """A time of the archive's."""
    return datetime.fromisoformat(stored)


def _aftermath(span: Span, kind: Trouble) -> timedelta:
    """For how long after a trouble a host is left alone at the most, as it asked or as the crawl decides."""
    if kind in (Trouble.REFUSAL, Trouble.WALL):  # an hour, two, four …: no longer than all before and the first
        return min(span.end - span.start + timedelta(hours=1), timedelta(days=1))
    return RETRY_AFTER.get(kind, _SOME_MINUTES)


def _closed(month: Month, name: str, plan: Plan, asked: list[Asked]) -> list[Span]:
    """A server's troubles and what they ask for, the machine's sleep, quiet hours, what is left of a day without budget."""
    spans = [Span(span.start, span.end + _aftermath(span, kind)) for span, kind in plan.troubles if kind is not Trouble.SLOW]
    spans += month.sleeps()
    if hours := QUIET.get(name):
        for day in range(-1, int(month.days) + 2):
            here = datetime.combine((START + timedelta(days=day)).date(), time(hours[0]), ZoneInfo("Asia/Shanghai"))
            start = here.astimezone(UTC)
            spans.append(Span(start, start + timedelta(hours=hours[1] - hours[0])))
    for day, requests in groupby(asked, key=lambda one: one.at.date()):
        if len(of_the_day := list(requests)) >= BUDGET[name]:
            midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
            spans.append(Span(of_the_day[BUDGET[name] - 1].at, midnight))
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
