"""Bytes of a page -> its text, by what is declared and by what the bytes allow.

What is declared is often wrong: GBK under the label gb2312 (most page of that label), GBK under the label utf-8,
UTF-8 under a server's default of ISO-8859-1. So a label is believed only as far as the bytes bear it out:

1. A byte order mark.
2. UTF-8, whatever the label, when the bytes are UTF-8 throughout and hold enough of its sequences: no other encoding's
   text passes that check by accident.
3. The label of Content-Type, then that of the page's <meta>, each decoded strictly; one-byte encodings, which accept
   nearly anything, after the others.
4. A label, UTF-8 or GB18030 with a handful of damaged characters.
5. GB18030, Big5, Shift_JIS and EUC-KR where the text they give looks like its language.
6. Whichever of the labels, or UTF-8 and Windows-1252 for want of any, loses the fewest characters.

    >>> decode("新闻".encode("gb18030"), "text/html; charset=gb2312")
    Decoded(text='新闻', encoding='gb18030', declared='gb18030', replaced=0.0)
    >>> decode(("<p>" + "这是一条本地新闻。" * 3).encode("gb18030"), "text/html; charset=utf-8").encoding
    'gb18030'
    >>> decode(("<p>" + "这是一条本地新闻。" * 3).encode(), "text/html; charset=iso-8859-1").encoding
    'utf-8'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

__all__ = ["Decoded", "decode"]

# More than one character in a thousand unreadable: another encoding than the one used, or damaged bytes.
_SUSPECT_SHARE = 0.001
# Bytes of UTF-8 beyond one a character from which on valid UTF-8 is no accident: eight Chinese characters.
_SURE_OF_UTF_8 = 16
# A page in its true encoding may lose this share of what is not ASCII: a cut-off end, an advertisement.
_DAMAGE = 0.02

# Python's names of the encodings of the web (encoding.spec.whatwg.org) that a page may name; a codec such as
# unicode_escape, punycode or utf_7 is for a page to attack with.
_MULTIBYTE = frozenset(
    ["utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949", "utf-16", "utf-16-le", "utf-16-be"]
)
_ONE_BYTE = frozenset(
    ["cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874"]
    + [f"cp125{i}" for i in range(9)]
    + [f"iso8859-{i}" for i in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)  # w3lib reads iso-8859-1 and ascii as cp1252, as browsers do, and gb2312 and gbk as gb18030

# The commonest characters of Chinese, simplified and traditional: a third of any text, a fiftieth of a text misread.
_COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "社义事平形相全表间样与关各重新线内数正心反你明看原市月公北京上海记者新闻"
    "這為個國時來們對會發動過說產種後學經進著電裡現實兩體機當點從業應開還義間樣與關線內數記聞"
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 2000


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page and how it was come by."""

    text: str
    encoding: str
    """Python's name of the encoding used."""
    declared: str | None
    """Python's name of the encoding that Content-Type declares, or else the page."""
    replaced: float
    """Share of the text's characters that are U+FFFD."""

    @property
    def suspect(self) -> bool:
        """So much is unreadable that the encoding is likely wrong or the bytes damaged."""
        return self.replaced > _SUSPECT_SHARE


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of a page's bytes; content_type is the header's value. What is unreadable becomes U+FFFD."""
    header = http_content_type_encoding(content_type) if content_type else None
    mark, sign = read_bom(body)
    if mark is not None and sign is not None:
        return _decoded(body[len(sign) :].decode(mark, "replace"), mark, header)
    if header == "utf-8" and (text := _try(body, header)) is not None:
        return _decoded(text, header, header)  # nearly every page; the rest of this reads the page for its <meta>
    meta = html_body_declared_encoding(body)
    labels = list(dict.fromkeys(label for label in (header, meta) if label in _MULTIBYTE or label in _ONE_BYTE))
    labels.sort(key=_ONE_BYTE.__contains__)
    text, encoding = _strict(body, labels) or _damaged(body, labels) or _best(body, labels)
    return _decoded(text, encoding, header or meta)


def _decoded(text: str, encoding: str, declared: str | None) -> Decoded:
    return Decoded(text, encoding, declared, text.count("\ufffd") / len(text) if text else 0.0)


def _strict(body: bytes, labels: list[str]) -> tuple[str, str] | None:
    """The text in the first encoding that has no fault and some reason."""
    if (text := _try(body, "utf-8")) is not None:
        beyond_ascii = len(body) - len(text)
        if "utf-8" in labels[:1] or not labels or beyond_ascii >= _SURE_OF_UTF_8:
            return text, "utf-8"
    for label in labels:
        if (text := _try(body, label)) is None:
            continue
        if label in _ONE_BYTE and (found := _looking_right(body)):
            return found
        return text, label
    return None


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _damaged(body: bytes, labels: list[str]) -> tuple[str, str] | None:
    """The text in a likely encoding that has few faults, or in one whose text looks right."""
    for encoding in dict.fromkeys([*(label for label in labels if label in _MULTIBYTE), "utf-8"]):
        text = body.decode(encoding, "replace")
        if text.count("\ufffd") <= _DAMAGE * _beyond_ascii(text):
            return text, encoding
    return _looking_right(body)


def _looking_right(body: bytes) -> tuple[str, str] | None:
    for encoding, share in (("gb18030", 0.12), ("big5hkscs", 0.12), ("cp932", 0.3), ("euc_jp", 0.3), ("cp949", 0.6)):
        text = body.decode(encoding, "replace")
        signs = [m[0] for m in islice(_NOT_ASCII.finditer(text), _SAMPLE)]
        if len(signs) < 8 or text.count("\ufffd") > _DAMAGE * _beyond_ascii(text):
            continue
        if sum(map(_TYPICAL[encoding], signs)) >= share * len(signs):
            return text, encoding
    return None


def _is_kana(sign: str) -> bool:
    return "\u3041" <= sign <= "\u30fe"


def _is_hangul(sign: str) -> bool:
    return "\uac00" <= sign <= "\ud7a3"


_TYPICAL = {
    "gb18030": _COMMON_HAN.__contains__,
    "big5hkscs": _COMMON_HAN.__contains__,
    "cp932": _is_kana,
    "euc_jp": _is_kana,
    "cp949": _is_hangul,
}


def _beyond_ascii(text: str) -> int:
    """How many characters are not ASCII; cheap for a long text."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _best(body: bytes, labels: Iterable[str]) -> tuple[str, str]:
    """The text that loses the fewest characters."""
    texts = [(body.decode(encoding, "replace"), encoding) for encoding in labels or ("utf-8", "cp1252")]
    return min(texts, key=lambda pair: pair[0].count("\ufffd"))
