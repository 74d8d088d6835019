from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.query.snippet import marks, snippet
from newsarchive.store import fts


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in marks(text, query)]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("码头开港，码头收工", "码头", ["码头", "码头"]),
        ("ＡＢＣ与ａｂｃ", "abc", ["ＡＢＣ", "ａｂｃ"]),
        ("一个㈱公司", "株", ["㈱"]),
        ("ﬁne Café", "fine cafe", ["ﬁne", "Café"]),
        ("Cafe\u0301 noir", "café", ["Cafe\u0301"]),
        ("カ\u3099ラス", "ガラス", ["カ\u3099ラス"]),
        ("上\u200b海", "上海", ["上\u200b海"]),
        ("NBA股权，A股", "A股", ["A股"]),
        ("在上海，A股市场", '"上海 A股"', ["上海，A股"]),
        ("iPhone15发布会", "iPhone15发布", ["iPhone15发布"]),
        ("海海海", "海海", ["海海"]),
        ("港口", "码头", []),
        ("", "港", []),
    ],
)
def test_the_query_is_marked_where_it_is_printed(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40), query=st.text(min_size=1, max_size=4))
def test_marks_lie_in_the_text_in_order(text: str, query: str) -> None:
    places = marks(text, query)

    flat = [offset for place in places for offset in place]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in places)


@settings(max_examples=300, deadline=None)
@given(before=st.text(max_size=20), query=st.text(alphabet="上海港口㐀𠀀", min_size=1, max_size=4), after=st.text(max_size=20))
def test_han_that_stands_in_a_text_is_marked(before: str, query: str, after: str) -> None:
    assert any(fts.fold(query)[0] in fts.fold(piece) for piece in marked(before + query + after, query))


def test_a_snippet_is_about_as_long_as_asked_and_holds_the_first_hit() -> None:
    piece = snippet("风。" * 500 + "码头开港" + "雨。" * 500, "码头", 60)

    assert piece is not None
    assert 60 <= len(piece.text) <= 62
    assert [piece.text[start:end] for start, end in piece.marks] == ["码头"]


def test_a_snippet_begins_with_a_whole_word_and_stands_on_one_line() -> None:
    piece = snippet("Something happened\n\nin the neighborhood before the harbor opened", "harbor", 30)

    assert piece is not None
    assert "\n" not in piece.text
    assert piece.text.removeprefix("…").startswith(("in ", "the ", "neighborhood ", "before "))


def test_a_hit_longer_than_the_snippet_is_shown_whole() -> None:
    piece = snippet("风" + "港" * 100 + "雨", "港" * 100, 60)

    assert piece is not None
    assert [end - start for start, end in piece.marks] == [100]


@pytest.mark.parametrize("text", ["海" * 1_000_000, "a " * 500_000, "a\u0301" * 300_000, "㈱" * 300_000])
def test_a_megabyte_of_one_sign_takes_seconds_at_the_most(text: str) -> None:
    began = time.process_time()

    snippet(text, "海 a 株 b")

    assert time.process_time() - began < 10
