"""When an article was seen and when it was not -> its absences: live, suspect, gone, restored. Touches no I/O.

    live -> suspect     a check that did not find it
    suspect -> live     a check that does: nothing was taken down
    suspect -> gone     CHECKS checks in a row that did not, over DAYS days
    gone -> restored    a check that finds it again

Only an answer that says so is a check: what was not answered, or not by the paper itself (a wall, a failing server), is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

__all__ = ["CHECKS", "DAYS", "WITHIN", "Absence", "Absent", "Miss", "Rule", "Sight", "absences", "state"]

#: How many checks in a row must miss an article before it counts as gone.
CHECKS: Final = 3
#: Over how many days, from the first of them to the last.
DAYS: Final = 3.0
#: An article that was seen at another of its addresses so shortly before or after a check was there all the time.
WITHIN: Final = timedelta(hours=1)


class Absent(StrEnum):
    """How an article was found to be absent."""

    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    SOFT_404 = "soft_404"  # the host's error page under another status
    HOME = "redirect_home"  # its address leads to the front page
    LIST = "redirect_list"  # … to a list, or a list stands there
    ELSEWHERE = "redirect"  # … to one and the same place as others' do
    EMPTIED = "emptied"  # its headline stands there without its text
    ROBOTS = "robots"  # robots.txt forbids what it allowed


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes an article gone: so many checks in a row over so many days."""

    checks: int = CHECKS
    days: float = DAYS


@dataclass(frozen=True, slots=True)
class Sight:
    """A capture that shows the article."""

    captured_at: str
    """As `schedule.timestamp` writes it."""
    url: str | None = None
    """The address asked; None where it was not told."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A capture that does not."""

    captured_at: str
    url: str
    reason: Absent
    capture_id: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which an article was not found."""

    last_seen: str
    """The last capture before it that shows the article."""
    missing_since: str
    """The first check that did not find it."""
    last_check: str
    """The last one that did not."""
    checks: int
    reason: Absent
    """Of the last."""
    gone_at: str | None = None
    """The check that made it gone."""
    returned_at: str | None = None
    """The first capture that shows it again."""


def absences(sights: Iterable[Sight], misses: Iterable[Miss], rule: Rule | None = None) -> list[Absence]:
    """The absences of an article, oldest first, whatever the order in which its captures are given.

    >>> seen, gone = Sight("2024-03-01T08:00:00Z"), Absent.GONE
    >>> checks = [Miss(f"2024-03-{day:02}T08:00:00Z", "https://paper.example/1", gone) for day in (2, 3, 6)]
    >>> [(one.missing_since[:10], one.gone_at) for one in absences([seen], checks)]
    [('2024-03-02', '2024-03-06T08:00:00Z')]
    >>> state(absences([seen], checks[:2]))
    'suspect'
    """
    rule = rule or Rule()
    seen = sorted(set(sights), key=lambda sight: sight.captured_at)
    missed = [miss for miss in misses if not _elsewhere(miss, seen)]
    # A capture that shows the article counts before one of the same second that does not.
    events: list[Sight | Miss] = [*seen, *sorted(missed, key=lambda miss: (miss.captured_at, miss.url, miss.reason))]
    events.sort(key=lambda event: event.captured_at)
    found: list[Absence] = []
    last_seen: str | None = None
    for is_sight, group in groupby(events, key=lambda event: isinstance(event, Sight)):
        together = list(group)
        if is_sight:
            if found and found[-1].returned_at is None:
                found[-1] = _returned(found[-1], together[0].captured_at)
            last_seen = together[-1].captured_at
        elif last_seen is not None:
            found.append(_absence(last_seen, [event for event in together if isinstance(event, Miss)], rule))
    return found


def _elsewhere(miss: Miss, seen: Sequence[Sight]) -> bool:
    """Whether the article was seen at another of its addresses about the time of a check."""
    at = datetime.fromisoformat(miss.captured_at)
    return any(
        sight.url not in (None, miss.url) and abs(datetime.fromisoformat(sight.captured_at) - at) <= WITHIN for sight in seen
    )


def _absence(last_seen: str, missed: Sequence[Miss], rule: Rule) -> Absence:
    # Two addresses asked in one second are one check.
    times = sorted({miss.captured_at for miss in missed})
    first = datetime.fromisoformat(times[0])
    long_enough = (
        at for at in times[rule.checks - 1 :] if datetime.fromisoformat(at) - first >= timedelta(days=rule.days)
    )
    return Absence(last_seen, times[0], times[-1], len(times), missed[-1].reason, next(long_enough, None))


def _returned(absence: Absence, at: str) -> Absence:
    return Absence(
        absence.last_seen, absence.missing_since, absence.last_check, absence.checks, absence.reason, absence.gone_at, at
    )


def state(known: Sequence[Absence]) -> str:
    """Where an article stands after its absences: live, suspect, gone or restored."""
    if known and known[-1].returned_at is None:
        return "suspect" if known[-1].gone_at is None else "gone"
    return "restored" if any(absence.gone_at for absence in known) else "live"
