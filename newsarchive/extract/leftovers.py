"""A read field -> whether something of the page's furniture was left in it: a label, the site's name, a wall's words.

A layout that was right yesterday reads such things when the page has changed: 来源： moves into the element of its value, the
headline comes with the site's name, a teaser ends with an invitation to subscribe.
"""

from __future__ import annotations

import re
from typing import Any, Final

from newsarchive.extract import credits
from newsarchive.extract.roles import LABELS, Form

__all__ = ["is_walled", "label_left"]

_COLON: Final = re.compile(r"(?<!\d)[:：](?!\d)")
_TITLES: Final = tuple(sorted((label for label, one in LABELS.items() if one.form is Form.TITLE), key=len, reverse=True))
_BY: Final = re.compile(r"(?:by|von|par|por|di|door)\s+\S", re.IGNORECASE)
_SUMMARY: Final = re.compile(
    r"[\[【(（]?(?:摘要|内容摘要|内容提要|核心提示|导读|导语|提要|summary|zusammenfassung|résumé)[\]】)）]?\s*[:：]", re.I
)
_PATH: Final = re.compile(r"(?:当前|目前|我的|您的|您现在的|所在)位置|[>»›]|you are here", re.IGNORECASE)

#: What a page says where its text breaks off for those who do not pay, or are not known.
_WALL: Final = re.compile(
    r"付费(?:阅读|内容|会员)|(?:订阅|登录|登錄|注册|註冊|购买|開通|开通会员|加入会员).{0,8}(?:后|後|即可|以)?.{0,4}(?:阅读|閱讀|查看|解锁|解鎖)"
    r".{0,4}(?:全文|剩余|更多|完整)|(?:全文|剩余内容).{0,6}(?:订阅|付费|会员)|试读(?:结束|部分)|会员专享|會員專享|"
    r"会員限定|有料(?:会員|記事)|続きを(?:読む|ご覧).{0,12}(?:会員|登録|ログイン)|残り\d+文字|구독.{0,10}(?:계속|전체)|유료\s?(?:회원|기사)|"
    r"subscribe (?:now )?to (?:continue|read|keep)|to continue reading|already a subscriber|(?:for|available to) subscribers|"
    r"subscriber[- ]only|sign (?:up|in) to (?:continue|read)|weiterlesen mit|nur für abonnenten|exklusiv für abonnenten|"
    r"réservé aux abonnés|s'abonner pour lire|(?:solo|exclusivo) para suscriptores|riservato agli abbonati|"
    r"exclusivo para assinantes",
    re.IGNORECASE,
)
_FREE: Final = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


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


def is_walled(page: str, shown: str) -> bool:
    """Whether a page keeps its text from those who do not pay or sign in.

    page: its HTML. shown: the text in it.

    >>> is_walled("", "The ferry came in. Subscribe to continue reading."), is_walled("", "The ferry came in.")
    (True, False)
    """
    return _FREE.search(page) is not None or _WALL.search(shown) is not None
