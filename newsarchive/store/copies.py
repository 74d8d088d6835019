"""Rows of `articles` -> their clusters in `copies`, inside the caller's transaction.

Two articles are joined when most of one's text is in the other (dedupe/copies.py). A cluster is all that are joined,
directly or through others, named by the one seen first; of two seen at once by the lesser URL. That is a fact of the
articles there are, so the rows are the same in whatever order the articles came.

A text is looked up (bands.py) once, however many articles have it: a notice that stands at ten thousand addresses costs no
more than one that stands at two.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.copies import ALIKE, COMPARED, CROWD, SHARE, Signature, alike, is_copy, overlap, shingles, signature
from newsarchive.store import bands

__all__ = ["add", "compared", "facts", "forget", "hashes_of", "regroup", "revise", "share", "text_of"]

#: Fields that tell what a reprint made of the first; date and section are the carrier's own.
_FIELDS = ("title", "source", "author", "summary", "body", "editor")
_DIGITS = 12  # of a body's hash: 48 bits, which SQLite keeps in six bytes


def add(connection: Any, article_id: int) -> bool:
    """Put an article, just stored, under its keys and into its cluster; whether there is another with its text."""
    article = facts(connection, article_id)
    if article["body_hash"] is None:
        return False
    text = shingles(article["body"])
    own = signature(text)
    others = _others(connection, article, text, own)
    _index(connection, text_of(article["body_hash"]), own)
    _unite(connection, [article_id, *others])
    return bool(others)


def revise(connection: Any, before: Any) -> None:
    """Put the clusters right after a row of `articles` was changed; before: the row as it was."""
    article = facts(connection, before["id"])
    if article["body_hash"] != before["body_hash"]:
        _leave(connection, before)
        add(connection, before["id"])
        return
    if all(article[name] == before[name] for name in ("first_seen", *_FIELDS)):
        return
    row = connection.execute("SELECT first_id FROM copies WHERE article_id = ?", (before["id"],)).fetchone()
    if row is None:
        return
    rows = connection.execute("SELECT article_id FROM copies WHERE first_id = ?", (row["first_id"],)).fetchall()
    members = [member for (member,) in rows]
    first = _first(connection, members)
    rewritten = [before["id"]] if first == row["first_id"] != before["id"] else members
    _write(connection, first, rewritten)


def forget(connection: Any, article_id: int) -> None:
    """Take an article that is about to be deleted out of its cluster, which may fall apart."""
    row = facts(connection, article_id)
    connection.execute("UPDATE articles SET body_hash = NULL WHERE id = ?", (article_id,))
    _leave(connection, row)


def regroup(connection: Any, least: float | None = None) -> int:
    """Find every cluster anew; how many articles are in one. least: what share of a text makes a copy from now on."""
    if least is not None:
        connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('copy_share', ?)", (least,))
    connection.execute("DELETE FROM copies")
    bands.clear(connection)
    connection.execute("DELETE FROM text_sketches")
    rows = connection.execute("SELECT id FROM articles WHERE body_hash IS NOT NULL ORDER BY id")
    for article_id in array("q", (article_id for (article_id,) in rows)):  # read to its end: the rows below are changed
        add(connection, article_id)
    return int(connection.execute("SELECT count(*) FROM copies").fetchone()[0])


def share(connection: Any) -> float:
    """The least share of a text that makes a copy in this archive."""
    row = connection.execute("SELECT value FROM settings WHERE name = 'copy_share'").fetchone()
    return float(row["value"]) if row else SHARE


# -- who shares a text with whom --------------------------------------------------------------------------------------


def facts(connection: Any, article_id: int) -> Any:
    """What of a row of `articles` tells a copy."""
    return connection.execute(
        f"SELECT id, first_seen, body_hash, {', '.join(_FIELDS)} FROM articles WHERE id = ?",  # noqa: S608
        (article_id,),
    ).fetchone()


def text_of(body_hash: str) -> int:
    """The number under which a text is looked up."""
    return int(body_hash[:_DIGITS], 16)


def hashes_of(text: int) -> tuple[str, str]:
    """The first hash of that text, and the first beyond."""
    return f"{text:0{_DIGITS}x}", f"{text + 1:0{_DIGITS}x}"


def _index(connection: Any, text: int, own: Signature) -> None:
    added = connection.execute(
        "INSERT INTO text_sketches (text, sketch) VALUES (?, ?) ON CONFLICT DO NOTHING", (text, own.sketch)
    ).rowcount
    if added:
        bands.put(connection, text, own.bands)


def _twin(connection: Any, article: Any) -> Any:
    """Another article (id, first_id) with the same text."""
    return connection.execute(
        "SELECT id, first_id FROM articles LEFT JOIN copies ON article_id = id WHERE body_hash = ? AND id <> ? LIMIT 1",
        (article["body_hash"], article["id"]),
    ).fetchone()


def _others(connection: Any, article: Any, text: frozenset[str], own: Signature) -> list[int]:
    """Articles that an article is to be joined with: one of each cluster."""
    least = share(connection)
    found: dict[int, int] = {}
    if twin := _twin(connection, article):
        found[twin["first_id"] or twin["id"]] = twin["id"]
    for other in _candidates(connection, text_of(article["body_hash"]), own):
        head = other["first_id"] or other["id"]
        if head not in found:
            body = connection.execute("SELECT body FROM articles WHERE id = ?", (other["id"],)).fetchone()["body"]
            if is_copy(overlap(text, shingles(body)), least):
                found[head] = other["id"]
    return list(found.values())


def _candidates(connection: Any, text: int, own: Signature) -> Iterator[Any]:
    """One article (id, first_id) of each other text with a signature much like this, the most alike first."""
    texts = bands.sharing(connection, text, own.bands, CROWD)
    close = [(likeness, other) for other, sketch in texts if (likeness := alike(own.sketch, sketch)) >= ALIKE]
    close.sort(key=lambda found: (-found[0], found[1]))
    for _, other in close[:COMPARED]:
        row = connection.execute(
            "SELECT id, first_id FROM articles LEFT JOIN copies ON article_id = id"
            " WHERE body_hash >= ? AND body_hash < ? LIMIT 1",
            hashes_of(other),
        ).fetchone()
        if row:
            yield row


def _leave(connection: Any, before: Any) -> None:
    """Take an article out that has another text now, or none; before: its row, as it was."""
    if before["body_hash"] is None:
        return
    if _twin(connection, before) is None:
        text, own = text_of(before["body_hash"]), signature(shingles(before["body"]))
        connection.execute("DELETE FROM text_sketches WHERE text = ?", (text,))
        bands.drop(connection, text, own.bands)
    left = connection.execute(
        "DELETE FROM copies WHERE first_id = (SELECT first_id FROM copies WHERE article_id = ?) RETURNING article_id",
        (before["id"],),
    ).fetchall()
    for (article_id,) in left:
        if article_id != before["id"]:
            add(connection, article_id)


# -- the rows of a cluster --------------------------------------------------------------------------------------------


def _first(connection: Any, article_ids: Iterable[int]) -> int:
    row = connection.execute(
        "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY first_seen, url LIMIT 1",
        (json.dumps(list(article_ids)),),
    ).fetchone()
    return int(row["id"])


def _unite(connection: Any, article_ids: list[int]) -> None:
    """Make one cluster of articles and of those that they are in; the rows that are right already stay."""
    if len(article_ids) < 2:
        return
    rows = connection.execute(
        "SELECT article_id, first_id FROM copies WHERE article_id IN (SELECT value FROM json_each(?))",
        (json.dumps(article_ids),),
    )
    placed = dict(map(tuple, rows))
    heads = {placed.get(article_id, article_id) for article_id in article_ids}
    first = _first(connection, heads)
    moved = connection.execute(
        "SELECT article_id FROM copies WHERE first_id <> ? AND first_id IN (SELECT value FROM json_each(?))",
        (first, json.dumps(list(heads))),
    ).fetchall()
    unplaced = (heads | set(article_ids)) - {member for member, head in placed.items() if head == first}
    _write(connection, first, unplaced | {member for (member,) in moved})


def _write(connection: Any, first_id: int, article_ids: Iterable[int]) -> None:
    """Say of each article what it has of the first, and what it changed."""
    first = facts(connection, first_id)
    text = shingles(first["body"])
    for article_id in article_ids:
        connection.execute(
            "INSERT OR REPLACE INTO copies (article_id, first_id, share, share_of_first, changed) VALUES (?, ?, ?, ?, ?)",
            (article_id, first_id, *compared(facts(connection, article_id), first, text)),
        )


def compared(article: Any, first: Any, text: frozenset[str]) -> tuple[float, float, str]:
    """share, share_of_first and changed of an article in the cluster of another; text: that one's shingles."""
    common = overlap(shingles(article["body"]), text)
    changed = fingerprint.changed(dict(first), dict(article), _FIELDS)
    return round(common.of_one, 4), round(common.of_other, 4), json.dumps(changed)
