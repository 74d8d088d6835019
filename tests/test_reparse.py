"""Captures read again: what a mended parser would change is reported, and accepting it gives the history that it would have seen."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import Outlet, Server
from newsarchive.errors import NewsarchiveError, NotAnArticle, UsageError
from newsarchive.items import Article
from newsarchive.pages import shobserver
from newsarchive.pages.site import SitePage
from newsarchive.reparse import accept, reparse
from newsarchive.replay import replay
from newsarchive.store import readings
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import crawl
from tests.rows import natural


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The WARC files of three crawls: edits, takedowns, articles that came back."""
    archive = tmp_path_factory.mktemp("crawled") / "archive"
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        for _ in range(3):
            crawl(archive, server.url, arguments={"section": "42"}, settings={"NEWSARCHIVE_RECHECK": "all"})
            server.outlet.advance()
    return archive


def replayed(into: Path, crawled: Path) -> Path:
    with Archive(into, write=True) as archive:
        for path in sorted((crawled / "warc").iterdir()):
            replay(archive, path)
    return into


def rows(archive: Path) -> dict[str, list[Any]]:
    """Every table but readings, without the parsers' names."""
    return {
        table: sorted((tuple(pair for pair in row if pair[0] != "parser") for row in found), key=repr)
        for table, found in natural(archive).items()
    }


def mend(folder: Path, **options: Any) -> None:
    with Archive(folder, write=True) as archive:
        reparse(archive, jobs=1, **options)
        accept(archive)


