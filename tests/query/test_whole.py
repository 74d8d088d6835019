"""What is made appears whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.query.whole import whole

KILLED = """
import os, signal, sys
from pathlib import Path
from newsarchive.query.whole import whole
with whole(Path(sys.argv[1]), force=True, ours=lambda path: True) as place:
    if sys.argv[2] == "folder":
        place.mkdir()
        place = place / "inner"
    place.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_that_could_not_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "graph.xml"
    path.write_text("old")

    with pytest.raises(ZeroDivisionError), whole(path, force=True) as place:
        place.write_text("new")
        1 / 0  # noqa: B018

    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("graph.xml", "old")]


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with pytest.raises(UsageError, match="--force"), whole(tmp_path / "a"):
        pass
    with pytest.raises(UsageError, match="no such folder"), whole(tmp_path / "no" / "a"):
        pass


def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--force"), whole(tmp_path / "a") as place:
        place.write_text("mine")
        (tmp_path / "a").write_text("theirs")

    assert (tmp_path / "a").read_text() == "theirs"
    assert names(tmp_path) == ["a"]


def test_a_folder_of_somebody_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()

    with pytest.raises(UsageError, match="no earlier export"), whole(tmp_path / "photos", force=True, ours=lambda path: False):
        pass


def test_a_folder_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "old").touch()

    with whole(tmp_path / "bag", force=True, ours=Path.is_dir) as place:
        place.mkdir()
        (place / "new").touch()

    assert names(tmp_path) == ["bag"]
    assert names(tmp_path / "bag") == ["new"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_kill_leaves_nothing_half_done_and_the_next_one_cleans_up(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a*b[1]"
    killed = subprocess.run([sys.executable, "-c", KILLED, path, kind], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not path.exists() and len(names(tmp_path)) == 1

    with whole(path) as place:
        place.write_text("whole")

    assert names(tmp_path) == ["a*b[1]"]


def test_a_folder_that_a_kill_left_moved_away_comes_back(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], check=True, capture_output=True, text=True)
    (tmp_path / f".bag.{dead.stdout.strip()}.old.partial").mkdir()

    with pytest.raises(ZeroDivisionError), whole(tmp_path / "bag", force=True, ours=Path.is_dir):
        1 / 0  # noqa: B018

    assert names(tmp_path) == ["bag"]
