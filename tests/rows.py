"""An archive's rows under natural keys, so that two archives can be compared whatever their numbers are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from newsarchive.store.bands import RECENT
from newsarchive.store.connection import connect

TABLES = (
    "articles", "credits", "revisions", "captures", "copies", "text_sketches", "credited",
    "answers", "robots", "robots_rules", "forbidden", "misses", "absences", "edits", "correction_notes", "headlines",
)  # fmt: skip
# Which of the two tables has a key depends on when its text came.
KEYS = f"SELECT key, text FROM text_bands UNION SELECT value, text FROM ({RECENT}), json_each(keys)"


def natural(archive: Path) -> dict[str, list[tuple[tuple[str, Any], ...]]]:
    """Every column of every row of TABLES, and every token in the search index, with URLs and record ids for row ids."""
    with closing(connect(archive / "archive.db", readonly=True)) as connection:
        articles = dict(map(tuple, connection.execute("SELECT id, url FROM articles")))
        captures = dict(map(tuple, connection.execute("SELECT id, record_id FROM captures")))
        found = {}
        for table in TABLES:
            rows = []
            for row in map(dict, connection.execute(f"SELECT * FROM {table}")):
                row.pop("id", None)
                for name in ("article_id", "first_id"):
                    if name in row:
                        row[name] = articles.get(row[name])
                if "capture_id" in row:
                    row["capture_id"] = captures.get(row["capture_id"])
                rows.append(tuple(sorted(row.items())))
            found[table] = sorted(rows, key=repr)
        found["keys"] = sorted((("key", key), ("text", text)) for key, text in connection.execute(KEYS))
        connection.execute("PRAGMA query_only = OFF")
        connection.execute("CREATE VIRTUAL TABLE temp.tokens USING fts5vocab(main, search, instance)")
        tokens = connection.execute("SELECT term, doc, col, offset FROM temp.tokens")
        found["search"] = sorted(
            (("term", term), ("article", articles[doc]), ("column", column), ("at", at)) for term, doc, column, at in tokens
        )
    return found


def differences(one: Path, other: Path) -> list[tuple[str, str, Any]]:
    """(table, archive, column and value) of each row that only one of two archives has; [] when they say the same."""
    found: list[tuple[str, str, Any]] = []
    mine, theirs = natural(one), natural(other)
    for table, rows in mine.items():
        found += [(table, "first", dict(row)) for row in set(rows) - set(theirs[table])]
        found += [(table, "second", dict(row)) for row in set(theirs[table]) - set(rows)]
        if not found and len(rows) != len(theirs[table]):
            found.append((table, "both", f"{len(rows)} rows, {len(theirs[table])} rows"))
    return found
