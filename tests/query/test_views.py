"""The views with plain names, asked as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive.items import Article, Reason
from newsarchive.store.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive, open to write."""
    with Archive(tmp_path / "archive", write=True) as archive:
        yield archive


def discover(archive: Archive, number: int, state: str, reason: Reason | None = None, published: str | None = None) -> str:
    url = f"https://paper.example/{number}"
    archive.connection.execute(
        "INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, published, discovered_at)"
        " VALUES (?, ?, 'paper', ?, ?, ?, ?, '2024-03-05T08:00:00Z')",
        (url, url, "article" if number else "listing", state, reason, published),
    )
    return url


def coverage(archive: Archive) -> dict[str, tuple[Any, ...]]:
    rows = archive.connection.execute("SELECT day, discovered, held, pending, missing, reasons FROM coverage")
    return {day: (*counts, reasons) for day, *counts, reasons in map(tuple, rows)}


def test_coverage_holds_what_was_discovered_against_what_is_there_by_the_day_it_was_published(archive: Archive) -> None:
    with archive.transaction():
        discover(archive, 0, "done")
        url = discover(archive, 1, "done", published="2024-03-02")
        discover(archive, 2, "failed", Reason.TIMEOUT, published="2024-03-01")
        discover(archive, 3, "failed", Reason.TIMEOUT, published="2024-03-01T08:00")
        discover(archive, 4, "done", Reason.REDIRECTED, published="2024-03-01")
        discover(archive, 5, "pending", published="2024-03-02")
        discover(archive, 6, "leased")
        discover(archive, 7, "done")
    archive.add(Article(url=url, outlet="paper", title="潮", date="2024-03-01T23:00+08:00", captured_at="2024-03-05T09:00:00Z"))

    assert coverage(archive) == {
        "2024-03-01": (4, 1, 0, 3, "timeout 2, redirected 1"),
        "2024-03-02": (1, 0, 1, 0, None),
        "2024-03-05": (2, 0, 1, 1, "unread 1"),
    }
