"""A daemon that is watched: it tells what is wrong, beside its crawls, and after kill -9 not once more."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.desk import Desk
from tests.test_daemon import FILE, Running, daemon, runs  # noqa: F401  # a fixture

DEAD = '[outlets.dead]\nstart = "http://127.0.0.2:9/"\nzone = "UTC"\n'


def test_a_daemon_tells_an_outlet_that_keeps_failing_once(daemon: Callable[..., Running], tmp_path: Path) -> None:  # noqa: F811
    desk = Desk()
    hook = f'[notify]\nwebhook = "{desk.url}"\nfailures = 2\nallow_private = true\non = ["failed"]\n'
    (tmp_path / "newsarchive.toml").write_text(FILE + DEAD + hook, "utf-8")
    try:
        first = daemon("-s", "NEWSARCHIVE_PATIENCE=0", speed=600)
        first.says(r"told by webhook: dead failed: 2 crawls in a row failed, nothing could be fetched")
        first.process.kill()
        first.process.wait()
        crawls = len(runs(tmp_path))

        second = daemon("-s", "NEWSARCHIVE_PATIENCE=0", speed=600)
        second.until(lambda: len(runs(tmp_path)) >= crawls + 3)
        time.sleep(1.5)  # three looks
        code = second.end()
    finally:
        desk.close()

    assert code == 0, second.told
    [message] = desk.posts
    assert [(one["kind"], one["outlet"], one["state"]) for one in message["alarms"]] == [("failed", "dead", "raised")]


def test_a_hook_that_hangs_keeps_no_crawl_from_its_time_and_no_daemon_from_its_end(
    daemon: Callable[..., Running],  # noqa: F811
    tmp_path: Path,
) -> None:
    hung = tmp_path / "hung"
    hook = f'[notify]\ncommand = ["sh", "-c", "touch {hung}; exec sleep 20"]\ndisk = 1000000\ntimeout = 60\n'
    (tmp_path / "newsarchive.toml").write_text(FILE + hook, "utf-8")

    running = daemon(speed=600)
    running.until(hung.exists)
    before = len(runs(tmp_path))
    running.until(lambda: len(runs(tmp_path)) >= before + 3)
    started = time.monotonic()
    code = running.end()

    assert code == 0, running.told
    assert time.monotonic() - started < 15
