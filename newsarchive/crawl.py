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

from newsarchive import pages
from newsarchive.config import Configured
from newsarchive.errors import ArchiveFull, NewsarchiveError, OutletUnknown, StoreError, WarcError
from newsarchive.known import OUTLET_FIELD, make_known, outlet_of
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
        "SELECT reason, count(*) FROM urls WHERE run_id = ? AND state = 'failed' GROUP BY reason ORDER BY 2 DESC",
        (run.id,),
    )
    return Report(run.outlet.name, reason, tally, dict(row), dict(map(tuple, failures)))


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


def _spiders(
    names: list[str], spiders: Iterable[str], configured: Mapping[str, Configured]
) -> list[tuple[str, dict[str, str]]]:
    """What crawls each name or address: a spider, and what it is told; under "site", name and home for the WARC's first record.

    Raises OutletUnknown, UsageError.
    """
    own = set(spiders) - {"site"}
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for name in names:
        if "://" in name or name == "site":
            outlet = outlet_of(name)
        elif name in own:
            outlet = None
        else:
            try:
                outlet = pages.outlet_named(name)
            except OutletUnknown as error:
                raise OutletUnknown(f"{error}; an address, as https://paper.example/, is one too") from None
        if outlet is None or outlet.name in own:
            known = name if outlet is None else outlet.name
            found[known] = (known, {})
            continue
        starts = (name,) if "://" in name else configured[outlet.name].starts if outlet.name in configured else (outlet.home,)
        told = {"outlet": outlet.name, "url": " ".join(starts), "site": f"{outlet.name} {outlet.home}"}
        found.setdefault(outlet.name, ("site", told))
    return list(found.values())


def crawl(
    names: Iterable[str],
    archive: Path,
    *,
    arguments: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    config: Path | None = None,
    started: Callable[[list[Run]], None] = lambda runs: None,
) -> list[Report]:
    """Crawl outlets into an archive, all at once, and say what it came to.

    names: of outlets with a spider, of those that newsarchive.toml describes or that were crawled before; or addresses, of
    any site. arguments: of the spiders (since, limit, section, depth …). settings: Scrapy's, over those of settings.py.
    config: a newsarchive.toml, instead of the one in the archive's folder.
    started: called in the crawl's own thread with its runs, once they have begun.
    Blocks until the crawl ends; once in a process, since Twisted's reactor cannot be started again.
    Raises OutletUnknown, ConfigError, ArchiveBusy and the other errors of the archive.
    """
    merged = get_project_settings()
    merged.setmodule("newsarchive.settings", priority="project")
    merged.set("NEWSARCHIVE_ARCHIVE", str(archive), priority="cmdline")
    merged.update(dict(settings or {}), priority="cmdline")
    if merged["NEWSARCHIVE_AGAINST"]:
        handler = "newsarchive.network.WarcDownloadHandler"
        merged.set(
            "DOWNLOAD_HANDLERS",
            {**merged.getdict("DOWNLOAD_HANDLERS"), "http": handler, "https": handler},
            priority="cmdline",
        )
    if (contact := merged["NEWSARCHIVE_CONTACT"]) and contact not in merged["USER_AGENT"]:
        merged.set("USER_AGENT", f"newsarchive/{__version__} (+{contact})", priority="cmdline")
    process = AsyncCrawlerProcess(merged)
    spiders = _spiders(list(names), process.spider_loader.list(), make_known(archive, config).outlets)
    process.settings.set("NEWSARCHIVE_SITES", [told["site"] for _, told in spiders if "site" in told], priority="cmdline")
    crawlers = [process.create_crawler(name) for name, _ in spiders]
    tasks = [
        process.crawl(crawler, **{**dict(arguments or {}), **{key: value for key, value in told.items() if key != "site"}})
        for crawler, (_, told) in zip(crawlers, spiders, strict=True)
    ]
    for crawler in crawlers:
        crawler.signals.connect(
            lambda crawler=crawler: started([ArchiveExtension.of(crawler).run]), signals.spider_opened, weak=False
        )
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
