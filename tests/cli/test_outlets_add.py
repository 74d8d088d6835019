"""`outlets add` and `outlets check` against an invented paper on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive.config import load, parse
from tests.spiders.paper import Paper, served

ON_LOOPBACK = ("--allow-private", "--delay", "0")


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with served(Paper()) as paper:
        yield paper


@pytest.fixture
def newsarchive(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line on an archive of the test's own."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "newsarchive", "-a", str(tmp_path / "archive"), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    return run


def test_an_entry_is_proposed_with_what_was_read(
    paper: Paper, newsarchive: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    answer = newsarchive("outlets", "add", f"{paper.url}/", *ON_LOOPBACK)

    assert answer.returncode == 0, answer.stderr
    [entry] = parse(answer.stdout).outlets.values()
    assert (entry.starts, entry.outlet.title) == ((f"{paper.url}/",), "The Quay Courier")
    assert f"# feed: {paper.url}/news.rss" in answer.stdout
    assert f"# sitemap: {paper.url}/map.xml" in answer.stdout
    assert answer.stdout.count("author  Ada Brook") == 3


def test_a_written_entry_is_crawled_and_checked_by_its_name(
    paper: Paper, newsarchive: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    added = newsarchive("outlets", "add", f"{paper.url}/", "--name", "quay", "--write", *ON_LOOPBACK)
    again = newsarchive("outlets", "add", f"{paper.url}/", "--name", "quay", "--write", *ON_LOOPBACK)
    crawled = newsarchive("crawl", "quay", "--allow-private", "--limit", "3", "-s", "DOWNLOAD_DELAY=0")
    checked = newsarchive("outlets", "check", "quay", *ON_LOOPBACK)

    assert added.returncode == 0, added.stderr
    assert list(load(tmp_path / "archive" / "newsarchive.toml").outlets) == ["quay"]
    assert (again.returncode, "choose another" in again.stderr) == (2, True)
    assert crawled.stdout.startswith("quay: 3 new")
    assert checked.returncode == 0, checked.stderr
    assert "archived: 3 articles read; missing: source in 3, editor in 3" in checked.stdout
    assert "live: 3 articles read" in checked.stdout


def test_a_configuration_that_is_wrong_ends_a_crawl_before_it_begins(
    newsarchive: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "newsarchive.toml").write_text('[outlets.quay]\nstart = "quay.example"\nzone = "UTC"\n')

    answer = newsarchive("crawl", "quay")

    assert answer.returncode == 2
    assert "newsarchive.toml:2: outlets.quay.start" in answer.stderr
    assert not (tmp_path / "archive" / "archive.db").exists()


def test_fixtures_of_an_outlet_are_checked_without_the_network(
    newsarchive: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    answer = newsarchive("outlets", "check", "shobserver", "--no-live")

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("fixtures: ")
