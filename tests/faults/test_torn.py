"""Halves of records, which a kill leaves at the end of a WARC file: they are cut off, kept, and hide nothing."""

from __future__ import annotations

import pytest

from tests.faults.rig import checks
from tests.faults.rig.processes import Crawler, crawled

pytestmark = pytest.mark.faults

SECTION = "城事"


def test_a_record_of_which_half_was_written_is_put_aside_and_fetched_again(small_paper, tmp_path, extent, report):
    archive = tmp_path / "archive"
    acknowledged: list[str] = []

    # Every run fetches robots.txt and the section's four list pages anew: five records at the least, to tear one of.
    for nth in range(extent.torn_tails):
        end = Crawler(small_paper, archive, section=SECTION, fault="in-append", nth=3 + nth % 3).end()
        assert end.killed, end.errors
        acknowledged += end.acknowledged
    crawled(small_paper, archive, section=SECTION)

    torn = checks.torn_tails(archive)
    lost = checks.lost(archive, acknowledged)
    report(
        f"torn tails: {extent.torn_tails} produced, {torn} put aside; {len(acknowledged)} captures acknowledged, "
        f"{len(lost)} lost"
    )
    assert torn == extent.torn_tails
    assert lost == []
    assert checks.damage(archive) == []


def test_a_crawler_that_leaves_a_torn_tail_as_it_is_is_found_out(small_paper, tmp_path, report):
    archive = tmp_path / "archive"
    assert Crawler(small_paper, archive, section=SECTION, fault="in-append", nth=3).end().killed

    crawled(small_paper, archive, section=SECTION, fault="no-repair")

    damage = checks.damage(archive)
    report(f"mutant no-repair: {len(damage)} faults found, among them: {damage[-1] if damage else None}")
    assert any("the file ends inside a record" in line for line in damage)
