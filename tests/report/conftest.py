from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsarchive import pages
from newsarchive.config import Configuration
from newsarchive.items import Article, Outlet
from newsarchive.query.period import Period
from newsarchive.report.figures import Figures, figures
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
#: What an outlet might call itself to be obeyed.
HOSTILE = """<script>alert("汐")</script>&'"]]><!--"""
HARBOUR = Outlet(name="harbour", title="汐港观察", home="https://harbour.example/", hosts=("harbour.example",), zone="Asia/Shanghai", language="zh")
OTHER = Outlet(name="other", title=HOSTILE, home="https://other.example/", hosts=("other.example",))


class Newsroom:
    """Articles, entered with their captures."""

    def __init__(self, archive: Archive, article: Callable[..., Article]) -> None:
        self.archive = archive
        self._article = article
        self._count = 0
        for outlet in (HARBOUR, OTHER):
            pages.use(outlet)
            archive.add_outlet(outlet)

    def publish(self, outlet: str, published: str, captured: str, **fields: object) -> int:
        """An article that says when it was published, captured at a moment (UTC); returns its number."""
        self._count += 1
        url = str(fields.pop("url", f"https://{outlet}.example/{self._count}"))
        moment = datetime.fromisoformat(captured)
        record_id = f"urn:uuid:{self._count}"
        utc = timestamp(datetime.fromisoformat(published)) if "T" in published else f"{published}T00:00:00Z"
        with self.archive.transaction():
            self.archive.connection.execute(
                "INSERT INTO captures (record_id, url, outlet, captured_at, status, payload_digest, warc_file, warc_offset,"
                " warc_length, state) VALUES (?, ?, ?, ?, 200, ?, 'a.warc.gz', ?, 1000, 'unread')",
                (record_id, url, outlet, timestamp(moment), f"sha256:{self._count}", self._count),
            )
        one = self._article(
            url=url, outlet=outlet, title=f"潮水第{self._count}次退了", date=published, date_utc=utc, captured_at=timestamp(moment),
            record_id=record_id, **fields,
        )  # fmt: skip
        self.archive.add(one)
        return self._count

    def crawled(self, outlet: str, began: str, outcome: str | None = "finished", seconds: int = 60) -> None:
        ended = timestamp(datetime.fromisoformat(began) + timedelta(seconds=seconds)) if outcome else None
        with self.archive.transaction():
            self.archive.connection.execute(
                "INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, new) VALUES ('crawl', ?, ?, ?, ?, 0, '{}', 2)",
                (outlet, began, ended, outcome),
            )

    def failed(self, outlet: str, reason: str, kind: str = "article") -> None:
        self._count += 1
        url = f"https://{outlet}.example/failed/{self._count}"
        with self.archive.transaction():
            self.archive.connection.execute(
                "INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, discovered_at, fetched_at)"
                " VALUES (?, ?, ?, ?, 'failed', ?, '2024-03-05T08:00:00Z', '2024-03-05T08:00:00Z')",
                (url, url, outlet, kind, reason),
            )

    def figures(self, period: Period | None = None, outlet: str | None = None) -> Figures:
        with Archive(self.archive.path) as archive, Archive(self.archive.path, whole=True) as whole:
            return figures(archive, whole, Configuration(), NOW, period or Period(), outlet)


@pytest.fixture
def newsroom(archive: Archive, article: Callable[..., Article]) -> Newsroom:
    return Newsroom(archive, article)
