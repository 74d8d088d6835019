"""`newsarchive demo`: what a reader of the README sees first."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def test_the_demo_ends_with_a_daemon_that_notices_an_edit_and_a_takedown(tmp_path: Path) -> None:
    archive = tmp_path / "demo-archive"

    told = subprocess.run(
        [sys.executable, "-m", "newsarchive", "-a", str(archive), "demo", "--port", "0"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=400,
    )

    assert told.returncode == 0, told.stdout + told.stderr
    assert len(re.findall("demo: crawl begins", told.stdout)) >= 2
    edited, gone = (re.search(f"^{title}.*$", told.stdout, re.MULTILINE) for title in ("对江轮渡夏令时刻表下周一", "北堤三段"))
    assert edited and re.search(r" 2 *$", edited[0])
    assert gone and re.search(r" 1  2026-04-03T\S+  2026-04-06T\S+ *$", gone[0])
    assert "<svg" in (archive / "report.html").read_text("utf-8")
    assert "all good" in told.stdout
