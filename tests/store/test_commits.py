"""Work done in groups: on the disk when it is told to be done, each piece for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path

import pytest

from newsarchive.items import Article
from newsarchive.query.search import search
from newsarchive.store.archive import Archive
from newsarchive.store.commits import GroupCommit
from newsarchive.store.verify import Verified, verify


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", write=True) as archive:
        yield archive


def add(archive: Archive, number: int) -> None:
    archive.add(Article(url=f"https://paper.example/{number}", title=f"Tide {number}", body=f"The sea rose by {number} cm."))


def test_what_is_told_to_be_done_is_seen_by_another_connection(archive: Archive) -> None:
    commits = GroupCommit(archive)

    async def crawl() -> list[int]:
        seen = []
        for number in range(3):
            await commits.submit(lambda number=number: add(archive, number))
            with Archive(archive.path) as reader:
                seen.append(reader.count())
        return seen

    assert asyncio.run(crawl()) == [1, 2, 3]


def test_a_piece_that_fails_undoes_nothing_of_the_others(archive: Archive) -> None:
    commits = GroupCommit(archive)

    def half() -> None:
        with archive.transaction():
            add(archive, 99)
            raise ValueError("broken")

    async def crawl() -> list[object]:
        pieces = [lambda: add(archive, 1), half, lambda: add(archive, 2)]
        return await asyncio.gather(*(commits.submit(piece) for piece in pieces), return_exceptions=True)

    first, second, third = asyncio.run(crawl())

    assert (first, third) == (None, None)
    assert isinstance(second, ValueError)
    assert [article.url[-2:] for article in archive] == ["/1", "/2"]


def test_the_index_holds_what_was_committed_and_nothing_of_what_was_undone(archive: Archive) -> None:
    def broken(number: int) -> None:
        with archive.transaction():
            add(archive, number)
            raise ValueError("broken")

    add(archive, 1)
    with archive.group() as group:
        add(archive, 2)
        with pytest.raises(ValueError, match="broken"):
            broken(3)
        add(archive, 4)
        group.commit()
    with archive.group() as group:
        add(archive, 6)
        group.rollback()
    add(archive, 7)
    archive.close()

    with Archive(archive.path) as reader:
        assert [hit.title for hit in search(reader, "tide", order="newest")] == ["Tide 7", "Tide 4", "Tide 2", "Tide 1"]
        assert list(verify(reader, Verified())) == []


def test_a_group_is_one_part_of_the_index(archive: Archive) -> None:
    with archive.group() as group:
        for number in range(12):
            add(archive, number)
        group.commit()

    assert archive.connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()[0] == 1


def test_pieces_that_arrive_during_a_commit_share_the_next(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = GroupCommit(archive)
    groups = []
    group = archive.group
    monkeypatch.setattr(archive, "group", lambda: (groups.append(1), group())[1])

    async def crawl() -> None:
        await asyncio.gather(*(commits.submit(lambda number=number: add(archive, number)) for number in range(50)))

    asyncio.run(crawl())

    assert archive.count() == 50
    assert len(groups) < 10


def test_a_transaction_between_waits_for_the_commit(archive: Archive) -> None:
    commits = GroupCommit(archive)

    async def crawl() -> None:
        waiting = asyncio.ensure_future(commits.submit(lambda: add(archive, 1)))
        for number in range(2, 30):
            await asyncio.sleep(0)
            add(archive, number)  # would fail inside another transaction
        await waiting

    asyncio.run(crawl())

    assert archive.count() == 29


def test_each_piece_is_done_in_the_context_of_who_brought_it(archive: Archive) -> None:
    commits, whose = GroupCommit(archive), ContextVar("whose", default="nobody's")

    async def brought(by: str) -> str:
        whose.set(by)
        return await commits.submit(whose.get)

    async def crawl() -> list[str]:
        return await asyncio.gather(*(asyncio.create_task(brought(by)) for by in "abc"))

    assert asyncio.run(crawl()) == ["a", "b", "c"]
