"""An element -> its text as a list of its parts: a name and a job that stand in elements of their own are not one
name."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

__all__ = ["told"]

_JOINING: Final = re.compile(
    r"^(?:by|von|par|por|di|da|door|av|and|und|et|y|e|og|och|i|[,&、／/:：|])\W*$|^[,&、]", re.IGNORECASE
)


def told(element: etree._Element) -> str:
    """The text of an element, with " – " between parts that no comma or "and" joins.

    >>> told(etree.fromstring("<p>By <a>Jane Doe</a> and <a>John Roe</a><b>Reporters</b></p>"))
    'By Jane Doe and John Roe – Reporters'
    """
    text = ""
    joined = True
    for part in element.itertext():
        part = " ".join(part.split())
        if part:
            joining = _JOINING.match(part) is not None
            text += part if not text else f" {part}" if joined or joining else f" – {part}"
            joined = joining or part.endswith("/")
        if len(text) > 200:
            break
    return text
