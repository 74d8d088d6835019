"""The power fails in a crawl: what was acknowledged is on the disk, and no row points at bytes that are not.

kill -9 cannot show that a sync is missing, since the system's memory outlives the process. Here the crawler works on an
ext4 of its own, and the trial goes on with a copy of that disk as it was at the moment of the kill.
"""

from __future__ import annotations

import time
from contextlib import contextmanager

import pytest

from tests.faults.rig import checks, disks
from tests.faults.rig.processes import Crawler, crawled

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module", autouse=True)
def disk_of_our_own(tmp_path_factory):
    if reason := disks.unavailable(tmp_path_factory.mktemp("probe")):
        pytest.skip(reason)


@contextmanager
def power_cut(origin, tmp_path, captures, pause, **fault):
    """The archive after the cut, and what its crawler had acknowledged."""
    before, after = tmp_path / "before", tmp_path / "after"
    with disks.ext4(tmp_path / "disk.img", before):
        crawler = Crawler(origin, before / "archive", **fault)
        crawler.wait_for(captures)
        time.sleep(pause)
        crawler.kill()
        end = crawler.end()
        assert end.killed, end.errors
        with disks.after_power_cut(tmp_path / "disk.img", after):
            yield after / "archive", end.acknowledged


def test_a_power_cut_loses_nothing_that_was_acknowledged(large_paper, tmp_path, extent, chance, report):
    acknowledged_in_all, lost, dangling = 0, [], []

    for _ in range(extent.cuts):
        captures, pause = chance.randint(20, 80), chance.uniform(0, 0.1)
        with power_cut(large_paper, tmp_path, captures, pause) as (archive, acknowledged):
            lost += checks.lost(archive, acknowledged)
            dangling += checks.dangling(archive)
            assert lost == dangling == []

            crawled(large_paper, archive)
            assert checks.lost(archive, acknowledged) == []
            assert checks.damage(archive) == []
        acknowledged_in_all += len(acknowledged)

    report(
        f"power cut: {extent.cuts} cuts, {acknowledged_in_all} captures acknowledged before one, {len(lost)} lost, "
        f"{len(dangling)} rows point at nothing"
    )


def test_a_crawler_that_never_syncs_its_warc_is_found_out_by_a_power_cut(large_paper, tmp_path, report):
    with power_cut(large_paper, tmp_path, 40, 0, fault="no-sync") as (archive, acknowledged):
        dangling = checks.dangling(archive)

    report(f"mutant no-sync: of {len(acknowledged)} acknowledged captures {len(dangling)} point at nothing")
    assert dangling


def test_a_database_that_syncs_at_checkpoints_alone_is_found_out_by_a_power_cut(large_paper, tmp_path, report):
    with power_cut(large_paper, tmp_path, 15, 0, fault="normal-synchronous") as (archive, acknowledged):
        lost = checks.lost(archive, acknowledged)

    report(f"mutant normal-synchronous: {len(lost)} of {len(acknowledged)} acknowledged captures lost")
    assert lost
