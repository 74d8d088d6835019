"""Text that enters the database holds nothing that breaks a reader of it."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extract.text import clean_text, squeeze

ANY_TEXT = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\x00\r\n\t\x0b\x85\u2028\u200b\ufeff\ud800\udc00\u3000\xa0"))




@given(ANY_TEXT)
def test_clean_text_holds_no_control_but_line_end_and_tab(dirty):
    clean = clean_text(dirty)

    assert not [sign for sign in clean if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"]
    assert not set(clean) & set("\u200b\u2060\ufeff\u2028\u2029")


@given(ANY_TEXT)
def test_clean_text_survives_the_database_and_a_second_cleaning(dirty):
    clean = clean_text(dirty)

    with closing(sqlite3.connect(":memory:")) as database:
        stored = database.execute("SELECT ?", (clean,)).fetchone()[0]

    assert stored == clean
    assert clean_text(clean) == clean


@pytest.mark.parametrize("kept", ["上观新闻　第一段\n\n第二段", "e\u0301té", "می\u200cخواهم", "👩\u200d👩\u200d👧", "①㎡ｱ", "a\xa0b"])
def test_letters_and_spaces_stay_as_printed(kept):
    assert clean_text(kept) == kept


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_newline(line_end):
    assert clean_text(f"a{line_end}b") == "a\nb"


@given(ANY_TEXT)
def test_squeezed_text_is_none_or_has_single_spaces_between_words(dirty):
    squeezed = squeeze(dirty)

    assert squeezed is None or (squeezed and squeezed == " ".join(squeezed.split()))


@pytest.mark.parametrize("empty", [None, "", " ", "\u3000\xa0\n", "\u200b", "\x00"])
def test_nothing_is_none(empty):
    assert squeeze(empty) is None
