"""An Outlet -> an HTTP/1.1 server on loopback, in a thread of this process or in a process of its own."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections import Counter
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any, NamedTuple

from newsarchive.demo.outlet import Outlet

_HOST = "127.0.0.1"


class Hit(NamedTuple):
    """One request: when it came (monotonic seconds), its path with query, the status that answered it."""

    at: float
    path: str
    status: int


class Server:
    """Serves an outlet while the `with` block lasts.

        with Server(Outlet()) as server:
            urlopen(f"{server.url}/home")
            server.hits["/home"]  # 1

    port: 0 takes a free one. delay_seconds: waited before each answer. host: another of loopback's addresses, for an outlet
    beside others. An outlet that raises ConnectionError cuts the connection.
    """

    def __init__(
        self, outlet: Outlet | None = None, port: int = 0, delay_seconds: float = 0.0, host: str = _HOST
    ) -> None:
        self.outlet = outlet or Outlet()
        self.hits: Counter[str] = Counter()
        self.log: list[Hit] = []
        self._delay_seconds = delay_seconds
        self._lock = Lock()
        self._listener = _Listener((host, port), self)
        self._thread = Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.server_address[1])

    @property
    def url(self) -> str:
        """Address without a slash at the end: "http://127.0.0.1:41093"."""
        return f"http://{self._listener.server_name}:{self.port}"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.close_connections()
        self._listener.server_close()

    def respond(self, path: str, headers: dict[str, str]) -> tuple[bytes, bytes]:
        """Head and body of the answer to one request, which is counted."""
        answer = self.outlet.response(path, headers)
        with self._lock:
            self.hits[path] += 1
            self.log.append(Hit(time.monotonic(), path, answer.status))
        if self._delay_seconds:
            time.sleep(self._delay_seconds)
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"), answer.body


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], server: Server) -> None:
        self.server = server
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """As TCPServer does: HTTPServer's own looks up the host's name, which asks a name server."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End the connections that clients keep alive, so that no thread waits for their next request."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that leaves early is no error of ours
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes; with Nagle's algorithm the second would wait for the client's delayed ACK.
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        head, body = self._answer()
        self.wfile.write(head + body)

    def do_HEAD(self) -> None:
        self.wfile.write(self._answer()[0])

    def _answer(self) -> tuple[bytes, bytes]:
        return self.server.server.respond(self.path, {name.lower(): value for name, value in self.headers.items()})

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `Server.log` has it."""


class Process:
    """The demo outlet in a process of its own while the `with` block lasts.

        with Process("--articles", "2000", "--page-bytes", "180000") as process:
            urlopen(process.url)

    arguments: as `python -m newsarchive.demo` takes them.
    """

    def __init__(self, *arguments: str) -> None:
        self._command = [sys.executable, "-m", "newsarchive.demo", *arguments]
        self.url = ""

    def __enter__(self) -> Process:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self._process.stdout.close()
            raise RuntimeError(f"{' '.join(self._command)}: ended with code {self._process.wait()} before it served")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
