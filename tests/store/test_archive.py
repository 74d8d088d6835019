"""Articles in and out of the archive: versions, credits, sights, and one writer."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.errors import ArchiveBusy, StoreError
from newsarchive.items import Article, Capture, Credit, Image, Place, Precision, Reason, Verdict
from newsarchive.reading import record
from newsarchive.store.archive import Archive
from tests.rows import natural

URL = "http://127.0.0.1/news/detail?id=7"


def test_an_article_comes_back_as_it_went_in(archive: Archive, article: Callable[..., Article]) -> None:
    full = article(
        outlet="demo", source="汐港观察", author="谷汀兰、闻一帆", summary="短。", editor="文字编辑：柏南舟", section=("港航", "码头"),
        language="zh", canonical_url="https://paper.example/1?from=home", updated="2024-03-01T10:00+08:00",
        images=(Image(url="https://paper.example/1.jpg", caption="滩涂", credit="闻一帆 摄"),),
        credits=(Credit(role="作者", name="谷汀兰", role_normalized="author"),
                 Credit(role="责任编辑", name="陈群", role_normalized="responsible_editor", note="QN054")),
        date_printed="2024-03-01 09:00", date_precision=Precision.MINUTE, parser="demo.DesktopPage/1",
    )  # fmt: skip

    archive.add(full)

    assert archive.get(full.url) == full


def test_a_second_reading_of_the_same_adds_no_row(archive: Archive, article: Callable[..., Article]) -> None:
    assert archive.add(article()) is Verdict.NEW

    assert archive.add(article(at=5)) is Verdict.UNCHANGED
    assert archive.count() == 1
    assert len(archive.revisions(1)) == 1


def test_white_space_and_composed_letters_are_no_edit(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article(title="Café du port"))

    assert archive.add(article(at=5, title="  Cafe\u0301  du\tport ")) is Verdict.UNCHANGED


def test_other_images_and_addresses_are_no_edit(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article())

    moved = article(at=5, images=(Image(url="https://cdn.example/2.jpg"),), canonical_url="https://paper.example/x")
    assert archive.add(moved) is Verdict.UNCHANGED


@pytest.mark.parametrize(
    "change",
    [
        {"title": "涨潮了"}, {"source": "别报"}, {"author": "某某"}, {"date": "2024-03-01T10:00+08:00"}, {"summary": "新。"},
        {"body": "改过。"}, {"editor": "编辑：某某"}, {"section": ("港航",)},
        {"credits": (Credit(role="作者", name="某某", role_normalized="author"),)},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_an_edit_is_a_version_that_names_its_field(
    change: dict[str, Any], archive: Archive, article: Callable[..., Article]
) -> None:
    archive.add(article())

    assert archive.add(article(at=5, **change)) is Verdict.REVISED
    assert [version["changed"] for version in archive.revisions(1)][1:] == [list(change)]
    stored = archive.get(1)
    assert stored is not None
    assert {name: getattr(stored, name) for name in change} == change


def test_a_body_that_another_article_has_is_a_copy(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article())

    assert archive.add(article(url="https://other.example/9", title="转载")) is Verdict.COPY
    assert archive.count() == 2


def test_a_page_that_lost_its_text_replaces_nothing(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(article())

    assert archive.add(article(at=5, body=None)) is Verdict.UNCHANGED
    assert archive.get(1) == article()


def test_credits_are_rows_in_the_order_printed(archive: Archive, article: Callable[..., Article]) -> None:
    names = ["丙", "甲", "乙"]
    credits = tuple(Credit(role="作者", name=name, role_normalized="author") for name in names)

    archive.add(article(credits=credits))
    archive.add(article(at=5, credits=credits[::-1]))

    rows = archive.connection.execute("SELECT position, name FROM credits ORDER BY position").fetchall()
    assert [tuple(row) for row in rows] == list(enumerate(names[::-1], 1))


def test_the_search_index_follows_an_edit(archive: Archive, article: Callable[..., Article]) -> None:
    def found(phrase: str) -> int:
        rows = archive.connection.execute("SELECT rowid FROM search WHERE search MATCH ?", (phrase,)).fetchall()
        return len(rows)

    archive.add(article())
    archive.add(article(at=5, title="涨潮了"))

    assert (found('"涨潮"'), found('"退了"')) == (1, 0)


# -- captures of one article, in any order -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One capture of the article: what it said ("" for a page without a text), or None for a 404."""

    minute: int
    body: str | None


SIGHTS = st.lists(st.builds(Seen, st.integers(0, 40), st.sampled_from(["A", "B", "C", "", None])), min_size=1, max_size=8,
                  unique_by=lambda seen: seen.minute)  # fmt: skip


def enter(archive: Archive, seen: Seen) -> None:
    """Record a capture and read it, as a replay does."""
    captured_at = datetime.fromisoformat("2024-03-01T08:00:00+00:00") + timedelta(minutes=seen.minute)
    place = Place(warc_file="a.warc.gz", warc_offset=seen.minute, warc_length=1, record_id=f"urn:{seen.minute}", payload_digest="x")
    status = 404 if seen.body is None else 200
    capture = Capture(url=URL, captured_at=captured_at, status=status, headers=(), body=b"x", place=place)
    with archive.transaction():
        record(archive, capture)
    if seen.body is not None:
        at = captured_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        archive.add(Article(url=URL, title="标题", body=seen.body or None, captured_at=at, record_id=place.record_id))


