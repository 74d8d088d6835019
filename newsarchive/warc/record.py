"""A WARC record, read to its end -> what it holds: its headers, the HTTP message in it, its payload."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from newsarchive.items import Reason
from newsarchive.warc.scan import RecordStream

__all__ = ["MAX_PAYLOAD", "Record", "is_capture", "moment_of", "record_of"]

MAX_PAYLOAD = 64 * 1024 * 1024
"""Bytes of a payload held in memory; of a longer one the first so many are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One WARC record, whole."""

    warc_file: str
    """File name, without `.open`."""
    offset: int
    length: int
    record_id: str
    """Without angle brackets; "" for a record without one, which WARC does not allow."""
    type: str
    """WARC-Type: response, request, revisit, warcinfo …"""
    url: str | None
    """WARC-Target-URI."""
    date: datetime | None
    """WARC-Date, UTC, whole seconds."""
    headers: tuple[tuple[str, str], ...]
    """The WARC headers."""
    status: int | None
    """HTTP status; None for a record without an HTTP response, as a revisit may be."""
    http_headers: tuple[tuple[str, str], ...]
    """Of the request or response as it is in the file, bytes that are not ASCII decoded as Latin-1."""
    payload: bytes = field(repr=False)
    """What follows the HTTP headers, as sent; the whole block where there are none."""
    ip: str | None
    truncated: Reason | None
    payload_digest: str | None
    """WARC-Payload-Digest as it is in the file."""
    refers_to: str | None
    """record_id of the original, for a revisit."""

    def header(self, name: str) -> str | None:
        """The WARC header of that name, without angle brackets."""
        name = name.lower()
        return next((_bare(value) for key, value in self.headers if key.lower() == name), None)


def record_of(stream: RecordStream, block: bytes, warc_file: str) -> Record:
    """The record that was read to its end; block: its first MAX_PAYLOAD bytes."""
    kind = (stream.header("WARC-Type") or "").lower()
    truncated = _TRUNCATED.get(stream.header("WARC-Truncated") or "")
    if stream.content_length > MAX_PAYLOAD:
        truncated = Reason.TOO_LARGE
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    payload = block
    if kind in ("response", "request", "revisit"):
        first_line, headers, payload = http_message(block)
        if found := _STATUS_LINE.match(first_line):
            status = int(found[1])
        elif kind == "response":  # of another protocol: dns, ftp, whois
            headers, payload = (), block
    return Record(
        warc_file=warc_file,
        offset=stream.offset,
        length=stream.length,
        record_id=stream.header("WARC-Record-ID") or "",
        type=kind,
        url=_percent(stream.header("WARC-Target-URI")),
        date=moment_of(stream.header("WARC-Date")),
        headers=tuple(stream.headers.headers),
        status=status,
        http_headers=headers,
        payload=payload,
        ip=stream.header("WARC-IP-Address"),
        truncated=truncated,
        payload_digest=stream.header("WARC-Payload-Digest"),
        refers_to=stream.header("WARC-Refers-To"),
    )


def is_capture(record: Record) -> bool:
    """Whether a record is what a server of the web answered: a response, a revisit, or a resource kept without its head."""
    if record.type == "resource":
        return (record.url or "").lower().startswith(("http://", "https://"))
    return record.type == "revisit" or (record.type == "response" and record.status is not None)


_TRUNCATED = {
    "length": Reason.TOO_LARGE,
    "time": Reason.TRUNCATED,
    "disconnect": Reason.TRUNCATED,
    "unspecified": Reason.TRUNCATED,
}

_STATUS_LINE = re.compile(r"HTTP/[0-9](?:\.[0-9])?[ \t]+([0-9]{3})(?![0-9])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BLANK = re.compile(r"[\x00-\x20]")


def http_message(block: bytes) -> tuple[str, tuple[tuple[str, str], ...], bytes]:
    """First line, headers and payload of an HTTP message; bytes that are not ASCII decoded as Latin-1.

    >>> http_message(b"HTTP/1.1 200 OK\\r\\nServer: a\\r\\n b\\r\\n\\r\\n<html>")
    ('HTTP/1.1 200 OK', (('Server', 'a b'),), b'<html>')
    """
    # warcio decodes a header as UTF-8 where it can, and strips what is then white space: the bytes served are lost.
    end = _HEAD_END.search(block)
    head, payload = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first_line, *lines = head.decode("latin-1").split("\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:  # RFC 9112, 5.2: an obsolete line fold
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip(_PADDING)}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name.strip(_PADDING), value.strip(_PADDING)))
    return first_line.strip(_PADDING), tuple(headers), payload


_PADDING = " \t\r\n"


def _bare(value: str) -> str:
    return value.strip().removeprefix("<").removesuffix(">")


def _percent(url: str | None) -> str | None:
    return _BLANK.sub(lambda found: f"%{ord(found[0]):02X}", url) if url else None


def moment_of(printed: str | None) -> datetime | None:
    """A WARC-Date: UTC, whole seconds; None where it cannot be read."""
    try:
        moment = datetime.fromisoformat(printed or "")
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.replace(microsecond=0)
