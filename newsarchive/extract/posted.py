"""Tree -> the moment and the writer that a page's markup gives its article, wherever on the page they stand.

Blog themes print "Posted January 1 in Town by Marta" under the text, far from where a paper has its byline. What they
print is in elements that say what it is (HTML's time; rel=author, and the classes of WordPress's blocks and of hAtom). It
is believed only where the page gives one answer: related posts and comments carry such elements too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

__all__ = ["moment", "writer"]

_TIMED: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_PUBLISHED: Final = re.compile(r"publish|post-date|entry-date|dt-published|pubdate", re.I)
_UPDATED: Final = re.compile(r"updated|modified", re.I)
_WRITER: Final = re.compile(
    r"(?:^|\s)(?:wp-block-post-author__name|wp-block-post-author-name|fn|p-author|entry-author|post-author|author-name)(?:\s|$)"
)
_APART: Final = frozenset({"aside", "nav", "form", "li"})
_NAMED_APART: Final = re.compile(r"comment|related|sidebar|widget|teaser|recommend|read-?more", re.I)
#: Elements looked at: a page with more of them is a list.
MOST: Final = 50


def moment(root: Element) -> str | None:
    """The one moment with a time of day that the page's time elements give, as written.

    >>> from lxml.html import fromstring
    >>> moment(fromstring('<main><h1>A</h1><p>B</p><time datetime="2024-01-01T07:00:00+01:00">January 1</time></main>'))
    '2024-01-01T07:00:00+01:00'
    """
    found: dict[str, bool] = {}
    for element in _own(root, "time"):
        written = (element.get("datetime") or "").strip()
        parent = element.getparent()
        names = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
        named = element.get("class") or ""
        # hAtom's "date updated published" is both
        if _TIMED.match(written) and (not _UPDATED.search(named) or "published" in named.lower().split()):
            found[written] = found.get(written, False) or _PUBLISHED.search(names) is not None
    marked = [written for written, is_marked in found.items() if is_marked]
    return next(iter(marked or found)) if len(marked or found) == 1 else None


def writer(root: Element) -> str | None:
    """The one name that the page's markup calls the author's.

    >>> from lxml.html import fromstring
    >>> writer(fromstring('<main><h1>A</h1><p class="wp-block-post-author__name">Marta Lindqvist</p></main>'))
    'Marta Lindqvist'
    """
    found = set()
    for element in _own(root, "a", "span", "p", "div"):
        is_link = element.tag == "a" and "author" in (element.get("rel") or "").lower().split()
        if is_link or _WRITER.search(element.get("class") or ""):
            name = " ".join("".join(element.itertext()).split())
            if 0 < len(name) <= 80:
                found.add(name)
    return found.pop() if len(found) == 1 else None


def _own(root: Element, *tags: str) -> Iterator[Element]:
    """The elements that mark a time or a name and do not stand in something beside the article."""
    seen = 0
    for element in root.iter(*tags):
        if element.tag != "time":
            named = element.get("class")
            # the classes all speak of an author, but for hAtom's fn
            is_writers = named is not None and ("author" in named or "fn" in named) and _WRITER.search(named) is not None
            if not is_writers and "author" not in (element.get("rel") or ""):
                continue
        seen += 1
        if seen > MOST:
            return
        if not any(_is_apart(above) for above in element.iterancestors()):
            yield element


def _is_apart(element: Element) -> bool:
    if element.tag in ("body", "html"):
        return False
    return element.tag in _APART or _NAMED_APART.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
