"""`newsarchive report`: tables, JSON, or a page that is written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result


def test_a_person_is_told_in_tables(call: Callable[..., Result], archive: Path) -> None:
    answer = call("-a", archive, "report")

    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("Articles a day\n3 articles of 1 outlet")
    assert "上观新闻" in answer.stdout
    for title in ("Time to capture", "Completeness", "Edits and takedowns", "Filled fields", "Failures by reason", "Health", "Disk"):
        assert f"\n{title}\n" in answer.stdout


def test_a_machine_is_told_every_number(call: Callable[..., Result], archive: Path) -> None:
    data: dict[str, Any] = json.loads(call("-a", archive, "report", "--json").stdout)

    assert data["articles"] == {"shobserver": {"2019-09-07": 3}}
    assert data["changes_by_outlet"]["shobserver"]["edited"] == 1
    assert data["filled"]["shobserver"]["editor"] == 3
    assert data["disk"]["warc"] > 0


def test_a_page_is_written_and_an_earlier_one_replaced(call: Callable[..., Result], archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    first = call("-a", archive, "report", "--html", path)
    again = call("-a", archive, "report", "--html", path, "--since", "2019", "--outlet", "shobserver")

    assert (first.exit_code, again.exit_code) == (0, 0), again.output
    assert "written" in again.stderr
    assert path.read_text("utf-8").endswith("</html>\n")
    assert "From 2019 to now." in path.read_text("utf-8")
    assert sorted(one.name for one in tmp_path.iterdir() if "partial" in one.name) == []


def test_without_a_file_the_page_goes_to_stdout(call: Callable[..., Result], archive: Path) -> None:
    answer = call("-a", archive, "report", "--html", "--since", "2019")

    assert answer.stdout.startswith("<!doctype html>")
    assert answer.stdout.endswith("</html>\n")


def test_what_somebody_else_wrote_is_not_replaced(call: Callable[..., Result], archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "thesis.html"
    path.write_text("mine", "utf-8")

    answer = call("-a", archive, "report", "--html", path)

    assert answer.exit_code == 2
    assert path.read_text("utf-8") == "mine"


def test_a_page_that_cannot_be_finished_leaves_the_one_before(
    call: Callable[..., Result], archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    call("-a", archive, "report", "--html", path)
    before = path.read_bytes()

    def broken(figures: Any) -> Any:
        yield "<!doctype html>"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("newsarchive.report.page.page", broken)
    answer = call("-a", archive, "report", "--html", path)

    assert answer.exit_code == 3
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if "partial" in one.name] == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--since", "soon"), "write it as 2024, 2024-03 or 2024-03-01"),
        (("--outlet", "nobody"), "there are: "),
        (("--html", "no/such/folder/x.html"), "no such folder"),
        (("--html", "x.html", "--json"), "choose one"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    call: Callable[..., Result], archive: Path, words: tuple[str, ...], line: str
) -> None:
    answer = call("-a", archive, "report", *words)

    assert answer.exit_code == 2
    assert line in answer.stderr
    assert answer.stderr.count("\n") == 1
