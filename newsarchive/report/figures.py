"""An archive -> the figures of a report, in one pass over each table and in little memory.

Days are the outlet's own. What is counted of articles is by their day of publication (where a page gives none, by the day of
the first capture); edits, takedowns, failures, runs and bytes by the day on which they happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from sys import intern
from typing import Any, Final
from zoneinfo import ZoneInfo

from newsarchive.config import Configuration
from newsarchive.errors import OutletUnknown
from newsarchive.health import health
from newsarchive.items import Kind
from newsarchive.query import coverage as completeness
from newsarchive.query.gaps import Standing, standing
from newsarchive.query.period import Period, day_of, zone
from newsarchive.query.reprints import totals
from newsarchive.query.status import Room, days_left, growth, room
from newsarchive.report.delays import Delays
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive

__all__ = ["FIELDS", "Covered", "Failure", "Figures", "Runs", "figures"]

#: Fields whose filling is counted, in the order shown.
FIELDS: Final = ("title", "body", "date", "source", "author", "editor", "summary", "section", "language", "images")
#: Pairs of outlets of which most was reprinted.
REPRINTS: Final = 20

_EACH = 1_000  # rows between two words on how far it is
_PART = 20_000  # rows grouped at a time

Days = dict[str, Counter[str]]
"""Row -> day -> how many."""


@dataclass(frozen=True, slots=True)
class Failure:
    """URLs that failed for one reason, or were left out for it."""

    reason: str
    standing: Standing
    articles: int
    lists: int
    outlets: dict[str, int]


@dataclass(slots=True)
class Runs:
    """Crawls of one outlet."""

    begun: int = 0
    finished: int = 0
    seconds: float = 0.0
    """That they took together, of those that ended."""
    ended: int = 0
    new: int = 0
    revised: int = 0
    requests: int = 0
    """Answers that were kept."""


@dataclass(slots=True)
class Covered:
    """What was named of one outlet, by how it stands (query.coverage)."""

    named: int = 0
    held: int = 0
    waiting: int = 0
    left_out: int = 0
    missing: int = 0


@dataclass(slots=True)
class Figures:
    """What a report tells. Rows are outlets by name; "" is what belongs to none."""

    archive: str
    made_at: str
    period: Period
    titles: dict[str, str] = field(default_factory=dict)
    """What each outlet calls itself."""
    languages: dict[str, str] = field(default_factory=dict)
    articles: Days = field(default_factory=dict)
    """By outlet and day of publication."""
    versions: int = 0
    delays: dict[str, Delays] = field(default_factory=dict)
    """By outlet, of articles that were published after its first capture, with the hour."""
    older: int = 0
    """Articles from before that, whose time to capture says nothing."""
    undated: int = 0
    """Articles whose pages print no hour."""
    filled: dict[str, Counter[str]] = field(default_factory=dict)
    """By outlet: articles with something in each field, and "articles" of all."""
    changes: Days = field(default_factory=dict)
    """"edited", "gone" and "restored", by the day on which it was noticed."""
    changed: dict[str, Counter[str]] = field(default_factory=dict)
    """The same by outlet."""
    failures: list[Failure] = field(default_factory=list)
    alarms: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Day, outlet, trouble, and what it is, as of now."""
    unjudged: list[str] = field(default_factory=list)
    """Outlets of which too little is known for alarms."""
    bytes: Days = field(default_factory=dict)
    """By outlet and day: what was added to the WARC files."""
    captures: int = 0
    room: Room = field(default_factory=lambda: Room(0, 0, 0))
    growth: float = 0.0
    """Bytes a day, of late (query.status)."""
    outcomes: Days = field(default_factory=dict)
    """By outcome and day: crawls."""
    runs: dict[str, Runs] = field(default_factory=dict)
    reprints: list[tuple[str, str, int]] = field(default_factory=list)
    """Origin, carrier, articles: the most, of the whole archive."""
    coverage: dict[str, Covered] = field(default_factory=dict)

    @property
    def days_left(self) -> float | None:
        """Until the disk is full, if it goes on so; None where nothing grows."""
        return days_left(self.room, self.growth)

    def name(self, outlet: str) -> str:
        """What to call an outlet."""
        return self.titles.get(outlet) or outlet or "no outlet"


Told = Callable[[str, int], None]


