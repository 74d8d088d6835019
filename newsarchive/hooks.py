"""A message -> a command's standard input, or a web address: in bounded time, whatever is at the other end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Thread
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from newsarchive.addresses import is_private
from newsarchive.errors import NewsarchiveError
from newsarchive.version import __version__

__all__ = ["HookFailed", "post", "run"]

_TOLD: Final = 200  # characters of what a hook complains of


class HookFailed(NewsarchiveError):
    """A hook did not take the message; in one line, why."""


def run(command: Sequence[str], message: Mapping[str, Any], seconds: float) -> None:
    """Start a command, without a shell, with the message as JSON on its standard input.

    Ends it, and what it started, after so many seconds. Raises HookFailed.
    """
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(  # noqa: S603  # the operator's own
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
            )
        except OSError as error:
            raise HookFailed(f"{command[0]}: {error.strerror}; give the whole path of a program") from error
        try:
            process.communicate(json.dumps(message, ensure_ascii=False).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise HookFailed(f"{command[0]}: did not end within {seconds:g} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            errors.seek(0)
            told = " ".join(errors.read(4 * _TOLD).decode("utf-8", "replace").split())[:_TOLD]
            raise HookFailed(f"{command[0]}: ended with exit code {process.returncode}{f': {told}' if told else ''}")


def post(url: str, message: Mapping[str, Any], seconds: float, *, allow_private: bool = False) -> None:
    """POST the message as JSON to an http(s) address; a redirect is not followed.

    allow_private: to loopback and private networks too. With a proxy (http_proxy, https_proxy) its address is checked.
    Raises HookFailed, which names the host only: the rest of such an address is a secret.
    """
    failed: list[Exception] = []

    def sending() -> None:
        try:
            _send(url, message, seconds, allow_private)
        except Exception as error:
            failed.append(error)
            if isinstance(error, HTTPError):  # it is the answer, too
                error.close()

    # A name server that is silent, or an answer drop by drop, is outlived by nothing but another thread.
    thread = Thread(target=sending, name="webhook", daemon=True)
    thread.start()
    thread.join(seconds)
    host = urlsplit(url).hostname
    if thread.is_alive():
        raise HookFailed(f"{host}: did not answer within {seconds:g} s")
    if failed:
        raise HookFailed(f"{host}: {_why(failed[0])}") from failed[0]


def _send(url: str, message: Mapping[str, Any], seconds: float, allow_private: bool) -> None:
    connecting = partial(_connected, allow_private)
    opener = build_opener(_Http(connecting), _Https(connecting), _Stay)
    request = Request(  # noqa: S310  # http(s) only, as the configuration was read
        url,
        json.dumps(message, ensure_ascii=False).encode(),
        {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"newsarchive/{__version__}"},
        method="POST",
    )
    with opener.open(request, timeout=seconds) as answer:
        answer.read(4096)


def _why(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"answered {error.code} {error.reason}"
    reason = error.reason if isinstance(error, URLError) else error
    return " ".join(str(getattr(reason, "strerror", None) or reason or type(reason).__name__).split())[:_TOLD]


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: it could lead into the operator's own network."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Http(HTTPHandler):
    def __init__(self, connecting: Callable[..., socket.socket]) -> None:
        super().__init__()
        self._connecting = connecting

    def http_open(self, req: Request) -> Any:
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(host, **options)
        connection._create_connection = self._connecting  # type: ignore[attr-defined]  # http.client has no public one
        return connection


class _Https(HTTPSHandler):
    def __init__(self, connecting: Callable[..., socket.socket]) -> None:
        super().__init__()
        self._connecting = connecting

    def https_open(self, req: Request) -> Any:
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **options: Any) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(host, **options)
        connection._create_connection = self._connecting  # type: ignore[attr-defined]
        return connection


def _connected(
    allow_private: bool, address: tuple[str, int], timeout: Any = None, source_address: Any = None
) -> socket.socket:
    """A connection to a host's first address that takes one; to the very address that was looked at."""
    error: OSError = ConnectionError("has no address")
    for family, kind, protocol, _, place in socket.getaddrinfo(*address, 0, socket.SOCK_STREAM):
        if not allow_private and is_private(str(place[0])):
            raise ConnectionError(f"{place[0]} is no public address; allow_private = true under [notify] lets it be one")
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(timeout)
            made.connect(place)
        except OSError as failure:
            made.close()
            error = failure
        else:
            return made
    raise error
