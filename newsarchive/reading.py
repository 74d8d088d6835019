"""A Capture -> rows: the second, repeatable step of every door into the archive.

A crawl, a replay and the recovery after a crash all come through here, so they cannot differ.
"""

from __future__ import annotations

from newsarchive import pages
from newsarchive.discover.answers import reason_of
from newsarchive.errors import Unreadable
from newsarchive.items import Capture, Reason, Verdict
from newsarchive.store import articles, captures
from newsarchive.store.archive import Archive

__all__ = ["read_into", "record"]


def record(archive: Archive, capture: Capture) -> bool:
    """Enter a capture whose bytes are in the archive's WARC, inside the caller's transaction.

    True when there is something new to read in it: a success at the address of an article. An article that answers 404
    or 410 is marked as missing.
    """
    outlet = pages.outlet_for(capture.url)
    article = outlet.identity(capture.url) if outlet else None
    reason = capture.truncated or reason_of(capture.status)
    readable = article is not None and reason is None and 200 <= capture.status < 300
    added = captures.add(archive.connection, capture, outlet.name if outlet else None, reason, readable=readable)
    if added and article and reason in (Reason.NOT_FOUND, Reason.GONE):
        if row := archive.connection.execute("SELECT id FROM articles WHERE url = ?", (article,)).fetchone():
            articles.missing(archive.connection, row["id"])
    return added and readable


def read_into(archive: Archive, capture: Capture, run_id: int | None = None) -> Verdict | Reason:
    """Read a recorded capture and store what it says, or why it says nothing; in a transaction of its own."""
    try:
        return archive.add(pages.read(capture), run_id)
    except Unreadable as error:
        reason = error.reason
    if capture.place is not None:
        archive.unreadable(capture.place.record_id, reason, run_id)
    return reason
