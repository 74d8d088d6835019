"""Text of a page -> text that may enter the database: no NUL, no half characters, no invisible signs."""

from __future__ import annotations

import re

from newsarchive.extract.patterns import replacing

__all__ = ["clean_text", "squeeze"]

# SQLite's tools cut a text at NUL, UTF-8 cannot hold half a surrogate pair, XML 1.0 (feeds, exports) few controls.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_KEPT = (0x09, 0x0A)
# Zero-width space, word joiner, byte order mark, soft hyphen: left behind by editors, they hide words from a search.
# Zero-width joiner and non-joiner stay, being spelling in Persian and the Indic scripts and the glue of emoji.
_INVISIBLE = (0x200B, 0x2060, 0xFEFF, 0x00AD)
_DROPPED = dict.fromkeys(map(chr, (*(c for c in _CONTROLS if c not in _KEPT), *_INVISIBLE)), "")
# U+FFFD in their place shows that something stood there.
_REPLACED = dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
_mended = replacing(_DROPPED | _REPLACED)
# CR LF is one line end; NEL and the separators of lines and paragraphs are line ends too (Unicode, UAX 14).
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060\ufeff\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""The text without what no archive should hold; letters, spaces and their form (NFC or not) stay as printed.

    >>> clean_text("上\x00观\u200b新闻\r\n第二行\x0b\tend \ud83d")
    '上观新闻\n第二行\tend �'
    """
    if _SUSPECT.search(text) is None:
        return text
    return _mended(_LINE_ENDS.sub("\n", text))


def squeeze(text: str | None) -> str | None:
    r"""The text clean, each run of white space (U+3000 and no-break spaces too) one space, trimmed; None when empty.

    >>> squeeze("　　来源：\u00a0\u00a0新报\n"), squeeze(" \u200b\n")
    ('来源： 新报', None)
    """
    return " ".join(clean_text(text).split()) or None if text else None