def figures(
    archive: Archive,
    whole: Archive,
    configuration: Configuration,
    now: datetime,
    period: Period,
    outlet: str | None = None,
    told: Told = lambda unit, done: None,
) -> Figures:
    """Everything that a report tells.

    archive: without the suppressed articles; whole: the same with them, so that coverage counts them. told: called now and
    then with what is being counted and how many were. Raises OutletUnknown.
    """
    found = Figures(archive.path.name, timestamp(now), period)
    where: dict[str, ZoneInfo] = {}
    for row in archive.connection.execute("SELECT name, title, zone, language FROM outlets ORDER BY name"):
        found.titles[row["name"]], where[row["name"]] = row["title"], zone(row["zone"])
        if row["language"]:
            found.languages[row["name"]] = row["language"]
    if outlet is not None and outlet not in where:
        raise OutletUnknown(f"no outlet is called {outlet!r} in this archive; there are: {', '.join(where) or 'none yet'}")
    gather = _Gathering(archive, found, where, outlet, told)
    for part in (gather.articles, gather.changes, gather.failures, gather.bytes, gather.runs):
        part()
    told("reprints", 0)
    if outlet is None:
        found.reprints = [(origin, carrier, count) for origin, carrier, count, *_ in islice(totals(archive), REPRINTS)]
    for done, one in enumerate(completeness.named(whole, configuration, now, period, outlet)):
        if done % _EACH == 0:
            told("addresses", done)
        covered = found.coverage.setdefault(one.outlet, Covered())
        covered.named += 1
        setattr(covered, one.standing, getattr(covered, one.standing) + 1)
    for state in health(archive, outlet=outlet, keep=False, told=lambda name, done: told(f"days of {name}", done)):
        found.alarms += [(alarm.day, alarm.outlet, str(alarm.trouble), alarm.told) for alarm in state.alarms]
        if not state.judged:
            found.unjudged.append(state.outlet)
    found.room = room(archive.path)
    found.growth = growth(archive, found.room, now)
    return found


