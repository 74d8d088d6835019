"""What a month came to -> what was missed, late or invented, each figure beside the bound that it must hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from living import BUDGET, CHECKS, HOSTS, Month
from plan import RETRY_AFTER, START, Piece, Takedown, Trouble
from truth import APART, FOUND, LOOK, Outlet, moment

from newsarchive.schedule import RECHECKS
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify

__all__ = ["Figure", "figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and what it must be."""

    name: str
    value: str
    bound: str
    broken: tuple[str, ...] = ()
    """What breaks the bound, in words."""

    @property
    def holds(self) -> bool:
        return not self.broken


def figures(month: Month) -> Iterator[Figure]:
    """All of them."""
    with Archive(month.folder / "archive", write=True):  # brings one of an older version up to date
        pass
    with Archive(month.folder / "archive") as archive:
        for name in HOSTS:
            outlet = Outlet.of(month, name, archive)
            for kind in (_captures, _looks, _edits, _takedowns, _politeness):
                for one in kind(outlet):
                    yield Figure(f"{name}: {one.name}", one.value, one.bound, one.broken)
        yield from _crawls(archive)


# -- what is there -------------------------------------------------------------------------------------------------------


def _captures(outlet: Outlet) -> Iterator[Figure]:
    missed, late, waits, count = [], [], [], 0
    for piece in outlet.plan.pieces.values():
        by, first = outlet.to_be_found(piece), outlet.captured(piece)
        if first is None:
            if by < outlet.plan.end and not any(one.span.start < by for one in piece.takedowns):
                missed.append(f"{piece.id}, published {_said(piece.published)}, was not fetched by {_said(by)}")
            continue
        count += 1
        if piece.id not in outlet.rows:
            missed.append(f"{piece.id} was fetched at {_said(first)} and is no article")
        if any(one.span.start < by for one in piece.takedowns):  # it may have been away all the time
            continue
        if piece.published > START:
            waits.append(first - piece.published)
        if first > by:
            late.append(f"{piece.id}, published {_said(piece.published)}, was fetched at {_said(first)}, not by {_said(by)}")
    yield Figure(
        "articles published; archived; missed though they could be had",
        f"{len(outlet.plan.pieces)}; {count}; {len(missed)}",
        "0 missed",
        tuple(missed),
    )
    spread = _spread(waits)
    yield Figure("from publication to capture: median; 95th percentile; longest", spread, f"{_spoken(FOUND)} †", tuple(late))


def _looks(outlet: Outlet) -> Iterator[Figure]:
    late, waits = [], []
    for piece in outlet.plan.pieces.values():
        for due, at in outlet.dues(piece):
            waits.append(timedelta() if at is None else outlet.open(due, at))
            if at is None or at > outlet.deadline(due, LOOK):
                late.append(f"{piece.id}: due {_said(due)}, looked at {'never' if at is None else _said(at)}")
    yield Figure(
        "looks at known articles; the latest after it was due; too late",
        f"{len(waits)}; {_spoken(max(waits, default=timedelta()))} †; {len(late)}",
        f"{_spoken(LOOK)} †",
        tuple(late),
    )


# -- edits -----------------------------------------------------------------------------------------------------------------


def _edits(outlet: Outlet) -> Iterator[Figure]:
    made = known = 0
    unseen, wrong = [], []
    for piece in outlet.plan.pieces.values():
        printed = [_text(outlet.name, version.story) for version in piece.versions]
        served = [one.version for one in outlet.looks_at(piece) if one.version is not None]
        expected = [text for text, _ in groupby(printed[number] for number in served)]
        rows = outlet.rows_of("SELECT fields FROM revisions WHERE article_id = ? ORDER BY captured_at", piece)
        found = [_read(outlet.name, json.loads(row["fields"])) for row in rows]
        if found != expected:
            told = f"{len(found)} versions archived, {len(expected)} served"
            wrong.append(f"{piece.id}: {told}; {_difference(found, expected)}")
        ends = [*(version.at for version in piece.versions[1:]), outlet.plan.end]
        for number, (version, end) in list(enumerate(zip(piece.versions, ends, strict=True)))[1:]:
            made += 1
            if (due := _look_within(outlet, piece, version.at, end)) is None:
                continue
            known += 1
            if number not in served:
                unseen.append(f"{piece.id}: version {number}, {_said(version.at)} to {_said(end)}; due {_said(due)}")
    yield Figure(
        "edits made; that lasted past a look and its bound; of them versions",
        f"{made}; {known}; {known - len(unseen)}",
        "all",
        tuple(unseen),
    )
    yield Figure("articles whose versions are not those that were served", f"{len(wrong)}", "0", tuple(wrong))


