"""The disk fills up in a crawl: it stops and says so, what it acknowledged can be read, and it goes on when there is room."""

from __future__ import annotations

import pytest

from newsarchive.errors import ArchiveFull
from tests.faults.rig import checks, disks
from tests.faults.rig.processes import Crawler, crawled

pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path):
    """8 MB, of which something else takes five."""
    if reason := disks.unavailable(tmp_path):
        pytest.skip(reason)
    folder = tmp_path / "disk"
    with disks.tmpfs(folder, megabytes=8):
        (folder / "ballast").write_bytes(bytes(5_000_000))
        yield folder


def test_a_full_disk_ends_the_crawl_and_costs_nothing_that_was_acknowledged(
    small_disk, undisturbed, large_paper, report
):
    archive = small_disk / "archive"

    end = Crawler(large_paper, archive).end()

    assert end.code == ArchiveFull.exit_code
    assert end.errors.splitlines()[-1].startswith("ArchiveFull: ")
    lost, unreadable = checks.lost(archive, end.acknowledged), checks.dangling(archive)
    report(
        f"full disk: {len(end.acknowledged)} captures acknowledged before it was, {len(lost)} lost, "
        f"{len(unreadable)} unreadable"
    )
    assert lost == unreadable == []

    (small_disk / "ballast").unlink()
    disks.resize(small_disk, megabytes=64)
    crawled(large_paper, archive)

    assert checks.lost(archive, end.acknowledged) == []
    assert checks.damage(archive) == []
    assert checks.article_hashes(archive) == undisturbed.articles
