"""Every stored capture read again with today's parsers, on all cores -> a report; and the report -> rows.

The workers read: each has the archive open for reading, and is handed ranges of captures in the order in which they lie in
the WARC files. This process writes: what a range gave and how far it reaches enter in one transaction, so that a reparse
that was killed goes on after the last range. A bounded number of ranges is under way at a time, whatever the archive's size.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from newsarchive import clock, pages, partial
from newsarchive.errors import NewsarchiveError, Unreadable, UsageError, WarcError
from newsarchive.items import Article, Reason
from newsarchive.known import CONFIG, make_known
from newsarchive.reading import give_up, reconsider, said
from newsarchive.schedule import timestamp
from newsarchive.store import acceptance, captures, readings
from newsarchive.store.archive import Archive
from newsarchive.store.readings import Again

__all__ = ["FIELDS", "Told", "accept", "reparse"]

#: The fields that a reparse can be confined to.
FIELDS: Final = (
    "title", "source", "author", "date", "summary", "body", "editor", "section", "credits", "updated", "images", "language",
)  # fmt: skip

_RANGE = 200  # captures read at a time by a worker; a few seconds of work, lost when it is killed
_BATCH = 50  # articles stored anew in one transaction
# What may hold an article: reading.record's own conditions, in SQL.
_READABLE = (
    "status BETWEEN 200 AND 299 AND truncated IS NULL AND state <> 'unread'"
    " AND ifnull(mime, '') IN ('', 'text/html', 'application/xhtml+xml', 'text/plain', 'application/json')"
)

#: Told how far it is: captures or articles done, of how many, and what came of them.
Told = Callable[[int, int, str], None]


@dataclass(slots=True)
class _Range:
    """What the captures of a range say."""

    through: int
    counts: dict[str, int] = field(default_factory=lambda: {"captures": 0, "same": 0, "damaged": 0})
    found: list[Again] = field(default_factory=list)


# -- reading ----------------------------------------------------------------------------------------------------------


def reparse(
    archive: Archive,
    *,
    outlet: str | None = None,
    since: str | None = None,
    fields: tuple[str, ...] = (),
    jobs: int | None = None,
    told: Told = lambda done, total, note: None,
) -> int:
    """Read every stored capture again and note what is different; the number of the report. Changes no article.

    outlet: only its captures. since: only those of articles that were captured since a day (YYYY-MM-DD), all of them, so that
    no version is left to an older parser than its neighbor. fields: the only ones to look at; with any, no article is found or
    lost. jobs: processes that read; None for one a core, 1 for this one alone.
    A reparse that was killed goes on, unless other fields were asked for, or the parsers have changed since.
    Raises UsageError.
    """
    for name in fields:
        if name not in FIELDS:
            raise UsageError(f"{name!r} is no field that is read anew; there are: {', '.join(FIELDS)}")
    make_known(archive.path)
    if outlet is not None:
        pages.outlet_named(outlet)
    parameters = {"outlet": outlet, "since": _day(since), "fields": sorted(fields)}
    parsers = _parsers(archive.path)
    row = readings.open_report(archive.connection, parameters, parsers)
    if row is None:
        with archive.transaction():
            reparse_id = readings.begin(archive.connection, parameters, parsers, timestamp(clock.now()))
        row = archive.connection.execute("SELECT * FROM reparses WHERE id = ?", (reparse_id,)).fetchone()
    where, values = _scope(parameters)
    bounds = (row["first"], row["last"])
    [total] = archive.connection.execute(
        f"SELECT count(*) FROM captures WHERE id > ? AND id <= ? AND {where}",  # noqa: S608
        (*bounds, *values),
    ).fetchone()
    done = differing = 0
    with _Reader(archive, jobs or os.cpu_count() or 1, parameters) as read:
        for one in read(_ranges(archive, *bounds, where, values)):
            with archive.transaction():
                readings.note(archive.connection, row["id"], one.through, one.counts, one.found, timestamp(clock.now()))
            done += one.counts["captures"]
            differing += len(one.found)
            told(done, total, f"{differing} differ")
    with archive.transaction():
        readings.finish(archive.connection, row["id"], timestamp(clock.now()))
    return int(row["id"])


def _day(since: str | None) -> str | None:
    try:
        return date.fromisoformat(since).isoformat() if since else None
    except ValueError:
        raise UsageError(f"since: {since!r} is no day; write it as 2024-03-01") from None


def _scope(parameters: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The captures to read, as an SQL condition and its values."""
    where = _READABLE
    values: tuple[str, ...] = ()
    if parameters["outlet"]:
        where, values = f"{where} AND outlet = ?", (parameters["outlet"],)
    if since := parameters["since"]:
        where += (
            " AND (captured_at >= ? OR article_id IN"
            " (SELECT article_id FROM captures WHERE captured_at >= ? AND article_id IS NOT NULL))"
        )
        values = (*values, since, since)
    return where, values


def _ranges(archive: Archive, first: int, last: int, where: str, values: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """(after, through) ranges of capture ids with so many captures to read in each."""
    while first < last:
        row = archive.connection.execute(
            f"SELECT max(id) FROM (SELECT id FROM captures WHERE id > ? AND id <= ? AND {where} ORDER BY id LIMIT ?)",  # noqa: S608
            (first, last, *values, _RANGE),
        ).fetchone()
        through = row[0] if row[0] is not None else last
        yield first, through
        first = through


def _parsers(folder: Path) -> str:
    """A hash of the code that reads and of what configures it: what a killed reparse read with others is read again."""
    code = hashlib.blake2b(digest_size=16)
    for package in ("newsarchive.extract", "newsarchive.pages"):
        for path in sorted(Path(str(files(package))).rglob("*.py")):
            code.update(path.read_bytes())
    if (folder / CONFIG).is_file():
        code.update((folder / CONFIG).read_bytes())
    return code.hexdigest()


def read_again(archive: Archive, row: Any, fields: tuple[str, ...] = ()) -> Again | None:
    """What is different about a row of `captures`, its bytes read again; None where nothing is, or it is no article's address.

    Raises WarcError.
    """
    outlet = pages.outlet_for(row["url"])
    if outlet is None or outlet.identity(row["url"]) is None:
        return None
    article: Article | None = None
    parts: list[int] = []
    reason: Reason | None = None
    try:
        article, parts = said(archive, archive.capture(row), last=True, anew=True)
    except Unreadable as error:
        reason = error.reason
    if article is not None and article.body is None and row["reason"] == Reason.EMPTY:
        return None  # it lost the text that it had, and is no version of its article: dedupe.judge.healthy
    if article is not None and row["state"] == "not_read" and partial.shortened(archive, article):
        return None  # only the beginning of it stands there
    return readings.compare(row, readings.known(archive.connection, row), article, parts, reason, fields)


def _read_range(archive: Archive, parameters: dict[str, Any], after: int, through: int) -> _Range:
    result = _Range(through)
    where, values = _scope(parameters)
    rows = archive.connection.execute(
        f"SELECT * FROM captures WHERE id > ? AND id <= ? AND {where} ORDER BY id",  # noqa: S608
        (after, through, *values),
    ).fetchall()
    for row in rows:
        result.counts["captures"] += 1
        try:
            again = read_again(archive, row, tuple(parameters["fields"]))
        except WarcError:
            result.counts["damaged"] += 1
            continue
        if again is None:
            result.counts["same"] += 1
        else:
            result.found.append(again)
    return result


# -- on all cores -----------------------------------------------------------------------------------------------------

_worker: tuple[Archive, dict[str, Any]]


class _Reader:
    """Reads ranges in `jobs` processes, and hands on what they gave in the ranges' order."""

    def __init__(self, archive: Archive, jobs: int, parameters: dict[str, Any]) -> None:
        self._archive, self._jobs, self._parameters = archive, jobs, parameters
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Callable[[Iterator[tuple[int, int]]], Iterator[_Range]]:
        if self._jobs == 1:
            return self._here
        # spawn: a forked worker would hold the writer's lock of a parent that was killed
        self._pool = ProcessPoolExecutor(
            self._jobs,
            multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self._archive.path, self._parameters, os.getpid()),
        )
        return self._there

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _here(self, ranges: Iterator[tuple[int, int]]) -> Iterator[_Range]:
        for after, through in ranges:
            yield _read_range(self._archive, self._parameters, after, through)

    def _there(self, ranges: Iterator[tuple[int, int]]) -> Iterator[_Range]:
        assert self._pool is not None
        waiting: deque[Future[_Range]] = deque()
        try:
            for after, through in ranges:
                waiting.append(self._pool.submit(_work, after, through))
                if len(waiting) > 2 * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise NewsarchiveError(
                "a process that reads pages was killed, perhaps for want of memory; run the same command again to go on, "
                "with a smaller --jobs"
            ) from error


def _start(path: Path, parameters: dict[str, Any], parent: int) -> None:
    """Make a process a worker; it ends with its parent, however that does."""
    global _worker  # what a pool's initializer leaves for its work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to handle
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    make_known(path)
    _worker = (Archive(path, whole=True), parameters)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _work(after: int, through: int) -> _Range:
    archive, parameters = _worker
    return _read_range(archive, parameters, after, through)


# -- accepting --------------------------------------------------------------------------------------------------------


def accept(archive: Archive, told: Told = lambda done, total, note: None) -> tuple[int, int]:
    """Store what the last report says, exactly that; its number, and how many captures were read anew since and passed over.

    A transaction a batch of articles: what was killed goes on. Raises NewsarchiveError when there is nothing to accept.
    """
    ask = archive.connection.execute
    row = ask("SELECT * FROM reparses ORDER BY id DESC LIMIT 1").fetchone()
    if row is None or row["accepted_at"] is not None:
        raise NewsarchiveError(f"{archive.path}: no report waits to be accepted; `newsarchive reparse` makes one")
    if row["finished_at"] is None:
        filters = "".join(
            f" --{name} {value}" for name, value in json.loads(row["parameters"]).items() if value and name != "fields"
        )
        raise NewsarchiveError(
            f"{archive.path}: the last reparse did not come to its end; `newsarchive reparse{filters}` goes on"
        )
    [total] = ask(
        "SELECT count(DISTINCT url) FROM readings WHERE reparse_id = ? AND accepted_at IS NULL", (row["id"],)
    ).fetchone()
    done = passed_over = 0
    while urls := acceptance.touched(archive.connection, row["id"], _BATCH):
        with archive.group() as group:
            for url in urls:
                passed_over += _accept(archive, row["id"], url)
            group.commit()
        done += len(urls)
        told(done, total, "")
    with archive.transaction():
        acceptance.accepted(archive.connection, row["id"], timestamp(clock.now()))
    return int(row["id"]), passed_over


def _accept(archive: Archive, reparse_id: int, url: str) -> int:
    """Store an article as a report has it; how many of its captures were passed over."""
    ask = archive.connection.execute
    result = acceptance.accept(archive.connection, reparse_id, url, timestamp(clock.now()))
    for capture_id, reason in result.without:
        row = ask("SELECT * FROM captures WHERE id = ?", (capture_id,)).fetchone()
        if reason is Reason.PART:  # its text is in the article's
            captures.mark_unreadable(archive.connection, row["record_id"], reason)
        else:
            give_up(archive, archive.capture(row), reason)
    for address in result.urls:
        seen_at = ask(
            "SELECT min(record_id) FROM captures JOIN articles ON articles.id = article_id"
            " WHERE articles.url = ? AND state = 'read' GROUP BY captures.url",
            (address,),
        ).fetchall()
        for (record_id,) in seen_at:
            reconsider(archive, record_id)
    return result.passed_over
