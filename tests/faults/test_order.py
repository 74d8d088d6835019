"""A crawler that dies at each step of the order of writes: the next one finds an archive that it can go on with."""

from __future__ import annotations

import pytest

from newsarchive.warc.read import records
from tests.faults.rig import checks
from tests.faults.rig.processes import Crawler, crawled, fetches

pytestmark = pytest.mark.faults

SECTION = "城事"


@pytest.fixture(scope="module")
def articles(small_paper, tmp_path_factory):
    """Of a crawl that nothing interrupted."""
    archive = tmp_path_factory.mktemp("undisturbed") / "archive"
    crawled(small_paper, archive, section=SECTION)
    assert checks.damage(archive) == []
    return checks.article_hashes(archive)


@pytest.mark.parametrize(
    ("step", "nth"),
    [
        ("before-append", 4),
        ("in-append", 4),
        ("after-append-before-sync", 4),
        ("after-sync-before-transaction", 4),
        ("before-commit", 5),
        ("in-commit", 5),
        ("between-the-transactions", 3),
        ("out-of-order", 3),
        ("before-rename", 1),
        ("before-rename", 2),
        ("after-rename", 1),
    ],
)
def test_a_crawl_that_dies_at_any_step_is_completed_by_the_next(step, nth, articles, small_paper, tmp_path):
    archive = tmp_path / "archive"
    end = Crawler(small_paper, archive, section=SECTION, fault=step, nth=nth).end()
    assert end.killed, end.errors
    assert checks.lost(archive, end.acknowledged) == []

    crawled(small_paper, archive, section=SECTION)

    assert checks.lost(archive, end.acknowledged) == []
    assert checks.damage(archive) == []
    assert checks.article_hashes(archive) == articles


@pytest.mark.parametrize(
    ("left_by", "step", "nth"),
    [
        ("in-append", "before-quarantine", 1),
        ("in-append", "after-quarantine-before-cut", 1),
        ("in-append", "after-cut-before-rename", 1),
        ("after-sync-before-transaction", "before-adoption", 1),
        ("after-sync-before-transaction", "in-adoption", 1),
        ("between-the-transactions", "before-adoption", 1),
        ("out-of-order", "before-adoption", 1),
    ],
)
def test_a_recovery_that_dies_at_any_step_is_completed_by_the_next(
    left_by, step, nth, articles, small_paper, tmp_path
):
    archive = tmp_path / "archive"
    end = Crawler(small_paper, archive, section=SECTION, fault=left_by, nth=4).end()
    assert end.killed, end.errors
    recovery = Crawler(small_paper, archive, section=SECTION, fault=step, nth=nth).end()
    assert recovery.killed, recovery.errors
    assert recovery.acknowledged == [], "it died after the recovery"

    crawled(small_paper, archive, section=SECTION)

    assert checks.lost(archive, end.acknowledged) == []
    assert checks.damage(archive) == []
    assert checks.article_hashes(archive) == articles


def test_an_article_that_a_dead_crawl_had_on_the_disk_is_not_asked_for_again(small_paper, tmp_path):
    archive = tmp_path / "archive"
    before = len(small_paper.requests())
    assert Crawler(small_paper, archive, section=SECTION, fault="after-sync-before-transaction", nth=4).end().killed
    (path,) = (archive / "warc").glob("*.open")
    kept = {
        record.url.removeprefix(small_paper.url)
        for record in records(path)
        if record.type == "response" and record.status == 200 and "detail" in record.url
    }

    crawled(small_paper, archive, section=SECTION)

    asked = fetches(small_paper.requests()[before:])
    assert kept, "no article was fetched before it died"
    assert {path: asked[path] for path in kept} == dict.fromkeys(kept, 1)


def test_a_crawler_that_commits_before_the_bytes_are_written_is_found_out(small_paper, tmp_path, report):
    archive = tmp_path / "archive"
    end = Crawler(small_paper, archive, section=SECTION, fault="commit-before-warc")
    end.wait_for(4)
    end.kill()
    end.end()

    dangling = checks.dangling(archive)
    report(f"mutant commit-before-warc: {len(dangling)} rows point at nothing")
    assert dangling
