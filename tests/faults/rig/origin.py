"""python -m tests.faults.rig.origin ARTICLES DELAY: the demo paper in a process of its own, which tells when each request was open."""

from __future__ import annotations

import json
import sys
import time
from threading import Event

from newsarchive.demo.outlet import Outlet
from newsarchive.demo.server import Server
from newsarchive.demo.stories import Edition

REQUESTS = "/-/requests"


class WatchedServer(Server):
    """Answers REQUESTS with a row for every other request: path, when it came, when it was answered (null: not yet).

    The moments are of the system's monotonic clock, which every process of the machine reads alike.
    """

    def __init__(self, outlet: Outlet, delay_seconds: float) -> None:
        super().__init__(outlet, delay_seconds=delay_seconds)
        self._requests: list[list[str | float | None]] = []

    def respond(self, path: str, headers: dict[str, str]) -> tuple[bytes, bytes]:
        if path == REQUESTS:
            body = json.dumps(list(self._requests)).encode()
            return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode(), body
        row: list[str | float | None] = [path, time.monotonic(), None]
        self._requests.append(row)
        try:
            return super().respond(path, headers)
        finally:
            row[2] = time.monotonic()


if __name__ == "__main__":
    outlet = Outlet(Edition(articles=int(sys.argv[1]) or None), crawl_delay_seconds=None)
    outlet.warm()
    with WatchedServer(outlet, float(sys.argv[2])) as server:
        print(server.url, flush=True)
        Event().wait()
