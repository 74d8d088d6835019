"""A selection -> its articles, one after another, each with what an export says of it beyond its fields.

All are of one moment, whatever a crawl adds meanwhile, and only one is in memory at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from newsarchive.errors import QueryError
from newsarchive.items import Article
from newsarchive.query.selection import Selection
from newsarchive.store import articles, fts
from newsarchive.store.archive import Archive

__all__ = ["Corpus", "Entry", "Order", "corpus"]

Order = Literal["id", "partition"]
Told = Callable[[int, int], None]

_MONTH = "substr(date, 1, 7)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article of a corpus, and where it is known from."""

    id: int
    article: Article
    outlet_title: str | None
    """What the outlet calls itself: "上观新闻"."""
    outlet_home: str | None
    first_seen: str | None
    last_seen: str | None
    missing_since: str | None
    revisions: int
    """How many versions are known."""
    content_hash: str
    """Of the normalized fields."""
    capture: dict[str, Any] | None
    """The row of `captures` that the article was read from; None for one that was added without its page."""

    @property
    def digest(self) -> str | None:
        """"sha256:" and the digest of the captured page, as sent."""
        return str(self.capture["payload_digest"]) if self.capture else None


class Corpus:
    """The articles that were selected, to iterate over; as often as needed."""

    def __init__(self, archive: Archive, where: str, values: dict[str, Any], order: Order, told: Told) -> None:
        self._ask = archive.connection.execute
        self._archive = archive
        self._where, self._values, self._order = where, values, order
        self._told = told
        self._outlets = {row["name"]: (row["title"], row["home"]) for row in self._ask("SELECT * FROM outlets")}
        #: Names of outlets and agencies: a credit of one of them names no person.
        self.organizations = frozenset(row[0] for row in self._ask("SELECT alias FROM sources")) | {
            title for title, _ in self._outlets.values()
        }
        self.count = int(self._ask(f"SELECT count(*) FROM articles WHERE {where}", values).fetchone()[0])  # noqa: S608

    def __len__(self) -> int:
        return self.count

    def ids(self) -> Iterator[int]:
        """The articles' numbers, in order."""
        if self._order == "id":
            yield from self._ids("1", {})
            return
        # SQLite would sort all of them in memory; those of a month are few.
        for outlet, month, first, last in self._partitions():
            partition = {"partition": outlet, "month": month, "first": first, "last": last}
            dated = "(date_utc BETWEEN :first AND :last OR date_utc IS NULL)"
            yield from self._ids(f"outlet IS :partition AND {_MONTH} IS :month AND {dated}", partition)

    def _ids(self, condition: str, values: dict[str, Any]) -> Iterator[int]:
        statement = f"SELECT id FROM articles WHERE {self._where} AND {condition} ORDER BY id"  # noqa: S608
        return (int(article_id) for (article_id,) in self._ask(statement, {**self._values, **values}))

    def _partitions(self) -> list[tuple[str | None, str | None, str | None, str | None]]:
        """Outlet, month, and the first and the last moment of publication in them, where any is known."""
        found: dict[tuple[str | None, str | None], tuple[str | None, str | None]] = {}
        statement = f"SELECT outlet, {_MONTH}, date_utc FROM articles WHERE {self._where}"  # noqa: S608
        for outlet, month, date in self._ask(statement, self._values):
            first, last = found.setdefault((outlet, month), (date, date))
            if date is not None:
                found[outlet, month] = min(first or date, date), max(last or date, date)
        return [(*partition, *span) for partition, span in sorted(found.items(), key=lambda one: _sortable(one[0]))]

    def __iter__(self) -> Iterator[Entry]:
        # Sorted by number, then fetched one by one: the texts do not pass through SQLite's sorter.
        for done, article_id in enumerate(self.ids(), 1):
            self._told(done, self.count)
            yield self._entry(self._ask("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone())

    def _entry(self, row: Any) -> Entry:
        capture = self._ask("SELECT * FROM captures WHERE id = ?", (row["capture_id"],)).fetchone()
        title, home = self._outlets.get(row["outlet"], (None, None))
        return Entry(
            id=row["id"],
            article=articles.article_of(self._archive.connection, row),
            outlet_title=title,
            outlet_home=home,
            first_seen=row["first_seen"] or None,
            last_seen=row["last_seen"] or None,
            missing_since=row["missing_since"],
            revisions=row["revisions"],
            content_hash=row["content_hash"],
            capture=dict(capture) if capture else None,
        )


def _sortable(values: tuple[str | None, ...]) -> list[tuple[bool, str]]:
    return [(value is not None, value or "") for value in values]


@contextmanager
def corpus(
    archive: Archive,
    selection: Selection,
    *,
    query: str | None = None,
    ids: Sequence[int] = (),
    order: Order = "id",
    told: Told = lambda done, total: None,
) -> Iterator[Corpus]:
    """The articles of a selection that also say `query` and are among `ids`, where these are given.

    order: by number; or by outlet, month and number, as a partitioned export is written. told(done, total): how many
    articles have been handed out.
    Raises QueryError when there are none, or nothing is searched for; what `Selection.where` raises.
    """
    condition = selection.where(archive.connection)
    parts, values = [condition.sql], dict[str, Any](condition.values)
    if query is not None:
        values["match"] = fts.match(query)
        if values["match"] is None:
            raise QueryError(f"nothing to search for in {query!r}: punctuation is not indexed; give a word or characters")
        parts.append("articles.id IN (SELECT search.rowid FROM search WHERE search MATCH :match)")
    if ids:
        values["ids"] = json.dumps(list(ids))
        parts.append("articles.id IN (SELECT value FROM json_each(:ids))")
    archive.connection.execute("BEGIN")
    try:
        found = Corpus(archive, " AND ".join(parts), values, order, told)
        if not found.count:
            raise QueryError(f"{archive.path}: no article is selected; `newsarchive search` shows what there is")
        yield found
    finally:
        archive.connection.execute("ROLLBACK")
