"""SQL that a user wrote -> columns and rows, from an archive that it cannot change, within a time and a size.

After SQLite's own advice on statements of strangers (sqlite.org/security.html): a read-only connection, an authorizer
that knows only reading, limits on what one value may hold, a progress handler that watches the clock. It goes through
the standard library's sqlite3, since pysqlite3 has no `setlimit`.
"""

from __future__ import annotations

import difflib
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newsarchive.errors import QueryError, StoreError
from newsarchive.query.snippet import snippet
from newsarchive.store import fts, suppressions
from newsarchive.store.archive import Archive

__all__ = ["Answer", "run_sql", "schema"]

_MAX_VALUE = 10_000_000  # bytes of one value: no article has so many, randomblob(900000000) has
_MAX_PATTERN = 200  # bytes of a LIKE or GLOB pattern: one with many wildcards runs long, and no handler interrupts it
_STEPS = 20_000  # virtual machine instructions between two looks at the clock: about a millisecond
_BATCH = 100  # rows fetched at a time

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
# Pragmas that describe; data_version is what FTS5 itself asks for on every query.
_PRAGMAS = frozenset(
    {"data_version", "foreign_key_list", "index_info", "index_list", "table_info", "table_list", "table_xinfo"}
)


@dataclass(slots=True)
class Answer:
    """The answer to a query: iterate over it once for its rows; it closes itself at the end."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]
    _connection: sqlite3.Connection

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.rows

    def close(self) -> None:
        """Let go of the database; closing twice is fine."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Clock:
    """Counts the time that SQLite works, not that in which the reader of the rows does."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._spent = 0.0
        self._since: float | None = None

    def over(self) -> bool:
        running = 0.0 if self._since is None else time.monotonic() - self._since
        return self._spent + running > self.seconds

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        assert self._since is not None
        self._spent += time.monotonic() - self._since
        self._since = None


def run_sql(
    path: Path,
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
    *,
    seconds: float = 10.0,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Answer:
    """Run one SELECT over the archive in the folder `path`.

    Beside SQLite's own functions there are `match_query(text)`, which makes a query for `search MATCH` of what a person
    would type, and `excerpt(text, query)`, the piece of a text round the first place where that stands.
    seconds: of SQLite's work. max_rows: the rows end there. max_bytes: an answer that is larger is refused.
    Raises QueryError, at once or from the rows, for whatever is wrong with the query; ArchiveMissing, StoreError.
    """
    with Archive(path) as archive:  # an archive, of this version
        database = archive.database
    connection = _connected(database)
    clock = _Clock(seconds)
    connection.set_progress_handler(clock.over, _STEPS)
    try:
        with clock:
            cursor = connection.execute(sql, parameters)
            first = cursor.fetchmany(_BATCH)
        if cursor.description is None:
            raise QueryError("there is no SELECT in the query; see `newsarchive sql --help`")
    except BaseException as error:
        explained = _explained(error, connection, sql, clock)
        connection.close()
        if explained is error:
            raise
        raise explained from error
    columns = tuple(column[0] for column in cursor.description)
    rows = _rows(connection, cursor, first, sql, clock, max_rows, max_bytes)
    return Answer(columns, rows, connection)


def _connected(database: Path) -> sqlite3.Connection:
    address = f"{database.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30.0)
    suppressions.veil(connection)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = _text
    connection.create_function("match_query", 1, _match_query, deterministic=True)
    connection.create_function("excerpt", 2, _excerpt, deterministic=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _MAX_PATTERN)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_authorized)
    return connection


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        # second is the function; fts3_tokenizer and load_extension are code that a query could bring along.
        return sqlite3.SQLITE_DENY if second in ("load_extension", "fts3_tokenizer") else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _PRAGMAS else sqlite3.SQLITE_DENY
    # SQLite asks so when it connects a virtual table. A query that really did would meet the read-only file.
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _text(stored: bytes) -> str:
    # CAST(x AS TEXT) makes text of any bytes, and sqlite3 would refuse the whole answer.
    return stored.decode("utf-8", "replace")


def _match_query(text: Any) -> str:
    # An empty phrase finds nothing, which is what there is to find for no word at all; NULL would be a syntax error.
    return (text is not None and fts.match(str(text))) or '""'


def _excerpt(text: Any, query: Any) -> str | None:
    piece = snippet(str(text), str(query)) if text is not None and query is not None else None
    return piece.text if piece else None


def _rows(
    connection: sqlite3.Connection,
    cursor: sqlite3.Cursor,
    batch: list[tuple[Any, ...]],
    sql: str,
    clock: _Clock,
    max_rows: int | None,
    max_bytes: int | None,
) -> Iterator[tuple[Any, ...]]:
    count = size = 0
    try:
        while batch:
            for row in batch:
                if count == max_rows:
                    return
                count += 1
                size += sum(len(value) if isinstance(value, str | bytes) else 8 for value in row)
                if max_bytes is not None and size > max_bytes:
                    raise QueryError(f"the answer has more than {max_bytes} bytes; ask for fewer rows or columns")
                yield row
            with clock:
                batch = cursor.fetchmany(_BATCH)
    except (sqlite3.Error, MemoryError, OverflowError) as error:
        raise _explained(error, connection, sql, clock) from error
    finally:
        connection.close()


# -- errors ---------------------------------------------------------------------------------------------------------

_NEAR = re.compile(r'near "(.*)": syntax error', re.DOTALL)
_NO_TABLE = re.compile(r"no such table: (?:main\.)?(.+)")
_NO_COLUMN = re.compile(r"no such column: (.+)")
_AMBIGUOUS = re.compile(r"ambiguous column name: (.+)")
_NO_FUNCTION = re.compile(r"no such function: (.+)")


def _explained(error: BaseException, connection: sqlite3.Connection, sql: str, clock: _Clock) -> BaseException:
    """SQLite's words -> what is wrong with the query, and the next step; other errors as they are."""
    if isinstance(error, QueryError):
        return error
    if isinstance(error, MemoryError):
        return QueryError("the query needs more memory than it may have; ask for fewer rows, or sort and group less")
    if isinstance(error, UnicodeError | OverflowError | ValueError):
        return QueryError(f"the query or one of its values cannot be passed to SQLite: {error}")
    if not isinstance(error, sqlite3.Error | sqlite3.Warning):
        return error
    text = str(error)
    if "interrupted" in text:
        return QueryError(f"stopped after {clock.seconds:g} s; ask for less, or allow more with --seconds")
    if "one statement at a time" in text:
        return QueryError("there is more than one statement; give them one by one")
    if "not authorized" in text or "prohibited" in text or "readonly" in text:
        return QueryError(f"only SELECT is run, the archive stays as it is ({text})")
    if "binding" in text:
        reason = text.rstrip(".").replace(". T", ", t")
        return QueryError(f"{reason}; give a value for every ? after the query, for every :name with -p name value")
    if "too big" in text:
        return QueryError(f"{text}: no value may have more than {_MAX_VALUE} bytes")
    if "malformed" in text or "not a database" in text or "disk I/O" in text:
        return StoreError(f"{text}; `newsarchive verify` tells what is damaged")
    return QueryError(_helped(text, connection, sql))


