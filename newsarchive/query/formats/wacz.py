"""WACZ 1.1.1: the captures of a selection in one file that ReplayWeb.page and pywb show as the pages they were.

The records are the archive's own, byte for byte, in the order of their files: every capture that was read into a selected
article, and the records whose payload a revisit among them repeats. A page is listed for each version of an article.
A revisit of a record that is not there, or is suppressed, is left out: a player would have nothing to show.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

from newsarchive import clock
from newsarchive.errors import WarcError
from newsarchive.query.corpus import Corpus, Entry
from newsarchive.query.formats import cdxj
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive
from newsarchive.version import __version__
from newsarchive.warc.member import member
from newsarchive.warc.read import located
from newsarchive.warc.scan import DamagedError, RecordStream, opened
from newsarchive.warc.write import RECORD_END

__all__ = ["LeftOut", "write"]

WARC = "newsarchive.warc.gz"
_STEP = 1024 * 1024
# ZIP knows no earlier year; the same captures make the same file.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TABLES = """
CREATE TABLE records (record_id TEXT PRIMARY KEY, warc_file TEXT, warc_offset INTEGER, warc_length INTEGER, url TEXT,
                      captured_at TEXT, mime TEXT, status INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE lines (line TEXT);
"""


@dataclass(slots=True)
class LeftOut:
    """Captures of the selection that are not in an export, and why the first is not."""

    count: int = 0
    first: str | None = None

    def add(self, why: str) -> None:
        """Note one more."""
        self.count += 1
        self.first = self.first or why


@dataclass(slots=True)
class _Package:
    """A WACZ that is being written: its parts, and what datapackage.json says of them."""

    zip: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def part(self, path: str, *, deflated: bool = False) -> Iterator[_Hashed]:
        """A part to write; `deflated` for text, while WARCs and indexes are read at an offset and so are stored."""
        info = zipfile.ZipInfo(path, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self.zip.open(info, "w", force_zip64=True) as out:
            hashed = _Hashed(cast(BinaryIO, out))
            yield hashed
        name = path.rpartition("/")[2].lower()
        digest = f"sha256:{hashed.sha256.hexdigest()}"
        self.resources.append({"name": name, "path": path, "hash": digest, "bytes": hashed.size})


class _Hashed(io.RawIOBase):
    """Passes bytes on, counting and hashing them."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.size = 0
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._out.write(data)
        self.sha256.update(data)
        self.size += len(data)
        return len(data)


def write(archive: Archive, corpus: Corpus, path: Path, title: str) -> LeftOut:
    """The file, at a path where there is none yet; what could not be put in. title: of the collection."""
    left_out = LeftOut()
    # SQLite's temporary database keeps on the disk what a large selection has no room for in memory.
    with closing(sqlite3.connect("")) as scratch, zipfile.ZipFile(path, "x", allowZip64=True) as out:
        scratch.executescript(_TABLES)
        package = _Package(out)
        _pages(archive, corpus, package, scratch, left_out)
        with package.part(f"archive/{WARC}") as warc:
            _records(archive, scratch, warc, left_out)
        with package.part("indexes/index.cdx.gz") as index:
            sorted_lines = (line for (line,) in scratch.execute("SELECT line FROM lines ORDER BY line"))
            second = cdxj.write_zipnum(sorted_lines, cast(BinaryIO, index), "index.cdx.gz")
        with package.part("indexes/index.idx", deflated=True) as index:
            index.write(second.encode())
        _describe(package, title)
    return left_out


# -- pages, and the records that they need ----------------------------------------------------------------------------


def _pages(archive: Archive, corpus: Corpus, package: _Package, scratch: sqlite3.Connection, left_out: LeftOut) -> None:
    with package.part("pages/pages.jsonl", deflated=True) as pages:
        head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
        pages.write(_json_line(head))
        for entry in corpus:
            rows = archive.connection.execute("SELECT * FROM captures WHERE article_id = ? ORDER BY captured_at", (entry.id,))
            for row in rows.fetchall():
                _need(archive, row, scratch, left_out)
            for page in _versions(archive, entry):
                pages.write(_json_line(page))


def _versions(archive: Archive, entry: Entry) -> Iterator[dict[str, Any]]:
    """A page for each version that was read from a capture."""
    rows = archive.connection.execute(
        "SELECT record_id, captures.url, captures.captured_at, json_extract(fields, '$.title') AS title,"
        " json_extract(fields, '$.body') AS body FROM revisions JOIN captures ON captures.id = capture_id"
        " WHERE revisions.article_id = ? ORDER BY revisions.captured_at",
        (entry.id,),
    )
    for row in rows.fetchall():
        page = {"id": row["record_id"], "url": row["url"], "ts": row["captured_at"], "title": row["title"] or row["url"]}
        yield {**page, "text": row["body"]} if row["body"] else page


def _need(archive: Archive, row: Any, scratch: sqlite3.Connection, left_out: LeftOut) -> None:
    """Note a capture's record for copying, and the one it repeats."""
    rows = [row]
    if row["revisit_of"] is not None:
        original = archive.connection.execute("SELECT * FROM captures WHERE record_id = ?", (row["revisit_of"],)).fetchone()
        if original is None:
            left_out.add(f"{row['record_id']}: the record whose bytes it repeats is not there")
            return
        rows.append(original)
    scratch.executemany(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (
                *(one["record_id"], one["warc_file"], one["warc_offset"], one["warc_length"], one["url"], one["captured_at"]),
                "warc/revisit" if one["revisit_of"] else one["mime"] or "application/octet-stream",
                *(one["status"], one["payload_digest"]),
            )
            for one in rows
        ],
    )


