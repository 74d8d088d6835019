"""An article's captures -> those that show it, and those that show its absence.

What an answer without a text means follows from others: what the outlet answers for addresses that it does not have, and
whether it served articles at that time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.absence import Absent, Miss, Sight
from newsarchive.items import Reason
from newsarchive.schedule import moment, timestamp

__all__ = ["AROUND", "REDIRECTS", "is_error_page", "misses", "sights"]

#: Under how many addresses of an outlet one page, or one target of redirects, must stand to be its error page.
ADDRESSES: Final = 3
#: The outlet served articles so shortly before and after: what it answered meanwhile was no wall.
AROUND: Final = timedelta(hours=1)
#: A page that has less than this share of the text that stood there before is emptied; else it was only read badly.
LEFT: Final = 0.5

_UNLIKE_AN_ARTICLE = frozenset({Reason.EMPTY, Reason.NOT_ARTICLE})
REDIRECTS = {"missing": Absent.SOFT_404, "home": Absent.HOME, "list": Absent.LIST}


def sights(connection: Any, article_id: int) -> list[Sight]:
    """The captures that show an article, or its beginning."""
    rows = connection.execute(
        "SELECT captured_at, url FROM captures WHERE article_id = ? AND state = 'read'"
        # its beginning was there
        " UNION ALL SELECT captured_at, url FROM captures WHERE state = 'not_read' AND reason IN ('paywall', 'truncated')"
        " AND truncated IS NULL AND url IN (SELECT url FROM captures WHERE article_id = ? AND state = 'read')"
        # readings that were added without their captures
        " UNION ALL SELECT captured_at, NULL FROM revisions WHERE article_id = ? AND capture_id IS NULL AND captured_at <> ''",
        (article_id, article_id, article_id),
    )
    return [Sight(row["captured_at"], row["url"]) for row in rows]


def misses(connection: Any, article_id: int) -> list[Miss]:
    """The captures that show that an article is not where it stood."""
    rows = connection.execute(
        "SELECT captures.id, captures.url, captures.outlet, captures.captured_at, status, truncated, state, reason,"
        " kind, likeness, letters FROM captures LEFT JOIN answers ON answers.capture_id = captures.id"
        " WHERE captures.url IN (SELECT url FROM captures WHERE article_id = ? AND state = 'read')"
        " AND article_id IS NOT ? AND (status IN (404, 410) OR status BETWEEN 300 AND 399 OR state = 'not_read')",
        (article_id, article_id),
    ).fetchall()
    found = [
        Miss(row["captured_at"], row["url"], reason, row["id"])
        for row in rows
        if (reason := _absent(connection, article_id, row)) is not None
    ]
    forbidding = connection.execute(
        "SELECT captures.id, url, captured_at FROM forbidden JOIN robots USING (site, rules)"
        " JOIN captures ON captures.id = robots.capture_id WHERE forbidden.article_id = ?",
        (article_id,),
    )
    return found + [Miss(row["captured_at"], row["url"], Absent.ROBOTS, row["id"]) for row in forbidding]


def _absent(connection: Any, article_id: int, row: Any) -> Absent | None:
    """What an answer at an article's address says of it; None for whatever leaves it open."""
    if row["truncated"] is not None:
        return None
    if row["status"] == 404:
        return Absent.NOT_FOUND
    if row["status"] == 410:
        return Absent.GONE
    if row["kind"] in REDIRECTS:
        return REDIRECTS[row["kind"]]
    if row["kind"] == "elsewhere":
        return Absent.ELSEWHERE if _shared(connection, row) else None
    if row["state"] != "not_read" or not 200 <= row["status"] < 300:
        return None
    if row["reason"] == Reason.ERROR_PAGE:
        return Absent.SOFT_404
    if row["reason"] == Reason.LISTING_PAGE:
        return Absent.LIST if _serves(connection, row["outlet"], row["captured_at"]) else None
    if row["reason"] in _UNLIKE_AN_ARTICLE and row["kind"] == "page":
        if _shared(connection, row):
            return Absent.SOFT_404
        if row["reason"] == Reason.EMPTY and _is_emptied(connection, article_id, row):
            return Absent.EMPTIED
    return None


def _shared(connection: Any, row: Any) -> bool:
    """Whether an answer is the outlet's own word for what it does not have, and no wall before what it has."""
    if row["likeness"] is None:
        return False
    if is_error_page(connection, row["outlet"], row["likeness"], kinds=("error",)):
        return True
    return is_error_page(connection, row["outlet"], row["likeness"]) and _serves(connection, row["outlet"], row["captured_at"])


def is_error_page(
    connection: Any, outlet: str, likeness: str, *, without: int = 0, kinds: tuple[str, ...] = ("error", "probe")
) -> bool:
    """Whether a page, or a target of redirects, is what an outlet answers for addresses that it does not have."""
    told = connection.execute(
        "SELECT count(DISTINCT CASE WHEN kind IN ('page', 'elsewhere') THEN captures.url END) AS addresses,"
        " max(kind = 'error') AS error, max(kind = 'probe') AS probe"
        " FROM answers JOIN captures ON captures.id = capture_id"
        " WHERE answers.outlet = ? AND likeness = ? AND capture_id <> ?",
        (outlet, likeness, without),
    ).fetchone()
    if any(told[kind] for kind in kinds):
        return True
    return "probe" in kinds and told["addresses"] >= ADDRESSES


def _serves(connection: Any, outlet: str, at: str) -> bool:
    """Whether an outlet served articles shortly before and shortly after a moment, or in it."""
    earliest, latest = (timestamp(moment(at) + step) for step in (-AROUND, AROUND))
    query = "SELECT 1 FROM captures WHERE outlet = ? AND state = 'read' AND captured_at BETWEEN ? AND ? LIMIT 1"
    return all(
        connection.execute(query, (outlet, *between)).fetchone() is not None for between in ((earliest, at), (at, latest))
    )


def _is_emptied(connection: Any, article_id: int, row: Any) -> bool:
    """Whether most of the text that stood there before has gone from a page."""
    before = connection.execute(
        "SELECT json_extract(fields, '$.body') AS body FROM revisions WHERE article_id = ? AND captured_at < ?"
        " ORDER BY captured_at DESC LIMIT 1",
        (article_id, row["captured_at"]),
    ).fetchone()
    if before is None or not before["body"] or row["letters"] is None:
        return False
    return bool(row["letters"] < LEFT * len(fingerprint.letters(before["body"])))
