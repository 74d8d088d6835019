"""`newsarchive crawl --dry-run`: what it says is what the crawl then does; and it does nothing itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsarchive.demo import Server
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect
from tests.crawl.site import rows

START = datetime(2024, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def crawl(tmp_path: Path, demo_site: Server) -> Callable[..., str]:
    """Calls `crawl` for the archive, so long after the start; returns what it prints."""

    def run(*words: str, after: timedelta = timedelta(0), code: int = 0) -> str:
        answer = subprocess.run(
            [sys.executable, "-m", "newsarchive", "-a", str(tmp_path / "archive"), "crawl", "--allow-private", *words],
            env={
                **os.environ,
                "NEWSARCHIVE_DEMO_SITE": demo_site.url,
                "NEWSARCHIVE_CONTACT": "test@newsarchive.example",
                "NEWSARCHIVE_CLOCK": (START + after).isoformat(),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert answer.returncode == code, answer.stderr
        return answer.stdout if code == 0 else answer.stderr

    return run


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Each file but the two by which SQLite's readers and writer meet: its size and when it was written."""
    files = [file for file in folder.rglob("*") if file.suffix not in (".db-shm", ".db-wal")]
    return {str(file): (file.stat().st_size, file.stat().st_mtime_ns) for file in files}


def test_nothing_is_there_before_and_nothing_after(crawl: Callable[..., str], tmp_path: Path, demo_site: Server) -> None:
    [plan] = json.loads(crawl("demo", "--dry-run", "--json"))

    assert not (tmp_path / "archive").exists()
    assert demo_site.hits == {}
    assert {start["why"] for start in plan["starts"]} == {"not asked for yet"}
    assert (plan["new"], plan["urls"], plan["hosts"][0]["robots"]) == (None, len(plan["starts"]), "not known yet")


def test_what_it_says_is_what_the_crawl_then_asks_for(crawl: Callable[..., str], tmp_path: Path, demo_site: Server) -> None:
    folder = tmp_path / "archive"
    crawl("demo")
    with connect(folder / "archive.db") as connection:  # one list is asked for rarely; some articles are news
        connection.execute("UPDATE urls SET next_fetch_at = '2024-03-02T00:00:00Z', poll_seconds = 86400 WHERE url LIKE '%/list?section=42'")
        published = timestamp(START - timedelta(minutes=30))
        news = (published, timestamp(START + timedelta(minutes=30)))
        wanted = "id IN (SELECT id FROM urls WHERE kind = 'article' AND state = 'done' AND reason IS NULL ORDER BY id LIMIT 5)"
        connection.execute(f"UPDATE urls SET published = replace(?, 'Z', '+00:00'), next_fetch_at = ? WHERE {wanted}", news)
    connection.close()
    before, hits = state(folder), demo_site.hits.copy()
    [(requests,)] = rows(folder, "SELECT requests FROM host_days")

    [plan] = json.loads(crawl("demo", "--dry-run", "--json", "-s", "NEWSARCHIVE_LISTS=due", after=timedelta(hours=2)))
    assert (state(folder), demo_site.hits) == (before, hits)

    crawl("demo", "-s", "NEWSARCHIVE_LISTS=due", after=timedelta(hours=2))
    asked = {path for path, count in demo_site.hits.items() if count > hits[path]}
    for start in plan["starts"]:
        path = start["url"].removeprefix(demo_site.url)
        assert (path in asked) is start["is_fetched"], start
    [rare] = [start for start in plan["starts"] if not start["is_fetched"]]
    assert re.fullmatch(r"not for 13h5\d\w*: polled every 1d, last (1h5\d\w*|2h) ago", rare["why"])
    again = {group["why"]: group["urls"] for group in plan["groups"] if group["what"] == "articles again"}
    assert again["1h after publication"] == 5
    queued = (
        "SELECT count(*) FROM urls WHERE kind = 'article' AND run_id = 2 AND discovered_at < '2024-03-01T09:00:00Z'"
        " AND reason IS NOT 'not_found'"  # which a list has named anew
    )
    assert rows(folder, queued) == [(sum(again.values()),)]
    [host] = plan["hosts"]
    assert host["host"] == urlsplit(demo_site.url).hostname
    assert host["urls"] == plan["urls"] == sum(start["is_fetched"] for start in plan["starts"]) + sum(
        group["urls"] for group in plan["groups"]
    )
    assert re.match(r"rules, (1h5\dm|2h) ago", host["robots"])
    assert host["asked_today"] == requests


def test_it_is_answered_while_another_process_crawls(crawl: Callable[..., str], tmp_path: Path) -> None:
    crawl("demo", "--limit", "3")

    with Archive(tmp_path / "archive", write=True) as archive:
        archive.begin_run("crawl", "demo", {})
        told = crawl("demo", "--dry-run")

    assert "demo: a crawl of it is under way since " in told
    assert "articles waiting" in told
    assert "left by earlier crawls" in told


def test_what_is_due_is_told_with_the_reason_and_not_noted(crawl: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    crawl("demo", "--limit", "3")
    (folder / "newsarchive.toml").write_text('[defaults]\nevery = "1h"\n[outlets.demo]\n', "utf-8")

    assert json.loads(crawl("--due", "--dry-run", "--json", after=timedelta(minutes=30))) == []
    [plan] = json.loads(crawl("--due", "--dry-run", "--json", after=timedelta(minutes=90)))

    assert plan["why"] == "every 1h"
    reasons = {start["why"] for start in plan["starts"]}
    assert all(why.startswith("due: polled every 30m, last 1h") for why in reasons - {"waits already"})
    assert "waits already" in reasons
    assert rows(folder, "SELECT * FROM timetables") == []


def test_json_without_it_is_a_wrong_call(crawl: Callable[..., str]) -> None:
    assert "--json goes together with --dry-run" in crawl("demo", "--json", code=2)
