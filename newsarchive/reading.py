"""A Capture -> rows: the second, repeatable step of every door into the archive.

A crawl, a replay and the recovery after a crash all come through here, so they cannot differ.
"""

from __future__ import annotations

from newsarchive import pages
from newsarchive.discover.answers import reason_of
from newsarchive.errors import OtherAddress, Unreadable
from newsarchive.items import Article, Capture, Reason, Verdict
from newsarchive.store import articles, captures
from newsarchive.store.archive import Archive

__all__ = ["NO_LOSS", "own", "read_into", "record"]

#: Why a page that might have been an article is none, and nothing is missing: it lists articles, or names its own address.
NO_LOSS = frozenset({Reason.LISTING_PAGE, Reason.REDIRECTED})
# What an article can be served as: feeds and sitemaps are neither.
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/json"})


def record(archive: Archive, capture: Capture) -> bool:
    """Enter a capture whose bytes are in the archive's WARC, inside the caller's transaction.

    True when there is something new to read in it: a success at the address of an article. An article that answers 404
    or 410 is marked as missing.
    """
    outlet = pages.outlet_for(capture.url)
    article = outlet.identity(capture.url) if outlet else None
    reason = capture.truncated or reason_of(capture.status)
    readable = article is not None and reason is None and 200 <= capture.status < 300 and _is_page(capture)
    added = captures.add(archive.connection, capture, outlet.name if outlet else None, reason, readable=readable)
    if added and article and reason in (Reason.NOT_FOUND, Reason.GONE):
        if row := archive.connection.execute("SELECT id FROM articles WHERE url = ?", (article,)).fetchone():
            articles.missing(archive.connection, row["id"])
    return added and readable


def _is_page(capture: Capture) -> bool:
    return (capture.header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


def own(capture: Capture) -> Article:
    """What a captured page says, if it stands at the article's own address.

    Raises NotAnArticle with Reason.REDIRECTED where it names another one (an AMP or print version, a visit's number in the
    query): the article is read there, so that it is one row, however many addresses it has.
    """
    article = pages.read(capture)
    outlet = pages.outlet_for(capture.url)
    address = outlet.identity(capture.url) if outlet else None
    if address is not None and article.url != address:
        raise OtherAddress(capture.url, article.url)
    return article


def read_into(archive: Archive, capture: Capture, run_id: int | None = None) -> Verdict | Reason:
    """Read a recorded capture and store what it says, or why it says nothing; in a transaction of its own."""
    try:
        return archive.add(own(capture), run_id)
    except Unreadable as error:
        reason = error.reason
    if capture.place is not None:
        archive.unreadable(capture.place.record_id, reason, None if reason in NO_LOSS else run_id)
    return reason
