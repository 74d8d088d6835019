"""A list page -> rows: what a list of one family of markup names, without knowing whose it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from lxml.etree import _Element as Element
from parsel import Selector

from newsarchive.errors import NotAnArticle
from newsarchive.extract import charset
from newsarchive.extract.text import squeeze
from newsarchive.items import Capture, Reason

__all__ = ["Row", "articles", "objects", "page", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """An article as a list names it."""

    href: str
    title: str | None
    printed: str | None
    """The text beside it, in which its date stands."""


def page(capture: Capture) -> Selector:
    """The tree of a captured HTML page."""
    text = charset.decode(capture.body, capture.header("Content-Type")).text
    return Selector(text=text, type="html", base_url=capture.url)


def rows(tree: Selector, row: str, link: str, printed: str) -> Iterator[Row]:
    """The rows that three CSS queries find: the row, in it the link, and the text with the date."""
    for node in tree.css(row):
        anchor = node.css(link)
        if href := anchor.css("::attr(href)").get():
            title = anchor.css("::attr(title)").get() or "".join(anchor.css("::text").getall()).strip()
            text = " ".join("".join(found.css("::text").getall()) for found in node.css(printed))
            yield Row(href, title or None, text.strip() or None)


#: Elements above a link that may be its row: a list's item, a table's row, a card.
_ABOVE = 5
#: Characters of what stands beside a headline in a link that holds both.
SHORT = 24


def articles(tree: Selector, url: str, identity: Callable[[str], str | None]) -> Iterator[Row]:
    """The rows of a list in whatever markup: each link to an article, with the text of what holds no other's link.

    Each article once, at its first link that has a text. The headline is no part of the text: the day that it speaks of is not
    the day it was written.

    >>> page = "<ul><li><i>2024-03-01</i><a href='/7.html'>Rain</a></li><li><a href='/8.html'>Hail</a></li></ul>"
    >>> found = articles(Selector(page, type="html"), "https://paper.example/", lambda url: url)
    >>> [(row.href, row.title, row.printed) for row in found]
    [('https://paper.example/7.html', 'Rain', '2024-03-01'), ('https://paper.example/8.html', 'Hail', None)]
    """
    links: list[tuple[Element, str, str]] = []
    named: dict[Element, set[str]] = {}
    for anchor in tree.xpath("//a[@href]"):
        try:
            address = urljoin(url, anchor.root.get("href").strip())
        except ValueError:
            continue
        if own := identity(address):
            links.append((anchor.root, address, own))
            for above in _above(anchor.root):
                named.setdefault(above, set()).add(own)
    rows: dict[str, Row] = {}
    for element, address, own in links:
        box = element
        for above in _above(element):
            if len(named[above]) > 1:
                break
            box = above
        title = squeeze(element.get("title") or "".join(element.itertext()))
        if own not in rows or (title and not rows[own].title):
            rows[own] = Row(address, title, _beside(box))
    yield from rows.values()


def _beside(box: Element) -> str | None:
    """The text of a row without its headline: what no link holds, and short elements of a link, a card that is all link."""
    outside = [] if box.tag == "a" else box.xpath(".//text()[not(ancestor::a)]")
    links = [box] if box.tag == "a" else box.findall(".//a")
    whole = max((len("".join(link.itertext()).strip()) for link in links), default=0)
    inside = [
        text
        for link in links
        for element in link.iterdescendants()
        if len(element) == 0 and (text := (element.text or "").strip()) and len(text) <= min(SHORT, whole - 1)
    ]
    return squeeze(" ".join([*outside, *inside]))


def _above(element: Element) -> Iterator[Element]:
    for at, above in enumerate(element.iterancestors()):
        if at >= _ABOVE or above.tag in ("body", "html"):
            return
        yield above


def objects(capture: Capture, *keys: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON answer (or JSONP) that have all these keys, wherever its lists nest them, in order.

    Raises NotAnArticle with Reason.NOT_A_LIST when the answer is no JSON.
    """
    text = charset.decode(capture.body, capture.header("Content-Type")).text.strip()
    if text[:1] not in "{[" and text.endswith((")", ");")):
        text = text.partition("(")[2].rpartition(")")[0]
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError) as error:
        raise NotAnArticle(f"{capture.url}: no JSON", Reason.NOT_A_LIST) from error
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if all(key in value for key in keys):
                yield value
            else:
                waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
