"""An address -> what newsarchive would make of the outlet there: a small, polite crawl into an archive that is thrown away."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsarchive import pages
from newsarchive.config import Configured
from newsarchive.crawl import crawl
from newsarchive.discover import found
from newsarchive.extension import Report
from newsarchive.extract import structured
from newsarchive.extract.language import language as language_of
from newsarchive.extract.language import zone_of
from newsarchive.extract.text import squeeze
from newsarchive.items import Article, Capture
from newsarchive.known import outlet_of
from newsarchive.store.archive import Archive

__all__ = ["WANTED", "Survey", "look", "missing", "survey"]

#: The fields that a reader of an archive counts on.
WANTED = ("title", "date", "source", "author", "editor", "body")
#: Those without which an article is not much of one; the others many papers do not print.
NEEDED = ("title", "date", "body")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at an outlet showed."""

    entry: Configured
    """What to write into newsarchive.toml."""
    is_guessed: bool
    """Whether the zone was guessed: from the country in the address, or from the language."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    captures: tuple[Capture, ...] = ()
    """The pages that articles were read from."""
    failures: Mapping[str, int] = field(default_factory=dict)
    """Reason -> URLs that could not be had."""


def survey(
    address: str,
    *,
    name: str | None = None,
    count: int = 3,
    settings: Mapping[str, Any] | None = None,
    config: Path | None = None,
) -> Survey:
    """Look at an outlet's front page, robots.txt, feeds, sitemaps and a few articles.

    address: of its front page, or the name of a known outlet. Starts Scrapy, so once in a process.
    Raises UsageError, OutletUnknown.
    """
    outlet = outlet_of(address) if "://" in address else pages.outlet_named(address)
    with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
        path = Path(folder) / "archive"
        report = look(address, path, count=count, settings=settings, config=config)
        with Archive(path) as archive:
            articles = tuple(archive)
            lists = archive.connection.execute("SELECT url, kind FROM urls WHERE state = 'done' AND reason IS NULL").fetchall()
            read = archive.connection.execute("SELECT * FROM captures WHERE state = 'read' ORDER BY id LIMIT ?", (count,))
            captured = tuple(archive.capture(row) for row in read.fetchall())
            front = _capture(archive, outlet.home)
    language = Counter(article.language for article in articles if article.language).most_common(1)
    tongue = outlet.language or (language[0][0] if language else None)
    title = outlet.title
    zone = outlet.zone
    if front is not None:
        title, tongue = _named(front, title, tongue)
    is_guessed = zone == "UTC"
    if is_guessed:
        zone = zone_of(outlet.home, tongue).key
    described = replace(outlet, name=name or outlet.name, title=title, zone=zone, language=tongue)
    return Survey(
        entry=Configured(described, (address if "://" in address else outlet.home,)),
        is_guessed=is_guessed,
        feeds=tuple(row["url"] for row in lists if row["kind"] == "feed"),
        sitemaps=tuple(row["url"] for row in lists if row["kind"] == "sitemap"),
        articles=articles[:count],
        captures=captured,
        failures=report.failures,
    )


def look(
    address: str, archive: Path, *, count: int, settings: Mapping[str, Any] | None = None, config: Path | None = None
) -> Report:
    """Crawl a few articles of an outlet, and what leads to them, into an archive. Starts Scrapy, so once in a process.

    address: of its front page, or the name of a known outlet. Raises UsageError, OutletUnknown.
    """
    outlet = outlet_of(address) if "://" in address else pages.outlet_named(address)
    arguments = {"limit": str(count)} | ({} if _has_spider(outlet.name) else {"depth": "1"})
    # A request at a time: robots.txt, feeds and sitemaps come before the articles that fill the count.
    still = {"NEWSARCHIVE_RECHECK": "none", "CONCURRENT_REQUESTS": 1}
    [report] = crawl([address], archive, arguments=arguments, settings={**(settings or {}), **still}, config=config)
    return report


def _has_spider(name: str) -> bool:
    return name in pages.with_modules()


def _capture(archive: Archive, home: str) -> Capture | None:
    row = archive.connection.execute(
        "SELECT * FROM captures WHERE status = 200 AND mime LIKE '%html%' ORDER BY url <> ?, length(url), id LIMIT 1", (home,)
    ).fetchone()
    return archive.capture(row) if row else None


def _named(front: Capture, title: str, tongue: str | None) -> tuple[str, str | None]:
    """What a front page calls the outlet, and its language."""
    root = found.page(front)
    if root is None:
        return title, tongue
    declared = structured.declared(root)
    name = declared.first("site") or declared.first("page_title")
    return squeeze(name or "") or title, tongue or language_of(root.get("lang"), "")


def missing(article: Article) -> tuple[str, ...]:
    """The wanted fields that an article does not have.

    >>> missing(Article(url="https://paper.example/1", title="A", body="B"))
    ('date', 'source', 'author', 'editor')
    """
    return tuple(name for name in WANTED if not getattr(article, name))
