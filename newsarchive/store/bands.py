"""The keys of a text's signature -> the texts that share one of them, at a cost that hardly grows with the archive.

A text has 24 keys, and each belongs to another page of `text_bands`: to add them there at once is to read, log and write 24
pages. So they wait in `recent_bands`, a table in the writer's memory, until the hand comes: with each text that is added it
moves on by the 32,768th part of all keys there can be, and takes those it passes to `text_bands`, neighbors together. At a
million texts five of them meet on a page. Until all of a text's keys have been passed, `text_recent` holds them in one row,
from which the next writer fills its memory: what is committed is looked up, whatever happened between.
"""

from __future__ import annotations

import json
from typing import Any

from newsarchive.dedupe.copies import BEYOND

__all__ = ["clear", "drop", "put", "sharing"]

_ROUND = 32_768  # texts that are added while the hand goes round once: on average half as many have keys in memory, 10 MB
_STEP = BEYOND // _ROUND

_MAKE = """
    CREATE TEMP TABLE recent_bands (key INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (key, text)) STRICT, WITHOUT ROWID
"""
# A key is passed in the round in which its text came when the hand stood before it then, else in the next.
_FILL = """
    INSERT OR IGNORE INTO temp.recent_bands SELECT value, text FROM text_recent, json_each(keys)
    WHERE (position / :beyond + (value < position % :beyond)) * :beyond + value >= (SELECT max(position) FROM text_recent)
"""
_SHARING = """
    WITH asked AS MATERIALIZED (
        SELECT value AS key FROM json_each(:keys) AS own WHERE NOT EXISTS (
            SELECT 1 FROM (
                SELECT 1 FROM text_bands WHERE key = own.value UNION ALL SELECT 1 FROM temp.recent_bands WHERE key = own.value
            ) LIMIT 1 OFFSET :crowd
        )
    )
    SELECT text, sketch FROM (
        SELECT text FROM asked CROSS JOIN text_bands USING (key)
        UNION SELECT text FROM asked CROSS JOIN temp.recent_bands USING (key)
    ) JOIN text_sketches USING (text) WHERE text <> :text
"""


def sharing(connection: Any, text: int, keys: list[int], crowd: int) -> list[tuple[int, bytes]]:
    """The other texts under one of these keys or more, with their sketches; keys of more than `crowd` texts are passed over."""
    _recall(connection)
    return connection.execute(_SHARING, {"keys": json.dumps(keys), "crowd": crowd, "text": text}).fetchall()  # type: ignore[no-any-return]


def put(connection: Any, text: int, keys: list[int]) -> None:
    """Add a text that is not there."""
    _recall(connection)
    position = _pass(connection)
    connection.execute("INSERT INTO text_recent (position, text, keys) VALUES (?, ?, ?)", (position, text, json.dumps(keys)))
    connection.executemany("INSERT INTO temp.recent_bands (key, text) VALUES (?, ?)", [(key, text) for key in keys])


def drop(connection: Any, text: int, keys: list[int]) -> None:
    """Take a text out."""
    _recall(connection)
    connection.execute("DELETE FROM text_recent WHERE text = ?", (text,))
    for table in ("text_bands", "temp.recent_bands"):
        connection.execute(
            f"DELETE FROM {table} WHERE text = ? AND key IN (SELECT value FROM json_each(?))",  # noqa: S608
            (text, json.dumps(keys)),
        )


def clear(connection: Any) -> None:
    """Take every text out."""
    _recall(connection)
    for table in ("text_recent", "text_bands", "temp.recent_bands"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608


def _recall(connection: Any) -> None:
    """Fill this writer's memory, once; a transaction that is undone undoes what it did to it."""
    if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'recent_bands'").fetchone() is None:
        connection.execute(_MAKE)
        connection.execute(_FILL, {"beyond": BEYOND})


def _pass(connection: Any) -> int:
    """Move the hand by a step; where it is then: how often it went round, times all keys there can be, plus the next key."""
    before = connection.execute("SELECT max(position) FROM text_recent").fetchone()[0] or 0
    start = before % BEYOND
    passed = "FROM temp.recent_bands WHERE key >= ? AND key < ?"
    connection.execute(f"INSERT OR IGNORE INTO text_bands SELECT key, text {passed}", (start, start + _STEP))
    connection.execute(f"DELETE {passed}", (start, start + _STEP))
    connection.execute("DELETE FROM text_recent WHERE position <= ?", (before + _STEP - BEYOND,))
    return int(before) + _STEP
