"""Stored captures read again -> what that would change: a report, in `reparses` and `readings`.

A reparse only reports; what accepting it does is in acceptance.py. Every function but the ones that only look is to be called
inside a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from newsarchive.dedupe import fingerprint
from newsarchive.items import Article, Reason

__all__ = ["SAMPLES", "Again", "begin", "compare", "finish", "known", "note", "open_report", "report"]

#: Captures named as samples of each outlet's field.
SAMPLES: Final = 3
#: The field of a report that stands for whole readings.
ARTICLE: Final = "article"
# Fields that are one thing in several columns: who wants one mended wants the others to agree with it.
_TOGETHER: Final = (
    ("date", "date_utc", "date_printed", "date_precision"),
    ("author", "credits"),
    ("editor", "credits"),
    ("credits", "author", "editor"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A capture that says something else when it is read again."""

    capture_id: int
    outlet: str
    url: str
    url_before: str | None
    effect: str
    """changed, found, lost, reason."""
    parser_before: str | None
    parser: str | None
    hash_before: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    parts: tuple[int, ...]
    reason_before: str | None
    reason: str | None


# -- comparing --------------------------------------------------------------------------------------------------------


def known(connection: Any, row: Any) -> Any:
    """The version (article's url, capture_id, parser, fields) that a row of `captures` said; None where it said none."""
    if row["article_id"] is None or row["content_hash"] is None:
        return None
    return connection.execute(
        "SELECT articles.url, revisions.capture_id, revisions.parser, fields FROM revisions"
        " JOIN articles ON articles.id = article_id WHERE article_id = ? AND revisions.content_hash = ?"
        " ORDER BY revisions.capture_id IS NOT ?, revisions.captured_at LIMIT 1",
        (row["article_id"], row["content_hash"], row["id"]),
    ).fetchone()


def compare(
    row: Any, version: Any, article: Article | None, parts: Iterable[int], reason: Reason | None, fields: Iterable[str] = ()
) -> Again | None:
    """What is different about a capture that was read again; None where nothing is.

    row: of `captures`. version: as `known` gives it. article: what it says now, None with the reason where it says nothing.
    fields: the only ones to be changed; then no article is found or lost.
    """
    text = json.dumps(fingerprint.fields(article), ensure_ascii=False) if article is not None else None
    if version is not None and text == version["fields"]:
        return None  # as most are: the two need not be taken apart
    after = json.loads(text) if text is not None else None
    before = json.loads(version["fields"]) if version is not None else None
    said = version is not None or row["state"] == "read"
    wanted = _wanted(fields)
    if after is None and not said:
        effect = None if wanted or reason == row["reason"] else "reason"
    elif after is None or not said:
        effect = None if wanted else "found" if after is not None else "lost"
    else:
        before, after = _different(before, after, whole=version is not None and version["capture_id"] == row["id"])
        if wanted and before is not None:
            before, after = ({name: one[name] for name in one if name in wanted} for one in (before, after))
        effect = "changed" if after else None
    if effect is None:
        return None
    return Again(
        capture_id=row["id"],
        outlet=row["outlet"] or "",
        url=article.url if article is not None else version["url"] if version is not None else row["url"],
        url_before=version["url"] if version is not None else None,
        effect=effect,
        parser_before=version["parser"] if version is not None else None,
        parser=article.parser if article is not None else None,
        hash_before=row["content_hash"],
        before=before,
        after=after,
        parts=tuple(parts),
        reason_before=row["reason"],
        reason=reason,
    )


