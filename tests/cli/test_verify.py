"""`newsarchive verify` over archives in which one thing is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3

from newsarchive.store import fts
from newsarchive.store.archive import Archive

SEED = 20200501


@pytest.fixture
def sql(archive: Path) -> Callable[..., list[Any]]:
    """Changes the archive's database behind its back."""

    def run(statement: str, *values: object) -> list[Any]:
        connection = sqlite3.connect(archive / "archive.db", isolation_level=None)
        try:
            *before, last = statement.split("; ")
            for one in before:
                connection.execute(one)
            return connection.execute(last, values).fetchall()
        finally:
            connection.close()

    return run


@pytest.fixture
def stored(archive: Path) -> Path:
    """The archive's WARC file."""
    (path,) = (archive / "warc").iterdir()
    return path


def test_a_whole_archive_is_all_good(call, archive) -> None:
    result = call("-a", archive, "verify")

    assert (result.exit_code, result.stdout) == (0, f"{archive}: 5 captures, 3 articles, 1 WARC file: all good\n")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves a temporary file open
def test_an_archive_that_was_read_from_another_archivers_file_is_all_good(call, tmp_path) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    page = '<html><div class="wz_contents">开港</div><div class="fenxiang_zz">来源：上观新闻</div><div id="newscontents"><p>潮水退了。</p></div>'
    chunked = f"{len(page.encode()):x}\r\n{page}\r\n0\r\n\r\n".encode()
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file)
        for number, headers, payload in (
            (1, [("Content-Type", "text/html")], page.encode()),
            (2, [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], chunked),
        ):
            writer.write_record(
                writer.create_warc_record(
                    f"https://www.shobserver.com/news/detail?id={number}",
                    "response",
                    payload=BytesIO(payload),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                )
            )
    assert call("-a", tmp_path / "new", "replay", path).stdout.endswith("2 new, 0 revised, 0 unchanged, 0 unreadable\n")

    result = call("-a", tmp_path / "new", "verify")

    assert result.stdout == f"{tmp_path / 'new'}: 2 captures, 2 articles, 1 WARC file: all good\n"


def test_every_flipped_bit_of_a_warc_file_is_found_and_named(call, archive, stored) -> None:
    whole = stored.read_bytes()
    dice = random.Random(SEED)

    for _ in range(40):
        byte, bit = dice.randrange(len(whole)), dice.randrange(8)
        stored.write_bytes(whole[:byte] + bytes([whole[byte] ^ 1 << bit]) + whole[byte + 1 :])
        result = call("-a", archive, "verify")

        assert result.exit_code == 1, f"seed {SEED}, byte {byte}, bit {bit}"
        assert result.stdout.startswith(f"warc/{stored.name}, byte ")


@pytest.mark.parametrize("cut", [1, 100, 2000])
def test_a_file_that_was_cut_short_is_found(call, archive, stored, cut) -> None:
    stored.write_bytes(stored.read_bytes()[:-cut])

    result = call("-a", archive, "verify")

    assert result.exit_code == 1
    assert f"warc/{stored.name}, byte" in result.stdout


