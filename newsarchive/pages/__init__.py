"""A capture -> the page object that reads it, chosen by host, day and recognition.

Every module of this folder that has an `OUTLET` is an outlet; its `PAGES` are its layouts. Nothing is registered by hand.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsarchive.errors import NotAnArticle, OutletUnknown
from newsarchive.items import Article, Capture, Outlet, Reason
from newsarchive.pages.article import ArticlePage, CapturedAt, response

__all__ = ["outlet_for", "outlet_named", "outlets", "page_for", "page_of", "pages_of", "read"]


@cache
def _modules() -> dict[str, tuple[Outlet, tuple[type[ArticlePage], ...]]]:
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if outlet := getattr(module, "OUTLET", None):
            found[outlet.name] = (outlet, tuple(module.PAGES))
    return found


def outlets() -> tuple[Outlet, ...]:
    """All outlets, by name."""
    return tuple(outlet for _, (outlet, _) in sorted(_modules().items()))


def outlet_named(name: str) -> Outlet:
    """The outlet of that name.

    Raises OutletUnknown, naming those there are.
    """
    try:
        return _modules()[name][0]
    except KeyError:
        known = ", ".join(sorted(_modules()))
        raise OutletUnknown(f"no outlet is called {name!r}; there are: {known}") from None


def pages_of(outlet: Outlet) -> tuple[type[ArticlePage], ...]:
    """An outlet's layouts."""
    return _modules()[outlet.name][1]


def _serves(hosts: Iterable[str], host: str) -> bool:
    """
    >>> _serves((".paper.example",), "paper.example"), _serves((".paper.example",), "m.paper.example")
    (True, True)
    >>> _serves(("paper.example",), "m.paper.example")
    False
    """
    return any(host == name.removeprefix(".") or (name.startswith(".") and host.endswith(name)) for name in hosts)


def outlet_for(url: str) -> Outlet | None:
    """The outlet that serves an address; None for what is no address too."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:  # "https://[::1"
        return None
    return next((outlet for outlet in outlets() if _serves(outlet.hosts, host)), None)


def page_for(url: str, captured_at: datetime | None = None) -> tuple[type[ArticlePage], ...]:
    """The layouts that may have been served at an address on a day, in the order to be tried; () for an unknown host."""
    outlet = outlet_for(url)
    if outlet is None:
        return ()
    host = (urlsplit(url).hostname or "").lower()
    day = captured_at.astimezone(ZoneInfo(outlet.zone)).date() if captured_at else None
    return tuple(
        page
        for page in pages_of(outlet)
        if _serves(page.hosts or outlet.hosts, host)
        and (day is None or page.valid_from is None or page.valid_from <= day)
        and (day is None or page.valid_until is None or day <= page.valid_until)
    )


def page_of(capture: Capture) -> ArticlePage:
    """A captured page in the layout that recognizes it.

    Raises NotAnArticle when none does.
    """
    answer = response(capture.url, capture.body, capture.headers, capture.status)
    for layout in page_for(capture.url, capture.captured_at):
        page = layout(answer, CapturedAt(capture.captured_at))
        if page.fits():
            return page
    raise NotAnArticle(f"{capture.url}: no layout of the outlet recognizes the page", Reason.NOT_ARTICLE)


def read(capture: Capture) -> Article:
    """What a captured page says.

    Raises NotAnArticle when no layout recognizes the page, or it holds no article.
    """
    if not capture.body.strip():
        raise NotAnArticle(f"{capture.url}: the answer is empty", Reason.EMPTY)
    return replace(page_of(capture).article(), record_id=capture.place.record_id if capture.place else None)
