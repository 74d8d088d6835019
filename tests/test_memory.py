"""What a command holds at once does not grow with the archive. `bench/memory.py` measures whole commands."""

from __future__ import annotations

import hashlib
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from newsarchive.cli.output import print_rows, print_table
from newsarchive.config import Configuration
from newsarchive.items import Article, Candidate, Kind
from newsarchive.query import coverage
from newsarchive.query.period import Period
from newsarchive.query.plan import How, plan
from newsarchive.report.figures import figures
from newsarchive.store import captures, sources
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.member import member

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
_FEW = re.compile(r"id > \d+ AND (\w+_)?id <= \d+")


@contextmanager
def traced() -> Iterator[list[int]]:
    """The bytes that Python held at most within, above what it held before; known at the end."""
    found: list[int] = []
    tracemalloc.start()
    try:
        yield found
        found.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()


def captured(archive: Archive, size: int) -> None:
    """A WARC file of so many captures, each with its row."""
    with archive.transaction(), (archive.warc_folder / "other.warc.gz").open("wb") as out:
        for number in range(size):
            url, payload = f"https://paper.example/{number}", b"%d" % number
            digest = f"sha256:{hashlib.sha256(payload).hexdigest()}"
            block = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + payload
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:test:{number}>\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Date: 2024-03-01T08:00:00Z\r\nWARC-Payload-Digest: {digest}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            record = member(head.encode() + block + b"\r\n\r\n", level=1)
            archive.connection.execute(
                "INSERT INTO captures (url, outlet, captured_at, status, mime, state, reason, record_id, payload_digest, warc_file,"
                " warc_offset, warc_length) VALUES (?, 'paper', '2024-03-01T08:00:00Z', 404, 'text/html', 'not_read', 'not_found',"
                " ?, ?, 'other.warc.gz', ?, ?)",
                (url, f"urn:test:{number}", digest, out.tell(), len(record)),
            )
            out.write(record)


def verified(folder: Path, size: int) -> int:
    """Bytes that verifying such a file takes."""
    with Archive(folder, write=True) as archive:
        captured(archive, size)
    with Archive(folder) as archive:
        list(verify(archive, Verified()))  # what is imported and made once
        with traced() as held:
            assert list(verify(archive, Verified())) == []
    return held[0]


def test_a_file_of_many_captures_is_verified_in_the_memory_of_one_of_few(tmp_path: Path) -> None:
    few, many = verified(tmp_path / "few", 100), verified(tmp_path / "many", 600)

    assert many < few + 50_000  # a hundred bytes a capture; a row has a thousand


def test_a_table_is_laid_out_a_part_at_a_time() -> None:
    rows = [(number, "潮水退了" * 5, f"https://paper.example/{number}", "记者") for number in range(800)]
    written = StringIO()
    with redirect_stdout(written):
        print_table(("id", "title", "url", "role"), rows[:2])
        with traced() as held:
            print_table(("id", "title", "url", "role"), rows)

    lines = written.getvalue().splitlines()
    assert len(lines) == 2 + 2 + 2 + 800
    assert lines[-1].split() == ["799", "潮水退了" * 5, "https://paper.example/799", "记者"]
    assert len({line.index("https") for line in lines if "https" in line}) == 2  # columns stay where they are in all parts
    assert held[0] < 1_500_000  # laid out as one it took 3 MB


def test_a_table_of_long_texts_ends_before_they_fill_the_memory(capsys: pytest.CaptureFixture[str]) -> None:
    numbers = count()
    rows = ((number, "潮" * 1_000_000) for number in numbers)

    print_rows(("id", "body"), rows, None)

    assert next(numbers) < 10
    assert "the first 5 rows; --csv, --nl and --json give all of them" in capsys.readouterr().err


@contextmanager
def statements(connection: Any) -> Iterator[list[str]]:
    """What SQLite executes within."""
    found: list[str] = []
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


def kept(connection: Any, executed: list[str]) -> list[str]:
    """Statements for which SQLite sorts rows, in memory as pysqlite3 is compiled; those of a few of them excepted."""
    sorting = []
    for sql in dict.fromkeys(executed):
        if sql.lstrip().startswith(("SELECT", "WITH")) and " LIMIT " not in sql and not _FEW.search(sql):
            steps = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            sorting += [sql for step in steps if step.startswith("USE TEMP B-TREE") and "count(DISTINCT)" not in step]
    return sorting


def lived_in(archive: Archive, article: Callable[..., Article]) -> None:
    for number in range(3):
        archive.add(article(url=f"https://paper.example/{number}", outlet="paper", source="潮报 浪报"))
    how = "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at) VALUES (?, ?, 'paper', ?, 'done', ?)"
    for number, kind in enumerate(("feed", "edition", "article", "article")):
        archive.connection.execute(how, (f"https://paper.example/{number}", "", kind, "2024-03-01T08:00:00Z"))


def counted(archive: Archive) -> dict[str, Callable[[], object]]:
    configuration = Configuration()
    start = Candidate(url="https://paper.example/", fetch_url="https://paper.example/", outlet="paper", kind=Kind.LISTING)
    how = How(every_list=True, recheck="due", delay_seconds=1, budget=None, limit=None, agent="", patience_seconds=1)
    return {
        "coverage": lambda: coverage.coverage(archive, configuration, NOW, Period()),
        "editions": lambda: list(coverage.editions(archive, NOW, Period())),
        "gaps": lambda: list(coverage.gaps(archive, configuration, NOW, Period())),
        "report": lambda: figures(archive, archive, configuration, NOW, Period()),
        "sources": lambda: sources.listed(archive.connection),
        "plan": lambda: plan(archive, "paper", [start], how, NOW),
        "awaiting": lambda: list(captures.awaiting(archive.connection)),
    }


@pytest.mark.parametrize("what", ["coverage", "editions", "gaps", "report", "sources", "plan", "awaiting"])
def test_nothing_is_counted_by_sorting_it(archive: Archive, article: Callable[..., Article], what: str) -> None:
    lived_in(archive, article)

    with statements(archive.connection) as executed:
        counted(archive)[what]()

    assert executed
    assert kept(archive.connection, executed) == []
