"""WARC files -> sample articles and lists of one outlet, each article as the generic page reads it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from newsarchive import pages
from newsarchive.discover import sitemaps
from newsarchive.discover.adhoc import hosts_of, is_alias, outlet_at
from newsarchive.discover.found import MAX_LINKS, links, page, site_of
from newsarchive.discover.shapes import Shape, is_page, shape
from newsarchive.discover.urls import canonical, is_http
from newsarchive.errors import NotAnArticle, UsageError
from newsarchive.extract.language import zone_of
from newsarchive.extract.parts import parts
from newsarchive.extract.text import squeeze
from newsarchive.items import Article, Capture, Outlet
from newsarchive.pages.article import CapturedAt, response, tree_of
from newsarchive.pages.site import page_class
from newsarchive.warc.read import captures

__all__ = ["Listed", "Sample", "Samples", "samples"]

#: Articles that are looked at: places that hold on so many hold on the next.
MOST: Final = 12
#: Characters of a section's name, and links to sections, at the most.
LONGEST_NAME: Final = 12
MOST_LINKED: Final = 40
#: Links to articles that make a page a list.
FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """An article, and how the generic page reads it."""

    capture: Capture
    root: Element
    article: Article


@dataclass(frozen=True, slots=True)
class Listed:
    """A page that names articles."""

    url: str
    title: str
    """What the page calls itself, without the outlet's name."""
    root: Element
    articles: frozenset[str]
    """Addresses of those that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What is known of an outlet before anybody has described it."""

    outlet: Outlet
    articles: tuple[Sample, ...]
    lists: tuple[Listed, ...] = ()
    feeds: tuple[str, ...] = ()
    """Addresses of feeds and sitemaps, the indexes of sitemaps only where there are any."""
    linked: Mapping[str, str] = field(default_factory=dict)
    """Name -> address of further lists that the front page links to, which nobody has looked at."""


def samples(files: Iterable[Path], name: str, address: str | None = None) -> Samples:
    """The articles and lists of the outlet at an address, or of the host that most pages are from.

    Raises WarcError for a file that is none; UsageError where no page is an article.
    """
    kept = [capture for file in files for capture in captures(file) if capture.status == 200 and not capture.truncated]
    if address is not None:
        hosts = hosts_of(address)
        kept = [capture for capture in kept if pages.serves(hosts, capture.url)]
    read = [capture for capture in kept if _is_html(capture)]
    if not read:
        whose = f" of {address}" if address else ""
        raise UsageError(f"no HTML page{whose} is there; give a WARC file of some of its articles")
    outlet = _outlet(name, address, [capture.url for capture in read])
    articles: list[Sample] = []
    fronts: list[tuple[str, Element]] = []
    for capture in {capture.url: capture for capture in read}.values():
        root = page(capture)
        if root is None or _is_further(root, capture.url):
            continue
        sample = _sample(capture, outlet)
        if sample is not None:
            articles.append(sample)
        else:
            fronts.append((capture.url, root))
    if not articles:
        raise UsageError(f"no page of {outlet.home} is an article; give --warc a file with some")
    languages = Counter(sample.article.language for sample in articles if sample.article.language)
    language = languages.most_common(1)[0][0] if languages else None
    front = next((root for url, root in fronts if is_alias(url, outlet.home) and urlsplit(url).path in ("", "/")), None)
    return Samples(
        outlet=replace(
            outlet,
            title=(front is not None and _title(front)) or outlet.title,
            language=language,
            zone=zone_of(outlet.home, language).key,
        ),
        articles=tuple(_spread(articles)),
        lists=tuple(_lists(fronts, outlet)),
        feeds=tuple(_feeds(kept, outlet)),
        linked={} if front is None else dict(_linked(front, outlet)),
    )


def _is_html(capture: Capture) -> bool:
    kind = (capture.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") and bool(capture.body.strip())


def _outlet(name: str, address: str | None, urls: Sequence[str]) -> Outlet:
    """The outlet, with all hosts under its domain that pages are from."""
    home = address or f"{Counter(map(site_of, urls)).most_common(1)[0][0]}/"
    made = outlet_at(home)
    others = {urlsplit(url).netloc.lower() for url in urls if not pages.serves(made.hosts, url)}
    domain = ".".join((urlsplit(home).hostname or "").split(".")[1:])
    wider = hosts_of(f"http://{domain}/") if domain.count(".") else ()
    alike = {host for host in others if pages.serves(wider, f"http://{host}/")} if wider and wider[0].startswith(".") else set()
    return replace(made, name=name, hosts=wider if alike else made.hosts)


def _is_further(root: Element, url: str) -> bool:
    """Whether a page goes on with an article that begins on another."""
    told = parts(root, url)
    return told is not None and told.number > 1


def _title(root: Element) -> str:
    """What a page calls itself, before the first sign that parts it from the name of the site."""
    return re.split(r"\s*[-_|–—]\s*", squeeze(root.findtext(".//title")) or "")[0][:30]


def _feeds(read: Iterable[Capture], outlet: Outlet) -> Iterator[str]:
    """The addresses of feeds and sitemaps that name something, and that no other of them names."""
    found: dict[str, set[str]] = {}
    for capture in read:
        if b"<" in capture.body[:300] and not _is_html(capture):
            with contextlib.suppress(NotAnArticle):
                found[capture.url] = {one.fetch_url for one in islice(sitemaps.candidates(capture, outlet), MAX_LINKS)}
    named = set().union(*found.values())
    yield from (url for url, names in found.items() if names and url not in named)


def _linked(front: Element, outlet: Outlet) -> Iterator[tuple[str, str]]:
    """Links of the front page that look like sections, by their words."""
    seen: set[str] = set()
    for anchor in front.iter("a"):
        name = squeeze("".join(anchor.itertext())) or ""
        try:
            url = urljoin(outlet.home, (anchor.get("href") or "#").strip())
        except ValueError:
            continue
        if not (is_http(url) and pages.serves(outlet.hosts, url)) or {"?", "#"} & set(url) or url in seen:
            continue
        seen.add(url)
        is_list = shape(url) in (Shape.LIST, Shape.OPEN) and canonical(url) != canonical(outlet.home)
        if is_list and 2 <= len(name) <= LONGEST_NAME and len(seen) <= MOST_LINKED:
            yield name, url


def _sample(capture: Capture, outlet: Outlet) -> Sample | None:
    if shape(capture.url) not in (Shape.ARTICLE, Shape.OPEN):
        return None
    answer = response(capture.url, capture.body, capture.headers, capture.status)
    try:
        article = page_class(outlet)(answer, CapturedAt(capture.captured_at)).article()
    except NotAnArticle:
        return None
    return Sample(capture, tree_of(answer).root, article)


def _spread(articles: Sequence[Sample]) -> Iterator[Sample]:
    """At most MOST of them, taken evenly."""
    step = max(len(articles) / MOST, 1)
    for at in range(min(len(articles), MOST)):
        yield articles[int(at * step)]


def _lists(fronts: Iterable[tuple[str, Element]], outlet: Outlet) -> Iterator[Listed]:
    for url, root in fronts:
        if is_page(url):  # of a list that is looked at as well
            continue
        named = frozenset(
            address
            for address in links(root, url)
            if (pages.serves(outlet.hosts, address) or is_alias(address, outlet.home)) and shape(address) is Shape.ARTICLE
        )
        if FEWEST <= len(named) <= MAX_LINKS:
            yield Listed(url, _title(root), root, named)
