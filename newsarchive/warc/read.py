"""WARC files -> records, and Captures as the crawl would have handed them on.

Reads what newsarchive writes and what others do: WARC/1.0, plain files, chunks left in the payload, SHA-1 digests or
none, HTTP/2 status lines, revisits of every kind, resources without an HTTP head. A capture is the same whether it comes
from the crawl or from here.
"""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from newsarchive.errors import WarcError
from newsarchive.items import Capture, Place, Reason, Source
from newsarchive.warc.decode import MAX_BODY, dechunked, decode_body
from newsarchive.warc.record import MAX_PAYLOAD, Record, is_capture, moment_of, record_of
from newsarchive.warc.scan import DamagedError, RecordStream, opened, size_of
from newsarchive.warc.write import OPEN, ORIGINAL_TRANSFER_ENCODING, payload_digest

__all__ = ["capture_of", "captures", "located", "original_of", "raw_at", "read_at", "records"]


def records(path: Path, start: int = 0) -> Iterator[Record]:
    """The records of a file from the offset `start`, in order.

    Raises WarcError at the first that is not whole; those before it have been handed out.
    """
    with _file(path) as file:
        size = size_of(file)
        if size == 0:
            raise WarcError(f"{path}: the file is empty")
        offset = start
        while offset < size:
            try:
                record, offset = _record(RecordStream(file, offset), path)
            except DamagedError as damage:
                raise _error(path, damage) from damage
            yield record


def captures(
    path: Path,
    *,
    start: int = 0,
    max_body: int = MAX_BODY,
    lookup: Callable[[str], Place | None] | None = None,
    folder: Path | None = None,
) -> Iterator[Capture]:
    """The responses, revisits and resources of a file as Captures, in order; bodies decoded up to max_body bytes.

    The original of a revisit is looked for in this file, then by lookup (see `original_of`) in `folder` (default: the file's).
    A revisit whose original is nowhere has an empty body that is TRUNCATED.
    Raises WarcError as `records` does.
    """
    folder = folder or path.parent
    known = _Originals(path)
    for record in records(path, start):
        if record.type == "response" and record.status is not None:
            known.add(record)
            yield capture_of(record, record, max_body)
        elif record.type == "resource" and is_capture(record):
            yield capture_of(record, record, max_body)
        elif record.type == "revisit":
            original: Record | None = record
            if not _stands_alone(record):
                original = known.find(record)
                if original is None and lookup is not None:
                    original = original_of(record, folder, lookup)
            if record.status is not None or (original is not None and original.status is not None):
                yield capture_of(record, original, max_body)


def read_at(
    folder: Path,
    place: Place,
    *,
    max_body: int = MAX_BODY,
    lookup: Callable[[str], Place | None] | None = None,
    or_cut: bool = False,
) -> Capture:
    """The capture at a place.

    or_cut: a revisit without its original has an empty body that is TRUNCATED, as in `captures`.

    The original of a revisit is found by lookup (the name, or else the digest, that a revisit gives it -> its place), or
    without it in the same file before the revisit.
    Raises WarcError when the record, or its original, is not there or not whole.
    """
    record = _record_at(folder, place)
    if record.type != "revisit" or _stands_alone(record):
        return capture_of(record, record, max_body)
    original: Record | None = None
    if lookup is not None:
        try:
            original = _elsewhere(record, folder, lookup, place.revisit_of)
        except WarcError:
            if not or_cut:
                raise
    else:
        path = located(folder, place.warc_file)
        before = (earlier for earlier in records(path) if earlier.offset < record.offset)
        original = next((earlier for earlier in before if _is_original(earlier, record)), None)
    if original is None and not or_cut:
        raise WarcError(
            f"{place.warc_file}: the revisit at byte {place.warc_offset} refers to {record.refers_to}, "
            "which is not there; put the WARC file that holds it into the archive's warc folder"
        )
    return capture_of(record, original, max_body)


