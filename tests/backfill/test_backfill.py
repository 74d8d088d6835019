"""Back-fills of a paper of three years: the window is filled exactly, whatever names its articles, and whatever interrupts it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backfill.press import Press, served
from tests.crawl.site import rows

CHILD = Path(__file__).parent / "child.py"
SPIDERS = "SPIDER_MODULES=newsarchive.spiders,tests.backfill.spiders"
PATIENCE = 60.0  # seconds: a machine that is busy with other tests is slow, not wrong


class Filled:
    """An archive, and `newsarchive` called for it."""

    def __init__(self, archive: Path, press: Press) -> None:
        self.archive = archive
        self.press = press

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(CHILD), "-a", str(self.archive), *words]

    @property
    def environment(self) -> dict[str, str]:
        told = {"NEWSARCHIVE_TEST_PRESS": self.press.url, "NEWSARCHIVE_CONTACT": "test@newsarchive.example"}
        return {**os.environ, "NEWSARCHIVE_CLOCK": "2024-03-01T08:00:00Z", **told}

    def call(self, *words: str, code: int = 0) -> str:
        """What a command says, on stdout and stderr."""
        done = subprocess.run(self.command(*words), env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done.stdout + done.stderr

    def fetching(self, *words: str) -> list[str]:
        quick = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", SPIDERS)
        return [*words, "--allow-private", *quick]

    def fill(self, *words: str, code: int = 0) -> str:
        return self.call(*self.fetching("backfill", *words), code=code)

    def numbers(self) -> list[int]:
        """Numbers of the articles in the archive, in the order of their days."""
        return [int(url.rpartition("=")[2]) for (url,) in rows(self.archive, "SELECT url FROM articles ORDER BY date_utc")]

    def status(self) -> dict[str, Any]:
        [one] = json.loads(self.call("backfill", "--status", "--json"))["backfills"]
        return dict(one)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Callable[..., Filled]]:
    """Serves a paper, as told, and gives an archive to fill."""
    closing = []

    def start(**how: Any) -> Filled:
        serving = served(Press(**how))
        closing.append(serving)
        return Filled(tmp_path / "archive", serving.__enter__())

    yield start
    for one in closing:
        one.__exit__(None, None, None)


WINDOW = ("--from", "2022-03-01", "--until", "2022-09-30")
DAYS = ("2022-03-01", "2022-09-30")


@pytest.mark.parametrize(
    "how",
    [
        {"dated": True},
        {"dated": False},
        {"paged": False, "sitemaps": True},
        {"dated": False, "sitemaps": True},
    ],
    ids=["dated lists", "undated lists", "sitemaps", "lists and sitemaps"],
)
def test_the_window_is_filled_exactly(filled: Callable[..., Filled], how: dict[str, Any]) -> None:
    one = filled(**how)

    told = one.fill("press", *WINDOW)

    assert one.numbers() == one.press.within(*DAYS)
    assert "done" in told
    assert max(one.press.hits.values()) == 1 or max(hits for path, hits in one.press.hits.items() if path != "/robots.txt") == 1
    assert one.status()["archived"] == len(one.press.within(*DAYS))


def test_articles_outside_of_the_window_are_not_asked_for_where_lists_tell_their_days(filled: Callable[..., Filled]) -> None:
    one = filled(dated=True)

    one.fill("press", *WINDOW)

    assert sorted(one.press.fetched()) == one.press.within(*DAYS)
