"""What stands between Scrapy and the network: a resolver that refuses private addresses, and a WARC in the network's place."""

from __future__ import annotations

import socket
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from threading import Thread
from typing import Any, Final, NoReturn, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from scrapy.responsetypes import responsetypes
from scrapy.utils.datatypes import LocalCache
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from newsarchive.addresses import is_private
from newsarchive.discover.urls import canonical
from newsarchive.items import Capture
from newsarchive.warc.posts import addressed
from newsarchive.warc.read import captures

__all__ = ["GuardedResolver", "NotYetError", "PrivateAddressError", "WarcDownloadHandler", "refused_hosts"]

#: Hosts that were refused: Twisted reports no more than a failed look-up.
refused_hosts: set[str] = set()
#: Seconds for which an address is believed. How long its name server means it to be, the system's look-up does not tell.
ADDRESS_KEPT: Final = 600.0


class PrivateAddressError(IgnoreRequest):
    """The address lies in a network that is not the public internet."""


class NotYetError(IgnoreRequest):
    """The host's delay does not let the request out for a while: where it would wait, it could not be taken back."""


def carry_contexts() -> None:
    """Let what Twisted is to call later run in the context of who asked for it, as asyncio does.

    Twisted's reactor on asyncio calls all that is due in the context of whoever asked last (asyncioreactor, _onTimer): of
    several crawls, what a connection logs would be another one's.
    """
    from twisted.internet import reactor as imported

    reactor: Any = imported  # an interface in its annotation, an object at run time
    if hasattr(reactor, "newsarchive_carries_contexts"):
        return
    call_later = reactor.callLater

    def carrying(delay: float, callable: Any, *args: Any, **named: Any) -> Any:
        return call_later(delay, copy_context().run, callable, *args, **named)

    reactor.callLater = carrying
    reactor.newsarchive_carries_contexts = True


def _carried(found: Deferred[str]) -> Deferred[str]:
    """The same, in the context that it was asked for in: what comes out of another thread has none."""
    run, carried = copy_context().run, Deferred[str]()
    found.addCallbacks(lambda address: run(carried.callback, address), lambda failure: run(carried.errback, failure))
    return carried


class GuardedResolver(CachingThreadedResolver):
    """Resolves names as the system does, but none into a loopback, private, link-local or reserved network.

    A hostile sitemap or redirect leads into the operator's own network (2130706433, 0x7f.1 and the like included: what
    counts is the address that comes out). With an HTTP proxy the proxy's address is checked; targets are its own affair.

    Each name is looked up in a thread of its own, once however many requests wait for it: in a pool of threads, as Twisted
    has it, ten names whose name server is gone would hold up every other outlet's, and the end of the process. An address is
    asked for again after a while, since a process that runs for months sees servers move.
    """

    def __init__(self, reactor: Any, cache_size: int, timeout: float, allow_private: bool = False) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = allow_private
        self._cache_size = cache_size
        self._known: LocalCache[str, tuple[str, float]] = LocalCache(cache_size)  # the address, and until when
        self._asked: dict[str, list[Deferred[str]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("NEWSARCHIVE_ALLOW_PRIVATE")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802  # Twisted's name
        found = _carried(self._address(name))
        return found if self.allow_private else found.addCallback(self._checked, name)

    def _address(self, name: str) -> Deferred[str]:
        if name in self._known:
            address, until = self._known[name]
            if self.reactor.seconds() < until:
                return succeed(address)
        waiting: Deferred[str] = Deferred()
        reactor: Any = self.reactor
        waiting.addTimeout(self.timeout, reactor, lambda _, seconds: _not_found(name, f"within {seconds:g} s"))
        if name in self._asked:
            self._asked[name].append(waiting)
        else:
            self._asked[name] = [waiting]
            Thread(target=self._look_up, args=(name,), name=f"look-up of {name}", daemon=True).start()
        return waiting

    def _look_up(self, name: str) -> None:
        found: str | Exception
        try:
            found = socket.gethostbyname(name)
        except (OSError, UnicodeError) as error:  # a label longer than IDNA allows
            found = error
        with suppress(RuntimeError):  # the process has ended meanwhile
            self.reactor.callFromThread(self._found, name, found)

    def _found(self, name: str, found: str | Exception) -> None:
        if isinstance(found, str) and self._cache_size:
            self._known[name] = (found, self.reactor.seconds() + ADDRESS_KEPT)
        for waiting in self._asked.pop(name):
            if waiting.called:  # given up
                continue
            if isinstance(found, str):
                waiting.callback(found)
            else:
                waiting.errback(DNSLookupError(f"{name} is not found: {found}"))

    @staticmethod
    def _checked(address: str, name: str) -> str:
        if is_private(address):
            refused_hosts.add(name)
            # Of any other error Twisted would print a traceback.
            raise DNSLookupError(f"{name} resolves to {address}, which is not a public address")
        refused_hosts.discard(name)
        return address


def _not_found(name: str, why: str) -> NoReturn:
    raise DNSLookupError(f"{name} is not found: {why}")


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
