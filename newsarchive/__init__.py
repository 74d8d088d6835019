"""newsarchive: crawl, archive, read and query regional news. As a library:

>>> import newsarchive
>>> article = newsarchive.read(html, url)                         # doctest: +SKIP
>>> article.title, article.source, article.credits                # doctest: +SKIP
>>> with newsarchive.open("archive") as archive:                  # doctest: +SKIP
...     for article in archive: ...
...     archive.get("https://www.shobserver.com/news/detail?id=158798")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.items import Article
    from newsarchive.store.archive import Archive

__all__ = ["__version__", "open", "read"]


def read(html: str | bytes, url: str, captured_at: datetime | None = None) -> Article:
    """What a news page says.

    html: the page, decoded, or its bytes as served (then the charset is found out). captured_at: when it was fetched, with
    a zone; it says which day "yesterday" was. Default: now.
    Raises errors.NotAnArticle, with a reason, for a page that holds none.
    """
    from newsarchive import clock, pages
    from newsarchive.items import Capture

    encoded = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    headers = (("Content-Type", "text/html; charset=utf-8"),) if isinstance(html, str) else ()
    moment = captured_at or clock.now()
    return pages.read(Capture(url=url, captured_at=moment, status=200, headers=headers, body=encoded))


def open(path: str | Path) -> Archive:
    """An archive, to read.

    Raises errors.ArchiveMissing when there is none at that path.
    """
    from newsarchive.store.archive import Archive

    return Archive(path)