# -- the records --------------------------------------------------------------------------------------------------------


def _records(archive: Archive, scratch: sqlite3.Connection, out: _Hashed, left_out: LeftOut) -> None:
    out.write(member(_warcinfo()))
    path: Path | None = None
    file: BinaryIO | None = None
    try:
        for record in scratch.execute("SELECT * FROM records ORDER BY warc_file, warc_offset"):
            record_id, warc_file, warc_offset, warc_length, url, captured_at, mime, status, digest = record
            try:
                wanted = located(archive.warc_folder, warc_file)
                if file is None or wanted != path:
                    if file is not None:
                        file.close()
                    path, file = wanted, opened(wanted)
                offset = out.size
                _copy(file, warc_offset, warc_length, record_id, out)
            except (WarcError, DamagedError, OSError) as error:
                what = error.what if isinstance(error, DamagedError) else error
                left_out.add(f"{record_id}, {warc_file}, byte {warc_offset}: {what}")
                continue
            line = cdxj.line(
                url=url,
                captured_at=captured_at,
                mime=mime,
                status=status,
                digest=digest,
                offset=offset,
                length=out.size - offset,
                filename=WARC,
            )
            scratch.execute("INSERT INTO lines VALUES (?)", (line,))
    finally:
        if file is not None:
            file.close()


def _copy(file: BinaryIO, offset: int, length: int, record_id: str, out: _Hashed) -> None:
    """Append a record, proved whole before the first byte of it is written. Raises DamagedError."""
    stream = RecordStream(file, offset)
    stream.finish()
    if (stream.header("WARC-Record-ID"), stream.length) != (record_id, length):
        raise DamagedError(offset, f"{stream.header('WARC-Record-ID')} is there")
    file.seek(offset)
    if not stream.gzipped:  # from a plain WARC file
        out.write(member(file.read(length) + RECORD_END))
        return
    left = length
    while left:
        piece = file.read(min(left, _STEP))
        out.write(piece)
        left -= len(piece)


def _warcinfo() -> bytes:
    fields = f"software: newsarchive {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    head = (
        f"WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Filename: {WARC}\r\nWARC-Date: {timestamp(clock.now())}\r\n"
        f"Content-Type: application/warc-fields\r\nContent-Length: {len(fields)}\r\n\r\n"
    )
    return head.encode() + fields + RECORD_END


# -- what the package says of itself ----------------------------------------------------------------------------------


def _describe(package: _Package, title: str) -> None:
    description = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": f"newsarchive {__version__}",
        "created": timestamp(clock.now()),
        "resources": list(package.resources),
    }
    text = json.dumps(description, ensure_ascii=False, indent=2).encode()
    with package.part("datapackage.json", deflated=True) as out:
        out.write(text)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
    with package.part("datapackage-digest.json", deflated=True) as out:
        out.write(json.dumps(digest).encode())


def _json_line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()
