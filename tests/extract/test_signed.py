"""extract.signed: the lines around a text that name its writer."""

from __future__ import annotations

import time

import pytest

from newsarchive.extract.signed import signatures


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Do 25.04.24 | 14:07 Uhr | Von Anna Berg-Muster", "Anna Berg-Muster"),
        ("ByJane Doe", "Jane Doe"),
        ("By TPQ, in News, Travel · 31 Jan 2025", "TPQ"),
        ("Posted on September 21, 2020 by Jane Doe", "Jane Doe"),
        ("Erstellt von Fabian am Dienstag 6. Mai 2014", "Fabian"),
        ("jeudi 13 juin 2019, par Jeanne Dupont", "Jeanne Dupont"),
        ("Author: Jane Doe, Datum: 03.03.19", "Jane Doe"),
    ],
)
def test_a_byline_is_read_wherever_it_stands_in_its_line(line, name):
    assert (name, "printed byline") in signatures(["A storm", line], "A storm", [])


@pytest.mark.parametrize("line", ["Jane Doe | 05.04.2025", "04.02.2022 | 13:10 Uhr | Jane Doe"])
def test_a_name_that_shares_its_line_with_a_date_is_a_byline(line):
    assert signatures(["A storm", line], "A storm", []) == [("Jane Doe", "name beside a date")]


@pytest.mark.parametrize("line", ["Local News", "Share on Facebook", "Weitere Nachrichten", "He left.", "Anadolu Ajansı"])
def test_a_line_beside_a_date_that_is_no_name_is_no_byline(line):
    assert signatures(["A storm", "May 14, 2025", line], "A storm", []) == []


def test_prose_that_begins_like_a_byline_is_none():
    for line in ("By the end of May nothing was left.", "Von der Brücke blieb 2019 nichts.", "Standing by in 2019"):
        assert signatures(["A storm", line], "A storm", []) == []


def test_a_label_on_a_line_of_its_own_labels_the_next():
    found = signatures(["Auteur :", "Jeanne Dupont", "A storm"], None, [])

    assert found == [("Jeanne Dupont", "printed byline")]


def test_a_name_below_the_text_is_none_without_its_label():
    assert signatures(["A storm"], "A storm", ["It rained."], ["Jane Doe"]) == []


def test_a_known_name_that_was_cut_off_the_texts_own_element_signs_it():
    assert signatures(["A storm"], "A storm", ["It rained."], cut="Jane Doe") == [("Jane Doe", "signature")]
    assert signatures(["A storm"], "A storm", ["It rained."], cut="Weitere Informationen") == []


def test_a_piece_that_says_what_it_is_has_its_writer_behind_by():
    assert signatures(["A storm", "Eine Kolumne von Anna Berg"], "A storm", []) == [("Anna Berg", "printed byline")]


def test_who_made_a_page_is_told_below_it():
    assert signatures(["A storm"], "A storm", ["It rained."], ["Erstellt von Anna Berg"]) == [("Anna Berg", "printed byline")]
    assert signatures(["A storm"], "A storm", ["It rained."], ["Autor: Jane Doe"]) == [("Jane Doe", "printed byline")]


def test_hostile_lines_are_read_in_linear_time():
    begun = time.process_time()

    for line in ("by " * 46, "posted " * 20, "1 von " * 23, ", " * 70, "A " * 70):
        signatures(["A storm", *[line] * 16], "A storm", [line])

    assert time.process_time() - begun < 1
