"""An archive -> everything that is wrong with it: every byte of the WARC files, every row, the full-text index.

SQLite's integrity_check alone proves that the database is a database. So each part is held against the one it was made
from: captures against the records they point to, versions against their hashes, articles against their newest version,
the index against the articles.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.dedupe import fingerprint
from newsarchive.errors import WarcError
from newsarchive.store import absences, articles, corrections, edits, suppressions, verify_copies
from newsarchive.store.archive import Archive
from newsarchive.store.connection import DatabaseError, connect
from newsarchive.store.lock import no_writer
from newsarchive.warc.scan import RecordStream
from newsarchive.warc.verify import Problem, checked
from newsarchive.warc.write import OPEN

__all__ = ["Finding", "Verified", "verify"]

Told = Callable[[str, int, int], None]
_MASK = (1 << 63) - 1
_BATCH = 500  # articles indexed anew at a time


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    file: str
    """In the archive's folder: "archive.db" or "warc/…"."""
    what: str
    offset: int | None = None
    """Of the record, in bytes."""
    record_id: str | None = None
    """WARC-Record-ID."""

    def __str__(self) -> str:
        at = "" if self.offset is None else f", byte {self.offset}"
        record = "" if self.record_id is None else f", {self.record_id}"
        return f"{self.file}{at}{record}: {self.what}"


@dataclass(slots=True)
class Verified:
    """How much was looked at."""

    captures: int = 0
    articles: int = 0
    warc_files: int = 0
    findings: int = 0


def verify(archive: Archive, seen: Verified, told: Told = lambda what, done, total: None) -> Iterator[Finding]:
    """Everything that is wrong with an archive, which no process may write to meanwhile.

    seen: is filled with counts. told(what, done, total): how far it is, in bytes of WARC files or in articles.
    Raises ArchiveBusy; WarcError for a file that the system does not let read.
    """
    with no_writer(archive.path), Archive(archive.path, whole=True) as whole:
        for finding in _all(whole, seen, told):
            seen.findings += 1
            yield finding


def _all(archive: Archive, seen: Verified, told: Told) -> Iterator[Finding]:
    damaged = False
    for finding in _database(archive):
        damaged = True
        yield finding
    if damaged:
        # Rows of a damaged database may be anything; what they say of the rest would only confuse.
        return
    yield from _warc_files(archive, seen, told)
    yield from _articles(archive, seen, told)
    yield from _readings(archive)
    yield from _index(archive, told)
    yield from _suppressions(archive)
    for check in (verify_copies.looked_up, verify_copies.clusters, verify_copies.sources):
        for what in check(archive, told):
            yield Finding("archive.db", what)


# -- the database as such ---------------------------------------------------------------------------------------------


def _database(archive: Archive) -> Iterator[Finding]:
    """What SQLite finds. Since 3.44 its check takes in FTS5's own, of the index's structure."""
    ask = archive.connection.execute
    try:
        for (what,) in ask("PRAGMA integrity_check"):
            if what != "ok":
                yield Finding("archive.db", what)
        for table, rowid, parent, _ in ask("PRAGMA foreign_key_check"):
            yield Finding("archive.db", f"row {rowid} of {table} refers to a row of {parent} that is not there")
    except DatabaseError as error:
        yield Finding("archive.db", f"{error}")


# -- captures and the records they point to ---------------------------------------------------------------------------


def _warc_files(archive: Archive, seen: Verified, told: Told) -> Iterator[Finding]:
    ask = archive.connection.execute
    seen.captures = ask("SELECT count(*) FROM captures").fetchone()[0]
    paths = sorted(path for path in archive.warc_folder.glob("*") if _is_warc(path))
    seen.warc_files = len(paths)
    names = {path.name.removesuffix(OPEN) for path in paths}
    for name, count in ask("SELECT warc_file, count(*) FROM captures GROUP BY warc_file ORDER BY warc_file").fetchall():
        if name not in names:
            yield Finding(f"warc/{name}", f"the file is not there, and has {count} captures; put it back from a copy")
    total = sum(path.stat().st_size for path in paths)
    done = 0
    for path in paths:
        yield from _warc_file(archive, path, partial(_told_bytes, told, done, total))
        done += path.stat().st_size
    for (record_id,) in ask(
        "SELECT record_id FROM captures WHERE revisit_of IS NOT NULL AND truncated IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM captures AS original WHERE original.record_id = captures.revisit_of)"
    ):
        yield Finding("archive.db", "the record whose bytes it repeats has no row in captures", record_id=record_id)


