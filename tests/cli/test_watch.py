"""`newsarchive status --watch`: how fast crawls go, what they wait for, and what a daemon does next, from another process."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive import clock, config, pages
from newsarchive.demo import Outlet, Server
from newsarchive.query.progress import Follower
from newsarchive.store.archive import Archive
from newsarchive.store.lock import WriterLock, holder
from tests.test_daemon import FILE, Running, daemon  # noqa: F401  # a fixture

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def demo_site() -> Iterator[Server]:
    """One that takes its time."""
    with Server(Outlet(crawl_delay_seconds=None), delay_seconds=0.6) as server:
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty one, open to write."""
    with Archive(tmp_path / "archive", write=True) as archive:
        yield archive


def watching(folder: Path, *words: str, **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newsarchive", "-a", str(folder), "status", "--watch", *words]
    return subprocess.Popen(command, text=True, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how})


def test_rates_and_what_is_left_follow_from_the_last_minute(archive: Archive) -> None:
    before = clock.use(clock.Clock(NOW, speed=0))
    try:
        archive.add_outlet(pages.outlet_named("demo"))
        run = archive.begin_run("crawl", "demo", {})
        follower = Follower(archive, config.parse(""))

        def at(seconds: float, done: int, discovered: int) -> tuple[float | None, float | None]:
            archive.connection.execute("UPDATE runs SET done = ?, discovered = ? WHERE id = ?", (done, discovered, run))
            [pace] = follower.look(NOW, seconds).crawls
            return pace.a_minute, pace.left_seconds

        told = [at(0, 0, 100), at(1, 5, 100), at(30, 60, 120), at(60, 90, 120), at(90, 90, 120), at(120, 90, 120), at(140, 95, 120)]
    finally:
        clock.use(before)

    assert told[:2] == [(None, None), (None, None)]
    assert told[2:4] == [(120.0, 30.0), (90.0, 20.0)]
    assert told[4] == (30.0, 60.0)  # over the last minute
    assert told[5] == (0.0, None)
    assert told[6][0] == pytest.approx(60 * 5 / 80)


def test_hosts_that_are_left_alone_and_budgets_that_are_used_up_are_told_of_their_outlet(archive: Archive) -> None:
    archive.add_outlet(pages.outlet_named("demo"))
    archive.begin_run("crawl", "shobserver", {})
    ask = archive.connection.execute
    ask("INSERT INTO hosts (host, paused_until) VALUES ('www.shobserver.com', '2024-03-01T09:30:00Z'), ('old.example', '2020')")
    ask("INSERT INTO host_days (host, day, requests) VALUES ('m.shobserver.com', '2024-03-01', 50), ('127.0.0.1', '2024-03-01', 9)")

    [pace] = Follower(archive, config.parse("[outlets.shobserver]\nbudget = 50\n")).look(NOW, 0).crawls

    assert pace.held == (
        "www.shobserver.com is left alone for 1h30m",
        "m.shobserver.com has had its 50 requests of today; more in 16h",
    )


def test_the_holder_of_a_lock_is_told_without_taking_it(tmp_path: Path) -> None:
    assert holder(tmp_path, "daemon") is None
    code = "import sys, time; from pathlib import Path; from newsarchive.store.lock import WriterLock\n"
    code += "lock = WriterLock(Path(sys.argv[1]), 'daemon'); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert holder(tmp_path, "daemon") == process.pid
        process.kill()
        process.wait()

    assert holder(tmp_path, "daemon") is None
    WriterLock(tmp_path, "daemon").release()


def test_a_daemon_is_followed_from_crawl_to_idleness_to_its_end(daemon: Callable[..., Running], tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "newsarchive.toml").write_text(FILE.replace("1m", "2h"), "utf-8")
    running = daemon(speed=1)
    running.says("demo: crawl begins")
    running.until(lambda: (tmp_path / "archive.db").exists())

    with watching(tmp_path, "--json", env={**os.environ, "NEWSARCHIVE_CLOCK": "2024-03-01T08:10:00Z"}) as watcher:
        assert watcher.stdout is not None
        looks = []
        for line in watcher.stdout:
            looks.append(json.loads(line))
            if not looks[-1]["crawls"] and len(looks) > 3 and running.process.poll() is None:
                running.end()
        code = watcher.wait(60)

    assert code == 0
    busy = [look["crawls"][0] for look in looks if look["crawls"]]
    assert [look["daemon"] for look in looks if look["crawls"]] == [running.process.pid] * len(busy)
    settled = [pace["crawl"]["settled"] for pace in busy]
    assert settled == sorted(settled)
    assert settled[-1] > settled[0]
    assert any(pace["a_minute"] and pace["a_minute"] > 10 and pace["left_seconds"] for pace in busy)
    [idle, *_] = [look for look in looks if not look["crawls"] and look["daemon"]]
    assert (idle["next"]["outlet"], idle["next"]["why"]) == ("demo", "every 2h")
    assert timedelta(hours=1) < timedelta(seconds=idle["next"]["in_seconds"]) < timedelta(hours=2)
    assert (looks[-1]["daemon"], looks[-1]["crawls"]) == (None, [])


def test_a_person_sees_a_table_that_lives_and_ctrl_c_ends_it(daemon: Callable[..., Running], tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "newsarchive.toml").write_text(FILE.replace("1m", "2h"), "utf-8")
    running = daemon(speed=1)
    running.says("demo: crawl begins")
    main, terminal = pty.openpty()

    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "NEWSARCHIVE_CLOCK": "2024-03-01T08:10:00Z"}
    watcher = watching(tmp_path, stdout=terminal, stderr=terminal, stdin=terminal, env=environment, start_new_session=True)
    os.close(terminal)
    seen, is_told = "", False
    deadline = time.monotonic() + 60
    with suppress(OSError):  # the terminal's other end is closed
        while time.monotonic() < deadline:
            seen += os.read(main, 65536).decode()
            if not is_told and re.search(r"next: demo in 1h\d+m", seen):
                watcher.send_signal(signal.SIGINT)
                is_told = True
    os.close(main)
    code = watcher.wait(60)
    running.end()

    assert code == 0
    seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)
    assert re.search(r"crawl +URLs +of +a minute +left +new +revised +failed", seen)
    assert f"newsarchive run, process {running.process.pid}" in seen
    assert "free" in seen  # and the table of `status` last


def test_without_a_daemon_and_a_crawl_there_is_nothing_to_follow(archive: Archive) -> None:
    archive.close()

    with watching(archive.path) as watcher:
        told, _ = watcher.communicate(timeout=60)

    assert watcher.returncode == 0
    assert told.splitlines()[0] == "no daemon runs; nothing else is scheduled"
