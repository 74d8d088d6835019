"""What a person typed -> the articles that say it, with the place where they do; how many they are; and of whom, where, when.

A common word stands in hundreds of thousands of articles. To rank them all would take a second, so of more than
`RANKED` matches the last archived are ranked; that is `crowded`. Everything else is exact: the newest, counts, facets.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from newsarchive import clock
from newsarchive.errors import QueryError
from newsarchive.extract.roles import ROLES, Group
from newsarchive.query.selection import Selection
from newsarchive.query.snippet import Snippet, opening, snippet
from newsarchive.store import fts
from newsarchive.store.archive import Archive

__all__ = ["FACETS", "HALF_LIFE_DAYS", "RANKED", "Hit", "Order", "count", "crowded", "facets", "search"]

Order = Literal["rank", "recent", "newest"]

#: Matches that are ranked: the last archived of them, which takes some 10 ms; bm25 costs .3 µs a match.
RANKED = 20_000
#: Age at which a match counts half as much in the order "recent".
HALF_LIFE_DAYS = 30.0

_ALL = Selection()
_LONGEST = 1000  # characters of a query; FTS5 takes time in proportion to it
_FEW = 50_000  # selected articles that are looked for among the matches; of more, the matches' rows are read
_WEIGHED = 5_000  # matches of which the age is looked up: a row is read for each
_SORTED = 10_000  # matches that are sorted by their dates, which are in their rows
_WINDOW = 1_000  # newest articles among which the newest of more matches are looked for at first

# bm25 of title, summary, body, names: a word of the headline says more of an article than one of its text.
_RANK = "bm25(search, 8.0, 4.0, 1.0, 4.0)"


# The sign keeps the numbers from FTS5, which would begin anew for each.
_WITHIN = "+search.rowid IN (SELECT value FROM json_each(:{}))"


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
    half_life_days: float = HALF_LIFE_DAYS,
) -> list[Hit]:
    """The articles in which every word and "quoted phrase" of `text` stands; with "" all that are selected, the newest first.

    order: the best match first, the same with age taken off (halved every `half_life_days`), or the newest first.
    Raises QueryError for a text without letters or digits, and what `Selection.where` raises.
    """
    query = _Query(archive, text, selection)
    if not query.match or order == "newest":
        found = query.newest(limit)
    elif order == "recent":
        found = query.recent(limit, half_life_days)
    else:
        found = query.best(limit)
    return [_hit(archive, article_id, text) for article_id in found]


def count(archive: Archive, text: str, selection: Selection = _ALL) -> int:
    """How many articles `search` would find without a limit."""
    query = _Query(archive, text, selection)
    return int(query.ask(f"SELECT count(*) FROM {query.matches}").fetchone()[0])  # noqa: S608


def crowded(archive: Archive, text: str, selection: Selection = _ALL) -> bool:
    """Whether there are more matches than are ranked."""
    return _Query(archive, text, selection).at_least(RANKED + 1)


# -- facets -----------------------------------------------------------------------------------------------------------

_GROUPS = {
    "writers": [name for name, role in ROLES.items() if role.group is Group.WRITING],
    "editors": [name for name, role in ROLES.items() if role.group is Group.EDITING],
}
_ARTICLES = "found CROSS JOIN articles USING (id)"
_CREDITS = "found CROSS JOIN credits ON credits.article_id = id AND role_normalized IN (SELECT value FROM json_each(:{}))"
# What is counted, and where it stands; an article counts once for each value that it has.
_FACETS = {
    "outlet": ("outlet", _ARTICLES),
    "source": ("name", "found CROSS JOIN claims ON claims.article_id = id"),
    "author": ("name", _CREDITS.format("writers")),
    "editor": ("name", _CREDITS.format("editors")),
    "section": ("section", _ARTICLES),
    "year": ("substr(date, 1, 4)", _ARTICLES),
    "month": ("iif(length(date) < 7, NULL, substr(date, 1, 7))", _ARTICLES),
    "language": ("language", _ARTICLES),
}
#: What the articles found can be counted by.
FACETS = tuple(_FACETS)


def facets(
    archive: Archive, text: str, names: Sequence[str], *, selection: Selection = _ALL, limit: int = 20
) -> dict[str, list[tuple[str, int]]]:
    """For each facet its values and how many of the articles found have them, the commonest first.

    Articles without a value count nowhere. Raises QueryError for a facet that there is not, and as `search` does.
    """
    query = _Query(archive, text, selection)
    answer = {}
    for name in names:
        if name not in _FACETS:
            raise QueryError(f"there is no facet {name!r}; there are: {', '.join(FACETS)}")
        value, table = _FACETS[name]
        rows = query.ask(
            f"WITH found AS (SELECT {query.id} AS id FROM {query.matches})"  # noqa: S608
            f" SELECT id, {value} FROM {table} WHERE {value} IS NOT NULL",
            **{group: json.dumps(roles) for group, roles in _GROUPS.items() if f":{group}" in table},
        )
        # Counted here: SQLite would keep every row in memory to tell those of one article.
        counts: Counter[str] = Counter()
        for _, of_one in groupby(rows, key=itemgetter(0)):
            counts.update({str(found) for _, found in of_one})
        answer[name] = sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:limit]
    return answer


# -- statements -------------------------------------------------------------------------------------------------------


class _Query:
    """A text and a selection as SQL: `matches` is what follows FROM, `id` the number of an article in it."""

    def __init__(self, archive: Archive, text: str, selection: Selection) -> None:
        self._connection = archive.connection
        self.match = _match(text, selection)
        condition = selection.where(archive.connection)
        self._values: dict[str, Any] = condition.values
        self._selected = condition.sql
        self._joined = True
        self.id = "search.rowid"
        if not self.match:
            self.id = "articles.id"
            self.matches = f"articles WHERE {condition.sql}"
            return
        self._values = {"match": self.match, **condition.values}
        if not condition.values:
            self._joined = False
            self.matches = "search WHERE search MATCH :match"
        elif condition.narrow and (few := self._few()) is not None:
            self._joined = False
            self._values = {"match": self.match, "few": json.dumps(few)}
            self.matches = f"search WHERE search MATCH :match AND {_WITHIN.format('few')}"
        else:
            on = "articles ON articles.id = search.rowid"
            self.matches = f"search CROSS JOIN {on} WHERE search MATCH :match AND {condition.sql}"

    def ask(self, statement: str, **values: Any) -> Any:
        return self._connection.execute(statement, {**self._values, **values})

    def _few(self) -> list[int] | None:
        """The selected articles, unless they are many."""
        statement = f"SELECT articles.id FROM articles WHERE {self._selected} LIMIT {_FEW + 1}"  # noqa: S608
        rows = self.ask(statement).fetchall()
        return None if len(rows) > _FEW else [number for (number,) in rows]

    def _more_than(self, number: int, matches: str) -> bool:
        found = self.ask(f"SELECT count(*) FROM (SELECT 1 FROM {matches} LIMIT {number + 1})")  # noqa: S608
        return int(found.fetchone()[0]) > number

    def at_least(self, number: int) -> bool:
        return self._more_than(number - 1, self.matches)

    def best(self, limit: int) -> list[int]:
        rows = self.ask(
            f"WITH found AS (SELECT search.rowid AS id, {_RANK} AS sorting FROM {self.matches}"  # noqa: S608
            f" ORDER BY search.rowid DESC LIMIT {RANKED}) SELECT id FROM found ORDER BY sorting, id DESC LIMIT :limit",
            limit=limit,
        )
        return [number for (number,) in rows]

    def recent(self, limit: int, half_life_days: float) -> list[int]:
        """bm25, which is below 0 and the further the better, times 2 to the power of -age/half-life, as logarithms."""
        rows = self.ask(
            f"WITH found AS (SELECT search.rowid AS id, {_RANK} AS sorting FROM {self.matches}"  # noqa: S608
            f" ORDER BY search.rowid DESC LIMIT {_WEIGHED})"
            " SELECT id, sorting, date_utc FROM found CROSS JOIN articles USING (id)"
        )
        weighed = [
            (math.log2(max(-rank, 1e-300)) - _age_days(date) / half_life_days, number) for number, rank, date in rows
        ]
        return [number for _, number in sorted(weighed, reverse=True)[:limit]]

    def newest(self, limit: int) -> list[int]:
        order = "ORDER BY articles.date_utc DESC, articles.id DESC LIMIT :limit"
        if self.match and self.at_least(_SORTED + 1):
            return self._newest_of_many(limit, order)
        if self.match and not self._joined:
            dated = "AS found CROSS JOIN articles ON articles.id = found.id"
            statement = f"SELECT articles.id FROM (SELECT search.rowid AS id FROM {self.matches}) {dated} {order}"  # noqa: S608
        else:
            statement = f"SELECT articles.id FROM {self.matches} {order}"  # noqa: S608
        return [number for (number,) in self.ask(statement, limit=limit)]

    def _newest_of_many(self, limit: int, order: str) -> list[int]:
        """From the newest articles on, more and more of them, until enough of them match."""
        window = max(_WINDOW, 2 * limit)
        among = self._selected if "few" not in self._values else "articles.id IN (SELECT value FROM json_each(:few))"
        while True:
            statement = f"SELECT articles.id FROM articles WHERE {among} {order}"  # noqa: S608
            newest = [number for (number,) in self.ask(statement, limit=window)]
            within = f"search.rowid BETWEEN :low AND :high AND {_WITHIN.format('newest')}"
            rows = self.ask(
                f"SELECT search.rowid FROM search WHERE search MATCH :match AND {within}",  # noqa: S608
                low=min(newest, default=0),
                high=max(newest, default=0),
                newest=json.dumps(newest),
            )
            found = {number for (number,) in rows}
            if len(found) >= limit or len(newest) < window:
                return [number for number in newest if number in found][:limit]
            window *= 8


def _match(text: str, selection: Selection) -> str | None:
    """The FTS5 query; None for a text of nothing, with which all that are selected are meant."""
    if len(text) > _LONGEST:
        raise QueryError(f"the query has {len(text)} characters; at most {_LONGEST} are searched for")
    matching = fts.match(text)
    if matching is None and (text.strip() or not selection):
        raise QueryError(f"nothing to search for in {text!r}: punctuation is not indexed; give a word or characters")
    return matching


def _age_days(date_utc: str | None) -> float:
    """Since the publication; an article without a date is as good as a hundred years old.

    >>> _age_days(None)
    36500.0
    """
    if date_utc is None:
        return 36500.0
    return max(0.0, (clock.now() - datetime.fromisoformat(date_utc)).total_seconds() / 86400)


# -- what is shown ----------------------------------------------------------------------------------------------------


def _hit(archive: Archive, article_id: int, text: str) -> Hit:
    row = archive.connection.execute(
        "SELECT id, url, title, outlet, source, author, date, summary, body FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
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
    if text.strip():
        for printed in (row["body"], row["summary"]):
            if printed and (piece := snippet(printed, text)):
                return piece
        names = archive.connection.execute(
            "SELECT group_concat(printed, ' ') FROM (SELECT iif(role = '', name, role || '：' || name) AS printed"
            " FROM credits WHERE article_id = ? ORDER BY position)",
            (row["id"],),
        ).fetchone()[0]
        if names and (piece := snippet(names, text)):
            return piece
    return opening(row["summary"] or row["body"] or "")
