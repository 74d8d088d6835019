"""Archives of every version before: they open, become archives of today, and verify.

`archives/<version>.tar.xz` is what `newsarchive demo` wrote in that version. A migration brings one of the version before it.
"""

from __future__ import annotations

import json
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from newsarchive.dedupe.copies import BEYOND
from newsarchive.errors import StoreError
from newsarchive.query.sql import schema
from newsarchive.replay import replay
from newsarchive.store import bands
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect
from newsarchive.store.verify import Verified, verify

ARCHIVES = sorted((Path(__file__).parent / "archives").glob("*.tar.xz"))


@pytest.fixture(params=ARCHIVES, ids=lambda path: path.name.partition(".")[0])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder of an archive that an earlier version wrote."""
    with tarfile.open(request.param) as packed:
        packed.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old"


def rows(folder: Path, *, only: dict[str, list[str]] | None = None) -> dict[str, tuple[list[str], list[Any]]]:
    """Table -> its columns and rows; only: the tables and columns to ask for, instead of all there are."""
    with closing(connect(folder / "archive.db", readonly=True)) as connection:
        if only is None:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                " AND name NOT GLOB '_*' AND name NOT GLOB 'search_*'"
            )
            only = {
                name: [column["name"] for column in connection.execute(f"PRAGMA table_info({name})")] for (name,) in names.fetchall()
            }
        return {
            table: (columns, sorted(map(tuple, connection.execute(f"SELECT {', '.join(columns)} FROM {table}")), key=repr))
            for table, columns in only.items()
        }


def test_an_old_archive_keeps_every_row(old: Path) -> None:
    before = rows(old)
    columns, bands = before["text_bands"]
    before["text_bands"] = columns, [band for band in bands if band[0] < 24 << 42]  # all that v5 asks

    Archive(old, write=True).close()

    assert rows(old, only={table: columns for table, (columns, _) in before.items()}) == before
    assert before["articles"][1]


def test_an_old_archive_verifies_once_it_is_of_today(old: Path) -> None:
    Archive(old, write=True).close()

    with Archive(old) as archive:
        assert list(verify(archive, Verified())) == []


def test_what_waits_in_an_old_archive_is_counted(old: Path) -> None:
    with closing(connect(old / "archive.db")) as connection:
        connection.execute("UPDATE urls SET state = 'pending' WHERE id % 3 = 0")

    Archive(old, write=True).close()

    with closing(connect(old / "archive.db", readonly=True)) as connection:
        waits = "SELECT outlet, count(*) FROM urls WHERE state = 'pending' GROUP BY outlet"
        counted = [tuple(row) for row in connection.execute("SELECT outlet, urls FROM waiting")]
        assert counted == [tuple(row) for row in connection.execute(waits)] != []


def test_an_old_archive_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    Archive(old, write=True).close()
    Archive(tmp_path / "new", write=True).close()

    def statements(folder: Path) -> set[str]:
        return {" ".join(statement.split()) for statement in schema(folder).split(";\n")}

    assert statements(old) == statements(tmp_path / "new")


def test_an_old_archive_that_is_only_read_says_how_to_upgrade_it(old: Path) -> None:
    with closing(connect(old / "archive.db")) as connection:
        newest = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id DESC LIMIT 1").fetchone()[0]
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (newest,))

    with pytest.raises(StoreError, match="of an older version"):
        Archive(old)


def test_an_old_archive_knows_its_edits_and_takedowns(old: Path) -> None:
    Archive(old, write=True).close()

    with Archive(old) as archive:
        found = {
            name: archive.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("edited", "suspects", "misses", "corrections")
        }
        missing = archive.connection.execute("SELECT count(*) FROM articles WHERE missing_since IS NOT NULL").fetchone()[0]
    assert found["edited"] > 0
    assert found["suspects"] == missing == found["misses"] > 0
    assert found["corrections"] > 0


def test_an_old_archive_knows_which_page_named_each_article_first(old: Path) -> None:
    Archive(old, write=True).close()

    with Archive(old) as archive:
        ask = archive.connection.execute
        by = dict(map(tuple, ask("SELECT by, count(*) FROM named GROUP BY by")))
        lists = {kind for (kind,) in ask("SELECT DISTINCT kind FROM urls JOIN named ON list_id = id")}
        held, named = ask("SELECT count(*), count(url_id) FROM articles LEFT JOIN (namings JOIN urls USING (url)"
                          " JOIN named ON url_id = urls.id) USING (url)").fetchone()
    assert set(by) == lists == {"listing"}
    assert named == held > 20


def test_an_old_archive_learns_from_its_own_files_what_its_answers_were_like(old: Path) -> None:
    with Archive(old, write=True) as archive:
        files = sorted(archive.warc_folder.glob("*.warc.gz"))
        before = archive.connection.execute("SELECT count(*) FROM answers").fetchone()[0]

        for file in files:
            replay(archive, file)

        kinds = {kind for (kind,) in archive.connection.execute("SELECT DISTINCT kind FROM answers")}
        rules = archive.connection.execute("SELECT count(*) FROM robots").fetchone()[0]
    assert before == 0
    assert "error" in kinds
    assert rules > 0


def test_keys_that_waited_by_the_text_are_found_still(tmp_path: Path) -> None:
    a_text = BEYOND // 32_768  # how far the hand went with each, until v11
    keys = {text: [(text * 0x9E3779B97F4A7C15 + key * 0xD1B54A32D192ED03) % BEYOND for key in range(24)] for text in range(300)}
    Archive(tmp_path, write=True).close()
    with closing(connect(tmp_path / "archive.db")) as connection:
        for statement in (
            "DROP TABLE text_filter",
            "DROP INDEX text_recent_dropped",
            "CREATE INDEX text_recent_text ON text_recent (text)",
            "DELETE FROM _sqlite_migrations WHERE name = 'v11_text_filter'",
        ):
            connection.execute(statement)
        hand = BEYOND + 300 * a_text
        for text, own in keys.items():
            start = BEYOND + (text + 1) * a_text
            recent = [] if text == 7 else own  # which was taken out
            connection.execute("INSERT INTO text_recent VALUES (?, ?, ?)", (start, text, json.dumps(recent)))
            moved = [(key, text) for key in recent if start <= BEYOND + key < hand]
            connection.executemany("INSERT INTO text_bands VALUES (?, ?)", moved)

    with Archive(tmp_path, write=True) as archive:
        found = {text: bands.found(archive.connection, text, own) for text, own in keys.items()}

    assert found == {text: 0 if text == 7 else 24 for text in keys}
