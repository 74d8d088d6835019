"""The captures that an index names -> those that are worth asking for.

Of each article, in the order of capture, those whose content differs from the one before. An index may have so many lines
that they are sorted on the disk.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

from newsarchive.discover.urls import canonical
from newsarchive.importing import mementos
from newsarchive.importing.indexes import Entry, Illegible, entries
from newsarchive.importing.wanted import Wanted, is_page
from newsarchive.known import met
from newsarchive.schedule import timestamp

__all__ = ["Choice", "Chosen", "Pick"]

#: Which captures of an article: those with other content than the one before, one a day, or all.
Pick = Literal["changed", "daily", "all"]

#: The answers that tell something: a page, and that there is none. A redirect does too, but most only add "https".
_STATUS: Final = frozenset({200, 404, 410})
_TABLE: Final = """
CREATE TABLE entries (article TEXT, at TEXT, status INTEGER, digest TEXT, url TEXT, place TEXT)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A capture to ask for."""

    article: str
    """Canonical address of the article."""
    address: str
    """To ask at: of a memento, or of one record of a WARC file."""
    url: str
    """That was captured."""
    at: str
    """UTC, "2024-03-01T08:30:00Z"."""


@dataclass(slots=True)
class Choice:
    """What is chosen of index files.

    wayback, common_crawl: where mementos and WARC files are. lists: front pages and lists are wanted too.
    """

    wanted: Wanted
    pick: Pick = "changed"
    lists: bool = False
    wayback: str = mementos.WAYBACK
    common_crawl: str = mementos.COMMON_CRAWL
    lines: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    """Captures that were left, by reason."""
    illegible: list[tuple[Path, Illegible]] = field(default_factory=list)
    """The first lines that say nothing."""
    _db: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))  # on the disk where it grows

    def __post_init__(self) -> None:
        self._db.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._db.close()

    def read(self, path: Path, told: Callable[[int], None] = lambda lines: None) -> None:
        """Take up an index. Raises WarcError when it cannot be read."""
        for one in entries(path):
            self.lines += 1
            told(self.lines)
            if isinstance(one, Illegible):
                self.skipped["a line that cannot be read"] += 1
                if len(self.illegible) < 3:
                    self.illegible.append((path, one))
            elif why := self._refused(one):
                self.skipped[why] += 1
            else:
                self._keep(one)

    def _refused(self, entry: Entry) -> str | None:
        if why := self.wanted.refusal(entry.url, entry.at):
            return why
        if entry.status is not None and entry.status not in _STATUS and not self.wanted.everything:
            return f"status {entry.status}"
        if entry.mime == "warc/revisit" and mementos.is_ranged(mementos.address_of(entry)):
            return "a revisit, whose record holds no page"
        # Of a revisit an index tells neither.
        if entry.mime != "warc/revisit" and entry.status in (None, 200) and not is_page(entry.mime):
            return f"no page: {entry.mime}"
        return None if self.lists or self._article(entry.url) else "no article's address"

    def _article(self, url: str) -> str | None:
        outlet = met(url)
        return outlet.identity(url) if outlet else None

    def _keep(self, entry: Entry) -> None:
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            (
                self._article(entry.url) or canonical(entry.url),
                timestamp(entry.at),
                entry.status,
                entry.digest,
                entry.url,
                mementos.address_of(entry, self.wayback, self.common_crawl),
            ),
        )

    def chosen(self, known: Callable[[str, str], bool] = lambda url, at: False) -> Iterator[Chosen]:
        """What to ask for, article by article in the order of capture; known(url, at): whether the archive has a capture.

        What is left out is counted in `skipped`, each time.
        """
        before: dict[str, Any] = {}
        for article, at, status, digest, url, place in self._db.execute(
            "SELECT DISTINCT article, at, status, digest, url, place FROM entries ORDER BY article, at, place"
        ):
            if article != before.get("article"):
                before = {"article": article}
            status = status or 200
            same = before.get("status") == status
            if self.pick == "changed" and digest and same and before.get("digest") == digest:
                self.skipped["the same content as the capture before"] += 1
            elif self.pick == "daily" and same and before.get("day") == at[:10]:
                self.skipped["another capture of the day"] += 1
            elif known(url, at):
                self.skipped["in the archive"] += 1
                before |= {"status": status, "digest": digest, "day": at[:10]}
            else:
                before |= {"status": status, "digest": digest, "day": at[:10]}
                yield Chosen(article=article, address=place, url=url, at=at)
