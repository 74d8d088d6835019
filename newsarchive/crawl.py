"""Starts Scrapy for outlets, and opens the archive for its components."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newsarchive.errors import ArchiveFull, NewsarchiveError, OutletUnknown, StoreError, WarcError
from newsarchive.run import Recorder, Run
from newsarchive.store.frontier import Tally
from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.spiders.outlet import OutletSpider

__all__ = ["ArchiveExtension", "Report", "crawl"]

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


class ArchiveExtension:
    """Opens the archive when Scrapy builds its components, begins the run, and ends it with the spider."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        spider: OutletSpider = crawler.spider  # type: ignore[assignment]
        self._crawler = crawler
        self.recorder = Recorder.shared(Path(settings["NEWSARCHIVE_ARCHIVE"]), _info(settings))
        self.report: Report | None = None
        self.error: NewsarchiveError | None = None
        self.run = Run(
            self.recorder,
            spider.outlet,
            spider.parameters(),
            recheck=settings["NEWSARCHIVE_RECHECK"],
            limit=spider.limit or settings.getint("NEWSARCHIVE_LIMIT") or None,
        )
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

    def _closed(self, reason: str) -> None:
        try:
            tally = self.run.close(reason)
            self.report = _report(self.run, reason, tally)
        except StoreError as error:
            self.error = self.error or error
        finally:
            self.recorder.close()


def _report(run: Run, reason: str, tally: Tally) -> Report:
    connection = run.recorder.archive.connection
    row = connection.execute("SELECT new, revised, unchanged, copies, unreadable FROM runs WHERE id = ?", (run.id,)).fetchone()
    failures = connection.execute(
        "SELECT reason, count(*) FROM urls WHERE run_id = ? AND state = 'failed' GROUP BY reason ORDER BY 2 DESC", (run.id,)
    )
    return Report(run.outlet.name, reason, tally, dict(row), {name: count for name, count in failures})


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
    return info


def crawl(
    names: Iterable[str],
    archive: Path,
    *,
    arguments: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    started: Callable[[list[Run]], None] = lambda runs: None,
) -> list[Report]:
    """Crawl outlets into an archive, all at once, and say what it came to.

    arguments: of the spiders (since, limit, section …). settings: Scrapy's, over those of settings.py.
    started: called in the crawl's own thread with its runs, once they have begun.
    Blocks until the crawl ends; once in a process, since Twisted's reactor cannot be started again.
    Raises OutletUnknown, ArchiveBusy and the other errors of the archive.
    """
    merged = get_project_settings()
    merged.setmodule("newsarchive.settings", priority="project")
    merged.set("NEWSARCHIVE_ARCHIVE", str(archive), priority="cmdline")
    merged.update(dict(settings or {}), priority="cmdline")
    if merged["NEWSARCHIVE_AGAINST"]:
        handler = "newsarchive.network.WarcDownloadHandler"
        merged.set("DOWNLOAD_HANDLERS", {**merged.getdict("DOWNLOAD_HANDLERS"), "http": handler, "https": handler}, priority="cmdline")
    if (contact := merged["NEWSARCHIVE_CONTACT"]) and contact not in merged["USER_AGENT"]:
        merged.set("USER_AGENT", f"newsarchive/{__version__} (+{contact})", priority="cmdline")
    process = AsyncCrawlerProcess(merged)
    known = set(process.spider_loader.list())
    for name in (names := list(names)):
        if name not in known:
            raise OutletUnknown(f"no outlet is called {name!r}; there are: {', '.join(sorted(known))}")
    crawlers = [process.create_crawler(name) for name in names]
    tasks = [process.crawl(crawler, **dict(arguments or {})) for crawler in crawlers]
    for crawler in crawlers:
        crawler.signals.connect(lambda crawler=crawler: started([ArchiveExtension.of(crawler).run]), signals.spider_opened, weak=False)
    process.start()
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error
    for crawler in crawlers:
        if error := ArchiveExtension.of(crawler).error:
            raise error
    reports = [ArchiveExtension.of(crawler).report for crawler in crawlers]
    if any(report is None for report in reports):
        raise NewsarchiveError("the crawl ended before it began; run it with --log-level INFO to see why")
    return [report for report in reports if report is not None]