def _text(outlet: str, story: Any) -> tuple[str, ...]:
    """What of a version a reader must find: headline, text, desk."""
    return story.title, story.body, story.editor if outlet == "demo" else story.desk[0].partition("：")[2]


def _read(outlet: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    desk = fields.get("editor") or ""
    return fields["title"], fields["body"], desk if outlet == "demo" else desk.rpartition("：")[2]


def _difference(found: Sequence[tuple[str, ...]], expected: Sequence[tuple[str, ...]]) -> str:
    for number, (one, other) in enumerate(zip(found, expected, strict=False)):
        for name, ours, theirs in zip(("headline", "text", "desk"), one, other, strict=True):
            if ours != theirs:
                at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0)
                place = slice(max(0, at - 10), at + 30)
                return f"the {name} of version {number} is {ours[place]!r}, was {theirs[place]!r}"
    return f"left over: {[text[0] for text in (*found[len(expected) :], *expected[len(found) :])]}"


def _look_within(outlet: Outlet, piece: Piece, start: datetime, end: datetime) -> datetime | None:
    """A look that is due, and must be over, within a time in which the article is there and known to be."""
    first = outlet.captured(piece)
    for step in RECHECKS:
        due = piece.published + step
        if first is None or due < max(start, first) or outlet.deadline(due, LOOK) >= end or not outlet.is_told(due):
            continue
        # One that was away is not looked at by the day of its publication until it was found again.
        away = any(one.span.start < outlet.deadline(due, LOOK) and due < _noticed(outlet, one) for one in piece.takedowns)
        if not away:
            return due
    return None


def _noticed(outlet: Outlet, takedown: Takedown) -> datetime:
    """By when it is certainly known that an article has come back."""
    return outlet.deadline(takedown.span.end + RECHECKS[-1], LOOK)


# -- takedowns ---------------------------------------------------------------------------------------------------------------


def _takedowns(outlet: Outlet) -> Iterator[Figure]:
    made = 0
    known, gone, back = _Share(), _Share(), _Share()
    for piece in outlet.plan.pieces.values():
        rows = outlet.rows_of("SELECT * FROM absences WHERE article_id = ? ORDER BY missing_since", piece)
        first = outlet.captured(piece)
        for one in piece.takedowns:
            if first is None or one.span.start < first:
                continue
            made += 1
            since = _known(outlet, piece, one, first, rows, known)
            if since is None:
                continue
            row = next(row for row in rows if moment(row["missing_since"]) == since)
            what = f"{piece.id}: {one.fate}, missing since {_said(since)}"
            if (by := outlet.certain(since)) < one.span.end:
                gone.judge(row["gone_at"], by, f"{what}, gone")
            steps = (since + step for step in RECHECKS)
            look = next((due for due in steps if due > one.span.end and outlet.is_told(due)), None)
            if one.returns and look and (by := outlet.deadline(look, LOOK)) < outlet.plan.end:
                back.judge(row["returned_at"], by, f"{what}, back at {_said(one.span.end)}, seen")
    checks, days = CHECKS[outlet.name]
    yield Figure(
        "takedowns; that lasted past a look and its bound; of them known as suspects",
        f"{made}; {known.count}; {known.held}",
        f"all, {_spoken(LOOK)} † after the next look is due",
        tuple(known.broken),
    )
    yield Figure(
        "that lasted on; of them certain",
        f"{gone.count}; {gone.held}",
        f"all: {checks} checks over {days} days, and {_spoken(LOOK)} †",
        tuple(gone.broken),
    )
    yield Figure("that ended; of them noticed", f"{back.count}; {back.held}", "all, at the next look", tuple(back.broken))
    walls = Counter(one.trouble for one in outlet.asked if one.trouble)
    wrong = tuple(_invented(outlet))
    yield Figure(
        f"answers of walls and failing servers ({', '.join(sorted(walls))}); taken for takedowns",
        f"{sum(walls.values())}; {len(wrong)}",
        "0",
        wrong,
    )


