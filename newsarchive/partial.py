"""A reading with only the beginning of what an article was known to say -> why it is no edit, where the page tells.

A page for subscribers, a page whose end did not come, an article whose second page was not to be had: the text that was read
before stands. Whoever takes the last paragraphs off a page that is whole has edited it.
"""

from __future__ import annotations

from typing import Any

from newsarchive import pages
from newsarchive.dedupe import fingerprint
from newsarchive.errors import WarcError
from newsarchive.extract.paywall import without_invitation
from newsarchive.items import Article, Capture, Reason
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive

__all__ = ["later", "reason", "shortened"]


def reason(archive: Archive, capture: Capture) -> Reason | None:
    """Why a page shows only the beginning of an article; None where nothing says that it does."""
    if pages.is_cut(capture) or _lacks_its_next(archive, capture):
        return Reason.TRUNCATED
    return Reason.PAYWALL if pages.is_paywalled(capture) else None


def _lacks_its_next(archive: Archive, capture: Capture) -> bool:
    """Whether a page says that the article goes on on another one, which could not be had since."""
    parts = pages.parts_of(capture)
    if parts is None or parts.number != 1 or parts.next is None:
        return False
    row = archive.connection.execute(
        "SELECT 1 FROM captures WHERE url = ? AND status = 200 AND captured_at >= ? LIMIT 1",
        (parts.next, timestamp(capture.captured_at)),
    ).fetchone()
    return row is None


def shortened(archive: Archive, article: Article) -> bool:
    """Whether an earlier version begins with all that a reading says, and goes on."""
    row = archive.connection.execute("SELECT id, body FROM articles WHERE url = ?", (article.url,)).fetchone()
    if row is None or row["body"] == article.body or article.body is None:
        return False
    versions = archive.connection.execute(
        "SELECT json_extract(fields, '$.body') AS body FROM revisions WHERE article_id = ? AND captured_at < ?",
        (row["id"], article.captured_at or ""),
    )
    return any(_begins(version["body"], article.body) for version in versions)


def later(archive: Archive, article: Article) -> list[tuple[Any, Reason]]:
    """The captures (their rows) after a reading that showed only its beginning, though it is known only now, and why."""
    rows = archive.connection.execute(
        "SELECT captures.*, json_extract(fields, '$.body') AS body FROM articles"
        " JOIN revisions ON revisions.article_id = articles.id AND revisions.captured_at > ?"
        " JOIN captures ON captures.article_id = articles.id AND captures.content_hash = revisions.content_hash"
        "  AND captures.captured_at > ? WHERE articles.url = ? GROUP BY captures.id",
        (article.captured_at or "", article.captured_at or "", article.url),
    ).fetchall()
    found = []
    for row in rows:
        if _begins(article.body, row["body"]):
            try:
                why = reason(archive, archive.capture(row))
            except WarcError:
                continue  # `verify` tells
            if why is not None:
                found.append((row, why))
    return found


def _begins(whole: str | None, beginning: str | None) -> bool:
    """Whether a text goes on after another, letter for letter."""
    if whole is None or beginning is None:
        return False
    start, text = fingerprint.letters(without_invitation(beginning)), fingerprint.letters(whole)
    return len(start) < len(text) and text.startswith(start)
