"""Corrections of the archive: found where they are quoted or linked, whichever article comes first."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from newsarchive.items import Article
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify


def found(archive: Archive) -> list[tuple[Any, ...]]:
    rows = archive.connection.execute(
        "SELECT substr(url, -2), noticed_at, withdrawn_at, substr(corrects_url, -2) FROM corrections"
    )
    return [tuple(row) for row in rows]


@pytest.fixture
def made(article: Callable[..., Article]) -> dict[str, Article]:
    def make(number: int, title: str, body: str, day: int, **fields: Any) -> Article:
        date = f"2024-03-0{day}T09:00+08:00"
        utc = f"2024-03-0{day}T01:00:00Z"
        return article(url=f"https://paper.example/{number}", outlet="paper", title=title, body=body, date=date, date_utc=utc, **fields)

    return {
        "old": make(1, "潮水退了以后", "清早的滩涂。", 1),
        "same headline, later": make(2, "潮水退了以后", "又一篇。", 4),
        "correction": make(3, "更正", "本报三月一日刊发的《潮水退了以后》一文，应为六米。", 5),
        "other paper's": article(url="https://other.example/4", outlet="other", title="潮水退了以后", body="别家的。",
                                 date="2024-03-01T09:00+08:00", date_utc="2024-03-01T01:00:00Z"),
    }  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_a_correction_finds_the_article_of_its_outlet_and_day_in_whatever_order_they_come(
    order: tuple[int, ...], archive: Archive, made: dict[str, Article]
) -> None:
    articles = list(made.values())
    for position in order:
        archive.add(articles[position])

    assert found(archive) == [("/3", "2024-03-01T08:00:00Z", None, "/1")]


def test_a_link_goes_before_a_headline(archive: Archive, made: dict[str, Article], article: Callable[..., Article]) -> None:
    archive.add(made["old"])
    archive.add(made["same headline, later"])

    archive.add(article(url="https://paper.example/5", outlet="paper", title="更正", body="《潮水退了以后》一文有误。", date="2024-03-06",
                        corrects=("https://paper.example/1",)))  # fmt: skip

    assert [row[-1] for row in found(archive)] == ["/1"]


def test_a_correction_of_what_the_archive_lacks_stands_without_it(archive: Archive, made: dict[str, Article]) -> None:
    archive.add(made["correction"])

    assert [row[-1] for row in found(archive)] == [None]


def test_a_note_in_an_article_is_noticed_with_its_version_and_withdrawn_with_another(
    archive: Archive, article: Callable[..., Article]
) -> None:
    noted = "清早的滩涂。\n\n更正：本文原写八米，应为六米。"
    archive.add(article(body="清早的滩涂。"))
    archive.add(article(at=5, body=noted))
    archive.add(article(at=9, body=noted, title="又改了"))
    assert found(archive) == [("/1", "2024-03-01T08:05:00Z", None, "/1")]

    archive.add(article(at=20, body="清早的滩涂。"))

    assert found(archive) == [("/1", "2024-03-01T08:05:00Z", "2024-03-01T08:20:00Z", "/1")]


def test_a_headline_that_was_changed_since_is_found_too(archive: Archive, made: dict[str, Article], article: Callable[..., Article]) -> None:
    archive.add(made["old"])
    archive.add(article(at=5, url="https://paper.example/1", outlet="paper", title="新题目", body="清早的滩涂。", date="2024-03-01"))

    archive.add(made["correction"])

    assert [row[-1] for row in found(archive)] == ["/1"]


def test_rows_that_do_not_follow_from_the_versions_are_named(archive: Archive, made: dict[str, Article]) -> None:
    archive.add(made["correction"])
    archive.add(made["old"])
    with archive.transaction():
        archive.connection.execute("UPDATE correction_notes SET own = 1")
        archive.connection.execute("UPDATE headlines SET letters = 'x' WHERE article_id = 2")
    archive.close()

    with Archive(Path(archive.path)) as reader:
        told = "\n".join(map(str, verify(reader, Verified())))

    assert "correction_notes" in told
    assert "headlines" in told
