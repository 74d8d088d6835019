"""The tables of copies and sources -> what in them is not what the articles say.

Each is held against the texts it was made from, a row at a time: signatures against bodies, shares against both texts of a
pair, credited names against printed sources. Nothing is kept in memory but the first text of a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.copies import shingles, signature
from newsarchive.dedupe.sources import names
from newsarchive.store import bands, copies
from newsarchive.store.archive import Archive

__all__ = ["clusters", "looked_up", "sources"]

_HELD = f"""
    SELECT (SELECT count(*) FROM text_bands) + (
        SELECT count(*) FROM ({bands.RECENT}) AS recent, json_each(keys) WHERE NOT EXISTS (
            SELECT 1 FROM text_bands WHERE key = value AND text_bands.text = recent.text
        )
    )
"""  # noqa: S608

Told = Callable[[str, int, int], None]


def looked_up(archive: Archive, told: Told) -> Iterator[str]:
    """Whether every text can be found by its keys and its sketch, and nothing else can."""
    ask = archive.connection.execute
    total = ask("SELECT count(*) FROM articles WHERE body_hash IS NOT NULL").fetchone()[0]
    rows = ask("SELECT id, url, body, body_hash FROM articles WHERE body_hash IS NOT NULL ORDER BY id")
    keys = 0
    for done, row in enumerate(rows, 1):
        told("texts looked up", done, total)
        if row["body_hash"] != fingerprint.body_hash(row["body"]):
            continue  # told already, with the article
        text, own = copies.text_of(row["body_hash"]), signature(shingles(row["body"]))
        keys = len(own.bands)
        sketch = ask("SELECT sketch FROM text_sketches WHERE text = ?", (text,)).fetchone()
        if sketch is None or bytes(sketch[0]) != own.sketch:
            yield f"article {row['id']}, {row['url']}: its text has {'no' if sketch is None else 'another'} sketch"
        there = bands.found(archive.connection, text, own.bands)
        if there != keys:
            yield f"article {row['id']}, {row['url']}: its text is under {there} of its {keys} keys"
    for (text,) in ask("SELECT text FROM text_sketches"):
        if ask("SELECT 1 FROM articles WHERE body_hash >= ? AND body_hash < ?", copies.hashes_of(text)).fetchone() is None:
            yield f"text_sketches has a text {text} that no article has"
    held, sketched = ask(_HELD).fetchone()[0], ask("SELECT count(*) FROM text_sketches").fetchone()[0]
    if held != keys * sketched:
        yield f"text_bands and text_recent have {held} keys; {sketched} texts have {keys} each"


def clusters(archive: Archive, told: Told) -> Iterator[str]:
    """Whether each row of `copies` tells the truth of its two texts, and each cluster is named by its first."""
    ask = archive.connection.execute
    total = ask("SELECT count(*) FROM copies").fetchone()[0]
    first, text = None, shingles(None)
    for done, row in enumerate(ask("SELECT * FROM copies ORDER BY first_id, article_id"), 1):
        told("copies", done, total)
        if first is None or row["first_id"] != first["id"]:
            first = copies.facts(archive.connection, row["first_id"])
            text = shingles(first["body"])
            yield from _cluster(archive, first)
        if tuple(row)[2:] != copies.compared(copies.facts(archive.connection, row["article_id"]), first, text):
            pair = f"article {row['article_id']}: what it shares with {row['first_id']}"
            yield f"{pair}, or changed of it, is not what copies says"


def _cluster(archive: Archive, first: Any) -> Iterator[str]:
    count, named = archive.connection.execute(
        "SELECT count(*), sum(article_id = first_id) FROM copies WHERE first_id = ?", (first["id"],)
    ).fetchone()
    if count < 2 or named != 1:
        yield f"the cluster of article {first['id']} has {count} rows in copies, of which {named} are its own"
    earlier = archive.connection.execute(
        "SELECT articles.id FROM copies JOIN articles ON articles.id = article_id WHERE first_id = ?"
        " AND (first_seen, url) < (SELECT first_seen, url FROM articles WHERE id = ?) ORDER BY first_seen, url LIMIT 1",
        (first["id"], first["id"]),
    ).fetchone()
    if earlier:
        yield f"the cluster of article {first['id']} is not named by its first, which is {earlier[0]}"


def sources(archive: Archive, told: Told) -> Iterator[str]:
    """Whether `credited` holds the names in the source of every article, and each outlet in `sources` is a name of itself."""
    ask = archive.connection.execute
    total = archive.count()
    for done, row in enumerate(ask("SELECT id, url, source FROM articles ORDER BY id"), 1):
        told("sources", done, total)
        credited = {name.lower() for (name,) in ask("SELECT name FROM credited WHERE article_id = ?", (row["id"],))}
        if credited != {name.lower() for name in names(row["source"])}:
            yield f"article {row['id']}, {row['url']}: its source is {row['source']!r}, credited says otherwise"
    for (name,) in ask("SELECT DISTINCT name FROM sources WHERE name NOT IN (SELECT alias FROM sources WHERE alias = name)"):
        yield f"sources has other names of {name}, but not that one"
