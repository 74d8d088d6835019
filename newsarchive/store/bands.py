"""The keys of a text's signature -> the texts that share one of them, at a cost that hardly grows with the archive.

A text has 24 keys, and each belongs to another page of `text_bands`: to add them there at once is to read, log and write 24
pages. So they wait in the writer's memory until the hand comes: with each text that is added it moves on by the 32,768th part
of all keys there can be, and takes those it passes to `text_bands`, neighbors together. At a million texts five of them meet
on a page. Until all of a text's keys have been passed, `text_recent` holds them in one row, from which the next writer fills
its memory: what is committed is found, whatever happened between.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from typing import Any

from newsarchive.dedupe.copies import BEYOND

__all__ = ["clear", "drop", "put", "sharing"]

_ROUND = 32_768  # texts that are added while the hand goes round once: half as many, on average, have their keys in memory
_STEP = BEYOND // _ROUND

# Of a key with a crowd of texts one row says so.
_UNDER = """
    WITH asked AS MATERIALIZED (
        SELECT value AS key, (SELECT text FROM text_bands WHERE key = value LIMIT 1 OFFSET :crowd) AS crowd
        FROM json_each(:keys)
    )
    SELECT asked.key, text, crowd IS NOT NULL FROM asked CROSS JOIN text_bands ON text_bands.key = asked.key
    AND text >= ifnull(crowd, 0) AND text <= ifnull(crowd, 1 << 60)
"""
_SKETCHES = "SELECT text, sketch FROM json_each(?) AS shared CROSS JOIN text_sketches ON text = shared.value"


def sharing(connection: Any, text: int, keys: list[int], crowd: int) -> list[tuple[int, bytes]]:
    """The other texts under one of these keys or more, with their sketches; keys of more than `crowd` texts are passed over."""
    memory = _memory_of(connection)
    under = {key: texts for key in keys if (texts := memory.under(key))}
    for key, moved, is_crowd in connection.execute(_UNDER, {"keys": json.dumps(keys), "crowd": crowd}):
        if is_crowd:
            under.pop(key, None)
        else:
            under.setdefault(key, set()).add(moved)
    shared = set().union(*(texts for texts in under.values() if len(texts) <= crowd)) - {text}
    return connection.execute(_SKETCHES, (json.dumps(list(shared)),)).fetchall() if shared else []


def put(connection: Any, text: int, keys: list[int]) -> None:
    """Add a text that is not there."""
    memory = _memory_of(connection)
    _pass(connection, memory)
    connection.execute(
        "INSERT INTO text_recent (position, text, keys) VALUES (?, ?, ?)", (memory.position, text, json.dumps(keys))
    )
    for key in keys:
        memory.add(key, text)


def drop(connection: Any, text: int, keys: list[int]) -> None:
    """Take a text out that has no sketch any more."""
    memory = _memory_of(connection)
    # The row stays: as positions only grow, one that is not the memory's tells of a transaction that was undone.
    connection.execute("UPDATE text_recent SET keys = '[]' WHERE text = ?", (text,))
    connection.execute(
        "DELETE FROM text_bands WHERE text = ? AND key IN (SELECT value FROM json_each(?))", (text, json.dumps(keys))
    )
    memory.drop(text)


def clear(connection: Any) -> None:
    """Take every text out."""
    connection.execute("DELETE FROM text_recent")
    connection.execute("DELETE FROM text_bands")
    connection.remembered = None


class _Memory:
    """Keys that the hand has not passed yet, by the step in which it will, each with its text.

    It may know too much, of texts that were dropped, or whose dropping was undone; never too little: when a transaction is
    undone, position is not what the file says, and it is made anew.
    """

    def __init__(self, connection: Any) -> None:
        #: Where the hand is: how often it went round, times all keys there can be, plus the next key.
        self.position = _position(connection)
        self._dropped: tuple[set[int], set[int]] = set(), set()  # in this round, and in the one before
        self._steps: dict[int, tuple[array[int], array[int]]] = {}
        for position, text, keys in connection.execute("SELECT position, text, keys FROM text_recent"):
            turn, start = divmod(position, BEYOND)
            for key in json.loads(keys):
                if (turn + (key < start)) * BEYOND + key >= self.position:
                    self.add(key, text)

    def add(self, key: int, text: int) -> None:
        step = self._steps.get(key // _STEP)
        if step is None:
            step = self._steps[key // _STEP] = array("q"), array("q")
        step[0].append(key)
        step[1].append(text)

    def drop(self, text: int) -> None:
        self._dropped[0].add(text)

    def is_dropped(self, text: int) -> bool:
        """Whether a text may have been dropped."""
        return text in self._dropped[0] or text in self._dropped[1]

    def under(self, key: int) -> set[int]:
        step = self._steps.get(key // _STEP)
        if step is None or key not in step[0]:
            return set()
        return {text for own, text in zip(*step, strict=True) if own == key}

    def advance(self) -> Iterator[tuple[int, int]]:
        """Move the hand by a step; the keys that it passes, with their texts."""
        if self.position % BEYOND == 0:
            self._dropped = set(), self._dropped[0]
        passed = self._steps.pop(self.position % BEYOND // _STEP, ((), ()))
        self.position += _STEP
        return zip(*passed, strict=True)


def _position(connection: Any) -> int:
    return connection.execute("SELECT max(position) FROM text_recent").fetchone()[0] or 0


def _memory_of(connection: Any) -> _Memory:
    memory: _Memory | None = connection.remembered
    if memory is None or memory.position != _position(connection):
        memory = connection.remembered = _Memory(connection)
    return memory


def _pass(connection: Any, memory: _Memory) -> None:
    passed = sorted(
        (key, text) for key, text in memory.advance() if not memory.is_dropped(text) or _has_sketch(connection, text)
    )
    connection.executemany("INSERT OR IGNORE INTO text_bands (key, text) VALUES (?, ?)", passed)
    connection.execute("DELETE FROM text_recent WHERE position <= ?", (memory.position - BEYOND,))


def _has_sketch(connection: Any, text: int) -> bool:
    return connection.execute("SELECT 1 FROM text_sketches WHERE text = ?", (text,)).fetchone() is not None
