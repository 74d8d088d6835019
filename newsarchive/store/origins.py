"""Where captures that others made were imported from: rows of `origins`, entered before the bytes are.

A row without its capture, as a kill leaves it, means nothing; the capture that comes in the end finds it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Origin", "add", "got", "named", "of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a capture was imported from."""

    record_id: str
    kind: Literal["warc", "wayback", "commoncrawl"]
    source: str
    """Name of the WARC file; address of the memento, or of Common Crawl's WARC file."""
    position: int | None = None
    """Of the record in that file, in bytes."""
    software: str | None = None
    """What captured it, as the file says."""
    digest: str | None = None
    """Of the payload, as its maker wrote it: "sha1:" and 32 letters of base 32, for the most part."""
    imported_at: str
    """UTC, "2024-03-01T08:30:00Z"."""


def add(connection: Any, origins: Iterable[Origin]) -> None:
    """Enter where captures come from, inside the caller's transaction; the first word on a capture stays."""
    connection.executemany(
        "INSERT INTO origins (record_id, kind, source, position, software, digest, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (record_id) DO NOTHING",
        [
            (one.record_id, one.kind, one.source, one.position, one.software, one.digest, one.imported_at)
            for one in origins
        ],
    )


def of(connection: Any, record_id: str) -> Any:
    """The row of a capture; None for one that this archive made."""
    return connection.execute("SELECT * FROM origins WHERE record_id = ?", (record_id,)).fetchone()


def got(connection: Any, source: str, position: int | None = None) -> Any:
    """The row of `captures` that was got from an address before; None where there is none."""
    return connection.execute(
        "SELECT captures.* FROM origins JOIN captures USING (record_id) WHERE source = ? AND position IS ?"
        " AND origins.kind <> 'warc' LIMIT 1",
        (source, position),
    ).fetchone()


def named(connection: Any, digest: str) -> Any:
    """The row of `captures` of the first imported record whose payload its maker gave that digest; None where there is none."""
    return connection.execute(
        "SELECT captures.* FROM origins JOIN captures USING (record_id)"
        " WHERE digest = ? AND revisit_of IS NULL AND captures.truncated IS NULL ORDER BY captures.id LIMIT 1",
        (digest,),
    ).fetchone()
