"""Credited sources -> rows in `credited`; and the names of one outlet, in `sources`, for a person to edit.

`credited` holds the names as `dedupe.sources.names` reads them, and the view `reprints` looks them up in `sources`: an edit
of that table counts for every article at once.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any

from newsarchive.dedupe.sources import names
from newsarchive.errors import UsageError

__all__ = ["add", "credit", "listed", "merge", "name_of", "remove", "seed", "seeds"]


def seed(connection: Any) -> None:
    """Fill the table of a new archive with the names known from the start."""
    known = tomllib.loads(files("newsarchive.store").joinpath("sources.toml").read_text("utf-8"))
    for name, *aliases in known["outlets"]:
        add(connection, name, aliases)


def seeds() -> dict[str, str]:
    """The aliases that a new archive begins with, and the name of each."""
    known = tomllib.loads(files("newsarchive.store").joinpath("sources.toml").read_text("utf-8"))
    return {_alias(alias): _alias(name) for name, *aliases in known["outlets"] for alias in (name, *aliases)}


def credit(connection: Any, article_id: int, source: str | None) -> None:
    """Say whom an article credits, in place of whom it credited before."""
    connection.execute("DELETE FROM credited WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO credited (article_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(article_id, name) for name in names(source)],
    )


def name_of(connection: Any, alias: str) -> str:
    """What the outlet of that name is called: the name itself, where nothing is known of it."""
    row = connection.execute("SELECT name FROM sources WHERE alias = ?", (_alias(alias),)).fetchone()
    return str(row["name"]) if row else _alias(alias)


def listed(connection: Any) -> list[tuple[str, int, list[str]]]:
    """Every outlet that is credited or has aliases: its name, how many articles credit it, its other names."""
    found: dict[str, tuple[int, list[str]]] = {name: (count, []) for name, count in _counts(connection).items()}
    for alias, name in connection.execute("SELECT alias, name FROM sources ORDER BY alias"):
        aliases = found.setdefault(name, (0, []))[1]
        if alias != name:
            aliases.append(alias)
    rows = [(name, count, aliases) for name, (count, aliases) in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _counts(connection: Any) -> Counter[str]:
    """How many articles credit each outlet. Counted along the index of names: to tell articles apart would take memory."""
    counts: Counter[str] = Counter()
    for name, number in connection.execute(
        "SELECT coalesce(sources.name, credited.name), number FROM"
        " (SELECT name, count(*) AS number FROM credited GROUP BY name) AS credited"
        " LEFT JOIN sources ON sources.alias = credited.name"
    ):
        counts[name] += number
    # An article that credits an outlet by two of its names credits it once.
    claims = connection.execute(
        "SELECT article_id, coalesce(sources.name, credited.name) FROM credited"
        " LEFT JOIN sources ON sources.alias = credited.name ORDER BY article_id"
    )
    for _, credits in groupby(map(tuple, claims), key=itemgetter(0)):
        names_of = [name for _, name in credits]
        if len(names_of) > 1:
            counts.subtract(Counter(names_of) - Counter(set(names_of)))
    return counts


def add(connection: Any, name: str, aliases: list[str]) -> str:
    """Take names for one outlet's; what it is called. A name that was another outlet's is now this one's.

    Raises UsageError for a text that is no name.
    """
    own = name_of(connection, name)
    connection.executemany(
        "INSERT OR REPLACE INTO sources (alias, name) VALUES (?, ?)",
        [(alias, own) for alias in dict.fromkeys([own, *map(_alias, aliases)])],
    )
    return own


def remove(connection: Any, alias: str) -> None:
    """Let a name stand for itself again; that of the outlet itself goes with all its aliases.

    Raises UsageError for a name that is not in the table.
    """
    alias = _alias(alias)
    if not connection.execute("DELETE FROM sources WHERE ? IN (alias, name)", (alias,)).rowcount:
        raise UsageError(f"{alias}: no such name among the sources; `newsarchive sources` lists them")


def merge(connection: Any, name: str, into: str) -> str:
    """Make all names of one outlet names of another; what that is called.

    Raises UsageError when they are one already.
    """
    old, own = name_of(connection, name), name_of(connection, into)
    if old == own:
        raise UsageError(f"{name} and {into} are one outlet already: {own}")
    add(connection, own, [old])
    connection.execute("UPDATE sources SET name = ? WHERE name = ?", (own, old))
    return own


def _alias(text: str) -> str:
    """A name as pages' sources are read, so that both meet."""
    found = names(text)
    if len(found) != 1:
        raise UsageError(f"{text!r}: {'more than one name' if found else 'no name'}; give the name of one outlet")
    return found[0]
