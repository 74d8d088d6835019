"""Any outlet by its address: feeds, sitemaps, section fronts; each page is asked what it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from newsarchive import pages
from newsarchive.discover import feeds, found, shapes, sitemaps
from newsarchive.discover.shapes import Patterns, Shape
from newsarchive.discover.urls import canonical
from newsarchive.errors import NotAnArticle, OtherAddress, Unreadable, UsageError
from newsarchive.extension import ArchiveExtension
from newsarchive.extract.parts import Parts, belongs
from newsarchive.items import Article, Candidate, Capture, Kind, Outlet, Reason
from newsarchive.known import outlet_of
from newsarchive.reading import NO_LOSS, own, part_of
from newsarchive.run import Offer, Outcome
from newsarchive.spiders.outlet import OutletSpider

__all__ = ["SiteSpider"]

#: Links from the front page that are followed.
DEPTH = 3
#: Addresses that pages named, kept so as not to offer them twice; beyond it the frontier tells.
MAX_SEEN = 1_000_000
#: Rows of earlier runs that the outlet's patterns are learned from again, the newest; some at a time, as all crawls wait.
MAX_RELEARNED = 10_000
_RELEARNED_AT_ONCE = 500
# Reasons that were a page's own, not the server's: they say something about the address's shape.
_READ = (Reason.LISTING_PAGE, Reason.NOT_ARTICLE, Reason.EMPTY, Reason.GALLERY, Reason.SHELL)


class SiteSpider(OutletSpider):
    """url: the address, or several. outlet: the name of a known outlet, instead. depth: how many links from there to follow."""

    name = "site"
    outlet: Outlet  # type: ignore[misc]  # of the instance: there is no outlet before there is an address

    def __init__(
        self, *args: Any, url: str | None = None, outlet: str | None = None, depth: str | int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        addresses = (url or "").split()
        if not addresses and not outlet:
            raise UsageError("site: give an address, as in `newsarchive crawl https://paper.example/`")
        self.outlet = pages.outlet_named(outlet) if outlet else outlet_of(addresses[0])
        self.addresses_told = tuple(addresses) or (self.outlet.home,)
        self.depth = _depth(depth)
        told = {"url": url, "outlet": outlet, "depth": depth}
        self._told |= {key: value for key, value in told.items() if value is not None}
        self.patterns = Patterns()
        self._seen: set[int] = set()
        self._held: set[int] = set()  # addresses that their pattern's bound keeps back
        self._guessed: set[str] = set()

    def starts(self) -> Iterator[str]:
        yield from self.addresses_told

    async def start(self) -> AsyncIterator[Any]:
        """robots.txt, for the sitemaps it names, and the front page; before them, what addresses of articles are like here."""
        run = ArchiveExtension.of(self.crawler).run
        rows = run.recorder.archive.connection.execute(
            "SELECT url, reason FROM urls INDEXED BY urls_settled WHERE outlet = ? AND state IN ('done', 'failed')"
            " AND (reason IS NULL AND kind = 'article' OR reason IN (SELECT value FROM json_each(?)))"
            " ORDER BY id DESC LIMIT ?",
            (self.outlet.name, json.dumps(_READ), MAX_RELEARNED),
        ).fetchall()
        for start in range(0, len(rows), _RELEARNED_AT_ONCE):
            self.patterns.relearn((row["url"], row["reason"] is None) for row in rows[start : start + _RELEARNED_AT_ONCE])
            await asyncio.sleep(0)
        async for request in super().start():
            yield request

    def opening(self) -> Iterator[Candidate]:
        for site in self.sites():
            yield self._robots_at(site)
        for url in self.starts():
            yield replace(self.list_at(url), priority=30)

    def _at(self, url: str, kind: Kind, priority: int) -> Candidate:
        return Candidate(url=canonical(url), fetch_url=url, outlet=self.outlet.name, kind=kind, priority=priority)

    def offer(self, candidate: Candidate) -> Offer:
        offer = super().offer(candidate)
        if offer.refused is None and candidate.depth > self.depth:
            return Offer(candidate, Reason.DROPPED)
        return offer

    # -- what an answer gives -----------------------------------------------------------------------------------------

    def _troubled(self, capture: Capture, attempts: int) -> Outcome | None:
        outcome = super()._troubled(capture, attempts)
        if outcome and outcome.reason in (Reason.NOT_FOUND, Reason.GONE) and canonical(capture.url) in self._guessed:
            return Outcome(reason=outcome.reason)  # nobody said that there is anything
        return outcome

    def taken(self, candidate: Candidate, capture: Capture) -> Iterator[Offer | Outcome | Article]:
        if candidate.kind in (Kind.FEED, Kind.SITEMAP):
            yield from self._from_list(candidate, capture)
        else:
            yield from self._from_page(candidate, capture)

    def _from_robots(self, capture: Capture | None, url: str) -> Iterator[Offer]:
        announced = found.announced_sitemaps(capture.body, url) if capture else []
        for address in announced:
            yield self.offer(self._at(address, Kind.SITEMAP, 20))
        if not announced:
            yield from self._guesses(url, found.SITEMAPS, Kind.SITEMAP)

    def _guesses(self, url: str, paths: tuple[str, ...], kind: Kind) -> Iterator[Offer]:
        for path in paths:
            candidate = self._at(urljoin(url, path), kind, 20)
            self._guessed.add(candidate.url)
            yield self.offer(candidate)

    def _from_list(self, candidate: Candidate, capture: Capture) -> Iterator[Offer | Outcome]:
        since, until = (day.isoformat() if day else None for day in (self.since, self.until))
        if candidate.kind is Kind.FEED:
            listed = feeds.candidates(capture, self.outlet)
        else:
            listed = sitemaps.candidates(capture, self.outlet, since, until)
        named = 0
        try:
            for one in listed:
                named += 1
                if self._is_new(one) or one.kind is Kind.ARTICLE:  # that this list names it too is worth a row
                    yield self.offer(self._ranked(one))
        except NotAnArticle as error:
            # A guessed address is answered with the front page by many a server.
            if named == 0 and canonical(capture.url) not in self._guessed:
                raise
            yield Outcome(reason=error.reason)

    def _is_new(self, candidate: Candidate) -> bool:
        key = hash(candidate.url)
        if key in self._seen:
            return False
        if len(self._seen) < MAX_SEEN:
            self._seen.add(key)
        return True

    def _ranked(self, candidate: Candidate) -> Candidate:
        """Articles first, then what may be one, then lists; what a feed or sitemap names before what a page does."""
        if candidate.kind not in (Kind.ARTICLE, Kind.LISTING):
            return candidate
        seen = self.patterns.shape(candidate.url)
        rank = {Shape.ARTICLE: 10, Shape.OPEN: 4, Shape.LIST: 3, Shape.NEITHER: 0}[seen]
        return replace(candidate, priority=max(rank - candidate.depth + 1, 0))

    # -- a page -------------------------------------------------------------------------------------------------------

    def _from_page(self, candidate: Candidate, capture: Capture) -> Iterator[Offer | Outcome | Article]:
        if not _is_html(capture):
            yield Outcome(reason=Reason.NOT_ARTICLE, failed=True, kind=Kind.LISTING)
            return
        if part := part_of(ArchiveExtension.of(self.crawler).run.recorder.archive, capture):
            yield from self._next_part(part, candidate)
            yield Outcome(reason=Reason.PART, kind=Kind.LISTING, awaits=part.next and canonical(part.next))
            return
        article: Article | None = None
        reason: Reason | None = Reason.LISTING_PAGE
        if self.outlet.identity(capture.url) is not None:
            try:
                article, reason = own(capture), None
            except OtherAddress as error:
                self.patterns.learn(candidate.url, error.reason)
                yield self.offer(
                    replace(
                        found.candidate(error.url, self.outlet, priority=10), depth=candidate.depth, hops=candidate.hops + 1
                    )
                )
                yield Outcome(reason=error.reason)
                return
            except Unreadable as error:
                reason = error.reason
            for held in self.patterns.learn(candidate.url, reason):
                self._held.discard(hash(held))
                yield self.offer(self._ranked(found.candidate(held, self.outlet, depth=candidate.depth + 1)))
        parts = pages.parts_of(capture) if article else None
        following = parts.next if parts and parts.number == 1 else None
        if parts and following:
            yield from self._next_part(parts, candidate)
        yield from self._linked(candidate, capture, parts.first if parts and following else None, is_list=article is None)
        if article is None:
            is_list = reason in NO_LOSS or candidate.kind is Kind.LISTING
            yield Outcome(
                reason=None if candidate.depth == 0 else reason, failed=not is_list, kind=Kind.LISTING if is_list else None
            )
        elif outside := self._outside(article.date):
            yield Outcome(reason=outside, failed=True, kind=Kind.ARTICLE, dated=article.date)
        elif following:
            yield Outcome(kind=Kind.ARTICLE, awaits=canonical(following))  # read when the run ends, with its parts
        else:
            yield Outcome(kind=Kind.ARTICLE)
            yield article

    def _next_part(self, parts: Parts, candidate: Candidate) -> Iterator[Offer]:
        for offer in super()._next_part(parts, candidate):
            self._is_new(offer.candidate)
            self._is_new(found.candidate(offer.candidate.fetch_url, self.outlet))
            yield offer

    def _linked(
        self, candidate: Candidate, capture: Capture, first: str | None = None, *, is_list: bool = False
    ) -> Iterator[Offer]:
        """What a page links to, within the outlet, the depth and the bounds of its patterns.

        first: the page's address, when it is the first of several, whose numbers are offered one by one. is_list: the page is
        no article, so it tells which articles are listed, those too that another page named before.
        """
        root = found.page(capture)
        if root is None:
            return
        if candidate.depth == 0:
            announced = [url for url in found.announced_feeds(root, capture.url) if pages.outlet_for(url) == self.outlet]
            for url in announced:
                yield self.offer(self._at(url, Kind.FEED, 20))
            if not announced:
                yield from self._guesses(capture.url, found.FEEDS, Kind.FEED)
        offers = list(self._within(candidate, root, capture.url, first, is_list=is_list))
        further = candidate.depth == 0 or self.reaches_back([offer.candidate for offer in offers])
        for offer in offers:
            if offer.candidate.kind is Kind.ARTICLE or further:
                yield offer

    def _within(
        self, candidate: Candidate, root: Any, url: str, first: str | None, *, is_list: bool
    ) -> Iterator[Offer]:
        for address in found.links(root, url):
            if pages.outlet_for(address) != self.outlet or (first and belongs(address, first)):
                continue
            # Turning the pages of a list leads no deeper; the budget of its pattern ends it.
            depth = candidate.depth + (0 if candidate.depth and shapes.is_page(address) else 1)
            one = found.candidate(address, self.outlet, depth=depth)
            if depth > self.depth:
                continue
            if not self._is_new(one):
                if is_list and one.kind is Kind.ARTICLE and hash(one.url) not in self._held:
                    yield self.offer(self._ranked(one))
            elif self.patterns.admits(one.url):
                yield self.offer(self._ranked(one))
            else:
                self._held.add(hash(one.url))


def _is_html(capture: Capture) -> bool:
    kind = (capture.header("Content-Type") or "text/html").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml", "text/plain", "")


def _depth(value: str | int | None) -> int:
    try:
        depth = DEPTH if value is None else int(value)
    except ValueError:
        raise UsageError(f"depth: {value!r} is no number; give how many links from the front page to follow") from None
    if depth < 0:
        raise UsageError(f"depth: {value!r} is less than none")
    return depth
