"""WARC files of any maker -> captures with their own dates, and what is read in them.

A file is gone through record by record. Those that are wanted are appended to a WARC file of the archive as they stand,
their request and metadata with them, synced, entered and read: the order of a crawl's writes (run.py), so that a kill costs
nothing. A record whose name the archive knows is not copied again: importing a file twice, or the rest of one that was
interrupted, adds what is missing. Rows do not depend on the order in which files come.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from newsarchive import clock
from newsarchive.discover.urls import is_http
from newsarchive.errors import StoreError, WarcError
from newsarchive.importing.links import linked
from newsarchive.importing.wanted import Wanted, is_page
from newsarchive.items import Capture, Outlet, Reason, Verdict
from newsarchive.known import met
from newsarchive.reading import give_up, read_into, record
from newsarchive.recorder import Recorder
from newsarchive.replay import Replayed, settle
from newsarchive.schedule import timestamp
from newsarchive.store import captures, origins
from newsarchive.store.frontier import Frontier
from newsarchive.store.origins import Origin
from newsarchive.version import __version__
from newsarchive.warc.foreign import Left, Piece, pieces
from newsarchive.warc.read import capture_of, original_of
from newsarchive.warc.record import Record, is_capture, moment_of
from newsarchive.warc.scan import RecordStream
from newsarchive.warc.verify import Problem
from newsarchive.warc.write import Copy

__all__ = ["INFO", "Imported", "Importer"]

logger = logging.getLogger(__name__)

#: What the archive's own WARC file says of itself (WARC 1.1, 6.2).
INFO: Final = {
    "software": f"newsarchive/{__version__}",
    "description": "records of other WARC files, as they stand there; table origins of the archive says which",
}
#: What is appended, synced and committed at a time: bytes, and captures.
_BATCH: Final = 4 * 1024 * 1024
_CAPTURES: Final = 50
_ANSWERS: Final = frozenset({"response", "revisit", "resource"})
_BESIDE: Final = frozenset({"request", "metadata"})
_KNOWN: Final = "known"


@dataclass(slots=True)
class Imported:
    """What came of a file."""

    path: Path
    readings: Replayed
    """Verdicts on the pages that are new here."""
    records: int = 0
    """Gone through."""
    added: int = 0
    """Captures that are new here."""
    known: int = 0
    """Captures that the archive had."""
    queued: int = 0
    """Addresses queued for the next crawl."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Answers that were left, by reason."""
    damage: list[Problem] = field(default_factory=list)
    offset: int = 0
    """How far the file was read, in bytes."""
    size: int = 0
    """Of the file."""
    stopped: bool = False
    """Whether the limit was reached before the end."""


@dataclass(slots=True)
class _Answer:
    """A capture that is to be written, with what belongs to it."""

    piece: Piece
    request: Piece | None
    metadata: list[Piece]


