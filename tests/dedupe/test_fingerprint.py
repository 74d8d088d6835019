"""Which differences are an edit, and which bodies are the same text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dedupe.fingerprint import CONTENT, body_hash, changed, content_hash, fields
from newsarchive.items import Article, Image

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_a_reading_leaves_out_where_and_when_it_was_captured(article: Callable[..., Article]) -> None:
    here = article(at=1, record_id="urn:1", parser="a.Page/1")
    there = article(at=9, record_id="urn:2", parser="a.Page/2")

    assert fields(here) == fields(there)


@pytest.mark.parametrize(
    "same",
    [
        {"title": " 潮水　退了 "},
        {"images": (Image(url="https://cdn.example/1.jpg"),)},
        {"language": "zh"},
        {"canonical_url": "https://paper.example/x"},
        {"updated": "2024-03-02T00:00+08:00"},
    ],
    ids=lambda same: next(iter(same)),
)
def test_what_is_no_edit_has_the_same_hash(same: dict[str, Any], article: Callable[..., Article]) -> None:
    before, after = fields(article(title="潮水 退了")), fields(article(**{"title": "潮水 退了", **same}))

    assert content_hash(before) == content_hash(after)
    assert changed(before, after) == []


@given(st.fixed_dictionaries(dict.fromkeys(CONTENT, TEXT)), st.fixed_dictionaries(dict.fromkeys(CONTENT, TEXT)))
def test_the_hash_differs_exactly_when_a_field_is_named_as_changed(before: dict[str, str], after: dict[str, str]) -> None:
    assert (content_hash(before) == content_hash(after)) is (changed(before, after) == [])


def test_the_first_version_names_every_field_that_says_something(article: Callable[..., Article]) -> None:
    assert changed(None, fields(article())) == ["title", "date", "body"]


@given(TEXT, st.sampled_from(["　", " ", "\n\n", "，", "”", "—"]))
def test_space_and_punctuation_make_no_other_body(text: str, sign: str) -> None:
    assert body_hash(text) == body_hash(sign.join(text))


@pytest.mark.parametrize(("one", "other"), [("潮水退了", "潮水涨了"), ("十二人", "十三人"), ("12人", "13人"), ("a", "b")])
def test_another_word_or_number_makes_another_body(one: str, other: str) -> None:
    assert body_hash(one) != body_hash(other)


@pytest.mark.parametrize("nothing", [None, "", "——", "\u3000\n"])
def test_a_text_without_a_letter_is_nobodys_copy(nothing: str | None) -> None:
    assert body_hash(nothing) is None
