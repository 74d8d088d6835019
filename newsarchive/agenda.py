"""newsarchive.toml and the archive's runs -> which outlet is crawled next, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newsarchive import pages
from newsarchive.config import Configuration
from newsarchive.store import timetables
from newsarchive.store.connection import connect
from newsarchive.timetable import Due, Timetable

__all__ = ["Entry", "agenda", "scheduled"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An outlet's next crawl."""

    outlet: str
    due: Due
    last: datetime | None
    """When its last one began, UTC."""


def scheduled(configuration: Configuration) -> dict[str, Timetable]:
    """The outlets that are crawled by themselves: those with a table in the file, and an interval or a cron line for them."""
    found = {}
    for name in configuration.operations:
        timetable = configuration.operation(name).timetable(pages.outlet_named(name).zone)
        if timetable.every is not None or timetable.cron is not None:
            found[name] = timetable
    return found


def agenda(archive: Path, configuration: Configuration, now: datetime) -> list[Entry]:
    """Every scheduled outlet's next crawl, the soonest first. Reads the archive, where there is one; changes nothing."""
    timetables_of = scheduled(configuration)
    known = _known(archive / "archive.db", timetables_of)
    found = []
    for name, timetable in timetables_of.items():
        last, since = known.get(name, (None, None))
        due = timetable.next(now, last, since or now)
        assert due is not None, "what is scheduled has an interval or a cron line"
        found.append(Entry(name, due, last))
    return sorted(found, key=lambda entry: (max(entry.due.at, now), entry.last is not None, entry.last or now, entry.outlet))


def _known(database: Path, outlets: Iterable[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Of each outlet, when its last crawl began and since when it has a timetable."""
    if not database.is_file():
        return {}
    with closing(connect(database, readonly=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"runs", "timetables"} <= tables:  # empty, or of an older version: the next crawl upgrades it
            return {}
        return {
            name: (timetables.last_run(connection, name), timetables.known_since(connection, name)) for name in outlets
        }
