"""A page -> what it has in common with every page of its template: an error page is the same under all addresses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from lxml import etree

from newsarchive.extract.blocks import outline

__all__ = ["Likeness", "likeness"]

#: Letters of a block from which on it is a sentence of the page, and no label.
SENTENCE: Final = 20

# What differs from one address to the next: an address, a number, a request's id.
_PARTICULAR: Final = re.compile(r"[!-~]*[\d/\\][!-~]*")
_NO_LETTER: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a page is like."""

    key: str | None
    """Equal for pages with the same words of their own; None for a page without words."""
    letters: int
    """In its sentences, links and labels left out."""


def likeness(root: etree._Element) -> Likeness:
    """What the page under root is like: its title and its own text, without links, numbers and addresses.

    >>> one, other = (etree.HTML(f"<title>Oops</title><p>No page {n}.</p><ul><li><a>News {n}</a></ul>") for n in (1, 2))
    >>> likeness(one) == likeness(other)
    True
    """
    title = root.findtext(".//title") or ""
    own = [block.text for block in outline(root).blocks if 2 * block.linked < len(block.text)]
    words = "\n".join(_letters(_PARTICULAR.sub(" ", text)) for text in (title, *own))
    key = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest() if words.strip() else None
    sentences = (len(_letters(text)) for text in own)
    return Likeness(key, sum(length for length in sentences if length >= SENTENCE))


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())
