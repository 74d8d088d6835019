"""The back-fills of an archive: which window of whose past is to be fetched, and how far each has come.

A row says what was asked for and counts what became of it; what is still to be fetched waits in the backlog (backlog.py).
Rows are also written beside a crawl of another process: they are small, and SQLite lets one writer at a time in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsarchive.schedule import timestamp

__all__ = ["COUNTS", "Backfill", "ask", "get", "latest", "listed", "move", "open_ones"]

COUNTS = ("archived", "known", "outside", "failed", "lists", "requests")


@dataclass(frozen=True, slots=True)
class Backfill:
    """A window of an outlet's past that is to be fetched."""

    id: int
    outlet: str
    since: str
    """First day, in the outlet's zone: "2019-01-01"."""
    until: str
    """Last day."""
    told: Mapping[str, str | None]
    """As it was asked for: since, until (None: up to the day of asking), numbers."""
    origin: str
    """command, configuration"""
    state: str
    """open, paused, stopped, done"""
    numbers: Mapping[str, Any] | None
    """How far numbered addresses are tried; None when they are not to be."""
    note: str | None
    asked_at: str
    ended_at: str | None
    counts: Mapping[str, int]
    """COUNTS: articles archived, known before, outside of the window by their own dates, and failed; lists read; requests."""

    @property
    def arguments(self) -> dict[str, str]:
        """Of the spider that goes on with it."""
        return {"since": self.since, "until": self.until, "backfill": str(self.id)}


def ask(
    connection: Any,
    outlet: str,
    since: str,
    until: str,
    now: datetime,
    *,
    told: Mapping[str, str | None],
    origin: str = "command",
    numbers: Mapping[str, Any] | None = None,
) -> Backfill:
    """Note a new back-fill, inside the caller's transaction; an outlet has one that is open or paused at the most."""
    row = connection.execute(
        "INSERT INTO backfills (outlet, since, until, told, origin, state, numbers, asked_at)"
        " VALUES (?, ?, ?, ?, ?, 'open', ?, ?) RETURNING *",
        (
            outlet,
            since,
            until,
            json.dumps(dict(told), sort_keys=True),
            origin,
            json.dumps(dict(numbers)) if numbers is not None else None,
            timestamp(now),
        ),
    ).fetchone()
    return _backfill(row)


def get(connection: Any, backfill_id: int) -> Backfill | None:
    """A back-fill by its number."""
    row = connection.execute("SELECT * FROM backfills WHERE id = ?", (backfill_id,)).fetchone()
    return _backfill(row) if row else None


def latest(connection: Any, outlet: str) -> Backfill | None:
    """An outlet's back-fill that is open or paused, or else the one asked for last."""
    row = connection.execute(
        "SELECT * FROM backfills WHERE outlet = ? ORDER BY state IN ('open', 'paused') DESC, id DESC LIMIT 1", (outlet,)
    ).fetchone()
    return _backfill(row) if row else None


def open_ones(connection: Any) -> list[Backfill]:
    """Those that go on, in the order asked for."""
    rows = connection.execute("SELECT * FROM backfills WHERE state = 'open' ORDER BY id")
    return [_backfill(row) for row in rows.fetchall()]


def listed(connection: Any, outlet: str | None = None) -> list[Backfill]:
    """All of them, or all of an outlet's, in the order asked for."""
    rows = connection.execute("SELECT * FROM backfills WHERE ? IS NULL OR outlet = ? ORDER BY id", (outlet, outlet))
    return [_backfill(row) for row in rows.fetchall()]


def move(connection: Any, backfill_id: int, state: str, now: datetime, note: str | None = None) -> None:
    """Pause a back-fill, let it go on, or end it, inside the caller's transaction.

    Of one that ended, only what failed is kept of its backlog: the rest is in `urls`, or was never fetched.
    """
    ended = timestamp(now) if state in ("stopped", "done") else None
    connection.execute(
        "UPDATE backfills SET state = ?, ended_at = ?, note = coalesce(?, note) WHERE id = ?", (state, ended, note, backfill_id)
    )
    if ended:
        connection.execute("DELETE FROM backfill_urls WHERE backfill_id = ? AND outcome IS NOT 'failed'", (backfill_id,))


def _backfill(row: Any) -> Backfill:
    return Backfill(
        id=row["id"],
        outlet=row["outlet"],
        since=row["since"],
        until=row["until"],
        told=json.loads(row["told"]),
        origin=row["origin"],
        state=row["state"],
        numbers=json.loads(row["numbers"]) if row["numbers"] else None,
        note=row["note"],
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
        counts={name: row[name] for name in COUNTS},
    )
