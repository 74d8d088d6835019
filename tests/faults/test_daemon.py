"""A daemon under a moved clock, killed with -9 every hour of it: no crawl is missed for longer than an interval, none overlap."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from newsarchive.errors import StoreError
from newsarchive.store.connection import DatabaseError, connect
from tests.faults.rig import checks

pytestmark = pytest.mark.faults

#: A minute a second while a crawl is under way; with none under way the clock is set forward, so that a busy machine is only slow.
FAST = "*60 jumping"
EVERY = timedelta(minutes=30)
#: Each crawl asks for everything again, so that it takes its time.
EVERYTHING = [word for name in ("PATIENCE=0", "LISTS=all", "RECHECK=all") for word in ("-s", f"NEWSARCHIVE_{name}")]
START = datetime(2024, 3, 1, 8, tzinfo=UTC)
PATIENCE = 120.0  # seconds


def latest(folder: Path) -> tuple[datetime, bool]:
    """When the last crawl began, and whether it is under way."""
    try:
        with closing(connect(folder / "archive.db", readonly=True)) as connection:
            row = connection.execute("SELECT started_at, outcome FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    except (DatabaseError, StoreError):  # not made yet
        row = None
    return (datetime.fromisoformat(row["started_at"]), row["outcome"] is None) if row else (START, False)


def started(folder: Path, site: str, at: datetime) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", "-a", str(folder), "run", "--allow-private", *EVERYTHING],
        env={
            **os.environ,
            "NEWSARCHIVE_DEMO_SITE": site,
            "NEWSARCHIVE_CONTACT": "test@newsarchive.example",
            "NEWSARCHIVE_CLOCK": f"{at.isoformat()}{FAST}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(daemon: subprocess.Popen[str], holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert daemon.poll() is None, daemon.stderr and daemon.stderr.read()
        assert time.monotonic() < end, "nothing happens any more"
        time.sleep(0.005)


def test_a_daemon_that_is_killed_every_hour_misses_no_crawl(small_paper, tmp_path, extent, chance, report):
    hours = 24 if extent.full else 2
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "newsarchive.toml").write_text('[defaults]\nevery = "30m"\n[outlets.demo]\n', "utf-8")
    at = START

    for hour in range(1, hours + 1):
        daemon = started(folder, small_paper.url, at)
        until(daemon, lambda hour=hour: latest(folder)[1] and latest(folder)[0] >= START + timedelta(hours=hour))
        time.sleep(chance.uniform(0, 0.3))  # within the crawl
        daemon.kill()
        daemon.wait(60)
        daemon.stderr.close()
        at = latest(folder)[0] + timedelta(minutes=1)
    daemon = started(folder, small_paper.url, at)
    until(daemon, lambda: latest(folder)[0] > at and not latest(folder)[1])
    daemon.terminate()
    daemon.wait(60)
    daemon.stderr.close()
    last = latest(folder)[0]

    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        runs = [
            (datetime.fromisoformat(row["started_at"]), row["finished_at"], row["outcome"])
            for row in connection.execute("SELECT * FROM runs ORDER BY id")
        ]
        begun = [at for at, _, _ in runs]
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    killed = sum(outcome == "killed" for _, _, outcome in runs)
    report(
        f"daemon: {hours} kills in {hours} hours of its clock, {len(runs)} crawls, {killed} of them killed; the longest time between "
        f"two {max(gaps)}, at an interval of {EVERY}"
    )
    assert len(runs) >= 2 * hours
    assert killed >= hours / 2, "too many kills hit a daemon that was doing nothing"
    assert max(gaps) <= 2 * EVERY  # due after one, and late by no more than another
    for (_, finished, outcome), following in pairwise([*runs]):
        assert outcome == "killed" or datetime.fromisoformat(finished) <= following[0] + timedelta(seconds=1), "two at once"
    # What the last one was asked to leave undone, the next crawl does.
    crawl = [sys.executable, "-m", "newsarchive", "-a", str(folder), "crawl", "demo", "--allow-private"]
    told = {**os.environ, "NEWSARCHIVE_DEMO_SITE": small_paper.url, "NEWSARCHIVE_CLOCK": (last + timedelta(minutes=40)).isoformat()}
    subprocess.run(crawl, env=told, capture_output=True, check=True, timeout=120)
    assert checks.damage(folder) == []
