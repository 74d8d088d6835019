"""An archive -> everything that is wrong with it, as lines; no line, no fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newsarchive.errors import StoreError, WarcError
from newsarchive.store import captures
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.read import read_at, records
from newsarchive.warc.write import OPEN, payload_digest

__all__ = ["article_hashes", "damage", "dangling", "lost", "torn_tails", "unfinished"]


def lost(folder: Path, acknowledged: Iterable[str]) -> list[str]:
    """Acknowledged captures without a row."""
    try:
        with Archive(folder) as archive:
            known = _record_ids(archive)
    except StoreError:
        known = set()  # not even the tables are there
    return [f"{record_id}: acknowledged, and has no row" for record_id in acknowledged if record_id not in known]


def dangling(folder: Path) -> list[str]:
    """Rows whose bytes are not there, or are not what was captured."""
    with Archive(folder) as archive:
        return list(_dangling(archive))


def damage(folder: Path) -> list[str]:
    """What must not be after a crawl that ended by itself."""
    with Archive(folder) as archive:
        found = map(str, verify(archive, Verified()))
        return [*found, *_frontier(archive), *_rows(archive), *_dangling(archive), *_files(archive)]


def unfinished(folder: Path) -> list[str]:
    """What must not be after a crawl that was asked to end: leases, files still open, captures without a row."""
    with Archive(folder) as archive:
        leased = archive.connection.execute("SELECT url FROM urls WHERE state = 'leased'")
        return [*(f"{row['url']}: still leased" for row in leased), *_dangling(archive), *_files(archive)]


def article_hashes(folder: Path) -> dict[str, str]:
    """URL -> content hash."""
    with Archive(folder) as archive:
        return dict(tuple(row) for row in archive.connection.execute("SELECT url, content_hash FROM articles"))


def torn_tails(folder: Path) -> int:
    """Torn tails that were cut off and kept."""
    return len(list((folder / "warc" / "quarantine").glob("*.tail")))


def _record_ids(archive: Archive) -> set[str]:
    return {row["record_id"] for row in archive.connection.execute("SELECT record_id FROM captures")}


def _frontier(archive: Archive) -> Iterator[str]:
    for row in archive.connection.execute("SELECT url, state FROM urls WHERE state NOT IN ('done', 'failed')"):
        yield f"{row['url']}: still {row['state']}"
    runs = archive.connection.execute("SELECT * FROM runs ORDER BY id").fetchall()
    for row in runs:
        left = row["discovered"] - row["done"] - row["failed"]
        if left < 0:
            yield f"run {row['id']}: {-left} URLs more were settled than discovered"
    if left or runs[-1]["pending"]:
        yield f"run {runs[-1]['id']}, the last: {left} URLs discovered and not settled, {runs[-1]['pending']} pending"


def _rows(archive: Archive) -> Iterator[str]:
    questions = {
        "captures that nothing was read of": "SELECT count(*) FROM captures WHERE state = 'unread'",
        "articles with several rows": "SELECT count(*) - count(DISTINCT url) FROM articles",
        "captures with several rows": "SELECT count(*) - count(DISTINCT record_id) FROM captures",
        "versions of articles that never changed": "SELECT count(*) - (SELECT count(*) FROM articles) FROM revisions",
        "articles found by no search": "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM search)",
    }
    for what, question in questions.items():
        if count := archive.connection.execute(question).fetchone()[0]:
            yield f"{count} {what}"


def _dangling(archive: Archive) -> Iterator[str]:
    def place(record_id: str) -> Any:
        row = archive.connection.execute("SELECT * FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        return captures.place_of(row) if row else None

    for row in archive.connection.execute("SELECT * FROM captures ORDER BY id"):
        wanted = captures.place_of(row)
        try:
            found = read_at(archive.warc_folder, wanted, lookup=place)
        except WarcError as error:
            yield f"{wanted.record_id}: {error}"
            continue
        if (found.url, found.status, found.place) != (row["url"], row["status"], wanted):
            yield f"{wanted.record_id}: its row differs from its record"


def _files(archive: Archive) -> Iterator[str]:
    """Held against the records themselves, without the help of the product's own verification."""
    known = _record_ids(archive)
    written: list[str] = []
    for path in sorted(archive.warc_folder.glob("*.warc.gz*")):
        if path.name.endswith(OPEN):
            yield f"{path.name}: still open"
        try:
            for record in records(path):
                if record.type in ("response", "revisit"):
                    written.append(record.record_id)
                if record.type == "response" and payload_digest(record.payload) != record.payload_digest:
                    yield f"{path.name}, byte {record.offset}: its payload differs from its digest"
        except WarcError as error:
            yield str(error)
    yield from (f"{record_id}: in a WARC file, and has no row" for record_id in written if record_id not in known)
    if twice := len(written) - len(set(written)):
        yield f"{twice} record ids are in the WARC files twice"
