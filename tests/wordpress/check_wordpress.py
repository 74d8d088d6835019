"""A real WordPress, crawled by its address: `make test-wordpress`. Plain pytest does not collect it, as its name says."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.wordpress import paper as wordpress
from tests.wordpress.paper import ZONE, Paper

CHILD = Path(__file__).parents[1] / "crawl" / "child.py"


@pytest.fixture(scope="module", params=["/%year%/%monthnum%/%day%/%postname%/", "/%postname%/"], ids=["dated", "plain"])
def paper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    if reason := wordpress.missing():
        pytest.skip(reason)
    with wordpress.running(tmp_path_factory.mktemp("wp"), request.param) as paper:
        yield paper


@pytest.fixture(scope="module")
def rows(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The archive of a crawl that was told no more than the address."""
    archive = tmp_path_factory.mktemp("archive") / "archive"
    job = {
        "archive": str(archive), "outlets": [f"{paper.url}/"],
        "settings": {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "NEWSARCHIVE_ALLOW_PRIVATE": True},
    }  # fmt: skip
    child = subprocess.run(
        [sys.executable, str(CHILD), json.dumps(job)], capture_output=True, text=True, timeout=300, check=False
    )
    assert child.returncode == 0, child.stderr
    assert json.loads(child.stdout.splitlines()[-1])["error"] is None
    connection = sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)
    yield connection
    connection.close()


def _articles(rows: sqlite3.Connection, field: str) -> dict[str, str | None]:
    return dict(rows.execute(f"SELECT url, {field} FROM articles"))


def test_every_post_is_archived_once_and_nothing_else_is_an_article(paper: Paper, rows: sqlite3.Connection) -> None:
    assert sorted(_articles(rows, "url")) == sorted(paper.posts)
    assert rows.execute("SELECT count(*), count(DISTINCT url) FROM articles").fetchone() == (60, 60)


def test_each_post_has_its_title(paper: Paper, rows: sqlite3.Connection) -> None:
    assert _articles(rows, "title") == {url: post.title for url, post in paper.posts.items()}


def test_each_post_has_its_author(paper: Paper, rows: sqlite3.Connection) -> None:
    assert _articles(rows, "author") == {url: post.author for url, post in paper.posts.items()}


def test_each_post_has_its_date_to_the_minute(paper: Paper, rows: sqlite3.Connection) -> None:
    local = {url: datetime.fromisoformat(post.date).replace(tzinfo=ZoneInfo(ZONE)) for url, post in paper.posts.items()}
    stored = {url: datetime.fromisoformat(date or "0001-01-01T00:00+00:00") for url, date in _articles(rows, "date").items()}

    assert stored == local


def test_each_post_has_its_whole_body_and_no_more(paper: Paper, rows: sqlite3.Connection) -> None:
    assert _articles(rows, "body") == {url: "\n\n".join(post.paragraphs) for url, post in paper.posts.items()}


def test_tags_authors_attachments_and_feeds_are_no_articles(paper: Paper, rows: sqlite3.Connection) -> None:
    lists = rows.execute("SELECT url FROM captures WHERE article_id IS NOT NULL").fetchall()

    assert not [
        url for (url,) in lists if any(part in url for part in ("/tag/", "/author/", "/category/", "/feed", "picture-", ".xml"))
    ]
    assert not set(paper.attachments) & set(_articles(rows, "url"))


def test_each_post_is_fetched_once(paper: Paper, rows: sqlite3.Connection) -> None:
    fetched = dict(rows.execute("SELECT url, count(*) FROM captures WHERE status = 200 GROUP BY url"))

    assert {url: fetched.get(url) for url in paper.posts} == dict.fromkeys(paper.posts, 1)
