"""`newsarchive export`: packages of captures, and what happens to the file that is made."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import bagit
import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Original, WarcWriter
from tests.cli.conftest import ARTICLE, exchange


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three articles; the first was captured again, the same, into another file; the second was edited."""
    folder = tmp_path / "crawled"
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        first = writer.write(exchange(11, day=1))
        for number in (12, 13):
            writer.write(exchange(number, day=1))
        writer.write(exchange(12, day=2, first="开港那天，全镇的老人都来了。"))
    [one] = folder.iterdir()
    again = tmp_path / "again"
    again.mkdir()
    with WarcWriter(again, {}, clock=lambda: exchange(11, day=9).captured_at) as writer:
        original = Original(record_id=first.record_id, url=ARTICLE.format(11), captured_at=exchange(11, day=1).captured_at)
        writer.write(exchange(11, day=3), original)
    [other] = again.iterdir()
    path = tmp_path / "archive"
    with Archive(path, write=True) as store:
        replay(store, one)
        replay(store, other)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def index(package: dict[str, bytes]) -> list[dict[str, Any]]:
    lines = gzip.decompress(package["indexes/index.cdx.gz"]).decode().splitlines()
    return [{"key": line.partition(" {")[0], **json.loads(line[line.index("{") :])} for line in lines]


def test_a_wacz_is_valid_to_the_reference_validator(call, archive, tmp_path) -> None:
    result = call("-a", archive, "export", "wacz", "-o", tmp_path / "a.wacz")
    assert (result.exit_code, result.stderr) == (0, f"{tmp_path / 'a.wacz'}: 3 articles\n")

    code = "import sys; from wacz.main import main; sys.exit(main(['validate', '-f', sys.argv[1]]))"
    checked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, tmp_path / "a.wacz"], capture_output=True, text=True, check=False
    )

    assert "the passed WACZ is valid" in checked.stdout, checked.stdout + checked.stderr


def test_a_wacz_holds_the_records_byte_for_byte_where_its_index_says(call, archive, tmp_path) -> None:
    call("-a", archive, "export", "wacz", "--id", 1, "--id", 2, "-o", tmp_path / "a.wacz")
    package = parts(tmp_path / "a.wacz")
    with Archive(archive) as store:
        rows = {row["record_id"]: dict(row) for row in store.connection.execute("SELECT * FROM captures").fetchall()}

    warc = package["archive/newsarchive.warc.gz"]
    lines = index(package)
    seen = []
    for line in lines:
        start = int(line["offset"])
        member = warc[start : start + int(line["length"])]
        [record] = ArchiveIterator(io.BytesIO(member))
        row = rows[record.rec_headers.get_header("WARC-Record-ID").strip("<>")]
        source = (archive / "warc" / row["warc_file"]).read_bytes()
        assert member == source[row["warc_offset"] : row["warc_offset"] + row["warc_length"]]
        assert (line["url"], line["status"]) == (row["url"], str(row["status"]))
        seen.append((line["key"], record.rec_type))
    assert seen == sorted(seen)
    assert [(key.split()[0][-2:], kind) for key, kind in seen] == [
        ("11", "response"), ("11", "revisit"), ("12", "response"), ("12", "response")
    ]  # fmt: skip
    assert [record.rec_type for record in ArchiveIterator(io.BytesIO(warc))].count("warcinfo") == 1


def test_a_wacz_lists_a_page_for_each_version(call, archive, tmp_path) -> None:
    call("-a", archive, "export", "wacz", "-o", tmp_path / "a.wacz", "--title", "码头")
    package = parts(tmp_path / "a.wacz")

    head, *pages = [json.loads(line) for line in package["pages/pages.jsonl"].splitlines()]

    assert head["format"] == "json-pages-1.0"
    assert [(page["url"][-2:], page["ts"]) for page in pages] == [
        ("11", "2020-05-01T08:30:00Z"), ("12", "2020-05-01T08:30:00Z"), ("12", "2020-05-02T08:30:00Z"), ("13", "2020-05-01T08:30:00Z")
    ]  # fmt: skip
    assert "老人" in pages[2]["text"] and "第12座码头" in pages[2]["title"]
    described = json.loads(package["datapackage.json"])
    assert (described["wacz_version"], described["title"]) == ("1.1.1", "码头")
    for resource in described["resources"]:
        content = package[resource["path"]]
        assert (resource["hash"], resource["bytes"]) == (f"sha256:{hashlib.sha256(content).hexdigest()}", len(content))
    stored = {info.filename: info.compress_type for info in zipfile.ZipFile(tmp_path / "a.wacz").infolist()}
    assert stored["archive/newsarchive.warc.gz"] == stored["indexes/index.cdx.gz"] == zipfile.ZIP_STORED


def test_a_revisit_brings_the_record_that_it_repeats(call, archive, tmp_path) -> None:
    with Archive(archive, write=True) as store, store.transaction():  # as if only the second were of the article
        store.connection.execute("UPDATE captures SET article_id = NULL WHERE revisit_of IS NULL AND url LIKE '%11'")

    call("-a", archive, "export", "wacz", "--id", 1, "-o", tmp_path / "a.wacz")

    assert [line["mime"] for line in index(parts(tmp_path / "a.wacz"))] == ["text/html", "warc/revisit"]


