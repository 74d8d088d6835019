"""`newsarchive status`: what the crawls came to, what comes next, what is wrong, beside a crawl that is under way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.demo import Server
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect
from tests.crawl.site import crawl


@pytest.fixture
def told(tmp_path: Path, demo_site: Server) -> Callable[..., Any]:
    """What the command says of the demo outlet, crawled once."""
    crawl(tmp_path / "archive", demo_site.url)

    def ask(*words: str) -> Any:
        answer = CliRunner().invoke(main, ["-a", str(tmp_path / "archive"), "status", *words])
        assert answer.exit_code == 0, answer.output
        return answer

    return ask


def test_an_outlet_s_last_crawl_is_told_with_what_it_brought_and_why_it_failed(told: Callable[..., Any]) -> None:
    data = json.loads(told("--json").stdout)

    [demo] = data["outlets"]
    assert (demo["outlet"], demo["outcome"], demo["next"]) == ("demo", "finished", None)
    assert demo["new"] == demo["articles"] > 20
    assert demo["failures"]["redirect_loop"] == 2
    assert demo["week_bytes"] > 0
    assert data["running"] == []
    assert data["disk"]["warc"] > demo["week_bytes"]


def test_the_growth_of_the_archive_and_the_days_until_the_disk_is_full_are_told(told: Callable[..., Any]) -> None:
    disk = json.loads(told("--json").stdout)["disk"]

    assert disk["growth_a_day"] >= disk["warc"] * 0.9  # all of it is of today, and the database comes beside it
    assert disk["days_left"] == pytest.approx(disk["free"] / disk["growth_a_day"], rel=0.2)
    assert " a day, so full in " in told().stderr


def test_when_the_last_crawl_was_and_how_it_ended_are_told_in_a_word(told: Callable[..., Any], tmp_path: Path) -> None:
    fine = told().stdout
    with closing(connect(tmp_path / "archive" / "archive.db")) as connection:
        connection.execute("UPDATE runs SET outcome = 'shutdown', started_at = '2020-03-01T08:00:00Z'")

    assert "s ago " in fine
    assert "ago: shutdown" in told().stdout


def test_a_person_is_told_the_same_in_a_table(told: Callable[..., Any]) -> None:
    answer = told()

    assert "demo" in answer.stdout
    assert "failed: 2 redirect_loop" in answer.stdout
    assert "free" in answer.stderr


def test_what_comes_next_is_told_where_it_is_scheduled(told: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "archive" / "newsarchive.toml").write_text('[defaults]\nevery = "1h"\n[outlets.demo]\n', "utf-8")

    [demo] = json.loads(told("--json").stdout)["outlets"]

    assert demo["next"] > demo["last"]
    assert demo["why"] == "every 1h"


def test_a_crawl_under_way_is_told_from_one_that_was_killed(told: Callable[..., Any], tmp_path: Path) -> None:
    with closing(connect(tmp_path / "archive" / "archive.db")) as connection:
        connection.execute("UPDATE runs SET finished_at = NULL, outcome = NULL, pid = ?", (os.getpid(),))
        alive = json.loads(told("--json").stdout)
        connection.execute("UPDATE runs SET pid = 4194304 + 1")  # above any process's number
        dead = json.loads(told("--json").stdout)

    assert (alive["outlets"][0]["outcome"], [crawl["outlet"] for crawl in alive["running"]]) == ("running", ["demo"])
    assert (dead["outlets"][0]["outcome"], dead["running"]) == ("killed", [])


def test_an_archive_without_crawls_says_how_to_begin(tmp_path: Path) -> None:
    Archive(tmp_path / "archive", write=True).close()

    answer = CliRunner().invoke(main, ["-a", str(tmp_path / "archive"), "status"])

    assert answer.exit_code == 0
    assert "newsarchive crawl shobserver" in answer.stderr


def test_alarms_that_are_no_outlet_s_pages_are_told_too(told: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "archive" / "newsarchive.toml").write_text('[notify]\ncommand = ["true"]\ndisk = 1000000\n', "utf-8")

    [alarm] = json.loads(told("--json").stdout)["alarms"]

    assert (alarm["kind"], alarm["outlet"]) == ("disk", None)
    assert "archive: ALARM: disk: " in told().stdout
