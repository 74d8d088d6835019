"""A capture -> the page object that reads it, chosen by host, day and recognition.

Every module of this folder that has an `OUTLET` is an outlet; its `PAGES` are its layouts, and its `printed`, if it has one,
tells where its paper printed what. Nothing is registered by hand.
Outlets without layouts, configured or met by their address, are made known to the process by `use`; their pages, and those
of hosts that no outlet serves, are read by `pages.site`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml.etree import _Element as Element

from newsarchive.discover.adhoc import outlet_at
from newsarchive.errors import NotAnArticle, OutletUnknown, UsageError
from newsarchive.extract import corrections, paywall, recognition
from newsarchive.extract.parts import Parts
from newsarchive.items import Article, Capture, Outlet, Printed, Reason
from newsarchive.pages.article import ArticlePage, CapturedAt, Rest, decoded_of, response, tree_of

if TYPE_CHECKING:
    from newsarchive.pages.site import SitePage

__all__ = [
    "decoded",
    "encoding_of",
    "is_cut",
    "is_paywalled",
    "outlet_for",
    "outlet_named",
    "outlets",
    "page_for",
    "page_named",
    "page_of",
    "pages_of",
    "parts_of",
    "printed_in",
    "read",
    "rest_of",
    "root_of",
    "serves",
    "use",
    "with_modules",
]

Layout: TypeAlias = "type[ArticlePage] | type[SitePage]"

# Outlets without a module, by name, with their layout: known to this process.
_used: dict[str, tuple[Outlet, tuple[Layout, ...]]] = {}


@cache
def _modules() -> dict[str, tuple[Outlet, tuple[Layout, ...]]]:
    found = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if outlet := getattr(module, "OUTLET", None):
            found[outlet.name] = (outlet, tuple(module.PAGES))
    return found


def with_modules() -> frozenset[str]:
    """Names of the outlets that have a module here."""
    return frozenset(_modules())


def use(outlet: Outlet, places: Mapping[str, str] | None = None, *, zoned: bool = False) -> Outlet:
    """Make an outlet known to this process, and return it; one with a module of its own stays as it is.

    places: field -> selector, where the generic reading needs help. zoned: the outlet's zone was told; otherwise each page's
    country or language tells.
    """
    from newsarchive.pages.site import page_class

    if outlet.name in _modules():
        return _modules()[outlet.name][0]
    _used[outlet.name] = (outlet, (page_class(outlet, places, zoned=zoned),))
    _outlet_at.cache_clear()
    return outlet


def _known() -> dict[str, tuple[Outlet, tuple[Layout, ...]]]:
    return {**_modules(), **_used}


def outlets() -> tuple[Outlet, ...]:
    """All outlets, by name."""
    return tuple(outlet for _, (outlet, _) in sorted(_known().items()))


def outlet_named(name: str) -> Outlet:
    """The outlet of that name.

    Raises OutletUnknown, naming those there are.
    """
    try:
        return _known()[name][0]
    except KeyError:
        known = ", ".join(sorted(_known()))
        raise OutletUnknown(f"no outlet is called {name!r}; there are: {known}") from None


def pages_of(outlet: Outlet) -> tuple[Layout, ...]:
    """An outlet's layouts."""
    return _known()[outlet.name][1]


def _closeness(hosts: Iterable[str], authority: str) -> int:
    """How exactly hosts name one that serves: with its port, by its name, by the domain it stands under; 0 for not at all.

    >>> _closeness((".paper.example",), "m.paper.example") < _closeness(("m.paper.example",), "m.paper.example")
    True
    >>> _closeness(("paper.example",), "m.paper.example")
    0
    """
    host = authority.rpartition(":")[0] or authority
    best = 0
    for name in hosts:
        if name == authority and name != host:
            best = max(best, 2000)
        elif host == name:
            best = max(best, 1000)
        elif name.startswith(".") and (host.endswith(name) or host == name[1:]):
            best = max(best, len(name))
    return best


