"""What is due when: arithmetic on a clock, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from newsarchive.items import Kind, Reason

__all__ = ["PASSING", "POLLED", "RECHECKS", "moment", "next_fetch", "poll", "timestamp"]

#: After publication an article is fetched again for edits and takedowns, ever more rarely; when it is missed, anew from then.
RECHECKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)

#: A list is asked for again by itself after these at the least and at the most, and after the first at first.
POLLED = (timedelta(minutes=10), timedelta(days=1))
_FIRST_POLL = timedelta(minutes=30)
#: So much new on a list, and it is asked for twice as often.
_MUCH = 3

#: Failures that a later run may find mended; the rest are asked for again only when a page names them anew.
PASSING = frozenset(
    {
        Reason.UNAVAILABLE,
        Reason.TOO_MANY_REQUESTS,
        Reason.HTTP_ERROR,
        Reason.DNS,
        Reason.TIMEOUT,
        Reason.CONNECTION,
        Reason.TRUNCATED,
        Reason.ROBOTS,
        Reason.ROBOTS_UNREACHABLE,
        Reason.BOT_WALL,
        Reason.FORBIDDEN,
    }
)

# A page that is there may be another tomorrow: that of a server at work, of a new layout for an hour.
_DOUBTFUL = frozenset({Reason.NOT_ARTICLE, Reason.EMPTY, Reason.ERROR_PAGE})
_ONCE_MORE = timedelta(days=1)
#: RFC 9309, 2.4: what a robots.txt forbids may be allowed when it is read anew, after a day.
ROBOTS_KEPT = timedelta(days=1)


def timestamp(at: datetime) -> str:
    """"2024-03-01T08:30:00Z"."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stored: str) -> datetime:
    """The inverse of `timestamp`."""
    return datetime.fromisoformat(stored)


def next_fetch(
    kind: Kind,
    reason: Reason | None,
    now: datetime,
    since: datetime,
    *,
    is_known: bool = False,
    steps: Sequence[timedelta] = RECHECKS,
) -> datetime | None:
    """When a URL that was just settled is due again; None for never.

    since: publication of an article, or when it was first seen; of one that is missing, since when it is. is_known: the
    archive has the article, so that whatever was answered is a check of it. steps: after these, shortest first.
    What was never an article, though a list says so, is asked for once more, a day later.
    A list is due at once, which `poll` puts off; an article at the next step, one that is gone likewise, since it may come
    back.

    >>> published = datetime(2024, 3, 1, 8, tzinfo=UTC)
    >>> next_fetch(Kind.ARTICLE, None, published + timedelta(hours=2), published).isoformat()
    '2024-03-01T14:00:00+00:00'
    >>> next_fetch(Kind.ARTICLE, None, published + timedelta(days=31), published) is None
    True
    """
    if kind is Kind.PROBE or (kind is Kind.MEMENTO and reason not in PASSING):
        return None
    if reason is Reason.ROBOTS:
        return now + ROBOTS_KEPT
    if kind is not Kind.ARTICLE or reason in PASSING:
        return now
    if is_known or reason in (None, Reason.NOT_FOUND, Reason.GONE):
        return next((since + wait for wait in steps if since + wait > now), None)
    if reason in _DOUBTFUL and steps and now < since + _ONCE_MORE:
        return now + _ONCE_MORE
    return None


def poll(before: timedelta | None, new: int) -> timedelta:
    """How long to leave a list alone: longer while nothing is new, shorter when much is.

    before: how long it was left alone the last time, None for a list asked for the first time. new: URLs on it that were
    not known. Media Cloud's rule for feeds, in other words.

    >>> poll(timedelta(hours=1), 0), poll(timedelta(hours=1), 1), poll(timedelta(hours=1), 20)
    (datetime.timedelta(seconds=5400), datetime.timedelta(seconds=3600), datetime.timedelta(seconds=1800))
    >>> poll(timedelta(days=1), 0), poll(timedelta(minutes=10), 20)
    (datetime.timedelta(days=1), datetime.timedelta(seconds=600))
    """
    if before is None:
        return _FIRST_POLL
    length = before * 1.5 if new == 0 else before / 2 if new >= _MUCH else before
    least, most = POLLED
    return min(max(length, least), most)
