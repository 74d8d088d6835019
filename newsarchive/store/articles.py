"""An Article -> rows in `articles`, `credits`, `revisions` and `search`, inside the caller's transaction; and back.

The versions of an article are what its captures say in the order of their capture, equal neighbors taken as one. That holds
in whatever order they arrive: a WARC of last year, replayed today, puts its version where it belongs.
"""

from __future__ import annotations

import json
from typing import Any

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.judge import healthy, judge
from newsarchive.items import Article, Credit, Image, Precision, Reason, Verdict
from newsarchive.store import absences, captures, copies, corrections, edits, fts, sources
from newsarchive.store.connection import defer

__all__ = ["article_from", "article_of", "drop", "forget", "indexed", "store"]

_COLUMNS = (
    "outlet title source author date date_utc summary body editor section language canonical_url updated date_printed "
    "date_precision images corrects captured_at content_hash body_hash parser capture_id"
).split()
_SECTION_JOINT = " > "


def store(connection: Any, article: Article, article_id: int | None = None) -> Verdict:
    """Add one reading of an article; the caller holds the transaction.

    The same reading added again changes nothing. article_id: of one that was forgotten and is to have its number again.
    """
    reading = json.loads(json.dumps(fingerprint.fields(article), ensure_ascii=False))
    content = fingerprint.content_hash(reading)
    at = article.captured_at or ""
    capture = connection.execute("SELECT id FROM captures WHERE record_id = ?", (article.record_id,)).fetchone()
    capture_id = capture["id"] if capture else None
    row = connection.execute("SELECT * FROM articles WHERE url = ?", (article.url,)).fetchone()
    if row is None:
        return _store_new(connection, article, reading, content, capture_id, article_id)
    article_id = row["id"]
    before = _revision(connection, article_id, "captured_at <= ? ORDER BY captured_at DESC", at)
    if before and not healthy(article.title, article.body, json.loads(before["fields"])["body"]):
        if article.record_id:
            captures.mark_unreadable(connection, article.record_id, Reason.EMPTY)
        return Verdict.UNCHANGED
    _mark_read(connection, capture_id, article_id, content)
    if article.body is not None:
        _forget_bodiless(connection, article_id, at)
    if before and before["captured_at"] == at:
        verdict = _reread(connection, article_id, before, article, reading, content, capture_id)
    else:
        verdict = judge(content, before["content_hash"] if before else "", body_elsewhere=False)
        if verdict is Verdict.REVISED:
            _insert(connection, article_id, at, capture_id, content, article.parser, before, reading)
            _rejoin(connection, article_id, at, content, reading)
    _refresh(connection, article_id, at)
    absences.seen(connection, article_id, article.record_id)
    copies.revise(connection, row)
    return verdict


def _store_new(
    connection: Any,
    article: Article,
    reading: dict[str, Any],
    content: str,
    capture_id: int | None,
    article_id: int | None,
) -> Verdict:
    at = article.captured_at or ""
    values = _values(reading, content, at, article.parser, capture_id)
    article_id = connection.execute(
        f"INSERT INTO articles (id, url, first_seen, last_seen, revisions, {', '.join(_COLUMNS)})"  # noqa: S608
        f" VALUES (?, ?, ?, ?, 1{', ?' * len(_COLUMNS)})",
        (article_id, article.url, at, at, *values),
    ).lastrowid
    _mark_read(connection, capture_id, article_id, content)
    _insert(connection, article_id, at, capture_id, content, article.parser, None, reading)
    absences.seen(connection, article_id, article.record_id)
    corrections.refresh(connection, article_id, reading)
    _credit(connection, article_id, reading)
    _index(connection, article_id, reading)
    return judge(content, None, copies.add(connection, article_id))


