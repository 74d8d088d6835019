"""Scrapy's carriers round the archive's stages: what may be fetched, what was answered, what became of it.

Their order is in settings.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newsarchive import clock, counts
from newsarchive.addresses import is_private
from newsarchive.discover import answers, robots
from newsarchive.discover.robots import noarchive
from newsarchive.discover.urls import is_http
from newsarchive.errors import NotAnArticle, Unreadable
from newsarchive.extension import ArchiveExtension
from newsarchive.importing.retrieved import retrieved
from newsarchive.items import Capture, Kind, Place, Reason
from newsarchive.network import NotYetError, PrivateAddressError
from newsarchive.run import Offer, Outcome
from newsarchive.store.frontier import Lease
from newsarchive.turns import Turn
from newsarchive.warc.decode import decode_body
from newsarchive.warc.posts import addressed
from newsarchive.warc.write import Exchange

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["AddressMiddleware", "CaptureMiddleware", "RefusedError", "RobotsMiddleware", "SettleMiddleware"]

logger = logging.getLogger(__name__)

# A page that names more URLs is gone through in turns with the other crawls of the process, and queued so many at a time, in
# some 10 ms: a sitemap names 50,000.
MANY = 200
TOGETHER = 30
# Seconds that the first page of a host may wait in the downloader, after robots.txt.
LONG = 2.0
# A server that sends more is broken or hostile; browsers stop at a similar number.
MAX_HEADERS = 256


class RefusedError(IgnoreRequest):
    """A request that is not to be made, or an answer that is not to be kept; reason: why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressMiddleware:
    """Lets through http(s) addresses on the outlet's own hosts, and no private address written as a number."""

    def __init__(self, crawler: Crawler) -> None:
        self._allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises RefusedError, PrivateAddressError."""
        if not is_http(request.url):
            raise RefusedError(Reason.BAD_URL)
        if not self._allow_private:
            try:
                private = is_private((urlsplit(request.url).hostname or "").strip("[]"))
            except ValueError:
                return  # a name: GuardedResolver's
            if private:
                raise PrivateAddressError(request.url)


class RobotsMiddleware:
    """Asks each host for its robots.txt first and keeps to it: rules, Crawl-delay, and RFC 9309 where it cannot be had."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._extension = ArchiveExtension.of(crawler)
        self._policies: dict[str, asyncio.Task[robots.Policy]] = {}
        self._obey = crawler.settings.getbool("ROBOTSTXT_OBEY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises RefusedError for an address that its host forbids, NotYetError while its delay holds."""
        if not self._obey or request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        asked = site not in self._policies
        if asked:
            self._policies[site] = asyncio.ensure_future(self._policy(site))
        policy = await asyncio.shield(self._policies[site])
        if reason := policy.refusal(request.url, self._agent()):
            raise RefusedError(reason)
        slot = self._crawler.engine.downloader.slots.get(parts.hostname or "")
        if asked and slot is not None and slot.lastseen + slot.delay - monotonic() > LONG:
            raise NotYetError(request.url)

    def _agent(self) -> str:
        return str(self._crawler.settings["USER_AGENT"])

    async def _policy(self, site: str) -> robots.Policy:
        url = f"{site}/robots.txt"
        if kept := self._extension.run.robots_kept(url):
            policy = robots.policy(kept.status, kept.body)
            self._slow_down(site, policy)
            return policy
        policy = robots.unreachable
        try:
            for _ in range(answers.MAX_HOPS):
                request = Request(url, meta={"robots": True}, callback=NO_CALLBACK, dont_filter=True)
                self._extension.run.hosts.ask(urlsplit(url).hostname or "")
                response = await self._crawler.engine.download_async(request)
                capture = request.meta["capture"]
                await self._extension.recorder.commits.submit(lambda: self._extension.run.capture(capture))  # noqa: B023
                location = response.headers.get("Location")
                if not (answers.redirected(response.status) and location):
                    policy = robots.policy(response.status, response.body)
                    break
                url = urljoin(url, location.decode("latin-1"))
            else:
                policy = robots.policy(404, b"")  # RFC 9309, 2.3.1.2: redirects without an end count as unavailable
        except Exception as error:
            logger.warning("%s cannot be had (%s): nothing of this host is fetched", url, error)
        self._slow_down(site, policy)
        return policy

    def _slow_down(self, site: str, policy: robots.Policy) -> None:
        delay = policy.delay(self._agent())
        slot = self._crawler.engine.downloader.slots.get(urlsplit(site).hostname or "")
        if delay is not None:
            self._extension.run.hosts.crawl_delays[urlsplit(site).hostname or ""] = delay
        if delay is not None and slot is not None and delay > slot.delay:
            slot.delay = delay


class CaptureMiddleware:
    """Puts each answer into the WARC as it was sent, before anything else looks at it, and takes its encoding off."""

    def __init__(self, crawler: Crawler) -> None:
        self._extension = ArchiveExtension.of(crawler)
        self._allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
        self._caps = (crawler.settings.getint("NEWSARCHIVE_MAX_PAGE"), crawler.settings.getint("NEWSARCHIVE_MAX_LIST"))
        self._obeys_noarchive = crawler.settings.getbool("NEWSARCHIVE_OBEY_NOARCHIVE")
        self._received: dict[Request, int] = {}
        crawler.signals.connect(self._bytes_received, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Note when the capture begins (WARC 1.1, WARC-Date)."""
        request.meta["captured_at"] = clock.now().replace(microsecond=0)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body decoded; `meta["capture"]` has the rest.

        Raises RefusedError for an answer that is not to be kept.
        """
        self._received.pop(request, None)
        counts.answered[urlsplit(request.url).hostname or "", f"{response.status // 100}xx"] += 1
        ip = str(response.ip_address) if response.ip_address else None
        if ip and not self._allow_private and is_private(ip):
            raise PrivateAddressError(request.url)
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        if len(headers) > MAX_HEADERS:
            raise RefusedError(Reason.BAD_HEADERS)
        if self._obeys_noarchive and not request.meta.get("robots") and noarchive(headers, self._decoded(response, headers)):
            raise RefusedError(Reason.NOARCHIVE)
        cut = _cut(response.flags)
        address = addressed(request.url, request.body) if request.body else request.url
        exchange = Exchange(
            url=address,
            captured_at=request.meta["captured_at"],
            method=request.method,
            request_headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in request.headers.items()
                for value in values
            ),
            http_version=response.protocol or "HTTP/1.1",
            status=response.status,
            headers=headers,
            payload=response.body,
            ip=ip,
            truncated=cut,
            lease=self._lease(request),
        )
        if await self._is_retrieved(request, exchange):
            return response
        known = request.meta.get("known") if response.status == HTTPStatus.NOT_MODIFIED else None
        with self._extension.guarding():
            place = await self._extension.recorder.write(exchange, known)
        if known is not None:
            return self._unchanged(request, response, place)
        # Not in that thread: it would wait for the interpreter at each of the decoder's steps, and all records behind it.
        body, damage = decode_body(headers, response.body, self._cap(request))
        request.meta["capture"] = Capture(
            url=address,
            captured_at=exchange.captured_at,
            status=response.status,
            headers=headers,
            body=body,
            place=place,
            truncated=cut or damage,
        )
        return response if body is response.body else response.replace(body=body)

    async def _is_retrieved(self, request: Request, exchange: Exchange) -> bool:
        """Whether an answer holds what another web archive captured; that capture is kept then, and not the answer."""
        lease = request.meta.get("lease")
        if lease is None or lease.candidate.kind is not Kind.MEMENTO:
            return False
        with self._extension.guarding():
            try:
                capture = await retrieved(self._extension.recorder, lease.candidate.fetch_url, exchange, self._cap(request))
            except NotAnArticle as error:
                logger.warning("%s", error)
                raise RefusedError(error.reason) from error
        if capture is None:
            return False
        request.meta["capture"] = capture
        return True

    def _decoded(self, response: Response, headers: tuple[tuple[str, str], ...]) -> bytes:
        return decode_body(headers, response.body, self._caps[0])[0]

    def _unchanged(self, request: Request, response: Response, place: Place) -> Response:
        """The page that a 304 says is as it was: what a replay of the two records gives."""
        with self._extension.guarding():
            capture = self._extension.recorder.archive.captured(place, or_cut=True)
        request.meta["capture"] = capture
        if not capture.not_modified:
            logger.warning("%s: unchanged, says the server, and the page as it was cannot be read", request.url)
            raise RefusedError(Reason.TRUNCATED)  # it is asked for whole the next time
        return response.replace(status=capture.status, body=capture.body)

    def _lease(self, request: Request) -> str:
        """Tells the fetch from one of the same page in the same second: a retry, or one of a run that died."""
        run, lease = self._extension.run, request.meta.get("lease")
        return f"{run.id}" if lease is None else f"{run.id}.{lease.id}.{lease.attempts}"

    def _cap(self, request: Request) -> int:
        lease = request.meta.get("lease")
        return self._caps[lease is not None and lease.candidate.kind not in (Kind.ARTICLE, Kind.MEMENTO)]

    def _bytes_received(self, data: bytes, request: Request) -> None:
        received = self._received[request] = self._received.get(request, 0) + len(data)
        if received > self._cap(request):
            raise StopDownload(fail=False)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Forget what was counted of a request without an answer."""
        self._received.pop(request, None)
        if "captured_at" in request.meta and not isinstance(exception, IgnoreRequest):  # it was sent
            counts.answered[urlsplit(request.url).hostname or "", "none"] += 1


def _cut(flags: Iterable[str]) -> Reason | None:
    """What Scrapy's flags say of a body that is not whole."""
    if "download_stopped" in flags:
        return Reason.TOO_LARGE
    # Twisted's "partial": the body ended with the connection, as RFC 9112, 6.3 allows; PHP's own server sends every page so.
    return Reason.TRUNCATED if "dataloss" in flags else None


class _Stopped(Exception):
    """The crawl is being stopped, in the midst of a long list."""


class SettleMiddleware:
    """Ends each lease in one transaction with the capture and the URLs that its page named; articles pass on."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._crawler = crawler
        self._extension = ArchiveExtension.of(crawler)
        self._stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any] | Any) -> AsyncIterator[Any]:
        """Whatever the callback gave that is no Offer, once what it named is safe."""
        meta = response.request.meta  # type: ignore[union-attr]
        lease, capture = meta["lease"], meta["capture"]
        with self._extension.guarding(), closing(self._extension.recorder.turn()) as turn:
            try:
                outcome, offers, items = await self._gathered(response, result, turn)
                await self._settle(lease, capture, outcome, offers, turn)
            except _Stopped:
                await self._extension.recorder.commits.submit(lambda: self._extension.run.put_off(lease, capture))
                return
        if outcome.failed:
            self._stats.inc_value(f"newsarchive/failed/{outcome.reason}")
        for item in items:
            yield item

    async def _gathered(
        self, response: Response, result: AsyncIterator[Any], turn: Turn
    ) -> tuple[Outcome, list[Offer], list[Any]]:
        """What became of the page, what it named, and what else it gave."""
        offers: list[Offer] = []
        items: list[Any] = []
        outcome = Outcome()
        try:
            async for one in result:
                if len(offers) > MANY and turn.is_over():
                    await self._next(turn)
                if isinstance(one, Offer):
                    offers.append(one)
                elif isinstance(one, Outcome):
                    outcome = one
                else:
                    items.append(one)
        except _Stopped:
            raise
        except Unreadable as error:
            outcome = Outcome(reason=error.reason, failed=True)
        except Exception:
            logger.exception(
                "%s: the reader failed; the page is in the WARC, and a later replay mends it", response.url
            )
            outcome = Outcome(reason=Reason.UNREADABLE, failed=True)
        return outcome, offers, items

    async def _next(self, turn: Turn) -> None:
        """Let others have their turn. Raises _Stopped once the crawl is being stopped."""
        await turn.next()
        if not self._crawler.crawling:
            raise _Stopped

    async def _settle(
        self, lease: Lease, capture: Capture, outcome: Outcome, offers: list[Offer], turn: Turn
    ) -> None:
        run, commits = self._extension.run, self._extension.recorder.commits
        # A back-fill looks at all that a list names together.
        last = 0 if run.backlog is not None or len(offers) <= MANY else len(offers) // TOGETHER * TOGETHER
        new = 0
        for start in range(0, last, TOGETHER):
            await self._next(turn)
            some = offers[start : start + TOGETHER]
            new += await commits.submit(partial(run.name, lease, capture, outcome, some))
        await commits.submit(lambda: run.settle(lease, capture, outcome, offers[last:], new))
