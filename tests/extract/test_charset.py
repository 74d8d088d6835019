"""A page's bytes become the text that was meant, whatever is declared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.extract import charset
from newsarchive.extract.charset import decode

SIMPLIFIED = "记者从市政府获悉，这是一条新闻，大家都在说今年的工作进展。"
TRADITIONAL = "記者從市政府獲悉，這是一條新聞，大家都在說今年的工作進展。"
JAPANESE = "市役所によると、これはニュースのための文章であり、ことしの仕事についてのものです。"
KOREAN = "시청에 따르면 이것은 뉴스를 위한 글이며 올해의 일에 관한 것이다."
FRENCH = "<p>Le maire a inauguré hier à midi la bibliothèque rénovée de la cité.</p>"


def header(label: str) -> str:
    return f"text/html; charset={label}"


def page(text: str, label: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>x</title></head><body>{text}</body></html>"


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb2312"),
        (SIMPLIFIED + "镕喆", "gbk", "gb2312"),  # in GBK, not in GB2312
        (SIMPLIFIED + "㐂𠮷", "gb18030", "gbk"),
        (TRADITIONAL, "big5", "big5"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (KOREAN, "euc_kr", "euc-kr"),
        (FRENCH, "cp1252", "iso-8859-1"),
        ("Мэр открыл библиотеку", "cp1251", "windows-1251"),
    ],
)
@pytest.mark.parametrize("place", ["header", "meta"])
def test_a_true_label_is_followed(text, encoding, label, place):
    written = page(text, label if place == "meta" else None)

    decoded = decode(written.encode(encoding), header(label) if place == "header" else None)

    assert decoded.text == written
    assert not decoded.suspect


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "utf-8", "gb2312"),
        (SIMPLIFIED, "utf-8", "iso-8859-1"),
        (TRADITIONAL, "big5", "utf-8"),
        (JAPANESE, "shift_jis", "utf-8"),
        (KOREAN, "euc_kr", "utf-8"),
        (SIMPLIFIED, "gb18030", "rot13"),
        (SIMPLIFIED, "gb18030", "no-such-encoding"),
        (SIMPLIFIED, "gb18030", None),
        (SIMPLIFIED, "utf-8", None),
        (TRADITIONAL, "big5", None),
        (JAPANESE, "shift_jis", None),
        (KOREAN, "euc_kr", None),
        (FRENCH, "cp1252", None),
    ],
)
def test_a_false_or_missing_label_is_found_out(text, encoding, label):
    written = page(text, None)

    decoded = decode(written.encode(encoding), header(label) if label else None)

    assert decoded.text == written


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_goes_before_every_label(encoding):
    assert decode(SIMPLIFIED.encode(encoding), header("gb2312")).text == SIMPLIFIED


@pytest.mark.parametrize("label", ["gb2312", "utf-8", None])
def test_a_gb_page_with_a_few_invalid_bytes_stays_gb(label):
    body = (SIMPLIFIED * 40).encode("gb18030") + b"\xff\xff" + SIMPLIFIED.encode("gb18030")

    decoded = decode(body, header(label) if label else None)

    assert decoded.encoding == "gb18030"
    assert decoded.text.count("\ufffd") == 2
    assert SIMPLIFIED * 40 in decoded.text


@pytest.mark.parametrize("label", ["utf-8", "gb2312", None])
def test_a_utf_8_page_cut_in_a_character_stays_utf_8(label):
    body = (SIMPLIFIED * 40).encode()[:-1]

    decoded = decode(body, header(label) if label else None)

    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(SIMPLIFIED * 39)


def test_bytes_of_no_encoding_are_suspect():
    decoded = decode(bytes(range(128, 256)) * 20, header("utf-8"))

    assert decoded.suspect
    assert decoded.declared == "utf-8"


def test_an_empty_page_is_an_empty_text():
    assert decode(b"") == charset.Decoded("", "utf-8", None, 0.0)


@given(st.binary(), st.none() | st.text(max_size=40))
def test_any_bytes_under_any_label_give_a_text(body, label):
    decoded = decode(body, label)

    assert 0 <= decoded.replaced <= 1
    decoded.text.encode("utf-8", "surrogatepass")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\ufffe")), st.sampled_from(["utf-8", "gb18030"]))
def test_what_is_encoded_under_its_label_is_decoded_to_itself(text, encoding):
    decoded = decode(b"<p>" + text.encode(encoding), header(encoding))

    assert decoded.text == "<p>" + text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_gbk_text_under_the_label_gb2312_is_decoded_to_itself(text):
    body = text.encode("gbk")

    assert decode(b"<p>" + body, header("gb2312")).text == "<p>" + text


@pytest.mark.parametrize("body", [b"\xff" * 1_000_000, b"\x81" * 1_000_000, b"\xe4\xb8" * 500_000, b"<meta " * 200_000])
def test_a_megabyte_of_hostile_bytes_takes_no_longer_than_a_page_may(body):
    began = time.process_time()

    decode(body, header("gb2312"))

    assert time.process_time() - began < 2
