"""`newsarchive schedule`: what comes next; and units that the system accepts."""

from __future__ import annotations

import json
import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsarchive.cli import main

FILE = """\
[defaults]
every = "1h"
[outlets.shobserver]
[outlets.harbour]
start = "https://harbour.example/"
zone = "Europe/Berlin"
cron = "0 6 * * *"
"""


def scheduled(folder: Path, *words: str) -> str:
    answer = CliRunner().invoke(main, ["-a", str(folder), "schedule", *words])
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive's folder whose name needs quoting everywhere."""
    path = tmp_path / "the press 100% $HOME \"a\" & 'b' <c>"
    path.mkdir()
    (path / "newsarchive.toml").write_text(FILE, "utf-8")
    return path


def test_every_scheduled_outlet_is_listed_with_when_and_why(folder: Path) -> None:
    first, second = json.loads(scheduled(folder, "--json"))

    assert (first["outlet"], first["last"], first["why"]) == ("shobserver", None, "it has not been crawled yet")
    assert (second["outlet"], second["why"]) == ("harbour", "cron 0 6 * * *")
    assert second["next"][11:] in ("04:00:00Z", "05:00:00Z")  # six o'clock in Berlin
    assert scheduled(folder).index("shobserver") < scheduled(folder).index("harbour")


def test_a_folder_without_a_configuration_schedules_nothing(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["-a", str(tmp_path), "schedule"])

    assert answer.exit_code == 0
    assert "Nothing is scheduled" in answer.stderr


def test_systemd_accepts_the_unit(folder: Path, tmp_path: Path) -> None:
    unit = tmp_path / "newsarchive.service"
    unit.write_text(scheduled(folder, "systemd", "--contact", "you@library.example"), "utf-8")
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")

    answer = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)

    assert (answer.returncode, [line for line in answer.stderr.splitlines() if "newsarchive" in line]) == (0, [])


def test_cron_accepts_the_line(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "crontab"
    table.write_text(scheduled(folder, "cron"), "utf-8")
    if shutil.which("crontab") is None:
        pytest.skip("cron is not on this machine")

    answer = subprocess.run(["crontab", "-n", str(table)], capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr


def test_a_shell_reads_the_line_of_cron_as_it_was_meant(folder: Path) -> None:
    [line] = [line for line in scheduled(folder, "cron").splitlines() if not line.startswith("#")]
    command = line.split(None, 5)[5].replace(r"\%", "%")

    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, text=True, check=True)

    assert words.stdout.splitlines()[3:] == ["-a", str(folder), "crawl", "--due"]


def test_a_crontab_tells_alarms_where_somebody_is_to_be_told(folder: Path, tmp_path: Path) -> None:
    (folder / "newsarchive.toml").write_text(FILE + '[notify]\ncommand = ["true"]\n', "utf-8")

    _, second = [line for line in scheduled(folder, "cron").splitlines() if not line.startswith("#")]

    command = second.split(None, 5)[5].replace(r"\%", "%").removesuffix(" > /dev/null 2>&1")
    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, text=True, check=True)
    assert words.stdout.splitlines()[3:] == ["-a", str(folder), "health", "--notify"]


def test_the_list_of_launchd_is_one_and_names_the_archive(folder: Path) -> None:
    data = plistlib.loads(scheduled(folder, "launchd").encode())

    assert data["ProgramArguments"][1:] == ["-m", "newsarchive", "-a", str(folder), "run"]