def forget(connection: Any, article_id: int) -> None:
    """Take an article out of every table; its captures are unread again, those of its further pages its no more.

    For its captures to be read and stored anew: what is not stored again is gone.
    """
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    _unindex(connection, article_id, _reading_of(connection, row))
    copies.forget(connection, article_id)
    connection.execute(
        "UPDATE captures SET state = 'unread', article_id = NULL, content_hash = NULL"
        " WHERE article_id = ? AND state = 'read'",
        (article_id,),
    )
    connection.execute("UPDATE captures SET article_id = NULL WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))


def _values(reading: dict[str, Any], content: str, at: str, parser: str | None, capture_id: int | None) -> list[Any]:
    """The columns of `articles` in the order of `_COLUMNS`."""
    derived = {
        "section": _SECTION_JOINT.join(reading["section"]) or None,
        "images": json.dumps(reading["images"], ensure_ascii=False),
        "corrects": json.dumps(reading.get("corrects", []), ensure_ascii=False),
        "captured_at": at,
        "content_hash": content,
        "body_hash": fingerprint.body_hash(reading["body"]),
        "parser": parser,
        "capture_id": capture_id,
    }
    return [derived[name] if name in derived else reading[name] for name in _COLUMNS]


def _mark_read(connection: Any, capture_id: int | None, article_id: int, content: str) -> None:
    connection.execute(
        "UPDATE captures SET state = 'read', reason = NULL, article_id = ?, content_hash = ? WHERE id = ?",
        (article_id, content, capture_id),
    )


def _revision(connection: Any, article_id: int, where: str, *values: Any) -> Any:
    return connection.execute(
        f"SELECT * FROM revisions WHERE article_id = ? AND {where} LIMIT 1",  # noqa: S608
        (article_id, *values),
    ).fetchone()


def _insert(
    connection: Any,
    article_id: int,
    at: str,
    capture_id: int | None,
    content: str,
    parser: str | None,
    before: Any,
    reading: Any,
) -> None:
    changed = fingerprint.changed(json.loads(before["fields"]) if before else None, reading)
    connection.execute(
        "INSERT INTO revisions (article_id, captured_at, capture_id, content_hash, parser, changed, fields)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (article_id, at, capture_id, content, parser, json.dumps(changed), json.dumps(reading, ensure_ascii=False)),
    )


def _reread(
    connection: Any, article_id: int, before: Any, article: Article, reading: Any, content: str, capture_id: int | None
) -> Verdict:
    """The same capture read again: by a mended parser it may say something else, which is no edit of the outlet's."""
    if before["content_hash"] == content or before["capture_id"] != capture_id:
        return Verdict.UNCHANGED
    at = before["captured_at"]
    connection.execute("DELETE FROM revisions WHERE article_id = ? AND captured_at = ?", (article_id, at))
    earlier = _revision(connection, article_id, "captured_at < ? ORDER BY captured_at DESC", at)
    if earlier is None or earlier["content_hash"] != content:
        _insert(connection, article_id, at, capture_id, content, article.parser, earlier, reading)
    _rejoin(connection, article_id, at, content, reading, taken=before)
    return Verdict.REVISED


def _rejoin(connection: Any, article_id: int, at: str, content: str, reading: dict[str, Any], taken: Any = None) -> None:
    """Put the versions after a new one right: what followed the old neighbor now follows the new.

    taken: the version that was taken out for it, which later captures may still have said.
    """
    later = connection.execute(
        "SELECT id, captured_at, content_hash FROM captures WHERE article_id = ? AND captured_at > ?"
        " ORDER BY captured_at LIMIT 1",
        (article_id, at),
    ).fetchone()
    following = _revision(connection, article_id, "captured_at > ? ORDER BY captured_at", at)
    if later and later["content_hash"] != content and (following is None or following["captured_at"] > later["captured_at"]):
        # A capture that only repeated the version before the new one: now it is a version of its own, a change back.
        same = _revision(connection, article_id, "content_hash = ?", later["content_hash"]) or taken
        connection.execute(
            "INSERT INTO revisions (article_id, captured_at, capture_id, content_hash, parser, changed, fields)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                later["captured_at"],
                later["id"],
                same["content_hash"],
                same["parser"],
                json.dumps(fingerprint.changed(reading, json.loads(same["fields"]))),
                same["fields"],
            ),
        )
    elif following and following["content_hash"] == content:
        connection.execute(
            "DELETE FROM revisions WHERE article_id = ? AND captured_at = ?", (article_id, following["captured_at"])
        )
    elif following:
        changed = fingerprint.changed(reading, json.loads(following["fields"]))
        connection.execute(
            "UPDATE revisions SET changed = ? WHERE article_id = ? AND captured_at = ?",
            (json.dumps(changed), article_id, following["captured_at"]),
        )


