"""What stands between Scrapy and the network: a resolver that refuses private addresses, and a WARC in the network's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.responsetypes import responsetypes
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from newsarchive.addresses import is_private
from newsarchive.discover.urls import canonical
from newsarchive.items import Capture
from newsarchive.warc.posts import addressed
from newsarchive.warc.read import captures

__all__ = ["GuardedResolver", "PrivateAddressError", "WarcDownloadHandler", "refused_hosts"]

#: Hosts that were refused: Twisted reports no more than a failed look-up.
refused_hosts: set[str] = set()


class PrivateAddressError(IgnoreRequest):
    """The address lies in a network that is not the public internet."""


class GuardedResolver(CachingThreadedResolver):
    """Resolves names as Scrapy does, but none into a loopback, private, link-local or reserved network.

    A hostile sitemap or redirect leads into the operator's own network (2130706433, 0x7f.1 and the like included: what
    counts is the address that comes out). With an HTTP proxy the proxy's address is checked; targets are its own affair.
    """

    def __init__(self, reactor: Any, cache_size: int, timeout: float, allow_private: bool = False) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802  # Twisted's name
        found = super().getHostByName(name, timeout)
        return found if self.allow_private else found.addCallback(self._checked, name)

    @staticmethod
    def _checked(address: str, name: str) -> str:
        if is_private(address):
            refused_hosts.add(name)
            # Of any other error Twisted would print a traceback.
            raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
        return address


class WarcDownloadHandler:
    """A WARC as the network: each request is answered with what was captured of its address (`crawl --against`).

    Of several captures of an address each request gets the next, and the last for ever after. An address that is not in
    the file cannot be reached; a host without robots.txt has none.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        self._answers: dict[str, list[Capture]] = {}
        for capture in captures(Path(crawler.settings["NEWSARCHIVE_AGAINST"])):
            self._answers.setdefault(canonical(capture.url), []).append(capture)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The recorded answer."""
        answers = self._answers.get(canonical(addressed(request.url, request.body) if request.body else request.url))
        if not answers:
            if request.url.endswith("/robots.txt"):
                return Response(request.url, status=404)
            raise IgnoreRequest("not in the WARC")
        capture = answers.pop(0) if len(answers) > 1 else answers[0]
        request.meta["captured_at"] = capture.captured_at
        headers: dict[str, list[str]] = {}
        for name, value in capture.headers:
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding"):  # the body is decoded
                headers.setdefault(name, []).append(value)
        cls = responsetypes.from_args(url=request.url, body=capture.body)
        return cls(request.url, status=capture.status, headers=headers, body=capture.body)

    async def close(self) -> None:
        """Nothing is held open."""
