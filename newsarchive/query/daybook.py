"""Records of outlets' days -> the newest day first, in the memory of a few: an old archive has a hundred thousand."""

from __future__ import annotations

import pickle
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, Self, TypeVar

__all__ = ["Daybook"]

_AT_HAND = 2_000  # records in memory; an archive's rows come nearly in the order of their days


class Record(Protocol):
    """What is known of an outlet's day."""

    def add(self, other: Self, /) -> None:
        """Join what another record knows of the same day."""


_T = TypeVar("_T", bound=Record)


class Daybook(Generic[_T]):
    """A record for each outlet and day, of which those not met lately lie on the disk, in a temporary file of SQLite's.

    made(outlet, day): an empty record, of a type that can be pickled.
    """

    def __init__(self, made: Callable[[str, str], _T]) -> None:
        self._made = made
        self._at_hand: dict[tuple[str, str], _T] = {}
        self._away = sqlite3.connect("", isolation_level=None)  # the standard library's: pysqlite3 keeps it all in memory
        self._away.execute(
            "CREATE TABLE days (day TEXT, outlet TEXT, record BLOB, PRIMARY KEY (day DESC, outlet)) WITHOUT ROWID"
        )
        weakref.finalize(self, self._away.close)

    def of(self, outlet: str, day: str) -> _T:
        """A record to note something in, at once: when the next is asked for, it may be put away."""
        record = self._at_hand.get((outlet, day))
        if record is None:
            if len(self._at_hand) >= _AT_HAND:
                self._put_away()
            record = self._at_hand[outlet, day] = self._made(outlet, day)
        return record

    def get(self, outlet: str, day: str) -> _T | None:
        """The whole record, to read; None where nothing was noted."""
        self._put_away()
        return self._kept(outlet, day)

    def __iter__(self) -> Iterator[_T]:
        """Every record, the newest day first, of one day by outlet."""
        self._put_away()
        for (record,) in self._away.execute("SELECT record FROM days ORDER BY day DESC, outlet"):
            yield pickle.loads(record)  # noqa: S301 - what was written below

    def __len__(self) -> int:
        self._put_away()
        return int(self._away.execute("SELECT count(*) FROM days").fetchone()[0])

    def _kept(self, outlet: str, day: str) -> _T | None:
        row = self._away.execute("SELECT record FROM days WHERE day = ? AND outlet = ?", (day, outlet)).fetchone()
        kept: _T | None = pickle.loads(row[0]) if row else None  # noqa: S301 - what was written below
        return kept

    def _put_away(self) -> None:
        if not self._at_hand:
            return
        self._away.execute("BEGIN")
        self._away.executemany("INSERT OR REPLACE INTO days (outlet, day, record) VALUES (?, ?, ?)", self._pickled())
        self._away.execute("COMMIT")
        self._at_hand.clear()

    def _pickled(self) -> Iterator[tuple[str, str, Any]]:
        for (outlet, day), record in self._at_hand.items():
            kept = self._kept(outlet, day)
            if kept is not None:
                kept.add(record)
            yield outlet, day, pickle.dumps(kept if kept is not None else record)
