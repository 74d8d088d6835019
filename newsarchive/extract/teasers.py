"""Tree and text -> how much of the text belongs to teasers: a headline that links elsewhere, and a few lines under it.

A section front, a tag's page or a blog's month reads like prose; what tells it from an article is whose headlines stand
over it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from lxml.etree import _Element as Element

from newsarchive.extract.paragraphs import paragraphs as lines_of

__all__ = ["share", "teasers"]

HEADINGS: Final = ("h1", "h2", "h3", "h4")
#: How far above its headline a teaser may begin.
CLIMB: Final = 6


def teasers(root: Element, url: str) -> list[Element]:
    """The largest elements that hold one linked headline each, of pages other than this one."""
    own = url.partition("#")[0].rstrip("/")
    heads = []
    for heading in root.iter(*HEADINGS):
        link = heading if heading.get("href") else next(heading.iter("a"), None)
        if link is None and (parent := heading.getparent()) is not None and parent.tag == "a":
            link = parent
        href = link.get("href") if link is not None else None
        if href and not href.startswith("#") and _joined(url, href).partition("#")[0].rstrip("/") != own:
            heads.append(heading)
    holds: dict[Element, int] = {}
    for heading in heads:
        for above in _above(heading):
            holds[above] = holds.get(above, 0) + 1
    found = []
    for heading in heads:
        largest = heading
        for above in _above(heading):
            if holds[above] > 1 or above.tag in ("body", "html", "main"):
                break
            largest = above
        found.append(largest)
    return found


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return href


def _above(element: Element) -> list[Element]:
    found: list[Element] = []
    here = element.getparent()
    while here is not None and len(found) < CLIMB:
        found.append(here)
        here = here.getparent()
    return found


def share(root: Element, url: str, paragraphs: list[str]) -> float:
    """Which part of a text, by its length, stands in teasers; 0.0 where there are fewer than two of them."""
    items = teasers(root, url)
    whole = sum(map(len, paragraphs))
    if len(items) < 2 or not whole:
        return 0.0
    lines = {line for item in items for line in lines_of(item)}
    return sum(len(paragraph) for paragraph in paragraphs if paragraph in lines) / whole