def test_a_file_that_is_gone_is_told_with_what_was_in_it(call, archive, stored) -> None:
    stored.unlink()

    result = call("-a", archive, "verify")

    assert result.exit_code == 1
    assert f"warc/{stored.name}: the file is not there, and has 5 captures" in result.stdout


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE captures SET warc_length = warc_length + 1 WHERE id = 2", "captures row 2 has others"),
        ("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 2", "captures row 2 points to it"),
        ("UPDATE captures SET record_id = 'urn:uuid:other' WHERE id = 2", "not the one of captures row 2"),
        ("UPDATE captures SET payload_digest = 'sha256:' || substr(payload_digest, 8, 63) || 'g' WHERE id = 2", "its payload"),
        ("UPDATE captures SET warc_file = 'other.warc.gz' WHERE id = 2", "warc/other.warc.gz: the file is not there"),
        ("UPDATE captures SET revisit_of = 'urn:uuid:nowhere' WHERE id = 2", "whose bytes it repeats has no row"),
        ("DELETE FROM misses; DELETE FROM absences; DELETE FROM answers; DELETE FROM captures WHERE id = 5", "this capture has no row"),
        ("UPDATE articles SET title = 'forged' WHERE id = 1", "article 1, https://www.shobserver.com/news/detail?id=11: title"),
        ("UPDATE articles SET body_hash = 'x' WHERE id = 1", "body_hash"),
        ("UPDATE articles SET revisions = 7 WHERE id = 2", "2 rows in revisions, not 7"),
        ("UPDATE articles SET content_hash = 'x' WHERE id = 1", "not its newest version"),
        ("UPDATE credits SET name = 'forged' WHERE article_id = 1 AND position = 2", "credits differs"),
        ("UPDATE revisions SET fields = replace(fields, '老人', '新人') WHERE article_id = 2", "another hash than its text"),
        ("UPDATE revisions SET changed = '[]' WHERE article_id = 2", "its row says otherwise"),
        ("UPDATE misses SET reason = 'gone'", "its rows in misses"),
        ("UPDATE absences SET gone_at = last_check", "its rows in absences"),
        ("DELETE FROM edits", "its rows in edits"),
        ("UPDATE revisions SET fields = '{' WHERE article_id = 2", "cannot be read"),
        ("DELETE FROM revisions WHERE article_id = 2 AND captured_at > '2020-05-02'", "1 rows in revisions, not 2"),
        ("UPDATE articles SET capture_id = 99 WHERE id = 1", "row 1 of articles refers to a row of captures"),
        ("DELETE FROM search_data WHERE id > 10", "archive.db: "),
        ("INSERT INTO search (rowid, body) VALUES (1, 'forged')", "article 1"),
        ("INSERT INTO search (rowid, body) VALUES (9, 'forged')", "an article 9 that is not there"),
        (
            "INSERT INTO reparses (id, started_at, parameters, parsers, first, last, captures) VALUES (7, '', '{}', '', 0, 0, 3)",
            "reparse 7 read 3 captures, and tells of 0",
        ),
        ("INSERT INTO health VALUES ('paper', '2024-03-01', 'title', 5, 6, 7.0, 5, 0)", "health of paper on 2024-03-01"),
        ("DELETE FROM text_sketches WHERE text = (SELECT min(text) FROM text_sketches)", "its text has no sketch"),
        ("UPDATE text_sketches SET sketch = zeroblob(128)", "its text has another sketch"),
        ("INSERT INTO text_sketches VALUES (7, zeroblob(128))", "a text 7 that no article has"),
        ("UPDATE text_recent SET keys = json_remove(keys, '$[#-1]')", "under 23 of its 24 keys"),
        ("INSERT INTO text_bands VALUES (7, 7)", "49 keys; 2 texts have 24 each"),
        ("UPDATE copies SET share = 0.5 WHERE article_id = 3", "article 3: what it shares with 1"),
        ("UPDATE copies SET changed = '[]' WHERE article_id = 3", "article 3: what it shares with 1"),
        ("DELETE FROM copies WHERE article_id = 3", "the cluster of article 1 has 1 rows in copies"),
        ("UPDATE copies SET first_id = 3", "not named by its first, which is 1"),
        ("DELETE FROM credited WHERE article_id = 2", "article 2, https://www.shobserver.com/news/detail?id=12: its source"),
        ("INSERT INTO credited VALUES (2, '海湾社')", "credited says otherwise"),
        ("DELETE FROM sources WHERE alias = '上观新闻'", "sources has other names of 上观新闻, but not that one"),
    ],
)
def test_a_row_that_is_wrong_is_named(call, archive, sql, statement, told) -> None:
    sql(statement)

    result = call("-a", archive, "verify")

    assert result.exit_code == 1
    assert told in result.stdout
    assert "problem" in result.stdout.splitlines()[-1]


def test_an_article_that_is_not_in_the_index_is_named(call, archive, sql) -> None:
    ((title, body),) = sql("SELECT title, body FROM articles WHERE id = 3")
    names = "凌汛 / 秦望"
    sql(
        "INSERT INTO search (search, rowid, title, body, names) VALUES ('delete', 3, ?, ?, ?)",
        *(fts.tokens(text) for text in (title, body, names)),
    )

    result = call("-a", archive, "verify")

    assert result.exit_code == 1
    assert "article 3, https://www.shobserver.com/news/detail?id=13: the index has other words of it" in result.stdout
    assert "2 problems" not in result.stdout


def test_two_articles_that_are_swapped_in_the_index_are_named(call, archive, sql) -> None:
    rows = sql("SELECT id, title FROM articles WHERE id < 3")
    for number, title in rows:
        sql("INSERT INTO search (search, rowid, title) VALUES ('delete', ?, ?)", number, fts.tokens(title))
        sql("INSERT INTO search (rowid, title) VALUES (?, ?)", 3 - number, fts.tokens(title))

    result = call("-a", archive, "verify")

    assert "2 problems" in result.stdout


def test_a_damaged_database_is_told_without_a_traceback(call, archive) -> None:
    sqlite3.connect(archive / "archive.db").execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    path = archive / "archive.db"
    whole = path.read_bytes()
    dice = random.Random(SEED)

    for _ in range(20):
        at = dice.randrange(4096, len(whole) - 64)
        path.write_bytes(whole[:at] + dice.randbytes(64) + whole[at + 64 :])
        result = call("-a", archive, "verify")

        assert result.exit_code in (0, 1), f"seed {SEED}, byte {at}"  # 0: a free part of a page
        assert "Traceback" not in result.stderr


def test_nothing_is_verified_while_another_process_writes(call, archive) -> None:
    with Archive(archive, write=True):
        result = call("-a", archive, "verify")

    assert result.exit_code == 1
    assert "is writing to this archive" in result.stderr


def test_a_writer_has_to_wait_for_a_verification(archive) -> None:
    from newsarchive.errors import ArchiveBusy
    from newsarchive.store.lock import no_writer

    with no_writer(archive), pytest.raises(ArchiveBusy), Archive(archive, write=True):
        pass


def test_verify_changes_nothing(call, archive) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file() and not path.name.endswith("-shm")}

    call("-a", archive, "verify")

    assert {path: path.read_bytes() for path in before} == before
