"""Suppressed articles: out of every view and table that is shown, and back as they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from newsarchive.errors import UsageError
from newsarchive.items import Article, Capture, Credit, Place, Verdict
from newsarchive.query.search import search
from newsarchive.query.selection import Selection
from newsarchive.query.sql import run_sql
from newsarchive.reading import record
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from tests.rows import natural

SECRET = "http://127.0.0.1:8642/news/detail?id=7"
TEXT = "".join(chr(0x4E00 + number * 7 % 3000) for number in range(300))
#: What would tell of the suppressed article: its address, what it says, whom it names, its records.
TRACES = ("detail?id=7", "密約", "甲乙丙", "urn:uuid:secret")


def capture(archive: Archive, url: str, at: str, status: int = 200) -> str:
    record_id = f"urn:uuid:{'secret' if url == SECRET else url}-{at}-{status}"
    place = Place(
        warc_file="a.warc.gz",
        warc_offset=archive.connection.execute("SELECT count(*) FROM captures").fetchone()[0],
        warc_length=1,
        record_id=record_id,
        payload_digest=f"sha256:{record_id}",
    )
    moment = datetime.fromisoformat(at)
    with archive.transaction():
        record(archive, Capture(url=url, captured_at=moment, status=status, headers=(("Content-Type", "text/html"),), body=b"", place=place))
    return record_id


@pytest.fixture
def secret(article: Callable[..., Article]) -> Article:
    return article(
        url=SECRET,
        outlet="demo",
        title="密約",
        source="甲乙丙報",
        author="甲乙丙",
        body=TEXT,
        credits=(Credit(role="作者", name="甲乙丙", role_normalized="author"),),
    )


@pytest.fixture
def path(archive: Archive, secret: Article, article: Callable[..., Article]) -> Path:
    """One article that is edited, copied and gone, whose frontier row is there too; and two others that took its text."""
    ids = [capture(archive, SECRET, at) for at in ("2024-03-01T08:00:00Z", "2024-03-01T08:10:00Z")]
    archive.add(replace(secret, record_id=ids[0]))
    archive.add(replace(secret, record_id=ids[1], captured_at="2024-03-01T08:10:00Z", summary="密約の続き"))
    for day in (2, 4, 6):
        capture(archive, SECRET, f"2024-03-0{day}T08:00:00Z", status=404)
    for number in (8, 9):
        url = f"http://127.0.0.1:8642/news/detail?id={number}"
        other = article(at=30, url=url, outlet="demo", title="潮水", source="汐港日報", body=TEXT)
        archive.add(replace(other, record_id=capture(archive, url, "2024-03-01T08:30:00Z")))
    with archive.transaction():
        for url in (SECRET, "http://127.0.0.1:8642/"):
            archive.connection.execute(
                "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at) VALUES (?, ?, 'demo', 'article', 'done', '')",
                (url, url),
            )
        archive.connection.execute(
            "INSERT INTO correction_notes (article_id, position, text, noticed_at, link, own)"
            " VALUES (2, 1, '更正', '2024-03-01T08:30:00Z', ?, 0)",
            (SECRET,),
        )
    return archive.path


@pytest.fixture
def hidden(archive: Archive, path: Path) -> Iterator[Archive]:
    """The same, open to read, with that article suppressed."""
    with archive.transaction():
        suppressions.suppress(archive.connection, 1, "an order", "the librarian")
    with Archive(path) as reader:
        yield reader


def objects(connection: Any, kinds: str = "'table', 'view'") -> list[str]:
    names = connection.execute(
        f"SELECT name FROM main.sqlite_master WHERE type IN ({kinds}) AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'search_*'"
        " AND name NOT GLOB '_*'"
    )
    return [name for (name,) in names.fetchall()]


def told(connection: Any, name: str) -> str:
    return "\n".join(str(tuple(row)) for row in connection.execute(f"SELECT * FROM {name}").fetchall())


def test_the_archive_would_show_it_everywhere(path: Path) -> None:
    with Archive(path) as reader:
        shown = {name for name in objects(reader.connection) if any(trace in told(reader.connection, name) for trace in TRACES)}

    assert shown >= {"articles", "credits", "revisions", "captures", "urls", "credited", "gone", "edited", "claims", "reprints", "corrections"}


def test_no_table_and_no_view_tells_of_it(hidden: Archive) -> None:
    for name in objects(hidden.connection):
        rows = told(hidden.connection, name)
        assert [trace for trace in TRACES if trace in rows] == [], name


def test_no_row_refers_to_it(hidden: Archive) -> None:
    for name in objects(hidden.connection):
        columns = [row[1] for row in hidden.connection.execute(f"PRAGMA table_info({name})").fetchall()]
        for column in {"article_id", "first_id"}.intersection(columns):
            assert hidden.connection.execute(f"SELECT count(*) FROM {name} WHERE {column} = 1").fetchone()[0] == 0, (name, column)


def test_no_view_of_the_file_tells_of_it_in_another_program(hidden: Archive) -> None:
    with closing(sqlite3.connect(hidden.database)) as connection:
        assert suppressions.unguarded(connection) == []
        for name in objects(connection, "'view'"):
            if name != "suppressed":
                rows = told(connection, name)
                assert [trace for trace in TRACES if trace in rows] == [], name


def test_the_others_are_all_there(hidden: Archive) -> None:
    assert [article.url[-1] for article in hidden] == ["8", "9"]
    assert hidden.count() == 2
    assert hidden.get(SECRET) is None and hidden.get(1) is None
    assert hidden.revisions(1) == []
    assert len(hidden.connection.execute("SELECT * FROM captures").fetchall()) == 2
    assert len(hidden.connection.execute("SELECT * FROM urls").fetchall()) == 1


def test_it_is_not_found_by_a_search(hidden: Archive) -> None:
    assert search(hidden, "密約") == []
    assert {hit.id for hit in search(hidden, "潮水")} == {2, 3}
    assert {hit.id for hit in search(hidden, TEXT[:4], order="newest", selection=Selection(since="2024"))} == {2, 3}


@pytest.mark.parametrize("table", ["articles", "main.articles"])
def test_sql_sees_it_only_in_the_tables_themselves(hidden: Archive, table: str) -> None:
    with run_sql(hidden.path, f"SELECT count(*) FROM {table}") as answer:
        assert list(answer) == [(3 if table == "main.articles" else 2,)]


def test_sql_finds_words_in_the_others(hidden: Archive) -> None:
    query = "SELECT articles.id FROM search JOIN articles ON articles.id = search.rowid WHERE search MATCH match_query('潮水') ORDER BY 1"
    with run_sql(hidden.path, query) as answer:
        assert list(answer) == [(2,), (3,)]


def test_the_library_does_not_hand_it_out(hidden: Archive) -> None:
    with newsarchive.open(hidden.path) as archive:
        assert SECRET not in {article.url for article in archive}


def test_a_later_capture_does_not_bring_it_back(archive: Archive, hidden: Archive, secret: Article) -> None:
    verdict = archive.add(replace(secret, captured_at="2024-04-01T08:00:00Z", title="密約、その後"))

    assert verdict is Verdict.REVISED
    assert hidden.get(SECRET) is None
    with Archive(hidden.path) as again:
        assert again.get(SECRET) is None


def test_lifting_it_leaves_the_archive_as_it_was(archive: Archive, path: Path) -> None:
    before = natural(path)
    with archive.transaction():
        suppressions.suppress(archive.connection, 1, "an order", "the librarian")
        suppressions.lift(archive.connection, 1, "the librarian", "the order was lifted")

    assert natural(path) == before
    with Archive(path) as reader:
        assert reader.get(SECRET) is not None
    [row] = suppressions.listed(archive.connection)
    assert (row["reason"], row["suppressed_by"], row["lifted_by"], row["lifted_reason"], row["holds"]) == (
        "an order", "the librarian", "the librarian", "the order was lifted", False
    )  # fmt: skip
    assert row["payload_digest"].startswith("sha256:") and row["content_hash"]


def test_an_embargo_ends_by_itself(archive: Archive, path: Path) -> None:
    with archive.transaction():
        suppressions.suppress(archive.connection, 1, "embargo", "the desk", datetime.now(UTC) + timedelta(days=1))
    with Archive(path) as reader:
        assert reader.get(SECRET) is None

    with archive.transaction():
        archive.connection.execute("UPDATE suppressions SET until = '2024-03-01T00:00:00Z'")

    with Archive(path) as reader:
        assert reader.get(SECRET) is not None


def test_what_is_suppressed_cannot_be_suppressed_again(archive: Archive, hidden: Archive) -> None:
    with pytest.raises(UsageError, match="--undo"), archive.transaction():
        suppressions.suppress(archive.connection, 1, "again", "the librarian")
    with pytest.raises(UsageError, match="--list"), archive.transaction():
        suppressions.lift(archive.connection, 2, "the librarian")
    with pytest.raises(UsageError, match="is past"), archive.transaction():
        suppressions.suppress(archive.connection, 2, "embargo", "the desk", datetime(2020, 1, 1, tzinfo=UTC))


def test_verify_looks_at_suppressions(archive: Archive, path: Path) -> None:
    with archive.transaction():
        suppressions.suppress(archive.connection, 1, "an order", "the librarian")
        archive.connection.execute("UPDATE suppressions SET lifted_at = '2024-03-01T00:00:00Z'")
        archive.connection.execute("CREATE VIEW leaky AS SELECT id AS article_id, title FROM articles")
    archive.close()

    with Archive(path) as reader:
        found = [finding.what for finding in verify(reader, Verified()) if "suppress" in finding.what]

    assert len(found) == 2
    Archive(path, write=True).close()
    with Archive(path) as reader:
        assert not any("leaky" in finding.what for finding in verify(reader, Verified()))


def test_an_article_is_named_by_its_address_in_json_too(hidden: Archive) -> None:
    rows = [dict(row) for row in hidden.connection.execute("SELECT * FROM reprints").fetchall()]

    assert "甲乙丙" not in json.dumps(rows, ensure_ascii=False)
