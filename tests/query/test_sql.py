from __future__ import annotations

import hashlib
import io
import json
import time
from pathlib import Path

import pytest

from newsarchive.errors import ArchiveMissing, QueryError
from newsarchive.query.export import write_csv, write_json, write_lines
from newsarchive.query.sql import run_sql, schema


def rows(path: Path, sql: str, *parameters: object, **options: object) -> list[tuple[object, ...]]:
    with run_sql(path, sql, parameters, **options) as answer:
        return list(answer)


def test_a_select_gives_its_columns_and_rows(path: Path) -> None:
    with run_sql(path, "SELECT id, title FROM articles WHERE id < ? ORDER BY id", [3]) as answer:
        assert answer.columns == ("id", "title")
        assert list(answer) == [(1, "码头开港"), (2, "梅雨将至")]


def test_named_values_are_bound(path: Path) -> None:
    with run_sql(path, "SELECT id FROM articles WHERE title = :title", {"title": "梅雨将至"}) as answer:
        assert list(answer) == [(2,)]


def test_full_text_is_asked_with_match_query_and_shown_with_excerpt(path: Path) -> None:
    sql = (
        "SELECT articles.id, excerpt(articles.body, :q) FROM search JOIN articles ON articles.id = search.rowid"
        " WHERE search MATCH match_query(:q)"
    )
    with run_sql(path, sql, {"q": "A股"}) as answer:
        ((number, text),) = answer

    assert number == 1
    assert "A股收盘" in text


def test_a_match_query_of_punctuation_finds_nothing(path: Path) -> None:
    assert rows(path, "SELECT rowid FROM search WHERE search MATCH match_query('，。')") == []


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "UPDATE articles SET title = NULL",
        "INSERT INTO outlets VALUES ('a', 'a', 'a', 'a', 'a')",
        "DROP TABLE articles",
        "CREATE TABLE mine (a)",
        "CREATE TEMP TABLE mine (a)",
        "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, search, row)",
        "INSERT INTO search(search) VALUES ('rebuild')",
        "UPDATE sqlite_master SET sql = ''",
        "PRAGMA query_only = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = ON",
        "ATTACH 'file:other.db' AS other",
        "DETACH main",
        "VACUUM INTO 'copy.db'",
        "VACUUM",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "WITH gone AS (SELECT 1) DELETE FROM articles",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT writefile('x', 'y')",
        "SELECT readfile('/etc/passwd')",
        "SELECT 1; DELETE FROM articles",
    ],
)
def test_no_statement_changes_a_byte_of_the_archive(
    path: Path, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = hashlib.sha256((path / "archive.db").read_bytes()).hexdigest()
    beside = set(tmp_path.rglob("*.db"))

    with pytest.raises(QueryError) as caught:
        rows(path, sql)

    assert "\n" not in str(caught.value)
    assert hashlib.sha256((path / "archive.db").read_bytes()).hexdigest() == before
    assert set(tmp_path.rglob("*.db")) == beside


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT titel FROM articles", "did you mean title"),
        ("SELECT articles.titel FROM articles", "did you mean title"),
        ("SELECT * FROM article", "did you mean articles"),
        ("SELECT * FROM nothing_like_it", "there are the tables absences, answers, articles, backfill_urls"),
        ("SELECT id\nFORM articles", 'near "articles", line 2, column 6'),
        ("SELEC 1", 'near "SELEC", line 1, column 1'),
        ("SELECT (1", "parenthesis"),
        ("SELECT matchquery('a')", "match_query"),
        ("SELECT ?", "give a value for every"),
        ("SELECT :name", "give a value for every"),
        ("SELECT 1; SELECT 2", "one by one"),
        ("", "no SELECT"),
        ("-- nothing", "no SELECT"),
        ("SELECT body FROM search JOIN articles", "articles.body"),
        ("SELECT '\x00'", ""),
        ("SELECT '\ud800'", "cannot be passed"),
        ("SELECT randomblob(900000000)", "10000000 bytes"),
        ("SELECT rowid FROM search WHERE search MATCH '\"'", ""),
        ("SELECT 1 LIKE '" + "%a" * 500 + "'", ""),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_the_next_step(path: Path, sql: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        rows(path, sql)

    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_number_too_large_for_sqlite_is_refused(path: Path) -> None:
    with pytest.raises(QueryError, match="cannot be passed"):
        rows(path, "SELECT ?", 2**64)


def test_an_endless_query_is_stopped_in_time(path: Path) -> None:
    began = time.monotonic()

    with pytest.raises(QueryError, match=r"stopped after 0\.3 s.*--seconds"):
        rows(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", seconds=0.3)

    assert time.monotonic() - began < 3


def test_an_endless_answer_is_stopped_in_time_too(path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    count = 0

    with pytest.raises(QueryError, match="stopped after"), run_sql(path, endless, seconds=0.3) as answer:
        for _ in answer:
            count += 1

    assert count > 1000, "rows came before the time was over"


def test_the_time_of_who_reads_the_rows_is_not_counted(path: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) SELECT i FROM n"

    with run_sql(path, many, seconds=0.2) as answer:
        next(iter(answer))
        time.sleep(0.4)
        assert len(list(answer)) == 299


def test_rows_end_at_max_rows_and_a_large_answer_is_refused(path: Path) -> None:
    assert len(rows(path, "SELECT id FROM articles", max_rows=2)) == 2
    with pytest.raises(QueryError, match="more than 20 bytes"):
        rows(path, "SELECT body FROM articles", max_bytes=20)


def test_tables_describe_themselves(path: Path) -> None:
    assert ("title",) in rows(path, "SELECT name FROM pragma_table_info('articles')")
    text = schema(path)
    assert "CREATE TABLE articles" in text
    assert "-- credited origin as printed" in text
    assert "search_data" not in text


def test_bytes_that_are_no_text_do_not_break_the_answer(path: Path) -> None:
    assert rows(path, "SELECT CAST(x'ff41' AS TEXT)") == [("\ufffdA",)]


def test_a_folder_without_an_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        run_sql(tmp_path, "SELECT 1")


# -- what the rows are written as -------------------------------------------------------------------------------------

COLUMNS = ("id", "text", "id")
ROWS = [(1, "潮水\n“退了”, ok", None), (2, b"\x00\xff", 9e999)]


def test_json_is_an_array_that_can_be_read_again() -> None:
    out = io.StringIO()

    assert write_json(COLUMNS, ROWS, out) == 2
    assert json.loads(out.getvalue()) == [
        {"id": 1, "text": "潮水\n“退了”, ok", "id_2": None},
        {"id": 2, "text": {"$base64": True, "encoded": "AP8="}, "id_2": None},
    ]
    empty = io.StringIO()
    write_json(COLUMNS, [], empty)
    assert json.loads(empty.getvalue()) == []


def test_json_lines_are_an_object_a_line() -> None:
    out = io.StringIO()

    assert write_lines(COLUMNS, ROWS, out) == 2
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [1, 2]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_spreadsheet_runs_no_cell_as_a_formula(text: str) -> None:
    safe, raw = io.StringIO(newline=""), io.StringIO(newline="")

    write_csv(["a"], [(text,)], safe)
    write_csv(["a"], [(text,)], raw, raw=True)

    assert f"'{text}" in safe.getvalue()
    assert f"'{text}" not in raw.getvalue()


def test_csv_leaves_numbers_and_nothing_as_they_are() -> None:
    out = io.StringIO(newline="")

    write_csv(["a", "b"], [(-5, None)], out)

    assert out.getvalue() == "a,b\r\n-5,\r\n"
