"""A page or robots.txt of a site -> where its feeds and sitemaps are, and what else it links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from protego import Protego

from newsarchive.discover.robots import MAX_BYTES
from newsarchive.discover.shapes import day_in
from newsarchive.discover.urls import canonical, is_http
from newsarchive.extract import charset, tree
from newsarchive.items import Candidate, Capture, Kind, Outlet

__all__ = [
    "FEEDS",
    "MAX_LINKS",
    "SITEMAPS",
    "announced_feeds",
    "announced_sitemaps",
    "candidate",
    "links",
    "page",
    "site_of",
]

#: Links of a page that are looked at; what stands behind them is a link farm, or a page nobody reads.
MAX_LINKS: Final = 2000
#: Characters of an address (settings.URLLENGTH_LIMIT).
MAX_URL: Final = 2083
#: Where feeds and sitemaps are when nobody says so: WordPress and Drupal, Jekyll and Hugo, and what most imitate.
FEEDS: Final = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss")
SITEMAPS: Final = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")

_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_LINK: Final = re.compile(r"(?:/(?:feed|rss|atom)/?|[./](?:rss|atom)(?:\.xml)?|/(?:feed|index)\.xml|/feed\.json)$", re.I)
_OF_COMMENTS: Final = re.compile(r"comment|replies|kommentar", re.I)
MAX_FEEDS: Final = 30
MAX_SITEMAPS: Final = 200


def page(capture: Capture) -> etree._Element | None:
    """The root of a captured page, None where nothing can be parsed."""
    parsed = tree.parse(charset.decode(capture.body, capture.header("Content-Type")).text)
    return None if parsed is None else parsed.root


def _joined(base: str, href: str) -> str | None:
    """An absolute http(s) address without fragment; None for anything else that stands in a link."""
    href = "".join(href.split()) if href[:200].strip()[:5].lower() in ("http:", "https") else href.strip()
    try:
        url = urljoin(base, href).partition("#")[0]
    except ValueError:
        return None
    return url if len(url) <= MAX_URL and is_http(url) else None


def _base(root: etree._Element, url: str) -> str:
    """What relative addresses of a page are relative to (HTML, the base element)."""
    element = next(root.iter("base"), None)
    href = element.get("href") if element is not None else None
    return (_joined(url, href) if href else None) or url


def announced_feeds(root: etree._Element, url: str) -> Iterator[str]:
    """The feeds that a page names: in link elements (RSS Advisory Board, autodiscovery), or in links that look like a feed's.

    Feeds of comments are left out.
    """
    base = _base(root, url)
    seen: set[str] = set()
    for element in root.iter("link", "a"):
        href = element.get("href")
        if not href or len(seen) >= MAX_FEEDS:
            continue
        if element.tag == "link":
            rel = (element.get("rel") or "").lower().split()
            named = "alternate" in rel and (element.get("type") or "").split(";")[0].strip().lower() in _FEED_TYPES
        else:
            named = _FEED_LINK.search(href.partition("?")[0]) is not None
        if named and not _OF_COMMENTS.search(f"{href} {element.get('title') or ''}"):
            address = _joined(base, href)
            if address and address not in seen:
                seen.add(address)
                yield address


def announced_sitemaps(robots: bytes, url: str) -> list[str]:
    """The sitemaps that a robots.txt names (sitemaps.org, "Specifying the Sitemap location").

    >>> announced_sitemaps(b"Sitemap: /news.xml\\nUser-agent: *\\nSITEMAP: https://paper.example/all.xml", "https://paper.example/robots.txt")
    ['https://paper.example/news.xml', 'https://paper.example/all.xml']
    """
    rules = Protego.parse(robots[:MAX_BYTES].decode("utf-8", errors="replace"))
    found = (_joined(url, address) for address in rules.sitemaps)
    return list(dict.fromkeys(address for address in found if address))[:MAX_SITEMAPS]


def links(root: etree._Element, url: str) -> Iterator[str]:
    """The addresses that a page links to, in order, each once; none where its author asks not to follow.

    Only the first MAX_LINKS are looked at.
    """
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() == "robots" and re.search(
            r"\b(?:nofollow|none)\b", element.get("content") or "", re.I
        ):
            return
    base = _base(root, url)
    seen: set[str] = set()
    for looked_at, element in enumerate(root.iter("a", "area")):
        if looked_at >= MAX_LINKS:
            return
        href = element.get("href")
        address = _joined(base, href) if href else None
        if address and address not in seen:
            seen.add(address)
            yield address


def candidate(url: str, outlet: Outlet, *, published: str | None = None, priority: int = 0, depth: int = 1) -> Candidate:
    """An address that may be an article's, as the outlet knows it; a list where the outlet's rule says that it is none."""
    identity = outlet.identity(url)
    return Candidate(
        url=identity or canonical(url),
        fetch_url=url,
        outlet=outlet.name,
        kind=Kind.ARTICLE if identity else Kind.LISTING,
        published=published or (day_in(url) if identity else None),
        priority=priority,
        depth=depth,
    )


def site_of(url: str) -> str:
    """The address of a site's root, without the slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
