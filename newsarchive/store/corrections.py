"""The versions of an article -> rows in `correction_notes` and `headlines`, inside the caller's transaction.

What a correction corrects is found when it is asked for (the view `corrections`): the article may be archived later.
"""

from __future__ import annotations

import json
from typing import Any

from newsarchive.dedupe import fingerprint
from newsarchive.extract import corrections

__all__ = ["refresh", "wrong"]

_COLUMNS = "article_id, position, text, noticed_at, withdrawn_at, link, quoted, quoted_date, own"


def refresh(connection: Any, article_id: int, reading: dict[str, Any] | None = None) -> None:
    """Make an article's rows what its versions say. reading: of an article that is new, its only version."""
    versions = [("", reading)] if reading is not None else _versions(connection, article_id)
    wanted = _headlines(versions)
    kept: set[str] = set()
    if reading is None:
        rows = connection.execute("SELECT letters FROM headlines WHERE article_id = ?", (article_id,))
        kept = {letters for (letters,) in rows}
    for letters in kept - wanted:
        connection.execute("DELETE FROM headlines WHERE article_id = ? AND letters = ?", (article_id, letters))
    for letters in sorted(wanted - kept):
        connection.execute("INSERT INTO headlines (article_id, letters) VALUES (?, ?)", (article_id, letters))
    if reading is not None and not corrections.notes(reading["title"], reading["body"]):
        return
    notes = _notes(_versions(connection, article_id))
    connection.execute("DELETE FROM correction_notes WHERE article_id = ?", (article_id,))
    connection.executemany(
        f"INSERT INTO correction_notes ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(article_id, position, *note) for position, note in enumerate(notes, 1)],
    )


def wrong(connection: Any, article_id: int) -> str | None:
    """What an article's rows say that its versions do not; None when they agree."""
    versions = _versions(connection, article_id)
    rows = connection.execute("SELECT letters FROM headlines WHERE article_id = ?", (article_id,))
    if {letters for (letters,) in rows} != _headlines(versions):
        return "its rows in headlines are not what its versions say"
    kept = connection.execute(
        f"SELECT {_COLUMNS} FROM correction_notes WHERE article_id = ? ORDER BY position",  # noqa: S608
        (article_id,),
    ).fetchall()
    wanted = [(article_id, position, *note) for position, note in enumerate(_notes(versions), 1)]
    return None if list(map(tuple, kept)) == wanted else "its rows in correction_notes are not what its versions say"


def _versions(connection: Any, article_id: int) -> list[tuple[str, dict[str, Any]]]:
    rows = connection.execute(
        "SELECT captured_at, fields FROM revisions WHERE article_id = ? ORDER BY captured_at", (article_id,)
    )
    return [(row["captured_at"], json.loads(row["fields"])) for row in rows]


def _headlines(versions: list[tuple[str, dict[str, Any]]]) -> set[str]:
    return {letters for _, reading in versions if (letters := fingerprint.letters(reading["title"] or ""))}


def _notes(versions: list[tuple[str, dict[str, Any]]]) -> list[tuple[Any, ...]]:
    """(text, noticed_at, withdrawn_at, link, quoted, quoted_date, own) of each note, in the order noticed and printed."""
    first: dict[tuple[Any, ...], str] = {}
    last: dict[tuple[Any, ...], str | None] = {}
    for at, reading in versions:
        here = dict.fromkeys(_said(reading))
        for note in here:
            first.setdefault(note, at)
            last[note] = None
        for note in last.keys() - here.keys():
            last[note] = last[note] or at
    return [(note[0], at, last[note], *note[1:]) for note, at in first.items()]


def _said(reading: dict[str, Any]) -> list[tuple[Any, ...]]:
    """(text, link, quoted, quoted_date, own) of each note of a version."""
    notes = corrections.notes(reading["title"], reading["body"], reading["date"])
    links = list(reading.get("corrects") or ())
    if links:
        # A link says for certain what a headline only lets find; one a note, in their order.
        more = len(links) - len(notes)
        pairs = zip([*notes, *notes[-1:] * more], [*links, *[None] * -more], strict=True)
    else:
        pairs = zip(notes, [None] * len(notes), strict=True)
    return [
        (
            note.text,
            link,
            (fingerprint.letters(note.quoted) or None) if note.quoted else None,
            note.quoted_date,
            int(note.own and link is None),
        )
        for note, link in pairs
    ]
