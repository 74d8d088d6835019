"""A hostile list, redirect or start page leads into the operator's own network: not one connection is made.

The site stands in a WARC, so that its own pages need no network; whatever is not in it goes out as in any crawl.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import LIST, Crawled, crawl, list_of

SITE = "http://paper.example"
#: What resolvers and URL parsers take for 127.0.0.1, and other ways back to one's own machine.
LOOPBACK = (
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "127.1.2.3", "0.0.0.0", "localhost", "[::1]",
)  # fmt: skip


class Listener:
    """Counts connections to a port of loopback, on IPv4 and IPv6."""

    def __init__(self) -> None:
        self.connections = 0
        self.hosts: set[str] = set()
        self._socket = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self.hosts.add(connection.getsockname()[0].removeprefix("::ffff:"))
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def hostile(way: str, port: int) -> list[str]:
    """An address a spelling, each an article's."""
    first = {"listed": 1, "redirected": 201, "start": 301}[way]
    return [f"http://{host}:{port}/news/detail?id={number}" for number, host in enumerate(LOOPBACK, first)]


@pytest.fixture(scope="module")
def warc(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site: a list that names the addresses, and articles that redirect to them."""
    folder = tmp_path_factory.mktemp("hostile")
    moved = [f"{SITE}/news/detail?id={number}" for number in range(101, 101 + len(LOOPBACK))]
    listed = list_of(*hostile("listed", listener.port), *moved).encode()
    answers = [(f"{SITE}{LIST}", 200, (("Content-Type", "text/html; charset=utf-8"),), listed)]
    answers += [
        (url, 302, (("Location", target),), b"")
        for url, target in zip(moved, hostile("redirected", listener.port), strict=True)
    ]
    with WarcWriter(folder, {}) as writer:
        for url, status, headers, payload in answers:
            writer.write(
                Exchange(url=url, captured_at=datetime(2024, 3, 1, tzinfo=UTC), status=status, headers=headers, payload=payload)
            )
    [path] = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def crawl_of(warc: Path, listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Crawled]:
    def run(*, allowed: bool) -> Crawled:
        return crawl(
            tmp_path_factory.mktemp("archive"),
            SITE,
            arguments={"section": "22"},
            settings={
                "NEWSARCHIVE_ALLOW_PRIVATE": allowed,
                "NEWSARCHIVE_AGAINST": str(warc),
                "NEWSARCHIVE_PATIENCE": 0,  # one attempt a host is enough
                "ROBOTSTXT_OBEY": False,  # or an unreachable robots.txt would be the reason
            },
            hosts=["paper.example", *(host.strip("[]") for host in LOOPBACK)],
            starts=hostile("start", listener.port),
            beyond_the_warc=True,
        )

    return run


@pytest.fixture(scope="module")
def refused(crawl_of: Callable[..., Crawled], listener: Listener) -> Crawled:
    return crawl_of(allowed=False)


@pytest.mark.parametrize("way", ["listed", "redirected", "start"])
@pytest.mark.parametrize("host", LOOPBACK)
def test_a_private_address_is_refused_however_it_is_spelled_and_come_by(
    way: str, host: str, refused: Crawled, listener: Listener
) -> None:
    [address] = [url for url in hostile(way, listener.port) if f"//{host}:" in url]

    rows = refused.rows("SELECT state, reason FROM urls WHERE fetch_url = ?", address)

    assert rows == [("failed", "private_address")]


def test_no_connection_was_made_to_a_private_address(refused: Crawled, listener: Listener) -> None:
    assert Counter(refused.report["failures"]) == {"private_address": 3 * len(LOOPBACK)}
    assert listener.connections == 0


def test_a_refusal_is_a_row_and_no_traceback(refused: Crawled) -> None:
    assert refused.stderr == ""


def test_the_same_addresses_are_connected_to_where_private_ones_are_allowed(
    refused: Crawled, crawl_of: Callable[..., Crawled], listener: Listener
) -> None:
    crawl_of(allowed=True)

    asked = len([host for host in LOOPBACK if host != "[::1]"])  # Twisted's resolver asks for IPv4 only
    assert listener.hosts >= {"127.0.0.1", "127.1.2.3"}
    assert listener.connections >= asked