def _different(
    before: dict[str, Any] | None, after: dict[str, Any], *, whole: bool
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The fields that differ, in both readings; all of them where it is another article's.

    whole: the reading before is the capture's own, to the letter; another capture's is the same in what makes an edit only.
    """
    if before is None:
        return None, after
    if before["url"] != after["url"]:
        return before, after
    if not whole and not fingerprint.changed(before, after):
        return {}, {}
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _wanted(fields: Iterable[str]) -> frozenset[str]:
    wanted = set(fields)
    for group in _TOGETHER:
        if group[0] in wanted:
            wanted |= set(group)
    return frozenset(wanted)


# -- a report ---------------------------------------------------------------------------------------------------------


def open_report(connection: Any, parameters: dict[str, Any], parsers: str) -> Any:
    """The row of a reparse that did not come to its end and can go on; None where there is none."""
    row = connection.execute("SELECT * FROM reparses ORDER BY id DESC LIMIT 1").fetchone()
    if row is None or row["finished_at"] is not None:
        return None
    same = json.loads(row["parameters"]) == parameters and row["parsers"] == parsers
    return row if same else None


def begin(connection: Any, parameters: dict[str, Any], parsers: str, at: str) -> int:
    """A new reparse of all captures there are; reports of which nothing was accepted are forgotten."""
    connection.execute(
        "DELETE FROM reparses WHERE accepted_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM readings WHERE reparse_id = reparses.id AND readings.accepted_at IS NOT NULL)"
    )
    row = connection.execute(
        "INSERT INTO reparses (started_at, parameters, parsers, first, last)"
        " VALUES (?, ?, ?, 0, (SELECT ifnull(max(id), 0) FROM captures)) RETURNING id",
        (at, json.dumps(parameters, ensure_ascii=False), parsers),
    ).fetchone()
    return int(row["id"])


def note(connection: Any, reparse_id: int, through: int, counts: dict[str, int], found: Iterable[Again], at: str) -> None:
    """What the captures up to `through` say; counts: captures, same, damaged."""
    for one in found:
        connection.execute(
            "INSERT INTO readings (reparse_id, capture_id, url, url_before, effect, read_at, parser_before, parser,"
            " hash_before, before, after, parts, reason_before, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                reparse_id,
                one.capture_id,
                one.url,
                one.url_before,
                one.effect,
                at,
                one.parser_before,
                one.parser,
                one.hash_before,
                _json(one.before),
                _json(one.after),
                json.dumps(one.parts) if one.parts else None,
                one.reason_before,
                one.reason,
            ),
        )
        for field, what in _effects(one):
            _count(connection, reparse_id, one, field, what)
    connection.execute(
        "UPDATE reparses SET first = ?, captures = captures + ?, same = same + ?, damaged = damaged + ? WHERE id = ?",
        (through, counts["captures"], counts["same"], counts["damaged"], reparse_id),
    )


def finish(connection: Any, reparse_id: int, at: str) -> None:
    """The last capture was read."""
    connection.execute("UPDATE reparses SET finished_at = ? WHERE id = ?", (at, reparse_id))


def _effects(one: Again) -> Iterator[tuple[str, str]]:
    """Field and what becomes of it: filled, emptied or changed."""
    if one.effect == "found":
        yield ARTICLE, "filled"
    elif one.effect == "lost":
        yield ARTICLE, "emptied"
    elif one.effect == "changed":
        for field, value in (one.after or {}).items():
            was = (one.before or {}).get(field)
            if value or was:
                yield field, "filled" if not was else "emptied" if not value else "changed"


def _count(connection: Any, reparse_id: int, one: Again, field: str, what: str) -> None:
    connection.execute(
        f"INSERT INTO reparse_fields (reparse_id, outlet, field, {what}, samples)"  # noqa: S608
        f" VALUES (?, ?, ?, 1, json_array(?)) ON CONFLICT DO UPDATE SET {what} = {what} + 1,"
        " samples = CASE WHEN json_array_length(samples) < ? THEN json_insert(samples, '$[#]', ?) ELSE samples END",
        (reparse_id, one.outlet, field, one.capture_id, SAMPLES, one.capture_id),
    )


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def report(connection: Any) -> dict[str, Any] | None:
    """The last reparse as plain data; None where there is none.

    Its row; `effects`: captures of each; `fields`: a row an outlet and field, with samples (capture, url, before, after).
    """
    row = connection.execute("SELECT * FROM reparses ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    effects = connection.execute(
        "SELECT effect, count(*) FROM readings WHERE reparse_id = ? GROUP BY effect ORDER BY effect", (row["id"],)
    )
    fields = connection.execute(
        "SELECT outlet, field, filled, emptied, changed, samples FROM reparse_fields WHERE reparse_id = ?"
        " ORDER BY outlet, field <> 'article', field",
        (row["id"],),
    ).fetchall()
    return {
        **dict(row),
        "parameters": json.loads(row["parameters"]),
        "effects": dict(map(tuple, effects)),
        "fields": [{**dict(one), "samples": _samples(connection, row["id"], one)} for one in fields],
    }


def _samples(connection: Any, reparse_id: int, row: Any) -> list[dict[str, Any]]:
    found = (_sample(connection, reparse_id, capture_id, row["field"]) for capture_id in json.loads(row["samples"]))
    return [sample for sample in found if sample is not None]


def _sample(connection: Any, reparse_id: int, capture_id: int, field: str) -> dict[str, Any] | None:
    """None for a capture of a suppressed article: it is read again like any other, and shown to nobody."""
    row = connection.execute(
        "SELECT url, before, after, reason_before, reason FROM readings WHERE reparse_id = ? AND capture_id = ?"
        " AND url NOT IN (SELECT url FROM suppressed) AND coalesce(url_before, '') NOT IN (SELECT url FROM suppressed)",
        (reparse_id, capture_id),
    ).fetchone()
    if row is None:
        return None
    if row is None:
        return None
    before, after = (json.loads(row[name]) if row[name] else None for name in ("before", "after"))
    if field == ARTICLE:
        says = {
            "before": before["title"] if before else row["reason_before"],
            "after": after["title"] if after else row["reason"],
        }
    else:
        says = {"before": (before or {}).get(field), "after": (after or {}).get(field)}
    return {"capture_id": capture_id, "url": row["url"], **says}
