"""An archive -> how its outlets are doing: last and next crawl, what they brought, what failed, how much room they take."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive.agenda import agenda
from newsarchive.config import Configuration
from newsarchive.schedule import moment, timestamp
from newsarchive.store.archive import Archive
from newsarchive.store.frontier import failures
from newsarchive.store.lock import is_alive

__all__ = ["LATELY", "Progress", "Room", "Status", "days_left", "growth", "printed_bytes", "room", "running", "status"]

#: "Lately", in the counts.
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
#: Days of which the growth of an archive is the mean.
LATELY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How one outlet is doing."""

    outlet: str
    last: str | None
    """When its last crawl began, UTC; None: never."""
    outcome: str | None
    """How that ended; "running" while it does not."""
    next: str | None
    """When it is crawled next by itself, UTC; None: it is not."""
    why: str | None
    """Why then."""
    articles: int
    new: int
    """Articles of crawls that began within the last day; so are the next two."""
    revised: int
    unreadable: int
    gone: int
    """Articles that are gone now."""
    pending: int
    """URLs that wait to be fetched."""
    failures: dict[str, int] = field(default_factory=dict)
    """Reason -> URLs of the last crawl that failed for it."""
    week_bytes: int
    """What the last seven days added to the WARC files."""
    alarms: tuple[str, ...] = ()
    """What `newsarchive health` says."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes on the disk."""

    database: int
    warc: int
    free: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A crawl that is under way."""

    run_id: int
    outlet: str
    since: str
    settled: int
    discovered: int
    new: int
    revised: int
    failed: int


def status(archive: Archive, configuration: Configuration, now: datetime) -> list[Status]:
    """Every outlet that was crawled or is to be, by name."""
    ask = archive.connection.execute
    entries = {entry.outlet: entry for entry in agenda(archive.path, configuration, now)}
    crawled = {name for (name,) in ask("SELECT DISTINCT outlet FROM runs WHERE kind = 'crawl' AND outlet IS NOT NULL")}
    alarms = _alarms(archive)
    found = []
    for name in sorted(crawled | set(entries)):
        last = ask(
            "SELECT id, started_at, outcome, pid FROM runs WHERE kind = 'crawl' AND outlet = ? AND backfill_id IS NULL"
            " ORDER BY started_at DESC, id DESC LIMIT 1",
            (name,),
        ).fetchone()
        lately = ask(
            "SELECT coalesce(sum(new + copies), 0) AS new, coalesce(sum(revised), 0) AS revised,"
            " coalesce(sum(unreadable), 0) AS unreadable FROM runs"
            " WHERE kind = 'crawl' AND outlet = ? AND started_at >= ?",
            (name, timestamp(now - DAY)),
        ).fetchone()
        entry = entries.get(name)
        found.append(
            Status(
                outlet=name,
                last=last["started_at"] if last else None,
                outcome=(last["outcome"] or ("running" if is_alive(last["pid"]) else "killed")) if last else None,
                next=timestamp(max(entry.due.at, now)) if entry else None,
                why=entry.due.why if entry else None,
                articles=_count(ask, "SELECT count(*) FROM articles WHERE outlet = ?", name),
                new=lately["new"],
                revised=lately["revised"],
                unreadable=lately["unreadable"],
                gone=_count(ask, "SELECT count(*) FROM gone WHERE outlet = ?", name),
                pending=_count(ask, "SELECT count(*) FROM urls WHERE outlet = ? AND state = 'pending'", name),
                failures=failures(archive.connection, last["id"]) if last else {},
                week_bytes=_count(
                    ask,
                    "SELECT coalesce(sum(warc_length), 0) FROM captures WHERE outlet = ? AND captured_at >= ?",
                    name,
                    timestamp(now - WEEK),
                ),
                alarms=tuple(alarms.get(name, ())),
            )
        )
    return found


def _count(ask: Any, query: str, *values: str) -> int:
    return int(ask(query, values).fetchone()[0])


def _alarms(archive: Archive) -> dict[str, list[str]]:
    from newsarchive.health import health

    found: dict[str, list[str]] = {}
    for state in health(archive, keep=False):
        found.setdefault(state.outlet, []).extend(f"{alarm.trouble}: {alarm.told}" for alarm in state.alarms)
    return found


def running(archive: Archive) -> list[Progress]:
    """The crawls that are under way, in whatever process."""
    rows = archive.connection.execute(
        "SELECT pid, id, outlet, started_at, done + failed, discovered, new + copies, revised, failed FROM runs"
        " WHERE kind = 'crawl' AND finished_at IS NULL AND outcome IS NULL ORDER BY id"
    )
    return [Progress(*told) for pid, *told in rows if is_alive(pid)]


def room(path: Path) -> Room:
    """How much an archive takes, and how much is left beside it."""
    warc = sum(file.stat().st_size for file in (path / "warc").glob("*") if file.is_file())
    database = sum(file.stat().st_size for file in path.glob("archive.db*"))
    return Room(database, warc, shutil.disk_usage(path).free)


def growth(archive: Archive, taken: Room, now: datetime) -> float:
    """Bytes a day by which an archive grew over the last LATELY days: its WARC files, and its database in proportion."""
    ask = archive.connection.execute
    since = timestamp(now - timedelta(days=LATELY))
    size, first = 0, now
    for (name,) in ask("SELECT name FROM outlets"):
        row = ask(
            "SELECT sum(warc_length), min(captured_at) FROM captures WHERE outlet = ? AND captured_at >= ?", (name, since)
        ).fetchone()
        if row[0]:
            size, first = size + row[0], min(first, moment(row[1]))
    # A first day is none: what came within hours says nothing of a month.
    days = max(1.0, (now - first) / DAY)
    return size / days * (1 + (taken.database / taken.warc if taken.warc else 0))


def days_left(taken: Room, a_day: float) -> float | None:
    """Until the disk is full, if it goes on so; None where nothing grows."""
    return taken.free / a_day if a_day > 0 else None


def printed_bytes(count: float) -> str:
    """A size as people read it.

    >>> printed_bytes(999), printed_bytes(1_234_567)
    ('999 B', '1.2 MB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if abs(count) < 1000:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