def _told_bytes(told: Told, before: int, total: int, offset: int) -> None:
    told("bytes of WARC", before + offset, total)


def _is_warc(path: Path) -> bool:
    return path.is_file() and path.name.removesuffix(OPEN).endswith((".warc", ".warc.gz"))


def _warc_file(archive: Archive, path: Path, told: Callable[[int], None]) -> Iterator[Finding]:
    """A file's records and the rows that point into it, side by side in the order of its bytes."""
    name = path.name.removesuffix(OPEN)
    ask = archive.connection.execute
    [committed] = ask("SELECT max(warc_offset + warc_length) FROM captures WHERE warc_file = ?", (name,)).fetchone()
    # captures_place is their order already: a file of a gigabyte may have a hundred thousand.
    rows = _Rows(ask("SELECT * FROM captures WHERE warc_file = ? ORDER BY warc_offset", (name,)))
    orphans = 0
    orphan: tuple[int, str | None] | None = None

    def known(record_id: str) -> bool:
        return ask("SELECT 1 FROM captures WHERE record_id = ?", (record_id,)).fetchone() is not None

    def expected(record_id: str) -> bool:
        """Whether the archive has a record, or knows that it never had it: its file was not imported."""
        query = "SELECT 1 FROM captures WHERE revisit_of = ? AND truncated IS NOT NULL"
        return known(record_id) or ask(query, (record_id,)).fetchone() is not None

    for one in checked(path, exists=expected, committed=committed or 0):
        if isinstance(one, Problem):
            yield Finding(f"warc/{one.warc_file}", one.what, one.offset, one.record_id)
            continue
        told(one.next)
        for row in rows.before(one.offset):
            yield _nothing_at(name, row)
        record_id = one.header("WARC-Record-ID")
        has_row = False
        for row in rows.before(one.offset + 1):
            has_row = True
            yield from _record(archive, name, one, row)
        if not has_row and _is_capture(one) and not (record_id and known(record_id)):
            orphans += 1
            orphan = orphan or (one.offset, record_id)
    for row in rows.rest():
        yield _nothing_at(name, row)
    if orphan is not None:
        what = f"this capture and {orphans - 1} more of the file have" if orphans > 1 else "this capture has"
        yield Finding(f"warc/{name}", f"{what} no row; `newsarchive replay {path}` makes one", *orphan)


