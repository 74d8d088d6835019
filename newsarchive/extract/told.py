"""An element -> its text as a list of its parts: a name and a job that stand in elements of their own are not one
name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

__all__ = ["told"]

_GIVEN: Final = re.compile(r"[^\W\d_][^\W\d_.'-]*(?: [^\W\d_][^\W\d_]+)?$")
_FAMILY: Final = re.compile(r"[^\W\d_][^\W\d_'-]*$")

_JOINING: Final = re.compile(
    r"^(?:by|von|par|por|di|da|door|av|and|und|et|y|e|og|och|i|[,&、／/:：|])\W*$|^[,&、]", re.IGNORECASE
)


def told(element: etree._Element) -> str:
    """The text of an element, with " – " between parts that no comma or "and" joins.

    >>> told(etree.fromstring("<p>By <a>Jane Doe</a> and <a>John Roe</a><b>Reporters</b></p>"))
    'By Jane Doe and John Roe – Reporters'
    >>> told(etree.fromstring("<p><a><b>Jane</b> <b>Doe</b></a><a><b>John van</b> <b>Roe</b></a></p>"))
    'Jane Doe – John van Roe'
    """
    text = before = ""
    joined = True
    link = None
    for part, here in _parts(element):
        joining = _JOINING.match(part) is not None
        # a given name and a family name in one link
        one = here is not None and here is link and _GIVEN.match(before) is not None and _FAMILY.match(part) is not None
        text += part if not text else f" {part}" if joined or joining or one else f" – {part}"
        joined = joining or part.endswith("/")
        before, link = part, here
        if len(text) > 200:
            break
    return text


def _parts(element: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """The texts in an element, each with the link it stands in."""
    links: list[etree._Element] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node.tag == "a":
                links.append(node)
            text = node.text
        else:
            if node.tag == "a":
                links.pop()
            text = None if node is element else node.tail
        if text and (squeezed := " ".join(text.split())):
            yield squeezed, links[-1] if links else None
