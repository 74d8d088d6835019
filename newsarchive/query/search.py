"""What a person typed -> the articles that say it, with the place where they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from newsarchive.errors import QueryError
from newsarchive.query.selection import Condition, Selection
from newsarchive.query.snippet import Snippet, opening, snippet
from newsarchive.store import fts
from newsarchive.store.archive import Archive

__all__ = ["Hit", "Order", "search"]

Order = Literal["rank", "newest"]

_ALL = Selection()
_LONGEST = 1000  # characters of a query; FTS5 takes time in proportion to it

# bm25 of title, summary, body, names: a word of the headline says more of an article than one of its text.
_RANK = "bm25(search, 8.0, 4.0, 1.0, 4.0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    id: int
    url: str
    title: str | None
    outlet: str | None
    source: str | None
    author: str | None
    date: str | None
    """As `Article.date`: publication, with the outlet's offset, as precise as printed."""
    snippet: Snippet
    """Of the body, or of the summary or the names where only they have it; where only the headline does, the beginning
    of the text, without marks."""


def search(
    archive: Archive,
    text: str,
    *,
    selection: Selection = _ALL,
    limit: int = 20,
    order: Order = "rank",
) -> list[Hit]:
    """The articles in which every word and "quoted phrase" of `text` stands, the best match or the newest first.

    Raises QueryError for a text without letters or digits, and what `Selection.where` raises.
    """
    if len(text) > _LONGEST:
        raise QueryError(f"the query has {len(text)} characters; at most {_LONGEST} are searched for")
    matching = fts.match(text)
    if matching is None:
        raise QueryError(f"nothing to search for in {text!r}: punctuation is not indexed; give a word or characters")
    condition = selection.where(archive.connection)
    rows = archive.connection.execute(
        _statement(condition, order), {"match": matching, "limit": limit, **condition.values}
    ).fetchall()
    return [_hit(archive, row, text) for row in rows]


def _statement(condition: Condition, order: Order) -> str:
    # Found and sorted by number alone: the texts, megabytes of them, are fetched for those that are shown.
    by_rank = order == "rank"
    where = f"search MATCH :match AND {condition.sql}"
    joined = " CROSS JOIN articles ON articles.id = search.rowid" if condition.values or not by_rank else ""
    key = _RANK if by_rank else "date_utc"
    sorting = "ASC" if by_rank else "DESC NULLS LAST"
    return (
        f"WITH found AS (SELECT search.rowid AS id, {key} AS sorting FROM search{joined} WHERE {where}"  # noqa: S608
        f" ORDER BY sorting {sorting}, search.rowid DESC LIMIT :limit)"
        " SELECT articles.* FROM found JOIN articles USING (id)"
        f" ORDER BY sorting {sorting}, id DESC"
    )


def _hit(archive: Archive, row: Any, text: str) -> Hit:
    return Hit(
        id=row["id"],
        url=row["url"],
        title=row["title"],
        outlet=row["outlet"],
        source=row["source"],
        author=row["author"],
        date=row["date"],
        snippet=_snippet(archive, row, text),
    )


def _snippet(archive: Archive, row: Any, text: str) -> Snippet:
    names = archive.connection.execute(
        "SELECT group_concat(printed, ' ') FROM (SELECT iif(role = '', name, role || '：' || name) AS printed"
        " FROM credits WHERE article_id = ? ORDER BY position)",
        (row["id"],),
    ).fetchone()[0]
    for printed in (row["body"], row["summary"], names):
        if printed and (piece := snippet(printed, text)):
            return piece
    return opening(row["summary"] or row["body"] or "")
