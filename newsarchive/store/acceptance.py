"""A report of `readings` -> the archive as the mended parsers would have made it, inside the caller's transaction.

Every article that a report touches is taken out of the archive, and its captures are stored again in the order in which they
were made, each as it was reported or, where it says what it said, as it is known. So the history is the one that the mended
parser would have seen, and nothing that it changed is an edit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from newsarchive.items import NO_LOSS, Article, Kind, Reason
from newsarchive.schedule import moment
from newsarchive.store import absences, articles
from newsarchive.store.frontier import Frontier
from newsarchive.store.readings import known

__all__ = ["Accepted", "accept", "accepted", "touched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of an article's captures."""

    urls: tuple[str, ...]
    """Of the articles that were stored anew."""
    without: tuple[tuple[int, Reason], ...]
    """Capture ids of those that hold no article, and why: still to be said of them."""
    passed_over: int
    """Captures that were read anew since the report."""


def touched(connection: Any, reparse_id: int, limit: int) -> list[str]:
    """URLs of articles that a report still changes, in their order."""
    rows = connection.execute(
        "SELECT DISTINCT url FROM readings WHERE reparse_id = ? AND accepted_at IS NULL ORDER BY url LIMIT ?",
        (reparse_id, limit),
    )
    return [url for (url,) in rows]


def accept(connection: Any, reparse_id: int, url: str, at: str) -> Accepted:
    """Store an article as a report has it."""
    rows = _reported(connection, reparse_id, "readings.url = ?", url)
    parts = json.dumps([part for row in rows for part in json.loads(row["parts"] or "[]")])
    rows += _reported(
        connection, reparse_id, "readings.url <> ? AND capture_id IN (SELECT value FROM json_each(?))", url, parts
    )
    valid = [row for row in rows if row["hash_before"] == row["content_hash"]]
    again = {row["capture_id"]: row for row in valid}
    for row in valid:
        absences.forget(connection, row["record_id"])
    urls: dict[str, None] = {}
    if any(row["effect"] != "reason" for row in valid):
        urls = dict.fromkeys([*(row["url_before"] for row in valid if row["url_before"] not in (None, url)), url])
    for address in urls:
        _rebuild(connection, address, again)
    for row in valid:
        if row["effect"] != "changed":
            _settle(connection, row)
    connection.executemany(
        "UPDATE readings SET accepted_at = ? WHERE reparse_id = ? AND capture_id = ?",
        [(at, reparse_id, row["capture_id"]) for row in rows],
    )
    _forget_health(connection, valid)
    return Accepted(
        urls=tuple(urls),
        without=tuple((row["capture_id"], Reason(row["reason"])) for row in valid if row["after"] is None),
        passed_over=len(rows) - len(valid),
    )


def _reported(connection: Any, reparse_id: int, where: str, *values: Any) -> list[Any]:
    rows: list[Any] = connection.execute(
        "SELECT readings.*, captures.state, captures.content_hash, captures.record_id, captures.captured_at,"  # noqa: S608
        f" captures.url AS address FROM readings JOIN captures ON captures.id = capture_id"
        f" WHERE reparse_id = ? AND accepted_at IS NULL AND {where}",
        (reparse_id, *values),
    ).fetchall()
    return rows


def accepted(connection: Any, reparse_id: int, at: str) -> None:
    """All of a report is in the archive."""
    connection.execute("UPDATE reparses SET accepted_at = ? WHERE id = ?", (at, reparse_id))


def _rebuild(connection: Any, url: str, again: dict[int, Any]) -> None:
    """Store all captures of an article anew, in the order in which they were made.

    again: capture id -> row of `readings`, for those that say something else now.
    """
    article = connection.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    article_id = article["id"] if article else None
    gone: list[Any] = []
    history: list[tuple[str, int, Article]] = []
    parts: list[int] = []
    if article_id is not None:
        rows = connection.execute("SELECT * FROM captures WHERE article_id = ?", (article_id,)).fetchall()
        parts += [row["id"] for row in rows if row["state"] != "read"]
        for row in rows:
            version = known(connection, row) if row["state"] == "read" else None
            if version is None:
                continue
            reading, parser = json.loads(version["fields"]), version["parser"]
            if (change := again.get(row["id"])) is not None:
                if change["after"] is None or change["url"] != url:
                    gone.append(row)
                    continue
                reading, parser = {**reading, **json.loads(change["after"])}, change["parser"]
            history.append(
                (row["captured_at"], row["id"], articles.article_from(reading, row["captured_at"], parser, row["record_id"]))
            )
        for row in connection.execute(
            "SELECT captured_at, parser, fields FROM revisions WHERE article_id = ? AND capture_id IS NULL", (article_id,)
        ).fetchall():  # added without a page
            reading = articles.article_from(json.loads(row["fields"]), row["captured_at"], row["parser"])
            history.append((row["captured_at"], 0, reading))
    placed = {capture_id for _, capture_id, _ in history}
    for capture_id, change in again.items():
        is_new = change["before"] is None or change["url_before"] != url
        if capture_id not in placed and change["url"] == url and change["after"] is not None and is_new:
            reading = articles.article_from(
                json.loads(change["after"]), change["captured_at"], change["parser"], change["record_id"]
            )
            history.append((change["captured_at"], capture_id, reading))
        parts += json.loads(change["parts"] or "[]") if change["url"] == url else []
    if article_id is not None:
        articles.forget(connection, article_id)
    for _, _, reading in sorted(history, key=lambda one: one[:2]):
        articles.store(connection, reading, article_id)
    if gone and article_id is not None:
        absences.unseen(connection, article_id, gone)
    connection.executemany(
        "UPDATE captures SET state = 'not_read', reason = ?, content_hash = NULL,"
        " article_id = (SELECT id FROM articles WHERE url = ?) WHERE id = ? AND state <> 'read'",
        [(Reason.PART, url, part) for part in dict.fromkeys(parts)],
    )


def _settle(connection: Any, row: Any) -> None:
    """Say of a URL in the frontier what the crawl would have said of it, had it read the page so; if that was its last fetch.

    Where no article was read, the crawl went on to the article's other addresses; where one is found, it would not have.
    """
    url = connection.execute(
        "SELECT * FROM urls WHERE url = ? AND (fetch_url = ? OR ?) AND state IN ('done', 'failed') AND NOT EXISTS"
        " (SELECT 1 FROM captures WHERE captures.url = ? AND captured_at > ?)",
        (row["url"], row["address"], row["effect"] == "found", row["address"], row["captured_at"]),
    ).fetchone()
    if url is None:
        return
    reason = None if row["after"] is not None else Reason(row["reason"])
    is_list = reason in NO_LOSS
    kind = Kind.ARTICLE if reason is None else Kind.LISTING if is_list else Kind(url["kind"])
    frontier = Frontier(connection, url["outlet"], url["run_id"])
    frontier.end({**dict(url), "kind": kind}, reason, moment(url["fetched_at"]), failed=reason is not None and not is_list)
    connection.execute("UPDATE urls SET kind = ?, fetch_url = ? WHERE id = ?", (kind, row["address"], url["id"]))


def _forget_health(connection: Any, rows: list[Any]) -> None:
    """Have the days reckoned anew on which other things are read now than then."""
    days = {(row["captured_at"][:10],) for row in rows}
    connection.executemany("DELETE FROM health WHERE day = ?", list(days))
    connection.executemany("DELETE FROM health_answers WHERE day = ?", list(days))
