"""A capture in another web archive -> the address to ask there, and what it answers -> the capture as it was.

Of an archive with a Wayback or pywb, a memento is asked for as it was captured (`id_`): RFC 7089's Memento-Datetime says
when that was, and the headers of that time come back as `X-Archive-Orig-…`. Of Common Crawl's WARC files, the bytes of one
record are asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Final

from newsarchive.importing.indexes import Entry
from newsarchive.items import Source
from newsarchive.warc.record import Record, record_of
from newsarchive.warc.scan import DamagedError, RecordStream
from newsarchive.warc.write import Copy, Exchange

__all__ = ["COMMON_CRAWL", "WAYBACK", "address_of", "asked", "copy_of", "is_ranged", "original", "position_in", "url_in"]

WAYBACK: Final = "https://web.archive.org/web"
COMMON_CRAWL: Final = "https://data.commoncrawl.org"

_MEMENTO: Final = re.compile(r"/([0-9]{14})(?:[a-z]{2}_)?/(https?:/.*)\Z", re.DOTALL)
_RANGE: Final = re.compile(r"#bytes=([0-9]+)-([0-9]+)\Z")
_ORIGINAL: Final = "x-archive-orig-"
#: Headers of the transfer, or of the archive that serves a memento: never the outlet's.
_TRANSFER: Final = ("transfer-encoding", "content-length", "connection", "keep-alive", "content-encoding")
_ARCHIVES: Final = ("memento-datetime", "link", "x-archive-", "x-location", "x-cache-key", "x-page-cache")


def address_of(entry: Entry, wayback: str = WAYBACK, common_crawl: str = COMMON_CRAWL) -> str:
    """What to ask for, and where; the bytes of a record are named in the fragment.

    >>> at = datetime(2019, 9, 7, 4, 6, tzinfo=UTC)
    >>> address_of(Entry(url="https://paper.example/a?id=1", at=at))
    'https://web.archive.org/web/20190907040600id_/https://paper.example/a?id=1'
    >>> address_of(Entry(url="https://paper.example/a", at=at, filename="crawl-data/a.warc.gz", offset=10, length=5))
    'https://data.commoncrawl.org/crawl-data/a.warc.gz#bytes=10-14'
    """
    if entry.filename and entry.filename.startswith("crawl-data/") and entry.offset is not None and entry.length:
        return f"{common_crawl.rstrip('/')}/{entry.filename}#bytes={entry.offset}-{entry.offset + entry.length - 1}"
    return f"{wayback.rstrip('/')}/{entry.at:%Y%m%d%H%M%S}id_/{entry.url.partition('#')[0]}"


def is_ranged(address: str) -> bool:
    """Whether an address is of one record of a WARC file."""
    return _RANGE.search(address) is not None


def position_in(address: str) -> int | None:
    """Where that record begins in the file, in bytes."""
    found = _RANGE.search(address)
    return int(found[1]) if found else None


def asked(address: str) -> dict[str, str]:
    """The headers to ask with.

    >>> asked("https://data.commoncrawl.org/crawl-data/a.warc.gz#bytes=10-14")
    {'Range': 'bytes=10-14', 'Accept-Encoding': 'identity'}
    """
    found = _RANGE.search(address)
    return {"Range": f"bytes={found[1]}-{found[2]}", "Accept-Encoding": "identity"} if found else {}


def url_in(address: str) -> str | None:
    """The address that was captured, of a memento; None where that is none.

    >>> url_in("https://web.archive.org/web/20190907040600id_/https://paper.example/a")
    'https://paper.example/a'
    """
    found = _MEMENTO.search(address)
    return re.sub(r"^(https?):/(?=[^/])", r"\1://", found[2]) if found else None


def original(exchange: Exchange) -> Exchange | None:
    """What the outlet had answered, of an archive's answer that is a memento; None of any other: a refusal, a redirect to
    another capture, a page that says that there is none."""
    url = url_in(exchange.url)
    told = {name.lower(): value for name, value in exchange.headers}
    at = _moment(told.get("memento-datetime"))
    if url is None or at is None:
        return None
    return replace(
        exchange,
        url=url,
        captured_at=at,
        request_headers=(),
        headers=_headers(exchange, told),
        ip=None,
        lease="",
        source=Source(address=exchange.url, asked_at=exchange.captured_at),
    )


def _headers(exchange: Exchange, told: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The outlet's headers: those that the archive has set apart, where it does, and how the payload is coded now."""
    apart = [(name[len(_ORIGINAL) :], value) for name, value in exchange.headers if name.lower().startswith(_ORIGINAL)]
    if apart:
        kept = apart
        if not any(name.lower() == "content-type" for name, _ in apart) and "content-type" in told:
            kept = [("Content-Type", told["content-type"]), *apart]
    else:
        kept = [(name, value) for name, value in exchange.headers if not name.lower().startswith(_ARCHIVES)]
    kept = [(name, value) for name, value in kept if name.lower() not in _TRANSFER]
    coded = [(name, value) for name, value in exchange.headers if name.lower() == "content-encoding"]
    return tuple(
        (name, url_in(value) or value) if name.lower() == "location" else (name, value)  # archives lead into themselves
        for name, value in kept + coded
    )


def _moment(printed: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(printed or "").astimezone(UTC).replace(microsecond=0)
    except (TypeError, ValueError):
        return None


def copy_of(payload: bytes, warc_file: str) -> tuple[Copy, Record]:
    """The record that bytes of a WARC file are, to be kept as it stands there.

    Raises DamagedError when they are not one whole record.
    """
    stream = RecordStream(BytesIO(payload), 0)
    block = b"".join(stream.block())
    stream.finish()
    if stream.next != len(payload):
        raise DamagedError(stream.next, "more than one record")
    record = record_of(stream, block, warc_file)
    encoded = any(name.lower() == "content-encoding" for name, _ in record.http_headers)
    return Copy(head=stream.head, block=block, is_capture=True, is_compressed=encoded), record
