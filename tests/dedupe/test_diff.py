from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.diff import Piece, changes, compare
from newsarchive.items import Article, Credit


def told(before: str, after: str) -> str:
    sign = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(sign[piece.kind].format(piece.text) for piece in compare(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("码头今天开港。", "码头昨天开港。", "码头[-今-]{+昨+}天开港。"),
        ("首日客流10万。", "首日客流12万。", "首日客流[-10-]{+12+}万。"),
        ("The harbor opened.", "The harbors opened.", "The [-harbor-]{+harbors+} opened."),
        ("甲。乙。", "甲。丙丁戊。乙。", "甲。{+丙丁戊。+}乙。"),
        ("", "新", "{+新+}"),
        ("旧", "", "[-旧-]"),
        ("同", "同", "同"),
        ("船靠泊了。", "梅雨将至。", "[-船靠泊了。-]{+梅雨将至。+}"),
    ],
)
def test_han_is_compared_by_characters_and_latin_by_words(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


@settings(max_examples=300, deadline=None)
@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_both_texts_can_be_put_together_again_from_the_pieces(before: str, after: str) -> None:
    pieces = compare(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_only_fields_that_differ_are_told_and_credits_as_lines() -> None:
    before = Article(url="https://paper.example/1", title="开港", section=("长三角",))
    credit = Credit(role="记者", name="张三", role_normalized="author", note="QN01")
    after = Article(url="https://paper.example/1", title="开港", section=("长三角", "港口"), credits=(credit,))

    found = changes(fingerprint.fields(before), fingerprint.fields(after))

    assert [change.field for change in found] == ["section", "credits"]
    assert found[0].pieces == (Piece("same", "长三角"), Piece("added", " > 港口"))
    assert found[1].pieces == (Piece("added", "记者：张三（QN01）"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("海" * 200_000, "港" * 200_000),
        ("海，" * 50_000, "海。" * 50_000),
        ("甲。" * 50_000, "乙丙。" * 50_000),
        ("海港" * 20_000 + "。", "港海" * 20_000 + "。"),
    ],
)
def test_texts_of_hundreds_of_thousands_of_characters_take_seconds_at_the_most(before: str, after: str) -> None:
    began = time.process_time()

    compare(before, after)

    assert time.process_time() - began < 10
