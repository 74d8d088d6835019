"""Three days of a daemon's life (bench/month; `make month` lives thirty), and that its figures can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.store.connection import connect

MONTH = Path(__file__).parents[1] / "bench" / "month"


def month(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MONTH), "--days", "3", "--seeds", "1", "--folder", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("month")
    return folder, month(folder)


def test_three_days_hold_every_bound(lived: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, told = lived

    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("| holds |") == 24


@pytest.mark.parametrize(
    ("damage", "figure"),
    [
        (
            "DELETE FROM revisions WHERE captured_at = (SELECT max(captured_at) FROM revisions WHERE changed <> '[]')",
            "versions are not those that were served",
        ),
        ("DELETE FROM absences", "known as suspects"),
        ("UPDATE absences SET gone_at = NULL", "of them certain"),
        (
            "INSERT INTO misses SELECT article_id, id, captured_at, 'soft_404' FROM captures WHERE state = 'read' LIMIT 1",
            "taken for takedowns",
        ),
        ("UPDATE runs SET finished_at = '2024-03-05T00:00:00Z' WHERE outcome = 'finished'", "two of an outlet at once"),
        ("UPDATE urls SET state = 'leased' WHERE id = 1", "leases left"),
    ],
)
def test_a_bound_that_is_broken_is_told(
    damage: str, figure: str, lived: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    shutil.copytree(lived[0], tmp_path / "month")
    with closing(connect(tmp_path / "month" / "seed-1" / "archive" / "archive.db")) as connection:
        connection.execute(damage)
        connection.commit()

    told = month(tmp_path / "month", "--again")

    assert told.returncode == 1
    assert any(figure in line and "**does not hold**" in line for line in told.stdout.splitlines()), told.stdout
