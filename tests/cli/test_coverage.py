"""`newsarchive coverage`: what is missing by day, a line for each gap, and the same for machines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from newsarchive.cli import main
from newsarchive.cli.output import print_table
from newsarchive.demo import Server
from tests.crawl.site import crawl


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from newsarchive.demo import Outlet

    path = tmp_path_factory.mktemp("coverage") / "archive"
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        crawl(path, server.url)
    return path


@pytest.fixture
def told(crawled: Path) -> Callable[..., Result]:
    def ask(*words: str) -> Result:
        return CliRunner().invoke(main, ["-a", str(crawled), "coverage", *words])

    return ask


def test_a_person_is_told_each_day_and_the_sum(told: Callable[..., Result]) -> None:
    answer = told()

    assert answer.exit_code == 0, answer.output
    assert "not_found 1" in answer.stdout
    assert "named, " in answer.stderr
    assert "--gaps lists what is not held" in answer.stderr


def test_each_gap_has_its_reason_and_a_next_step(told: Callable[..., Result]) -> None:
    answer = told("--gaps")

    assert "demo: robots (left out; named by list)" in answer.stdout
    assert "robots.txt forbids it" in answer.stdout
    assert answer.stderr.endswith(" gaps\n")


def test_machines_are_told_the_same(told: Callable[..., Result]) -> None:
    data: dict[str, Any] = json.loads(told("--json", "--gaps").stdout)
    days = list(csv.DictReader(io.StringIO(told("--csv").stdout)))
    lines = list(csv.DictReader(io.StringIO(told("--csv", "--gaps").stdout)))

    assert [(day["day"], int(day["named"]), int(day["list_held"])) for day in days] == [
        (day["day"], day["named"], day["sources"]["list"]["held"]) for day in data["days"]
    ]
    assert [line["url"] for line in lines] == [gap["url"] for gap in data["gaps"]]
    assert sum(day["named"] - day["held"] for day in data["days"]) == len(lines) > 3
    assert data["editions"] == []


def test_gaps_of_one_reason_and_of_some_days_are_listed(told: Callable[..., Result]) -> None:
    chosen = json.loads(told("--json", "--gaps", "--reason", "robots", "--since", "2019", "--until", "2019").stdout)

    assert [gap["reason"] for gap in chosen["gaps"]] == ["robots"]
    assert {day["day"][:4] for day in chosen["days"]} == {"2019"}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--since", "yesterday"), "write it as 2024, 2024-03 or 2024-03-01"),
        (("--outlet", "nobody"), "there are: demo"),
        (("--reason", "robots"), "--reason narrows --gaps."),
        (("--gaps", "--reason", "rain"), "there are: http_error, not_found"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(told: Callable[..., Result], words: tuple[str, ...], line: str) -> None:
    answer = told(*words)

    assert answer.exit_code == 2
    assert line in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_table_fits_a_narrow_terminal_without_cutting_its_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")

    print_table(["outlet", "day", "named", "title"], [["demo", "2024-03-01", 123456, "潮水退了以后，滩涂上空无一人" * 9]])

    lines = capsys.readouterr().out.splitlines()
    assert "2024-03-01" in lines[2]
    assert "123456" in lines[2]
    assert lines[2].endswith("…")
    assert [cell_len(line) for line in lines[1:]] == [60, 60]


def test_a_table_that_cannot_fit_goes_on_below(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    names = [f"number{at}" for at in range(8)]

    print_table(["outlet", *names], [["demo", *range(1_000_000, 1_000_008)]])

    told = capsys.readouterr().out
    assert all(name in told for name in names)
    assert all(str(value) in told for value in range(1_000_000, 1_000_008))
    assert told.count("demo") > 1
    assert "…" not in told
