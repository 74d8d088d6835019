"""The keys of a text's signature -> the texts that share one of them, at a cost that hardly grows with the archive.

A text has 24 keys, and each belongs to another page of `text_bands`. Most are no other text's, and a filter in memory says so
without a page being read: two bits for each key that any text has, in one word of 32 (Bloom, "Space/time trade-offs in hash
coding with allowable errors", 1970; blocked as by Putze, Sanders and Singler, 2007). It takes 16 MiB however large the archive
is; at a million texts .3 of its bits are set, and of 24 keys two or three are looked for in vain.

To add the keys to `text_bands` at once is to read, log and write 24 pages. So they wait in the writer's memory until the hand
comes: with each text that is added it moves on by the 32,768th part of all keys there can be, and whenever it has crossed a
step, the keys in that step go to `text_bands`, neighbors together, and the step's part of the filter to `text_filter`. At a
million texts five of them meet on a page. Until all of a text's keys are there, `text_recent` holds them in one row, from which
the next writer fills its memory: what is committed is found, whatever happened between.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from newsarchive.dedupe.copies import BEYOND

__all__ = ["RECENT", "clear", "drop", "fill_filter", "found", "put", "sharing"]

_STEPS = 8192  # in which the hand goes round
_TEXTS = 4  # that are added while it crosses one: of half the texts of a round, on average, the keys are in memory
_PART = 2048  # bytes of the filter for a step

#: Texts (position, text, keys) of which some keys may not be in `text_bands` yet; a row without keys undoes those before it.
RECENT = """
    SELECT position, text, keys FROM text_recent AS own WHERE NOT EXISTS (
        SELECT 1 FROM text_recent AS dropped WHERE dropped.keys = '[]' AND text = own.text AND position > own.position
    )
"""
# Of a key with a crowd of texts one row says so.
_MOVED = """
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
    seen = memory.seen(keys)
    if not seen:
        return []
    under = {key: memory.under(key) for key in seen}
    for key, other, is_crowd in connection.execute(_MOVED, {"keys": json.dumps(seen), "crowd": crowd}):
        if is_crowd:
            del under[key]
        else:
            under[key].add(other)
    shared = set().union(*(texts for texts in under.values() if len(texts) <= crowd)) - {text}
    return connection.execute(_SKETCHES, (json.dumps(list(shared)),)).fetchall() if shared else []


def found(connection: Any, text: int, keys: list[int]) -> int:
    """Under how many of these keys a text is found."""
    memory = _memory_of(connection)
    moved = "SELECT 1 FROM text_bands WHERE key = ? AND text = ?"
    return sum(
        text in memory.under(key) or connection.execute(moved, (key, text)).fetchone() is not None for key in memory.seen(keys)
    )


def put(connection: Any, text: int, keys: list[int]) -> None:
    """Add a text that is not there."""
    memory = _memory_of(connection)
    memory.position += memory.step // _TEXTS
    if memory.position % memory.step == 0:
        _pass(connection, memory)
    connection.execute(
        "INSERT INTO text_recent (position, text, keys) VALUES (?, ?, ?)", (memory.position, text, json.dumps(keys))
    )
    memory.add(text, keys)


def drop(connection: Any, text: int, keys: list[int]) -> None:
    """Take a text out that has no sketch any more."""
    memory = _memory_of(connection)
    connection.execute("INSERT OR REPLACE INTO text_recent (position, text, keys) VALUES (?, ?, '[]')", (memory.position, text))
    connection.execute(
        "DELETE FROM text_bands WHERE text = ? AND key IN (SELECT value FROM json_each(?))", (text, json.dumps(keys))
    )
    memory.drop(text)


