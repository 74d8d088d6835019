"""Articles, and captures to be read -> the archive: Scrapy's carrier of `Run.add` and `Run.read`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newsarchive.extension import ArchiveExtension
from newsarchive.items import Article, Capture

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["ArchivePipeline"]


class ArchivePipeline:
    """Judges each article against the archive and stores what is new."""

    def __init__(self, crawler: Crawler) -> None:
        self._extension = ArchiveExtension.of(crawler)
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Store an Article, read a Capture; anything else is another pipeline's."""
        if isinstance(item, Capture):
            with self._extension.guarding():
                await self._extension.recorder.commits.submit(lambda: self._extension.run.read(item))
        if isinstance(item, Article):
            with self._extension.guarding():
                verdict = await self._extension.recorder.commits.submit(lambda: self._extension.run.add(item))
            self._stats.inc_value(f"newsarchive/{verdict.value}")
        return item
