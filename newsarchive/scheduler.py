"""Scrapy's scheduler, carried by the archive's frontier: what is queued, leased and done survives kill -9."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Request
from twisted.internet.defer import Deferred

from newsarchive import clock
from newsarchive.errors import NewsarchiveError
from newsarchive.extension import ArchiveExtension
from newsarchive.run import Offer
from newsarchive.store.frontier import Lease
from newsarchive.warc.posts import request_of

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsarchive.spiders.outlet import OutletSpider

__all__ = ["FrontierScheduler"]

# Seconds after which a commit that was under way is looked at again: the time of a quick disk.
SOON = 0.002
# And after which a back-fill is looked at again that had nothing to fetch before what is under way is read.
AWHILE = 0.05


def _host(lease: Lease) -> str:
    return urlsplit(lease.candidate.fetch_url).hostname or ""


class FrontierScheduler(BaseScheduler):
    """Hands Scrapy the frontier's URLs, a batch of leases at a time.

    A lease on a host that asked to be left alone waits here. When only such are left, and for longer than the crawl's
    patience, the crawl ends and they stay pending for the next.
    """

    def __init__(self, extension: ArchiveExtension, batch: int, patience: float) -> None:
        self._extension = extension
        self._run = extension.run
        self._batch = batch
        self._patience = patience
        self._leases: deque[Lease] = deque()
        self._offers: list[Offer] = []  # start pages that are still to be queued
        self._waking = False
        self._handed: dict[str, float] = {}  # host -> when a request to it was handed over last

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = cls(
            ArchiveExtension.of(crawler),
            crawler.settings.getint("CONCURRENT_REQUESTS") or 16,
            crawler.settings.getfloat("NEWSARCHIVE_PATIENCE"),
        )
        scheduler._crawler = crawler
        scheduler._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        scheduler._at_once = max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        return scheduler

    _crawler: Crawler
    _delay: float
    _at_once: int
    _spider: OutletSpider

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Remember whose callbacks the requests get."""
        self._spider = spider  # type: ignore[assignment]
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        """Give back what was leased and never sent."""
        self._offer()
        self._run.give_back(self._leases)
        self._leases.clear()
        return None

    def enqueue_request(self, request: Request) -> bool:
        """Queue a start page; what pages name is queued by SettleMiddleware, in the page's own transaction."""
        self._offers.append(Offer(request.meta["candidate"], request.meta.get("refused")))
        return True

    def has_pending_requests(self) -> bool:
        """Whether there is anything left to do, now or within the crawl's patience."""
        if self._leases:
            return min(self._paused(lease) for lease in self._leases) <= self._patience
        return not self._run.exhausted() and (bool(self._offers) or self._run.waiting())

    def next_request(self) -> Request | None:
        """The next request whose host may be asked now."""
        return self._ready() or (self._ready() if self._top_up() else None)

    def _top_up(self) -> bool:
        """Lease another batch; False when there is none, or too many wait for their hosts already."""
        if len(self._leases) >= 4 * self._batch or self._run.exhausted():
            return False
        if self._run.recorder.archive.is_committing():
            self._wake_after(SOON)  # a transaction would wait for the disk, and all downloads with it
            return False
        try:
            with self._extension.guarding():
                self._offer()
                leases = self._run.lease(self._batch) if self._run.waiting() else []
        except NewsarchiveError:
            return False  # the crawl is being stopped
        if not leases and self._run.waiting():
            self._wake_after(AWHILE)  # what waits is not known yet, or was there already
        self._leases.extend(leases)
        return bool(leases)

    def _offer(self) -> None:
        offers, self._offers = self._offers, []
        if offers:
            self._run.offer(offers)

    def _ready(self) -> Request | None:
        waits = []
        for _ in range(len(self._leases)):
            lease = self._leases.popleft()
            if not self._is_busy(lease):
                # A pause goes by the archive's clock, a delay by the network's.
                if (wait := max(clock.takes(self._paused(lease)), self._delayed(lease))) <= 0:
                    return self._request(lease)
                waits.append(wait)
            self._leases.append(lease)
        if waits:
            self._wake_after(min(waits))
        return None

    def _paused(self, lease: Lease) -> float:
        return self._run.hosts.wait(_host(lease))

    def _is_busy(self, lease: Lease) -> bool:
        """Whether the host has as many requests as it may have at once; the engine looks again when one of them is over.

        None is handed over before: what waits in the downloader can neither be taken back when the host asks to be left
        alone, or the crawl is stopped, nor put off for longer when the host turns out to be slow. And without a delay the
        downloader would send all of it at once, as it counts a request only when that is under way.
        """
        host = _host(lease)
        under_way = sum(urlsplit(request.url).hostname == host for request in self._crawler.engine.downloader.active)
        return under_way >= self._at_once

    def _delayed(self, lease: Lease) -> float:
        """Seconds until the host's delay lets the next request out."""
        slot = self._crawler.engine.downloader.slots.get(_host(lease))
        delay = slot.delay if slot else self._delay
        # A request reaches its host's slot only after robots.txt, so what the slot has seen last may not be the last.
        last = max(slot.lastseen if slot else 0.0, self._handed.get(_host(lease), 0.0))
        return max(0.0, last + delay - monotonic()) if delay else 0.0

    def _wake_after(self, seconds: float) -> None:
        if not self._waking:
            self._waking = True
            asyncio.get_running_loop().call_later(seconds, self._wake)

    def _wake(self) -> None:
        self._waking = False
        # The engine looks again by itself every five seconds only; it offers no public way to be asked sooner.
        slot: Any = getattr(self._crawler.engine, "_slot", None)
        if slot is not None:
            slot.nextcall.schedule()

    def _request(self, lease: Lease) -> Request:
        self._handed[_host(lease)] = monotonic()
        self._run.hosts.ask(_host(lease))
        url, body = request_of(lease.candidate.fetch_url)
        known = self._run.validators(lease) if body is None else None
        told = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
        told |= {} if body is None else {"Content-Type": "application/json"}
        return Request(
            url,
            method="GET" if body is None else "POST",
            body=body or b"",
            headers=dict(self._spider.headers_for(lease.candidate)) | {name: value for name, value in told.items() if value},
            callback=self._spider.arrived,
            errback=self._spider.failed,
            meta={"lease": lease, "known": known},
            dont_filter=True,
        )
