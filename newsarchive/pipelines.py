"""Articles -> the archive: Scrapy's carrier of `Run.add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newsarchive.crawl import ArchiveExtension
from newsarchive.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["ArchivePipeline"]


class ArchivePipeline:
    """Judges each article against the archive and stores what is new."""

    def __init__(self, crawler: Crawler) -> None:
        self._run = ArchiveExtension.of(crawler).run
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Store an Article; anything else is another pipeline's."""
        if isinstance(item, Article):
            verdict = self._run.add(item)
            self._stats.inc_value(f"newsarchive/{verdict.value}")
        return item
