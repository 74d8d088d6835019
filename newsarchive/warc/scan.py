"""A WARC file -> its records one after another, each proved whole, in memory that does not grow with the file.

warcio's iterator ends quietly at a torn tail and reads on over flipped bits, so the gzip members are walked here;
warcio parses the header block of each record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from newsarchive.warc.member import HEADER_LENGTH, MAGIC, guard

__all__ = ["DamagedError", "RecordStream", "SeveralRecordsError", "next_start", "opened", "size_of"]

_STEP = 16 * 1024  # read at a time
_PIECE = 256 * 1024  # unpacked at a time
_MAX_HEAD = 1024 * 1024
_WARC = b"WARC/"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_DIGITS = re.compile(r"[0-9]{1,18}")
_PARSER = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)


class DamagedError(Exception):
    """A record that is not whole, or bytes that are none.

    offset: where it begins. torn: whether the file simply ends inside it.
    """

    def __init__(self, offset: int, what: str, *, torn: bool = False) -> None:
        super().__init__(f"byte {offset}: {what}")
        self.offset = offset
        self.what = what
        self.torn = torn


class SeveralRecordsError(DamagedError):
    """A gzip member that holds several records, so that none of them but the first can be addressed by its offset."""


def opened(path: Path) -> BinaryIO:
    """The file, with a buffer in which stepping back to the next member costs nothing."""
    return path.open("rb", buffering=256 * 1024)


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file."""
    file.seek(0, 2)
    return file.tell()