def archived(sights: list[Seen]) -> tuple[dict[str, Any], list[str | None], tuple[str | None, ...]]:
    """All rows, the body of each version, and (last seen, missing since)."""
    with TemporaryDirectory() as folder:
        with Archive(Path(folder), write=True) as archive:
            for seen in sights:
                enter(archive, seen)
            rows = archive.connection.execute("SELECT fields FROM revisions ORDER BY captured_at")
            versions = [json.loads(row["fields"])["body"] for row in rows]
            row = archive.connection.execute("SELECT last_seen, missing_since FROM articles").fetchone()
        return natural(Path(folder)), versions, tuple(row or (None, None))


@settings(max_examples=60)
@given(st.data())
def test_captures_of_an_article_give_the_same_rows_in_any_order(data: st.DataObject) -> None:
    sights = data.draw(SIGHTS)
    shuffled = data.draw(st.permutations(sights))

    assert archived(shuffled)[0] == archived(sights)[0]


@settings(max_examples=60)
@given(SIGHTS)
def test_the_versions_are_what_was_seen_with_equal_neighbors_taken_as_one(sights: list[Seen]) -> None:
    in_time = sorted((seen for seen in sights if seen.body is not None), key=lambda seen: seen.minute)
    texted = [seen.minute for seen in in_time if seen.body]
    healthy = [seen for seen in in_time if seen.body or not texted or seen.minute < texted[0]]

    _, versions, _ = archived(sights)

    assert versions == [body or None for body, _ in groupby(seen.body for seen in healthy)]


@settings(max_examples=60)
@given(SIGHTS)
def test_an_article_is_missing_since_the_first_404_after_its_last_sight(sights: list[Seen]) -> None:
    in_time = sorted(sights, key=lambda seen: seen.minute)
    texted = [seen.minute for seen in in_time if seen.body]
    good = [seen.minute for seen in in_time if seen.body is not None and (seen.body or not texted or seen.minute < texted[0])]
    absent = [seen.minute for seen in in_time if seen.body is None and good and seen.minute > good[-1]]

    _, _, (last_seen, missing) = archived(sights)

    assert last_seen == (_minute(good[-1]) if good else None)
    assert missing == (_minute(absent[0]) if absent else None)


def _minute(minute: int) -> str:
    return f"2024-03-01T08:{minute:02}:00Z"


@settings(max_examples=60)
@given(SIGHTS)
def test_entering_captures_twice_changes_no_row(sights: list[Seen]) -> None:
    assert archived([*sights, *sights])[0] == archived(sights)[0]


def test_a_mended_parser_corrects_a_version_and_adds_none(archive: Archive, article: Callable[..., Article]) -> None:
    enter(archive, Seen(1, "A"))
    [wrong] = archive.revisions(1)

    at, text = wrong["captured_at"], "A, read better"
    verdict = archive.add(Article(url=URL, title="标题", body=text, captured_at=at, record_id="urn:1", parser="p/2"))

    assert verdict is Verdict.REVISED
    assert [(version["captured_at"], version["fields"]["body"]) for version in archive.revisions(1)] == [(at, text)]


def test_a_capture_without_an_article_says_why(archive: Archive) -> None:
    enter(archive, Seen(1, None))

    archive.unreadable("urn:1", Reason.LOGIN)

    rows = archive.connection.execute("SELECT state, reason FROM captures").fetchall()
    assert [tuple(row) for row in rows] == [("not_read", "login")]


# -- the folder and its lock -------------------------------------------------------------------------------------------


def test_a_second_writer_is_refused_with_the_pid_of_the_first(archive: Archive) -> None:
    code = f"from newsarchive.store.archive import Archive; Archive({str(archive.path)!r}, write=True)"

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)

    assert "ArchiveBusy" in child.stderr
    assert str(os.getpid()) in child.stderr


def test_a_reader_and_a_writer_work_side_by_side(archive: Archive, article: Callable[..., Article]) -> None:
    with Archive(archive.path) as reader:
        archive.add(article())

        assert reader.count() == 1


def test_the_lock_is_free_once_the_writer_closed(archive: Archive) -> None:
    with pytest.raises(ArchiveBusy):
        Archive(archive.path, write=True)
    archive.close()

    Archive(archive.path, write=True).close()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "archive.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(StoreError, match="no archive of newsarchive"):
        Archive(tmp_path, write=True)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(StoreError, match="not a database"):
        Archive(tmp_path)


def test_any_sqlite_tool_can_open_and_query_the_file(archive: Archive, article: Callable[..., Article]) -> None:
    archive.add(replace(article(), title="潮水退了"))
    archive.close()

    plain = sqlite3.connect(archive.database)
    assert plain.execute("SELECT title FROM articles").fetchall() == [("潮水退了",)]
    assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    plain.close()
