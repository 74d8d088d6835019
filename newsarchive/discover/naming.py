"""A page that names articles -> what kind of page it is: a feed, a sitemap, an edition, another list, or an article itself."""

from __future__ import annotations

import re
from typing import Final

from newsarchive.items import Capture, Kind

__all__ = ["announced", "named_by"]

#: The root elements of feeds and sitemaps, and of pages, which may begin with <?xml as well.
_FEED: Final = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_SITEMAP: Final = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_PAGE: Final = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_NAMES: Final = frozenset({Kind.ARTICLE, Kind.LISTING, Kind.FEED, Kind.SITEMAP, Kind.EDITION})


def announced(body: bytes) -> Kind | None:
    """Which of the two an answer is, a feed or a sitemap; None for anything else.

    >>> announced(b'<?xml version="1.0"?><rss version="2.0">'), announced(b'<?xml version="1.0"?><!DOCTYPE html><html>')
    (<Kind.FEED: 'feed'>, None)
    """
    head = body[:2000]
    if _PAGE.search(head):
        return None
    return Kind.FEED if _FEED.search(head) else Kind.SITEMAP if _SITEMAP.search(head) else None


def named_by(kind: Kind, capture: Capture) -> Kind | None:
    """What a page is that names others: an outlet's lists may be feeds, whatever they were asked for as.

    kind: as which it was fetched, or what it turned out to hold. None for what names nothing by itself: robots.txt, a probe.
    """
    if kind is Kind.LISTING:
        return announced(capture.body) or kind
    return kind if kind in _NAMES else None
