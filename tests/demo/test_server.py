"""The demo outlet on a port: what only a socket shows."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from http.client import HTTPConnection
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from newsarchive.demo import Edition, Outlet, Process, Server


def get(connection: HTTPConnection, path: str, method: str = "GET") -> tuple[int, bytes]:
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, response.read()


def test_one_connection_serves_many_requests() -> None:
    with Server() as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        connection.connect()
        port = connection.sock.getsockname()[1]

        statuses = [get(connection, path)[0] for path in ("/home", "/nowhere", "/", "/news/detail?id=1001")]

        assert statuses == [200, 404, 302, 200]
        assert connection.sock.getsockname()[1] == port
        connection.close()


def test_every_request_is_counted_by_its_path() -> None:
    with Server() as server:
        for path in ("/home", "/news/detail?id=1001", "/home"):
            urlopen(f"{server.url}{path}").close()

        assert server.hits == {"/home": 2, "/news/detail?id=1001": 1}
        assert [(hit.path, hit.status) for hit in server.log][1] == ("/news/detail?id=1001", 200)


def test_the_answer_to_head_has_the_length_and_no_body() -> None:
    with Server() as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        connection.request("HEAD", "/news/detail?id=1001")
        head = connection.getresponse()
        nothing = head.read()
        _, body = get(connection, "/news/detail?id=1001")
        connection.close()

        assert nothing == b""
        assert head.getheader("Content-Length") == str(len(body))


def test_a_delayed_server_waits_before_it_answers() -> None:
    with Server(delay_seconds=0.2) as server:
        started = time.monotonic()
        urlopen(f"{server.url}/home").close()

        assert time.monotonic() - started >= 0.2


def test_a_server_ends_while_a_client_holds_its_connection_open() -> None:
    with Server() as server:
        connection = HTTPConnection("127.0.0.1", server.port)
        get(connection, "/home")

    with pytest.raises(OSError, match=r"closed|reset|pipe"):
        get(connection, "/home")
    connection.close()


def test_several_clients_are_served_at_once() -> None:
    with Server(delay_seconds=0.3) as server:
        clients = [Thread(target=lambda: urlopen(f"{server.url}/home").close()) for _ in range(6)]
        started = time.monotonic()
        for client in clients:
            client.start()
        for client in clients:
            client.join()

        assert server.hits["/home"] == 6
        assert time.monotonic() - started < 6 * 0.3


def test_an_outlet_advances_while_it_is_served() -> None:
    with Server(Outlet()) as server:
        urlopen(f"{server.url}/news/detail?id=1008").close()
        server.outlet.advance()

        with pytest.raises(HTTPError, match="404") as refused:
            urlopen(f"{server.url}/news/detail?id=1008")
        refused.value.close()


def test_the_outlet_runs_in_a_process_of_its_own() -> None:
    with Process("--articles", "60", "--changed") as process:
        with urlopen(f"{process.url}/staticsg/data/web/home/topnewslist.json") as response:
            top = json.load(response)["data"]["top1"]
        address = process.url

    newest = next(iter(Edition(number=1, articles=60).stories.values()))
    assert top["id"] == newest.id
    with pytest.raises(OSError, match="refused"):
        urlopen(address)


def test_the_server_needs_neither_scrapy_nor_lxml() -> None:
    code = "import sys, newsarchive.demo; sys.exit(bool({'lxml', 'parsel', 'scrapy', 'twisted'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_process_that_cannot_start_says_with_which_code_it_ended() -> None:
    with pytest.raises(RuntimeError, match="ended with code 2"), Process("--robots-status", "700"):
        pass
