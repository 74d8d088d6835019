"""Back-fills beside a daemon's crawls: what is new comes first, no two crawls of an outlet at once, and it all gets done."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.backfill.press import Press, served
from tests.crawl.site import rows

PATIENCE = 90.0  # seconds: a machine that is busy with other tests is slow, not wrong
SPEED = 20  # of the daemon's clock
DESCRIBED = """[outlets.press]
start = "{site}/"
zone = "UTC"
every = "3m"
since = 2023-12-01
delay = 0.01
"""


class Daemon:
    """A daemon for the paper, and what it has told so far."""

    def __init__(self, archive: Path, press: Press, more: str, hour: int) -> None:
        self.hour = hour
        self.archive = archive
        self.press = press
        archive.mkdir(exist_ok=True)
        (archive / "newsarchive.toml").write_text(DESCRIBED.format(site=press.url) + more, "utf-8")
        self.log = archive.parent / f"log-{time.monotonic_ns()}"
        with self.log.open("wb") as log:
            # Each crawl looks at the lists: nobody waits half an hour of the daemon's clock to see what is new.
            told = ("-s", "AUTOTHROTTLE_ENABLED=0", "-s", "NEWSARCHIVE_LISTS=all")
            command = self._command("run", "--allow-private", *told)
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=subprocess.STDOUT)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "newsarchive", "-a", str(self.archive), *words]

    @property
    def _environment(self) -> dict[str, str]:
        clock = {"NEWSARCHIVE_CLOCK": f"2024-03-01T{self.hour:02}:00:00Z*{SPEED}", "NEWSARCHIVE_CONTACT": "test@newsarchive.example"}
        return {**os.environ, **clock}

    def call(self, *words: str) -> str:
        """What a command says beside it."""
        done = subprocess.run(
            self._command(*words), env=self._environment, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        return done.stdout + done.stderr

    @property
    def told(self) -> str:
        return self.log.read_text("utf-8")

    def until(self, holds: Callable[[], Any]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.told
            assert self.process.poll() is None, self.told
            time.sleep(0.02)

    def says(self, pattern: str) -> None:
        self.until(lambda: re.search(pattern, self.told))

    def older(self) -> list[int]:
        """Numbers of the articles fetched so far that no crawl for news fetches."""
        news = set(self.press.within("2023-12-01", "9999"))
        return [number for number in self.press.fetched() if number not in news]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Callable[..., Daemon]]:
    """Starts a daemon for a paper; it is killed if need be."""
    begun: list[Daemon] = []
    with served(Press(paged=False, sitemaps=True, slow=0.05)) as press:

        def start(more: str = "") -> Daemon:
            begun.append(Daemon(tmp_path / "archive", press, more, hour=8 + 2 * len(begun)))
            return begun[-1]

        yield start
        for one in begun:
            if one.process.poll() is None:
                one.process.kill()
                one.process.wait()


def test_news_come_before_the_past_and_both_are_archived(daemon: Callable[..., Daemon]) -> None:
    killed = daemon("backfill = 2022-12-01\n")
    killed.says("press: back-fill from 2022-12-01 to 2024-03-01 goes on between its crawls")
    killed.until(lambda: len(killed.older()) >= 12)
    killed.process.kill()
    killed.process.wait()
    one = daemon("backfill = 2022-12-01\n")
    one.until(lambda: len(one.older()) >= 18)

    fresh = one.press.publish(date(2024, 3, 1))
    one.until(lambda: fresh.number in one.press.fetched())
    behind = len(one.older())
    one.says("press: back-fill from 2022-12-01 to 2024-03-01 is done: .* 0 failed")

    window = one.press.within("2022-12-01", "2024-03-01")
    assert behind < len(one.older())
    # The sitemap of the month before may hold the window's first hours, as they are counted elsewhere.
    assert sorted(set(one.older())) == one.press.within("2022-11-01", "2023-11-30")
    # The front pages name some that are no news, at which crawls for news look too; the back-fill asks for each once.
    twice = rows(one.archive, "SELECT url FROM captures WHERE behind = 1 AND state = 'read' GROUP BY url HAVING count(*) > 1")
    assert len(twice) <= 1  # under way when the daemon was killed
    one.process.send_signal(signal.SIGTERM)
    assert one.process.wait(PATIENCE) == 0
    archived = [int(url.rpartition("=")[2]) for (url,) in rows(one.archive, "SELECT url FROM articles ORDER BY date_utc")]
    assert archived == window
    assert one.press.most_at_once == 1
    assert rows(one.archive, "SELECT count(*) FROM backfills") == [(1,)]
    runs = rows(one.archive, "SELECT started_at, finished_at FROM runs WHERE outcome <> 'killed' ORDER BY id")
    assert all(finished <= started for (_, finished), (started, _) in pairwise(runs))


def test_a_back_fill_is_asked_for_paused_and_ended_beside_the_daemon(daemon: Callable[..., Daemon]) -> None:
    one = daemon()
    one.says("press: .* new.* discovered")

    noted = one.call("backfill", "press", "--from", "2022-12-01", "--until", "2023-11-30")
    one.until(lambda: len(one.older()) >= 5)
    one.call("backfill", "press", "--pause")
    one.until(lambda: rows(one.archive, "SELECT 1 FROM runs WHERE backfill_id = 1 AND finished_at IS NOT NULL"))
    paused = len(one.older())
    time.sleep(1)
    still = len(one.older())
    one.call("backfill", "press")
    one.until(lambda: len(one.older()) >= paused + 5)
    one.call("backfill", "press", "--stop")

    assert "is noted; the daemon goes on with it between its crawls" in noted
    assert still == paused
    assert "stopped" in one.call("backfill", "--status")
