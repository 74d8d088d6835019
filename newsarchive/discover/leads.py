"""Where a redirect from an article's address leads; and an address that cannot exist. Touches no I/O."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import canonical, is_http
from newsarchive.items import Capture, Outlet

__all__ = ["is_probe", "leads", "probe"]

_HOME: Final = re.compile(r"/?(?:(?:index|home|default|main|front)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_ERROR: Final = re.compile(
    r"(?:^|[/_.-])(?:404|410|error|not[-_]?found|no-?page|gone|deleted|expired)(?:[/_.-]|$)", re.IGNORECASE
)
# What stands before articles that are there: never a takedown.
_DOOR: Final = re.compile(
    r"log-?in|sign-?in|sign-?up|passport|\bsso\b|oauth|\bauth|account|captcha|verif|challenge|consent|cookie|subscri|paywall|"
    r"member|\babo\b|block|denied|forbid|maintenance|unavailable|\bgeo\b|privacy",
    re.IGNORECASE,
)
_MARK: Final = "newsarchive=probe"
_DIGITS: Final = re.compile(r"\d+(?=\D*$)")


def leads(capture: Capture, outlet: Outlet) -> tuple[str, str] | None:
    """What a redirect from an article's address says of the article, with the target; None when it says nothing.

    "missing": the target is called an error page; "home": the front page; "list": no article's address; "elsewhere": what it
    is shows only when other articles' addresses lead to the same place.
    None for another address of the same article, for one of another article, and for whatever asks something of the reader.
    """
    location = capture.header("Location")
    try:
        target = canonical(urljoin(capture.url, location)) if location else None
        parts = urlsplit(target or "")
    except ValueError:
        return None
    if target is None or not is_http(target):
        return None
    if _DOOR.search(f"{parts.hostname}{parts.path}?{parts.query}"):
        return None
    if _ERROR.search(parts.path):
        return "missing", target
    ours = parts.netloc == urlsplit(capture.url).netloc
    if canonical(outlet.home) == target or (ours and _HOME.fullmatch(parts.path) and not parts.query):
        return "home", target
    identity = outlet.identity(target)
    if identity is not None and identity == outlet.identity(capture.url):
        return None
    found = shape(target)
    if identity is not None and found is Shape.ARTICLE:
        return None
    if ours and (found is Shape.LIST or identity is None):
        return "list", target
    return "elsewhere", target


def probe(url: str) -> str:
    """An address like an article's at which there can be none, and which says why it is asked for.

    >>> probe("https://paper.example/news/detail?id=1008")
    'https://paper.example/news/detail?id=0000&newsarchive=probe'
    >>> probe("https://paper.example/harbor/low-tide")
    'https://paper.example/harbor/low-tide-0000000000?newsarchive=probe'
    """
    parts = urlsplit(url)
    told = f"{parts.path}?{parts.query}" if parts.query else parts.path
    none = _DIGITS.sub(lambda number: "0" * len(number[0]), told)
    if none == told:
        none = f"{parts.path}-0000000000" + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme}://{parts.netloc}{none}{'&' if '?' in none else '?'}{_MARK}"


def is_probe(url: str) -> bool:
    """Whether an address was made by `probe`."""
    return url.endswith((f"?{_MARK}", f"&{_MARK}"))
