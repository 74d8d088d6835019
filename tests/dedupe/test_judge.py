"""The verdict on a reading."""

from __future__ import annotations

import pytest

from newsarchive.dedupe.judge import healthy, judge
from newsarchive.items import Verdict


@pytest.mark.parametrize(
    ("known", "elsewhere", "verdict"),
    [
        (None, False, Verdict.NEW),
        (None, True, Verdict.COPY),
        ("a", False, Verdict.UNCHANGED),
        ("a", True, Verdict.UNCHANGED),
        ("b", False, Verdict.REVISED),
        ("b", True, Verdict.REVISED),
    ],
)
def test_only_an_article_not_seen_before_is_new_or_a_copy(known: str | None, elsewhere: bool, verdict: Verdict) -> None:
    assert judge("a", known, elsewhere) is verdict


@pytest.mark.parametrize(
    ("title", "body", "before", "sound"),
    [("t", "b", None, True), ("t", "b", "b", True), ("t", None, None, True), ("t", None, "b", False), (None, "b", "b", False)],
)
def test_a_reading_that_lost_its_title_or_text_may_not_follow(
    title: str | None, body: str | None, before: str | None, sound: bool
) -> None:
    assert healthy(title, body, before) is sound
