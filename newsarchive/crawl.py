"""Starts Scrapy for outlets."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newsarchive import logs, pages
from newsarchive.config import Configuration, Operation
from newsarchive.errors import NewsarchiveError, OutletUnknown
from newsarchive.extension import ArchiveExtension, Report
from newsarchive.known import make_known, outlet_of
from newsarchive.network import carry_contexts
from newsarchive.run import Run
from newsarchive.spiders.outlet import OutletSpider
from newsarchive.store.backfills import Backfill
from newsarchive.version import __version__

__all__ = ["Crawling", "Crawls", "crawl", "go_on"]


#: More than any number of outlets needs, and not more than macOS allows.
_OPEN_FILES: Final = 10_240


@dataclass(frozen=True, slots=True)
class Crawling:
    """A crawl that was begun."""

    outlet: str
    crawler: Crawler
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """End it once what is under way is kept."""
        # Scrapy forgets a wish to stop that comes before the engine runs, and knows of no engine before it begins.
        while not self.task.done() and not ((engine := self.crawler._engine) and engine.running):
            await asyncio.sleep(0.02)
        await self.crawler.stop_async()
        await asyncio.wait({self.task})

    def report(self) -> Report:
        """What it came to, once it is over; raises what it ended with."""
        if not self.task.cancelled() and (error := self.task.exception()):
            raise error
        extension = self.crawler.get_extension(ArchiveExtension)
        if extension is not None and extension.error is not None:
            raise extension.error
        if extension is None or extension.report is None:
            raise NewsarchiveError("the crawl ended before it began; run it with --log-level INFO to see why")
        return extension.report


class _Process(AsyncCrawlerProcess):
    """Stops once its crawls have ended, at whatever moment it is asked to."""

    async def stop(self) -> None:
        """End all crawls, those too that are only beginning or are about to end, and wait until they have."""
        # Scrapy passes over a crawl whose engine does not run yet, and does not wait for one that is closing already: the
        # reactor would stop under it, with captures on the disk that have no row.
        stops: dict[Crawler, asyncio.Task[None]] = {}
        while under_way := set(self._active):
            for crawler in self.crawlers - stops.keys():
                if (engine := crawler._engine) and engine.running:
                    stops[crawler] = asyncio.create_task(crawler.stop_async())
            await asyncio.wait(under_way, timeout=0.02)


@dataclass(frozen=True, slots=True)
class _Spider:
    """What crawls an outlet."""

    outlet: str
    name: str
    arguments: Mapping[str, str]
    site: str | None = None
    """Name and home of an outlet without a module, for the WARC's first record."""


class Crawls:
    """Scrapy in this process: crawls of an archive's outlets, begun one by one, at once if need be.

    settings: Scrapy's, over those of settings.py. config: a newsarchive.toml, instead of the one in the archive's folder.
    Raises ConfigError.
    """

    def __init__(self, archive: Path, settings: Mapping[str, Any] | None = None, config: Path | None = None) -> None:
        self._archive = archive
        self._config = config
        _open_more_files()
        merged = _settings(archive, settings or {})
        if merged.getbool("LOG_ENABLED"):
            logs.install(merged["LOG_LEVEL"], merged["NEWSARCHIVE_LOG_FORMAT"], merged["LOG_FILE"])
        self.process = _Process(merged)
        carry_contexts()
        self.configuration = Configuration()
        self.reload()

    def reload(self) -> None:
        """Read newsarchive.toml again. Raises ConfigError when it is bad, and what it said before stays."""
        self.configuration = make_known(self._archive, self._config)

    def expect(self, names: Iterable[str]) -> list[str]:
        """Let the WARC's first record name the outlets that names and addresses mean; returns one for each outlet.

        Several addresses of one outlet become one, with spaces between them; beside the outlet's name they mean nothing more.
        Raises OutletUnknown, UsageError.
        """
        spiders = {name: self._spider(name) for name in names}
        sites = {spider.outlet: spider.site for spider in spiders.values() if spider.site}
        self.process.settings.set("NEWSARCHIVE_SITES", list(sites.values()), priority="cmdline")
        together: dict[str, list[str]] = {}
        for name, spider in spiders.items():
            together.setdefault(spider.outlet, []).append(name)
        whole = {spider.outlet: name for name, spider in spiders.items() if "url" not in spider.arguments}
        return [whole.get(outlet) or " ".join(given) for outlet, given in together.items()]

    def begin(
        self,
        name: str,
        arguments: Mapping[str, str] | None = None,
        started: Callable[[list[Run]], None] = lambda runs: None,
        settings: Mapping[str, Any] | None = None,
    ) -> Crawling:
        """Begin the crawl of an outlet, named or by its address, as newsarchive.toml says, or `arguments`.

        settings: of this crawl alone. started: called with the run, once it has begun. Raises OutletUnknown, UsageError.
        """
        spider = self._spider(name)
        crawler, told = self._crawler(spider, arguments)
        crawler.settings.update(dict(settings or {}), priority="cmdline")

        def opened() -> None:
            started([ArchiveExtension.of(crawler).run])

        crawler.signals.connect(opened, signals.spider_opened, weak=False)
        task = logs.beginning(spider.outlet).run(self.process.crawl, crawler, **told)
        # The table of receivers is the process's own: one that knows its crawler would keep it there for ever.
        task.add_done_callback(lambda _: crawler.signals.disconnect(opened, signals.spider_opened, weak=False))
        return Crawling(spider.outlet, crawler, task)

    def spider(self, name: str, arguments: Mapping[str, str] | None = None) -> OutletSpider:
        """The spider that `begin` would start, to be asked what it would do. Raises OutletUnknown, UsageError."""
        crawler, told = self._crawler(self._spider(name), arguments)
        spider: OutletSpider = crawler.spidercls.from_crawler(crawler, **told)  # type: ignore[assignment]  # all of ours are
        return spider

    def _crawler(self, spider: _Spider, arguments: Mapping[str, str] | None) -> tuple[Crawler, dict[str, str]]:
        """With the settings of newsarchive.toml; and what the spider is told."""
        operation = self.configuration.operation(spider.outlet)
        crawler = self.process.create_crawler(spider.name)
        crawler.settings.update(_operated(operation), priority="spider")
        since = {"since": operation.since.isoformat()} if operation.since else {}
        return crawler, {**since, **(arguments or {}), **spider.arguments}

    def _spider(self, name: str) -> _Spider:
        own = set(self.process.spider_loader.list()) - {"site", "memento"}
        if "://" in name or name == "site":
            outlet = outlet_of(name.split()[0])
        elif name in own:
            return _Spider(name, name, {})
        else:
            try:
                outlet = pages.outlet_named(name)
            except OutletUnknown as error:
                raise OutletUnknown(f"{error}; an address, as https://paper.example/, is one too") from None
        if outlet.name in own:
            # the front page stands for the whole outlet
            urls = [url for url in name.split() if "://" in url and urlsplit(url).path.strip("/")]
            return _Spider(outlet.name, outlet.name, {"url": " ".join(urls)} if urls else {})
        described = self.configuration.outlets.get(outlet.name)
        starts = (name,) if "://" in name else described.starts if described else (outlet.home,)
        told = {"outlet": outlet.name, "url": " ".join(starts)}
        return _Spider(outlet.name, "site", told, site=f"{outlet.name} {outlet.home}")