def clear(connection: Any) -> None:
    """Take every text out."""
    for table in ("text_recent", "text_bands", "text_filter"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.remembered = None


def fill_filter(connection: Any) -> None:
    """Make `text_filter` of what is in `text_bands`; it has no rows yet."""
    memory = _Memory(connection)
    moved = (key for (key,) in connection.execute("SELECT key FROM text_bands ORDER BY key"))
    for number, keys in groupby(moved, lambda key: key // memory.step):
        memory.see(keys)
        _keep(connection, memory, number)


class _Memory:
    """Keys that the hand has not passed yet, by the step in which it will, each with its text; and the filter of all keys.

    It may know too much, of texts that were dropped, or whose dropping was undone; never too little: when a transaction is
    undone, position is not what the file says, and it is made anew.
    """

    def __init__(self, connection: Any) -> None:
        self.step = BEYOND // _STEPS
        #: How often the hand went round, times all keys there can be, plus the key that it is at.
        self.position = _position(connection)
        self._waiting = [(array("q"), array("q")) for _ in range(_STEPS)]  # keys and their texts
        self._dropped: tuple[set[int], set[int]] = set(), set()  # in this round, and in the one before
        self._filter = bytearray(_STEPS * _PART)
        self._words = memoryview(self._filter).cast("I")
        self._sharing = self.step // (_PART // self._words.itemsize)  # keys that share a word
        for number, bits in connection.execute("SELECT step, bits FROM text_filter"):
            self._filter[number * _PART : (number + 1) * _PART] = zlib.decompress(bits)
        crossed = self.position // self.step * self.step
        for position, text, keys in connection.execute(RECENT):
            self.add(text, [key for key in json.loads(keys) if (key - position) % BEYOND >= crossed - position])

    def add(self, text: int, keys: list[int]) -> None:
        for key in keys:
            own, texts = self._waiting[key // self.step]
            own.append(key)
            texts.append(text)
        self.see(keys)

    def drop(self, text: int) -> None:
        self._dropped[0].add(text)

    def is_dropped(self, text: int) -> bool:
        """Whether a text may have been dropped."""
        return text in self._dropped[0] or text in self._dropped[1]

    def see(self, keys: Iterable[int]) -> None:
        """Have the filter tell of keys from now on."""
        words, sharing = self._words, self._sharing
        for key in keys:
            words[key // sharing] |= _bits(key)

    def seen(self, keys: list[int]) -> list[int]:
        """Those of these keys that a text may have, waiting or moved; no text has the others."""
        words, sharing = self._words, self._sharing
        return [key for key in keys if not ~words[key // sharing] & _bits(key)]

    def under(self, key: int) -> set[int]:
        """The texts whose key waits."""
        keys, texts = self._waiting[key // self.step]
        return {text for own, text in zip(keys, texts, strict=True) if own == key} if key in keys else set()

    def passed(self) -> tuple[int, list[tuple[int, int]]]:
        """The step that the hand has just crossed: its number, its keys and their texts, which wait no more."""
        if self.position % BEYOND == 0:
            self._dropped = set(), self._dropped[0]
        number = (self.position - 1) % BEYOND // self.step
        keys, texts = self._waiting[number]
        self._waiting[number] = array("q"), array("q")
        return number, sorted(zip(keys, texts, strict=True))

    def filter_of(self, number: int) -> bytes:
        """A step's part of the filter, compressed where few bits are set: of a small archive."""
        part = self._filter[number * _PART : (number + 1) * _PART]
        return zlib.compress(part, level=1 if part.count(0) > _PART // 2 else 0)


def _bits(key: int) -> int:
    """The two of a word that stand for a key, by its lowest bits: its highest tell the word."""
    return 1 << (key & 31) | 1 << (key >> 5 & 31)


def _position(connection: Any) -> int:
    return connection.execute("SELECT max(position) FROM text_recent").fetchone()[0] or 0


def _memory_of(connection: Any) -> _Memory:
    memory: _Memory | None = connection.remembered
    if memory is None or memory.position != _position(connection):
        memory = connection.remembered = _Memory(connection)
    return memory


def _pass(connection: Any, memory: _Memory) -> None:
    number, passed = memory.passed()
    kept = [(key, text) for key, text in passed if not memory.is_dropped(text) or _has_sketch(connection, text)]
    if kept:
        connection.executemany("INSERT OR IGNORE INTO text_bands (key, text) VALUES (?, ?)", kept)
        _keep(connection, memory, number)
    connection.execute("DELETE FROM text_recent WHERE position < ?", (memory.position - BEYOND,))


def _keep(connection: Any, memory: _Memory, number: int) -> None:
    connection.execute("INSERT OR REPLACE INTO text_filter (step, bits) VALUES (?, ?)", (number, memory.filter_of(number)))


def _has_sketch(connection: Any, text: int) -> bool:
    return connection.execute("SELECT 1 FROM text_sketches WHERE text = ?", (text,)).fetchone() is not None