def report(folder: Path) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(outlet, field) -> captures filled, emptied, changed, of the last report."""
    with Archive(folder) as archive:
        found = archive.connection.execute(
            "SELECT * FROM reparse_fields WHERE reparse_id = (SELECT max(id) FROM reparses)"
        ).fetchall()
    return {(row["outlet"], row["field"]): (row["filled"], row["emptied"], row["changed"]) for row in found}


def first_paragraph(page: Any) -> tuple[str, ...]:
    return tuple(page.prose.xpath("string(.//p[1])").split("\n"))[:1] if page.prose is not None else ()


#: What parsers of old got wrong: the property of the layouts, and what it said.
WRONG: dict[str, tuple[type, str, Callable[[Any], Any]]] = {
    "no editors": (shobserver.DesktopPage, "desk", lambda page: None),
    "no page": (shobserver.DesktopPage, "headline", lambda page: None),
    "a headline with the site's name": (shobserver.JsonPage, "headline", lambda page: f"{page.answer['title']}_汐港"),
    "the first paragraph only, so that edits went unnoticed": (shobserver.DesktopPage, "paragraphs", first_paragraph),
    "the hour of the capture, so that each seemed an edit": (
        shobserver.DesktopPage,
        "standfirst",
        lambda page: f"{page.captured_at.moment}",
    ),
}


def break_with(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    layout, name, says = WRONG[wrong]
    monkeypatch.setattr(layout, name, property(says))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mended_archive_is_the_one_that_the_mended_parser_would_have_made(
    wrong: str, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        break_with(before, wrong)
        mended = replayed(tmp_path / "mended", crawled)
        assert rows(mended) != rows(crawled)

    mend(mended)

    assert rows(mended) == rows(crawled)
    with Archive(mended) as archive:
        assert list(verify(archive, Verified())) == []


@pytest.mark.parametrize("wrong", ["no editors", "no page"])
def test_a_parser_that_reads_less_takes_back_what_it_does_not_find(
    wrong: str, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = replayed(tmp_path / "whole", crawled)
    break_with(monkeypatch, wrong)

    mend(whole)

    assert rows(whole) == rows(replayed(tmp_path / "less", crawled))


def test_a_reparse_with_the_same_parsers_finds_nothing(crawled: Path, tmp_path: Path) -> None:
    folder = replayed(tmp_path / "archive", crawled)
    before = rows(folder)

    with Archive(folder, write=True) as archive:
        reparse(archive, jobs=1)
        [row] = archive.connection.execute("SELECT captures, same, damaged FROM reparses").fetchall()

    assert row["captures"] == row["same"] > 60
    assert report(folder) == {}
    assert rows(folder) == before


# -- what is reported, and what is applied --------------------------------------------------------------------------------


@pytest.fixture
def without_editors(crawled: Path, tmp_path: Path) -> Path:
    """An archive that an old parser made, which saw no editors."""
    with pytest.MonkeyPatch.context() as before:
        break_with(before, "no editors")
        return replayed(tmp_path / "archive", crawled)


def test_a_report_counts_what_is_filled_by_outlet_and_field_and_shows_samples(without_editors: Path) -> None:
    with Archive(without_editors, write=True) as archive:
        reparse(archive, jobs=1)
        data = readings.report(archive.connection)

    assert data is not None
    [editor] = [row for row in data["fields"] if row["field"] == "editor"]
    assert (editor["outlet"], editor["emptied"], editor["changed"]) == ("demo", 0, 0)
    assert editor["filled"] > 10
    assert [sample["before"] for sample in editor["samples"]] == [None] * readings.SAMPLES
    assert all("栏目主编" in sample["after"] for sample in editor["samples"])


def test_a_report_alone_changes_no_article(without_editors: Path) -> None:
    before = rows(without_editors)

    with Archive(without_editors, write=True) as archive:
        reparse(archive, jobs=1)

    assert rows(without_editors) == before


def test_both_readings_are_kept_with_their_parsers(without_editors: Path) -> None:
    mend(without_editors)

    with Archive(without_editors) as archive:
        kept = archive.connection.execute("SELECT * FROM readings WHERE after LIKE '%editor%'").fetchall()
    assert len(kept) > 10
    for row in kept:
        assert json.loads(row["before"])["editor"] is None
        assert json.loads(row["after"])["editor"]
        assert row["accepted_at"] is not None
        assert row["parser_before"] == row["parser"] == "demo.DesktopPage/1"


def test_an_accepted_change_is_no_edit(without_editors: Path) -> None:
    with Archive(without_editors) as archive:
        before = archive.connection.execute("SELECT * FROM edited").fetchall()

    mend(without_editors)

    with Archive(without_editors) as archive:
        after = archive.connection.execute("SELECT * FROM edited").fetchall()
    assert [(row["article_id"], row["noticed_at"]) for row in after] == [(row["article_id"], row["noticed_at"]) for row in before]


def test_articles_keep_their_numbers(without_editors: Path) -> None:
    def numbers() -> list[tuple[Any, ...]]:
        with Archive(without_editors) as archive:
            return [tuple(row) for row in archive.connection.execute("SELECT id, url FROM articles ORDER BY id")]

    before = numbers()

    mend(without_editors)

    assert numbers() == before


def test_only_the_field_that_was_asked_for_is_changed(crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        break_with(before, "no editors")
        before.setattr(shobserver.DesktopPage, "crumbs", property(lambda page: ()))
        folder = replayed(tmp_path / "archive", crawled)

    mend(folder, fields=("section",))

    with Archive(folder) as archive:
        [filled, editors] = archive.connection.execute(
            "SELECT count(section), count(editor) FROM articles WHERE parser LIKE '%DesktopPage%'"
        ).fetchone()
    assert filled > 10
    assert editors == 0
    assert set(report(folder)) == {("demo", "section")}


def test_what_was_read_anew_since_the_report_is_passed_over(without_editors: Path, crawled: Path) -> None:
    with Archive(without_editors, write=True) as archive:
        reparse(archive, jobs=1)
    replayed(without_editors, crawled)  # a replay reads its captures again too

    with Archive(without_editors, write=True) as archive:
        _, passed_over = accept(archive)

    assert passed_over > 10
    assert rows(without_editors) == rows(crawled)


def test_accepting_needs_a_whole_report_that_is_not_applied(without_editors: Path) -> None:
    with Archive(without_editors, write=True) as archive:
        with pytest.raises(NewsarchiveError, match="no report waits"):
            accept(archive)
        with pytest.raises(StopHereError):
            reparse(archive, jobs=1, told=stop_here)
        with pytest.raises(NewsarchiveError, match="did not come to its end"):
            accept(archive)
        reparse(archive, jobs=1)
        accept(archive)
        with pytest.raises(NewsarchiveError, match="no report waits"):
            accept(archive)


class StopHereError(Exception):
    pass


def stop_here(done: int, total: int, note: str) -> None:
    raise StopHereError


def test_a_stopped_reparse_goes_on_where_it_was(without_editors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.reparse._RANGE", 20)
    with Archive(without_editors, write=True) as archive:
        with pytest.raises(StopHereError):
            reparse(archive, jobs=1, told=stop_here)
        done: list[int] = []
        reparse(archive, jobs=1, told=lambda at, total, note: done.append(total - at))
        [row] = archive.connection.execute("SELECT captures FROM reparses").fetchall()
        accept(archive)

    assert done[0] == row["captures"] - 40  # 20 before it was stopped, 20 in the first range after


def test_a_stopped_reparse_begins_anew_when_something_else_is_asked(without_editors: Path) -> None:
    with Archive(without_editors, write=True) as archive:
        with pytest.raises(StopHereError):
            reparse(archive, jobs=1, told=stop_here)
        number = reparse(archive, jobs=1, fields=("title",))

        assert [tuple(row) for row in archive.connection.execute("SELECT id FROM reparses")] == [(number,)]


@pytest.mark.parametrize("fields", [("headline",), ("author", "url")])
def test_a_field_that_there_is_none_of_is_told(fields: tuple[str, ...], without_editors: Path) -> None:
    with Archive(without_editors, write=True) as archive, pytest.raises(UsageError, match="no field that is read anew"):
        reparse(archive, jobs=1, fields=fields)


def test_an_article_without_a_page_stays(without_editors: Path, article: Callable[..., Article]) -> None:
    with Archive(without_editors, write=True) as archive:
        archive.add(article())

    mend(without_editors)

    with Archive(without_editors) as archive:
        assert archive.get("https://paper.example/1") == replace(article())


# -- on all cores, and killed ---------------------------------------------------------------------------------------------

STORY = """<!DOCTYPE html><html lang="en"><head><title>Ferry {number} returns</title></head><body>
<article><h1>Ferry {number} returns</h1><p class="line"><b>Mara Lind</b>, {number}th of her reports</p><p>March 1, 2024 09:00</p>
<p>For nine years nobody crossed the bay by boat {number}, since the old landing stage was torn down in a storm. On Friday
the first ferry came in, an hour late, with {number} people and a dog on board.</p>
<p>“We had to ask where to tie up,” the captain said. The harbour office, which had lost the plans, sent a man with a lamp,
who showed the crew the {number} iron rings that are left of the stage.</p></article></body></html>"""
TOML = """
[outlets.harbour]
title = "Harbour Courier"
start = ["https://harbour.example/"]
zone = "Europe/Berlin"

