"""The dates that a page mentions -> when its article appeared, and when it was last changed.

Pages print dates in their headers and carry others in markup and address; they may be those of other stories, in other
zones, or of the last change. `published` weighs them by rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from newsarchive.errors import DateUnreadable
from newsarchive.extract.dates import Instant, instant, spans
from newsarchive.extract.instants import DAY_SLACK
from newsarchive.items import Precision

__all__ = ["Mention", "Publication", "Where", "mentions", "published"]


class Where(IntEnum):
    """Where on a page a date stands, best first."""

    VISIBLE = 0  # printed in the header of the article
    STRUCTURED = 1  # JSON-LD, the page's own JSON, #pubtime_baidu, Founder's enpproperty
    META = 2
    URL = 3


class Mention(NamedTuple):
    """A date that a page shows or carries."""

    text: str
    where: Where = Where.VISIBLE
    updated: bool = False
    """It is labeled as the last change: "Updated", 更新时间, dateModified."""


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article appeared and when it was last changed."""

    published: Instant | None
    updated: Instant | None
    where: Where | None
    """Where the day of publication was read."""


def mentions(line: str, where: Where = Where.VISIBLE, *, language: str | None = None) -> list[Mention]:
    """The full dates printed in a line, each with what its label says.

    >>> mentions("Published March 5, 2024 06:31 | Updated March 6, 2024")
    [Mention(text='March 5, 2024 06:31', where=<Where.VISIBLE: 0>, updated=False), \
Mention(text='March 6, 2024', where=<Where.VISIBLE: 0>, updated=True)]
    """
    return [Mention(line[a:b], where, label == "updated") for label, a, b in spans(line, language)]


# asked of every date, and naming a member of an enum costs ten times as much
_VISIBLE, _STRUCTURED, _META, _URL = Where
_MONTH, _DAY, _SECOND = Precision.MONTH, Precision.DAY, Precision.SECOND
_COARSE = (_MONTH, _DAY)


def published(
    found: Iterable[Mention], zone: ZoneInfo, captured_at: datetime | None, *, language: str | None = None
) -> Publication:
    """The publication and last change of an article, of all the dates its page mentions.

    1. What cannot be read or lies after the capture (a day's slack) is passed over; day and month that could be
       exchanged are settled by another mention of the same day.
    2. A visible date with a time of day goes before structured data, then a visible day, meta and the address.
    3. A day is refined by a mention of that day with a time; midnight to the second is no time but a day.
    4. A wall clock of an outlet whose zone is unknown (UTC) takes the offset of structured data that shows the same
       moment; where the zone is known, structured data is told in it.
    5. A visible date without a label is the update when it agrees with the update of structured data and
       not with its publication.
    6. Where a page dates only its update, that is its date.
    7. Of several visible days, those that the markup confirms count: today's date and the weather stand in headers too.
    """
    readings = _relabeled(_readings(list(found), zone, captured_at, language), zone)
    first = sorted(_confirmed([r for r in readings if not r.updated]), key=_rank)
    changed = sorted((r for r in readings if r.updated), key=_rank)
    updated = _refined(changed, zone) if changed else None
    if not first:
        return Publication(updated, updated, changed[0].where if changed else None)
    best = _refined(first, zone)
    if updated is not None and updated.moment.date() < best.moment.date():
        updated = None  # nothing is changed before it appears: another date's label
    return Publication(best, updated, first[0].where)


class _Read(NamedTuple):
    instant: Instant
    where: Where
    updated: bool


def _rank(read: _Read) -> float:
    if read.where is _VISIBLE and read.instant.precision in _COARSE:
        return _STRUCTURED + 0.5
    return read.where


def _readings(found: list[Mention], zone: ZoneInfo, captured_at: datetime | None, language: str | None) -> list[_Read]:
    """What can be read of the mentions, in the outlet's zone where that is known."""
    last = captured_at and (captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)) + DAY_SLACK
    read, unread = [], []
    for mention in found:
        try:
            moment = instant(mention.text, zone, captured_at, language=language)
        except DateUnreadable:
            unread.append(mention)
        else:
            read.append(_Read(moment, mention.where, mention.updated))
    known = {r.instant.moment.date() for r in read}
    for mention in unread:
        read += _either_order(mention, known, zone, captured_at)
    days = {r.instant.iso for r in read if r.where is _VISIBLE and r.instant.precision is _DAY}
    return [
        r._replace(instant=r.instant if r.where is _VISIBLE else _told(r.instant, zone, days))
        for r in read
        if last is None or r.instant.moment <= last
    ]


