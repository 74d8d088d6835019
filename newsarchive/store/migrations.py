"""An archive of any version -> one of the newest, by sqlite-utils' migrations (recorded in `_sqlite_migrations`).

A change of the tables is a function here, `v2_what_it_adds`, that runs `schema/v2_what_it_adds.sql` and fills what it adds
from what the archive holds. What landed once is frozen: archives were made with it. A test opens one of each version.
Views that name articles are guarded after the last of them (store/suppressions.py).
"""

from __future__ import annotations

from array import array
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from newsarchive.errors import StoreError
from newsarchive.store import absences, bands, corrections, edits, sources, suppressions
from newsarchive.store.connection import APPLICATION_ID, transaction

__all__ = ["check", "migrate"]

migrations = Migrations("newsarchive")


@migrations()
def v1_first_archive(db: Database) -> None:
    """Everything that the first version had."""
    _run(db, "v1")
    sources.seed(db.conn)


@migrations()
def v2_takedowns(db: Database) -> None:
    """Absences with every check, edits with their extent, corrections."""
    _run(db, "v2_takedowns")
    absences.fill(db.conn)
    for article_id in array("q", (number for (number,) in db.conn.execute("SELECT id FROM articles"))):
        edits.refresh(db.conn, article_id)
        corrections.refresh(db.conn, article_id)


@migrations()
def v3_readings(db: Database) -> None:
    """Captures can be read again, and both readings are kept; a table of how well outlets are read."""
    _run(db, "v3_readings")


@migrations()
def v4_suppressions(db: Database) -> None:
    """Articles can be withdrawn from view."""
    _run(db, "v4_suppressions")


@migrations()
def v5_fewer_bands(db: Database) -> None:
    """A text is looked up by fewer keys, so that its cost stays the same as the archive grows."""
    _run(db, "v5_fewer_bands")


@migrations()
def v5_coverage(db: Database) -> None:
    """What is missing, and why, can be asked by outlet and day."""
    _run(db, "v5_coverage")


@migrations()
def v6_timetables(db: Database) -> None:
    """Outlets are crawled by themselves."""
    _run(db, "v6_timetables")


@migrations()
def v7_printed(db: Database) -> None:
    """E-papers' lists tell where articles are printed."""
    _run(db, "v7_printed")


@migrations()
def v8_conditional(db: Database) -> None:
    """Servers are asked whether a page has changed."""
    _run(db, "v8_conditional")


@migrations()
def v9_fewer_merges(db: Database) -> None:
    """The index is put in order more rarely, which makes adding to it a tenth cheaper."""
    _run(db, "v9_fewer_merges")


@migrations()
def v9_polling(db: Database) -> None:
    """Lists are asked for as often as they have something new."""
    _run(db, "v9_polling")


@migrations()
def v9_budgets(db: Database) -> None:
    """Requests to a host are counted by day."""
    _run(db, "v9_budgets")


@migrations()
def v10_lists_failed(db: Database) -> None:
    """A crawl that could fetch nothing is told from one that found nothing due."""
    _run(db, "v10_lists_failed")


@migrations()
def v10_coverage(db: Database) -> None:
    """Which lists named a URL is kept, of each kind of list."""
    _run(db, "v10_coverage")


@migrations()
def v10_rests(db: Database) -> None:
    """A host that refuses is left alone ever longer, from one crawl to the next."""
    _run(db, "v10_rests")


@migrations()
def v10_backfill(db: Database) -> None:
    """The past is fetched behind the news."""
    _run(db, "v10_backfill")


@migrations()
def v10_behind(db: Database) -> None:
    """What was fetched behind the news is found by index."""
    _run(db, "v10_behind")


@migrations()
def v10_search(db: Database) -> None:
    """The index is put in order more rarely still."""
    _run(db, "v10_search")


@migrations()
def v10_frontier(db: Database) -> None:
    """What is asked of the queue costs the same however long it is."""
    _run(db, "v10_frontier")


@migrations()
def v10_settled(db: Database) -> None:
    """A crawl begins at the same cost however many addresses are known."""
    _run(db, "v10_settled")


@migrations()
def v10_import(db: Database) -> None:
    """Captures that others made tell where they come from."""
    _run(db, "v10_import")


@migrations()
def v10_recent_texts(db: Database) -> None:
    """New texts are looked up in memory first, so that their cost grows less with the archive."""
    _run(db, "v10_recent_texts")


@migrations()
def v11_text_filter(db: Database) -> None:
    """That a text has no copy is told from memory, so that its cost stays much the same as the archive grows."""
    _run(db, "v11_text_filter")
    bands.fill_filter(db.conn)


def _run(db: Database, name: str) -> None:
    """Execute the statements of `schema/<name>.sql`."""
    for statement in _statements(files("newsarchive.store").joinpath("schema", f"{name}.sql").read_text("utf-8")):
        db.conn.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: `executescript` would commit the transaction that a migration runs in.

    Their comments stay: SQLite keeps what stands inside a statement, so any tool's `.schema` explains the columns.
    """
    statements = [""]
    for line in script.splitlines(keepends=True):
        statements[-1] += line
        if sqlite3.complete_statement(statements[-1]):
            statements.append("")
    return statements[:-1]


def check(connection: Any, path: Path) -> bool:
    """Whether an archive is of the newest version; False for an older one and for an empty file.

    Raises StoreError for a database that is another program's, or of a newer newsarchive.
    """
    db = Database(connection)
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        if db.table_names():
            raise StoreError(f"{path}: a database, but no archive of newsarchive; give another path with -a")
        return False
    applied = {migration.name for migration in migrations.applied(db)}
    known = {migration.name for migration in migrations.pending(db)} | applied
    newest = {name for name in known if name.startswith("v")}
    if unknown := {name for name in applied if name not in _names()}:
        raise StoreError(f"{path}: written by a newer newsarchive ({', '.join(sorted(unknown))}); upgrade this one")
    return newest == applied


def _names() -> set[str]:
    return {name for name in globals() if name.startswith("v") and name[1:2].isdigit()}


def migrate(connection: Any, path: Path) -> None:
    """Bring an archive to the newest version; an empty file becomes one.

    Raises StoreError as `check` does.
    """
    if not check(connection, path):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(Database(connection))
    if suppressions.unguarded(connection):
        with transaction(connection, path):
            suppressions.guard(connection)
