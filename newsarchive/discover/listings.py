"""A list page -> rows: what a list of one family of markup names, without knowing whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsel import Selector

from newsarchive.extract import charset
from newsarchive.items import Capture

__all__ = ["Row", "page", "rows"]


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
