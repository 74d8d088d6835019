"""Indexes of web archives: whichever form they have, what they name becomes captures of the time of its capture."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.demo import Server
from newsarchive.importing.indexes import Entry, entries
from newsarchive.store.archive import Archive
from newsarchive.warc.read import records
from tests.crawl.site import rows
from tests.importing.conftest import problems
from tests.importing.makers import Answer, packed, page, response, said
from tests.importing.web_archives import WebArchives, cdx, common_crawl, stamp

Run = Callable[..., subprocess.CompletedProcess[str]]
CRAWL = (Answer(1), Answer(2), Answer(2, day=2, version=2), Answer(3), Answer(3, day=9, status=404))


@pytest.fixture
def web() -> WebArchives:
    return WebArchives()


@pytest.fixture
def served(web: WebArchives) -> Iterator[str]:
    with Server(web) as server:  # type: ignore[arg-type]
        yield server.url


@pytest.fixture
def command(served: str, into: Path) -> list[str]:
    """`newsarchive import` that asks those archives."""
    asked = ["--wayback", f"{served}/web", "--commoncrawl", served, "--allow-private", "-s", "DOWNLOAD_DELAY=0"]
    return [sys.executable, "-m", "newsarchive", "-a", str(into), "import", *asked, "--contact", "you@library.example"]


@pytest.fixture
def bring(command: list[str], into: Path) -> Run:
    """Runs it; the archive verifies after it."""

    def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        called = [*command, *map(str, arguments)]
        if "--dry-run" in arguments:  # starts no reactor, of which a process has one
            told = CliRunner().invoke(main, called[3:], prog_name="newsarchive")
            result = subprocess.CompletedProcess(called, told.exit_code, told.stdout, told.stderr)
        else:
            result = subprocess.run(called, capture_output=True, text=True, timeout=120, check=False)
        assert result.returncode == code, result.stderr
        if (into / "archive.db").exists():
            assert problems(into) == []
        return result

    return run


# -- forms ------------------------------------------------------------------------------------------------------------

LINE = ("com,paper)/a", "20190907040600", "http://paper.example:80/a", "text/html", "200", "ABC", "-", "-", "2048", "77", "a.warc.gz")
KEYS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


def _seven(*cells: str) -> list[str]:
    return [*cells[:6], cells[8]]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(_seven(*LINE)),
        " CDX N b a m s k r M S V g\n" + " ".join(LINE),
        " CDX a b m s k g\n" + " ".join((LINE[2], *LINE[1:2], *LINE[3:6], LINE[10])),
        " ".join(LINE),
        " ".join((*LINE[:7], *LINE[9:])),
        json.dumps([KEYS, _seven(*LINE)]),
        f"[{json.dumps(KEYS)},\n{json.dumps(_seven(*LINE))}]",
        json.dumps([KEYS, _seven(*LINE)], indent=1),
        f"com,paper)/a 20190907040600 {json.dumps({'url': LINE[2], 'mime': 'text/html', 'status': '200', 'digest': 'ABC'})}",
        json.dumps({"urlkey": "x", "timestamp": LINE[1], "url": LINE[2], "mime": "text/html", "status": "200", "digest": "ABC"}),
    ],
    ids=["server", "legend of 11", "legend", "11", "9", "JSON in a line", "JSON rows", "JSON spread", "CDXJ", "JSON lines"],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_an_index_is_read_in_each_form(text: str, compressed: bool, tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_bytes(gzip.compress(text.encode()) if compressed else text.encode())

    [entry] = entries(path)

    assert isinstance(entry, Entry)
    assert (entry.url, entry.at.isoformat()) == ("http://paper.example/a", "2019-09-07T04:06:00+00:00")
    assert (entry.mime, entry.status, entry.digest) == ("text/html", 200, "ABC")


def test_a_line_that_names_nothing_is_told_with_its_number(web: WebArchives, tmp_path: Path, bring: Run) -> None:
    web.keep(CRAWL[0])
    path = cdx(tmp_path / "a.cdx", CRAWL[0])
    path.write_text(path.read_text() + "\ncom%2Cpaper%29%2F+20200501\n")  # a resumption key

    result = bring(path)

    assert f"{path}, line 3: names no capture: com%2Cpaper" in result.stderr
    assert "1 skipped: a line that cannot be read" in result.stderr


def test_a_file_that_is_no_index_is_told(tmp_path: Path, bring: Run, into: Path) -> None:
    (tmp_path / "a.txt").write_text("a shopping list\n")

    result = bring(tmp_path / "a.txt", "--dry-run", code=1)

    assert "neither a WARC file nor an index of captures" in result.stderr
    assert not into.exists()


# -- mementos ---------------------------------------------------------------------------------------------------------


def test_mementos_become_captures_of_their_own_address_and_time(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(*CRAWL)

    result = bring(cdx(tmp_path / "a.cdx", *CRAWL))

    assert rows(into, "SELECT url, captured_at, status, etag FROM captures WHERE outlet = 'shobserver' ORDER BY 2, 1") == [
        (one.address, one.date, one.status, '"as-it-was"') for one in sorted(CRAWL, key=lambda one: (one.day, one.number))
    ]
    assert rows(into, "SELECT title, revisions, missing_since FROM articles ORDER BY title") == [
        ("第1座码头开港", 1, None), ("第2座码头开港", 2, None), ("第3座码头开港", 1, "2020-05-09T08:30:00Z"),
    ]  # fmt: skip
    assert "import: 3 new, 1 revised, 0 unchanged; discovered 5 = 5 done + 0 failed + 0 pending" in result.stdout
    assert "you@library.example" in web.headers[0]["user-agent"]


def test_the_rows_are_those_of_a_warc_file_of_the_same_captures(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(*CRAWL)
    bring(cdx(tmp_path / "a.cdx", *CRAWL))
    other = tmp_path / "of-a-file"
    CliRunner().invoke(main, ["-a", str(other), "import", str(packed(tmp_path / "a.warc.gz", [response(one) for one in CRAWL]))])

    def told(archive: Path) -> Any:
        found = said(archive)
        articles = [{name: value for name, value in row if name != "capture_id"} for row in found["articles"]]
        return articles, found["search"], found["edits"], found["absences"] and found["absences"][0][0:2]

    assert told(into)[:2] == told(other)[:2]
    assert rows(into, "SELECT count(*) FROM absences") == rows(other, "SELECT count(*) FROM absences") == [(1,)]


def test_the_record_says_where_it_was_got_and_why_tells(web: WebArchives, tmp_path: Path, into: Path, bring: Run, served: str) -> None:
    web.keep(CRAWL[0])

    bring(cdx(tmp_path / "a.cdx", CRAWL[0]))

    memento = f"{served}/web/{stamp(CRAWL[0])}id_/{CRAWL[0].address}"
    assert rows(into, "SELECT kind, source FROM origins") == [("wayback", memento)]
    told = CliRunner().invoke(main, ["-a", str(into), "why", "1", "--field", "title"])
    assert f"from {memento}" in told.stdout
    [path] = (into / "warc").iterdir()
    [kept] = [one for one in records(path) if one.type == "response" and one.url == CRAWL[0].address]
    assert (kept.header("WARC-Source-URI"), kept.payload) == (memento, CRAWL[0].payload)
    assert dict(kept.http_headers)["Server"] == "Tengine"
    assert not any(one.type == "request" and one.url == CRAWL[0].address for one in records(path))


def test_a_compressed_memento_is_read(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    zipped = Answer(1, body=gzip.compress(page(1), mtime=0), coding=(("Content-Encoding", "gzip"),))
    web.keep(zipped)

    bring(cdx(tmp_path / "a.cdx", zipped))

    assert rows(into, "SELECT title FROM articles") == [("第1座码头开港",)]


def test_of_captures_in_a_row_with_the_same_content_one_is_got_unless_all_are_wanted(
    web: WebArchives, tmp_path: Path, into: Path, bring: Run
) -> None:
    there_and_back = (Answer(1), Answer(1, day=2), Answer(1, day=3, version=2), Answer(1, day=4))
    web.keep(*there_and_back)
    path = cdx(tmp_path / "a.cdx", *reversed(there_and_back))

    result = bring(path)

    assert rows(into, "SELECT captured_at FROM captures WHERE outlet = 'shobserver' ORDER BY 1") == [
        (there_and_back[number].date,) for number in (0, 2, 3)
    ]
    assert "1 skipped: the same content as the capture before" in result.stderr
    bring(path, "--all")
    assert rows(into, "SELECT count(*) FROM captures WHERE outlet = 'shobserver'") == [(4,)]


def test_one_capture_a_day_is_got_where_that_is_wanted(web: WebArchives, tmp_path: Path, bring: Run) -> None:
    many = (Answer(1), Answer(1, day=2, version=2), Answer(1, day=3, version=3))
    path = cdx(tmp_path / "a.cdx", *many)
    path.write_text(path.read_text() + path.read_text().replace("083000", "093000").replace("ABC", "X"))

    result = bring(path, "--daily", "--dry-run")

    assert result.stdout.startswith("3 captures of 1 articles would be got, captured from 2020-05-01 to 2020-05-03\n")
    assert "3 skipped: another capture of the day" in result.stderr


def test_only_pages_of_articles_are_got(web: WebArchives, tmp_path: Path, bring: Run) -> None:
    front = Answer(url="https://www.shobserver.com/", body=b"<html></html>")
    picture = Answer(url="https://www.shobserver.com/news/detail?id=9", mime="image/png")
    busy = Answer(4, status=503)
    path = cdx(tmp_path / "a.cdx", CRAWL[0], front, picture, busy)

    result = bring(path, "--dry-run")

    assert result.stdout.startswith("1 captures of 1 articles")
    for told in ("no article's address", "no page: image/png", "status 503"):
        assert f"1 skipped: {told}" in result.stderr
    assert bring(path, "--dry-run", "--lists").stdout.startswith("2 captures of 2 articles")


def test_a_revisit_in_a_file_of_common_crawl_is_left(web: WebArchives, tmp_path: Path, bring: Run) -> None:
    index = common_crawl(web, tmp_path / "a.json", *CRAWL[:2])
    first, second = index.read_text().splitlines()
    index.write_text(first + "\n" + second.replace("text/html", "warc/revisit") + "\n")

    result = bring(index, "--dry-run")

    assert result.stdout.startswith("1 captures of 1 articles")
    assert "1 skipped: a revisit, whose record holds no page" in result.stderr


@pytest.mark.parametrize("url", ["web.archive.org/web", "https://web.archive.org/"])
def test_an_archive_that_cannot_be_asked_is_refused(url: str, tmp_path: Path, bring: Run) -> None:
    result = bring(cdx(tmp_path / "a.cdx", *CRAWL), "--wayback", url, "--dry-run", code=2)

    assert result.stderr.startswith(f"Error: --wayback: '{url}' is")


def test_a_dry_run_asks_nobody_and_makes_no_archive(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    result = bring(cdx(tmp_path / "a.cdx", *CRAWL), "--dry-run")

    assert result.stdout.startswith("5 captures of 3 articles would be got")
    assert (web.asked, into.exists()) == ([], False)


def test_an_index_imported_again_asks_for_nothing(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(*CRAWL)
    path = cdx(tmp_path / "a.cdx", *CRAWL)
    bring(path)
    before, asked = said(into), len(web.asked)

    result = bring(path)

    assert "5 skipped: in the archive" in result.stderr
    # robots.txt is a capture of each run
    assert [row for row in said(into)["captures"] if "robots.txt" not in repr(row)] == [
        row for row in before["captures"] if "robots.txt" not in repr(row)
    ]
    assert len(web.asked) == asked


def test_an_archive_that_has_no_such_capture_leads_to_the_nearest(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    near = Answer(1, day=3)
    web.keep(near)
    web.moved[f"/web/{stamp(CRAWL[0])}id_/{CRAWL[0].address}"] = f"/web/{stamp(near)}id_/{near.address}"

    bring(cdx(tmp_path / "a.cdx", CRAWL[0]))

    assert rows(into, "SELECT captured_at FROM captures WHERE outlet = 'shobserver'") == [(near.date,)]


def test_what_the_archive_lacks_is_told_and_asked_for_again_the_next_time(
    web: WebArchives, tmp_path: Path, into: Path, bring: Run
) -> None:
    web.keep(CRAWL[0])
    path = cdx(tmp_path / "a.cdx", CRAWL[0], CRAWL[1])

    result = bring(path, code=1)

    assert "1 failed: not_found" in result.stdout
    web.keep(CRAWL[1])
    bring(path)
    assert rows(into, "SELECT count(*) FROM articles") == [(2,)]
    assert rows(into, "SELECT count(*) FROM misses") == [(0,)]  # that the archive has none says nothing of the outlet


def test_an_archive_that_is_busy_is_waited_for(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(CRAWL[0])
    web.busy = 1

    bring(cdx(tmp_path / "a.cdx", CRAWL[0]))

    assert rows(into, "SELECT count(*) FROM articles") == [(1,)]


def test_an_archive_that_forbids_it_is_not_asked(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(CRAWL[0])
    web.robots = "User-agent: *\nDisallow: /web/\n"

    result = bring(cdx(tmp_path / "a.cdx", CRAWL[0]), code=1)

    assert "1 failed: robots" in result.stdout
    assert web.asked == []


def test_a_limit_is_kept_and_the_next_import_goes_on_behind_it(web: WebArchives, tmp_path: Path, into: Path, bring: Run) -> None:
    web.keep(*CRAWL)
    path = cdx(tmp_path / "a.cdx", *CRAWL)

    bring(path, "--limit", 2)

    assert len(web.asked) == 2
    bring(path, "--limit", 3)
    assert len(web.asked) == 5
    assert rows(into, "SELECT count(*) FROM articles") == [(3,)]


def test_an_import_that_was_killed_goes_on_where_it_was(web: WebArchives, tmp_path: Path, into: Path, command: list[str], bring: Run) -> None:
    many = [Answer(number, day=1 + number % 20) for number in range(1, 61)]
    web.keep(*many)
    path = cdx(tmp_path / "a.cdx", *many)

    with subprocess.Popen([*command, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        until = time.monotonic() + 60
        while len(web.asked) < 20 and child.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL

    bring(path)
    assert rows(into, "SELECT count(*), count(DISTINCT url) FROM captures WHERE outlet = 'shobserver'") == [(60, 60)]
    assert rows(into, "SELECT count(*) FROM articles") == [(60,)]
    assert len(web.asked) <= 60 + 16  # so many may be under way, or waiting for their commit, at no delay


# -- Common Crawl -----------------------------------------------------------------------------------------------------


def test_records_of_common_crawl_are_got_by_their_bytes_and_kept_as_they_stand(
    web: WebArchives, tmp_path: Path, into: Path, bring: Run, served: str
) -> None:
    bring(common_crawl(web, tmp_path / "a.json", *CRAWL))

    assert rows(into, "SELECT title, revisions, missing_since FROM articles ORDER BY title") == [
        ("第1座码头开港", 1, None), ("第2座码头开港", 2, None), ("第3座码头开港", 1, "2020-05-09T08:30:00Z"),
    ]  # fmt: skip
    origin = "SELECT kind, source, position, digest FROM origins ORDER BY position LIMIT 1"
    source = f"{served}/crawl-data/CC-MAIN-2020-24/segments/1/warc/CC-MAIN-1.warc.gz"
    assert rows(into, origin) == [("commoncrawl", source, 0, CRAWL[0].digest)]
    assert all(headers["range"].startswith("bytes=") for headers in web.headers)
    with Archive(into) as archive:
        [row] = archive.connection.execute("SELECT * FROM captures WHERE url = ?", (CRAWL[0].address,)).fetchall()
        [kept] = [one for one in records(into / "warc" / row["warc_file"]) if one.record_id == row["record_id"]]
    assert (kept.header("WARC-Record-ID"), kept.payload) == (CRAWL[0].record_id.strip("<>"), CRAWL[0].payload)


def test_records_of_common_crawl_that_a_file_brought_before_are_not_got_again(
    web: WebArchives, tmp_path: Path, into: Path, bring: Run
) -> None:
    index = common_crawl(web, tmp_path / "a.json", *CRAWL)
    bring(packed(tmp_path / "a.warc.gz", [response(one) for one in CRAWL]))

    result = bring(index)

    assert "5 skipped: in the archive" in result.stderr
    assert web.asked == []


@pytest.mark.parametrize(("trouble", "reason"), [("whole", "too_large"), ("torn", "truncated")])
def test_bytes_that_are_no_record_are_refused(
    trouble: str, reason: str, web: WebArchives, tmp_path: Path, into: Path, bring: Run
) -> None:
    index = common_crawl(web, tmp_path / "a.json", CRAWL[0], CRAWL[1])
    web.ignores_range = trouble == "whole"
    if trouble == "torn":
        index.write_text(index.read_text().replace('"offset": "0"', '"offset": "3"'))

    result = bring(index, code=1)

    assert f"failed: {reason}" in result.stdout
    assert rows(into, "SELECT count(*) FROM captures WHERE outlet = 'shobserver'") == [(2 - (2 if trouble == "whole" else 1),)]


def test_a_redirect_that_was_captured_leads_out_of_the_archive(web: WebArchives, tmp_path: Path, into: Path, bring: Run, served: str) -> None:
    moved = replace(
        Answer(1, status=301, body=b""), coding=(("Location", f"{served}/web/20200501083000id_/https://www.shobserver.com/"),)
    )
    web.keep(moved)

    bring(cdx(tmp_path / "a.cdx", moved), "--all")

    with Archive(into) as archive:
        [row] = archive.connection.execute("SELECT * FROM captures WHERE outlet = 'shobserver'").fetchall()
        assert archive.capture(row).header("Location") == "https://www.shobserver.com/"
