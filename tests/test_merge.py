"""Two archives joined: the rows are those of one crawl of all captures, and nothing that either knew is lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import ArchiveBusy, ArchiveMissing, StoreError, UsageError
from newsarchive.items import Article, Place
from newsarchive.merge import Merged, merge, rehearse
from newsarchive.pages import shobserver
from newsarchive.reparse import accept, reparse
from newsarchive.replay import Replayed, replay
from newsarchive.store import backfills, sources, suppressions
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.write import Exchange, Original, WarcWriter
from tests.cli.conftest import ARTICLE, PAGE
from tests.rows import differences

FIRST = datetime(2020, 5, 1, 8, 30, tzinfo=UTC)
#: Of a capture: which article, in which version; version 0 is a 404.
Captured = tuple[int, int]


def exchange(number: int, version: int, day: int) -> Exchange:
    page = PAGE.format(title=f"第{number}座码头开港", first=f"开港那天，全镇的{'老' * version}人都来了，第{number}座。")
    return Exchange(
        url=ARTICLE.format(number),
        captured_at=FIRST + timedelta(days=day),
        status=200 if version else 404,
        reason_phrase="OK" if version else "Not Found",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=page.encode() if version else b"<html><body>404</body></html>",
    )


def crawled(folder: Path, captures: dict[int, Captured], hour: int, seen: dict[bytes, Original] | None = None) -> Path:
    """A WARC file of captures by day; a payload that was `seen` becomes a revisit."""
    folder.mkdir(parents=True)
    seen = {} if seen is None else seen
    with WarcWriter(folder, {}, clock=lambda: FIRST + timedelta(hours=hour)) as writer:
        for day, (number, version) in captures.items():
            one = exchange(number, version, day)
            place: Place = writer.write(one, seen.get(one.payload))
            seen.setdefault(one.payload, Original(record_id=place.record_id, url=one.url, captured_at=one.captured_at))
    [path] = folder.iterdir()
    return path


def archive_of(path: Path, *warcs: Path) -> Path:
    with Archive(path, write=True) as archive:
        for warc in warcs:
            replay(archive, warc)
    return path


def joined(path: Path, *others: Path) -> Merged:
    result = Merged(Replayed(path))
    with Archive(path, write=True) as archive:
        for other in others:
            result = merge(archive, other)
    return result


def findings(path: Path) -> list[str]:
    with Archive(path) as archive:
        return [str(finding) for finding in verify(archive, Verified())]


def everything(path: Path) -> dict[str, list[Any]]:
    """Every row of every table but those that say when something was done."""
    with closing(connect(path / "archive.db", readonly=True)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_*' AND name NOT GLOB 'sqlite_*'"
            " AND name NOT GLOB 'search*' AND name <> 'runs'"
        ).fetchall()
        return {name: sorted(map(tuple, connection.execute(f"SELECT * FROM {name}")), key=repr) for (name,) in tables}


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("lock", "archive.db-shm", "archive.db-wal")
    }


HALVES = {0: (11, 1), 1: (12, 1), 2: (13, 1)}, {3: (12, 2), 4: (13, 0), 5: (11, 1), 6: (14, 1)}


@pytest.fixture
def halves(tmp_path: Path) -> tuple[Path, Path]:
    """Two archives, whose captures are of the same articles in part; a revisit of the second has its bytes in the first."""
    seen: dict[bytes, Original] = {}
    one, other = (crawled(tmp_path / f"warc{hour}", captures, hour, seen) for hour, captures in enumerate(HALVES))
    return archive_of(tmp_path / "one", one), archive_of(tmp_path / "other", other)


# -- one crawl of all captures ------------------------------------------------------------------------------------------


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.booleans()), min_size=2, max_size=9), st.booleans())
def test_two_halves_make_the_archive_of_the_whole(captures: list[tuple[int, int, bool]], revisits: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        seen: dict[bytes, Original] | None = {} if revisits else None
        halves = [
            crawled(folder / f"warc{half}", {day: (a, b) for day, (a, b, first) in enumerate(captures) if first == half}, int(half), seen)
            for half in (True, False)
            if any(first == half for _, _, first in captures)
        ]
        whole = archive_of(folder / "whole", *halves)
        parts = [archive_of(folder / f"part{number}", warc) for number, warc in enumerate(halves)]

        assert differences(whole, archive_of(folder / "again", *reversed(halves), *halves)) == []
        joined(folder / "joined", *parts, *parts)
        assert differences(whole, folder / "joined") == []
        joined(parts[-1], *parts[:-1])
        assert differences(whole, parts[-1]) == []
        assert findings(parts[-1]) == []


def test_the_rows_are_those_of_one_archive(halves: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = halves
    warcs = [*(tmp_path / "warc0").iterdir(), *(tmp_path / "warc1").iterdir()]
    whole = archive_of(tmp_path / "whole", *warcs)

    result = joined(one, other)

    assert differences(one, whole) == []
    assert findings(one) == []
    assert (result.readings.new, result.readings.revised, result.readings.unchanged) == (1, 1, 1)
    assert (result.added, result.total, result.files, result.lost) == (4, 4, 1, 0)


def test_merging_again_changes_nothing(halves: tuple[Path, Path]) -> None:
    one, other = halves
    joined(one, other)
    before, files = everything(one), digests(one / "warc")

    result = joined(one, other)

    assert (everything(one), digests(one / "warc")) == (before, files)
    assert (result.added, result.files, result.urls, result.readings.new, result.readings.unchanged) == (0, 0, 0, 0, 0)


def test_the_other_archive_stays_as_it_was(halves: tuple[Path, Path]) -> None:
    one, other = halves
    before = digests(other)

    joined(one, other)

    assert digests(other) == before


def test_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    one = archive_of(tmp_path / "one", crawled(tmp_path / "a", {0: (11, 1)}, hour=0))
    other = archive_of(tmp_path / "other", crawled(tmp_path / "b", {1: (12, 1)}, hour=0))
    [name] = (path.name for path in (other / "warc").iterdir())
    assert (one / "warc" / name).is_file()

    joined(one, other, other)

    assert len(list((one / "warc").iterdir())) == 2
    assert findings(one) == []
    with Archive(one) as archive:
        assert archive.count() == 2


def test_archives_that_were_one_once_share_their_files(halves: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = halves
    joined(other, one)

    result = joined(one, other)

    assert result.files == 1
    assert sorted(path.name for path in (one / "warc").iterdir()) == sorted(path.name for path in (other / "warc").iterdir())


def test_a_dry_run_tells_the_same_and_changes_nothing(halves: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = halves
    before = digests(one), digests(other)

    told = rehearse(one, other)

    assert (digests(one), digests(other)) == before
    done = joined(one, other)
    assert (told.readings.new, told.readings.revised, told.readings.unchanged, told.added, told.size, told.rows, told.urls) == (
        done.readings.new, done.readings.revised, done.readings.unchanged, done.added, done.size, done.rows, done.urls
    )  # fmt: skip
    rehearse(tmp_path / "none", other)
    assert not (tmp_path / "none").exists()


def test_a_killed_merge_goes_on(tmp_path: Path) -> None:
    seen: dict[bytes, Original] = {}
    warcs = [
        crawled(tmp_path / f"warc{hour}", {10 * hour + day: (day, hour % 2 + 1) for day in range(8)}, hour, seen) for hour in range(3)
    ]
    other = archive_of(tmp_path / "other", *warcs)
    whole = archive_of(tmp_path / "whole", *warcs)
    command = [sys.executable, "-m", "newsarchive", "-a", str(tmp_path / "one"), "merge", str(other)]
    began = time.monotonic()
    subprocess.run([*command, "--dry-run"], check=True, capture_output=True)
    took = time.monotonic() - began

    for share in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * share)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if (tmp_path / "one" / "archive.db").is_file():
            Archive(tmp_path / "one", write=True).close()  # a kill during the first migration leaves an older version
            assert [what for what in findings(tmp_path / "one") if "no row" not in what] == []
    subprocess.run(command, check=True, capture_output=True)

    assert findings(tmp_path / "one") == []
    assert differences(tmp_path / "one", whole) == []
    assert not [path for path in (tmp_path / "one" / "warc").iterdir() if path.name.endswith(".partial")]


# -- another archive that is not whole, or not at rest -----------------------------------------------------------------


def damage(archive: Path, url: str) -> None:
    """Flip a byte in the middle of the record of an address."""
    with Archive(archive) as store:
        row = store.connection.execute("SELECT * FROM captures WHERE url = ? ORDER BY captured_at", (url,)).fetchone()
    path = archive / "warc" / row["warc_file"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] // 2] ^= 0xFF
    path.write_bytes(content)


def test_a_damaged_record_costs_its_bytes_alone(halves: tuple[Path, Path]) -> None:
    one, other = halves
    damage(other, ARTICLE.format(12))

    result = joined(one, other)

    assert (result.lost, result.kept, result.added) == (1, 1, 3)
    assert result.first_lost is not None and "byte" in result.first_lost
    assert findings(one) == []
    with Archive(one) as archive:
        assert [version["fields"]["body"][:12] for version in archive.revisions(2)] == ["开港那天，全镇的老人都来了"[:12], "开港那天，全镇的老老人都来"[:12]]
        assert archive.count() == 4
    before, files = everything(one), digests(one / "warc")
    joined(one, other)
    assert (everything(one), digests(one / "warc")) == (before, files)


def test_a_lost_file_costs_its_bytes_alone(halves: tuple[Path, Path]) -> None:
    one, other = halves
    for path in (other / "warc").iterdir():
        path.unlink()

    result = joined(one, other)

    assert (result.lost, result.files, result.kept) == (4, 0, 2)
    assert result.first_lost is not None and "the file is not there" in result.first_lost
    with Archive(one) as archive:
        assert archive.get(ARTICLE.format(14)) is not None
    assert findings(one) == []


def test_a_file_whose_writer_died_is_taken_up_to_its_last_record(halves: tuple[Path, Path]) -> None:
    one, other = halves
    [path] = (other / "warc").iterdir()
    path.rename(path.with_name(f"{path.name}.open"))
    with path.with_name(f"{path.name}.open").open("ab") as file:
        file.write(path.with_name(f"{path.name}.open").read_bytes()[:300])

    result = joined(one, other)

    assert (result.lost, result.added) == (0, 4)
    assert findings(one) == []
    assert not list((one / "warc").glob("*.open"))


def test_a_damaged_database_is_not_merged(halves: tuple[Path, Path]) -> None:
    one, other = halves
    content = bytearray((other / "archive.db").read_bytes())
    for offset in range(4096 * 3, len(content) - 4096, 4096):
        content[offset : offset + 64] = b"\xff" * 64
    (other / "archive.db").write_bytes(content)
    before = everything(one)

    with pytest.raises(StoreError, match=r"damaged|malformed"):
        joined(one, other)
    assert everything(one) == before


def test_an_archive_that_is_written_to_is_not_merged(halves: tuple[Path, Path]) -> None:
    one, other = halves
    with Archive(other, write=True), pytest.raises(ArchiveBusy):
        joined(one, other)


def test_what_is_no_other_archive_is_told(halves: tuple[Path, Path], tmp_path: Path) -> None:
    one, _ = halves
    with pytest.raises(UsageError, match="itself"):
        joined(one, one)
    with pytest.raises(UsageError, match="itself"):
        rehearse(one, one)
    with pytest.raises(ArchiveMissing):
        joined(one, tmp_path / "none")


def test_an_archive_of_the_first_version_is_merged(halves: tuple[Path, Path], tmp_path: Path) -> None:
    one, _ = halves
    with tarfile.open(Path(__file__).parent / "store" / "archives" / "v1.tar.xz") as packed:
        packed.extractall(tmp_path / "old", filter="data")
    before = digests(tmp_path / "old")
    with closing(connect(tmp_path / "old" / "archive.db", readonly=True)) as connection:
        urls = {url for (url,) in connection.execute("SELECT url FROM articles")}

    joined(one, tmp_path / "old")

    with Archive(one) as archive:
        assert urls < {article.url for article in archive}
    assert findings(one) == []
    assert digests(tmp_path / "old") == before


# -- what is not in the captures ---------------------------------------------------------------------------------------


def test_an_article_without_a_page_comes_along(halves: tuple[Path, Path], article: Callable[..., Article]) -> None:
    one, other = halves
    with Archive(other, write=True) as archive:
        archive.add(article(title="寄来的"))
        archive.add(article(at=5, title="寄来的，改过"))

    assert joined(one, other).kept == 2

    with Archive(one) as archive:
        found = archive.get("https://paper.example/1")
        assert found is not None and found.title == "寄来的，改过"
        row = archive.connection.execute("SELECT id FROM articles WHERE url = 'https://paper.example/1'").fetchone()
        assert len(archive.revisions(row["id"])) == 2
    assert findings(one) == []


def test_what_either_withdrew_stays_withdrawn(halves: tuple[Path, Path]) -> None:
    one, other = halves
    for path in halves:
        with Archive(path, write=True) as archive, archive.transaction():
            suppressions.suppress(archive.connection, 1, f"order of {path.name}", "librarian")
    with Archive(other) as archive:
        hidden = archive.connection.execute("SELECT url FROM main.suppressed").fetchone()[0]

    joined(one, other)
    with Archive(one) as archive:
        assert archive.get(hidden) is None and archive.get(ARTICLE.format(11)) is None
        assert archive.count() == 2
    with Archive(other, write=True) as archive, archive.transaction():
        suppressions.lift(archive.connection, 1, "librarian", "lifted")
    joined(one, other)

    with Archive(one) as archive:
        assert archive.get(hidden) is not None and archive.get(ARTICLE.format(11)) is None


def frontier(archive: Archive, url: str, **columns: Any) -> None:
    row = {"url": url, "fetch_url": url, "outlet": "shobserver", "kind": "article", "state": "pending", "discovered_at": "2020-05-01T00:00:00Z"}
    row |= columns
    with archive.transaction():
        archive.connection.execute(
            f"INSERT INTO urls ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
        )


def test_the_frontier_is_as_the_later_fetch_left_it(halves: tuple[Path, Path]) -> None:
    one, other = halves
    earlier, later = "2020-05-02T00:00:00Z", "2020-05-03T00:00:00Z"
    with Archive(one, write=True) as archive:
        frontier(archive, "https://a.example/list", state="done", fetched_at=earlier, next_fetch_at=later)
        frontier(archive, "https://a.example/1", state="failed", reason="timeout", fetched_at=earlier)
        frontier(archive, "https://a.example/2", state="done", fetched_at=later)
    with Archive(other, write=True) as archive:
        frontier(archive, "https://a.example/list", state="done", fetched_at=earlier, next_fetch_at=later)
        parent = archive.connection.execute("SELECT max(id) FROM urls").fetchone()[0]
        frontier(archive, "https://a.example/1", state="done", fetched_at=later, parent_id=parent, published="2020-05-01")
        frontier(archive, "https://a.example/2", state="failed", reason="dns", fetched_at=earlier)
        frontier(archive, "https://a.example/3", state="leased", parent_id=parent, priority=7)

    assert joined(one, other).urls > 0

    with Archive(one) as archive:
        rows = archive.connection.execute(
            "SELECT urls.url, urls.state, urls.reason, parents.url FROM urls LEFT JOIN urls AS parents ON parents.id = urls.parent_id"
            " WHERE urls.url LIKE 'https://a.example/%' ORDER BY urls.url"
        ).fetchall()
    assert list(map(tuple, rows)) == [
        ("https://a.example/1", "done", None, "https://a.example/list"),
        ("https://a.example/2", "done", None, None),
        ("https://a.example/3", "pending", None, "https://a.example/list"),
        ("https://a.example/list", "done", None, None),
    ]
    assert joined(one, other).urls == 0


def test_runs_come_along_once(halves: tuple[Path, Path]) -> None:
    one, other = halves
    assert joined(one, other).rows["runs"] == 1
    assert joined(one, other).rows["runs"] == 0


def test_what_was_fetched_behind_the_news_is_known_as_that(halves: tuple[Path, Path]) -> None:
    one, other = halves
    with Archive(other, write=True) as archive, archive.transaction():
        ask = archive.connection.execute
        told = {"since": "2019-01-01"}
        task = backfills.ask(archive.connection, "shobserver", "2019-01-01", "2020-01-01", FIRST, told=told)
        ask(
            "INSERT INTO runs (kind, outlet, started_at, pid, parameters, backfill_id) VALUES ('crawl', 'shobserver', '2020-05-09', 1,"
            " '{}', ?)",
            (task.id,),
        )
        ask("UPDATE captures SET behind = 1 WHERE id = (SELECT max(id) FROM captures)")

    for _ in range(2):
        with Archive(one, write=True) as archive:
            merge(archive, other)

    with Archive(one) as archive:
        [joined] = backfills.listed(archive.connection)
        ask = archive.connection.execute
        assert (joined.state, joined.told, joined.asked_at) == ("stopped", told, task.asked_at)
        assert ask("SELECT count(*) FROM runs WHERE backfill_id = ?", (joined.id,)).fetchone()[0] == 1
        assert ask("SELECT count(*) FROM captures WHERE behind = 1").fetchone()[0] == 1


def test_names_that_a_person_gave_come_along_and_differences_are_told(halves: tuple[Path, Path]) -> None:
    one, other = halves
    with Archive(one, write=True) as archive, archive.transaction():
        sources.add(archive.connection, "汐港观察", ["汐港网"])
        sources.remove(archive.connection, "解放日报")
        archive.connection.execute("INSERT INTO settings VALUES ('copy_share', 0.5)")
    with Archive(other, write=True) as archive, archive.transaction():
        sources.add(archive.connection, "汐港日报", ["汐港网"])
        sources.add(archive.connection, "新华社", ["新华网"])

    result = joined(one, other)

    with Archive(one) as archive:
        names = dict(map(tuple, archive.connection.execute("SELECT alias, name FROM sources")))
    assert (names["汐港网"], names["新华网"]) == ("汐港观察", "新华社")
    assert "解放日报" not in names
    assert [note for note in result.notes if "汐港网" in note] and [note for note in result.notes if "copy_share" in note]


def test_outlets_that_only_the_other_describes_are_read_by_its_selectors(tmp_path: Path) -> None:
    toml = (
        '# the harbour\n[outlets.harbour]\ntitle = "Harbour Courier"\nstart = "https://harbour.example/"\nzone = "Europe/Berlin"\n'
        'identity = ["id"]\n[outlets.harbour.fields]\ntitle = "h1.headline"\nbody = "#text"\n'
    )
    page = '<html><body><h1 class="headline">Ebbe</h1><div id="text"><p>{}</p></div><h2>Wetter</h2></body></html>'
    text = "Am Morgen lag der Hafen still, und niemand holte die Netze ein. " * 5
    folder = tmp_path / "warc"
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        one = exchange(1, 1, 0)
        writer.write(replace(one, url="https://harbour.example/news?id=7", payload=page.format(text).encode()))
    other = tmp_path / "other"
    other.mkdir()
    (other / "newsarchive.toml").write_text(toml, "utf-8")
    archive_of(other, *folder.iterdir())
    (tmp_path / "one").mkdir()
    mine = '[outlets.mole]\nstart = "https://mole.example/"\nzone = "UTC"\n'
    (tmp_path / "one" / "newsarchive.toml").write_text(mine, "utf-8")

    result = joined(tmp_path / "one", other, other)

    written = (tmp_path / "one" / "newsarchive.toml").read_text("utf-8")
    assert written == mine + "\n" + toml
    assert differences(tmp_path / "one", other) == []
    assert result.notes == []
    (other / "newsarchive.toml").write_text(toml.replace("Berlin", "Paris"), "utf-8")
    assert any("harbour" in note and "counts" in note for note in joined(tmp_path / "one", other).notes)


def test_what_an_accepted_reparse_changed_comes_along(halves: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = halves
    other = tmp_path / "misread"
    with monkeypatch.context() as wrong:
        wrong.setattr(shobserver.DesktopPage, "desk", property(lambda page: None))
        archive_of(other, *(tmp_path / "warc1").iterdir())
    with Archive(other, write=True) as archive:
        reparse(archive, jobs=1)
        accept(archive)
        reparse(archive, jobs=1)  # a report that nobody accepted stays there
    with Archive(one, write=True) as archive:
        own = reparse(archive, jobs=1)

    joined(one, other, other)

    with Archive(one) as archive:
        found = archive.connection.execute(
            "SELECT captures.url, before, after, accepted_at FROM readings JOIN captures ON captures.id = capture_id ORDER BY 1"
        ).fetchall()
        assert [(row["url"], json.loads(row["before"])["editor"], bool(json.loads(row["after"])["editor"])) for row in found] == [
            (ARTICLE.format(number), None, True) for number in (12, 14)
        ]
        assert all(row["accepted_at"] for row in found)
        assert archive.connection.execute("SELECT count(*), max(id) FROM reparses").fetchone()[:] == (2, own)
    assert findings(one) == []


def test_an_article_that_only_the_other_could_read_is_kept(halves: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = halves

    with monkeypatch.context() as unable:
        unable.setattr(shobserver.DesktopPage, "headline", property(lambda page: None))
        unable.setattr(shobserver.DesktopPage, "prose", property(lambda page: None))
        result = joined(one, other)
        again = joined(one, other)

    assert (result.lost, result.kept, again.kept) == (0, 2, 0)
    assert findings(one) == []
    with Archive(one) as archive:
        row = archive.connection.execute(
            "SELECT title, record_id FROM articles JOIN captures ON captures.id = capture_id WHERE articles.url = ?",
            (ARTICLE.format(14),),
        ).fetchone()
        assert row["title"] == "第14座码头开港" and row["record_id"]
