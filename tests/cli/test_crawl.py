"""`newsarchive crawl` of the demo outlet, in processes of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.demo import Outlet, Server

ACCOUNT = re.compile(
    r"demo: (\d+) new.*, (\d+) revised, (\d+) unchanged.*; discovered (\d+) = (\d+) done \+ (\d+) failed \+ (\d+) pending"
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(Outlet(crawl_delay_seconds=0)) as server:
        yield server


def command(server: Server, archive: Path, *more: str) -> list[str]:
    return [
        *(sys.executable, "-m", "newsarchive", "-a", str(archive), "crawl", "demo"),
        *("--allow-private", "--argument", f"site={server.url}", "-s", "DOWNLOAD_DELAY=0", *more),
    ]


def crawl(server: Server, archive: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "NEWSARCHIVE_CONTACT"}
    return subprocess.run(
        command(server, archive, *more), capture_output=True, text=True, check=False, timeout=120, env=environment
    )


def test_a_crawl_tells_what_came_of_every_url_and_of_every_failure(server, tmp_path) -> None:
    run = crawl(server, tmp_path / "archive")

    first, *reasons = run.stdout.splitlines()
    new, revised, unchanged, discovered, done, failed, pending = map(int, ACCOUNT.fullmatch(first).groups())
    assert run.returncode == 0, run.stderr
    assert new > 20
    assert (revised, unchanged, pending) == (0, 0, 0)
    assert discovered == done + failed
    assert sum(int(line.split()[0]) for line in reasons) == failed
    assert "--contact you@example.org" in run.stderr


def test_a_limit_is_kept_and_a_contact_silences_the_note(server, tmp_path) -> None:
    run = crawl(server, tmp_path / "archive", "--limit", "3", "--contact", "test@paper.example")

    new, *_, pending = map(int, ACCOUNT.fullmatch(run.stdout.splitlines()[0]).groups())
    assert (run.returncode, new) == (0, 3)
    assert pending > 0
    assert "contact" not in run.stderr


def test_ctrl_c_ends_a_crawl_with_its_account_and_the_next_goes_on(server, tmp_path) -> None:
    with subprocess.Popen(
        [*command(server, tmp_path / "archive", "-s", "DOWNLOAD_DELAY=0.3", "--log-level", "INFO")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if "URLs, " in line:
                process.send_signal(signal.SIGINT)
                break
        out, errors = process.communicate(timeout=60)
    again = crawl(server, tmp_path / "archive")

    assert process.returncode == 130
    assert int(ACCOUNT.fullmatch(out.splitlines()[0])[7]) > 0, "something was left to do"
    assert errors.splitlines()[-1] == "Interrupted; the next crawl goes on from here."
    assert again.returncode == 0
    assert int(ACCOUNT.fullmatch(again.stdout.splitlines()[0])[7]) == 0


def test_a_crawl_that_could_fetch_nothing_is_a_failure(tmp_path) -> None:
    with Server(Outlet()) as server:
        pass  # whose port nobody listens on any more

    run = crawl(server, tmp_path / "archive")

    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith("Error: demo: nothing could be fetched")


def test_a_crawl_shows_its_parameters_among_the_runs(server, tmp_path) -> None:
    crawl(server, tmp_path / "archive", "--limit", "1", "--since", "2019-01-01")

    listed = subprocess.run(
        [sys.executable, "-m", "newsarchive", "-a", str(tmp_path / "archive"), "runs", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    (run,) = json.loads(listed.stdout)
    assert run["parameters"]["limit"] == "1"
    assert run["parameters"]["since"] == "2019-01-01"
    assert run["discovered"] == run["done"] + run["failed"] + run["pending"]