[outlets.harbour.fields]
author = "{selector}"
"""


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """An archive of 60 articles of a configured outlet, whose selector of authors was wrong and is right now."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "newsarchive.toml").write_text(TOML.format(selector="p.line i"), "utf-8")
    crawled = tmp_path / "crawled"
    crawled.mkdir()
    with WarcWriter(crawled, {}) as writer:
        for number in range(60):
            writer.write(
                Exchange(
                    url=f"https://harbour.example/2024/03/01/ferry-{number}",
                    captured_at=datetime(2024, 3, 1, 12, number, tzinfo=UTC),
                    status=200,
                    reason_phrase="OK",
                    headers=(("Content-Type", "text/html; charset=utf-8"),),
                    payload=STORY.format(number=number).encode(),
                )
            )
    with Archive(folder, write=True) as archive:
        for path in crawled.iterdir():
            replay(archive, path)
    (folder / "newsarchive.toml").write_text(TOML.format(selector="p.line b"), "utf-8")
    return folder


def authors(folder: Path) -> set[str | None]:
    with Archive(folder) as archive:
        return {row["author"] for row in archive.connection.execute("SELECT author FROM articles")}


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "newsarchive", "-a", str(folder), "reparse", *arguments]


def test_processes_give_what_one_gives(harbour: Path) -> None:
    before = authors(harbour)
    told = subprocess.run(command(harbour, "--jobs", "2", "--json"), capture_output=True, text=True, check=True)

    assert before != {"Mara Lind"}
    [row] = [row for row in json.loads(told.stdout)["fields"] if row["field"] == "author"]
    assert row["filled"] + row["changed"] == 60

    told = subprocess.run(command(harbour, "--accept"), capture_output=True, text=True, check=True)

    assert "is applied" in told.stderr
    assert authors(harbour) == {"Mara Lind"}