class _Rows:
    """Rows of `captures` in the order of their offsets, taken as far as a file was read."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def before(self, offset: int) -> Iterator[Any]:
        """Those not taken yet that point to a place before this one."""
        while self._next is not None and self._next["warc_offset"] < offset:
            row, self._next = self._next, next(self._rows, None)
            yield row

    def rest(self) -> Iterator[Any]:
        """Those not taken yet."""
        if self._next is not None:
            yield self._next
        yield from self._rows


def _record(archive: Archive, name: str, record: RecordStream, row: Any) -> Iterator[Finding]:
    """What does not fit between a record and the row that points to it."""
    where = (f"warc/{name}", record.offset, row["record_id"])
    record_id = record.header("WARC-Record-ID")
    if record_id != row["record_id"]:
        yield _finding(where, f"the record is {record_id}, not the one of captures row {row['id']}")
    if record.length != row["warc_length"]:
        yield _finding(where, f"the record has {record.length} bytes, captures row {row['id']} has others")
    # Another archiver's digest is of another kind, or of the payload with its chunks: the payload itself is asked.
    if record.header("WARC-Payload-Digest") != row["payload_digest"] and not _digest_holds(archive, row):
        yield _finding(where, f"its payload is not the one of captures row {row['id']}")


def _nothing_at(name: str, row: Any) -> Finding:
    where = (f"warc/{name}", row["warc_offset"], row["record_id"])
    return _finding(where, f"no whole record is there, captures row {row['id']} points to it")


def _finding(where: tuple[str, int, str], what: str) -> Finding:
    file, offset, record_id = where
    return Finding(file, what, offset, record_id)


def _is_capture(record: RecordStream) -> bool:
    """Whether a record is one that a row is made of: an HTTP answer, a revisit, a page kept without its head."""
    kind = record.header("WARC-Type")
    http = (record.header("Content-Type") or "").lower().startswith("application/http")
    web = (record.header("WARC-Target-URI") or "").lower().startswith(("http://", "https://"))
    return kind == "revisit" or (kind == "response" and http) or (kind == "resource" and web)


def _digest_holds(archive: Archive, row: Any) -> bool:
    try:
        capture = archive.capture(row)
    except WarcError:
        return True  # told already, by the file's own check
    return capture.place is not None and capture.place.payload_digest == row["payload_digest"]


# -- articles and their versions --------------------------------------------------------------------------------------


def _articles(archive: Archive, seen: Verified, told: Told) -> Iterator[Finding]:
    ask = archive.connection.execute
    seen.articles = archive.count()
    for done, row in enumerate(ask("SELECT * FROM articles ORDER BY id"), 1):
        told("articles", done, seen.articles)
        versions = ask("SELECT * FROM revisions WHERE article_id = ? ORDER BY captured_at", (row["id"],)).fetchall()
        article = fingerprint.fields(articles.article_of(archive.connection, row))
        # What follows from versions that are wrong would only confuse.
        problems = list(_chain(row, article, versions)) or _derived(archive, row["id"])
        for what in problems:
            yield Finding("archive.db", f"article {row['id']}, {row['url']}: {what}")


def _derived(archive: Archive, article_id: int) -> list[str]:
    """What the tables that follow from an article's versions and captures have wrong."""
    found = (table.wrong(archive.connection, article_id) for table in (absences, edits, corrections))
    return [what for what in found if what is not None]


def _chain(row: Any, article: dict[str, Any], versions: list[Any]) -> Iterator[str]:
    """What does not fit between a row of `articles` and its rows of `revisions`."""
    if len(versions) != row["revisions"]:
        yield f"it has {len(versions)} rows in revisions, not {row['revisions']}"
    before: dict[str, Any] | None = None
    for version in versions:
        where = f"the version of {version['captured_at']}"
        try:
            reading = json.loads(version["fields"])
            computed = fingerprint.content_hash(reading)
            changed = fingerprint.changed(before, reading)
        except (ValueError, KeyError, TypeError) as error:
            yield f"{where} cannot be read ({type(error).__name__}: {error})"
            return
        if computed != version["content_hash"]:
            yield f"{where} has another hash than its text"
        if before is not None and not changed:
            yield f"{where} is the same as the one before"
        if json.loads(version["changed"]) != changed:
            yield f"{where} changed {', '.join(changed) or 'nothing'}, its row says otherwise"
        before = reading
    if before is None:
        return
    newest = versions[-1]
    if (row["content_hash"], row["captured_at"]) != (newest["content_hash"], newest["captured_at"]):
        yield "it is not its newest version"
    if row["body_hash"] != fingerprint.body_hash(row["body"]):
        yield "body_hash is not that of its body"
    now = json.loads(json.dumps(article))
    for name, value in before.items():
        joined = isinstance(value, list) and name == "section"
        if name in now and (" > ".join(now[name]) != " > ".join(value) if joined else now[name] != value):
            yield f"{name} differs from its newest version"


def _suppressions(archive: Archive) -> Iterator[Finding]:
    """Views that would show a suppressed article, and suppressions that are lifted by nobody."""
    ask = archive.connection.execute
    for name in suppressions.unguarded(archive.connection):
        yield Finding("archive.db", f"the view {name} shows suppressed articles; any `newsarchive crawl` or `replay` mends it")
    for row in ask("SELECT * FROM suppressions WHERE (lifted_at IS NULL) <> (lifted_by IS NULL)"):
        yield Finding("archive.db", f"suppression {row['id']} of {row['url']} does not say who lifted it, and when")


# -- what captures said to other parsers, and how well they were read ---------------------------------------------------


