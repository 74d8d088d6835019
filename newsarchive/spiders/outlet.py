"""The base of every spider: start pages -> offers; answers -> offers, articles, or why there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost, DNSLookupError, TimeoutError
from twisted.python.failure import Failure

from newsarchive import clock, pages
from newsarchive.discover import answers, found, sitemaps
from newsarchive.discover.urls import canonical, is_http
from newsarchive.errors import NewsarchiveError, NotAnArticle, UsageError
from newsarchive.extension import ArchiveExtension
from newsarchive.extract.parts import Parts, family
from newsarchive.items import Article, Candidate, Capture, Kind, Outlet, Reason
from newsarchive.network import NotYetError, PrivateAddressError, refused_hosts
from newsarchive.reading import part_of
from newsarchive.run import Offer, Outcome

__all__ = ["OutletSpider", "before"]

_BEFORE_ALL = frozenset({Reason.BOT_WALL, Reason.LOGIN, Reason.CONSENT})


class OutletSpider(Spider):
    """One outlet. A subclass says where its lists are (`starts`) and what they name (`listed`).

    since: only articles listed from that day on (YYYY-MM-DD). limit: how many articles to fetch at the most. url: addresses of
    articles and lists to begin with, instead of the outlet's lists. backfill: number of the back-fill that the crawl goes on
    with; until: the last day of its window.
    """

    outlet: ClassVar[Outlet]
    headers: ClassVar[Mapping[str, str]] = {}
    """Sent with each request, where an outlet answers nobody without: Referer."""

    def __init__(
        self,
        *args: Any,
        since: str | None = None,
        until: str | None = None,
        limit: str | int | None = None,
        url: str | None = None,
        backfill: str | int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.since = _day(since)
        self.until = _day(until, "until")
        self.limit = _count(limit)
        self.backfill_id = int(backfill) if backfill else None
        self.urls = tuple((url or "").split())
        self._told = {
            key: value
            for key, value in {
                "since": since,
                "until": until,
                "limit": limit,
                "url": url,
                "backfill": backfill,
                **kwargs,
            }.items()
            if value is not None
        }

    def parameters(self) -> dict[str, Any]:
        """What the crawl was told, for the run's row."""
        return self._told

    # -- what a subclass says -------------------------------------------------------------------------------------

    def starts(self) -> Iterator[str]:
        """Addresses of the lists to begin with."""
        raise NotImplementedError

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        """What a list names: articles, newest first, and further lists.

        Raises NotAnArticle with Reason.NOT_A_LIST when the page is none.
        """
        raise NotImplementedError

    def headers_for(self, candidate: Candidate) -> Mapping[str, str]:
        """What is sent with the request of a URL."""
        return self.headers

    def addresses(self, url: str) -> tuple[str, ...]:
        """The addresses of an article to try after the one that a list names, when that one holds no text."""
        return ()

    # -- what follows from it -------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """The start pages, as requests for the scheduler to keep."""
        for candidate in self.opening():
            yield self.start_at(candidate)

    def opening(self) -> Iterator[Candidate]:
        """The start pages."""
        if self.backfill_id is not None:
            for site in self.sites():
                yield self._robots_at(site)
        for url in self.urls or self.starts():
            yield self.article_at(url) if self._identity(url) else self.list_at(url)

    def sites(self) -> Iterator[str]:
        """Of a back-fill, the sites whose robots.txt may name sitemaps."""
        yield from dict.fromkeys(map(found.site_of, self.starts()))

    def _robots_at(self, site: str) -> Candidate:
        url = f"{site}/robots.txt"
        return Candidate(url=canonical(url), fetch_url=url, outlet=self.outlet.name, kind=Kind.ROBOTS, priority=40)

    def start_at(self, candidate: Candidate) -> Request:
        """A start page for the scheduler to keep."""
        return Request(candidate.fetch_url, meta={"candidate": candidate}, dont_filter=True)

    def list_at(self, url: str, depth: int = 0) -> Candidate:
        """A list, to be fetched in each run."""
        return Candidate(url=canonical(url), fetch_url=url, outlet=self.outlet.name, kind=Kind.LISTING, depth=depth)

    def article_at(self, url: str, published: str | None = None, fetch_url: str | None = None) -> Candidate:
        """An article, known by its identity; fetched before any further list."""
        return Candidate(
            url=self._identity(url) or canonical(url),
            fetch_url=fetch_url or url,
            outlet=self.outlet.name,
            published=published,
            priority=10,
        )

    def _identity(self, url: str) -> str | None:
        """The article that an address of the outlet's own names: a foreign one that looks alike is not to hold its row."""
        ours = is_http(url) and pages.outlet_for(url) == self.outlet
        return self.outlet.identity(url) if ours else None

    def offer(self, candidate: Candidate) -> Offer:
        """The candidate, with the reason for which it is not to be fetched, if there is one."""
        if not is_http(candidate.fetch_url):
            return Offer(candidate, Reason.BAD_URL)
        if pages.outlet_for(candidate.fetch_url) != self.outlet:
            return Offer(candidate, Reason.OFFSITE)
        if candidate.published:
            outside = self._outside(candidate.published)
            # When an article was changed last tells that it is no younger, not that it is no older.
            if outside and not (outside is Reason.AFTER_UNTIL and (candidate.is_bound or candidate.kind is not Kind.ARTICLE)):
                return Offer(candidate, outside)
        return Offer(candidate)

    def _outside(self, written: str | None) -> Reason | None:
        """Why a date is certainly not within what the crawl is to fetch; None where it may be."""
        if written and self.since and before(written, self.since.isoformat()):
            return Reason.BEFORE_SINCE
        if written and self.until and before(self.until.isoformat(), written[:10]):
            return Reason.AFTER_UNTIL
        return None

    def numbered(self, address: str) -> Candidate | None:
        """The article at an address that nobody named; None where the outlet has none at such addresses."""
        return self.article_at(address, None, self.better(address)) if self._identity(address) else None

    def reaches_back(self, candidates: list[Candidate]) -> bool:
        """Whether a list's next page can hold anything from `since` on: not when all that this one dates is older."""
        dated = [candidate.published for candidate in candidates if candidate.published]
        return not (self.since and dated) or max(dated)[:10] >= self.since.isoformat()

    async def arrived(self, response: Response) -> AsyncIterator[Offer | Outcome | Article]:
        """What an answer gives: the callback of every request."""
        lease = response.request.meta["lease"]  # type: ignore[union-attr]
        capture: Capture = response.request.meta["capture"]  # type: ignore[union-attr]
        if lease.candidate.kind is Kind.PROBE:
            return  # whatever it is; that it is there is all that is asked
        if lease.candidate.kind is Kind.ROBOTS and not answers.redirected(capture.status):
            for offer in self._from_robots(capture if capture.status == 200 else None, capture.url):
                yield offer
            if capture.status >= 400:
                yield Outcome(reason=Reason.NOT_FOUND if capture.status == 404 else Reason.HTTP_ERROR)
        elif outcome := self._troubled(capture, lease.attempts):
            yield outcome
        elif answers.redirected(capture.status):
            for one in self._redirected(lease.candidate, capture, lease.attempts):
                yield one
        else:
            for given in self.taken(lease.candidate, capture):
                yield given

    def _from_robots(self, capture: Capture | None, url: str) -> Iterator[Offer]:
        """The sitemaps that a site's robots.txt names; capture: None where there is none."""
        for address in found.announced_sitemaps(capture.body, url) if capture else ():
            yield self.offer(replace(self.list_at(address), kind=Kind.SITEMAP))

    def taken(self, candidate: Candidate, capture: Capture) -> Iterator[Offer | Outcome | Article]:
        """What a page gives."""
        if candidate.kind is Kind.ARTICLE:
            yield from self._kept(candidate, capture)
            return
        if part := self._part(capture):
            yield from self._next_part(part, candidate)
            yield Outcome(reason=Reason.PART, awaits=part.next and canonical(part.next))
            return
        candidates = list(self._announced(capture) if candidate.kind is Kind.SITEMAP else self.listed(capture))
        further = self.reaches_back(candidates)
        for one in candidates:
            if one.kind is Kind.ARTICLE or further:
                yield self.offer(one)

    def _announced(self, capture: Capture) -> Iterator[Candidate]:
        """The articles of a feed or a sitemap, and the sitemaps of an index that may hold any of what is to be fetched."""
        since, until = (day.isoformat() if day else None for day in (self.since, self.until))
        for one in sitemaps.candidates(capture, self.outlet, since, until):
            if one.kind is Kind.SITEMAP:
                yield replace(self.list_at(one.fetch_url, depth=1), kind=Kind.SITEMAP, published=one.published)
            elif one.kind is Kind.ARTICLE:
                article = self.article_at(one.fetch_url, one.published, self.better(one.fetch_url))
                yield replace(article, is_bound=one.is_bound)

    def better(self, url: str) -> str | None:
        """The address to fetch instead of the one that a list names: of JSON, where the page is a shell."""
        return None

    def _kept(self, candidate: Candidate, capture: Capture) -> Iterator[Offer | Outcome | Article]:
        read = self._read(candidate, capture)
        if self.backfill_id is not None and isinstance(read, Article) and (reason := self._outside(read.date)):
            yield Outcome(reason=reason, failed=True, dated=read.date)
            return
        parts = pages.parts_of(capture) if isinstance(read, Article) else None
        if parts is None or parts.number != 1 or parts.next is None:
            yield read
            return
        yield from self._next_part(parts, candidate)
        yield Outcome(awaits=canonical(parts.next))  # read when the run ends, with its parts

    def _part(self, capture: Capture) -> Parts | None:
        """Which further page of an article a page is that was asked for like a list."""
        if not family(capture.url):
            return None
        return part_of(ArchiveExtension.of(self.crawler).run.recorder.archive, capture)

    def _next_part(self, parts: Parts, candidate: Candidate) -> Iterator[Offer]:
        """The next page of an article in several: fetched before anything else."""
        if parts.next is not None:
            yield self.offer(
                Candidate(
                    url=canonical(parts.next),
                    fetch_url=parts.next,
                    outlet=self.outlet.name,
                    kind=Kind.LISTING,
                    priority=50,
                    depth=candidate.depth,
                )
            )

    def _troubled(self, capture: Capture, attempts: int) -> Outcome | None:
        reason = capture.truncated or answers.reason_of(capture.status)
        if reason is None and capture.status == 200 and not capture.body.strip():
            reason = Reason.EMPTY
        if reason is None:
            return None
        status = 503 if capture.truncated is Reason.TRUNCATED else capture.status
        again = answers.wait(status, capture.header("Retry-After"), attempts, clock.now())
        return Outcome(reason=reason, failed=True, again=again)

    def _redirected(self, candidate: Candidate, capture: Capture, attempts: int) -> Iterator[Offer | Outcome]:
        target = urljoin(capture.url, capture.header("Location") or "")
        identity = self._identity(target) if candidate.kind is Kind.ARTICLE else None
        url = identity or canonical(target)
        if canonical(target) == canonical(capture.url):
            yield Outcome(reason=Reason.REDIRECT_LOOP, failed=True)
        elif candidate.hops >= answers.MAX_HOPS:
            yield Outcome(reason=Reason.TOO_MANY_REDIRECTS, failed=True)
        elif url == candidate.url:
            # another address of the same article: its row is asked for there
            further = candidate.hops == 0 and attempts <= answers.MAX_HOPS
            yield Outcome(instead=target) if further else Outcome(reason=Reason.REDIRECT_LOOP, failed=True)
        else:
            yield self.offer(
                Candidate(
                    url=url,
                    fetch_url=target,
                    outlet=self.outlet.name,
                    kind=candidate.kind,
                    published=candidate.published,
                    priority=candidate.priority,
                    depth=candidate.depth,
                    hops=candidate.hops + 1,
                )
            )
            yield Outcome(reason=Reason.REDIRECTED)

    def _read(self, candidate: Candidate, capture: Capture) -> Article | Outcome:
        try:
            return pages.read(capture)
        except NotAnArticle as error:
            tried = (candidate.fetch_url, *self.addresses(candidate.url))
            position = next((at for at, url in enumerate(tried) if at and canonical(url) == canonical(capture.url)), 0)
            # What stands before all of an outlet's pages stands before its other addresses too.
            if position + 1 < len(tried) and error.reason not in _BEFORE_ALL:
                return Outcome(reason=error.reason, instead=tried[position + 1])
            return Outcome(reason=error.reason, failed=True)

    async def failed(self, failure: Failure) -> None:
        """A request without a usable answer: the errback of every request."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lease = request.meta["lease"]
        reason = _reason(failure.value, urlsplit(request.url).hostname or "")
        passing = reason in (Reason.TIMEOUT, Reason.CONNECTION, Reason.DNS)
        again = answers.wait(503, None, lease.attempts, clock.now()) if passing else None
        extension = ArchiveExtension.of(self.crawler)
        if isinstance(failure.value, NewsarchiveError):
            return  # the answer could not be kept: the crawl is being stopped, and the URL stays leased for the next
        outcome = Outcome(reason=reason, failed=True, again=again)
        with extension.guarding():
            if isinstance(failure.value, NotYetError):
                extension.run.not_sent(lease)
                return
            await extension.recorder.commits.submit(
                lambda: extension.run.settle(lease, request.meta.get("capture"), outcome)
            )
        self.crawler.stats.inc_value(f"newsarchive/failed/{reason}")


def _reason(error: BaseException | None, host: str) -> Reason:
    """Why a request has no answer, in the archive's own words."""
    if isinstance(error, PrivateAddressError) or host in refused_hosts:
        return Reason.PRIVATE_ADDRESS
    if isinstance(reason := getattr(error, "reason", None), Reason):
        return reason
    if isinstance(error, CannotResolveHostError | DNSLookupError):
        return Reason.DNS
    if isinstance(error, DownloadTimeoutError | TimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, UnsupportedURLSchemeError):
        return Reason.BAD_URL
    if "certificate" in str(error).lower() or "ssl" in type(error).__module__.lower() or "SSL" in str(error):
        return Reason.TLS
    if isinstance(error, DownloadConnectionRefusedError | ConnectError | ConnectionDone | ConnectionLost | OSError):
        return Reason.CONNECTION
    return Reason.CONNECTION if "Download" in type(error).__name__ else Reason.DROPPED


def before(written: str, day: str) -> bool:
    """Whether a date, as precise as it is, is certainly before a day."""
    return written[:10] < day[: len(written[:10])]


def _day(value: str | None, name: str = "since") -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError(f"{name}: {value!r} is no day; write it as 2024-03-01") from None


def _count(value: str | int | None) -> int | None:
    try:
        count = int(value) if value else None
    except ValueError:
        raise UsageError(f"limit: {value!r} is no number; give how many articles to fetch at the most") from None
    if count is not None and count < 1:
        raise UsageError(f"limit: {value!r} is less than one article")
    return count
