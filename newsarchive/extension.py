"""Scrapy's door to the archive: opens it before anything else is built, begins the run, and ends it with the spider."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newsarchive.errors import ArchiveFull, NewsarchiveError, StoreError, WarcError
from newsarchive.known import OUTLET_FIELD
from newsarchive.recorder import Recorder
from newsarchive.run import Run
from newsarchive.store.frontier import Tally, failures
from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.spiders.outlet import OutletSpider

__all__ = ["ArchiveExtension", "Report"]

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Report:
    """What a crawl of one outlet came to."""

    outlet: str
    outcome: str
    """Scrapy's reason for the end: finished, shutdown …; "full" when the disk was."""
    tally: Tally
    counts: dict[str, int] = field(default_factory=dict)
    """new, revised, unchanged, copies, unreadable: articles."""
    failures: dict[str, int] = field(default_factory=dict)
    """Reason -> URLs that failed for it in this run."""

    lists_failed: int = 0
    """Of them lists, feeds and sitemaps."""


class ArchiveExtension:
    """Opens the archive when Scrapy builds its components, begins the run, and ends it with the spider."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        spider: OutletSpider = crawler.spider  # type: ignore[assignment]
        self._crawler = crawler
        self.recorder = Recorder.shared(Path(settings["NEWSARCHIVE_ARCHIVE"]), _info(settings))
        self.report: Report | None = None
        self.error: NewsarchiveError | None = None
        try:
            self.run = Run(
                self.recorder,
                spider.outlet,
                spider.parameters(),
                recheck=settings["NEWSARCHIVE_RECHECK"],
                lists=settings["NEWSARCHIVE_LISTS"],
                budget=settings.getint("NEWSARCHIVE_BUDGET") or None,
                limit=spider.limit or settings.getint("NEWSARCHIVE_LIMIT") or None,
                backfill_id=spider.backfill_id,
                article_at=spider.numbered,
                steps=settings["NEWSARCHIVE_STEPS"],
                takedown=settings["NEWSARCHIVE_TAKEDOWN"],
            )
        except BaseException:
            self.recorder.close()  # it is the other crawls' alone
            raise
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The crawler's own."""
        extension = crawler.get_extension(cls)
        assert extension is not None, "settings.EXTENSIONS names it"
        return extension

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """Stops the crawl when the archive cannot be written: a page that cannot be kept is not to be fetched either."""
        try:
            yield
        except (StoreError, WarcError) as error:
            if self.error is None:
                self.error = error
                logger.error("%s", error)
                reason = "full" if isinstance(error, ArchiveFull) else "archive_error"
                self._stopping = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))
            raise

    async def _closed(self, reason: str) -> None:
        try:
            tally = await self.recorder.commits.submit(lambda: self.run.close(reason))
            self.report = _report(self.run, reason, tally)
        except StoreError as error:
            self.error = self.error or error
        finally:
            self.recorder.close()


def _report(run: Run, reason: str, tally: Tally) -> Report:
    connection = run.recorder.archive.connection
    row = connection.execute("SELECT new, revised, unchanged, copies, unreadable FROM runs WHERE id = ?", (run.id,)).fetchone()
    lists = connection.execute(
        "SELECT count(*) FROM urls WHERE run_id = ? AND state = 'failed' AND kind <> 'article'", (run.id,)
    ).fetchone()[0]
    return Report(run.outlet.name, reason, tally, dict(row), failures(connection, run.id), lists)


def _info(settings: Settings) -> dict[str, str]:
    """What the warcinfo record says (WARC 1.1, 6.2)."""
    info = {
        "software": f"newsarchive/{__version__}",
        "robots": "obey (RFC 9309)" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": str(settings["USER_AGENT"]),
        "description": "header names are in the HTTP client's spelling, their order and values as served",
    }
    if contact := settings["NEWSARCHIVE_CONTACT"]:
        info["operator"] = str(contact)
    if sites := settings.getlist("NEWSARCHIVE_SITES"):
        info[OUTLET_FIELD] = "; ".join(sites)
    return info
