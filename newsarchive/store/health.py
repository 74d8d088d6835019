"""An outlet's captures of a day -> rows in `health` and `health_answers`: what was answered, and how well it was read.

The rows follow from the captures, so a day is reckoned anew whenever its captures are not those that it was reckoned from.
What a back-fill fetched is left out: years of old layouts say nothing of how the outlet is doing now.
What is judged from them is in newsarchive/health.py.
"""

from __future__ import annotations

import json
import statistics
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from newsarchive.extract.leftovers import label_left

__all__ = ["ARTICLE", "FIELDS", "LIST", "NEW", "OTHER", "days", "outlets", "readings_of", "reckon", "rows", "save", "stale"]

FIELDS: Final = ("title", "source", "author", "date", "summary", "body", "editor", "section", "credits", "images")
#: Answers that gave what was asked for, beside items.Reason: an article, the first of it, a list.
ARTICLE, NEW, LIST, OTHER = "article", "new", "list", "other"


@dataclass(slots=True)
class _Field:
    """What the values of a field come to."""

    lengths: array[int] = field(default_factory=lambda: array("q"))
    values: set[int] = field(default_factory=set)
    labels: int = 0

    def add(self, name: str, value: Any, outlet: str) -> None:
        if value in (None, "", []):
            return
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        self.lengths.append(len(plain))
        self.values.add(hash(plain))
        self.labels += label_left(name, value, outlet)


@dataclass(frozen=True, slots=True)
class Day:
    """What is reckoned of a day: answers by kind, and rows of `health`."""

    outlet: str
    day: str
    answers: dict[str, int]
    fields: list[tuple[Any, ...]]
    """(field, readings, filled, length, different, labels)."""


def outlets(connection: Any) -> list[str]:
    """Names of the outlets that captures are there of."""
    return [name for (name,) in connection.execute("SELECT name FROM outlets ORDER BY name") if _next(connection, name, "")]


def days(connection: Any, outlet: str, since: str = "") -> Iterator[str]:
    """Days on which an outlet was asked, in their order: one look into the index each."""
    day = _next(connection, outlet, since)
    while day is not None:
        yield day
        day = _next(connection, outlet, _after(day))


def _next(connection: Any, outlet: str, since: str) -> str | None:
    row = connection.execute(
        "SELECT min(captured_at) FROM captures WHERE outlet = ? AND captured_at >= ? AND behind IS NULL", (outlet, since)
    ).fetchone()
    return str(row[0])[:10] if row[0] else None


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def stale(connection: Any, outlet: str, day: str) -> bool:
    """Whether a day is not reckoned, or had other captures then."""
    [reckoned] = connection.execute(
        "SELECT sum(captures) FROM health_answers WHERE outlet = ? AND day = ? AND answer <> ?", (outlet, day, NEW)
    ).fetchone()
    if reckoned is None:
        return True
    [there] = connection.execute(
        "SELECT (SELECT count(*) FROM captures WHERE outlet = :outlet AND captured_at >= :day AND captured_at < :next)"
        " - (SELECT count(*) FROM captures WHERE outlet = :outlet AND captured_at >= :day AND captured_at < :next"
        "    AND behind IS NOT NULL)",
        {"outlet": outlet, "day": day, "next": _after(day)},
    ).fetchone()
    return bool(there != reckoned)


def reckon(connection: Any, outlet: str, title: str, day: str, is_list: Callable[[str], bool]) -> Day:
    """A day's rows; changes nothing.

    title: what the outlet calls itself. is_list: whether an address that held no article is one that articles are found by.
    """
    answers: dict[str, int] = {}
    for row in connection.execute(
        "SELECT captures.url, state, reason, status, articles.first_seen = captures.captured_at AS is_first FROM captures"
        " LEFT JOIN articles ON articles.id = article_id WHERE captures.outlet = ? AND captures.captured_at >= ?"
        " AND captures.captured_at < ? AND captures.behind IS NULL",
        (outlet, day, _after(day)),
    ):
        if row["state"] == "read":
            answer = ARTICLE
            if row["is_first"]:
                answers[NEW] = answers.get(NEW, 0) + 1
        elif row["reason"] is not None:
            answer = row["reason"]
        else:
            answer = LIST if row["status"] < 300 and is_list(row["url"]) else OTHER
        answers[answer] = answers.get(answer, 0) + 1
    found = {name: _Field() for name in FIELDS}
    count = 0
    for _, fields in readings_of(connection, outlet, day):
        count += 1
        for name, one in found.items():
            one.add(name, fields[name], title)
    return Day(
        outlet,
        day,
        answers,
        [
            (
                name,
                count,
                len(one.lengths),
                float(statistics.median(one.lengths)) if one.lengths else None,
                len(one.values),
                one.labels,
            )
            for name, one in found.items()
        ]
        if count
        else [],
    )


def readings_of(connection: Any, outlet: str, day: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The articles read on a day, each once: row of its first capture (id, url, article_id), and fields."""
    seen: set[tuple[int, str]] = set()
    for row in connection.execute(
        "SELECT captures.id, captures.url, captures.article_id, captures.content_hash,"
        " (SELECT fields FROM revisions WHERE revisions.article_id = captures.article_id"
        "  AND revisions.content_hash = captures.content_hash LIMIT 1) AS fields"
        " FROM captures WHERE outlet = ? AND captured_at >= ? AND captured_at < ? AND behind IS NULL AND state = 'read'"
        " ORDER BY captured_at, captures.id",
        (outlet, day, _after(day)),
    ):
        key = (row["article_id"], row["content_hash"])
        if key not in seen and row["fields"] is not None:
            seen.add(key)
            yield row, json.loads(row["fields"])


def save(connection: Any, day: Day) -> None:
    """Keep a day's rows, inside the caller's transaction."""
    for table in ("health", "health_answers"):
        connection.execute(f"DELETE FROM {table} WHERE outlet = ? AND day = ?", (day.outlet, day.day))  # noqa: S608
    connection.executemany(
        "INSERT INTO health_answers (outlet, day, answer, captures) VALUES (?, ?, ?, ?)",
        [(day.outlet, day.day, answer, count) for answer, count in day.answers.items()],
    )
    connection.executemany(
        "INSERT INTO health (outlet, day, field, readings, filled, length, different, labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(day.outlet, day.day, *row) for row in day.fields],
    )


def rows(connection: Any, outlet: str, day: str) -> Day:
    """What is kept of a day."""
    answers = connection.execute("SELECT answer, captures FROM health_answers WHERE outlet = ? AND day = ?", (outlet, day))
    fields = connection.execute(
        "SELECT field, readings, filled, length, different, labels FROM health WHERE outlet = ? AND day = ?", (outlet, day)
    )
    return Day(outlet, day, dict(map(tuple, answers)), [tuple(row) for row in fields])
