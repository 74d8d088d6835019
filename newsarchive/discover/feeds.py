"""A feed (RSS, Atom, RDF, JSON Feed) -> the articles that it names, with the dates it gives them."""

from __future__ import annotations

import io
import json
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin

import feedparser

from newsarchive.discover.found import MAX_URL, candidate
from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import is_http
from newsarchive.errors import NotAnArticle
from newsarchive.items import Candidate, Capture, Outlet, Reason

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "candidates"]

#: What of a feed is read: the largest of newspapers, with full texts, are a few megabytes.
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_ENTRIES: Final = 5000


def candidates(capture: Capture, outlet: Outlet) -> Iterator[Candidate]:
    """The articles that a captured feed names, in its order.

    Raises NotAnArticle with Reason.NOT_A_LIST for anything that is no feed.
    """
    body = capture.body[:MAX_BYTES]
    entries = _of_json(body, capture) if body.lstrip()[:1] == b"{" else _of_xml(body, capture)
    seen: set[str] = set()
    for address, published in entries:
        try:
            url = urljoin(capture.url, address.strip())
        except ValueError:
            continue
        if (
            len(url) <= MAX_URL
            and is_http(url)
            and url not in seen
            and len(seen) < MAX_ENTRIES
            and shape(url) is not Shape.NEITHER
        ):
            seen.add(url)
            yield candidate(url, outlet, published=published, priority=10)


def _of_xml(body: bytes, capture: Capture) -> Iterator[tuple[str, str | None]]:
    if b"<!ENTITY" in body:  # no feed needs one; nested, they grow without end, and feedparser expands them
        raise NotAnArticle(f"{capture.url}: declares entities of its own", Reason.NOT_A_LIST)
    headers = {"content-type": capture.header("Content-Type") or "", "content-location": capture.url}
    # A file object: feedparser takes a string for an address, and would fetch it.
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version"):
        raise NotAnArticle(f"{capture.url}: no feed", Reason.NOT_A_LIST)
    for entry in feed.entries[:MAX_ENTRIES]:
        # FeedBurner puts an address of its own into link, to count readers, and the article's beside it.
        if address := entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry):
            yield address, _moment(entry.get("published_parsed") or entry.get("updated_parsed"))


def _permalink(entry: Any) -> str | None:
    """RSS 2.0: a guid is the item's address unless it says that it is none."""
    return entry.get("id") if entry.get("guidislink") else None


def _moment(parsed: Any) -> str | None:
    """What feedparser makes of a date (UTC), ISO 8601."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _of_json(body: bytes, capture: Capture) -> Iterator[tuple[str, str | None]]:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAnArticle(f"{capture.url}: no feed: {error}", Reason.NOT_A_LIST) from error
    items = feed.get("items") if isinstance(feed, dict) and "jsonfeed.org" in str(feed.get("version")) else None
    if not isinstance(items, list):
        raise NotAnArticle(f"{capture.url}: JSON, but no JSON Feed", Reason.NOT_A_LIST)
    for item in items[:MAX_ENTRIES]:
        if isinstance(item, dict) and isinstance(address := item.get("url"), str):
            yield address, hint(item.get("date_published") or item.get("date_modified"))


def hint(written: object) -> str | None:
    """A date of RFC 3339 or W3C's profile as ISO 8601, as precise as written; None for anything else.

    >>> hint("2024-05-12T08:30:00Z"), hint("2024-05"), hint("2024-13-40"), hint("12 May")
    ('2024-05-12T08:30:00+00:00', '2024-05', None, None)
    """
    text = written.strip() if isinstance(written, str) else ""
    if len(text) in (4, 7) and text[:4].isdigit():
        return hint(f"{text}-01")[: len(text)] if len(text) == 7 and hint(f"{text}-01") else None  # type: ignore[index]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= 10:
        return moment.date().isoformat()
    return moment.isoformat() if moment.tzinfo else moment.isoformat()[:16]