def _authority(url: str) -> str:
    """Host, and port where one is written."""
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        port = ""
    return f"{(parts.hostname or '').lower()}{port}"


def serves(hosts: Iterable[str], url: str) -> bool:
    """Whether an address is on one of an outlet's hosts.

    >>> serves((".paper.example",), "https://paper.example/"), serves((".paper.example",), "https://m.paper.example/1")
    (True, True)
    >>> serves(("127.0.0.1:8000",), "http://127.0.0.1:8001/")
    False
    """
    return _closeness(hosts, _authority(url)) > 0


@lru_cache(maxsize=4096)
def _outlet_at(authority: str) -> Outlet | None:
    """The outlet that names a host most exactly; None where none does."""
    whole = (outlet for outlet in outlets() if not outlet.paths)
    ranked = [(closeness, outlet) for outlet in whole if (closeness := _closeness(outlet.hosts, authority))]
    return max(ranked, key=lambda one: one[0])[1] if ranked else None


def outlet_for(url: str) -> Outlet | None:
    """The outlet that serves an address, one that has its path before one that has its host; None for what is no address."""
    try:
        path = urlsplit(url).path
        for outlet in _lodgers():
            if path.startswith(outlet.paths) and serves(outlet.hosts, url):
                return outlet
        return _outlet_at(_authority(url))
    except ValueError:  # "https://[::1"
        return None


@cache
def _lodgers() -> tuple[Outlet, ...]:
    """The outlets that live on another's hosts."""
    return tuple(outlet for outlet, _ in _modules().values() if outlet.paths)


def page_for(url: str, captured_at: datetime | None = None) -> tuple[Layout, ...]:
    """The layouts that may have been served at an address on a day, in the order to be tried.

    For an unknown host it is the one of any site.
    """
    outlet = outlet_for(url)
    if outlet is None:
        return _anywhere(url)
    day = captured_at.astimezone(ZoneInfo(outlet.zone)).date() if captured_at else None
    return tuple(
        page
        for page in pages_of(outlet)
        if serves(page.hosts or outlet.hosts, url)
        and (day is None or page.valid_from is None or page.valid_from <= day)
        and (day is None or page.valid_until is None or day <= page.valid_until)
    )


def _anywhere(url: str) -> tuple[Layout, ...]:
    from newsarchive.pages.site import page_class

    try:
        parts = urlsplit(url)
        return (page_class(outlet_at(f"{parts.scheme}://{parts.netloc}/"), strict=False),)
    except UsageError:
        return ()


# What is asked of one capture after another shares its tree.
_response = lru_cache(maxsize=1)(response)


def root_of(capture: Capture) -> Element:
    """A captured page's tree."""
    return tree_of(_response(capture.url, capture.body, capture.headers, capture.status)).root


def page_of(capture: Capture) -> ArticlePage | SitePage:
    """A captured page in the layout that recognizes it.

    Raises NotAnArticle when none does.
    """
    answer = _response(capture.url, capture.body, capture.headers, capture.status)
    for layout in page_for(capture.url, capture.captured_at):
        page = layout(answer, CapturedAt(capture.captured_at))
        if page.fits():
            return page
    raise NotAnArticle(f"{capture.url}: no layout of the outlet recognizes the page", Reason.NOT_ARTICLE)


def encoding_of(capture: Capture) -> str:
    """Python's name of the encoding that a captured page is read in."""
    return decoded_of(_response(capture.url, capture.body, capture.headers, capture.status)).encoding


def decoded(capture: Capture) -> str:
    """The text of a captured page, markup and all."""
    return decoded_of(_response(capture.url, capture.body, capture.headers, capture.status)).text