def test_a_killed_reparse_leaves_no_process_and_goes_on(harbour: Path) -> None:
    killed = subprocess.Popen(command(harbour, "--jobs", "2"), start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not children(killed.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = children(killed.pid)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    while any(is_running(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert workers
    assert not any(is_running(pid) for pid in workers)

    subprocess.run(command(harbour, "--jobs", "2"), capture_output=True, check=True)
    subprocess.run(command(harbour, "--accept"), capture_output=True, check=True)
    assert authors(harbour) == {"Mara Lind"}


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_the_pages_of_an_article_in_several_find_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first was read as none, so that the second stood for itself; now it is a part of the first. And the reverse."""
    crawled = tmp_path / "crawled"
    crawled.mkdir()
    first, second = (f"https://harbour.example/2024/03/01/ferry_7{end}.html" for end in ("", "_2"))
    link = '<p><a href="{}">{}</a></p></article>'
    with WarcWriter(crawled, {}) as writer:
        for minute, (url, to) in enumerate(((first, link.format(second, 2)), (second, link.format(first, 1)))):
            writer.write(
                Exchange(
                    url=url,
                    captured_at=datetime(2024, 3, 1, 12, minute, tzinfo=UTC),
                    status=200,
                    headers=(("Content-Type", "text/html; charset=utf-8"),),
                    payload=STORY.format(number=40 + minute).replace("</article>", to).encode(),
                )
            )

    def replayed_here(name: str) -> Path:
        with Archive(tmp_path / name, write=True) as archive:
            for path in crawled.iterdir():
                replay(archive, path)
        return tmp_path / name

    whole = replayed_here("whole")
    read = SitePage.article

    def second_only(page: SitePage) -> Article:
        if str(page.response.url) == first:
            raise NotAnArticle(first)
        return read(page)

    with monkeypatch.context() as before:
        before.setattr(SitePage, "article", second_only)
        apart = replayed_here("apart")
        mended = replayed_here("mended")
    assert len(rows(whole)["articles"]) == 1
    assert rows(apart) != rows(whole)

    mend(mended)
    assert rows(mended) == rows(whole)

    monkeypatch.setattr(SitePage, "article", second_only)
    mend(mended)
    assert rows(mended) == rows(apart)


def test_accepting_that_was_killed_goes_on(without_editors: Path, crawled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.reparse._BATCH", 3)
    with Archive(without_editors, write=True) as archive:
        reparse(archive, jobs=1)
        with pytest.raises(StopHereError):
            accept(archive, told=stop_here)
        left = archive.connection.execute("SELECT count(*) FROM readings WHERE accepted_at IS NULL").fetchone()[0]
        assert left > 0
        accept(archive)

    assert rows(without_editors) == rows(crawled)


def test_the_frontier_says_what_the_crawl_would_have(crawled: Path, tmp_path: Path) -> None:
    """A page that was read as none: its URL had failed, and is done; and the reverse."""
    folder = tmp_path / "archive"
    subprocess.run(["cp", "-r", str(crawled), str(folder)], check=True)

    def states() -> list[tuple[Any, ...]]:
        with Archive(folder) as archive:
            return [
                tuple(row)
                for row in archive.connection.execute("SELECT url, state, reason, kind, next_fetch_at FROM urls ORDER BY url")
            ]

    before = states()
    with pytest.MonkeyPatch.context() as wrong:
        break_with(wrong, "no page")
        mend(folder)
    lost = states()
    mend(folder)

    assert sum(state == "failed" for _, state, *_ in lost) > sum(state == "failed" for _, state, *_ in before) + 10
    assert states() == before
