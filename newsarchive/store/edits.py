"""The versions of an article -> rows in `edits`: which of them the outlet made, and how much it changed.

A version of the same bytes as the one before was only read differently, and is no edit.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from newsarchive.dedupe import diff

__all__ = ["refresh", "wrong"]


def refresh(connection: Any, article_id: int) -> None:
    """Make an article's rows in `edits` what its versions say, inside the caller's transaction."""
    kept, wanted = _kept(connection, article_id), _wanted(connection, article_id)
    connection.executemany(
        "DELETE FROM edits WHERE article_id = ? AND captured_at = ?", [(article_id, at) for at, _, _ in kept - wanted]
    )
    connection.executemany(
        "INSERT INTO edits (article_id, captured_at, before_at, hashes, share) VALUES (?, ?, ?, ?, ?)",
        [
            (article_id, at, before_at, hashes, diff.share(*(_fields(connection, article_id, one) for one in (before_at, at))))
            for at, before_at, hashes in sorted(wanted - kept)
        ],
    )


def wrong(connection: Any, article_id: int) -> str | None:
    """What an article's rows in `edits` say that its versions do not; None when they agree."""
    agree = _kept(connection, article_id) == _wanted(connection, article_id)
    return None if agree else "its rows in edits are not what its versions say"


def _kept(connection: Any, article_id: int) -> set[tuple[Any, ...]]:
    rows = connection.execute("SELECT captured_at, before_at, hashes FROM edits WHERE article_id = ?", (article_id,))
    return set(map(tuple, rows))


def _wanted(connection: Any, article_id: int) -> set[tuple[Any, ...]]:
    versions = connection.execute(
        "SELECT revisions.captured_at, revisions.content_hash, payload_digest FROM revisions"
        " LEFT JOIN captures ON captures.id = capture_id WHERE revisions.article_id = ? ORDER BY revisions.captured_at",
        (article_id,),
    ).fetchall()
    return {
        (after["captured_at"], before["captured_at"], f"{before['content_hash']} {after['content_hash']}")
        for before, after in pairwise(versions)
        if before["payload_digest"] is None or before["payload_digest"] != after["payload_digest"]
    }


def _fields(connection: Any, article_id: int, at: str) -> dict[str, Any]:
    row = connection.execute(
        "SELECT fields FROM revisions WHERE article_id = ? AND captured_at = ?", (article_id, at)
    ).fetchone()
    return dict(json.loads(row["fields"]))