def page_named(capture: Capture, parser: str | None) -> ArticlePage | SitePage | None:
    """A captured page in the layout that `Article.parser` names, whatever its version is today; None where there is none."""
    name = (parser or "").rpartition("/")[0]
    outlet = outlet_for(capture.url)
    layouts = (*page_for(capture.url, capture.captured_at), *(pages_of(outlet) if outlet else ()))
    for layout in layouts:
        if layout.parser_name().rpartition("/")[0] == name:
            return layout(
                _response(capture.url, capture.body, capture.headers, capture.status), CapturedAt(capture.captured_at)
            )
    return None


def read(capture: Capture) -> Article:
    """What a captured page says; of a host that no outlet serves, `outlet` is None.

    Raises NotAnArticle when no layout recognizes the page, or it holds no article.
    """
    if not capture.body.strip():
        raise NotAnArticle(f"{capture.url}: the answer is empty", Reason.EMPTY)
    try:
        article = page_of(capture).article()
    except NotAnArticle as error:
        if error.reason in (Reason.NOT_ARTICLE, Reason.EMPTY) and (why := _instead(capture)):
            raise NotAnArticle(str(error), why) from error
        raise
    if article.body and recognition.says_missing(article.body):
        raise NotAnArticle(f"{capture.url}: where the text stood, it says that there is none", Reason.ERROR_PAGE)
    outlet = article.outlet if outlet_for(capture.url) else None
    record_id = capture.place.record_id if capture.place else None
    return replace(article, outlet=outlet, record_id=record_id, corrects=_corrects(capture, article))


def _corrects(capture: Capture, article: Article) -> tuple[str, ...]:
    """The outlet's articles that a correction in an article links to."""
    outlet = outlet_for(capture.url)
    if outlet is None:
        return ()
    page = page_of(capture)
    text = page.prose if isinstance(page, ArticlePage) else root_of(capture)
    if text is None:
        return ()
    found = (urljoin(capture.url, href) for href in corrections.links(text, article.title, article.body))
    ours = (outlet.identity(address) for address in found if outlet_for(address) == outlet)
    return tuple(dict.fromkeys(url for url in ours if url is not None and url != article.url))


def _instead(capture: Capture) -> Reason | None:
    """What stands in an article's place, if the page says so to whoever knows nothing of its outlet."""
    from newsarchive.pages.generic import read_tree

    answer = _response(capture.url, capture.body, capture.headers, capture.status)
    told = read_tree(tree_of(answer), decoded_of(answer).text, capture.url, capture.captured_at).no_article
    if told in (Reason.BOT_WALL, Reason.LOGIN, Reason.CONSENT, Reason.ERROR_PAGE):
        return told
    return Reason.PAYWALL if is_paywalled(capture) else None


def is_paywalled(capture: Capture) -> bool:
    """Whether a captured page says that the rest of it is for subscribers."""
    answer = _response(capture.url, capture.body, capture.headers, capture.status)
    return paywall.is_paywalled(tree_of(answer).root, decoded_of(answer).text)


def is_cut(capture: Capture) -> bool:
    """Whether a captured page ends before its end."""
    return paywall.is_cut(decoded_of(_response(capture.url, capture.body, capture.headers, capture.status)).text)


def parts_of(capture: Capture) -> Parts | None:
    """Which page of an article in several a capture is; None for one that stands alone."""
    try:
        return page_of(capture).parts
    except NotAnArticle:
        return None


def printed_in(capture: Capture) -> Iterator[Printed]:
    """Where articles are printed, as a page of an e-paper, or its list of an edition, says: its module's `printed`."""
    outlet = outlet_for(capture.url)
    told = _printed().get(outlet.name) if outlet else None
    return told(capture) if told else iter(())


@cache
def _printed() -> dict[str, Callable[[Capture], Iterator[Printed]]]:
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {one.OUTLET.name: one.printed for one in modules if hasattr(one, "OUTLET") and hasattr(one, "printed")}


def rest_of(capture: Capture) -> Rest:
    """What a further page of an article adds to it: it need not have a headline or a date of its own."""
    return page_of(capture).rest
