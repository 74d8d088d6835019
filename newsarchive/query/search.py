"""What a person typed -> the articles that say it, with the place where they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from newsarchive.errors import OutletUnknown, QueryError
from newsarchive.query.snippet import Snippet, opening, snippet
from newsarchive.store import fts
from newsarchive.store.archive import Archive

__all__ = ["Hit", "Order", "search"]

Order = Literal["rank", "newest"]

_LONGEST = 1000  # characters of a query; FTS5 takes time in proportion to it
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"\d{{4}}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY}(?:T(?:[01]\d|2[0-3]):[0-5]\d)?)?)?", re.ASCII)

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
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
    limit: int = 20,
    order: Order = "rank",
) -> list[Hit]:
    """The articles in which every word and "quoted phrase" of `text` stands, the best match or the newest first.

    since, until: days as printed, in the outlet's zone, both included: "2024", "2024-03", "2024-03-01" or
    "2024-03-01T08:30"; with either, articles without a date are left out. outlet: its name.
    Raises QueryError for a text without letters or digits and for a date of another form, OutletUnknown.
    """
    if len(text) > _LONGEST:
        raise QueryError(f"the query has {len(text)} characters; at most {_LONGEST} are searched for")
    matching = fts.match(text)
    if matching is None:
        raise QueryError(f"nothing to search for in {text!r}: punctuation is not indexed; give a word or characters")
    conditions, values = _conditions(archive, since, until, outlet)
    rows = archive.connection.execute(
        _statement(conditions, order), {"match": matching, "limit": limit, **values}
    ).fetchall()
    return [_hit(archive, row, text) for row in rows]


def _conditions(
    archive: Archive, since: str | None, until: str | None, outlet: str | None
) -> tuple[list[str], dict[str, str]]:
    conditions: list[str] = []
    values: dict[str, str] = {}
    # A date that is printed less exactly than it is asked for counts when it may be meant: 2024-03 is since 2024-03-15.
    if since is not None:
        conditions.append("date >= substr(:since, 1, length(date))")
        values["since"] = _date("since", since)
    if until is not None:
        conditions.append("substr(date, 1, length(:until)) <= :until")
        values["until"] = _date("until", until)
    if outlet is not None:
        known = [row[0] for row in archive.connection.execute("SELECT name FROM outlets ORDER BY name")]
        if outlet not in known:
            there_are = f"there are: {', '.join(known)}" if known else "there are none yet"
            raise OutletUnknown(f"no outlet is called {outlet!r} in this archive; {there_are}")
        conditions.append("outlet = :outlet")
        values["outlet"] = outlet
    return conditions, values


def _date(name: str, text: str) -> str:
    if not _DATE.fullmatch(text):
        raise QueryError(f"--{name} {text!r} is no date; write it as 2024, 2024-03, 2024-03-01 or 2024-03-01T08:30")
    return text


def _statement(conditions: Iterable[str], order: Order) -> str:
    # Found and sorted by number alone: the texts, megabytes of them, are fetched for those that are shown.
    by_rank = order == "rank"
    where = " AND ".join(["search MATCH :match", *conditions])
    joined = " CROSS JOIN articles ON articles.id = search.rowid" if conditions or not by_rank else ""
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
