"""The tables [defaults] and [outlets.NAME] -> how an outlet is crawled: when, how gently, how far back.

    [defaults]                            # of every outlet, where its own table says nothing else
    every = "1h"
    quiet = "01:00-05:30"                 # in the outlet's own zone
    [outlets.shobserver]                  # an outlet that newsarchive knows has only such keys
    every = "30m"
    [outlets.harbour]
    cron = "*/20 6-22 * * *"              # instead of `every`
    delay = 5                             # seconds between two requests to a host
    budget = 2000                         # requests a day to a host
    since = 2024-03-01                    # nothing older
    backfill = 2019-01-01                 # and everything from then on, behind the news, by `newsarchive run`
    backfill_ids = true                   # by its numbered addresses, too
    archive = "all"                       # "allowed": leave out what the page itself asks not to be archived
    recheck = ["1h", "6h", "1d", "3d", "7d", "30d"]     # after publication an article is looked at again
    takedown = "3 checks, 3 days"         # so many looks in a row over so long that miss an article: it is gone
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from newsarchive.config.problems import Keys, Problems, string, strings
from newsarchive.dedupe.absence import Rule
from newsarchive.errors import UsageError
from newsarchive.timetable import Quiet, Timetable, cron, interval, quiet, spoken

__all__ = ["KEYS", "Operation", "number", "read"]

_T = TypeVar("_T")
LONGEST_DELAY: Final = 600.0
_TAKEDOWN: Final = re.compile(r"(\d{1,6}) checks?(?:,| over|, over)? (\d{1,6}(?:\.\d+)?) (days?|hours?)")


@dataclass(frozen=True, slots=True)
class Operation:
    """How an outlet is crawled; None is "not said"."""

    every: timedelta | None = None
    cron: str | None = None
    quiet: tuple[Quiet, ...] | None = None
    delay_seconds: float | None = None
    """Between two requests to a host; robots.txt may ask for more."""
    budget: int | None = None
    """Requests a day to a host."""
    since: date | None = None
    backfill: date | None = None
    """First day of what is fetched behind the news."""
    backfill_ids: bool | None = None
    """Whether that is asked for by its numbered addresses, too."""
    archive: str | None = None
    """"all", or "allowed": pages that ask by their robots meta element not to be archived are left out."""
    recheck: tuple[timedelta, ...] | None = None
    """So long after publication an article is looked at again, shortest first; none: never."""
    takedown: Rule | None = None

    def over(self, defaults: Operation) -> Operation:
        """With the defaults where nothing is said; an interval and a cron line replace one another."""
        said = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}
        if self.every or self.cron:
            defaults = replace(defaults, every=None, cron=None)
        return replace(defaults, **said)

    def timetable(self, zone: str) -> Timetable:
        """When the outlet is crawled, in its zone."""
        return Timetable(ZoneInfo(zone), self.every, self.cron, self.quiet or ())


KEYS: Final = (
    *("every", "cron", "quiet", "delay", "budget", "since", "backfill", "backfill_ids"),
    *("archive", "recheck", "takedown"),
)


def read(told: Mapping[str, Any], here: Keys, problems: Problems) -> Operation:
    """What a table says of it; what is wrong goes to `problems`."""
    if "every" in told and "cron" in told:
        problems.add((*here, "cron"), f"{'.'.join(here)}: every and cron both; keep one of them")
    written = strings(told, here, "quiet", problems)
    hours = tuple(one for text in written if (one := _understood(quiet, text, (*here, "quiet"), problems)))
    every, line = string(told, here, "every", problems), string(told, here, "cron", problems)
    return Operation(
        every=_understood(interval, every, (*here, "every"), problems),
        cron=_understood(cron, line, (*here, "cron"), problems),
        quiet=hours if "quiet" in told else None,
        delay_seconds=number(told, here, "delay", problems, least=0, most=LONGEST_DELAY, unit="seconds"),
        budget=_count(told, here, "budget", problems),
        since=_day(told, here, "since", problems),
        backfill=_day(told, here, "backfill", problems),
        backfill_ids=_truth(told, here, "backfill_ids", problems),
        archive=_one_of(told, here, "archive", ("all", "allowed"), problems),
        recheck=_steps(told, here, problems),
        takedown=_understood(_rule, string(told, here, "takedown", problems), (*here, "takedown"), problems),
    )


def _steps(told: Mapping[str, Any], here: Keys, problems: Problems) -> tuple[timedelta, ...] | None:
    where = (*here, "recheck")
    written = strings(told, here, "recheck", problems)
    steps = [one for text in written if (one := _understood(interval, text, where, problems))]
    if sorted(set(steps)) != steps:
        inorder = ", ".join(f'"{spoken(step)}"' for step in sorted(set(steps)))
        problems.add(where, f"{'.'.join(where)}: not from the shortest to the longest; write recheck = [{inorder}]")
    return tuple(steps) if "recheck" in told else None


def _rule(text: str) -> Rule:
    """
    >>> _rule("2 checks, 36 hours")
    Rule(checks=2, days=1.5)

    Raises UsageError, with the remedy.
    """
    found = _TAKEDOWN.fullmatch(text.strip())
    rule = Rule(int(found[1]), float(found[2]) / (24 if found[3].startswith("h") else 1)) if found else None
    if rule is None or not 1 <= rule.checks <= 1000 or rule.days > 3650:
        raise UsageError(f'{text!r} does not say when an article is gone; write takedown = "3 checks, 3 days"')
    return rule


def _understood(read: Callable[[str], _T], text: str | None, where: Keys, problems: Problems) -> _T | None:
    if text is None:
        return None
    try:
        return read(text)
    except UsageError as error:
        problems.add(where, f"{'.'.join(where)}: {error}")
        return None


def number(
    told: Mapping[str, Any], here: Keys, key: str, problems: Problems, *, least: float, most: float, unit: str
) -> float | None:
    value = told.get(key)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most):
        return None if value is None else float(value)
    where = (*here, key)
    remedy = f"write {key} = 5 for five {unit}"
    problems.add(where, f"{'.'.join(where)}: {value!r} is no number from {least:g} to {most:g}; {remedy}")
    return None


def _count(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> int | None:
    found = number(told, here, key, problems, least=1, most=10_000_000, unit="requests a day")
    return None if found is None else int(found)


def _truth(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> bool | None:
    value = told.get(key)
    if value is None or isinstance(value, bool):
        return value
    problems.add((*here, key), f"{'.'.join((*here, key))}: {value!r} is neither; write {key} = true or {key} = false")
    return None


def _day(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> date | None:
    value = told.get(key)
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    problems.add((*here, key), f"{'.'.join((*here, key))}: {value!r} is no day; write {key} = 2024-03-01")
    return None


def _one_of(
    told: Mapping[str, Any], here: Keys, key: str, choices: tuple[str, ...], problems: Problems
) -> str | None:
    value = string(told, here, key, problems)
    if value is None or value in choices:
        return value
    wanted = " or ".join(f'"{one}"' for one in choices)
    problems.add((*here, key), f"{'.'.join((*here, key))}: {value!r} is neither; write {wanted}")
    return None