def _confirmed(readings: list[_Read]) -> list[_Read]:
    """The readings without visible ones of other days than the markup's, where a visible one or the address has that."""
    told = {r.instant.moment.date() for r in readings if r.where in (_STRUCTURED, _META)}
    seen = {r.instant.moment.date() for r in readings if r.where is _VISIBLE}
    addressed = {r.instant.moment.date() for r in readings if r.where is _URL}
    if not told and addressed & seen:
        told = addressed
    if not told & (seen | addressed) or seen <= told:
        return readings
    return [r for r in readings if r.where is not _VISIBLE or r.instant.moment.date() in told]


def _relabeled(readings: list[_Read], zone: ZoneInfo) -> list[_Read]:
    """The readings with visible dates called updates that structured data knows as such and no publication."""
    told = [r for r in readings if r.where in (_STRUCTURED, _META)]
    if not any(r.updated for r in told) or all(r.updated for r in told):
        return readings
    relabeled = []
    for read in readings:
        if read.where is _VISIBLE and not read.updated:
            read = read._replace(updated={t.updated for t in told if _agree(read.instant, t.instant, zone)} == {True})
        relabeled.append(read)
    return relabeled


def _agree(visible: Instant, told: Instant, zone: ZoneInfo) -> bool:
    """Both may be the same moment, each as precise as it is."""
    if told.iso.startswith(visible.iso) or visible.iso.startswith(told.iso):
        return True
    if visible.precision in _COARSE or told.precision in _COARSE:
        return told.moment.astimezone(zone).date() == visible.moment.date()
    if told.moment.replace(second=0) == visible.moment.replace(second=0):
        return True
    return zone.key in _UNKNOWN_ZONES and visible.moment.tzinfo is zone and _placed(visible, told) is not None


def _either_order(mention: Mention, known: set[date], zone: ZoneInfo, captured_at: datetime | None) -> list[_Read]:
    """The reading of 01/09/2023 that falls on a day which the page mentions elsewhere."""
    readings = []
    for language in ("en-GB", "en-US"):
        try:
            read = instant(mention.text, zone, captured_at, language=language)
        except DateUnreadable:
            continue
        if read.moment.date() in known:
            readings.append(_Read(read, mention.where, mention.updated))
    return readings if len(readings) == 1 else []


def _told(read: Instant, zone: ZoneInfo, visible_days: set[str]) -> Instant:
    """A date of structured data as the outlet would print it."""
    moment = read.moment
    if read.precision is _SECOND and not (moment.hour or moment.minute or moment.second):
        # A content system writes a day as its midnight, in whatever zone.
        day = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
        return Instant(day, _DAY, read.rule, read.printed)
    if read.precision in _COARSE or zone.key in _UNKNOWN_ZONES:
        return read
    here = moment.astimezone(zone)
    if here.date().isoformat() not in visible_days and moment.date().isoformat() in visible_days:
        return replace(read, moment=moment.replace(tzinfo=zone))  # the local time under a "Z" that is not meant
    return Instant(here, read.precision, read.rule, read.printed)


_UNKNOWN_ZONES = ("UTC", "Etc/UTC")


def _refined(ranked: list[_Read], zone: ZoneInfo) -> Instant:
    """The first of the ranked instants, made more precise by the others that agree with it."""
    best = ranked[0].instant
    for other in (r.instant for r in ranked[1:]):
        if best.precision in _COARSE and other.precision is not best.precision and other.iso.startswith(best.iso):
            best = other
    if zone.key in _UNKNOWN_ZONES and best.precision not in _COARSE and best.moment.tzinfo is zone:
        for other in (r.instant for r in ranked[1:]):
            if other.precision not in _COARSE and other.moment.tzinfo is not zone and (placed := _placed(best, other)):
                return placed
    return best


def _placed(wall: Instant, other: Instant) -> Instant | None:
    """A wall clock of unknown zone, in the offset that makes it the moment of another mention; None where none does."""
    shown = wall.moment.replace(tzinfo=None, second=0)
    if other.moment.replace(tzinfo=None, second=0) == shown:
        return replace(wall, moment=wall.moment.replace(tzinfo=other.moment.tzinfo))
    shift = shown - other.moment.astimezone(UTC).replace(tzinfo=None, second=0)
    # Zones lie whole or half hours from UTC, from -12 to +14; the page's clock may be one of them.
    if timedelta(hours=-12) <= shift <= timedelta(hours=14) and not shift % timedelta(minutes=30):
        return replace(wall, moment=wall.moment.replace(tzinfo=timezone(shift)))
    return None
