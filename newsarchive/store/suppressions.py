"""Articles withdrawn from view: nobody is shown them, and nothing of them is lost.

A row of `suppressions` hides an article by its canonical URL, so a later crawl or replay that writes its rows anew does
not bring it back. Two curtains hang before it, and neither has to be thought of by whoever writes the next query:

- `guard` makes every view of the file leave suppressed articles out, for any SQLite tool;
- `veil` gives a connection views in the place of the tables, so that every command, and `newsarchive sql`, sees the
  tables without them. The tables themselves stay whole; the owner of the file reads them as `main.articles`.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from newsarchive import clock
from newsarchive.errors import UsageError
from newsarchive.schedule import timestamp

__all__ = ["guard", "hides", "lift", "listed", "suppress", "unguarded", "veil"]

_HIDDEN = "(SELECT article_id FROM {schema}suppressed)"
# Every address at which one of them was fetched: the frontier and the captures of a 404 know an article by that alone.
_ADDRESSES = (
    "(SELECT url FROM main.suppressed UNION"
    " SELECT url FROM main.captures WHERE article_id IN (SELECT article_id FROM main.suppressed))"
)
_CAPTURES = (
    "(SELECT {column} FROM main.captures WHERE article_id IN (SELECT article_id FROM main.suppressed)"  # noqa: S608
    f" OR url IN {_ADDRESSES})"
)
_VIEW = re.compile(r"CREATE VIEW (?P<head>\w+(?:\s*\([^)]*\))? AS(?:[ \t]*--[^\n]*)?)(?P<query>.*)", re.DOTALL)
_ARTICLE_COLUMNS = ("article_id", "first_id", "corrects_id")
_ADDRESS_COLUMNS = ("url", "url_before", "fetch_url", "redirects_to", "link", "web_url")


def suppress(connection: Any, article_id: int, reason: str, by: str, until: datetime | None = None) -> None:
    """Withdraw an article from view, inside the caller's transaction.

    Raises UsageError for one that is withdrawn already, and for an end that is past.
    """
    now = clock.now()
    row = connection.execute("SELECT suppressed_at, reason FROM suppressed WHERE article_id = ?", (article_id,)).fetchone()
    if row is not None:
        raise UsageError(
            f"article {article_id} is suppressed since {row['suppressed_at']} ({row['reason']}); --undo brings it back"
        )
    if until is not None and until <= now:
        raise UsageError(f"--until {timestamp(until)} is past; give a later day, or none")
    connection.execute(
        "INSERT INTO suppressions (url, reason, suppressed_at, suppressed_by, until, content_hash, payload_digest)"
        " SELECT articles.url, ?, ?, ?, ?, articles.content_hash, payload_digest"
        " FROM articles LEFT JOIN captures ON captures.id = capture_id WHERE articles.id = ?"
        # Within the second in which it was lifted, it is the same suppression that goes on.
        " ON CONFLICT (url, suppressed_at) DO UPDATE SET reason = excluded.reason, until = excluded.until,"
        "  lifted_at = NULL, lifted_by = NULL, lifted_reason = NULL",
        (reason, timestamp(now), by, timestamp(until) if until else None, article_id),
    )


def lift(connection: Any, article_id: int, by: str, reason: str | None = None) -> None:
    """Bring an article back into view, inside the caller's transaction; the row that says so stays.

    Raises UsageError for one that is not withdrawn.
    """
    row = connection.execute("SELECT url FROM suppressed WHERE article_id = ?", (article_id,)).fetchone()
    if row is None:
        raise UsageError(f"article {article_id} is not suppressed; `newsarchive suppress --list` shows those that are")
    connection.execute(
        "UPDATE suppressions SET lifted_at = ?, lifted_by = ?, lifted_reason = ? WHERE url = ? AND lifted_at IS NULL",
        (timestamp(clock.now()), by, reason, row["url"]),
    )


def listed(connection: Any) -> list[dict[str, Any]]:
    """Every suppression there was, the oldest first: the row, the article's id and title, and whether it holds."""
    rows = connection.execute(
        "SELECT articles.id AS article_id, articles.title, suppressions.*,"
        " lifted_at IS NULL AND suppressions.url IN (SELECT url FROM suppressed) AS holds"
        " FROM suppressions LEFT JOIN articles ON articles.url = suppressions.url ORDER BY suppressed_at, suppressions.id"
    )
    return [{**dict(row), "holds": bool(row["holds"])} for row in rows]


