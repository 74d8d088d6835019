"""A read field -> whether something of the page's furniture was left in it: a label, the site's name.

A layout that was right yesterday reads such things when the page has changed: 来源： moves into the element of its value, the
headline comes with the site's name.
"""

from __future__ import annotations

import re
from typing import Any, Final

from newsarchive.extract import credits
from newsarchive.extract.roles import LABELS, Form

__all__ = ["label_left"]

_COLON: Final = re.compile(r"(?<!\d)[:：](?!\d)")
_TITLES: Final = tuple(sorted((label for label, one in LABELS.items() if one.form is Form.TITLE), key=len, reverse=True))
_BY: Final = re.compile(r"(?:by|von|par|por|di|door)\s+\S", re.IGNORECASE)
_SUMMARY: Final = re.compile(
    r"[\[【(（]?(?:摘要|内容摘要|内容提要|核心提示|导读|导语|提要|summary|zusammenfassung|résumé)[\]】)）]?\s*[:：]", re.I
)
_PATH: Final = re.compile(r"(?:当前|目前|我的|您的|您现在的|所在)位置|[>»›]|you are here", re.IGNORECASE)


def label_left(field: str, value: Any, outlet: str = "") -> bool:
    """Whether a label, or the site's name, is left in a field's value (plain data, as stored).

    outlet: as it calls itself.

    >>> label_left("source", "来源：新华社"), label_left("author", "记者张三"), label_left("author", "张三")
    (True, True, False)
    >>> label_left("title", "潮水退了_汐港观察", "汐港观察"), label_left("title", "潮水退了", "汐港观察")
    (True, False)
    """
    if isinstance(value, list):
        return field == "section" and any(_PATH.search(one) for one in value)
    if not isinstance(value, str):
        return False
    if field in ("source", "author"):
        begins = field == "author" and (value.startswith(_TITLES) or _BY.match(value) is not None)
        return begins or _COLON.search(value) is not None
    if field == "title":
        return bool(outlet) and re.search(rf"[-_|–—·\s]+{re.escape(outlet)}\s*$", value) is not None
    if field == "summary":
        return _SUMMARY.match(value) is not None
    if field == "body":
        paragraphs = value.split("\n\n")
        return any(credits.is_credit_line(paragraph) for paragraph in {paragraphs[0], paragraphs[-1]})
    return False
