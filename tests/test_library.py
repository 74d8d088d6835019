"""newsarchive as a library: read(html, url) and open(path)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import newsarchive
from newsarchive.demo import Edition
from newsarchive.demo.markup import desktop
from newsarchive.errors import ArchiveMissing, NotAnArticle
from newsarchive.items import Article
from newsarchive.store.archive import Archive

URL = "https://www.shobserver.com/news/detail?id=1001"
STORY = Edition().stories[1001]


def test_a_page_is_read_from_its_text() -> None:
    article = newsarchive.read(desktop(STORY, []), URL)

    assert (article.url, article.title, article.body) == (URL, STORY.title, STORY.body)


def test_a_page_is_read_from_its_bytes_in_whatever_charset() -> None:
    story = replace(STORY, title="仉䶮铸镕记", charset="gb18030")

    article = newsarchive.read(desktop(story, []).encode("gb18030"), URL)

    assert article.title == "仉䶮铸镕记"


def test_a_page_given_as_text_is_not_decoded_again_as_it_declares() -> None:
    story = replace(STORY, charset="gb18030")  # declares gb2312

    article = newsarchive.read(desktop(story, []), URL)

    assert article.title == STORY.title


def test_the_moment_of_the_capture_is_part_of_the_reading() -> None:
    article = newsarchive.read(desktop(STORY, []), URL, datetime(2024, 3, 1, 8, 30, tzinfo=UTC))

    assert article.captured_at == "2024-03-01T08:30:00Z"


def test_a_page_without_an_article_is_refused_with_a_reason() -> None:
    with pytest.raises(NotAnArticle):
        newsarchive.read("<html><body></body></html>", URL)


def test_an_archive_is_iterated_by_date_and_looked_up_by_url_or_id(
    archive: Archive, article: Callable[..., Article]
) -> None:
    later = article(url="https://paper.example/2", date_utc="2024-03-02T01:00:00Z", body="别的话。")
    earlier = article()
    for one in (later, earlier):
        archive.add(one)
    archive.close()

    with newsarchive.open(archive.path) as opened:
        assert list(opened) == [earlier, later]
        assert opened.get("https://paper.example/1") == earlier
        assert opened.get(1) == later
        assert opened.get("https://paper.example/3") is None
        assert len(opened) == 2


def test_a_path_without_an_archive_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="no archive here"):
        newsarchive.open(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_archive_opened_to_read_cannot_be_written(archive: Archive) -> None:
    archive.close()

    with newsarchive.open(archive.path) as opened, pytest.raises(Exception, match=r"readonly|read-only|query_only"):
        opened.connection.execute("DELETE FROM articles")
