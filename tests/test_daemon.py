"""`newsarchive run` as a process of its own: it crawls when it is due, outlives what fails, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import Server
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect

FILE = '[defaults]\nevery = "1m"\n[outlets.demo]\n'
PATIENCE = 60.0  # seconds: a machine that is busy with other tests is slow, not wrong


class Running:
    """A daemon, what it has told so far, and the rows that it wrote."""

    def __init__(self, folder: Path, site: str, *words: str, speed: int = 120) -> None:
        self.folder = folder
        self.log = folder / f"log-{time.monotonic_ns()}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsarchive", "-a", str(folder), "run", "--allow-private", *words],
                env={
                    **os.environ,
                    "NEWSARCHIVE_DEMO_SITE": site,
                    "NEWSARCHIVE_CONTACT": "test@newsarchive.example",
                    "NEWSARCHIVE_CLOCK": f"2024-03-01T08:00:00Z*{speed}",
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def told(self) -> str:
        return self.log.read_text("utf-8")

    def until(self, holds: Callable[[], Any]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.told
            assert self.process.poll() is None, self.told
            time.sleep(0.05)

    def says(self, pattern: str, times: int = 1) -> None:
        self.until(lambda: len(re.findall(pattern, self.told)) >= times)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def runs(folder: Path) -> list[tuple[str, str]]:
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        return [tuple(row) for row in connection.execute("SELECT outlet, outcome FROM runs ORDER BY id")]


@pytest.fixture
def daemon(tmp_path: Path, demo_site: Server) -> Iterator[Callable[..., Running]]:
    """Starts daemons of one archive; those left are killed."""
    begun: list[Running] = []
    (tmp_path / "newsarchive.toml").write_text(FILE, "utf-8")

    def start(*words: str, **how: Any) -> Running:
        begun.append(Running(tmp_path, demo_site.url, *words, **how))
        return begun[-1]

    yield start
    for one in begun:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_what_is_due_is_crawled_again_and_again_until_sigterm(daemon: Callable[..., Running], tmp_path: Path) -> None:
    running = daemon()
    running.says("demo: .* new.* discovered", times=3)

    started = time.monotonic()
    code = running.end()

    assert code == 0, running.told
    assert time.monotonic() - started < 30
    outcomes = [outcome for _, outcome in runs(tmp_path)]
    assert outcomes[:3] == ["finished"] * 3
    assert set(outcomes[3:]) <= {"finished", "shutdown"}


def test_an_edit_of_the_configuration_counts_and_a_bad_one_changes_nothing(
    daemon: Callable[..., Running], tmp_path: Path
) -> None:
    running = daemon()
    running.says("demo: .* new.* discovered")
    file = tmp_path / "newsarchive.toml"

    file.write_text(FILE.replace("1m", "one minute"), "utf-8")
    running.says(r"newsarchive.toml:2: defaults.every: 'one minute' is no length of time")
    file.unlink()
    running.says("newsarchive.toml: no such file")
    running.says("demo: crawl begins", times=len(re.findall("demo: crawl begins", running.told)) + 1)
    file.write_text(FILE.replace("1m", "30d"), "utf-8")
    running.says("newsarchive.toml: read again")
    running.says("demo: .* discovered", times=len(re.findall("demo: crawl begins", running.told)))
    before = len(runs(tmp_path))
    time.sleep(2)  # four minutes

    assert len(runs(tmp_path)) == before
    assert running.end() == 0


def test_one_daemon_serves_an_archive(daemon: Callable[..., Running]) -> None:
    first = daemon()
    first.says("demo: .* new.* discovered")

    second = daemon()

    assert second.process.wait(PATIENCE) == 1
    assert f"process {first.process.pid}" in second.told


def test_a_crawl_that_cannot_begin_is_tried_again(daemon: Callable[..., Running], tmp_path: Path) -> None:
    running = daemon()
    running.says("demo: .* new.* discovered")
    deadline = time.monotonic() + PATIENCE
    while True:  # between two crawls
        try:
            with Archive(tmp_path, write=True):
                running.says(f"demo: .*process {os.getpid()} is writing .*tried again in 60 s")
            break
        except Exception:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    running.says("demo: .* discovered", times=len(re.findall("demo: .* discovered", running.told)) + 1)
    assert running.end() == 0


def test_a_dead_outlet_keeps_no_other_from_its_time(daemon: Callable[..., Running], tmp_path: Path) -> None:
    dead = '[outlets.dead]\nstart = "http://127.0.0.2:9/"\nzone = "UTC"\n'
    (tmp_path / "newsarchive.toml").write_text(FILE + dead, "utf-8")

    running = daemon("-s", "NEWSARCHIVE_PATIENCE=0")
    running.says("demo: .* new.* discovered", times=2)

    running.says("dead: 0 new")
    assert running.end() == 0


def test_a_daemon_goes_on_where_one_was_killed(daemon: Callable[..., Running], tmp_path: Path) -> None:
    first = daemon()
    first.says("demo: crawl begins")
    first.until(lambda: runs(tmp_path))
    first.process.kill()
    first.process.wait()

    second = daemon()
    second.says("demo: .* new.* discovered")
    second.end()

    assert [outcome for _, outcome in runs(tmp_path)][:2] == ["killed", "finished"]
    check = subprocess.run(
        [sys.executable, "-m", "newsarchive", "-a", str(tmp_path), "verify"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout


def test_a_configuration_that_schedules_nothing_is_told_before_anything_starts(
    daemon: Callable[..., Running], tmp_path: Path
) -> None:
    (tmp_path / "newsarchive.toml").write_text("[outlets.demo]\n", "utf-8")

    running = daemon()

    assert running.process.wait(PATIENCE) == 2
    assert 'no outlet has a timetable; write every = "1h"' in running.told


def test_due_crawls_what_is_due_and_nothing_twice(tmp_path: Path, demo_site: Server) -> None:
    (tmp_path / "newsarchive.toml").write_text(FILE, "utf-8")
    command = [sys.executable, "-m", "newsarchive", "-a", str(tmp_path), "crawl", "--due", "--allow-private"]
    environment = {**os.environ, "NEWSARCHIVE_DEMO_SITE": demo_site.url, "NEWSARCHIVE_CONTACT": "test@newsarchive.example"}

    answers = [
        subprocess.run(
            command,
            env={**environment, "NEWSARCHIVE_CLOCK": f"2024-03-01T08:0{minute}:00Z"},
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        for minute in (0, 0, 2)
    ]

    assert ["discovered" in answer.stdout for answer in answers] == [True, False, True]
    assert "Nothing is due; next is demo at 2024-03-01 08:01 UTC" in answers[1].stderr
