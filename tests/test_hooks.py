"""Hooks: a message comes through as it is, and nothing at the other end can hold its sender up."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive import hooks
from newsarchive.hooks import HookFailed
from tests.desk import Desk

MESSAGE = {"text": "码头 \"x\"\n2", "alarms": [{"kind": "disk"}]}


@pytest.fixture
def desk() -> Iterator[Callable[..., Desk]]:
    """Starts desks."""
    begun: list[Desk] = []

    def start(**how: Any) -> Desk:
        begun.append(Desk(**how))
        return begun[-1]

    yield start
    for one in begun:
        one.close()


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_a_command_gets_the_message_and_no_shell_reads_its_words(tmp_path: Path) -> None:
    took = tmp_path / "$HOME; touch x"

    hooks.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())", str(took)], MESSAGE, 20)

    assert json.loads(took.read_text("utf-8")) == MESSAGE


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(HookFailed, match=r"ended with exit code 3: no such mailbox$"):
        hooks.run([sys.executable, "-c", "import sys; print('no such\\n mailbox', file=sys.stderr); sys.exit(3)"], MESSAGE, 20)
    with pytest.raises(HookFailed, match=r"^mial: No such file or directory; give the whole path"):
        hooks.run(["mial"], MESSAGE, 20)


def test_a_command_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = "import os, subprocess, sys; subprocess.Popen(['sleep', '60']); open(sys.argv[1], 'w').write(str(os.getpid())); input()"
    started = time.monotonic()

    with pytest.raises(HookFailed, match="did not end within 1 s"):
        hooks.run([sys.executable, "-c", f"{script}; import time; time.sleep(60)", str(tmp_path / "pid")], MESSAGE, 1)

    assert time.monotonic() - started < 5
    group = int((tmp_path / "pid").read_text())
    for _ in range(100):  # init may take its time to bury the orphan
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("something of it is left")


def test_a_webhook_gets_the_message(desk: Callable[..., Desk]) -> None:
    at = desk()

    hooks.post(at.url, MESSAGE, 20, allow_private=True)

    assert at.posts == [MESSAGE]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "[::1]"])
def test_a_private_address_is_not_posted_to(desk: Callable[..., Desk], host: str) -> None:
    at = desk()

    with pytest.raises(HookFailed, match=r"is no public address; allow_private = true"):
        hooks.post(at.url.replace("127.0.0.1", host), MESSAGE, 20)

    assert at.posts == []


def test_a_redirect_is_not_followed(desk: Callable[..., Desk]) -> None:
    inside = desk()
    at = desk(status=302, headers={"Location": inside.url})

    with pytest.raises(HookFailed, match="answered 302 Found"):
        hooks.post(at.url, MESSAGE, 20, allow_private=True)

    assert (len(at.posts), inside.posts) == (1, [])


def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(desk: Callable[..., Desk]) -> None:
    at = desk(drip=0.5)
    started = time.monotonic()

    with pytest.raises(HookFailed, match="did not answer within 1 s"):
        hooks.post(at.url, MESSAGE, 1, allow_private=True)

    assert time.monotonic() - started < 3


def test_what_goes_wrong_is_told_without_the_secret_in_the_address(desk: Callable[..., Desk]) -> None:
    at = desk(status=500)

    with pytest.raises(HookFailed) as failed:
        hooks.post(at.url, MESSAGE, 20, allow_private=True)

    assert str(failed.value) == "127.0.0.1: answered 500 Internal Server Error"
