"""Which captures an import is to add: by outlet, day, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from newsarchive import pages
from newsarchive.discover.urls import is_http
from newsarchive.items import Outlet

__all__ = ["Wanted", "is_page"]

#: Answers that may be a page, a list, a feed, a sitemap or robots.txt.
_PAGES: Final = frozenset({"", "text/html", "text/plain", "application/xhtml+xml", "application/json", "text/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which captures are to be imported."""

    outlets: tuple[Outlet, ...] = ()
    """Of these only; () of all."""
    since: date | None = None
    until: date | None = None
    """First and last day of capture, UTC."""
    everything: bool = False
    """What is no page too: images, style sheets, scripts."""
    limit: int | None = None
    """Captures to add at the most."""

    def refusal(self, url: str, captured_at: datetime) -> str | None:
        """Why a capture of an address at a moment is not wanted; None when it is."""
        if not is_http(url):
            return "no http(s) address"
        if self.outlets and pages.outlet_for(url) not in self.outlets:
            return "of another outlet"
        day = captured_at.astimezone(UTC).date()
        if self.since and day < self.since:
            return "captured before"
        return "captured after" if self.until and day > self.until else None


def is_page(mime: str) -> bool:
    """Whether a media type may be that of a page, list, feed or sitemap.

    >>> is_page("text/html"), is_page("application/rss+xml"), is_page("image/svg+xml"), is_page("text/css")
    (True, True, False, False)
    """
    if mime.startswith("image/"):
        return False
    return mime in _PAGES or mime.endswith(("/xml", "+xml", "+json"))