def hides(connection: Any, url: str) -> bool:
    """Whether an address is that of a suppressed article: for the few that see the tables whole and name a page."""
    query = f"SELECT ? IN {_ADDRESSES}"
    return bool(connection.execute(query, (url,)).fetchone()[0])


def guard(connection: Any) -> None:
    """Let every view of the file that names articles leave out the suppressed ones, inside the caller's transaction.

    Called after migrations: a view that one of them makes need not think of it. What is done already stays as it is.
    """
    for name in unguarded(connection):
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        written = _VIEW.fullmatch(sql)
        assert written is not None, f"the view {name} is not written as the others are"
        shown = (f"coalesce({column}, 0) NOT IN {_HIDDEN.format(schema='')}" for column in _names(connection, name))
        query = f"    SELECT * FROM (\n    {written['query'].strip()}\n    ) WHERE {' AND '.join(shown)}"  # noqa: S608
        connection.execute(f"DROP VIEW {name}")
        connection.execute(f"CREATE VIEW {written['head']}\n{query}")


def unguarded(connection: Any) -> list[str]:
    """The views of the file that name articles, suppressed ones too."""
    views = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'view' AND name <> 'suppressed'"
        " AND sql NOT LIKE '% NOT IN (SELECT article_id FROM suppressed)%'"
    ).fetchall()
    return [name for (name,) in views if _names(connection, name)]


def _names(connection: Any, view: str) -> list[str]:
    """The columns of a view that name articles."""
    columns = {row[1] for row in connection.execute(f"PRAGMA main.table_info({view})")}
    return [column for column in _ARTICLE_COLUMNS if column in columns]


def veil(connection: Any) -> None:
    """Put views without the suppressed articles before the tables and views of a read-only connection.

    They are temporary: SQLite looks there first for a name (sqlite.org/lang_naming.html). A table is covered for what
    its columns refer to, whoever made it. Nothing is done while nothing is suppressed; what is suppressed afterwards is
    hidden from the connections that are opened then.
    """
    execute = connection.execute
    if execute("SELECT 1 FROM main.suppressed LIMIT 1").fetchone() is None:
        return
    objects = execute(
        "SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_*' AND name NOT GLOB 'search_*' ORDER BY type"
    ).fetchall()
    for kind, name, sql in objects:
        if kind == "view":
            execute(f"CREATE TEMP VIEW {sql.removeprefix('CREATE VIEW ')}")
        elif shown := _shown(connection, name):
            columns = "rowid, search, rank, *" if name == "search" else "*"
            execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM main.{name} WHERE {' AND '.join(shown)}")  # noqa: S608


def _shown(connection: Any, table: str) -> list[str]:
    """The conditions under which a row of a table tells nothing of a suppressed article."""
    hidden = _HIDDEN.format(schema="main.")
    if table in ("articles", "search"):
        return [f"{'id' if table == 'articles' else 'rowid'} NOT IN {hidden}"]
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    refers = {row[3]: row[2] for row in connection.execute(f"PRAGMA main.foreign_key_list({table})")}
    found = []
    for column in columns:
        if column in _ARTICLE_COLUMNS or refers.get(column) == "articles":
            excluded = hidden
        elif column == "capture_id" or refers.get(column) == "captures":
            excluded = _CAPTURES.format(column="id")
        elif column == "record_id":
            excluded = _CAPTURES.format(column="record_id")
        elif column in _ADDRESS_COLUMNS:
            excluded = _ADDRESSES
        elif column == "url_id":
            excluded = f"(SELECT id FROM main.urls WHERE url IN {_ADDRESSES} OR fetch_url IN {_ADDRESSES})"  # noqa: S608
        else:
            continue
        found.append(f"coalesce({column} NOT IN {excluded}, 1)")
    return found