def _forget_bodiless(connection: Any, article_id: int, at: str) -> None:
    """Drop versions without a text after a moment at which there was one: what was taken for an article had lost it."""
    later = (
        "article_id = ? AND captured_at > ? AND content_hash IN"
        " (SELECT content_hash FROM revisions WHERE article_id = ? AND json_extract(fields, '$.body') IS NULL)"
    )
    taken = connection.execute(
        f"SELECT outlet, captured_at FROM captures WHERE {later}", (article_id, at, article_id)  # noqa: S608
    ).fetchall()
    connection.execute(
        "UPDATE captures SET state = 'not_read', reason = ?, article_id = NULL, content_hash = NULL"  # noqa: S608
        f" WHERE {later}",
        (Reason.EMPTY, article_id, at, article_id),
    )
    connection.execute(f"DELETE FROM revisions WHERE {later}", (article_id, at, article_id))  # noqa: S608
    if taken:
        absences.unseen(connection, article_id, taken)


def drop(connection: Any, url: str, taken: list[tuple[Any, Reason]]) -> None:
    """Take back what was read from captures (rows) that turned out to show only the beginning of an article, each with why.

    Inside the caller's transaction.
    """
    row = connection.execute("SELECT * FROM articles WHERE url = ?", (url,)).fetchone()
    connection.executemany(
        "UPDATE captures SET state = 'not_read', reason = ?, article_id = NULL, content_hash = NULL WHERE id = ?",
        [(reason, capture["id"]) for capture, reason in taken],
    )
    _rebuild(connection, row["id"])
    _refresh(connection, row["id"], row["first_seen"])
    absences.unseen(connection, row["id"], [capture for capture, _ in taken])
    absences.refresh(connection, row["id"])
    copies.revise(connection, row)


def _rebuild(connection: Any, article_id: int) -> None:
    """Make the versions what the captures say in the order of their capture, equal neighbors taken as one."""
    versions = connection.execute("SELECT * FROM revisions WHERE article_id = ?", (article_id,)).fetchall()
    said = {version["content_hash"]: version for version in versions}
    sights = connection.execute(
        "SELECT captured_at, id, content_hash FROM captures WHERE article_id = ? AND state = 'read'"
        " UNION ALL SELECT captured_at, NULL, content_hash FROM revisions WHERE article_id = ? AND capture_id IS NULL"
        " ORDER BY captured_at, id",
        (article_id, article_id),
    ).fetchall()
    connection.execute("DELETE FROM revisions WHERE article_id = ?", (article_id,))
    before: Any = None
    for at, capture_id, content in sights:
        version = said.get(content)
        if version is None or (before is not None and (content == before["content_hash"] or at == before["captured_at"])):
            continue
        reading = json.loads(version["fields"])
        _insert(connection, article_id, at, capture_id, content, version["parser"], before, reading)
        before = {"content_hash": content, "captured_at": at, "fields": version["fields"]}


def _refresh(connection: Any, article_id: int, at: str) -> None:
    """Make the row of `articles` the newest version, and its first and last sight what the captures say."""
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    newest = _revision(connection, article_id, "1 ORDER BY captured_at DESC")
    count = connection.execute("SELECT count(*) FROM revisions WHERE article_id = ?", (article_id,)).fetchone()[0]
    seen = connection.execute("SELECT max(captured_at) FROM captures WHERE article_id = ?", (article_id,)).fetchone()[0]
    connection.execute(
        "UPDATE articles SET first_seen = ?, last_seen = ?, revisions = ? WHERE id = ?",
        (min(row["first_seen"], at), seen or max(row["last_seen"], at), count, article_id),
    )
    is_same = (newest["content_hash"], newest["captured_at"]) == (row["content_hash"], row["captured_at"])
    if not is_same or max(count, row["revisions"]) > 1:
        edits.refresh(connection, article_id)
        corrections.refresh(connection, article_id)
    if is_same:
        return
    before, reading = _reading_of(connection, row), json.loads(newest["fields"])
    values = _values(reading, newest["content_hash"], newest["captured_at"], newest["parser"], newest["capture_id"])
    connection.execute(
        f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?",  # noqa: S608
        (*values, article_id),
    )
    _unindex(connection, article_id, before)
    connection.execute("DELETE FROM credits WHERE article_id = ?", (article_id,))
    _credit(connection, article_id, reading)
    _index(connection, article_id, reading)


