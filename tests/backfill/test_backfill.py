"""Back-fills of a paper of three years: the window is filled exactly, whatever names its articles, and whatever interrupts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backfill.press import Press, served
from tests.crawl.site import rows

CHILD = Path(__file__).parent / "child.py"
SPIDERS = "SPIDER_MODULES=newsarchive.spiders,tests.backfill.spiders"
PATIENCE = 60.0  # seconds: a machine that is busy with other tests is slow, not wrong


class Filled:
    """An archive, and `newsarchive` called for it."""

    def __init__(self, archive: Path, press: Press) -> None:
        self.archive = archive
        self.press = press
        self.calls = 0

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(CHILD), "-a", str(self.archive), *words]

    @property
    def environment(self) -> dict[str, str]:
        told = {"NEWSARCHIVE_TEST_PRESS": self.press.url, "NEWSARCHIVE_CONTACT": "test@newsarchive.example"}
        if self.press.editions:
            told["NEWSARCHIVE_TEST_PRINTED"] = "1"
        self.calls += 1  # each an hour after the one before
        return {**os.environ, "NEWSARCHIVE_CLOCK": f"2024-03-01T{self.calls:02}:00:00Z", **told}

    def call(self, *words: str, code: int = 0, script: str | None = None) -> str:
        """What a command says, on stdout and stderr; script: of plain newsarchive, which does not know the paper."""
        command = self.command(*words)
        command[1:2] = script.split() if script else command[1:2]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done.stdout + done.stderr

    def fetching(self, *words: str) -> list[str]:
        # Without any delay Scrapy 2.19 sends all that waits for a host at once.
        quick = ("-s", "DOWNLOAD_DELAY=0.002", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", SPIDERS)
        return [*words, "--allow-private", *quick]

    def fill(self, *words: str, code: int = 0) -> str:
        return self.call(*self.fetching("backfill", *words), code=code)

    def numbers(self) -> list[int]:
        """Numbers of the articles in the archive, in the order of their days."""
        return [int(url.rpartition("=")[2]) for (url,) in rows(self.archive, "SELECT url FROM articles ORDER BY date_utc")]

    def status(self) -> dict[str, Any]:
        [one] = json.loads(self.call("backfill", "--status", "--json"))["backfills"]
        return dict(one)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Callable[..., Filled]]:
    """Serves a paper, as told, and gives an archive to fill."""
    closing = []

    def start(**how: Any) -> Filled:
        serving = served(Press(**how))
        closing.append(serving)
        return Filled(tmp_path / "archive", serving.__enter__())

    yield start
    for one in closing:
        one.__exit__(None, None, None)


WINDOW = ("--from", "2022-03-01", "--until", "2022-09-30")
DAYS = ("2022-03-01", "2022-09-30")


@pytest.mark.parametrize(
    "how",
    [
        {"dated": True},
        {"dated": False},
        {"dated": False, "sitemaps": True},
    ],
    ids=["dated lists", "undated lists", "lists and sitemaps"],
)
def test_the_window_is_filled_exactly(filled: Callable[..., Filled], how: dict[str, Any]) -> None:
    one = filled(**how)

    told = one.fill("press", *WINDOW)

    assert one.numbers() == one.press.within(*DAYS)
    assert "done" in told
    assert max(one.press.hits.values()) == 1 or max(hits for path, hits in one.press.hits.items() if path != "/robots.txt") == 1
    assert one.status()["archived"] == len(one.press.within(*DAYS))


def test_articles_outside_of_the_window_are_not_asked_for_where_lists_tell_their_days(filled: Callable[..., Filled]) -> None:
    one = filled(dated=True)

    one.fill("press", *WINDOW)

    assert sorted(one.press.fetched()) == one.press.within(*DAYS)


def test_articles_that_the_archive_has_are_not_fetched_again(filled: Callable[..., Filled]) -> None:
    one = filled()
    one.fill("press", "--from", "2022-06-01", "--until", "2022-09-30")
    one.press.hits.clear()
    one.press.log.clear()

    told = one.fill("press", *WINDOW)

    assert sorted(one.press.fetched()) == one.press.within("2022-03-01", "2022-05-31")
    assert one.numbers() == one.press.within(*DAYS)
    assert f"{len(one.press.within('2022-06-01', '2022-09-30'))} known" in told


def test_a_back_fill_that_is_done_is_not_walked_again_unless_it_is_said(filled: Callable[..., Filled]) -> None:
    one = filled()
    one.fill("press", *WINDOW)
    one.press.hits.clear()

    again = one.fill("press", *WINDOW)
    asked = one.press.hits.total()
    one.fill("press", *WINDOW, "--again")

    assert ("is done since" in again, asked) == (True, 0)
    assert one.press.hits["/local/"] == 1
    assert one.numbers() == one.press.within(*DAYS)


def test_the_editions_of_the_window_are_read_and_no_others(filled: Callable[..., Filled]) -> None:
    one = filled(editions=True)

    one.fill("paper", "--from", "2023-05-20", "--until", "2023-06-20")

    assert one.numbers() == one.press.within("2023-05-20", "2023-06-20")
    days = {path for path in one.press.hits if path.startswith("/paper/20")}
    assert (min(days), max(days), len(days)) == ("/paper/2023-05-20/", "/paper/2023-06-20/", 32)


def test_an_outlet_without_a_module_is_filled_by_its_address(filled: Callable[..., Filled]) -> None:
    one = filled(paged=False, sitemaps=True)
    told = one.call(
        *one.fetching("backfill", f"{one.press.url}/", *WINDOW), script="-m newsarchive"
    )

    assert "done" in told
    assert one.numbers() == one.press.within(*DAYS)


def test_numbered_addresses_are_walked_where_no_list_names_them(filled: Callable[..., Filled]) -> None:
    one = filled(paged=False)
    one.call(*one.fetching("crawl", "press"))  # the first page of each list: the newest thirty or so
    before = one.numbers()

    told = one.fill("press", "--from", "2023-05-01", "--ids", "auto")

    assert one.numbers() == sorted({*before, *one.press.within("2023-05-01", "2023-12-31")})
    misses = one.press.hits.total() - len(set(one.press.fetched()) & {story.number for story in one.press.stories})
    assert misses < 250  # of some 350 numbers, two hundred of which are one gap
    assert rows(one.archive, "SELECT count(*) FROM urls WHERE state = 'failed' AND reason = 'not_found'") == [(0,)]
    assert "done" in told


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_is_interrupted_goes_on_from_there(filled: Callable[..., Filled], number: int) -> None:
    one = filled(dated=False, slow=0.02)
    words = ("press", "--from", "2023-01-01", "--until", "2023-12-31")
    for part in (1, 2, 3):
        child = subprocess.Popen(
            one.command(*one.fetching("backfill", *words)), env=one.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        end = time.monotonic() + PATIENCE
        while len(one.press.fetched()) < 9 * part:
            assert time.monotonic() < end
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(number)
        said = child.communicate(timeout=PATIENCE)[0]
        assert child.returncode == (130 if number == signal.SIGINT else -9), said

    one.fill()

    assert one.numbers() == one.press.within("2023-01-01", "2023-12-31")
    twice = {path: hits for path, hits in one.press.hits.items() if hits > 1 and path != "/robots.txt"}
    assert len(twice) <= (0 if number == signal.SIGINT else 3 * 2)  # what was under way when it was killed
    status = one.status()
    assert (status["state"], status["archived"], status["known"], status["failed"]) == ("done", len(one.numbers()), 0, 0)
    one.call("verify")


def test_the_budget_of_a_day_holds_and_some_of_it_is_kept_for_the_news(filled: Callable[..., Filled]) -> None:
    one = filled()

    told = one.fill("press", "--from", "2021-01-01", "-s", "NEWSARCHIVE_BUDGET=50")

    assert one.press.hits.total() == 45  # a tenth is kept
    assert "what is left" in told or "left" in told
    assert one.status()["state"] == "open"


def test_a_limit_ends_a_call_and_not_the_back_fill(filled: Callable[..., Filled]) -> None:
    one = filled()

    told = one.fill("press", *WINDOW, "--limit", "7")
    first = one.numbers()
    one.fill()

    assert len(first) == 7
    assert set(first) < set(one.press.within(*DAYS))
    assert "The same command goes on from here." in told
    assert one.numbers() == one.press.within(*DAYS)


def test_a_back_fill_is_paused_gone_on_with_and_ended(filled: Callable[..., Filled]) -> None:
    one = filled()
    one.fill("press", *WINDOW, "--limit", "5")

    one.call("backfill", "press", "--pause")
    paused = one.status()["state"]
    nothing = one.fill()
    one.fill("press", "--limit", "5")
    one.call("backfill", "press", "--stop")

    assert paused == "paused"
    assert "No back-fill is under way" in nothing
    assert (one.status()["state"], len(one.numbers())) == ("stopped", 10)
    assert "no back-fill is under way" in one.call("backfill", "press", "--stop", code=1)


def test_another_window_waits_for_the_end_of_the_first(filled: Callable[..., Filled]) -> None:
    one = filled()
    one.fill("press", *WINDOW, "--limit", "5")

    said = one.call("backfill", "press", "--from", "2021-01-01", code=2)

    assert "a back-fill from 2022-03-01 to 2022-09-30 is under way; go on with it by" in said


def test_a_dry_run_says_what_it_would_begin_with(filled: Callable[..., Filled]) -> None:
    one = filled()

    said = one.fill("press", *WINDOW, "--dry-run")

    assert "press: 2022-03-01 to 2022-09-30, of which 0 articles are in the archive" in said
    assert f"{one.press.url}/local/" in said
    assert one.press.hits.total() == 0