def raw_at(folder: Path, place: Place) -> bytes:
    """The record at a place as it stands in the file, its compression taken off: WARC headers, HTTP headers and payload.

    Raises WarcError as `read_at` does.
    """
    path = located(folder, place.warc_file)
    with _file(path) as file:
        file.seek(place.warc_offset)
        member = file.read(place.warc_length)
    _record_at(folder, place)  # that it is whole, and the one meant
    return gzip.decompress(member) if member[:2] == b"\x1f\x8b" else member


def located(folder: Path, warc_file: str) -> Path:
    """The path of a file of that name, finished or still open. Raises WarcError when there is none."""
    if warc_file != Path(warc_file).name:
        raise WarcError(f"{warc_file!r} is no file name")
    for path in (folder / warc_file, folder / (warc_file + OPEN)):
        if path.exists():
            return path
    raise WarcError(f"{folder / warc_file}: no such file; put it back from a copy")


def _file(path: Path) -> BinaryIO:
    try:
        return opened(path)
    except OSError as error:
        raise WarcError(f"{path}: cannot be read ({error.strerror})") from error


def _error(path: Path, damage: DamagedError) -> WarcError:
    return WarcError(f"{path}: the record at byte {damage.offset}: {damage.what}")


def _record_at(folder: Path, place: Place) -> Record:
    path = located(folder, place.warc_file)
    with _file(path) as file:
        try:
            record, _ = _record(RecordStream(file, place.warc_offset), path)
        except DamagedError as damage:
            raise _error(path, damage) from damage
    if (record.length, record.record_id) != (place.warc_length, place.record_id):
        raise WarcError(
            f"{path}: at byte {place.warc_offset} lies {record.record_id} of {record.length} bytes, "
            f"not {place.record_id} of {place.warc_length}; is this the file that was indexed?"
        )
    return record


def original_of(revisit: Record, folder: Path, lookup: Callable[[str], Place | None]) -> Record | None:
    """The record whose payload a revisit repeats, itself where it stands alone; None where it is not to be had.

    lookup: the name of a record, or the digest that its maker gave its payload -> where it lies.
    """
    if _stands_alone(revisit):
        return revisit
    with contextlib.suppress(WarcError):  # its file is not there: that costs this capture only
        return _elsewhere(revisit, folder, lookup)
    return None


def _elsewhere(
    revisit: Record, folder: Path, lookup: Callable[[str], Place | None], known_as: str | None = None
) -> Record | None:
    """The original of a revisit by its name, or its payload's. Raises WarcError when it is not where it should be.

    Heritrix and warcprox name no record, but the payload: WARC 1.1, 6.7.2 has WARC-Payload-Digest for it.
    """
    for name in dict.fromkeys((known_as, revisit.refers_to, revisit.payload_digest)):
        place = lookup(name) if name else None
        if place is not None and place.record_id != revisit.record_id and place.revisit_of is None:
            return _record_at(folder, place)
    return None


def _record(stream: RecordStream, path: Path) -> tuple[Record, int]:
    """The record, and the offset at which the next one begins."""
    kept = bytearray()
    for piece in stream.block():
        if len(kept) < MAX_PAYLOAD:
            kept += piece
    stream.finish()
    return record_of(stream, bytes(kept[:MAX_PAYLOAD]), path.name.removesuffix(OPEN)), stream.next


