"""A daemon under a moved clock, killed with -9 every hour of it: no crawl is missed for longer than an interval, none overlap."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from newsarchive.store.connection import connect
from tests.faults.rig import checks

pytestmark = pytest.mark.faults

SPEED = 240  # an hour in a quarter of a minute
EVERY = timedelta(minutes=30)
#: Each crawl asks for everything again, so that it takes its time.
EVERYTHING = [word for name in ("PATIENCE=0", "LISTS=all", "RECHECK=all") for word in ("-s", f"NEWSARCHIVE_{name}")]
START = datetime(2024, 3, 1, 8, tzinfo=UTC)


def under_way(folder: Path) -> bool:
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        return connection.execute("SELECT 1 FROM runs WHERE outcome IS NULL").fetchone() is not None


def test_a_daemon_that_is_killed_every_hour_misses_no_crawl(small_paper, tmp_path, extent, chance, report):
    hours = 24 if extent.full else 2
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "newsarchive.toml").write_text('[defaults]\nevery = "30m"\n[outlets.demo]\n', "utf-8")
    began = time.monotonic()

    def now() -> datetime:
        return START + timedelta(seconds=(time.monotonic() - began) * SPEED)

    for hour in range(1, hours + 2):
        daemon = subprocess.Popen(
            [sys.executable, "-m", "newsarchive", "-a", str(folder), "run", "--allow-private", *EVERYTHING],
            env={
                **os.environ,
                "NEWSARCHIVE_DEMO_SITE": small_paper.url,
                "NEWSARCHIVE_CONTACT": "test@newsarchive.example",
                "NEWSARCHIVE_CLOCK": f"{now().isoformat()}*{SPEED}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        last = hour > hours
        until = START + timedelta(hours=min(hour, hours)) + (timedelta(minutes=40) if last else timedelta())
        time.sleep(max(0.0, (until - now()).total_seconds() / SPEED))
        if not last:  # within the next crawl
            patience = time.monotonic() + 2 * EVERY.total_seconds() / SPEED
            while not under_way(folder) and time.monotonic() < patience:
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.05))
        assert daemon.poll() is None, daemon.stderr.read()
        daemon.terminate() if last else daemon.kill()
        daemon.wait(60)
        daemon.stderr.close()

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
    told = {**os.environ, "NEWSARCHIVE_DEMO_SITE": small_paper.url, "NEWSARCHIVE_CLOCK": now().isoformat()}
    subprocess.run(crawl, env=told, capture_output=True, check=True, timeout=120)
    assert checks.damage(folder) == []
