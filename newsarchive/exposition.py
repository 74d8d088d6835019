"""Metrics at http://HOST:PORT/metrics, from the reactor that crawls: a scrape is answered in a thread of its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from twisted.internet.error import CannotListenError
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request, Site

from newsarchive.errors import NewsarchiveError, UsageError

__all__ = ["address", "serve"]


def address(written: str) -> tuple[str, int]:
    """Where to listen: a port of loopback, or host:port.

    >>> address("9100"), address("0.0.0.0:9100"), address("[::1]:9100")
    (('127.0.0.1', 9100), ('0.0.0.0', 9100), ('::1', 9100))

    Raises UsageError.
    """
    host, _, port = written.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 2**16):
        raise UsageError(f"--metrics: {written!r} is no port; give one as 9100, or with an address as 0.0.0.0:9100")
    return host.strip("[]") or "127.0.0.1", int(port)


def serve(registry: CollectorRegistry, host: str, port: int) -> str:
    """Answer from now on; returns the page's address. port: 0 takes a free one.

    The reactor ends it when it stops. Raises NewsarchiveError when it cannot listen there.
    """
    from twisted.internet import reactor as imported

    reactor: Any = imported  # an interface in its annotation, an object at run time
    try:
        listening = reactor.listenTCP(port, _site(registry), interface=host)
    except (CannotListenError, OSError) as error:
        why = getattr(error, "socketError", error)
        told = getattr(why, "strerror", None) or why
        raise NewsarchiveError(f"{host}:{port}: {told}; give --metrics another port, or stop what listens there") from error
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getHost().port}/metrics"


def _site(registry: CollectorRegistry) -> Site:
    root = Resource()
    root.putChild(b"metrics", _Page(registry))  # type: ignore[arg-type]  # zope's interfaces are none of mypy's
    site = Site(root, timeout=60)
    site.noisy = False
    return site


class _Page(Resource):
    isLeaf = True  # noqa: N815  # Twisted's name

    def __init__(self, registry: CollectorRegistry) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._registry = registry
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="metrics")

    def render_GET(self, request: Request) -> int:  # noqa: N802  # Twisted's name
        """The page, once it is made."""
        self._task = asyncio.ensure_future(self._answer(request))
        request.notifyFinish().addErrback(lambda failure: None)  # who asked has gone: `finish` would complain
        return NOT_DONE_YET

    async def _answer(self, request: Request) -> None:
        encode, kind = choose_encoder(request.getHeader("Accept") or "")
        try:
            page = await asyncio.get_running_loop().run_in_executor(self._thread, encode, self._registry)
        except Exception as error:  # told to who asks, and to nobody else: the crawls go on
            request.setResponseCode(500)
            page, kind = f"{type(error).__name__}: {error}\n".encode(), "text/plain; charset=utf-8"
        if request._disconnected:
            return
        request.setHeader("Content-Type", kind)
        request.write(page)
        request.finish()
