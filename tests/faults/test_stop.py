"""Signals and rivals: a crawl that is asked to stop does, and one archive has one writer."""

from __future__ import annotations

import signal
import time

import pytest

from newsarchive.store.archive import Archive
from tests.faults.rig import checks
from tests.faults.rig.processes import Crawler, crawled

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_crawl_that_is_asked_to_stop_does_within_30_seconds_and_the_next_goes_on(
    number, undisturbed, large_paper, tmp_path, report
):
    archive = tmp_path / "archive"
    crawler = Crawler(large_paper, archive)
    assert crawler.wait_for(30)

    asked = time.monotonic()
    crawler.signal(number)
    end = crawler.end()
    took = time.monotonic() - asked

    assert end.code == 0, end.errors
    assert took < 30
    assert checks.unfinished(archive) == []
    with Archive(archive) as stopped:
        states = dict(tuple(row) for row in stopped.connection.execute("SELECT state, count(*) FROM urls GROUP BY state"))
        assert states["pending"] > 0, "it ended by itself"
        assert stopped.connection.execute("SELECT outcome FROM runs").fetchone()[0] == "shutdown"
    crawled(large_paper, archive)
    assert checks.lost(archive, end.acknowledged) == []
    assert checks.damage(archive) == []
    assert checks.article_hashes(archive) == undisturbed.articles
    report(f"{number.name}: stopped after {took:.1f} s with {states['pending']} URLs pending, then completed")


def test_a_crawl_that_is_asked_to_stop_before_it_has_anything_leaves_nothing_half_done(large_paper, tmp_path, extent, chance):
    asked = 0
    for number in range(extent.trials + 3):
        archive = tmp_path / f"archive-{number}"
        crawler = Crawler(large_paper, archive)
        until = time.monotonic() + 30
        while not (archive / "archive.db").exists() and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.4))  # while the engine is being started, and robots.txt and the first lists come
        crawler.signal(signal.SIGTERM)
        end = crawler.end()
        if end.code == -signal.SIGTERM:  # sooner than the process knows of signals
            continue

        asked += 1
        assert end.code == 0, end.errors
        assert checks.unfinished(archive) == []
    assert asked > 1


def test_a_second_crawl_into_an_archive_is_refused_and_told_whose_it_is(large_paper, tmp_path):
    archive = tmp_path / "archive"
    first = Crawler(large_paper, archive)
    assert first.wait_for(3)

    second = Crawler(large_paper, archive).end()

    assert second.code == 1
    assert second.errors.startswith("ArchiveBusy")
    assert f"process {first.pid} " in second.errors
    assert first.wait_for(6), "the first went on"
    first.kill()
    assert checks.lost(archive, first.end().acknowledged) == []