class _Gathering:
    """The passes over the tables."""

    def __init__(
        self, archive: Archive, found: Figures, where: dict[str, ZoneInfo], outlet: str | None, told: Told
    ) -> None:
        self._ask = archive.connection.execute
        self._found = found
        self._zones = where
        self._outlet = outlet
        self._told = told

    def _rows(self, query: str, unit: str) -> Iterator[tuple[Any, ...]]:
        for done, row in enumerate(self._ask(query, {"outlet": self._outlet})):
            if done % _EACH == 0:
                self._told(unit, done)
            yield tuple(row)

    def _parts(self, table: str, query: str, unit: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that groups, some rows of its table at a time: SQLite sorts in memory what it groups."""
        done, after = 0, 0
        chosen = f"SELECT max(id), count(*) FROM (SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?)"  # noqa: S608
        while True:
            last, count = self._ask(chosen, (after, _PART)).fetchone()
            if last is None:
                return
            self._told(unit, done)
            yield from map(tuple, self._ask(query, {"outlet": self._outlet, "after": after, "last": last}))
            after, done = last, done + count

    def _day(self, outlet: str | None, moment: str | None) -> str | None:
        """The day of a moment where the outlet is, if the report is about it."""
        day = day_of(moment, self._zones.get(outlet or "") or zone("UTC"))
        # One text of each day, however many outlets count on it.
        return intern(day) if day is not None and self._found.period.holds(day) else None

    def articles(self) -> None:
        """Articles by day, their times to capture and their filled fields."""
        found = self._found
        begun = dict(self._rows(_FIRST, "outlets"))
        masks: dict[str, Counter[int]] = {}
        for outlet, date, date_utc, first_seen, versions, mask in self._rows(_ARTICLES, "articles"):
            name = outlet or ""
            dated = date if date is not None and len(date) >= 10 else first_seen
            day = self._day(outlet, dated)
            if day is None:
                continue
            found.articles.setdefault(name, Counter())[day] += 1
            found.versions += versions
            masks.setdefault(name, Counter())[mask] += 1
            if date is None or len(date) <= 10:
                found.undated += 1
            elif date_utc < begun.get(outlet, ""):
                found.older += 1
            else:
                waited = datetime.fromisoformat(first_seen) - datetime.fromisoformat(date_utc)
                found.delays.setdefault(name, Delays()).add(waited.total_seconds())
        for name, counts in masks.items():
            filled = found.filled[name] = Counter(articles=counts.total())
            for mask, count in counts.items():
                for place, one in enumerate(FIELDS):
                    filled[one] += count * (mask >> place & 1)

    def changes(self) -> None:
        """Edits and takedowns by the day on which they were noticed."""
        for what, outlet, moment in self._rows(_CHANGES, "edits and takedowns"):
            if (day := self._day(outlet, moment)) is not None:
                self._found.changes.setdefault(what, Counter())[day] += 1
                self._found.changed.setdefault(outlet or "", Counter())[what] += 1

    def failures(self) -> None:
        """URLs that failed, or were left out, by reason."""
        articles, lists, outlets = Counter[str](), Counter[str](), dict[str, Counter[str]]()
        for outlet, is_article, reason, moment, count in self._parts("urls", _FAILURES, "failures"):
            if self._day(outlet, moment) is None:
                continue
            (articles if is_article else lists)[reason] += count
            outlets.setdefault(reason, Counter())[outlet] += count
        self._found.failures = sorted(
            (
                Failure(reason, standing(reason), articles[reason], lists[reason], dict(by.most_common()))
                for reason, by in outlets.items()
            ),
            key=lambda one: (one.standing != Standing.MISSING, -one.articles - one.lists, one.reason),
        )

    def bytes(self) -> None:
        """What was captured."""
        for outlet, moment, captures, size in self._parts("captures", _BYTES, "captures"):
            if (day := self._day(outlet, f"{moment}0:00Z")) is not None:
                self._found.bytes.setdefault(outlet or "", Counter())[day] += size
                self._found.captures += captures
                self._found.runs.setdefault(outlet or "", Runs()).requests += captures

    def runs(self) -> None:
        """Crawls and how they ended."""
        for outlet, moment, outcome, ended, seconds, new, revised in self._rows(_RUNS, "crawls"):
            if (day := self._day(outlet, moment)) is None:
                continue
            self._found.outcomes.setdefault(_outcome(outcome), Counter())[day] += 1
            runs = self._found.runs.setdefault(outlet or "", Runs())
            runs.begun += 1
            runs.finished += outcome in ("finished", "limit")
            runs.ended += ended
            runs.seconds += seconds
            runs.new += new
            runs.revised += revised


def _outcome(outcome: str | None) -> str:
    """How a crawl ended, in a word.

    >>> _outcome("finished"), _outcome(None), _outcome("https://paper.example/: refused")
    ('finished', 'running or killed', 'failed')
    """
    if outcome is None:
        return "running or killed"
    return _OUTCOMES.get(outcome, "failed")


_OUTCOMES: Final = {
    "finished": "finished",
    "limit": "finished",
    "shutdown": "stopped",
    "killed": "running or killed",
    "full": "disk full",
}


_OF = "(:outlet IS NULL OR outlet = :outlet)"
_FIRST = """
SELECT name, (SELECT min(captured_at) FROM captures WHERE captures.outlet = name) FROM outlets
WHERE :outlet IS NULL OR name = :outlet
"""
_FILLED = {name: f"typeof({name}) <> 'null'" for name in FIELDS} | {"images": "images <> '[]'"}
_MASK = " + ".join(f"{1 << place} * ({_FILLED[name]})" for place, name in enumerate(FIELDS))
# typeof() is answered from a row's header: the texts themselves are not read.
_ARTICLES = f"SELECT outlet, date, date_utc, first_seen, revisions, {_MASK} FROM articles WHERE {_OF}"  # noqa: S608
# Below, ten minutes at a time: no zone's midnight lies within them.
_CHANGES = f"""
SELECT 'edited', outlet, edits.captured_at FROM edits JOIN articles ON articles.id = article_id WHERE {_OF}
UNION ALL SELECT 'gone', outlet, gone_at FROM absences JOIN articles ON articles.id = article_id
    WHERE gone_at IS NOT NULL AND {_OF}
UNION ALL SELECT 'restored', outlet, returned_at FROM absences JOIN articles ON articles.id = article_id
    WHERE gone_at IS NOT NULL AND returned_at IS NOT NULL AND {_OF}
"""  # noqa: S608
_FAILURES = f"""
SELECT outlet, kind = '{Kind.ARTICLE}', reason, coalesce(fetched_at, discovered_at) AS moment, count(*)
FROM urls WHERE id > :after AND id <= :last AND +state = 'failed' AND reason IS NOT NULL AND {_OF}
GROUP BY outlet, kind = '{Kind.ARTICLE}', reason, substr(moment, 1, 15)
"""  # noqa: S608
_BYTES = f"""
SELECT outlet, substr(captured_at, 1, 15) AS moment, count(*), sum(warc_length)
FROM captures WHERE id > :after AND id <= :last AND {_OF}
GROUP BY outlet, moment
"""  # noqa: S608
_RUNS = f"""
SELECT outlet, started_at, outcome, finished_at IS NOT NULL,
       coalesce((julianday(finished_at) - julianday(started_at)) * 86400, 0), new + copies, revised
FROM runs WHERE kind = 'crawl' AND {_OF}
"""  # noqa: S608
