"""A printed text -> the same text in one spelling of its signs, position for position.

Pages mix full-width and half-width signs in one line (责任编辑:陈群（QN054）｜校对：…). Each becomes one ASCII sign, so
a position in the result is the same position in the page's text.

>>> flat("作者：张三｜〔ＡＢ〕")
'作者:张三|[AB]'
"""

from __future__ import annotations

from typing import Final, NamedTuple

from newsarchive.extract.patterns import replacing

__all__ = ["Span", "flat"]

_flat: Final = replacing({
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms: ：（），／｜＿０-９Ａ-Ｚ
    **dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u200a\u202f\u200b\u200c\u200d\ufeff\t\r\v\f\x85\u2028\u2029", " "),
    **dict.fromkeys("【〔［〖", "["),
    **dict.fromkeys("】〕］〗", "]"),
    **dict.fromkeys("丨∣│┃", "|"),
    "﹕": ":",
    "∶": ":",
    "⁄": "/",
    "＆": "&",
})


class Span(NamedTuple):
    """One reading and where it stands: text[start:end] holds the name, source or date as printed."""

    start: int
    end: int
    role_normalized: str
    """One of extract.roles.ROLES; "date" and "updated" for dates."""
    role: str
    """The label as printed; "" where there is none."""
    name: str
    """What was read there: a name, the source, the date's text."""
    label_start: int
    """Where the label begins; start, where there is none."""
    note: str | None = None


def flat(text: str) -> str:
    """The text with each sign in its ASCII form, of the same length."""
    return _flat(text)
