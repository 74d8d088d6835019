"""Names are looked up as the system does it, none of them at another's cost, and none into the operator's own network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event
from typing import Any

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock

from newsarchive.network import ADDRESS_KEPT, GuardedResolver, refused_hosts

TIMEOUT = 20.0


class Loop(Clock):
    """A reactor whose time is moved by hand; what threads hand to it is done by `turn`."""

    def __init__(self) -> None:
        super().__init__()
        self._handed: Queue[Callable[[], None]] = Queue()

    def callFromThread(self, work: Any, *arguments: Any) -> None:
        self._handed.put(lambda: work(*arguments))

    def turn(self, times: int = 1) -> None:
        for _ in range(times):
            self._handed.get(timeout=10)()


class Names:
    """The system's look-ups: of some names, of names whose server is gone, and how often each was asked for."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.asked: list[str] = []
        self.gone = Event()

    def gethostbyname(self, name: str) -> str:
        self.asked.append(name)
        if name not in self.addresses:
            self.gone.wait(10)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return self.addresses[name]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    found = Names()
    monkeypatch.setattr(socket, "gethostbyname", found.gethostbyname)
    yield found
    found.gone.set()
    refused_hosts.clear()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def resolver(loop: Loop) -> GuardedResolver:
    return GuardedResolver(loop, 100, TIMEOUT)


def told(found: Deferred[str]) -> list[Any]:
    """What a look-up came to, when it has."""
    answers: list[Any] = []
    found.addBoth(answers.append)
    return answers


def test_names_whose_server_is_gone_keep_no_other_waiting(names: Names, loop: Loop, resolver: GuardedResolver) -> None:
    gone = [told(resolver.getHostByName(f"dead{number}.example")) for number in range(50)]
    names.addresses["harbour.example"] = "8.8.8.8"

    harbour = told(resolver.getHostByName("harbour.example"))
    loop.turn()

    assert harbour == ["8.8.8.8"]
    assert gone == [[]] * 50


def test_a_name_whose_server_is_gone_fails_in_time(names: Names, loop: Loop, resolver: GuardedResolver) -> None:
    gone = told(resolver.getHostByName("dead.example"))

    loop.advance(TIMEOUT)
    names.gone.set()
    loop.turn()  # what the system says at last changes nothing

    assert len(gone) == 1
    assert gone[0].check(DNSLookupError)
    assert "within 20 s" in str(gone[0].value)


def test_a_name_is_looked_up_once_however_many_wait_for_it(names: Names, loop: Loop, resolver: GuardedResolver) -> None:
    names.addresses["harbour.example"] = "8.8.8.8"

    found = [told(resolver.getHostByName("harbour.example")) for _ in range(5)]
    loop.turn()
    found.append(told(resolver.getHostByName("harbour.example")))

    assert found == [["8.8.8.8"]] * 6
    assert names.asked == ["harbour.example"]


def test_a_server_that_moves_is_found_where_it_is(names: Names, loop: Loop, resolver: GuardedResolver) -> None:
    names.addresses["harbour.example"] = "8.8.8.8"
    told(resolver.getHostByName("harbour.example"))
    loop.turn()
    names.addresses["harbour.example"] = "9.9.9.9"

    loop.advance(ADDRESS_KEPT)
    later = told(resolver.getHostByName("harbour.example"))
    loop.turn()

    assert later == ["9.9.9.9"]


def test_a_host_that_left_the_private_network_is_refused_no_more(names: Names, loop: Loop, resolver: GuardedResolver) -> None:
    names.addresses["harbour.example"] = "10.0.0.1"
    private = told(resolver.getHostByName("harbour.example"))
    loop.turn()
    assert private[0].check(DNSLookupError)
    assert refused_hosts == {"harbour.example"}
    names.addresses["harbour.example"] = "9.9.9.9"

    loop.advance(ADDRESS_KEPT)
    public = told(resolver.getHostByName("harbour.example"))
    loop.turn()

    assert public == ["9.9.9.9"]
    assert not refused_hosts


def test_a_name_that_is_none_is_not_found(loop: Loop, resolver: GuardedResolver) -> None:
    found = told(resolver.getHostByName("a" * 64 + ".example"))
    loop.turn()

    assert found[0].check(DNSLookupError)
