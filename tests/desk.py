"""A web server on loopback that takes what hooks post."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Desk:
    """A web server that keeps what is posted to it, and answers as told."""

    def __init__(self, status: int = 200, headers: dict[str, str] | None = None, drip: float = 0.0) -> None:
        self.posts: list[dict[str, Any]] = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                desk.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if drip:
                    for sign in b"HTTP/1.1 200 OK\r\n":
                        self.wfile.write(bytes([sign]))
                        time.sleep(drip)
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_POST  # noqa: N815  # a redirect that is followed becomes a GET

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that leaves early is no error of ours."""

            def server_bind(self) -> None:
                self.socket.bind(self.server_address)
                self.server_address = self.socket.getsockname()
                self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}/secret"
        Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()
