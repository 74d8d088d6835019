"""A page's links and address -> which page of a longer article it is, and where the next one is.

An article in several pages gives them addresses of one family: `content_7.html`, `content_7_2.html` (7-2, 7-p2, 7_p);
`/slug/`, `/slug/2/`; `?id=7`, `?id=7&page=2`. TRS counts the second as the first: `t20240304_7.html`, `t20240304_7_1.html`. A
link to the next address of the page's own family, under a number or "next", leads to its next page; one to another article,
"next story" or not, is of another family.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

__all__ = ["MAX_PARTS", "Parts", "belongs", "family", "parts"]

#: Pages of one article; what has more is a gallery or a trap.
MAX_PARTS: Final = 20
#: Links that are looked at.
MAX_LINKS: Final = 2000

_KEYS: Final = "page|p|pg|pn|pageno|page_no|pageindex|pagenum|paged"
# the number, or the letter alone: p is the second of two
_FILE: Final = re.compile(r"(?:[_-]p?(\d{1,2})|_p)(\.[a-z]{3,5})$", re.I)
_FOLDER: Final = re.compile(r"/(\d{1,2})(/?)$")
#: Characters of an address; a longer one is no page's.
MAX_URL: Final = 2000
_FURTHER: Final = re.compile(
    r"^(?:\d{1,2}|下一?[页頁]|后一?页|次のページ|次へ|다음|next(?: page)?|weiter|nächste seite|(?:page )?suivante?|"
    r"siguiente|[>»›→]+)\W*$",
    re.I,
)
_BACK: Final = re.compile(
    r"^(?:\d{1,2}|上一?[页頁]|前一?页|首页|前へ|이전|prev(?:ious)?(?: page)?|first(?: page)?|zurück|précédente?|"
    r"anterior|[<«‹←]+)\W*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page says of its place among the pages of an article."""

    number: int
    """From 1."""
    first: str
    """Address of the first page."""
    next: str | None
    """Address of the next one, as the page gives it; None on the last."""


def family(url: str) -> tuple[tuple[str, int], ...]:
    """Each way to take an address for that of a further page: address of the first one, number.

    >>> family("https://paper.example/a/content_7_2.html")
    (('https://paper.example/a/content_7.html', 2),)
    >>> family("https://paper.example/a/slug/3/")
    (('https://paper.example/a/slug/', 3),)
    >>> family("https://paper.example/show?id=7&page=2")
    (('https://paper.example/show?id=7', 2),)
    """
    address, _, query = url.partition("?")
    found: list[tuple[str, int]] = []
    if len(url) > MAX_URL:
        return ()
    if not query:
        if at := _FILE.search(address):
            found.append((f"{address[: at.start()]}{at[2]}", int(at[1] or 2)))
        if (at := _FOLDER.search(address)) and urlsplit(address[: at.start()]).path.strip("/"):
            found.append((f"{address[: at.start()]}{at[2]}", int(at[1])))
    for pair in query.split("&") if query else ():
        if told := re.fullmatch(rf"(?:{_KEYS})=(\d{{1,2}})", pair, re.I):
            rest = "&".join(other for other in query.split("&") if other != pair)
            found.append((f"{address}?{rest}" if rest else address, int(told[1])))
    return tuple((first, number) for first, number in found if 1 <= number <= MAX_PARTS)


def belongs(url: str, first: str) -> bool:
    """Whether an address is that of a further page of the article that begins at another.

    >>> belongs("https://paper.example/7_3.html", "https://paper.example/7.html")
    True
    """
    return any(number > 1 and _plain(one) == _plain(first) for one, number in family(url))


def parts(root: Element, url: str) -> Parts | None:
    """Which page of an article in several this is; None for one that stands alone.

    >>> from lxml.html import fromstring
    >>> page = fromstring('<p>Text</p><a href="7.html">1</a> <a href="7_2.html">2</a> <a href="8.html">next</a>')
    >>> parts(page, "https://paper.example/7.html")
    Parts(number=1, first='https://paper.example/7.html', next='https://paper.example/7_2.html')
    >>> parts(page, "https://paper.example/7_2.html")
    Parts(number=2, first='https://paper.example/7.html', next=None)
    """
    further: dict[tuple[str, int], str] = {}
    back: set[str] = set()
    own = url.partition("#")[0]
    ahead: set[str] = set()  # first pages of families whose numbers are one behind
    for looked_at, element in enumerate(root.iter("a", "link")):
        if looked_at >= MAX_LINKS:
            break
        href = element.get("href")
        if not href or href.startswith(("#", "javascript:")):
            continue
        rel = (element.get("rel") or "").lower().split()
        text = " ".join("".join(element.itertext()).split())[:40] if element.tag == "a" else ""
        is_next, is_back = "next" in rel or bool(_FURTHER.match(text)), "prev" in rel or bool(_BACK.match(text))
        if not is_next and not is_back:
            continue
        try:
            address = urljoin(url, href.strip()).partition("#")[0]
        except ValueError:
            continue
        if is_next:
            for first, number in family(address):
                further.setdefault((_plain(first), number), address)
                is_second = not text.isdigit() and not is_back and number == 1 and _plain(first) == _plain(own)
                if "?" not in address and (is_second or text == str(number + 1)):
                    ahead.add(_plain(first))
        if is_back:
            back.update(_plain(first) for first, number in family(address) if number == 1)
            back.add(_plain(address))
    for first, number in family(own):
        plain = _plain(first)
        shift = plain in ahead or (number == 1 and "?" not in own and _plain(own) != plain and (plain, 1) not in further)
        if number + shift > 1 and plain in back:
            return Parts(number + shift, first, further.get((plain, number + 1)) if number < MAX_PARTS else None)
    following = further.get((_plain(own), 1 if _plain(own) in ahead else 2))
    return Parts(1, own, following) if following else None


def _plain(url: str) -> str:
    """The form in which two addresses of a page are compared: scheme, "www." and a last slash make no difference."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")
