"""The archive and its WARC writer as a process that crawls or imports holds them: opened once, recovered, closed by the last.

All crawls of a process share it: one connection that writes, one thread that compresses, appends and syncs records.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import ClassVar, Self

from newsarchive import pages
from newsarchive.errors import WarcError
from newsarchive.items import Capture, Place, Reason, Verdict
from newsarchive.known import met
from newsarchive.reading import read_into, record
from newsarchive.store import captures
from newsarchive.store.archive import Archive
from newsarchive.store.commits import GroupCommit
from newsarchive.store.connection import DatabaseError, connect
from newsarchive.store.frontier import Frontier
from newsarchive.turns import Turn, Turns
from newsarchive.warc.recover import recover
from newsarchive.warc.write import Copy, Exchange, WarcWriter, payload_digest

__all__ = ["Recorder"]

logger = logging.getLogger(__name__)


class Recorder:
    """The archive and its WARC writer, open in this process: one, however many crawls run at once.

    Opening recovers what a dead run left: a torn WARC tail is cut off and kept aside, whole records without a row get one,
    captures that no reading was stored of are read.
    """

    _open: ClassVar[dict[Path, Recorder]] = {}

    def __init__(self, path: Path, info: dict[str, str]) -> None:
        self.archive = Archive(path, write=True)
        self.commits = GroupCommit(self.archive)
        try:
            self.recovered = self._recover()
            self._writer = WarcWriter(self.archive.warc_folder, info, have_rows=self._have_rows)
            # One thread for all crawls: records are appended one after another, and compressing and syncing let the crawls go
            # on meanwhile. It asks for originals there; a second connection never waits.
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="warc")
            self._lookup = connect(self.archive.database, readonly=True)
        except BaseException:
            self.archive.close()
            raise
        self._users = 0
        self._turns = Turns()

    @classmethod
    def shared(cls, path: Path, info: dict[str, str]) -> Self:
        """The process's recorder of an archive; each caller closes it once."""
        key = path.resolve()
        if key not in cls._open:
            cls._open[key] = cls(path, info)
        recorder = cls._open[key]
        recorder._users += 1
        return recorder  # type: ignore[return-value]

    @classmethod
    @contextmanager
    def writing(cls, path: Path) -> Iterator[Archive]:
        """The archive, open to write: the one that crawls of this process write to, or one for the time being."""
        if recorder := cls._open.get(path.resolve()):
            yield recorder.archive
        else:
            with Archive(path, write=True) as archive:
                yield archive

    def close(self) -> None:
        """Finish the WARC file and let go of the archive, when the last user closes."""
        self._users -= 1
        if self._users <= 0:
            type(self)._open = {key: one for key, one in type(self)._open.items() if one is not self}
            self.commits.close()
            self._thread.shutdown()
            try:
                self._writer.close()
            finally:
                self._lookup.close()
                self.archive.close()

    def turn(self) -> Turn:
        """For work of a crawl that may be long, of which the others are to notice little; to be closed."""
        return self._turns.turn(alone=self._users == 1)

    async def write(self, exchange: Exchange, unchanged: captures.Validators | None = None) -> Place:
        """Put an exchange on the disk, for certain, and say where.

        A payload that is already there is only referred to (a revisit record); unchanged: what a 304 says is as it was.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, copy_context().run, self._write, exchange, unchanged
        )

    def _write(self, exchange: Exchange, unchanged: captures.Validators | None) -> Place:
        if unchanged is not None:
            return self._writer.write(exchange, unchanged.original, unchanged.payload_digest)
        digest = payload_digest(exchange.payload)
        original = captures.original(self._lookup, digest) if exchange.payload and not exchange.truncated else None
        return self._writer.write(exchange, original, digest)

    def copy(self, records: Sequence[Copy]) -> list[tuple[str, int, int]]:
        """Put records of other files on the disk, for certain; for each one, file, offset and length."""
        return self._writer.copy(records)

    async def copy_soon(self, records: Sequence[Copy]) -> list[tuple[str, int, int]]:
        """The same, in the writer's own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, copy_context().run, self.copy, records)

    def _have_rows(self, warc_file: str, count: int) -> bool:
        try:
            return captures.count(self._lookup, warc_file) >= count
        except DatabaseError:
            return False

    def _recover(self) -> int:
        found = recover(
            self.archive.warc_folder,
            captures.committed(self.archive.connection),
            known=lambda record_id: self.archive.place(record_id) is not None,
            adopt=self._adopt,
        )
        for place in captures.unread(self.archive.connection):
            try:
                capture = self.archive.captured(place)
            except WarcError:
                self.archive.unreadable(place.record_id, Reason.UNREADABLE)
                continue
            outlet = met(capture.url)
            if isinstance(read_into(self.archive, capture), Verdict):
                if outlet is not None:
                    self.archive.add_outlet(outlet)
                self._settle(capture)
        return len(found.adopted)

    def _adopt(self, place: Place) -> None:
        try:
            capture = self.archive.captured(place, or_cut=True)  # its original may have gone with the torn tail
        except WarcError as error:
            logger.warning("%s", error)
            return
        met(capture.url)
        with self.archive.transaction():
            record(self.archive, capture)

    def _settle(self, capture: Capture) -> None:
        """End the lease that a dead run made a capture for and did not come to end: the host is not asked again."""
        outlet = pages.outlet_for(capture.url)
        row = self.archive.connection.execute(
            "SELECT id, outlet, run_id, priority < 0 AS behind FROM urls WHERE url = ? AND fetch_url = ? AND state = 'leased'",
            (outlet.identity(capture.url) if outlet else None, capture.url),
        ).fetchone()
        if row is not None:
            frontier = Frontier(self.archive.connection, row["outlet"], row["run_id"], behind=bool(row["behind"]))
            with self.archive.transaction():
                frontier.settle(row["id"], None, capture.captured_at, failed=False)
