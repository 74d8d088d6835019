"""An imported page, feed or sitemap -> the articles of its outlet that it names."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive import pages
from newsarchive.discover import feeds, found, sitemaps
from newsarchive.errors import NotAnArticle
from newsarchive.items import Candidate, Capture, Kind, Outlet

__all__ = ["linked"]


def linked(capture: Capture, outlet: Outlet) -> Iterator[Candidate]:
    """The articles of its outlet that a page, feed or sitemap names."""
    mime = (capture.header("Content-Type") or "").partition(";")[0].strip().lower()
    if mime.endswith(("/xml", "+xml")) and "html" not in mime:
        for read in (feeds.candidates, sitemaps.candidates):
            try:
                yield from (one for one in read(capture, outlet) if one.kind is Kind.ARTICLE)
            except NotAnArticle:
                continue
        return
    root = found.page(capture) if "html" in mime else None
    for url in found.links(root, capture.url) if root is not None else ():
        if pages.outlet_for(url) == outlet and outlet.identity(url) is not None:
            yield found.candidate(url, outlet)
