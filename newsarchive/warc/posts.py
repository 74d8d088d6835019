"""A request with a body <-> one address, under which it is asked for, archived and found again.

Lists of some outlets are answers to POST, all at one address. WARC has no place for a body beside WARC-Target-URI, so the body
goes into the query in pywb's way (`__wb_method=POST&__wb_post_data=…`, Base64), in the frontier and in the archive alike. The
request record holds the request as it was sent.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs

__all__ = ["addressed", "posted", "request_of"]

_MARK: Final = "__wb_method=POST&__wb_post_data="


def posted(url: str, values: Mapping[str, Any]) -> str:
    """The address of a request that posts values as JSON.

    >>> posted("https://api.paper.example/list", {"page": 1})
    'https://api.paper.example/list?__wb_method=POST&__wb_post_data=eyJwYWdlIjoxfQ'
    """
    return addressed(url, json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def addressed(url: str, body: bytes) -> str:
    """The address of a request that posts these bytes."""
    return f"{url}{'&' if '?' in url else '?'}{_MARK}{urlsafe_b64encode(body).decode().rstrip('=')}"


def request_of(address: str) -> tuple[str, bytes | None]:
    """The URL to ask, and the body to post; None for what is simply got.

    >>> request_of(posted("https://api.paper.example/list?v=2", {"page": 1}))
    ('https://api.paper.example/list?v=2', b'{"page":1}')
    >>> request_of("https://api.paper.example/list?v=2")
    ('https://api.paper.example/list?v=2', None)
    """
    url, _, query = address.partition("?")
    if "__wb_method=POST" not in query:
        return address, None
    told = parse_qs(query)
    rest = "&".join(pair for pair in query.split("&") if not pair.startswith("__wb_"))
    try:
        coded = told.get("__wb_post_data", [""])[0]
        body = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
    except (Error, ValueError):
        return address, None
    return (f"{url}?{rest}" if rest else url), body
