"""A slow server is asked more slowly: Scrapy's AutoThrottle, which no more than a person's settings undercuts robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured
from scrapy.extensions.throttle import AutoThrottle

from newsarchive.extension import ArchiveExtension

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

__all__ = ["Throttle"]


class Throttle(AutoThrottle):
    """Waits between two requests for as long as a host takes to answer, and never less than the delay or its Crawl-delay.

    Off where the delay is set to none: for a server of one's own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if not crawler.settings.getfloat("DOWNLOAD_DELAY"):
            raise NotConfigured

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            asked = ArchiveExtension.of(self.crawler).run.hosts.crawl_delays.get(key, 0.0)
            slot.delay = max(slot.delay, asked)
