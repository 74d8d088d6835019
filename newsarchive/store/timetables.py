"""What the archive knows of an outlet's timetable: since when it has one, and when its last crawl began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newsarchive.schedule import moment, timestamp

__all__ = ["know", "known_since", "last_run"]


def know(connection: Any, outlets: Iterable[str], now: datetime) -> None:
    """Note that outlets have a timetable from now on, and that others have none any more; the caller holds the transaction."""
    names = list(outlets)
    known = {name for (name,) in connection.execute("SELECT outlet FROM timetables")}
    connection.executemany("DELETE FROM timetables WHERE outlet = ?", [(name,) for name in known - set(names)])
    connection.executemany(
        "INSERT INTO timetables (outlet, known_since) VALUES (?, ?)",
        [(name, timestamp(now)) for name in names if name not in known],
    )


def known_since(connection: Any, outlet: str) -> datetime | None:
    """Since when an outlet has a timetable, UTC."""
    row = connection.execute("SELECT known_since FROM timetables WHERE outlet = ?", (outlet,)).fetchone()
    return moment(row[0]) if row else None


def last_run(connection: Any, outlet: str) -> datetime | None:
    """When the last crawl of an outlet for news began, UTC."""
    row = connection.execute(
        "SELECT started_at FROM runs WHERE kind = 'crawl' AND outlet = ? AND backfill_id IS NULL"
        " ORDER BY started_at DESC LIMIT 1",
        (outlet,),
    ).fetchone()
    return moment(row[0]) if row else None
