"""A path -> a connection to the archive's SQLite file, set up as the order of writes needs it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

# sqlite-utils' own choice: pysqlite3 (SQLite 3.53) before the standard library's, which may have the WAL-reset bug
# (sqlite.org/wal.html, "walresetbug": 3.7.0 to 3.51.2).
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from newsarchive.errors import ArchiveBusy, ArchiveFull, StoreError

__all__ = ["DatabaseError", "connect", "defer", "transaction", "wrapped"]

DatabaseError: type[Exception] = sqlite3.DatabaseError

# "NEWS": tells an archive from another program's database without looking at tables (sqlite.org/pragma.html).
APPLICATION_ID = 0x4E455753

_CACHE_KIBIBYTES = 32 * 1024
#: Of the log, after which they are copied into the file: SQLite's own default.
_LOG_PAGES = 1000


class _Connection(sqlite3.Connection):
    """A connection, with what its writer has in mind."""

    #: Of the file, so as not to ask for it (bands.py).
    remembered: Any = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        #: Statements, with their values, that the transaction under way ends with.
        self.deferred: list[tuple[str, tuple[Any, ...]]] = []


def connect(path: Path, *, readonly: bool = False) -> Any:
    """An open connection in autocommit mode: transactions are begun by `transaction` alone.

    readonly: refuses every write, and never checkpoints the WAL.
    Raises StoreError when the file cannot be opened.
    """
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=30.0,
            factory=_Connection,
        )
        if not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            # WAL + FULL syncs the log at each commit: an acknowledged row outlives a power cut. NORMAL loses rows.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # The keys of copies are spread over the whole of their index: what is above its leaves stays at hand.
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        else:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # where the schema is damaged, its text may be no text
        raise wrapped(error, path) from error
    connection.row_factory = sqlite3.Row
    return connection


def defer(connection: Any, statement: str, values: tuple[Any, ...]) -> None:
    """Execute a statement at the end of the transaction under way, in the order told; at once where there is none.

    For the full-text index: FTS5 makes a part of the index of what it was given so far whenever a savepoint begins, or a
    statement that might have to be undone alone (fts5_main.c, xSavepoint). Given all at the end, it makes one.
    """
    if connection.in_transaction:
        connection.deferred.append((statement, values))
    else:
        connection.execute(statement, values)


def _end(connection: Any) -> None:
    """Carry out what was deferred, and commit."""
    deferred, connection.deferred = connection.deferred, []
    for statement, values in deferred:
        connection.execute(statement, values)
    connection.execute("COMMIT")


@contextmanager
def transaction(connection: Any, path: Path, *, durable: bool = True) -> Iterator[None]:
    """One `BEGIN IMMEDIATE … COMMIT`: all of it, or none.

    durable: on the disk when it returns. Without it a power cut (no crash, no kill) may undo it, together with all that
    came after and was not durable either: for what the next run makes anew by itself. Its log pages are written before
    those of the next durable one, and synced with them; the log's pages are copied into the file by a durable one too,
    since that waits for the disk.
    Never a deferred transaction that writes later: it fails at once with BUSY_SNAPSHOT when another connection wrote.
    Raises ArchiveFull or StoreError.
    """
    try:
        if not durable:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        _end(connection)
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise wrapped(error, path) from error
    finally:
        connection.deferred.clear()  # of one that was undone
        if not durable:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


@contextmanager
def savepoint(connection: Any, path: Path) -> Iterator[None]:
    """A part of a transaction, undone alone when it fails."""
    before = len(connection.deferred)
    try:
        connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            del connection.deferred[before:]
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
            raise
        connection.execute("RELEASE part")
    except sqlite3.Error as error:
        raise wrapped(error, path) from error


class Group:
    """A transaction that another thread may commit than the one that wrote it.

    turn: the lock of the archive's transactions, which the caller has taken; it is released when this one ends.
    """

    def __init__(self, connection: Any, path: Path, turn: Lock) -> None:
        self._connection = connection
        self._path = path
        self._turn = turn

    def begin(self) -> None:
        """Start it. Raises StoreError."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise wrapped(error, self._path) from error

    def commit(self) -> None:
        """End it, on the disk, or as if it had never begun. Raises ArchiveFull, StoreError."""
        try:
            _end(self._connection)
        except sqlite3.Error as error:
            raise wrapped(error, self._path) from error
        finally:
            self.rollback()  # what a failed commit left; nothing after one that went well

    def rollback(self) -> None:
        """End it as if it had never begun, if it has not ended, and let the next one in."""
        try:
            self._connection.deferred.clear()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self._turn.release()


def _no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < 64 * 1024
    except OSError:
        return False


def wrapped(error: Exception, path: Path) -> StoreError:
    """SQLite's words -> what is wrong with the archive, and the next step."""
    text = str(error)
    # On a disk without a free block SQLite cannot even make its -shm file, and calls that an I/O error.
    if "disk is full" in text or ("disk I/O error" in text and _no_room(path)):
        return ArchiveFull(f"{path}: the disk is full; free some space and run the same command again")
    if "locked" in text:
        return ArchiveBusy(f"{path}: another program holds a lock on the database; close it and try again")
    if "not a database" in text or "malformed" in text or isinstance(error, UnicodeDecodeError):
        return StoreError(f"{path}: {text}; restore it from a backup, or replay the WARC files into a new archive")
    if "unable to open" in text and path.exists():
        reason = os.strerror(errno.EISDIR) if path.is_dir() else os.strerror(errno.EACCES)
        return StoreError(f"{path}: cannot be opened ({reason.lower()}); check the file and its folder's permissions")
    if "readonly" in text or "read-only" in text:
        return StoreError(f"{path}: cannot be written ({text}); check the permissions of the file and its folder")
    return StoreError(f"{path}: {text}")
