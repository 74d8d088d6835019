"""A Capture -> its row: where its bytes are. And the questions that the WARC writer and the reader ask of those rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsarchive.items import Capture, Place, Reason
from newsarchive.schedule import moment, timestamp
from newsarchive.warc.write import Original

__all__ = [
    "Validators",
    "add",
    "awaiting",
    "committed",
    "count",
    "forget",
    "is_there",
    "is_unread",
    "latest",
    "mark_unreadable",
    "original",
    "place_of",
    "unread",
    "validators",
]


def add(connection: Any, capture: Capture, outlet: str | None, reason: Reason | None, *, readable: bool) -> bool:
    """Record a capture, inside the caller's transaction; False when it was already there.

    readable: an article is to be read from it. reason: why not, None for a list and the like.
    """
    place = capture.place
    assert place is not None, "a capture is recorded only when its bytes are on disk"
    return bool(
        connection.execute(
            "INSERT INTO captures (record_id, url, outlet, captured_at, status, mime, payload_digest, warc_file, warc_offset,"
            " warc_length, revisit_of, truncated, etag, last_modified, state, reason, not_modified)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record_id) DO NOTHING",
            (
                place.record_id,
                capture.url,
                outlet,
                timestamp(capture.captured_at),
                capture.status,
                (capture.header("Content-Type") or "").split(";")[0].strip().lower() or None,
                place.payload_digest,
                place.warc_file,
                place.warc_offset,
                place.warc_length,
                place.revisit_of,
                capture.truncated,
                capture.header("ETag"),
                capture.header("Last-Modified"),
                "unread" if readable else "not_read",
                reason,
                capture.not_modified,
            ),
        ).rowcount
    )


def mark_unreadable(connection: Any, record_id: str, reason: Reason) -> None:
    """Say why there is no article in a capture."""
    connection.execute("UPDATE captures SET state = 'not_read', reason = ? WHERE record_id = ?", (reason, record_id))


def original(connection: Any, digest: str) -> Original | None:
    """The response record that already holds a payload, for a revisit record to refer to."""
    row = connection.execute(
        "SELECT record_id, url, captured_at FROM captures WHERE payload_digest = ? AND revisit_of IS NULL ORDER BY id LIMIT 1",
        (digest,),
    ).fetchone()
    if row is None:
        return None
    return Original(record_id=row["record_id"], url=row["url"], captured_at=moment(row["captured_at"]))


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server called a page when it served it, to ask whether it has changed (RFC 9110, 8.8)."""

    etag: str | None
    last_modified: str | None
    original: Original
    """The record that holds the page."""
    payload_digest: str


def validators(connection: Any, url: str, full_every: int) -> Validators | None:
    """By what to ask for an address whether it has changed since it was served last.

    None where that is not known, where the page held no article and no list, and at every full_every-th time: there are
    servers that answer 304 for ever.
    """
    rows = connection.execute(
        "SELECT * FROM captures WHERE url = ? ORDER BY captured_at DESC, id DESC LIMIT ?", (url, max(full_every - 1, 1))
    ).fetchall()
    if not rows or (len(rows) == full_every - 1 and all(row["not_modified"] for row in rows)):
        return None
    last = rows[0]
    well = last["status"] == 200 and last["truncated"] is None and last["state"] != "unread"
    if not (well and last["reason"] in (None, Reason.LISTING_PAGE) and (last["etag"] or last["last_modified"])):
        return None
    holder = last["revisit_of"] or last["record_id"]
    row = connection.execute("SELECT * FROM captures WHERE record_id = ?", (holder,)).fetchone()
    if row is None:
        return None
    original = Original(record_id=holder, url=row["url"], captured_at=moment(row["captured_at"]))
    return Validators(last["etag"], last["last_modified"], original, row["payload_digest"])


def latest(connection: Any, url: str) -> Any:
    """The row of the last capture of an address; None where there is none."""
    return connection.execute(
        "SELECT * FROM captures WHERE url = ? ORDER BY captured_at DESC, id DESC LIMIT 1", (url,)
    ).fetchone()


def committed(connection: Any) -> dict[str, int]:
    """Per WARC file, the end of the last member that a row points to, in bytes."""
    rows = connection.execute("SELECT warc_file, max(warc_offset + warc_length) FROM captures GROUP BY warc_file")
    return dict(tuple(row) for row in rows)


def count(connection: Any, warc_file: str) -> int:
    """How many captures of a WARC file have a row."""
    return int(connection.execute("SELECT count(*) FROM captures WHERE warc_file = ?", (warc_file,)).fetchone()[0])


def place_of(row: Any) -> Place:
    """The place that a row of `captures` holds."""
    return Place(
        warc_file=row["warc_file"],
        warc_offset=row["warc_offset"],
        warc_length=row["warc_length"],
        record_id=row["record_id"],
        payload_digest=row["payload_digest"],
        revisit_of=row["revisit_of"],
    )


def awaiting(connection: Any) -> Iterator[Any]:
    """Rows of revisits that were recorded without their payload, since it came only later: it is there now.

    Each may be forgotten before the next is asked for.
    """
    numbers = connection.execute(_AWAITING).fetchall()
    for (number,) in numbers:
        yield connection.execute("SELECT * FROM captures WHERE id = ?", (number,)).fetchone()


# Looked up for each of them: a list of all records that there are would be kept in memory.
_AWAITING = """
    SELECT id FROM captures AS revisits WHERE truncated IS NOT NULL AND (
        EXISTS (SELECT 1 FROM captures WHERE record_id = revisits.revisit_of)
        OR EXISTS (SELECT 1 FROM origins JOIN captures USING (record_id)
                   WHERE digest = revisits.revisit_of AND captures.revisit_of IS NULL)
    ) ORDER BY id
"""


def forget(connection: Any, record_id: str) -> None:
    """Take back the row of a capture that nothing was read from, for it to be recorded anew."""
    connection.execute("DELETE FROM captures WHERE record_id = ? AND article_id IS NULL", (record_id,))


def is_there(connection: Any, url: str, captured_at: str) -> bool:
    """Whether there is a capture of an address at a moment."""
    row = connection.execute("SELECT 1 FROM captures WHERE url = ? AND captured_at = ?", (url, captured_at)).fetchone()
    return row is not None


def is_unread(connection: Any, record_id: str) -> bool:
    """Whether a capture waits to be read."""
    row = connection.execute("SELECT state FROM captures WHERE record_id = ?", (record_id,)).fetchone()
    return row is not None and row["state"] == "unread"


def unread(connection: Any) -> list[Place]:
    """Captures that hold an article which no reading was stored of: a run died between its two transactions."""
    return [place_of(row) for row in connection.execute("SELECT * FROM captures WHERE state = 'unread' ORDER BY id")]
