"""Starts Scrapy for what an index of a web archive names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scrapy import signals

from newsarchive import logs
from newsarchive.crawl import Crawling, Crawls
from newsarchive.extension import ArchiveExtension, Report
from newsarchive.importing.choice import Choice
from newsarchive.replay import Replayed, settle
from newsarchive.run import Run
from newsarchive.spiders.memento import MementoSpider
from newsarchive.store import captures
from newsarchive.store.archive import Archive

__all__ = ["retrieve"]


def retrieve(
    choice: Choice,
    archive: Path,
    names: list[str],
    *,
    settings: Mapping[str, Any] | None = None,
    started: Callable[[list[Run]], None] = lambda runs: None,
) -> Report:
    """Get what is chosen into an archive, and say what it came to; names: of the index files.

    As polite as a crawl: robots.txt, delays, budgets and pauses of each archive's host. Killed, the same call goes on.
    Blocks until the crawl ends; once in a process. Raises what `crawl` does.
    """
    crawls = Crawls(archive, settings)
    crawler = crawls.process.create_crawler(MementoSpider)

    def opened() -> None:
        started([ArchiveExtension.of(crawler).run])

    def known(url: str, at: str) -> bool:
        return captures.is_there(ArchiveExtension.of(crawler).recorder.archive.connection, url, at)

    crawler.signals.connect(opened, signals.spider_opened, weak=False)
    told = {"choice": choice, "names": names, "most": choice.wanted.limit, "known": known}
    task = logs.beginning(MementoSpider.outlet.name).run(crawls.process.crawl, crawler, **told)
    crawls.process.start()
    report = Crawling(MementoSpider.outlet.name, crawler, task).report()
    with Archive(archive, write=True) as store:  # articles whose further pages came behind them
        settle(store, Replayed(archive))
    return report