class _Share:
    """Of how many things, how many were known in time."""

    def __init__(self) -> None:
        self.count = self.held = 0
        self.broken: list[str] = []

    def judge(self, stored: str | None, by: datetime, what: str) -> None:
        self.count += 1
        if stored is not None and moment(stored) <= by:
            self.held += 1
        else:
            self.broken.append(f"{what} at {stored}, not by {_said(by)}")


def _known(
    outlet: Outlet, piece: Piece, takedown: Takedown, first: datetime, rows: Sequence[Any], share: _Share
) -> datetime | None:
    """Since when the archive knows of a takedown; judges it where it must."""
    span = takedown.span
    stored = next(
        (row["missing_since"] for row in rows if span.start - APART <= moment(row["missing_since"]) < span.end + APART), None
    )
    look = outlet.next_look(piece, max(span.start, first))
    by = outlet.deadline(look, LOOK) if look else None
    if by is not None and by < span.end:
        share.judge(stored, by, f"{piece.id}: {takedown.fate} since {_said(span.start)}, known")
    return moment(stored) if stored else None


def _invented(outlet: Outlet) -> Iterator[str]:
    """Checks that the archive says missed an article while it was there."""
    numbers = {id: number for number, id in outlet.rows.items()}
    for row in outlet.archive.connection.execute("SELECT article_id, checked_at, reason FROM misses ORDER BY checked_at"):
        piece, at = outlet.plan.pieces.get(numbers.get(row["article_id"], 0)), moment(row["checked_at"])
        if piece and not any(one.span.start - APART <= at < one.span.end + APART for one in piece.takedowns):
            yield f"{piece.id}: {row['reason']} at {_said(at)}"


# -- politeness ----------------------------------------------------------------------------------------------------------------


def _politeness(outlet: Outlet) -> Iterator[Figure]:
    days = Counter(one.at.date() for one in outlet.asked)
    budget = BUDGET[outlet.name]
    yield Figure(
        "requests a day: mean; most",
        f"{len(outlet.asked) / len(days):.0f}; {max(days.values())}",
        f"{budget}",
        tuple(f"{day}: {count}" for day, count in days.items() if count > budget),
    )
    early = []
    for before, after in pairwise(outlet.asked):
        asked_for = RETRY_AFTER.get(Trouble(before.trouble)) if before.trouble else None
        # What was under way at the same time cannot be called back.
        if asked_for and APART < after.at - before.at < asked_for:
            early.append(f"{after.path} at {_said(after.at)}, told at {_said(before.at)} to wait {_spoken(asked_for)}")
    yield Figure("requests before a Retry-After was over", f"{len(early)}", "0", tuple(early))


def _crawls(archive: Archive) -> Iterator[Figure]:
    overlaps, count = [], 0
    for name in HOSTS:
        rows = archive.connection.execute(
            "SELECT started_at, finished_at, outcome FROM runs WHERE outlet = ? AND kind = 'crawl' ORDER BY id", (name,)
        ).fetchall()
        count += len(rows)
        for before, after in pairwise(rows):
            over = before["outcome"] == "killed" or (
                before["finished_at"] and moment(before["finished_at"]) <= moment(after["started_at"]) + timedelta(seconds=1)
            )
            if not over:
                overlaps.append(f"{name}: {tuple(before)}, {tuple(after)}")
    yield Figure("crawls; two of an outlet at once", f"{count}; {len(overlaps)}", "0", tuple(overlaps))
    leases = archive.connection.execute("SELECT url FROM urls WHERE state = 'leased'").fetchall()
    broken = [*map(str, verify(archive, Verified())), *(f"{row['url']}: still leased" for row in leases)]
    yield Figure("what `verify` finds; leases left", f"{len(broken) - len(leases)}; {len(leases)}", "0", tuple(broken))


def _said(at: datetime) -> str:
    return f"{at:%m-%d %H:%M}"


def _spread(lengths: list[timedelta]) -> str:
    lengths = sorted(lengths)
    return "; ".join(map(_spoken, (median(lengths), lengths[len(lengths) * 95 // 100], lengths[-1]))) if lengths else "–"


def _spoken(length: timedelta) -> str:
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
