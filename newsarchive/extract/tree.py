"""Decoded page -> one lxml tree: the only parse of a page, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

__all__ = ["Tree", "parse"]


@dataclass(frozen=True, slots=True)
class Tree:
    """The parsed page."""

    root: etree._Element
    """The html element; present even where the page has none."""
    cut: bool
    """The parser gave up part way (libxml2 stops at 2048 nested elements): what follows is missing from the tree."""


def parse(page: str) -> Tree | None:
    """The tree of a page, None where there is nothing to parse.

    >>> parse("<title>A</title><p>B").root.tag
    'html'
    >>> parse("  ") is None
    True
    """
    source = page.encode("utf-8", "replace")
    if b"\0" in source:  # libxml2 ends the document there
        source = source.replace(b"\0", b"")
    if not source or source.isspace():
        return None
    # a parser of our own a page: its error log is the page's, whichever thread reads
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    root = etree.fromstring(source, parser)
    if root is None:
        return None
    # libxml2 makes a second root of what follows a stray </html>: bring it home
    for stray in list(root.itersiblings()):
        if isinstance(stray.tag, str):
            root.append(stray)
    return Tree(root, any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log))
