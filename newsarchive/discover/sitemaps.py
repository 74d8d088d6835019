"""A sitemap (sitemaps.org, Google's news extension) -> the pages and further sitemaps that it names, with their dates."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from newsarchive.discover import feeds
from newsarchive.discover.feeds import hint
from newsarchive.discover.found import MAX_URL, candidate
from newsarchive.discover.periods import overlaps, period
from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import canonical, is_http
from newsarchive.errors import NotAnArticle
from newsarchive.items import Candidate, Capture, Kind, Outlet, Reason

__all__ = ["MAX_BYTES", "MAX_CHILDREN", "MAX_URLS", "candidates"]

#: sitemaps.org, "Sitemap file requirements": 50,000 addresses and 50 MB.
MAX_URLS: Final = 50_000
MAX_BYTES: Final = 50 * 1024 * 1024
#: Sitemaps that an index may name; a large paper has one for each month.
MAX_CHILDREN: Final = 2000

# By the names that WordPress's plug-ins, Arc and Drupal give to sitemaps without articles.
_NO_ARTICLES: Final = re.compile(
    r"tag|categor|taxonom|author|user|image|video|gallery|attachment|static|(?<![a-z])pages?(?![a-z])", re.I
)


def candidates(capture: Capture, outlet: Outlet, since: str | None = None, until: str | None = None) -> Iterator[Candidate]:
    """What a captured sitemap names; of an index, the sitemaps that changed last come first.

    since, until: days; sitemaps of an index whose addresses or last changes say that they hold nothing of them are left out.
    Raises NotAnArticle with Reason.NOT_A_LIST for anything that is no sitemap.
    """
    body = _unzipped(capture)
    opening = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if opening[:1] != b"<":
        yield from _of_text(body, capture, outlet)
        return
    root = re.search(rb"<(rss|feed|rdf:RDF)[\s>]", opening)
    if root and root.start() < 600:  # sitemaps.org allows feeds in a sitemap's place
        yield from feeds.candidates(capture, outlet)
        return
    yield from _of_xml(body, capture, outlet, since, until)


def _unzipped(capture: Capture) -> bytes:
    """The sitemap's text: .gz files are sent as they are.

    A file that inflates to more than MAX_BYTES is cut there.
    """
    body = capture.body
    if body[:2] != b"\x1f\x8b":
        return body[:MAX_BYTES]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise NotAnArticle(f"{capture.url}: a damaged gzip file: {error}", Reason.NOT_A_LIST) from error


def _of_text(body: bytes, capture: Capture, outlet: Outlet) -> Iterator[Candidate]:
    """sitemaps.org, "Text file": an address a line."""
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()[: MAX_URLS + 1]]
    addresses = [line for line in lines if is_http(line)]
    if len(addresses) < len([line for line in lines if line]) or not addresses:
        raise NotAnArticle(f"{capture.url}: neither XML nor a list of addresses", Reason.NOT_A_LIST)
    for address in addresses[:MAX_URLS]:
        if shape(address) is not Shape.NEITHER:
            yield candidate(address, outlet, priority=10)


def _of_xml(body: bytes, capture: Capture, outlet: Outlet, since: str | None, until: str | None) -> Iterator[Candidate]:
    # Entities stay unresolved and nothing is fetched: a hostile DTD expands to nothing.
    events = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    kind = ""
    children: list[tuple[str, str | None]] = []
    count = left_out = 0
    try:
        for event, element in events:
            name = etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
            if event == "start":
                if not kind:
                    kind = name
                    if kind not in ("urlset", "sitemapindex"):
                        break
                continue
            if name == "url" and kind == "urlset":
                count += 1
                if found := _page(element, outlet):
                    yield found
            elif name == "sitemap":
                address, changed = _child(element)
                if address and _may_hold(address, changed, since, until):
                    count += 1
                    children.append((address, changed))
                else:
                    left_out += 1
            else:
                continue
            _forget(element)
            if count >= (MAX_URLS if kind == "urlset" else MAX_CHILDREN) or left_out >= MAX_URLS:
                break
    except etree.XMLSyntaxError as error:
        if not count and not left_out:
            raise NotAnArticle(f"{capture.url}: no sitemap: {error}", Reason.NOT_A_LIST) from error
    if kind not in ("urlset", "sitemapindex"):
        raise NotAnArticle(f"{capture.url}: no sitemap, but <{kind or 'nothing'}>", Reason.NOT_A_LIST)
    children.sort(key=lambda child: child[1] or "", reverse=True)
    for address, changed in children:
        yield Candidate(
            url=canonical(address),
            fetch_url=address,
            outlet=outlet.name,
            kind=Kind.SITEMAP,
            published=changed,
            priority=-5 if _NO_ARTICLES.search(address.rpartition("/")[2]) else 5,
            depth=1,
        )


def _may_hold(address: str, changed: str | None, since: str | None, until: str | None) -> bool:
    """Whether a sitemap may name anything of a window, by the days in its address and by its last change."""
    if since is not None and changed is not None and len(changed) >= 10 and changed[:10] < since:
        return False
    span = period(address)
    return span is None or overlaps(span, since, until)


def _forget(element: etree._Element) -> None:
    """Free what was read: a tree of 50,000 entries is never whole in memory."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _page(element: etree._Element, outlet: Outlet) -> Candidate | None:
    address = published = changed = None
    for child in element:
        name = _local(child)
        if name == "loc":
            address = _text(child)
        elif name == "lastmod":
            changed = hint(_text(child))
        elif name == "news":
            published = next((hint(_text(one)) for one in child if _local(one) == "publication_date"), None)
    if not address or len(address) > MAX_URL or not is_http(address) or shape(address) is Shape.NEITHER:
        return None
    found = candidate(address, outlet, published=published, priority=10)
    # Nothing is published after its last change, so for --since that will do where nothing else is told.
    if found.published or not changed:
        return found
    return replace(candidate(address, outlet, published=changed, priority=10), is_bound=True)


def _child(element: etree._Element) -> tuple[str | None, str | None]:
    address = changed = None
    for child in element:
        name = _local(child)
        if name == "loc":
            address = _text(child)
        elif name == "lastmod":
            changed = hint(_text(child))
    return (address if address and is_http(address) else None), changed


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()
