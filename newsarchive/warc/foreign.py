"""A WARC file of any maker -> its records with their bytes, however it is compressed, and what of it cannot be read.

Compressed record by record, as WARC 1.1 recommends (annex D), as one gzip stream, or not at all. Damage costs the records that
it lies in: reading goes on behind it.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsarchive.errors import WarcError
from newsarchive.warc.record import MAX_PAYLOAD, Record, record_of
from newsarchive.warc.scan import DamagedError, RecordStream, SeveralRecordsError, next_start, opened, size_of
from newsarchive.warc.verify import Problem

__all__ = ["Left", "Piece", "is_warc", "pieces"]

_STEP = 1024 * 1024
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A whole record and its bytes."""

    record: Record
    head: bytes = field(repr=False)
    """Its header block, with the blank line that ends it."""
    block: bytes = field(repr=False)
    offset: int
    """Of the record in the file, in bytes; in a gzip stream of several records, of that stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A record that was passed over."""

    kind: str
    """WARC-Type."""
    why: str
    offset: int


def is_warc(path: Path) -> bool:
    """Whether a file begins as a WARC file does, compressed or not.

    Raises WarcError for one that cannot be read, that is empty, or of a kind that can be made a WARC.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read ({error.strerror}); give the path of a WARC or CDX file") from error
    if not start:
        raise WarcError(f"{path}: the file is empty; there is nothing to import")
    if start.startswith(_GZIP):
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        try:
            start = inflate.decompress(start, 64)
        except zlib.error as error:
            raise WarcError(f"{path}: begins as gzip and is none ({error}); get the file anew") from error
    if start.startswith(b"filedesc://"):
        raise WarcError(f"{path}: an ARC file, the format before WARC; `warcio recompress` makes it a WARC file")
    if start.startswith(b"\x28\xb5\x2f\xfd") or start[:4] in (b"\x50\x2a\x4d\x18", b"\x5d\x2a\x4d\x18"):
        raise WarcError(f"{path}: compressed with zstd; unpack it with `zstd -d`, and import what comes out")
    if start.startswith(b"PK\x03\x04"):
        raise WarcError(f"{path}: a ZIP file, as WACZ is; unpack it, and import the files in its archive folder")
    return start.startswith(b"WARC/")


def pieces(
    path: Path, skip: Callable[[RecordStream], str | None] = lambda stream: None
) -> Iterator[Piece | Left | Problem]:
    """The records of a file in order, and where something in it is damaged.

    skip: why a record is not wanted, told by its headers; its block is then not kept. Memory holds one record at a time; one
    above MAX_PAYLOAD is passed over. Raises WarcError when the file cannot be read at all.
    """
    try:
        file = opened(path)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read ({error.strerror})") from error
    with file:
        size, offset = size_of(file), 0
        while offset < size:
            try:
                found, offset = _piece(file, offset, path.name, skip)
            except SeveralRecordsError:
                offset = yield from _unpacked(file, offset, path.name, skip)
                continue
            except DamagedError as damage:
                found, offset = Problem(path.name, offset, None, damage.what), next_start(file, offset + 1) or size
            yield found


def _piece(
    file: BinaryIO, offset: int, name: str, skip: Callable[[RecordStream], str | None]
) -> tuple[Piece | Left | Problem, int]:
    """The record at an offset, and where the next one begins. Raises DamagedError."""
    stream = RecordStream(file, offset)
    why = skip(stream)
    if why is None and stream.content_length > MAX_PAYLOAD:
        why = f"longer than {MAX_PAYLOAD // 1024 // 1024} MB"
    if why is not None:
        stream.finish()
        return Left(kind=stream.header("WARC-Type") or "", why=why, offset=offset), stream.next
    block = b"".join(stream.block())
    stream.finish()
    return Piece(record=record_of(stream, block, name), head=stream.head, block=block, offset=offset), stream.next


# -- a gzip stream of several records -----------------------------------------------------------------------------------


def _unpacked(
    file: BinaryIO, start: int, name: str, skip: Callable[[RecordStream], str | None]
) -> Generator[Piece | Left | Problem, None, int]:
    """The records of the gzip stream that begins at an offset; returns where the file goes on behind it."""
    with _inflated(file, start) as (plain, end, broken):
        size, offset = size_of(plain), 0
        while offset < size:
            try:
                found, offset = _piece(plain, offset, name, skip)
            except DamagedError as damage:
                what = broken if damage.torn and broken else damage.what
                at = f"byte {offset} of the gzip stream, unpacked"
                found, offset = Problem(name, start, None, f"{at}: {what}"), next_start(plain, offset + 1) or size
            if isinstance(found, Piece):
                found = Piece(record=found.record, head=found.head, block=found.block, offset=start)
            yield found
    # Behind a stream that breaks off there may be others.
    return end if broken is None else next_start(file, start + 1) or size_of(file)


@contextmanager
def _inflated(file: BinaryIO, start: int) -> Iterator[tuple[BinaryIO, int, str | None]]:
    """The stream unpacked into a temporary file, where the file goes on behind it, and why it is not whole."""
    with tempfile.TemporaryFile(prefix="newsarchive-") as plain:
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        file.seek(start)
        end, broken = start, None
        while not inflate.eof:
            step = file.read(_STEP)
            if not step:
                broken = "the gzip stream ends inside the record"
                break
            try:
                waiting = step
                while waiting and not inflate.eof:
                    plain.write(inflate.decompress(waiting, _STEP))
                    waiting = inflate.unconsumed_tail
            except zlib.error as error:
                broken = f"the gzip stream is damaged ({error})"
                break
            end += len(step) - len(inflate.unused_data)
        yield plain, end, broken