class RecordStream:
    """One record, read forwards from `offset`: its WARC headers, then its block, then `finish()`.

    Only when `finish` has returned is the record known to be whole. Every method raises DamagedError.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.offset = offset
        self.length = 0
        """Bytes of the record in the file, once it is finished; without the blank lines after it in a plain file."""
        self.next = offset
        """Where the file goes on, once it is finished."""
        self.ending = b""
        """What stood between the block and the end, once it is finished."""
        self._file = file
        self._buffer = b""
        self._rest: int | None = None  # bytes of the block not yet handed out
        file.seek(offset)
        start = file.read(HEADER_LENGTH)
        self._guard = guard(start)
        self.gzipped = start.startswith(MAGIC)
        if self.gzipped:
            self._pieces = self._inflated(start)
        elif start.startswith(_WARC):
            self._pieces = self._plain(start)
        elif _WARC.startswith(start) or MAGIC.startswith(start):
            raise DamagedError(offset, "the file ends inside a record", torn=True)
        else:
            raise DamagedError(offset, "no record begins here")
        self.head = b""
        """The record's header block as it stands in the file, up to the blank line behind it."""
        self.headers = self._parsed()
        self.content_length = self._announced()
        self._rest = self.content_length

    @property
    def guarded(self) -> bool:
        """Whether the member carries the CRC of its own bytes, and so was written by newsarchive."""
        return self._guard is not None

    def header(self, name: str) -> str | None:
        """The WARC header of that name, without angle brackets."""
        value: str | None = self.headers.get_header(name)
        return value.strip().removeprefix("<").removesuffix(">") if value is not None else None

    def block(self) -> Iterator[bytes]:
        """The record's block, or what of it was not read yet, in pieces."""
        while self._rest:
            if not self._buffer and not self._fill():
                what = f"its block is {self._rest} bytes shorter than Content-Length ({self.content_length})"
                raise DamagedError(self.offset, what, torn=not self.gzipped)
            piece, self._buffer = self._buffer[: self._rest], self._buffer[self._rest :]
            self._rest -= len(piece)
            yield piece

    def finish(self) -> None:
        """Read to the end of the record, and prove it."""
        for _ in self.block():
            pass
        if not self.gzipped:
            self._finish_plain()
            return
        while not (others := self._buffer.lstrip(b"\r\n").startswith(_WARC)) and len(self._buffer) < _STEP and self._fill():
            pass
        self.ending = self._buffer
        if others:
            raise SeveralRecordsError(
                self.offset,
                "several records in one gzip stream, so that none can be addressed by its offset; "
                "`newsarchive import` takes them apart",
            )
        if self.ending.strip(b"\r\n") or len(self.ending) >= _STEP:
            raise DamagedError(self.offset, f"its block is longer than Content-Length ({self.content_length})")

    def _finish_plain(self) -> None:
        self.length = len(self.head) + self.content_length
        self._file.seek(self.offset + self.length)
        while (byte := self._file.read(1)) in (b"\r", b"\n"):
            self.ending += byte
        self.next = self.offset + self.length + len(self.ending)

    def _fill(self) -> bool:
        piece = next(self._pieces, b"")
        self._buffer += piece
        return bool(piece)

    def _plain(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            yield piece
            piece = self._file.read(_STEP)

    def _inflated(self, start: bytes) -> Iterator[bytes]:
        """The member's bytes, decompressed; when they are all out, it has been checked and `next` is known."""
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        raw, read, crc = start, 0, 0
        while raw:
            waiting, piece = raw, b""
            while not inflate.eof and (waiting or len(piece) == _PIECE):
                try:
                    piece = inflate.decompress(waiting, _PIECE)
                except zlib.error as error:
                    raise DamagedError(self.offset, f"the gzip member is damaged ({error})") from error
                waiting = inflate.unconsumed_tail
                if piece:
                    yield piece
            if inflate.eof:
                raw = raw[: len(raw) - len(inflate.unused_data)]
            crc = zlib.crc32(raw, crc) if read else 0  # the header is not part of what it guards
            read += len(raw)
            if inflate.eof:
                if self._guard is not None and self._guard != crc:
                    raise DamagedError(self.offset, "the gzip member differs from its own CRC")
                self.length = read
                self.next = self.offset + read
                return
            raw = self._file.read(_STEP)
        raise DamagedError(self.offset, f"the file ends inside a record, after {read} bytes of it", torn=True)

    def _parsed(self) -> StatusAndHeaders:
        while (found := _HEAD_END.search(self._buffer)) is None:
            if len(self._buffer) >= len(_WARC) and not self._buffer.startswith(_WARC):
                raise DamagedError(self.offset, "the gzip member holds no WARC record")
            if len(self._buffer) > _MAX_HEAD:
                raise DamagedError(self.offset, f"its header block has no end within {_MAX_HEAD} bytes")
            if not self._fill():
                raise DamagedError(self.offset, "its header block has no end", torn=not self.gzipped)
        self.head, self._buffer = self._buffer[: found.end()], self._buffer[found.end() :]
        try:
            return _PARSER.parse(BytesIO(self.head))
        except (StatusAndHeadersParserException, EOFError) as error:
            raise DamagedError(self.offset, f"its header block cannot be read ({error})") from error

    def _announced(self) -> int:
        announced = self.header("Content-Length")
        if announced is None or not _DIGITS.fullmatch(announced):
            raise DamagedError(self.offset, f"Content-Length is {announced!r}")
        return int(announced)


def next_start(file: BinaryIO, after: int) -> int | None:
    """The first offset at or behind `after` at which a record begins: the way on behind damage. None at the end."""
    at, tail = after, b""
    file.seek(after)
    while step := file.read(_SEARCH):
        window = tail + step
        for found in _START.finditer(window):
            offset = at - len(tail) + found.start()
            if _begins(file, offset):
                return offset
        at += len(step)
        tail = window[-_OVERLAP:]
        file.seek(at)
    return None


_SEARCH = 1024 * 1024
# A member begins anywhere; a plain record on a line of its own.
_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.[01]\r?\n")
_OVERLAP = 16  # longer than what _START looks at


def _begins(file: BinaryIO, offset: int) -> bool:
    try:
        RecordStream(file, offset)
    except DamagedError:
        return False
    return True
