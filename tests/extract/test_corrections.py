"""Corrections: what says that it is one, what it quotes, what it links to."""

from __future__ import annotations

import pytest
from lxml import etree

from newsarchive.extract.corrections import Note, is_note, links, notes


@pytest.mark.parametrize(
    "paragraph",
    [
        "更正：本文原写每三十分钟一班，应为四十五分钟。",
        "（更正）昨日版面所刊照片说明有误。",
        "本报更正：三月二日二版消息中的人名应为“邬思源”。",
        "因编辑疏忽，前文人名写错，特此更正。",
        "勘误｜表格第二行的数字应为十二。",
        "訂正：記事中の年月日に誤りがありました。",
        "Correction: The ferry leaves at nine.",
        "Correction, March 3: The ferry leaves at nine.",
        "An earlier version of this article misstated the age of the ferry.",
        "This story has been corrected to give the right year.",
        "Berichtigung: Die Fähre fährt um neun.",
        "In einer früheren Version dieses Artikels stand ein falsches Datum.",
        "Rectificatif : le bac part à neuf heures.",
        "Fe de erratas: el barco sale a las nueve.",
    ],
)
def test_a_paragraph_that_says_so_is_a_correction(paragraph: str) -> None:
    assert is_note(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "法院要求被告公开更正并赔礼道歉。",
        "海事局发布声明：航道恢复通行。",
        "外交部发言人就此发表声明。",
        "他向读者致歉，然后继续往下讲。",
        "The correction of the harbor's course will take two years.",
        "Officials corrected the figures on Monday.",
        "Die Berichtigung der Karten dauerte ein Jahr.",
    ],
)
def test_a_paragraph_that_speaks_of_corrections_is_none(paragraph: str) -> None:
    assert not is_note(paragraph)


def test_a_note_in_an_article_corrects_that_article() -> None:
    body = "渡轮今天停航。\n\n更正：停航的是明天。"

    assert notes("渡轮停航", body, "2024-03-05") == (Note("更正：停航的是明天。", True),)


def test_a_note_that_quotes_another_headline_corrects_that() -> None:
    note = "更正：本报2023年12月30日刊发的《螺洲线改走新船》一文中，航程应为十三分钟。"

    assert notes("今日渡轮", f"渡轮照开。\n\n{note}", "2024-01-05") == (
        Note(note, False, "螺洲线改走新船", "2023-12-30"),
    )


def test_a_note_that_quotes_its_own_headline_corrects_the_article_that_it_stands_in() -> None:
    [note] = notes("螺洲线改走新船", "更正：《螺洲线改走新船》一文原写有误。", "2024-01-05")

    assert note.own


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("三月二日", "2024-03-02"), ("12月30日", "2023-12-30"), ("2023年3月2日", "2023-03-02"), ("二〇二三年三月二日", "2023-03-02"),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_last_one_before_the_correction(printed: str, day: str) -> None:
    [note] = notes("更正", f"本报{printed}刊发的《潮水退了以后》一文有误。", "2024-03-05T08:00+08:00")

    assert (note.quoted, note.quoted_date) == ("潮水退了以后", day)


@pytest.mark.parametrize(
    ("text", "quoted", "day"),
    [
        ("In our article “Low tide at the old harbor” of 2 March we gave a wrong depth.", "Low tide at the old harbor", "2024-03-02"),
        ("Im Artikel „Ebbe im alten Hafen“ vom 2. März stand ein falscher Wert.", "Ebbe im alten Hafen", "2024-03-02"),
        ("The story headlined \"Low tide at the harbor\" (March 2, 2023) misstated the depth.", "Low tide at the harbor", "2023-03-02"),
    ],
)
def test_headlines_are_quoted_in_other_languages_too(text: str, quoted: str, day: str) -> None:
    [note] = notes("Correction", text, "2024-03-05")

    assert (note.quoted, note.quoted_date, note.own) == (quoted, day, False)


def test_what_somebody_says_in_quotation_marks_is_no_headline() -> None:
    [note] = notes("Correction", "The captain said “we sail at nine sharp”, not at ten.", "2024-03-05")

    assert note.quoted is None


def test_an_article_that_corrects_two_has_two_notes() -> None:
    found = notes("更正启事", "《潮水退了以后》一文应为六米。\n\n《码头夜班吊机手》一文应为十人。", "2024-03-05")

    assert [note.quoted for note in found] == ["潮水退了以后", "码头夜班吊机手"]


def test_links_of_a_correction_are_told_from_those_of_the_article_round_it() -> None:
    body = "See the old harbor.\n\nCorrection: Low tide fell on Monday."
    page = etree.HTML('<p>See <a href="/1">the old harbor</a>.</p><p>Correction: <a href="/2">Low tide</a> fell on Monday.</p>')

    assert links(page, "Harbor news", body) == ("/2",)
    assert links(page, "Harbor news", "See the old harbor.") == ()


def test_an_article_that_is_a_correction_links_with_its_whole_text_and_not_with_what_stands_beside() -> None:
    page = etree.HTML('<p>本报<a href="/2">前天的报道</a>有误。</p><ul><li><a href="/9">别的新闻</a></li></ul>')

    assert links(page, "更正启事", "本报前天的报道有误。") == ("/2",)