def _open_more_files() -> None:
    """Let this process have as many connections open as it may: each outlet has its own, and the usual limit is 1024 or 256."""
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(most, _OPEN_FILES)
    if limit != resource.RLIM_INFINITY and limit < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _settings(archive: Path, settings: Mapping[str, Any]) -> Settings:
    merged = get_project_settings()
    merged.setmodule("newsarchive.settings", priority="project")
    merged.set("NEWSARCHIVE_ARCHIVE", str(archive), priority="cmdline")
    merged.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # ours tells the outlet and the run
    merged.update(dict(settings), priority="cmdline")
    if merged["NEWSARCHIVE_AGAINST"]:
        handler = "newsarchive.network.WarcDownloadHandler"
        merged.set(
            "DOWNLOAD_HANDLERS",
            {**merged.getdict("DOWNLOAD_HANDLERS"), "http": handler, "https": handler},
            priority="cmdline",
        )
    if (contact := merged["NEWSARCHIVE_CONTACT"]) and contact not in merged["USER_AGENT"]:
        merged.set("USER_AGENT", f"newsarchive/{__version__} (+{contact})", priority="cmdline")
    return merged


def _operated(operation: Operation) -> dict[str, Any]:
    """Scrapy's settings for what newsarchive.toml says of an outlet; the command line stands over them."""
    told = {
        "DOWNLOAD_DELAY": operation.delay_seconds,
        "NEWSARCHIVE_BUDGET": operation.budget,
        "NEWSARCHIVE_OBEY_NOARCHIVE": None if operation.archive is None else operation.archive == "allowed",
        "NEWSARCHIVE_STEPS": operation.recheck,
        "NEWSARCHIVE_TAKEDOWN": operation.takedown,
    }
    return {name: value for name, value in told.items() if value is not None}


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
    any site. arguments: of the spiders (since, limit, section, depth …). settings, config: see `Crawls`.
    started: called in the crawl's own thread with its runs, once they have begun.
    Blocks until the crawl ends; once in a process, since Twisted's reactor cannot be started again.
    Raises OutletUnknown, ConfigError, ArchiveBusy and the other errors of the archive.
    """
    crawls = Crawls(archive, settings, config)
    begun = [crawls.begin(name, arguments, started) for name in crawls.expect(names)]
    crawls.process.start()
    return [one.report() for one in begun]


def go_on(
    backfills: Iterable[Backfill],
    archive: Path,
    *,
    limit: int | None = None,
    length: timedelta | None = None,
    settings: Mapping[str, Any] | None = None,
    config: Path | None = None,
    started: Callable[[list[Run]], None] = lambda runs: None,
) -> list[Report]:
    """Go on with back-fills, all at once, and say what it came to.

    limit: articles of each, at the most; length: no longer than that. The rest, and what it raises, is as of `crawl`.
    """
    crawls = Crawls(archive, {"NEWSARCHIVE_RECHECK": "none", **(settings or {})}, config)
    wanted = {backfill.outlet: backfill for backfill in backfills}
    crawls.expect(wanted)
    told = {"limit": str(limit)} if limit else {}
    begun = [crawls.begin(outlet, {**told, **backfill.arguments}, started) for outlet, backfill in wanted.items()]
    if length is not None:
        loop, stopping = asyncio.get_event_loop(), set[asyncio.Task[None]]()
        loop.call_later(length.total_seconds(), lambda: stopping.update(loop.create_task(one.stop()) for one in begun))
    crawls.process.start()
    return [one.report() for one in begun]
