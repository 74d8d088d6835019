"""Rows of `named`: which feed, list, sitemap, edition of an e-paper or article's page named a URL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newsarchive.items import Kind
from newsarchive.schedule import timestamp

__all__ = ["add"]


def add(connection: Any, urls: Iterable[str], by: Kind, list_id: int, now: datetime) -> None:
    """Note that a page names these URLs of the frontier, inside the caller's transaction.

    by: what the page is. list_id: its row of `urls`.
    """
    at = timestamp(now)
    connection.executemany(
        "INSERT INTO named (url_id, by, list_id, first_named, last_named)"
        " SELECT id, :by, :list, :at, :day FROM urls WHERE url = :url"
        " ON CONFLICT (url_id, by) DO UPDATE SET list_id = excluded.list_id, last_named = excluded.last_named"
        " WHERE last_named < excluded.last_named",
        [{"url": url, "by": str(by), "list": list_id, "at": at, "day": at[:10]} for url in urls],
    )