def _credit(connection: Any, article_id: int, reading: dict[str, Any]) -> None:
    connection.executemany(
        "INSERT INTO credits (article_id, position, role, role_normalized, name, note) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (article_id, position, credit["role"], credit["role_normalized"], credit["name"], credit["note"])
            for position, credit in enumerate(reading["credits"], 1)
        ],
    )
    sources.credit(connection, article_id, reading["source"])


def indexed(reading: dict[str, Any]) -> tuple[str, ...]:
    """The four columns of `search`."""
    names = " / ".join(dict.fromkeys(credit["name"] for credit in reading["credits"]))
    return tuple(fts.tokens(text) for text in (reading["title"], reading["summary"], reading["body"], names))


def _index(connection: Any, article_id: int, reading: dict[str, Any]) -> None:
    defer(
        connection,
        "INSERT INTO search (rowid, title, summary, body, names) VALUES (?, ?, ?, ?, ?)",
        (article_id, *indexed(reading)),
    )


def _unindex(connection: Any, article_id: int, reading: dict[str, Any]) -> None:
    # A contentless table forgets a row only when told what it was (sqlite.org/fts5.html, 4.4.1).
    defer(
        connection,
        "INSERT INTO search (search, rowid, title, summary, body, names) VALUES ('delete', ?, ?, ?, ?, ?)",
        (article_id, *indexed(reading)),
    )


def _credits_of(connection: Any, article_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT role, name, role_normalized, note FROM credits WHERE article_id = ? ORDER BY position", (article_id,)
    )
    return [dict(row) for row in rows]


def _reading_of(connection: Any, row: Any) -> dict[str, Any]:
    """What `search` holds of a row of `articles`."""
    return {**{name: row[name] for name in ("title", "summary", "body")}, "credits": _credits_of(connection, row["id"])}


def article_from(
    reading: dict[str, Any], captured_at: str | None, parser: str | None = None, record_id: str | None = None
) -> Article:
    """The type, of a reading as `revisions.fields` has it."""
    return Article(
        **{
            **reading,
            "section": tuple(reading["section"]),
            "corrects": tuple(reading.get("corrects", ())),
            "images": tuple(Image(**image) for image in reading["images"]),
            "credits": tuple(Credit(**credit) for credit in reading["credits"]),
            "date_precision": Precision(reading["date_precision"]) if reading["date_precision"] else None,
        },
        captured_at=captured_at or None,
        parser=parser,
        record_id=record_id,
    )


def article_of(connection: Any, row: Any) -> Article:
    """A row of `articles` with its credits, as the type."""
    record = connection.execute("SELECT record_id FROM captures WHERE id = ?", (row["capture_id"],)).fetchone()
    return Article(
        url=row["url"],
        outlet=row["outlet"],
        title=row["title"],
        source=row["source"],
        author=row["author"],
        date=row["date"],
        summary=row["summary"],
        body=row["body"],
        editor=row["editor"],
        section=tuple(row["section"].split(_SECTION_JOINT)) if row["section"] else (),
        language=row["language"],
        images=tuple(Image(**image) for image in json.loads(row["images"])),
        canonical_url=row["canonical_url"],
        credits=tuple(Credit(**credit) for credit in _credits_of(connection, row["id"])),
        date_utc=row["date_utc"],
        date_printed=row["date_printed"],
        date_precision=Precision(row["date_precision"]) if row["date_precision"] else None,
        corrects=tuple(json.loads(row["corrects"])),
        updated=row["updated"],
        captured_at=row["captured_at"] or None,
        parser=row["parser"],
        record_id=record["record_id"] if record else None,
    )
