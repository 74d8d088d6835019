"""What newsarchive.toml says makes an article gone, of crawls by the command."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from newsarchive.demo import Server
from newsarchive.store.connection import connect


def crawl(folder: Path, site: str, day: int) -> None:
    subprocess.run(
        [sys.executable, "-m", "newsarchive", "-a", str(folder), "crawl", "demo", "--allow-private", "--recheck", "all"],
        env={**os.environ, "NEWSARCHIVE_DEMO_SITE": site, "NEWSARCHIVE_CLOCK": f"2024-03-{day:02}T08:00:00Z"},
        capture_output=True,
        check=True,
        timeout=60,
    )


def count(folder: Path, view: str) -> int:
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0])


def test_one_look_makes_it_gone_where_that_is_said_and_three_where_it_no_longer_is(tmp_path: Path, demo_site: Server) -> None:
    file = tmp_path / "newsarchive.toml"
    file.write_text('[outlets.demo]\ntakedown = "1 check, 0 days"\n', "utf-8")
    crawl(tmp_path, demo_site.url, 1)
    demo_site.outlet.advance()

    crawl(tmp_path, demo_site.url, 2)
    at_once = count(tmp_path, "gone"), count(tmp_path, "suspects")
    file.write_text("[outlets.demo]\n", "utf-8")
    crawl(tmp_path, demo_site.url, 3)

    assert at_once == (2, 0)
    assert (count(tmp_path, "gone"), count(tmp_path, "suspects")) == (0, 2)
    verified = subprocess.run(
        [sys.executable, "-m", "newsarchive", "-a", str(tmp_path), "verify"], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout
