"""An archive: a folder with `archive.db` and `warc/`, opened to read or to write."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from newsarchive import clock, logs
from newsarchive.errors import ArchiveMissing, StoreError
from newsarchive.items import Article, Capture, Outlet, Place, Reason, Verdict
from newsarchive.schedule import timestamp
from newsarchive.store import articles, captures, migrations, origins, suppressions
from newsarchive.store.connection import Group, connect, savepoint, transaction
from newsarchive.store.frontier import Tally
from newsarchive.store.lock import WriterLock
from newsarchive.warc.read import read_at

__all__ = ["Archive"]

_VERDICT_COLUMN = {
    Verdict.NEW: "new",
    Verdict.REVISED: "revised",
    Verdict.UNCHANGED: "unchanged",
    Verdict.COPY: "copies",
}


class Archive:
    """The articles of an archive, to iterate over, look up, add to.

    path: its folder. write: take the writer's lock, and make the archive when there is none; without it nothing is
    changed, and any number of readers may work beside the one writer. whole: what `newsarchive suppress` withdrew is
    seen too, as by a writer, who must know all there is; other readers do not meet it, whatever they ask.
    Raises ArchiveMissing, ArchiveBusy, StoreError.
    """

    def __init__(self, path: str | Path, *, write: bool = False, whole: bool = False) -> None:
        self.path = Path(path)
        self.warc_folder = self.path / "warc"
        self.database = self.path / "archive.db"
        self._lock: WriterLock | None = None
        if write:
            self._prepare()
        elif not self.database.is_file():
            raise ArchiveMissing(
                f"{self.path}: no archive here; `newsarchive crawl` or `newsarchive replay` makes one, -a names another"
            )
        try:
            self.connection = connect(self.database, readonly=not write)
            if write:
                migrations.migrate(self.connection, self.database)
            elif not migrations.check(self.connection, self.database):
                raise StoreError(
                    f"{self.path}: of an older version; any `newsarchive crawl` or `replay` into it upgrades it"
                )
            elif not whole:
                # Its own memory is what is written; the file is open for reading only.
                self.connection.execute("PRAGMA query_only = OFF")
                suppressions.veil(self.connection)
                self.connection.execute("PRAGMA query_only = ON")
        except BaseException:
            if self._lock:
                self._lock.release()
            raise
        self.db = Database(self.connection)
        self._turn = Lock()
        self._grouping = False
        self._running: set[int] = set()  # runs of this process

    def _prepare(self) -> None:
        try:
            self.warc_folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror}; choose a folder that can be written with -a") from error
        self._lock = WriterLock(self.path)

    # -- reading --------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self.count()

    def __iter__(self) -> Iterator[Article]:
        """Every article, oldest publication first."""
        rows = self.connection.execute("SELECT * FROM articles ORDER BY date_utc, id")
        return (articles.article_of(self.connection, row) for row in rows)

    def count(self) -> int:
        """How many articles there are."""
        return int(self.connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    def get(self, key: int | str) -> Article | None:
        """An article by its id or canonical URL."""
        column = "id" if isinstance(key, int) else "url"
        row = self.connection.execute(f"SELECT * FROM articles WHERE {column} = ?", (key,)).fetchone()  # noqa: S608
        return articles.article_of(self.connection, row) if row else None

    def place(self, record_id: str) -> Place | None:
        """Where a record lies; None for one that the archive does not hold.

        record_id: its name, or of an imported one the digest that its maker gave the payload.
        """
        row = self.connection.execute("SELECT * FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        row = row or origins.named(self.connection, record_id)
        return captures.place_of(row) if row else None

    def capture(self, row: Any) -> Capture:
        """The answer that a row of `captures` points to, with its bytes; raises WarcError."""
        return self.captured(captures.place_of(row))

    def captured(self, place: Place, *, or_cut: bool = False) -> Capture:
        """The answer at a place, which need not have a row; or_cut, errors: as in `warc.read.read_at`."""
        return read_at(self.warc_folder, place, lookup=self.place, or_cut=or_cut)

    def revisions(self, article_id: int) -> list[dict[str, Any]]:
        """Every version of an article, oldest first: captured_at, changed (field names), fields (the whole reading)."""
        rows = self.connection.execute(
            "SELECT captured_at, capture_id, parser, changed, fields FROM revisions WHERE article_id = ? ORDER BY captured_at",
            (article_id,),
        )
        return [
            {**dict(row), "changed": json.loads(row["changed"]), "fields": json.loads(row["fields"])} for row in rows
        ]

    # -- writing --------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """One `BEGIN IMMEDIATE … COMMIT`, or a savepoint inside `group`; durable: see `connection.transaction`."""
        if self._grouping:
            with savepoint(self.connection, self.database):
                yield
            return
        with self._turn, transaction(self.connection, self.database, durable=durable):
            yield

    def is_committing(self) -> bool:
        """Whether a group is on its way to the disk, so that a transaction would wait."""
        return self._turn.locked()

    @contextmanager
    def group(self) -> Iterator[Group]:
        """A transaction of several `transaction`s, still to be ended by `Group.commit`, from whatever thread.

        Until then any other transaction waits.
        """
        self._turn.acquire()
        group = Group(self.connection, self.database, self._turn)
        try:
            group.begin()
            self._grouping = True
            yield group
        except BaseException:
            group.rollback()
            raise
        finally:
            self._grouping = False

    def add(self, article: Article, run_id: int | None = None) -> Verdict:
        """Store one reading of an article, in a transaction of its own; the same reading again changes nothing."""
        with self.transaction():
            verdict = articles.store(self.connection, article)
            self.count_verdict(verdict, run_id)
        return verdict

    def count_verdict(self, verdict: Verdict, run_id: int | None) -> None:
        """Count a reading in its run, if it has one, inside the caller's transaction."""
        if run_id is not None:
            column = _VERDICT_COLUMN[verdict]
            self.connection.execute(f"UPDATE runs SET {column} = {column} + 1 WHERE id = ?", (run_id,))  # noqa: S608

    def add_outlet(self, outlet: Outlet) -> None:
        """Make an outlet known, or its facts up to date."""
        with self.transaction():
            self.db.table("outlets").upsert(
                {
                    "name": outlet.name,
                    "title": outlet.title,
                    "home": outlet.home,
                    "zone": outlet.zone,
                    "language": outlet.language,
                },
                pk="name",
            )

    def unreadable(self, record_id: str, reason: Reason, run_id: int | None = None) -> None:
        """Record that a capture holds no article, and why."""
        with self.transaction():
            captures.mark_unreadable(self.connection, record_id, reason)
            if run_id is not None:
                self.connection.execute("UPDATE runs SET unreadable = unreadable + 1 WHERE id = ?", (run_id,))

    def begin_run(self, kind: str, outlet: str | None, parameters: dict[str, Any], backfill_id: int | None = None) -> int:
        """Open a run's row; the runs that died without closing theirs are closed as killed."""
        with self.transaction():
            self.connection.execute(
                "UPDATE runs SET outcome = 'killed' WHERE finished_at IS NULL AND outcome IS NULL"
                " AND id NOT IN (SELECT value FROM json_each(?))",
                (json.dumps(list(self._running)),),
            )
            row = self.connection.execute(
                "INSERT INTO runs (kind, outlet, started_at, pid, parameters, backfill_id) VALUES (?, ?, ?, ?, ?, ?)"
                " RETURNING id",
                (kind, outlet, timestamp(clock.now()), os.getpid(), json.dumps(parameters, ensure_ascii=False), backfill_id),
            ).fetchone()
        self._running.add(int(row["id"]))
        logs.note_run(outlet, int(row["id"]))
        return int(row["id"])

    def end_run(self, run_id: int, outcome: str, tally: Tally | None = None, lists_failed: int = 0) -> None:
        """Close a run's row; lists_failed: see `Frontier.lists_failed`."""
        self._running.discard(run_id)
        with self.transaction():
            self.connection.execute(
                "UPDATE runs SET finished_at = ?, outcome = ?, pending = ?, lists_failed = ? WHERE id = ?",
                (timestamp(clock.now()), outcome, tally.pending if tally else 0, lists_failed, run_id),
            )

    def close(self) -> None:
        """Give the files and the lock back; closing twice is fine."""
        self.connection.close()
        if self._lock:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
