"""Whatever a person gives to a command: one line that says what is wrong and what to do, the right exit code, nothing lost."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils.utils import sqlite3

from newsarchive.cli import main
from newsarchive.items import Article, Outlet
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter

READERS = (
    ("search", "港"),
    ("sql", "SELECT 1"),
    ("sql", "--schema"),
    ("show", "1"),
    ("runs",),
    ("verify",),
    ("fixture", "1"),
)
WRITERS = (("replay", "{warc}"), ("crawl", "shobserver", "--against", "{warc}"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive"
    with Archive(path, write=True) as archive:
        archive.add_outlet(Outlet(name="paper", title="浦江纪事", home="https://paper.example/", hosts=("paper.example",)))
        archive.add(Article(url="https://paper.example/1", title="码头开港", body="潮水退了。", captured_at="2024-03-01T08:30:00Z"))
    return path


def exchange(number: int, page: bytes) -> Exchange:
    return Exchange(
        url=f"https://www.shobserver.com/news/detail?id={number}",
        captured_at=datetime(2024, 3, number, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", "text/html"),),
        payload=page,
    )


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A WARC file with two captures, of which no layout recognizes the page."""
    folder = tmp_path / "warc"
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        for number in (1, 2):
            writer.write(exchange(number, b"<html><p>tide</p></html>"))
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    monkeypatch.delenv("NEWSARCHIVE_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="newsarchive")

    return run


def crawled(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A crawl, in a process of its own: Twisted's reactor starts once."""
    command = [sys.executable, "-m", "newsarchive", *map(str, arguments)]
    environment = {**os.environ, "NEWSARCHIVE_CONTACT": "test@paper.example"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)


def assert_told(result: Result, code: int, *words: str) -> None:
    assert result.exit_code == code, result.output
    line, end, rest = result.stderr.partition("\n")
    assert (end, rest) == ("\n", ""), f"not one line: {result.stderr}"
    assert line.startswith("Error: ")
    for word in words:
        assert word in line
    assert isinstance(result.exception, SystemExit)


def content(folder: Path) -> dict[str, str]:
    """Digests of the files that hold an archive; SQLite's -shm is no data."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal", "lock")))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def checkpointed(archive: Path) -> None:
    connection = sqlite3.connect(archive / "archive.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


# -- the archive ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_where_there_is_no_archive_none_is_made(call, tmp_path, command) -> None:
    result = call("-a", tmp_path / "nowhere", *command)

    assert_told(result, 1, "nowhere: no archive here", "newsarchive crawl", "-a")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_file_that_is_no_database_is_left_alone(call, archive, command) -> None:
    checkpointed(archive)
    (archive / "archive.db").write_bytes(b"a diary, not a database\n" * 400)
    before = content(archive)

    assert_told(call("-a", archive, *command), 1, "not a database")
    assert content(archive) == before


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_a_database_of_another_program_is_left_alone(call, tmp_path, command) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    connection = sqlite3.connect(folder / "archive.db")
    connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
    connection.close()
    before = content(folder)

    assert_told(call("-a", folder, *command), 1, "no archive of newsarchive", "-a")
    assert content(folder) == before


def test_a_database_of_another_program_is_not_written_into(call, tmp_path, warc) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    connection = sqlite3.connect(folder / "archive.db")
    connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
    connection.close()

    assert_told(call("-a", folder, "replay", warc), 1, "no archive of newsarchive")
    assert sqlite3.connect(folder / "archive.db").execute("SELECT name FROM sqlite_master").fetchall() == [("articles",)]


def test_an_archive_of_a_newer_version_is_left_alone(call, archive) -> None:
    connection = sqlite3.connect(archive / "archive.db", isolation_level=None)
    connection.execute("UPDATE _sqlite_migrations SET name = 'v99_from_the_future' WHERE id = (SELECT max(id) FROM _sqlite_migrations)")
    connection.close()

    assert_told(call("-a", archive, "search", "港"), 1, "newer newsarchive", "upgrade")


@pytest.mark.parametrize("command", [*READERS, ("replay", "{warc}")], ids=" ".join)
def test_a_path_that_is_a_file_is_no_archive(call, tmp_path, warc, command) -> None:
    (tmp_path / "file").write_text("a file")

    assert_told(call("-a", tmp_path / "file", *(part.format(warc=warc) for part in command)), 1, "file")
    assert (tmp_path / "file").read_text() == "a file"


def test_a_database_that_is_a_folder_is_told(call, tmp_path, warc) -> None:
    (tmp_path / "archive" / "archive.db").mkdir(parents=True)

    assert_told(call("search", "港"), 1, "archive")
    assert_told(call("replay", warc), 1, "archive.db", "directory")


def test_a_second_writer_is_turned_away_with_the_first_ones_pid(call, archive, warc) -> None:
    with Archive(archive, write=True):
        assert_told(call("-a", archive, "replay", warc), 1, f"process {os.getpid()} is writing", "-a")


def test_a_folder_that_cannot_be_written_is_told(call, archive, warc) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    archive.chmod(0o500)

    result = call("-a", archive, "replay", warc)

    archive.chmod(0o700)
    assert_told(result, 1, "ermission")


@pytest.mark.parametrize("command", READERS[:4], ids=" ".join)
def test_a_database_with_torn_pages_is_told(call, archive, command) -> None:
    checkpointed(archive)
    path = archive / "archive.db"
    path.write_bytes(path.read_bytes()[:4096] + bytes(len(path.read_bytes()) - 4096))

    result = call("-a", archive, *command)

    assert result.exit_code in (0, 1)  # SELECT 1 touches none of them
    assert result.exception is None or isinstance(result.exception, SystemExit)
    if result.exit_code:
        assert_told(result, 1, "malformed")


# -- the call ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frobnicate",), ("frobnicate", "--help")),
        (("search",), ("give words", "search --help")),
        (("search", "港", "--limit", "0"), ("--limit",)),
        (("search", "港", "--limit", "many"), ("--limit",)),
        (("search", "港", "--order", "price"), ("rank", "newest")),
        (("search", "港", "--since", "yesterday"), ("yesterday", "2024-03-01")),
        (("search", "港", "--until", "2024-99"), ("2024-99",)),
        (("search", "港", "--outlet", "gazette"), ("gazette", "paper")),
        (("search", "，。！"), ("punctuation", "give a word")),
        (("search", '"'), ("punctuation",)),
        (("search", ""), ("punctuation",)),
        (("search", "港" * 5000), ("5000 characters",)),
        (("sql",), ("QUERY",)),
        (("sql", "SELEC 1"), ("SELEC", "line 1, column 1")),
        (("sql", "SELECT titel FROM articles"), ("titel", "title")),
        (("sql", "SELECT 1 FROM article"), ("articles",)),
        (("sql", "DELETE FROM articles"), ("only SELECT",)),
        (("sql", "PRAGMA journal_mode = DELETE"), ("only SELECT",)),
        (("sql", "ATTACH 'x.db' AS x"), ("only SELECT",)),
        (("sql", "SELECT ?"), ("give a value",)),
        (("sql", "SELECT ?", "1", "2"), ("give a value",)),
        (("sql", "SELECT ?", "1", "-p", "a", "2"), ("mixed",)),
        (("sql", "SELECT 1", "--raw"), ("--csv",)),
        (("sql", "SELECT 1", "--seconds", "0"), ("--seconds",)),
        (("show",), ("ID|URL",)),
        (("show", "1", "--revision", "0"), ("--revision",)),
        (("runs", "--limit", "-1"), ("--limit",)),
        (("verify", "extra"), ("extra",)),
        (("replay",), ("WARC",)),
        (("fixture",), ("number or address",)),
        (("fixture", "--update", "--name", "a"), ("--name",)),
        (("crawl",), ("--all", "shobserver")),
        (("crawl", "shobserver", "--all"), ("not both",)),
        (("crawl", "shobserver", "--since", "March"), ("--since",)),
        (("crawl", "shobserver", "--limit", "0"), ("--limit",)),
        (("crawl", "shobserver", "-s", "DOWNLOAD_DELAY"), ("NAME=VALUE",)),
        (("crawl", "shobserver", "--contact", "me"), ("neither a mail address",)),
        (("crawl", "shobserver", "--contact", "a@b.example\nX-Evil: 1"), ("neither a mail address",)),
        (("crawl", "shobserver", "--recheck", "some"), ("due",)),
    ],
    ids=lambda value: " ".join(value)[:60].encode("unicode_escape").decode(),
)
def test_a_call_that_cannot_be_meant_is_told_and_changes_nothing(call, archive, arguments, words) -> None:
    checkpointed(archive)
    before = content(archive)

    assert_told(call("-a", archive, *arguments), 2, *words)
    assert content(archive) == before


@pytest.mark.parametrize("name", ["1000", "9" * 30, "https://nowhere.example/", "https://[::1", "not a url", "-0", "１"])
def test_an_article_that_is_not_there_is_told(call, archive, name) -> None:
    for command in ("show", "fixture"):
        assert_told(call("-a", archive, command, "--", name), 1, "no ", "newsarchive search")


@pytest.mark.parametrize("command", ["show", "sql", "fixture"])
def test_bytes_that_are_no_text_are_told(call, archive, command) -> None:
    assert_told(call("-a", archive, command, "\udcff港"), 2, "")


def test_a_version_that_is_not_there_is_told(call, archive) -> None:
    assert_told(call("-a", archive, "show", "1", "--revision", "2"), 1, "1 version", "no 2")


def test_an_article_without_its_page_makes_no_fixture(call, archive, tmp_path) -> None:
    assert_told(call("-a", archive, "fixture", "1", "--folder", tmp_path / "fixtures"), 1, "no page of 1")


# -- WARC files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("empty",)),
        (b"a diary, not a WARC file\n" * 100, ("no record begins here",)),
        (gzip.compress(b"a diary, not a WARC file\n" * 100, mtime=0), ("no WARC record",)),
        (b"\x1f\x8b", ("ends inside",)),
        (b"WARC/1.1\r\n", ("",)),
        (bytes(10_000), ("no record begins here",)),
    ],
)
def test_a_file_that_is_no_warc_is_told_and_nothing_is_read_from_it(call, tmp_path, data, words) -> None:
    (tmp_path / "bad.warc.gz").write_bytes(data)

    result = call("-a", tmp_path / "new", "replay", tmp_path / "bad.warc.gz")

    assert_told(result, 1, "bad.warc.gz", *words)
    with Archive(tmp_path / "new") as archive:
        assert archive.count() == 0


def test_a_torn_warc_gives_what_stands_before_the_tear(call, tmp_path, warc) -> None:
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(warc.read_bytes()[:-40])

    result = call("-a", tmp_path / "new", "replay", torn)

    assert result.exit_code == 1
    assert "ends inside a record" in result.stderr
    assert "the 1 captures before it are in the archive" in result.stderr
    with Archive(tmp_path / "new") as archive:
        assert archive.connection.execute("SELECT count(*) FROM captures").fetchone()[0] == 1


def test_one_bad_file_does_not_keep_the_others_out(call, tmp_path, warc) -> None:
    (tmp_path / "bad.warc.gz").write_bytes(b"a diary")

    result = call("-a", tmp_path / "new", "replay", tmp_path / "bad.warc.gz", warc)

    assert result.exit_code == 1
    assert f"{warc}: 0 new, 0 revised, 0 unchanged, 2 unreadable" in result.stdout


def test_a_misspelled_file_makes_no_archive(call, tmp_path) -> None:
    assert_told(call("-a", tmp_path / "new", "replay", tmp_path / "misspelled.warc.gz"), 1, "misspelled.warc.gz: no such file")
    assert_told(call("-a", tmp_path / "new", "replay", tmp_path), 1, "no such file")
    assert not (tmp_path / "new").exists()


def test_another_file_of_the_same_name_does_not_replace_the_first(call, tmp_path, warc) -> None:
    call("-a", tmp_path / "new", "replay", warc)
    before = content(tmp_path / "new" / "warc")
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / warc.name
    other.write_bytes(warc.read_bytes()[:-40])

    assert_told(call("-a", tmp_path / "new", "replay", other), 1, "another file of that name", "rename")
    assert content(tmp_path / "new" / "warc") == before


# -- crawls -----------------------------------------------------------------------------------------------------------


def test_a_crawl_of_an_unknown_outlet_names_those_there_are(tmp_path) -> None:
    run = crawled("-a", tmp_path / "new", "crawl", "gazette")

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("Error: no outlet is called 'gazette'; there are: ")
    assert "shobserver" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_crawl_against_a_file_that_is_not_there_makes_no_archive(call, tmp_path) -> None:
    result = call("-a", tmp_path / "new", "crawl", "shobserver", "--against", tmp_path / "none.warc.gz")

    assert_told(result, 1, "none.warc.gz: no such file")
    assert not (tmp_path / "new").exists()


def test_a_crawl_into_an_archive_that_is_being_written_is_turned_away(archive, warc) -> None:
    with Archive(archive, write=True):
        run = crawled("-a", archive, "crawl", "shobserver", "--against", warc)

    assert run.returncode == 1
    assert run.stderr.startswith(f"Error: {archive}: process {os.getpid()} is writing to this archive")
    assert run.stderr.count("\n") == 1


# -- the disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small file system needs root")
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 100_000, 300_000])
def test_on_a_full_disk_a_replay_ends_with_3_and_what_was_there_stays(call, small_disk, archive, tmp_path, room) -> None:
    checkpointed(archive)
    (tmp_path / "large").mkdir()
    with WarcWriter(tmp_path / "large", {}) as writer:
        writer.write(exchange(1, os.urandom(400_000)))
    (warc,) = (tmp_path / "large").iterdir()
    copy = Path(shutil.copytree(archive, small_disk / "archive"))
    before = content(copy)
    with (small_disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(4096))
    os.truncate(small_disk / "filler", (small_disk / "filler").stat().st_size - room)

    result = call("-a", copy, "replay", warc)

    assert_told(result, 3, "disk is full", "free some space")
    (small_disk / "filler").unlink()
    assert {name: digest for name, digest in content(copy).items() if name in before} == before
    assert call("-a", copy, "replay", warc).exit_code == 0, "after some space was freed it goes on"
    assert call("-a", copy, "verify").exit_code == 0


def test_output_to_a_full_disk_ends_with_3(archive) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "newsarchive", "-a", str(archive), "search", "码头"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert run.returncode == 3
    assert run.stderr.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in run.stderr