def _helped(text: str, connection: sqlite3.Connection, sql: str) -> str:
    """The message, with the place in the query, or the name that may have been meant."""
    if found := _NEAR.fullmatch(text):
        near = found[1]
        if sql.count(near) == 1:
            before = sql[: sql.index(near)]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            return f'syntax error near "{near}", line {line}, column {column}'
        return f'syntax error near "{near}"'
    if text == "incomplete input":
        return "the query ends too early: is a parenthesis or a quotation mark missing?"
    with suppress(sqlite3.Error):
        if found := _NO_TABLE.fullmatch(text):
            return f"{text}; {_nearest(found[1], _tables(connection), 'tables')}"
        if found := _NO_COLUMN.fullmatch(text):
            return f"{text}; {_nearest(found[1].split('.')[-1], _columns(connection, sql), 'columns')}"
    if found := _AMBIGUOUS.fullmatch(text):
        return f"{text}; say of which table, as in articles.{found[1].split('.')[-1]}"
    if found := _NO_FUNCTION.fullmatch(text):
        return f"{text}; there are those of SQLite, match_query(text) and excerpt(text, query)"
    return text


def _nearest(name: str, known: list[str], what: str) -> str:
    """
    >>> _nearest("titel", ["body", "title"], "columns")
    'did you mean title?'
    """
    close = difflib.get_close_matches(name.lower().strip('"'), known, n=2)
    return f"did you mean {' or '.join(close)}?" if close else f"there are the {what} {', '.join(known)}"


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Tables and views that a user has business with: not SQLite's, FTS5's and the migrations' own."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    return [name for (name,) in names if not name.startswith(("sqlite_", "search_", "_"))]


def _columns(connection: sqlite3.Connection, sql: str) -> list[str]:
    """Columns of the tables that the query names."""
    words = set(re.findall(r"\w+", sql.lower()))
    names: dict[str, None] = {}
    for table in _tables(connection):
        if table in words:
            names.update(dict.fromkeys(row[1] for row in connection.execute(f"PRAGMA table_info({table})")))
    return list(names)


def schema(path: Path) -> str:
    """The tables of an archive as SQL, with the comments that explain the columns."""
    with Archive(path) as archive:
        rows = archive.connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'view')"
            " AND name NOT GLOB '_*' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*'"
        ).fetchall()
    return "".join(f"{row[0]};\n\n" for row in rows).rstrip("\n") + "\n"
