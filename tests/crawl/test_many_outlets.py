"""Many outlets in one process: what is dead, slow or erring keeps nobody waiting (bench/outlets.py measures two hundred)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

from bench.papers import Paper, command, hits, papers, serving
from newsarchive.store.connection import connect

DELAY = 0.4
ARTICLES = 5
PATIENCE = 90.0  # seconds: a machine that is busy with other tests is slow, not wrong
CRAWL = ("run", "--allow-private", "--contact", "test@newsarchive.example")


def crawled(folder: Path, found: list[Paper]) -> tuple[dict[str, float], float, str]:
    """Of each healthy outlet, seconds from the first request to any to the last to it; seconds to stop; what was told."""
    archive, healthy = folder / "archive", [paper.name for paper in found if paper.kind == "healthy"]
    folder.mkdir()
    with serving(folder, found, DELAY, archive), (folder / "told").open("wb") as log:
        process = subprocess.Popen(command(folder, "-a", str(archive), *CRAWL), stdout=log, stderr=log, env=dict(os.environ))
        try:
            end = time.monotonic() + PATIENCE
            while not all(re.search(f"{name}: {ARTICLES} new", (folder / "told").read_text("utf-8")) for name in healthy):
                assert process.poll() is None, (folder / "told").read_text("utf-8")
                assert time.monotonic() < end, (folder / "told").read_text("utf-8")
                time.sleep(0.1)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    seen = hits(folder)
    first = min(at for asked in seen.values() for at, _ in asked)
    seconds = {name: max(at for at, _ in seen[name]) - first for name in healthy}
    return seconds, time.monotonic() - began, (folder / "told").read_text("utf-8")


def test_healthy_outlets_take_no_longer_for_dead_slow_and_erring_ones_beside_them(tmp_path: Path) -> None:
    # Its sitemap is gone through all the while.
    huge = Paper("huge", "huge", 50_000)
    # More dead names than Twisted has threads to look names up in: each keeps its look-up waiting for half a minute.
    dead = [Paper(f"dead{number:03}", "unresolvable", ARTICLES) for number in range(12)]
    alone, _, _ = crawled(tmp_path / "alone", [Paper("paper000", "healthy", ARTICLES)])

    together, stopped_in, told = crawled(tmp_path / "together", [huge, *dead, *papers(14, ARTICLES, dead=3, slow=2, erring=3)])

    assert len(together) == 6
    # Half as long again, and a second, for a machine that is busy: the benchmark prints how much less it is on a quiet one.
    assert max(together.values()) < 1.5 * alone["paper000"] + 1, told
    assert stopped_in < 30
    requests = {name: len(asked) for name, asked in hits(tmp_path / "together").items() if name in together}
    assert set(requests.values()) == {len(hits(tmp_path / "alone")["paper000"])}
    with closing(connect(tmp_path / "together" / "archive" / "archive.db", readonly=True)) as connection:
        sitemap = connection.execute("SELECT state, attempts FROM urls WHERE outlet = 'huge' AND kind = 'sitemap'").fetchone()
        kept = connection.execute("SELECT count(*) FROM captures WHERE url LIKE 'http://huge.example%.xml'").fetchone()[0]
    assert tuple(sitemap) == ("pending", 0)  # the next crawl goes on with it
    assert kept
