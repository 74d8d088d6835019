"""kill -9 at random moments of a crawl, then resume: nothing is lost, nothing is there twice."""

from __future__ import annotations

import time
from math import ceil

import pytest

from tests.faults.rig import checks
from tests.faults.rig.processes import CONCURRENCY, Crawler, crawled, fetches, in_flight

pytestmark = pytest.mark.faults

KILLS_AN_ARCHIVE = 5


def test_a_crawl_that_is_killed_and_resumed_ends_as_one_that_was_not(
    undisturbed, large_paper, tmp_path, extent, chance, report
):
    lost: list[str] = []
    kills = in_flight_kills = acknowledged_before = refetched = 0
    archives = ceil(extent.trials / KILLS_AN_ARCHIVE)

    for number in range(archives):
        folder = tmp_path / f"archive-{number}"
        before = len(large_paper.requests())
        acknowledged: list[str] = []
        planned = min(KILLS_AN_ARCHIVE, extent.trials - kills)
        for _ in range(planned):
            crawler = Crawler(large_paper, folder)
            # Within the crawl, which grows shorter with each kill; then anywhere in the work on an answer.
            running = crawler.wait_for(chance.randint(1, max(2, undisturbed.captures // (planned + 1))))
            time.sleep(chance.uniform(0, 0.1))
            killed_at = crawler.kill()
            end = crawler.end()
            kills += 1
            in_flight_kills += running and end.killed and in_flight(large_paper.requests(), killed_at) > 0
            acknowledged += end.acknowledged
        crawled(large_paper, folder)

        lost += checks.lost(folder, acknowledged)
        assert lost == []
        assert checks.damage(folder) == []
        assert checks.article_hashes(folder) == undisturbed.articles
        again = (fetches(large_paper.requests()[before:]) - undisturbed.fetches).total()
        assert again <= CONCURRENCY * planned
        refetched += again
        acknowledged_before += len(acknowledged)

    report(
        f"kill -9: {kills} kills in {archives} archives of {len(undisturbed.articles)} articles, {in_flight_kills} with requests in "
        f"flight; {acknowledged_before} captures acknowledged before a kill, {len(lost)} lost; {refetched} articles fetched again"
    )
    assert kills == extent.trials
    assert in_flight_kills >= 0.9 * kills, "too many kills hit a crawl that was doing nothing"
