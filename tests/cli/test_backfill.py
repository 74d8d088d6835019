"""What `newsarchive backfill` says to a call that cannot be meant, and of back-fills that are not running."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive.backfill import Wanted, want
from newsarchive.cli import main
from newsarchive.pages import outlet_named
from newsarchive.store import backfills
from newsarchive.store.archive import Archive


def call(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code, and what it said."""
    result = CliRunner().invoke(main, ["-a", str(folder), "backfill", *words])
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Archive(tmp_path / "archive", write=True).close()
    return tmp_path / "archive"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["shobserver"], "shobserver: no back-fill to go on with; give its first day, as --from 2019-01-01"),
        (["shobserver", "--from", "2023-01-01", "--until", "2022-01-01"], "the window from 2023-01-01 to 2022-01-01 is empty"),
        (["shobserver", "--from", "2999-01-01"], "is empty; give a --from before its --until"),
        (["shobserver", "--until", "2022-01-01"], "Give the first day of the window, as --from 2019-01-01."),
        (["shobserver", "--ids", "1..2"], "Give the first day of the window, as --from 2019-01-01."),
        (["shobserver", "--from", "2023-01-01", "--ids", "many"], "--ids: 'many' is no range of numbers; write it as 120000..158798"),
        (["shobserver", "--from", "2023-01-01", "--ids", "auto"], "no numbered addresses are known; crawl it first"),
        (["shobserver", "--from", "January"], "'January' does not match"),
        (["nobody", "--from", "2023-01-01"], "an address, as https://paper.example/, is one too"),
        (["--from", "2023-01-01"], "Give the outlet, by its name or the address of its front page."),
        (["--stop"], "Give the outlet whose back-fill to stop."),
    ],
)
def test_what_cannot_be_meant_is_told(folder: Path, words: list[str], told: str) -> None:
    code, said = call(folder, *words)

    assert (code, told in said) == (2, True), said
    with Archive(folder) as archive:
        assert backfills.listed(archive.connection) == []


def asked(folder: Path, **fields: Any) -> None:
    wanted = Wanted(outlet=outlet_named("shobserver"), since=date(2023, 1, 1), **fields)
    with Archive(folder, write=True) as archive, archive.transaction():
        want(archive.connection, wanted, datetime(2024, 3, 1, tzinfo=UTC))


def test_the_status_of_one_that_has_not_run_claims_nothing(folder: Path) -> None:
    asked(folder)

    _, said = call(folder, "--status", "--json")

    [one] = json.loads(said)["backfills"]
    assert (one["state"], one["since"], one["until"]) == ("open", "2023-01-01", "2024-03-01")
    assert (one["back_to"], one["requests_left"], one["days_left"], one["a_day"]) == (None, None, None, None)
    assert one["why_unknown"] == "too little of it is done"


def test_the_archive_s_status_tells_of_those_under_way(folder: Path) -> None:
    asked(folder)
    call(folder, "shobserver", "--pause")

    said = CliRunner().invoke(main, ["-a", str(folder), "status"]).output
    told = json.loads(CliRunner().invoke(main, ["-a", str(folder), "status", "--json"]).stdout)

    assert "shobserver: back-fill (paused): 2023-01-01 to 2024-03-01: 0 archived, 0 waiting; what is left is unknown" in said
    assert [one["state"] for one in told["backfills"]] == ["paused"]


def test_one_is_paused_and_ended_by_name(folder: Path) -> None:
    asked(folder)

    said = [call(folder, "shobserver", word) for word in ("--pause", "--stop", "--stop")]

    assert [code for code, _ in said] == [0, 0, 1]
    assert "`newsarchive backfill shobserver` goes on with it" in said[0][1]
    assert "no back-fill is under way" in said[2][1]


def test_without_any_the_way_to_begin_is_told(folder: Path) -> None:
    assert "`newsarchive backfill NAME --from 2019-01-01` begins one" in call(folder, "--status")[1]
    assert "`newsarchive backfill NAME --from 2019-01-01` begins one" in call(folder)[1]


def test_the_estimate_is_by_what_the_days_behind_it_have_cost(folder: Path) -> None:
    asked(folder, until=date(2023, 12, 31))
    with Archive(folder, write=True) as archive, archive.transaction():
        ask = archive.connection.execute
        # A quarter of the window lies behind it, for 900 requests in the last six hours.
        ask("UPDATE backfills SET requests = 900, archived = 800")
        ask(
            "INSERT INTO backfill_urls (backfill_id, url, fetch_url, kind, priority, depth, hops, reach, state)"
            " VALUES (1, 'https://x.example/', 'https://x.example/', 'listing', 0, 1, 0, '2023-10-01', 'waiting')"
        )
        now = datetime.now(UTC)
        ask(
            "INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, done, backfill_id)"
            " VALUES ('crawl', 'shobserver', ?, ?, 'finished', 1, '{}', 900, 1)",
            [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (now - timedelta(hours=7), now - timedelta(hours=1))],
        )

    _, said = call(folder, "--status", "--json")

    [one] = json.loads(said)["backfills"]
    assert (one["back_to"], one["a_day"]) == ("2023-10-01", 3600)
    assert one["requests_left"] == pytest.approx(900 * 274 / 91, abs=1)
    assert one["days_left"] == pytest.approx(900 * 274 / 91 / 3600, rel=0.01)
