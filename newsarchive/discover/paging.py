"""A list page -> the address of its next page: by a link that says so, by number, or by the count that a script is given.

Content systems number the pages of a list in the address: index.html, index_1.html, index_2.html (TRS); index.html, index1.html
(eastday); node_7.htm, node_7_2.htm (Founder); list_7.shtml, list_7_2.shtml; ?page=2. Where the links are written by a script,
only the script's call tells how many there are: createPageHTML(5, 0, "index", "html").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from parsel import Selector

__all__ = ["MAX_PAGES", "following", "number", "stepped", "with_query"]

#: Pages of one list; a longer one is an archive of years, or has no end.
MAX_PAGES: Final = 2000
_NEXT: Final = re.compile(r"^\W*(?:下一?[页頁]|后一?页|next(?: page)?|[>›»])\W*$", re.IGNORECASE)
_COUNTS: Final = (
    # TRS: createPageHTML(pages, this one from 0, stem, ending)
    re.compile(r"createPageHTML\w*\(\s*(?P<count>\d+)\s*,\s*(?P<at>\d+)\s*,\s*[\"'](?P<stem>[\w-]+)[\"']\s*,\s*[\"'](?P<end>\w+)[\"']"),
    re.compile(r"(?:count|total)_?pages?\s*=\s*[\"']?(?P<count>\d+)", re.IGNORECASE),
    re.compile(r"pages?_?(?:count|total)\s*[=:]\s*[\"']?(?P<count>\d+)", re.IGNORECASE),
)
# node_4108.htm is a column of Founder's, and its second page node_4108_2.htm
_FILE: Final = re.compile(
    r"^(?P<stem>(?!node_\d+\.).*?)(?P<sign>[_-]?)(?<!\d)(?P<number>\d{1,4})(?P<end>\.s?html?|\.jsp|\.json)$"
)


class Number(NamedTuple):
    """A list's address taken for that of a numbered page."""

    stem: str
    sign: str
    number: int | None
    end: str

    def page(self, number: int) -> str:
        """The address of another page of the list."""
        return f"{self.stem}{self.sign}{number}{self.end}"


def number(url: str) -> Iterator[Number]:
    """Each way to take an address for that of a numbered page: with a number, and as the first, which has none.

    >>> [tuple(found)[1:3] for found in number("https://paper.example/a/index_2.html")]
    [('_', 2), ('', None)]
    """
    address = url.partition("?")[0].partition("#")[0]
    folder, slash, name = address.rpartition("/")
    if (found := _FILE.match(name)) and found["stem"]:
        yield Number(f"{folder}{slash}{found['stem']}", found["sign"], int(found["number"]), found["end"])
    stem, _, end = name.partition(".")
    yield Number(f"{folder}{slash}{stem or 'index'}", "", None, f".{end}" if end else "")


def following(tree: Selector, url: str, most: int | None = MAX_PAGES) -> str | None:
    """The address of a list's next page, as the page gives it; None on the last.

    most: pages that a script's count is believed to have; None for all it tells.

    >>> page = Selector("<a href='index.html'>1</a> 2 <a href='index_2.html'>3</a> <a href='index_9.html'>10</a>", type="html")
    >>> following(page, "https://paper.example/a/index_1.html")
    'https://paper.example/a/index_2.html'
    >>> page = Selector("<script>createPageHTML(3, 0, 'index', 'shtml');</script>", type="html")
    >>> following(page, "https://paper.example/a/"), following(page, "https://paper.example/a/index_2.shtml")
    ('https://paper.example/a/index_1.shtml', None)
    """
    links = list(_links(tree, url))
    own = _plain(url)
    for address, text in links:
        if _NEXT.match(text) and _plain(address) != own and urlsplit(address).netloc == urlsplit(url).netloc:
            return address
    return _numbered([address for address, _ in links], url) or _counted(tree, url, most)


def _links(tree: Selector, url: str) -> Iterator[tuple[str, str]]:
    for link in tree.css("a[href]"):
        href = (link.attrib["href"] or "").strip()
        if href and not href.lower().startswith(("#", "javascript:", "mailto:")):
            try:
                yield urljoin(url, href).partition("#")[0], "".join(link.css("::text").getall()).strip()[:20]
            except ValueError:
                continue


def _numbered(addresses: Iterable[str], url: str) -> str | None:
    """The linked address with the next number of the list's own."""
    linked = {_plain(address): address for address in addresses}
    for own in number(url):
        if own.number is not None and (found := linked.get(_plain(own.page(own.number + 1)))):
            return found
        if own.number is None:
            ways = (own._replace(sign=sign, end=own.end or end).page(first)
                    for end in (".html", ".htm", ".shtml") for first in (1, 2) for sign in ("_", "", "-"))  # fmt: skip
            if found := next((linked[plain] for way in ways if (plain := _plain(way)) in linked), None):
                return found
    query = dict(parse_qsl(urlsplit(url).query))
    for key in ("page", "p", "pageNo", "pageNum", "pageIndex", "currentPage"):
        at = query.get(key, "1")
        if at.isdigit() and (found := linked.get(_plain(with_query(url, **{key: int(at) + 1})))):
            return found
    return None


def _counted(tree: Selector, url: str, most: int | None) -> str | None:
    """The next page by the count in a script, as far as it goes."""
    scripts = "\n".join(tree.css("script::text").getall())
    call = next((call for pattern in _COUNTS if (call := pattern.search(scripts))), None)
    if call is None:
        return None
    told, count = call.groupdict(), int(call["count"])
    count = count if most is None else min(count, most)
    *numbered, first = number(url)
    stem = urljoin(url, told["stem"]) if "stem" in told else None
    # The call of the first page is often left as it is in the others: the address tells better.
    for here in numbered:
        if here.number is not None and here.number <= count and stem in (None, here.stem):
            # From 0 the last is one less than there are pages; Founder counts from 1.
            return here.page(here.number + 1) if here.number + 1 < count + _from_one(here.stem) else None
    stem = stem or first.stem
    end = f".{told['end']}" if "end" in told else first.end or ".html"
    return f"{stem}_{1 + _from_one(stem)}{end}" if count > 1 else None


def _from_one(stem: str) -> bool:
    return stem.rpartition("/")[2].startswith("node_")


def stepped(url: str, key: str, by: int = 1, first: int = 1) -> str:
    """The address with a number in its query raised: of pages, or of rows.

    >>> stepped("https://paper.example/list?cid=4&skip=20", "skip", 20, 0)
    'https://paper.example/list?cid=4&skip=40'
    """
    at = dict(parse_qsl(urlsplit(url).query)).get(key, "")
    return with_query(url, **{key: (int(at) if at.isdigit() else first) + by})


def with_query(url: str, **values: object) -> str:
    """The address with values in its query set, in the places that they have.

    >>> with_query("https://paper.example/list?page=1&cid=4", page=2)
    'https://paper.example/list?page=2&cid=4'
    """
    parts = urlsplit(url)
    pairs = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **{key: str(value) for key, value in values.items()}}
    return urlunsplit(parts._replace(query=urlencode(pairs)))


def _plain(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/")