def _readings(archive: Archive) -> Iterator[Finding]:
    """Reports that do not add up, readings that say nothing, counts of health that cannot be."""
    ask = archive.connection.execute
    for number, captures_read, told in ask(
        "SELECT id, captures, same + damaged + (SELECT count(*) FROM readings WHERE reparse_id = reparses.id) FROM reparses"
    ):
        if captures_read != told:
            yield Finding("archive.db", f"reparse {number} read {captures_read} captures, and tells of {told}")
    for number, capture_id in ask(
        "SELECT reparse_id, capture_id FROM readings"
        " WHERE NOT json_valid(ifnull(before, '{}')) OR NOT json_valid(ifnull(after, '{}'))"
        " OR (after IS NULL) <> (effect IN ('lost', 'reason')) OR (reason IS NULL) <> (after IS NOT NULL)"
    ):
        yield Finding("archive.db", f"reparse {number}: what it read of captures row {capture_id} cannot be read")
    for outlet, day, name in ask(
        "SELECT outlet, day, field FROM health WHERE filled > readings OR different > filled OR labels > filled"
        " OR (length IS NULL) <> (filled = 0)"
    ):
        yield Finding("archive.db", f"health of {outlet} on {day}: the counts of {name} do not fit each other")


# -- the full-text index ----------------------------------------------------------------------------------------------


def _index(archive: Archive, told: Told) -> Iterator[Finding]:
    """Whether the index holds the tokens of every article, each at its place, and nothing else.

    Each token with its place is hashed into one number an article, added up over the index and taken off over the
    texts, indexed anew a batch at a time: what is left is not right. So 8 bytes an article do, however large the index.
    """
    connection = connect(archive.database, readonly=True)
    try:
        connection.row_factory = None
        # Tables are made in the connection's own memory; the archive stays as it is (mode=ro).
        connection.execute("PRAGMA query_only = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        made = connection.execute("SELECT sql FROM main.sqlite_master WHERE name = 'search'").fetchone()[0]
        connection.execute(made.replace("TABLE search", "TABLE temp.again", 1))
        connection.execute("CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, search, instance)")
        connection.execute("CREATE VIRTUAL TABLE temp.tokens_again USING fts5vocab(temp, again, instance)")
        highest = connection.execute("SELECT max(id) FROM articles").fetchone()[0] or 0
        sums = array("q", bytes(8 * (highest + 1)))
        strangers: set[int] = set()
        for rowid, digest in _digests(connection, "tokens"):
            if 0 < rowid <= highest:
                sums[rowid] = (sums[rowid] + digest) & _MASK
            else:
                strangers.add(rowid)
        urls: dict[int, str] = {}
        total = archive.count()
        for done, row in enumerate(archive.connection.execute("SELECT * FROM articles ORDER BY id"), 1):
            told("articles in the index", done, total)
            urls[row["id"]] = row["url"]
            article = articles.article_of(archive.connection, row)
            connection.execute(
                "INSERT INTO temp.again (rowid, title, summary, body, names) VALUES (?, ?, ?, ?, ?)",
                (row["id"], *articles.indexed(fingerprint.fields(article))),
            )
            if len(urls) == _BATCH or done == total:
                for rowid, digest in _digests(connection, "tokens_again"):
                    sums[rowid] = (sums[rowid] - digest) & _MASK
                connection.execute("INSERT INTO temp.again (again) VALUES ('delete-all')")
                for rowid, url in urls.items():
                    if sums[rowid]:
                        yield Finding("archive.db", f"article {rowid}, {url}: the index has other words of it")
                    sums[rowid] = 0
                urls.clear()
        strangers.update(rowid for rowid, left in enumerate(sums) if left)
    finally:
        connection.close()
    for rowid in sorted(strangers):
        yield Finding("archive.db", f"the index has an article {rowid} that is not there")


def _digests(connection: Any, vocabulary: str) -> Iterator[tuple[int, int]]:
    """A number for each token of an index at its place, with the article that it is in."""
    found = connection.execute(f"SELECT doc, term, col, offset FROM temp.{vocabulary}")  # noqa: S608
    return ((rowid, hash((term, column, place)) & _MASK) for rowid, term, column, place in found)