def test_a_damaged_record_costs_that_record_and_is_told(call, archive, tmp_path) -> None:
    with Archive(archive) as store:
        row = store.connection.execute("SELECT * FROM captures WHERE url LIKE '%13'").fetchone()
    path = archive / "warc" / row["warc_file"]
    content = bytearray(path.read_bytes())
    content[row["warc_offset"] + row["warc_length"] // 2] ^= 0xFF
    path.write_bytes(content)

    result = call("-a", archive, "export", "wacz", "-o", tmp_path / "a.wacz")

    assert result.exit_code == 1
    assert "1 capture is not in it" in result.stderr and row["warc_file"] in result.stderr
    assert len(index(parts(tmp_path / "a.wacz"))) == 4


# -- BagIt -------------------------------------------------------------------------------------------------------------


def test_a_bag_of_a_selection_is_valid(call, archive, tmp_path) -> None:
    assert call("-a", archive, "export", "bagit", "--search", "老人", "-o", tmp_path / "bag").exit_code == 0

    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.validate(processes=1)
    assert sorted(bag.payload_files()) == ["data/articles.jsonl", "data/captures.wacz"]
    [line] = (tmp_path / "bag" / "data" / "articles.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["url"] == ARTICLE.format(12)


def test_a_bag_of_the_whole_archive_opens_as_one(call, archive, tmp_path) -> None:
    (archive / "newsarchive.toml").write_text("", "utf-8")
    assert call("-a", archive, "export", "bagit", "-o", tmp_path / "bag").exit_code == 0

    assert bagit.Bag(str(tmp_path / "bag")).validate(processes=1)
    verified = call("-a", tmp_path / "bag" / "data", "verify")
    assert (verified.exit_code, verified.stdout) == (0, f"{tmp_path / 'bag' / 'data'}: 5 captures, 3 articles, 2 WARC files: all good\n")


def test_a_bag_of_the_whole_holds_the_suppressed_only_when_asked(call, archive, tmp_path) -> None:
    call("-a", archive, "suppress", 2, "--reason", "order")

    refused = call("-a", archive, "export", "bagit", "-o", tmp_path / "bag")
    assert refused.exit_code == 2 and "--with-suppressed" in refused.stderr
    assert not (tmp_path / "bag").exists()
    assert call("-a", archive, "export", "bagit", "--since", "1900", "-o", tmp_path / "some").exit_code == 0
    assert len((tmp_path / "some" / "data" / "articles.jsonl").read_text("utf-8").splitlines()) == 2
    assert all("id=12" not in line["url"] for line in index(parts(tmp_path / "some" / "data" / "captures.wacz")))
    assert call("-a", archive, "export", "bagit", "--with-suppressed", "-o", tmp_path / "bag").exit_code == 0


def test_a_bag_is_not_made_of_an_archive_that_is_written_to(call, archive, tmp_path) -> None:
    with Archive(archive, write=True):
        assert "is writing to this archive" in call("-a", archive, "export", "bagit", "-o", tmp_path / "bag").stderr
    assert not (tmp_path / "bag").exists()


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "jsonl", "jsonld", "csl", "tei"])
def test_stdout_and_a_file_get_the_same(call, archive, tmp_path, form) -> None:
    printed = call("-a", archive, "export", form)
    call("-a", archive, "export", form, "-o", tmp_path / "out")

    assert printed.exit_code == 0
    assert printed.stdout_bytes == (tmp_path / "out").read_bytes()
    assert printed.stderr == ""


@pytest.mark.parametrize("form", ["csv", "parquet", "wacz", "bagit"])
def test_force_replaces_an_earlier_export_alone(call, archive, tmp_path, form) -> None:
    out = tmp_path / "out"
    assert call("-a", archive, "export", form, "--since", "1900", "-o", out).exit_code == 0

    again = call("-a", archive, "export", form, "--since", "1900", "-o", out)
    assert again.exit_code == 2 and "--force" in again.stderr
    assert call("-a", archive, "export", form, "--since", "1900", "-o", out, "--force").exit_code == 0
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mine.jpg").touch()
    assert call("-a", archive, "export", form, "--since", "1900", "-o", tmp_path / "photos", "--force").exit_code == 2
    assert (tmp_path / "photos" / "mine.jpg").exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["pdf"], "FORMAT"),
        (["wacz"], "-o"),
        (["csl", "--raw"], "--raw"),
        (["csv", "--since", "gestern"], "no date"),
        (["csv", "--id", "99"], "no article 99"),
        (["csv", "--search", "没有这个词"], "no article is selected"),
        (["csv", "-o", "/no/such/folder/a.csv"], "no such folder"),
        (["csv", "--with-suppressed"], "--with-suppressed"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(call, archive, arguments, what) -> None:
    result = call("-a", archive, "export", *arguments)

    assert result.exit_code in (1, 2)
    assert what in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_killed_export_leaves_nothing_under_the_name(archive, tmp_path) -> None:
    """Killed at moments from the start to the end of a command, then run again."""
    out = tmp_path / "out"
    out.mkdir()
    command = [sys.executable, "-m", "newsarchive", "-a", str(archive), "export", "wacz", "-o", str(out / "a.wacz"), "--force"]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    took = time.monotonic() - began
    whole = [line["key"] for line in index(parts(out / "a.wacz"))]
    (out / "a.wacz").unlink()

    for share in (0.4, 0.7, 0.85, 0.95):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * share)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if (out / "a.wacz").exists():
            assert [line["key"] for line in index(parts(out / "a.wacz"))] == whole

    subprocess.run(command, check=True, capture_output=True)
    assert [line["key"] for line in index(parts(out / "a.wacz"))] == whole
    assert [path.name for path in out.iterdir()] == ["a.wacz"]