class Importer:
    """An import into an archive: files one after another, in one run.

    follow: queue the articles that imported pages link to for the next crawl of their outlet.
    """

    def __init__(
        self,
        recorder: Recorder,
        wanted: Wanted,
        names: list[str],
        *,
        follow: bool = False,
        told: Callable[[Imported], None] = lambda so_far: None,
    ) -> None:
        self._recorder = recorder
        self._archive = recorder.archive
        self._wanted = wanted
        self._follow = follow
        self._told = told
        self._room = wanted.limit
        self._run_id = self._archive.begin_run("replay", None, {"import": names})
        self._listed = {name for (name,) in self._archive.connection.execute("SELECT name FROM outlets")}
        self._result = Imported(Path(), Replayed(Path()))
        self._batch: list[_Answer] = []
        self._size = 0
        self._named: set[str] = set()  # records of the batch
        self._again: list[str] = []
        self._group: list[Piece] = []
        self._info: Piece | None = None
        self._software: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self._archive.end_run(self._run_id, "finished")
        elif issubclass(kind, KeyboardInterrupt):
            self._archive.end_run(self._run_id, "shutdown")

    def file(self, path: Path) -> Imported:
        """Import a file; what of it is damaged is in the result.

        Raises WarcError when it cannot be read at all; ArchiveFull, StoreError when the archive cannot be written.
        """
        self._result = result = Imported(path, Replayed(path), size=path.stat().st_size)
        self._info = self._software = None
        for one in pieces(path, self._skipped):
            if self._room is not None and self._room <= 0:
                result.stopped = True
                break
            self._meet(one)
            self._told(result)
        self._take_group()
        self._flush()
        self._read_again()
        return result

    def settle(self) -> Replayed:
        """Read what waited for another record or file: revisits for their originals, articles for their further pages."""
        waited = Replayed(Path())
        settle(self._archive, waited, self._run_id)
        return waited

    # -- which records --------------------------------------------------------------------------------------------------

    def _skipped(self, stream: RecordStream) -> str | None:
        """Why a record is left, by its own headers."""
        kind = (stream.header("WARC-Type") or "").lower()
        if kind == "warcinfo":
            return None
        if kind not in _ANSWERS | _BESIDE:
            return f"a {kind or 'nameless'} record"
        url, record_id = stream.header("WARC-Target-URI") or "", stream.header("WARC-Record-ID")
        if kind in _BESIDE:
            return None if is_http(url) else "beside no page"
        moment = moment_of(stream.header("WARC-Date"))
        if moment is None:
            return "without a date that can be read"
        if why := self._wanted.refusal(url, moment):
            return why
        if not record_id:
            return "without WARC-Record-ID"
        if stream.header("WARC-Segment-Number"):
            return "in segments"
        return self._is_known(record_id, moment)

    def _is_known(self, record_id: str, at: datetime) -> str | None:
        if record_id in self._named:
            return _KNOWN
        row = self._archive.connection.execute("SELECT * FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        if row is None:
            return None
        if row["captured_at"] != timestamp(at):
            return "another capture has its WARC-Record-ID"
        if row["state"] == "unread" or row["outlet"] is None:
            self._again.append(record_id)
        return _KNOWN

    def _meet(self, one: Piece | Left | Problem) -> None:
        result = self._result
        if isinstance(one, Problem):
            result.damage.append(one)
            return
        result.records += 1
        result.offset = one.offset
        if isinstance(one, Left):
            if one.why == _KNOWN:
                result.known += 1
            elif one.kind in _ANSWERS or one.kind not in _BESIDE:
                result.skipped[one.why] += 1
        elif one.record.type == "warcinfo":
            self._take_group()
            self._flush()  # what came before was made by another
            self._info, self._software = one, _software(one.record)
        else:
            if self._group and self._group[-1].record.url != one.record.url:
                self._take_group()
            self._group.append(one)

    def _take_group(self) -> None:
        """Choose among the records of one address that stand together: a request, its answer, what is said about it."""
        group, self._group = self._group, []
        for piece in group:
            if piece.record.type not in _ANSWERS:
                continue
            if why := self._refused(piece.record):
                self._result.skipped[why] += 1
            elif self._room is None or self._room > 0:
                self._take(piece, group)

    def _refused(self, record: Record) -> str | None:
        """Why an answer is left, by what it holds."""
        if not is_capture(record):
            return "no HTTP answer"
        if record.type == "revisit" and record.status is None:
            self._flush()  # it may be of the record before
            if original_of(record, self._archive.warc_folder, self._archive.place) is None:
                return "a revisit without HTTP headers, of a record that no imported file holds"
        headers = record.headers if record.type == "resource" else record.http_headers
        mime = next((value for name, value in headers if name.lower() == "content-type"), "").partition(";")[0].strip().lower()
        succeeded = record.status is None or 200 <= record.status < 300
        return f"no page: {mime}" if succeeded and not self._wanted.everything and not is_page(mime) else None

    def _take(self, piece: Piece, group: list[Piece]) -> None:
        own = piece.record.record_id
        requests = [one for one in group if one.record.type == "request" and _belongs(one.record, piece.record)]
        # Archivers name the answer in the request, in the answer the request, or neither; the writer wants the pair.
        request = next((one for one in requests if one.record.header("WARC-Concurrent-To") in (None, own)), None)
        metadata = [one for one in group if one.record.type == "metadata" and _belongs(one.record, piece.record)]
        answer = _Answer(piece, request, metadata)
        self._batch.append(answer)
        self._named.add(own)
        self._size += sum(len(one.block) for one in (piece, *([request] if request else []), *metadata))
        if self._room is not None:
            self._room -= 1
        if self._size >= _BATCH or len(self._batch) >= _CAPTURES:
            self._flush()

    # -- into the archive ---------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Write the batch, enter it and read it: origins, bytes, rows, in this order."""
        batch, self._batch, self._size = self._batch, [], 0
        if not batch:
            return
        archive, now = self._archive, timestamp(clock.now())
        with archive.transaction():
            origins.add(archive.connection, (self._origin(answer.piece, now) for answer in batch))
        records: list[Copy] = []
        if self._info is not None:
            records.append(_copy(self._info))
            self._info = None
        positions = []
        for answer in batch:
            records += [_copy(answer.request)] if answer.request else []
            positions.append(len(records))
            records.append(_copy(answer.piece, is_capture=True))
            records += map(_copy, answer.metadata)
        places = self._recorder.copy(records)
        with archive.group() as group:
            for answer, position in zip(batch, positions, strict=True):
                warc_file, offset, length = places[position]
                self._enter(replace(answer.piece.record, warc_file=warc_file, offset=offset, length=length))
        group.commit()
        self._named.clear()

    def _origin(self, piece: Piece, now: str) -> Origin:
        return Origin(
            record_id=piece.record.record_id,
            kind="warc",
            source=self._result.path.name,
            position=piece.offset,
            software=self._software,
            digest=piece.record.payload_digest,
            imported_at=now,
        )

    def _enter(self, written: Record) -> None:
        archive = self._archive
        original = original_of(written, archive.warc_folder, archive.place) if written.type == "revisit" else written
        try:
            capture = capture_of(written, original)
        except WarcError as error:
            logger.warning("%s", error)
            self._result.skipped["no HTTP answer"] += 1
            return
        self._result.added += 1
        self._read(capture)

    def _read(self, capture: Capture) -> None:
        """Enter a capture whose bytes are in the archive, and store what it says."""
        archive, readings = self._archive, self._result.readings
        outlet = met(capture.url)
        with archive.transaction():
            readable = record(archive, capture)
        readings.captures += 1
        if readable:
            try:
                outcome = read_into(archive, capture, self._run_id)
            except (StoreError, WarcError):
                raise
            except Exception:
                logger.exception("%s: the reader failed; the page is in the archive, and a later reparse mends it", capture.url)
                with archive.transaction():
                    give_up(archive, capture, Reason.UNREADABLE)
                outcome = Reason.UNREADABLE
            readings.count(outcome)
            if isinstance(outcome, Verdict) and outlet is not None and outlet.name not in self._listed:
                self._listed.add(outlet.name)
                archive.add_outlet(outlet)
        if self._follow and outlet is not None and capture.truncated is None and capture.status == 200:
            self._queue(capture, outlet)

    def _read_again(self) -> None:
        """Read captures that an interrupted import entered, or an earlier one that did not know their outlet."""
        again, self._again = self._again, []
        for record_id in again:
            archive = self._archive
            row = archive.connection.execute("SELECT * FROM captures WHERE record_id = ?", (record_id,)).fetchone()
            try:
                capture = archive.capture(row)
            except WarcError as error:
                logger.warning("%s", error)
                continue
            with archive.transaction():
                captures.forget(archive.connection, record_id)
            self._read(capture)

    def _queue(self, capture: Capture, outlet: Outlet) -> None:
        """Offer what a page links to, to the next crawl of its outlet; nothing is fetched here."""
        archive, now = self._archive, clock.now()
        frontier = Frontier(archive.connection, outlet.name, self._run_id)
        with archive.transaction():
            for candidate in linked(capture, outlet):
                held = archive.connection.execute("SELECT 1 FROM articles WHERE url = ?", (candidate.url,)).fetchone()
                if held is None and frontier.offer(candidate, now):
                    self._result.queued += 1


def _belongs(beside: Record, answer: Record) -> bool:
    """Whether a request or metadata record is about an answer, as far as either says."""
    named = {beside.header("WARC-Concurrent-To"), beside.refers_to} - {None}
    if named:
        return answer.record_id in named
    return answer.header("WARC-Concurrent-To") in (None, beside.record_id)


def _copy(piece: Piece, *, is_capture: bool = False) -> Copy:
    encoded = any(name.lower() == "content-encoding" for name, _ in piece.record.http_headers)
    return Copy(
        head=piece.head, block=piece.block, is_capture=is_capture, is_compressed=encoded and bool(piece.record.payload)
    )


def _software(info: Record) -> str | None:
    """What made a file, as its first record says (WARC 1.1, 6.2)."""
    lines = info.payload.decode("utf-8", "replace").splitlines()
    told = next((line.partition(":")[2].strip() for line in lines if line.lower().startswith("software:")), "")
    return " ".join(told.split())[:200] or None
