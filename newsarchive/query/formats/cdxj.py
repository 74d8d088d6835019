"""Captures -> CDXJ, the index by which players find them: sorted lines of key, timestamp and JSON.

The key is a SURT (Sort-friendly URI Reordering Transform): the host's labels from the right, then path and query, so that
a site's pages stand together. Canonical as in pywb and the Wayback Machine's CDX servers, whose look-ups must meet it:
no www, no default port, no fragment, lower case, the query sorted, no slash at the end.

The lines are in gzip members of 3,000, with a second index of the first line of each (ZipNum Sharded CDX), which a player
reads over the network in parts.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from typing import BinaryIO
from urllib.parse import urlsplit

__all__ = ["LINES", "line", "surt", "write_zipnum"]

LINES = 3_000
"""Lines of a gzip member: pywb's and py-wacz's own number."""

_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORT = {"http": 80, "https": 443}


def surt(url: str) -> str:
    """An address as the key of its captures.

    >>> surt("https://www.Paper.example:443/News/?b=2&a=1#top")
    'example,paper)/news?a=1&b=2'
    >>> surt("http://127.0.0.1:8642/")
    '1,0,0,127:8642)/'
    """
    try:
        parts = urlsplit(url.lower())
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        return url
    host = _WWW.sub("", parts.hostname)
    host = ",".join(reversed(host.split(".")))  # of an IP address too, as the others do
    if port is not None and port != _DEFAULT_PORT[parts.scheme]:
        host += f":{port}"
    path = parts.path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}){path}" + (f"?{query}" if query else "")


def line(
    *, url: str, captured_at: str, mime: str, status: int, digest: str, offset: int, length: int, filename: str
) -> str:
    """A line of the index. captured_at: "2024-03-01T08:30:00Z". offset, length: of the gzip member, in bytes.

    >>> line(url="http://a.example/", captured_at="2024-03-01T08:30:00Z", mime="text/html", status=200, digest="sha256:00",
    ...      offset=0, length=9, filename="a.warc.gz").partition(" {")[0]
    'example,a)/ 20240301083000'
    """
    # Numbers as text, as every CDXJ writer has them.
    fields = {
        "url": url,
        "mime": mime,
        "status": str(status),
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": filename,
    }
    key = surt(url).replace(" ", "%20")
    return f"{key} {re.sub(r'[^0-9]', '', captured_at)} {json.dumps(fields)}\n"


def write_zipnum(lines: Iterable[str], out: BinaryIO, name: str) -> str:
    """Write sorted lines in gzip members of LINES; returns the text of the second index. name: of the file written to."""
    index = [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': name})}\n"]
    offset = 0
    block: list[str] = []

    def put() -> None:
        nonlocal offset
        member = gzip.compress("".join(block).encode(), mtime=0)
        out.write(member)
        prefix = block[0].partition(" {")[0]
        index.append(f"{prefix} {json.dumps({'offset': offset, 'length': len(member)})}\n")
        offset += len(member)
        block.clear()

    for one in lines:
        block.append(one)
        if len(block) == LINES:
            put()
    if block:
        put()
    return "".join(index)
