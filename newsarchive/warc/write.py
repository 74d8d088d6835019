"""Exchanges with servers -> WARC records on the disk (WARC 1.1, ISO 28500:2017).

Each exchange becomes a request and a response (or revisit) record, each a gzip member of its own, built in memory,
appended in one go and synced before its Place is returned: a row that names the Place never points at bytes that are
not there. The request comes first, so that a file that ends with the last byte of a capture is complete.

warcio builds a record through a temporary file and digests it in SHA-1, 16 KB at a time; here the header block is its
StatusAndHeaders and the rest is put together in memory, which takes a third of the time.

What is not as it was on the wire: Transfer-Encoding is off the payload (the HTTP client removed it), so that header is
renamed to X-Archive-Orig-Transfer-Encoding. Requests carry no cookies and no credentials. Set-Cookie of a response
stays: it is what was served.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self
from uuid import NAMESPACE_URL, uuid4, uuid5

from warcio.statusandheaders import StatusAndHeaders

from newsarchive import clock
from newsarchive.errors import ArchiveFull, WarcError
from newsarchive.items import Place, Reason, Source
from newsarchive.version import __version__
from newsarchive.warc import disk
from newsarchive.warc.member import LEVEL, member
from newsarchive.warc.posts import request_of

__all__ = ["OPEN", "Copy", "Exchange", "Original", "WarcWriter", "payload_digest", "without_userinfo"]

OPEN = ".open"
"""Ends the name of a file that is being written, or whose writer died (Heritrix's convention)."""

ORIGINAL_TRANSFER_ENCODING = "X-Archive-Orig-Transfer-Encoding"

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

RECORD_END = b"\r\n\r\n"  # WARC 1.1, 4: two line ends
REQUEST = "application/http; msgtype=request"
RESPONSE = "application/http; msgtype=response"

# WARC 1.1, 5.13: the values of WARC-Truncated.
TRUNCATED = {
    Reason.TOO_LARGE: "length",
    Reason.TRUNCATED: "disconnect",
    Reason.CONNECTION: "disconnect",
    Reason.TIMEOUT: "time",
}

_SECRET = re.compile(r"(?:cookie2?|authorization|proxy-.*)\Z", re.IGNORECASE)
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)([^#]*)")
_BREAKS_LINE = re.compile(r"[\x00-\x20\x7f]")
_ONE_LINE = str.maketrans("\r\n\0", "   ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and the server's answer to it, as the HTTP client saw them."""

    url: str
    """The address requested; of a POST, with its body in the query (posts)."""
    captured_at: datetime
    """When the request was sent, UTC (WARC 1.1, WARC-Date: when the capture began)."""
    method: str = "GET"
    request_headers: tuple[tuple[str, str], ...] = ()
    http_version: str = "HTTP/1.1"
    status: int
    reason_phrase: str = ""
    headers: tuple[tuple[str, str], ...]
    """Of the response, in the order served; bytes that are not ASCII decoded as Latin-1, which loses none of them."""
    payload: bytes = field(repr=False)
    """The entity body as sent: Content-Encoding on, Transfer-Encoding off."""
    ip: str | None = None
    truncated: Reason | None = None
    """Why the payload is not all that the server meant: TOO_LARGE, TIMEOUT, CONNECTION or TRUNCATED."""
    lease: str = ""
    """What tells this exchange from another of the same URL, second and payload; part of the record's name."""
    source: Source | None = None
    """Of what another web archive holds: that archive was asked, and not the outlet, so that there is no request to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A record of another's file, to be kept as it stands there."""

    head: bytes = field(repr=False)
    """Its header block, with the blank line that ends it."""
    block: bytes = field(repr=False)
    is_capture: bool
    """Whether there will be a row of it."""
    is_compressed: bool = False
    """Whether the server had compressed the payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """An earlier response record with the same payload."""

    record_id: str
    url: str
    captured_at: datetime


def payload_digest(payload: bytes) -> str:
    """The digest that names a payload.

    >>> payload_digest(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def without_userinfo(url: str) -> str:
    """The address without a name and password before the host.

    >>> without_userinfo("https://reader:secret@news.example/a?mail=b@c.example")
    'https://news.example/a?mail=b@c.example'
    """
    return _USERINFO.sub(r"\1", url)


def target_uri(url: str) -> str:
    """The address as it stands in a record: no userinfo, on one line, without white space.

    >>> target_uri("https://news.example/a b")
    'https://news.example/a%20b'
    """
    return _BREAKS_LINE.sub(lambda found: f"%{ord(found[0]):02X}", without_userinfo(url.strip()))


def warc_date(moment: datetime) -> str:
    """A moment as WARC-Date, in whole seconds.

    >>> warc_date(datetime(2024, 3, 1, 8, 30, 59, 999_999, tzinfo=UTC))
    '2024-03-01T08:30:59Z'
    """
    if moment.tzinfo is None:
        raise ValueError(f"captured_at is {moment.isoformat()}, without a zone; give it in UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class WarcWriter:
    """Appends exchanges to WARC files of one folder; a file is this writer's alone, and no existing one is ever opened.

    A file is named `newsarchive-<UTC>-<serial>-<pid>.warc.gz.open` while it is written, and without `.open` once it is
    complete: at max_bytes, after max_age_seconds, or when the writer is closed. It begins with a warcinfo record of
    `info` (robots, isPartOf, http-header-user-agent …).

    have_rows(name, captures): whether the archive has rows of so many captures of a file. Rows follow the captures a
    moment later, and not at all when the disk is full: a file keeps `.open` until they are there, for recovery to read.
    """

    def __init__(
        self,
        folder: Path,
        info: Mapping[str, str],
        *,
        max_bytes: int = 1_000_000_000,
        max_age_seconds: float = 86_400,
        level: int = LEVEL,
        clock: Callable[[], datetime] = clock.now,
        have_rows: Callable[[str, int], bool] = lambda name, captures: True,
    ) -> None:
        self._folder = folder
        self._info = dict(info)
        self._max_bytes = max_bytes
        self._max_age_seconds = max_age_seconds
        self._level = level
        self._clock = clock
        self._have_rows = have_rows
        self._serial = 0
        self._file: _OpenFile | None = None
        self._closed: list[_OpenFile] = []  # and not renamed yet
        self._lock = Lock()

    def write(self, exchange: Exchange, original: Original | None = None, digest: str | None = None) -> Place:
        """Append an exchange; it is on the disk when this returns the Place of its response or revisit record.

        original: a record that holds the same payload, or the page that a 304 says is unchanged; what is written is then a
        revisit of it. digest: of the payload, where the caller has computed it; for a 304 that of the page.
        Raises ArchiveFull or WarcError; nothing of the exchange is then in the archive, and the next one can be tried.
        """
        with self._lock:
            file = self._file_with_room()
            digest = digest or payload_digest(exchange.payload)
            records = _records(exchange, original, digest, file.info_id, self._level)
            offset = file.append(records.request + records.response) + len(records.request)
            file.captures += 1
            return Place(
                warc_file=file.name,
                warc_offset=offset,
                warc_length=len(records.response),
                record_id=records.response_id,
                payload_digest=digest,
                revisit_of=original.record_id if original else None,
            )

    def copy(self, records: Sequence[Copy]) -> list[tuple[str, int, int]]:
        """Append records of other files; they are on the disk when this returns, for each one, file, offset and length.

        A request is to stand right before its response. Raises as `write` does, and none of them is then in the archive.
        """
        with self._lock:
            file = self._file_with_room()
            members = [
                member(one.head, one.block + RECORD_END, level=self._level, stored=one.is_compressed) for one in records
            ]
            offset = file.append(b"".join(members))
            file.captures += sum(one.is_capture for one in records)
            places = []
            for one in members:
                places.append((file.name, offset, len(one)))
                offset += len(one)
            return places

    def close(self) -> None:
        """Give the files their final names, those that may have them. A later write begins another."""
        with self._lock:
            self._close_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def _file_with_room(self) -> _OpenFile:
        file = self._file
        if file is not None:
            age = (self._clock() - file.opened_at).total_seconds()
            if file.broken or file.size >= self._max_bytes or age >= self._max_age_seconds:
                self._close_file()
        if self._file is None:
            self._file = self._new_file()
        return self._file

    def _new_file(self) -> _OpenFile:
        now = self._clock().astimezone(UTC)
        while True:
            name = f"newsarchive-{now:%Y%m%d%H%M%S}-{self._serial:05d}-{os.getpid()}.warc.gz"
            self._serial += 1
            if (self._folder / name).exists():
                continue
            try:
                return _OpenFile(self._folder, name, self._info, now, self._level)
            except FileExistsError:
                continue
            except OSError as error:
                raise failure(error, f"{self._folder / name}{OPEN}: cannot be made") from error

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
            if not file.broken:
                self._closed.append(file)
        closed, self._closed = self._closed, []
        for file in closed:
            if self._have_rows(file.name, file.captures):
                file.rename()
            else:
                self._closed.append(file)


class _OpenFile:
    """A WARC file that is being written: where its last whole record ends, and whether it can be trusted."""

    def __init__(self, folder: Path, name: str, info: Mapping[str, str], opened_at: datetime, level: int) -> None:
        self.name = name
        self.opened_at = opened_at
        self.size = 0
        self.captures = 0
        self.broken = False
        self.info_id = f"urn:uuid:{uuid4()}"
        self._folder = folder
        self._path = folder / (name + OPEN)
        # The warcinfo record is appended with the first exchange: a file holds something or nothing.
        self._warcinfo = member(_warcinfo(self.info_id, name, info, opened_at), level=level)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

    def append(self, data: bytes) -> int:
        """The offset at which data now lies on the disk."""
        first = self._warcinfo if self.size == 0 else b""
        step = "written"
        try:
            disk.write_at(self._descriptor, first + data, self.size)
            step = "synced to the disk"
            disk.sync(self._descriptor)
            if first:
                disk.sync_folder(self._folder)
        except BaseException as error:  # an interrupt too must not leave half a record before the next
            # After a failed sync it is unknown what the disk holds: the file keeps `.open`, and recovery reads it.
            self.broken = step != "written"
            self._cut_back()
            if isinstance(error, OSError):
                raise failure(error, f"{self._path}: a record could not be {step}") from error
            raise
        offset = self.size + len(first)
        self.size = offset + len(data)
        return offset

    def close(self) -> None:
        """Write no more."""
        try:
            os.close(self._descriptor)
        except OSError as error:
            if not self.broken:
                self.broken = True
                raise failure(error, f"{self._path}: cannot be closed; its records are safe") from error

    def rename(self) -> None:
        """Give the file its final name, or remove it when it is empty."""
        try:
            if self.size == 0:
                self._path.unlink()
            else:
                self._path.rename(self._folder / self.name)
            disk.sync_folder(self._folder)
        except OSError as error:
            raise failure(error, f"{self._path}: cannot be renamed to {self.name}; its records are safe") from error

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.size)
        except OSError:
            self.broken = True


def failure(error: OSError, what: str) -> ArchiveFull | WarcError:
    """The error for a write that the system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ArchiveFull(f"{what}: the disk is full; free some space and run again, what was acknowledged is safe")
    return WarcError(f"{what}: {error.strerror or error}; what was acknowledged is safe, check the disk and run again")


@dataclass(frozen=True, slots=True)
class _Records:
    """The two records of an exchange, as gzip members."""

    request: bytes
    response: bytes
    response_id: str


def _records(exchange: Exchange, original: Original | None, digest: str, info_id: str, level: int) -> _Records:
    url = target_uri(exchange.url)
    date = warc_date(exchange.captured_at)
    # The same exchange has the same name, so that adopting it twice adds nothing.
    name = f"{url} {date} {exchange.method} {exchange.status} {digest} {exchange.lease}"
    if original is not None:
        name += f" {original.record_id}"
    response_id = f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
    common = [("WARC-Warcinfo-ID", f"<{info_id}>"), ("WARC-Target-URI", url), ("WARC-Date", date)]
    if exchange.ip is not None:
        common.append(("WARC-IP-Address", exchange.ip))
    if exchange.source is not None:
        # What pywb writes of what it takes from other archives.
        common.append(("WARC-Source-URI", target_uri(exchange.source.address)))
        common.append(("WARC-Creation-Date", warc_date(exchange.source.asked_at)))

    request = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, name + ' request')}>"),
        *common,
        ("WARC-Concurrent-To", f"<{response_id}>"),
    ]
    asked, body = request_of(url)
    block = _request_head(exchange, asked) + (body or b"")
    request_member = member(_record_head(request, REQUEST, block) + block + RECORD_END, level=level)
    if exchange.source is not None:
        request_member = b""

    answer = [("WARC-Record-ID", f"<{response_id}>"), *common, ("WARC-Payload-Digest", digest)]
    if exchange.truncated is not None:
        answer.append(("WARC-Truncated", TRUNCATED.get(exchange.truncated, "unspecified")))
    head = _response_head(exchange)
    if original is None:
        answer.insert(0, ("WARC-Type", "response"))
        payload = exchange.payload
    else:
        # WARC 1.1, 6.7.2: the block of a revisit is the HTTP head alone.
        answer[:0] = [
            ("WARC-Type", "revisit"),
            ("WARC-Profile", NOT_MODIFIED if exchange.status == 304 else IDENTICAL_PAYLOAD),
            ("WARC-Refers-To", f"<{original.record_id}>"),
            ("WARC-Refers-To-Target-URI", target_uri(original.url)),
            ("WARC-Refers-To-Date", warc_date(original.captured_at)),
        ]
        payload = b""
    encoded = any(name.lower() == "content-encoding" for name, _ in exchange.headers)
    start = _record_head(answer, RESPONSE, head, payload) + head
    response_member = member(start, payload + RECORD_END, level=level, stored=encoded and bool(payload))
    return _Records(request_member, response_member, response_id)


def _record_head(fields: list[tuple[str, str]], content_type: str, *block: bytes) -> bytes:
    """The header block of a record whose block is those pieces in a row."""
    digest = hashlib.sha256()
    for piece in block:
        digest.update(piece)
    fields = [
        *fields,
        ("WARC-Block-Digest", "sha256:" + digest.hexdigest()),
        ("Content-Type", content_type),
        ("Content-Length", str(sum(map(len, block)))),
    ]
    head: bytes = StatusAndHeaders("", fields, protocol="WARC/1.1").to_bytes()
    return head


def _warcinfo(record_id: str, name: str, info: Mapping[str, str], opened_at: datetime) -> bytes:
    """The record that says who wrote the file, with what, and how (WARC 1.1, 6.2)."""
    fields = {
        "software": f"newsarchive/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **info,
    }
    block = "".join(f"{key}: {value}".translate(_ONE_LINE) + "\r\n" for key, value in fields.items()).encode()
    head = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Filename", name),
        ("WARC-Date", warc_date(opened_at)),
    ]
    return _record_head(head, "application/warc-fields", block) + block + RECORD_END


def _request_head(exchange: Exchange, url: str) -> bytes:
    """The request without anything that would let a reader of the archive act as the crawler."""
    found = _ADDRESS.match(url)
    host, path = (found[1], found[2]) if found else ("", url)
    headers = [(name, value) for name, value in exchange.request_headers if not _SECRET.match(name.strip())]
    headers = [(name, without_userinfo(value) if name.lower() == "referer" else value) for name, value in headers]
    if host and not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", host))  # which the HTTP client adds after the crawler has let the request go
    if not path.startswith("/"):
        path = "/" + path
    return _http_block(f"{exchange.method} {path} {exchange.http_version}", headers)


def _response_head(exchange: Exchange) -> bytes:
    headers = [
        (ORIGINAL_TRANSFER_ENCODING if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    return _http_block(f"{exchange.http_version} {exchange.status} {exchange.reason_phrase}", headers)


def _http_block(first_line: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return b"".join(_bytes(line.translate(_ONE_LINE)) + b"\r\n" for line in lines) + b"\r\n"


def _bytes(line: str) -> bytes:
    with contextlib.suppress(UnicodeEncodeError):
        return line.encode("latin-1")
    return line.encode("utf-8", "replace")
