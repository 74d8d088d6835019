"""A WARC file -> what is wrong with it, byte for byte.

`warcio check` misses torn tails and most flipped bits, so every gzip member is unpacked to its end here and compared
with its own CRC, every block and payload with its digest.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.errors import WarcError
from newsarchive.warc.scan import DamagedError, RecordStream, next_start, opened, size_of
from newsarchive.warc.write import OPEN, RECORD_END

if TYPE_CHECKING:
    from hashlib import _Hash

__all__ = ["Problem", "checked", "verify"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a WARC file."""

    warc_file: str
    """File name, without `.open`."""
    offset: int
    """Where the record, or the bytes that are none, begin."""
    record_id: str | None
    """None where it cannot be read."""
    what: str


def verify(path: Path, *, exists: Callable[[str], bool] | None = None, committed: int = 0) -> Iterator[Problem]:
    """Everything that is wrong with a file; see `checked`."""
    return (one for one in checked(path, exists=exists, committed=committed) if isinstance(one, Problem))


def checked(
    path: Path, *, exists: Callable[[str], bool] | None = None, committed: int = 0
) -> Iterator[Problem | RecordStream]:
    """Everything that is wrong with a file and each record that is whole, read to its end, after what is wrong with it.

    In the order of the file's bytes, in memory that does not grow with it. exists(record_id) tells whether the archive holds
    the original of a revisit; without it, that is not checked. committed: the end of the last record that the archive knows
    of. A file cut off exactly between two exchanges is a complete WARC file in itself; only this shows that something is
    missing.
    Raises WarcError when the file cannot be read at all.
    """
    name = path.name.removesuffix(OPEN)
    try:
        file = opened(path)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read ({error.strerror})") from error
    with file:
        size = size_of(file)
        if size == 0:
            yield Problem(name, 0, None, "the file is empty")
        offset = 0
        # Whether newsarchive wrote the file, as its name or its first whole member tells.
        guarded: bool | None = True if name.startswith("newsarchive-") else None
        awaited: tuple[int, str, str] | None = None  # a request: its offset and record id, and the id of its response
        while offset < size:
            record_id: str | None = None
            try:
                stream = RecordStream(file, offset)
                record_id = stream.header("WARC-Record-ID")
                problems = list(_of_record(stream, exists))
            except DamagedError as damage:
                yield Problem(name, offset, record_id, damage.what)
                offset = next_start(file, offset + 1) or size
                awaited = None
                continue
            for what in problems:
                yield Problem(name, offset, record_id, what)
            yield stream
            if guarded is None:
                guarded = stream.guarded
            if guarded != stream.guarded:
                yield Problem(name, offset, record_id, "the header of its gzip member is not as it was written")
            if guarded and awaited is not None and record_id != awaited[2]:
                yield Problem(name, awaited[0], awaited[1], f"its response {awaited[2]} does not follow it")
            awaited = None
            if stream.header("WARC-Type") == "request" and (response := stream.header("WARC-Concurrent-To")):
                awaited = (offset, record_id or "", response)
            offset = stream.next
        if guarded and awaited is not None:
            yield Problem(name, awaited[0], awaited[1], f"its response {awaited[2]} does not follow it")
        if size < committed:
            what = f"the file ends here, {committed - size} bytes before the last record that has a row"
            yield Problem(name, size, None, what)


def _of_record(stream: RecordStream, exists: Callable[[str], bool] | None) -> Iterator[str]:
    """What is wrong with a record that can be read. Reads it to its end; raises DamagedError."""
    kind = stream.header("WARC-Type")
    for name in ("WARC-Type", "WARC-Record-ID", "WARC-Date"):
        if not stream.header(name):
            yield f"it has no {name}"
    announced = stream.header("WARC-Block-Digest")
    block = _Check.of(announced)
    # WARC 1.1, 6.7: the payload digest of a revisit is of a payload that is not in it; and a segment's is of the whole.
    whole = kind != "revisit" and stream.header("WARC-Segment-Number") is None
    payload_announced = stream.header("WARC-Payload-Digest") if whole else None
    payload = _Check.of(payload_announced)
    for what, digest, check in (("block", announced, block), ("payload", payload_announced, payload)):
        if digest is not None and check is None:
            yield f"its {what} digest {digest!r} is of no known kind"
    http = kind in ("response", "request") and _is_http(stream)
    head = _HttpHead() if http else None
    for piece in stream.block():
        if block is not None:
            block.add(piece)
        if payload is not None:
            payload.add(head.behind(piece) if head is not None else piece)
    stream.finish()
    if block is not None and not block.holds():
        yield "its block differs from WARC-Block-Digest"
    # Archivers do not agree whether the digest is of the payload with its chunks or without; the block's digest stands.
    if payload is not None and not payload.holds() and not (head is not None and head.chunked):
        yield "its payload differs from WARC-Payload-Digest"
    if stream.ending != RECORD_END:
        yield "it does not end with two line ends"
    original = stream.header("WARC-Refers-To")
    if kind == "revisit" and exists is not None and original is not None and not exists(original):
        yield f"its original {original} is not in the archive"


def _is_http(stream: RecordStream) -> bool:
    return (stream.header("Content-Type") or "").lower().startswith("application/http")


class _HttpHead:
    """Drops the HTTP head of a block that comes in pieces."""

    def __init__(self) -> None:
        self.chunked = False
        self._held = b""
        self._over = False

    def behind(self, piece: bytes) -> bytes:
        if self._over:
            return piece
        start = max(0, len(self._held) - 3)  # a blank line may begin in one piece and end in the next
        self._held += piece
        found = _BLANK_LINE.search(self._held, start)
        if found is None and len(self._held) < _MAX_HEAD:
            return b""
        self._over = True
        end = found.end() if found else len(self._held)
        self.chunked = _CHUNKED.search(self._held, 0, end) is not None
        rest, self._held = self._held[end:], b""
        return rest


_MAX_HEAD = 1024 * 1024
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNKED = re.compile(rb"\ntransfer-encoding:[^\n]{0,200}chunked", re.IGNORECASE)


class _Check:
    """A digest as announced, and the one that is computed meanwhile."""

    def __init__(self, computed: _Hash, announced: bytes) -> None:
        self._computed = computed
        self._announced = announced

    @classmethod
    def of(cls, announced: str | None) -> _Check | None:
        """The check of "algorithm:value", the value in hexadecimal or base 32 (WARC 1.1, 5.8); None for any other."""
        algorithm, _, value = (announced or "").partition(":")
        try:
            computed = hashlib.new(algorithm.strip().lower().replace("sha-", "sha"), usedforsecurity=False)
            value = value.strip()
            if len(value) == 2 * computed.digest_size:
                decoded = bytes.fromhex(value)
            else:
                decoded = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
        except ValueError:  # binascii.Error is one
            return None
        return cls(computed, decoded) if len(decoded) == computed.digest_size > 0 else None

    def add(self, piece: bytes) -> None:
        self._computed.update(piece)

    def holds(self) -> bool:
        return self._computed.digest() == self._announced
