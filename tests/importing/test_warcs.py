"""WARC files of other crawlers become captures with their own dates, whoever wrote them and in whatever order they come."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner, Result

from newsarchive.cli import main
from newsarchive.demo import Outlet, Server
from newsarchive.merge import merge
from newsarchive.reparse import reparse
from newsarchive.store.archive import Archive
from newsarchive.warc.decode import zstd
from newsarchive.warc.read import records as records_in
from tests.crawl.site import rows
from tests.importing.makers import Answer, packed, page, record, response, revisit, said, warcio_records

Bring = Callable[..., Result]
CRAWL = (Answer(1), Answer(2), Answer(2, day=2, version=2), Answer(3), Answer(3, day=3, status=404))


def dates(archive: Path) -> list[tuple[Any, ...]]:
    return rows(archive, "SELECT url, captured_at, status FROM captures ORDER BY url, captured_at")


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
@pytest.mark.parametrize("form", ["by record", "one stream", "two streams", "plain"])
def test_a_file_is_read_whichever_way_it_is_compressed(
    form: str, version: str, tmp_path: Path, into: Path, bring: Bring
) -> None:
    written = warcio_records(*CRAWL, version=version)
    path = tmp_path / ("a.warc" if form == "plain" else "a.warc.gz")
    if form == "one stream":
        path.write_bytes(gzip.compress(b"".join(written)))
    elif form == "two streams":
        path.write_bytes(gzip.compress(b"".join(written[:4])) + gzip.compress(b"".join(written[4:])))
    else:
        packed(path, written)

    result = bring(path)

    assert result.stdout == f"{path}: 3 new, 1 revised, 0 unchanged, 0 unreadable; 5 captures added, 0 known before\n"
    assert [at for _, at, _ in dates(into)] == [answer.date for answer in CRAWL]
    assert rows(into, "SELECT title, revisions, missing_since FROM articles ORDER BY title") == [
        ("第1座码头开港", 1, None), ("第2座码头开港", 2, None), ("第3座码头开港", 1, "2020-05-03T08:30:00Z"),
    ]  # fmt: skip


def test_records_are_kept_as_they_stand_with_request_metadata_and_the_makers_own(tmp_path: Path, into: Path, bring: Bring) -> None:
    answer = Answer(1)
    about = record(
        "metadata", Answer(2, url=answer.address), block=b"via: https://www.shobserver.com/\r\n",
        content_type="application/warc-fields", WARC_Concurrent_To=answer.record_id,
    )  # fmt: skip
    written = [*warcio_records(answer), about]
    path = packed(tmp_path / "a.warc.gz", written)

    bring(path)

    [kept] = (into / "warc").iterdir()
    there = {one.record_id: one for one in records_in(path)}
    here = [one for one in records_in(kept) if one.record_id in there]
    assert [one.type for one in here] == ["warcinfo", "request", "response", "metadata"]
    for one in here:
        assert (one.headers, one.http_headers, one.payload) == (
            there[one.record_id].headers, there[one.record_id].http_headers, there[one.record_id].payload,
        )  # fmt: skip


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "chunked", "chunked gzip"])
def test_a_body_is_read_whatever_it_is_coded_in(coding: str, tmp_path: Path, into: Path, bring: Bring) -> None:
    body, told = page(1), []
    if "gzip" in coding:
        body, told = gzip.compress(body, mtime=0), [("Content-Encoding", "gzip")]
    elif coding == "br":
        body, told = brotli.compress(body), [("Content-Encoding", "br")]
    elif coding == "zstd":
        body, told = zstd.compress(body), [("Content-Encoding", "zstd")]
    if "chunked" in coding:
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:], b""))
        told.append(("Transfer-Encoding", "chunked"))

    bring(packed(tmp_path / "a.warc.gz", [response(Answer(1, body=body, coding=tuple(told)))]))

    assert rows(into, "SELECT title FROM articles") == [("第1座码头开港",)]


def test_a_page_kept_without_its_http_head_is_one_and_a_screenshot_is_none(tmp_path: Path, into: Path, bring: Bring) -> None:
    answer, picture = Answer(1), Answer(2, url=f"urn:thumbnail:{Answer(2).address}")
    path = packed(tmp_path / "a.warc.gz", [
        record("resource", answer, block=answer.payload, content_type="text/html; charset=utf-8", version="1.1"),
        record("resource", picture, block=b"\x89PNG", content_type="image/png", version="1.1"),
    ])  # fmt: skip

    result = bring(path)

    assert rows(into, "SELECT url, status, mime FROM captures") == [(answer.address, 200, "text/html")]
    assert rows(into, "SELECT title FROM articles") == [("第1座码头开港",)]
    assert "1 skipped: no http(s) address" in result.stderr


def test_browsertrix_writes_parts_of_a_second_and_names_answers_with_angle_brackets(tmp_path: Path, into: Path, bring: Bring) -> None:
    answer = Answer(1)
    written = response(answer).replace(answer.date.encode(), b"2020-05-01T08:30:00.987Z")
    written = written.replace(b"WARC/1.0", b"WARC/1.1").replace(answer.address.encode(), b"<" + answer.address.encode() + b">", 1)

    bring(packed(tmp_path / "a.warc.gz", [written]))

    assert dates(into) == [(answer.address, answer.date, 200)]


# -- revisits ---------------------------------------------------------------------------------------------------------

FIRST, AGAIN = Answer(1), Answer(1, day=4)


@pytest.mark.parametrize("named", [True, False], ids=["by its record", "by its digest"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["after", "before"])
def test_a_revisit_finds_the_page_in_another_file_whichever_comes_first(
    named: bool, order: tuple[int, int], tmp_path: Path, into: Path, bring: Bring
) -> None:
    told = {"WARC_Refers_To": FIRST.record_id} if named else {}
    again = revisit(AGAIN, **told).replace(AGAIN.record_id.encode(), b"<urn:uuid:22222222-2222-2222-2222-222222222222>")
    files = [packed(tmp_path / "a.warc.gz", [response(FIRST)]), packed(tmp_path / "b.warc.gz", [again])]

    for position in order:
        bring(files[position])

    assert rows(into, "SELECT captured_at, state, truncated FROM captures ORDER BY 1") == [
        (FIRST.date, "read", None), (AGAIN.date, "read", None),
    ]  # fmt: skip
    assert rows(into, "SELECT revisions, last_seen FROM articles") == [(1, AGAIN.date)]
    with Archive(into) as archive:
        bodies = {archive.capture(row).body for row in archive.connection.execute("SELECT * FROM captures")}
    assert bodies == {FIRST.payload}


def test_a_304_means_the_page_as_it_was(tmp_path: Path, into: Path, bring: Bring) -> None:
    head = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    again = record(
        "revisit", AGAIN, block=head, content_type="application/http; msgtype=response", version="1.1",
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified", WARC_Refers_To=FIRST.record_id,
    ).replace(b"WARC-Record-ID: " + FIRST.record_id.encode(), b"WARC-Record-ID: <urn:uuid:33333333-3333-3333-3333-333333333333>")  # fmt: skip

    bring(packed(tmp_path / "a.warc.gz", [response(FIRST), again]))

    assert rows(into, "SELECT status, not_modified FROM captures ORDER BY captured_at") == [(200, 0), (200, 1)]
    assert rows(into, "SELECT revisions, last_seen FROM articles") == [(1, AGAIN.date)]


# -- damage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["by record", "one stream", "plain"])
def test_a_last_record_that_breaks_off_is_named_and_those_before_it_are_there(
    form: str, tmp_path: Path, into: Path, bring: Bring
) -> None:
    written = [response(one) for one in CRAWL]
    path = tmp_path / ("a.warc" if form == "plain" else "a.warc.gz")
    if form == "one stream":
        path.write_bytes(gzip.compress(b"".join(written)))
    else:
        packed(path, written)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])

    result = bring(path, code=1)

    assert len(dates(into)) == len(CRAWL) - 1
    start = 0 if form == "one stream" else len(whole) - len(written[-1] if form == "plain" else gzip.compress(written[-1]))
    assert f"{path}: the record at byte {start}:" in result.stderr


def test_a_damaged_record_costs_itself_alone(tmp_path: Path, into: Path, bring: Bring) -> None:
    members = [gzip.compress(response(one)) for one in CRAWL]
    members[1] = members[1][:200] + b"\x00" * 40 + members[1][240:]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(members))

    result = bring(path, code=1)

    assert len(dates(into)) == len(CRAWL) - 1
    assert f"{path}: the record at byte {len(members[0])}:" in result.stderr
    assert result.stderr.count("Error: ") == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.arc.gz", gzip.compress(b"filedesc://a.arc 0.0.0.0 2009 text/plain 69\n", mtime=0), "an ARC file"),
        ("a.wacz", b"PK\x03\x04" + b"\0" * 60, "a ZIP file, as WACZ is"),
        ("a.warc.zst", b"\x28\xb5\x2f\xfd" + b"\0" * 60, "compressed with zstd"),
        ("a.warc.gz", b"", "the file is empty"),
        ("a.warc.gz", b"\x1f\x8b" + b"nonsense" * 9, "begins as gzip and is none"),
    ],
)
def test_a_file_of_another_kind_is_told_what_to_do_with(
    name: str, content: bytes, told: str, tmp_path: Path, into: Path, bring: Bring
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    result = bring(path, code=1)

    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert not into.exists()


# -- again, in any order, killed --------------------------------------------------------------------------------------


def test_a_file_imported_again_adds_nothing(tmp_path: Path, into: Path, bring: Bring) -> None:
    path = packed(tmp_path / "a.warc.gz", warcio_records(*CRAWL))
    bring(path)
    before, files = said(into), sorted((into / "warc").iterdir())

    result = bring(path)

    assert "0 new, 0 revised, 0 unchanged, 0 unreadable; 0 captures added, 5 known before" in result.stdout
    assert (said(into), sorted((into / "warc").iterdir())) == (before, files)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_give_the_same_archive_in_any_order(order: tuple[int, ...], tmp_path: Path, bring: Bring) -> None:
    days = [[one for one in CRAWL if one.day == day] for day in (1, 2, 3)]
    files = [packed(tmp_path / f"{number}.warc.gz", warcio_records(*day)) for number, day in enumerate(days)]
    bring(*files, archive=tmp_path / "in-time")

    for position in order:
        bring(files[position], archive=tmp_path / "shuffled")

    assert said(tmp_path / "shuffled") == said(tmp_path / "in-time")


def test_an_import_that_was_killed_goes_on_and_ends_as_one_that_was_not(tmp_path: Path, into: Path, bring: Bring) -> None:
    many = [Answer(number, day=1 + number % 20) for number in range(1, 141)]
    many += [Answer(number, day=25, version=2) for number in range(1, 31)]
    path = packed(tmp_path / "a.warc.gz", warcio_records(*many))
    bring(path, archive=tmp_path / "undisturbed")
    command = [sys.executable, "-m", "newsarchive", "-a", str(into), "import", str(path)]

    kills = 0
    for captures in (1, 60, 130):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
            until = time.monotonic() + 60
            while child.poll() is None and time.monotonic() < until:
                if (into / "archive.db").exists() and _count(into) >= captures:
                    child.send_signal(signal.SIGKILL)
                    break
                time.sleep(0.005)
            kills += child.wait() == -signal.SIGKILL

    assert kills >= 2
    bring(path)
    assert said(into) == said(tmp_path / "undisturbed")
    assert rows(into, "SELECT count(*) FROM origins JOIN captures USING (record_id)") == [(len(many),)]


def _count(archive: Path) -> int:
    try:
        return int(rows(archive, "SELECT count(*) FROM captures")[0][0])
    except Exception:
        return 0


# -- what is wanted ---------------------------------------------------------------------------------------------------

ELSEWHERE = Answer(url="https://www.hafenbote.example/2020/05/01/die-bruecke-ist-offen", body=b"""<html lang="de"><head>
<title>Die Br&uuml;cke ist offen</title></head><body><article><h1>Die Br&uuml;cke ist offen</h1>
<time datetime="2020-05-01T06:00:00+02:00">1. Mai 2020</time><p>Seit dem Morgen rollt der Verkehr wieder &uuml;ber den Strom, und
auf beiden Ufern standen die Leute und winkten den ersten Wagen zu.</p><p>Drei Jahre lang hatten die Pendler den Umweg &uuml;ber
die alte F&auml;hre genommen, die nun nur noch am Wochenende verkehrt.</p></article></body></html>""")  # fmt: skip
PICTURE = Answer(url="https://www.shobserver.com/a.jpg", body=b"\xff\xd8", mime="image/jpeg")


def test_pages_of_hosts_that_nobody_described_become_an_outlet_of_their_address(tmp_path: Path, into: Path, bring: Bring) -> None:
    bring(packed(tmp_path / "a.warc.gz", warcio_records(ELSEWHERE)))

    assert rows(into, "SELECT outlet, title FROM articles") == [("hafenbote-example", "Die Brücke ist offen")]
    assert rows(into, "SELECT name FROM outlets WHERE name LIKE 'hafen%'") == [("hafenbote-example",)]


def test_only_the_outlets_that_are_named_are_imported(tmp_path: Path, into: Path, bring: Bring) -> None:
    path = packed(tmp_path / "a.warc.gz", warcio_records(*CRAWL, ELSEWHERE))

    result = bring(path, "--outlet", "https://www.hafenbote.example/")

    assert rows(into, "SELECT DISTINCT outlet FROM captures") == [("hafenbote-example",)]
    assert "5 skipped: of another outlet" in result.stderr
    bring(path, "--outlet", "shobserver")
    assert rows(into, "SELECT count(*) FROM captures") == [(6,)]


def test_an_unknown_outlet_is_named_before_an_archive_is_made(tmp_path: Path, into: Path, bring: Bring) -> None:
    result = bring(packed(tmp_path / "a.warc.gz", warcio_records(*CRAWL)), "--outlet", "hafenbote", code=2)

    assert "no outlet is called 'hafenbote'" in result.stderr
    assert not into.exists()


def test_pictures_and_scripts_are_left_unless_all_is_asked_for(tmp_path: Path, into: Path, bring: Bring) -> None:
    path = packed(tmp_path / "a.warc.gz", warcio_records(Answer(1), PICTURE))

    result = bring(path)

    assert "1 skipped: no page: image/jpeg" in result.stderr
    assert len(dates(into)) == 1
    bring(path, "--all")
    assert (PICTURE.address, PICTURE.date, 200) in dates(into)


def test_days_bound_what_is_imported(tmp_path: Path, into: Path, bring: Bring) -> None:
    result = bring(packed(tmp_path / "a.warc.gz", warcio_records(*CRAWL)), "--from", "2020-05-02", "--until", "2020-05-02")

    assert dates(into) == [(Answer(2).address, "2020-05-02T08:30:00Z", 200)]
    assert "3 skipped: captured before" in result.stderr
    assert "1 skipped: captured after" in result.stderr


def test_a_limit_is_kept_and_the_next_import_goes_on_behind_it(tmp_path: Path, into: Path, bring: Bring) -> None:
    path = packed(tmp_path / "a.warc.gz", warcio_records(*CRAWL))

    result = bring(path, "--limit", 2)

    assert len(dates(into)) == 2
    assert "stopped after 2 captures" in result.stderr
    bring(path, "--limit", 2)
    assert len(dates(into)) == 4


def test_what_lists_name_is_queued_only_when_it_is_asked_for(tmp_path: Path, into: Path, bring: Bring) -> None:
    links = "".join(f'<a href="/news/detail?id={number}">x</a>' for number in (1, 7, 8))
    listed = Answer(url="https://www.shobserver.com/news/list?section=1", body=f"<html><body>{links}</body></html>".encode())
    path = packed(tmp_path / "a.warc.gz", warcio_records(Answer(1), listed))
    bring(path, archive=tmp_path / "quiet")

    result = bring(path, "--follow")

    assert rows(tmp_path / "quiet", "SELECT count(*) FROM urls") == [(0,)]
    assert rows(into, "SELECT url, state, outlet FROM urls ORDER BY url") == [
        (Answer(number).address, "pending", "shobserver") for number in (7, 8)
    ]
    assert "2 addresses queued for the next crawl" in result.stderr


# -- afterwards -------------------------------------------------------------------------------------------------------


def _call(archive: Path, *arguments: object) -> Result:
    result = CliRunner().invoke(main, ["-a", str(archive), *map(str, arguments)], prog_name="newsarchive")
    assert result.exit_code == 0, result.output
    return result


def test_why_tells_which_file_a_capture_came_from_and_who_made_it(tmp_path: Path, into: Path, bring: Bring) -> None:
    written = warcio_records(Answer(1))
    bring(packed(tmp_path / "old-crawl.warc.gz", written))

    told = _call(into, "why", 1, "--field", "title")

    at = len(gzip.compress(written[0]))
    assert f"from old-crawl.warc.gz, byte {at}, captured by Heritrix/3.4.0" in told.stdout
    [origin] = json.loads(_call(into, "sql", "SELECT * FROM origins", "--json").stdout)
    assert (origin["kind"], origin["digest"]) == ("warc", Answer(1).digest)


def test_imported_captures_are_reread_and_exported_like_others(tmp_path: Path, into: Path, bring: Bring) -> None:
    again = revisit(AGAIN, WARC_Refers_To=FIRST.record_id)
    again = again.replace(b"WARC-Record-ID: " + FIRST.record_id.encode(), b"WARC-Record-ID: <urn:uuid:44444444-4444-4444-4444-444444444444>")
    bring(packed(tmp_path / "a.warc.gz", [response(FIRST), again, response(Answer(2))]))

    with Archive(into, write=True) as archive:
        report = reparse(archive)
    told = _call(into, "export", "wacz", "-o", tmp_path / "a.wacz")

    assert rows(into, "SELECT captures FROM reparses WHERE id = ?", report) == [(3,)]
    assert rows(into, "SELECT effect FROM readings WHERE reparse_id = ?", report) == []
    assert "left out" not in told.stderr
    assert shutil.which("unzip") is None or b"archive/newsarchive.warc.gz" in (tmp_path / "a.wacz").read_bytes()


def test_a_merge_takes_along_where_captures_came_from(tmp_path: Path, into: Path, bring: Bring) -> None:
    again = revisit(AGAIN)
    again = again.replace(b"WARC-Record-ID: " + FIRST.record_id.encode(), b"WARC-Record-ID: <urn:uuid:55555555-5555-5555-5555-555555555555>")
    bring(packed(tmp_path / "a.warc.gz", [response(FIRST), again]))

    with Archive(tmp_path / "joined", write=True) as archive:
        merge(archive, into)

    assert said(tmp_path / "joined") == said(into)
    every = "SELECT * FROM origins ORDER BY record_id"
    assert rows(tmp_path / "joined", every) == rows(into, every) != []


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_what_wget_crawled_is_imported(tmp_path: Path, into: Path, bring: Bring) -> None:
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        command = ["wget", "-q", "-r", "-l", "2", "-e", "robots=off", "--delete-after", "-P", str(tmp_path / "pages")]
        command += ["--warc-file", str(tmp_path / "wget"), f"{server.url}/news/list?section=42"]
        subprocess.run(command, timeout=60, check=False)

    result = bring(tmp_path / "wget.warc.gz")

    assert rows(into, "SELECT count(*) > 5 FROM articles WHERE outlet = 'demo'") == [(1,)]
    assert rows(into, "SELECT DISTINCT software LIKE 'Wget/%' FROM origins") == [(1,)]
    assert "2 skipped: no http(s) address" in result.stderr
