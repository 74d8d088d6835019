"""A crawl in a process of its own, as Twisted's reactor starts once a process: a job in JSON -> what came of it, in JSON.

    python tests/crawl/child.py '{"archive": "…", "arguments": {"site": "http://127.0.0.1:…"}, "settings": {…}}'

hosts: further hosts of the demo outlet. starts: further start pages. beyond_the_warc: what the WARC of a crawl against one
does not hold is asked for from the network. Says "crawling" on stdout once the crawl has begun.
"""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

listeners: list[str] = []


def _listen(self: socket.socket, *backlog: int) -> None:
    listeners.append(str(self.getsockname()))
    _socket_listen(self, *backlog)


_socket_listen = socket.socket.listen
socket.socket.listen = _listen  # type: ignore[method-assign, assignment]

job = json.loads(sys.argv[1])

if job.get("hosts"):
    from newsarchive.pages import demo

    demo.OUTLET = replace(demo.OUTLET, hosts=(*demo.OUTLET.hosts, *job["hosts"]))

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler  # noqa: E402
from scrapy.http import Request, Response  # noqa: E402

from newsarchive import network  # noqa: E402
from newsarchive.crawl import crawl  # noqa: E402  # after the outlet has its hosts
from newsarchive.discover.urls import canonical  # noqa: E402
from newsarchive.errors import NewsarchiveError  # noqa: E402
from newsarchive.spiders.demo import DemoSpider  # noqa: E402


class WarcOrNetwork(network.WarcDownloadHandler):
    """Answers from the WARC what is in it; the rest is asked for as in any crawl."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._network = HTTP11DownloadHandler(crawler)

    async def download_request(self, request: Request) -> Response:
        if canonical(request.url) in self._answers:
            return await super().download_request(request)
        return await self._network.download_request(request)

    async def close(self) -> None:
        await self._network.close()


if job.get("beyond_the_warc"):
    network.WarcDownloadHandler = WarcOrNetwork  # type: ignore[misc]
if job.get("starts"):
    listed = DemoSpider.starts
    DemoSpider.starts = lambda self: [*listed(self), *job["starts"]]  # type: ignore[method-assign, assignment]

result: dict[str, Any] = {"reports": [], "error": None}
try:
    reports = crawl(
        job.get("outlets", ["demo"]),
        Path(job["archive"]),
        arguments=job.get("arguments", {}),
        settings=job.get("settings", {}),
        started=lambda runs: print("crawling", flush=True),
    )
    result["reports"] = [{**asdict(report), "balanced": report.tally.balanced()} for report in reports]
except NewsarchiveError as error:
    result["error"] = {"type": type(error).__name__, "message": str(error), "pid": getattr(error, "pid", None)}
result["listeners"] = listeners
print(json.dumps(result))