def capture_of(record: Record, original: Record | None, max_body: int = MAX_BODY) -> Capture:
    """The capture of a record whose payload stands in `original`, None where that is lost.

    Raises WarcError where it holds no answer, address or date.
    """
    if record.type == "resource":  # WARC 1.1, 6.4: the payload alone, with its media type in the record's own header
        record = original = replace(record, status=200, http_headers=_media_type(record))
    which = f"{record.warc_file}: the {record.type} record at byte {record.offset}"
    source = original or record
    status = record.status if record.status is not None else source.status
    if status is None:
        raise WarcError(f"{which} holds no HTTP response")
    if record.url is None:
        raise WarcError(f"{which} has no WARC-Target-URI")
    if record.date is None:
        raise WarcError(f"{which} has no WARC-Date that can be read")
    headers = record.http_headers if record.status is not None else source.http_headers
    unchanged = original is not None and original is not record and _not_modified(record)
    if unchanged:
        status, headers = source.status or status, _freshened(source.http_headers, record.http_headers)
    truncated = record.truncated or (source.truncated if original else Reason.TRUNCATED)
    payload = source.payload
    if _chunked(source.http_headers):
        payload, cut = dechunked(payload)
        truncated = truncated or cut
    body, incomplete = decode_body(headers, payload, max_body)
    return Capture(
        url=record.url,
        captured_at=record.date,
        status=status,
        headers=tuple(
            ("Transfer-Encoding" if name == ORIGINAL_TRANSFER_ENCODING else name, value) for name, value in headers
        ),
        body=body,
        place=Place(
            warc_file=record.warc_file,
            warc_offset=record.offset,
            warc_length=record.length,
            record_id=record.record_id,
            payload_digest=payload_digest(payload) if original else record.payload_digest or "",
            revisit_of=_repeated(record, original) if record.type == "revisit" else None,
        ),
        truncated=truncated or incomplete,
        not_modified=unchanged,
        source=_source(record),
    )


def _source(record: Record) -> Source | None:
    """The memento that a record was made from, as newsarchive and pywb say it."""
    address, at = record.header("WARC-Source-URI"), moment_of(record.header("WARC-Creation-Date"))
    return Source(address=address, asked_at=at or record.date) if address and record.date else None


def _media_type(record: Record) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", kind),) if (kind := record.header("Content-Type")) else ()


def _repeated(revisit: Record, original: Record | None) -> str | None:
    """The name of the record that a revisit repeats; where that is not known yet, what it is called, to be found by."""
    if original is not None and original is not revisit:
        return original.record_id
    return revisit.refers_to or (revisit.payload_digest if original is None else revisit.record_id)


def _freshened(stored: tuple[tuple[str, str], ...], told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers of a page that a 304 says is unchanged: the stored ones, those updated that it names (RFC 9111, 3.2).

    >>> _freshened((("ETag", "a"), ("Content-Length", "9")), (("etag", "b"), ("Content-Length", "0")))
    (('Content-Length', '9'), ('etag', 'b'))
    """
    own = ("content-", "transfer-encoding", "connection", ORIGINAL_TRANSFER_ENCODING.lower())
    fresh = tuple((name, value) for name, value in told if not name.lower().startswith(own))
    names = {name.lower() for name, _ in fresh}
    return (*((name, value) for name, value in stored if name.lower() not in names), *fresh)


class _Originals:
    """The responses met in a file, by name and by payload."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets: dict[str, int] = {}

    def add(self, record: Record) -> None:
        for key in (record.record_id, record.payload_digest):
            if key:
                self._offsets.setdefault(key, record.offset)

    def find(self, revisit: Record) -> Record | None:
        for key in (revisit.refers_to, revisit.payload_digest):
            if key and (offset := self._offsets.get(key)) is not None:
                with _file(self._path) as file:
                    return _record(RecordStream(file, offset), self._path)[0]
        return None


def _is_original(record: Record, revisit: Record) -> bool:
    return record.type == "response" and (
        record.record_id == revisit.refers_to
        or (record.payload_digest is not None and record.payload_digest == revisit.payload_digest)
    )


def _not_modified(record: Record) -> bool:
    """Whether a revisit says that the server answered 304."""
    return (record.header("WARC-Profile") or "").endswith("/server-not-modified")


def _stands_alone(record: Record) -> bool:
    """Whether a revisit says a 304 without saying of which record: there is no payload that it stands for."""
    return _not_modified(record) and record.refers_to is None


def _chunked(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers)
