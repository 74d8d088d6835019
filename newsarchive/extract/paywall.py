"""A page -> whether it shows only the beginning of its text: to those who pay, or because its end did not come.

Neither says that the text is gone or was changed: what was read in full before stands.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from newsarchive.extract.blocks import outline

__all__ = ["is_cut", "is_paywalled", "without_invitation"]

# schema.org, isAccessibleForFree: what search engines ask a paywalled page to declare.
_DECLARED: Final = re.compile(r"isAccessibleForFree[\"']?\s*(?:content=|:)\s*[\"']?false", re.IGNORECASE)
# A longer block is prose, which may tell of paywalls.
_LONGEST: Final = 200
_TOLD: Final = re.compile(
    r"(?:subscribe|subscription|sign in|log in|register)\b.{0,40}\b(?:to (?:continue|read|keep|unlock|view)|"
    r"for (?:full|unlimited))|\bto (?:continue|keep) reading\b|already a (?:subscriber|member)|(?:subscriber|member)s?[- ]only|"
    r"(?:exclusive|only) (?:for|to) (?:subscriber|member)|"
    r"jetzt (?:weiterlesen|freischalten)|weiterlesen mit|nur für abonnenten|exklusiv für abonnenten|"
    r"sie haben bereits ein abo|réservé (?:aux|à nos) abonnés|(?:pour|afin de) lire la suite|déjà abonné|solo (?:para|per) "
    r"(?:suscriptores|abbonati)|suscríbete para|exclusivo para (?:suscriptores|assinantes)|già abbonato|voor abonnees|"
    r"(?:available|reserved) (?:to|for) subscribers|s['’]abonner pour lire|riservato agli abbonati|"
    r"(?:登录|登入|登錄|注册|註冊|订阅|訂閱|付费|付費|开通会员|加入会员|購買|购买)(?:后|後|即可|以)?(?:继续|繼續|免费)?"
    r"(?:阅读|閱讀|查看|解锁|解鎖|觀看)|试读(?:结束|部分)|試讀(?:結束|部分)|(?:全文|剩余内容).{0,6}(?:订阅|付费|会员)|"
    r"続きを(?:読む|ご覧).{0,12}(?:会員|登録|ログイン)|"
    r"(?:付费|付費|会员|會員|VIP)(?:专享|專享|可见|可讀|限定|内容|內容|文章|阅读|閱讀)|(?:余下|餘下|剩余|剩餘)(?:内容|內容|全文|\s*\d+\s*%)|"
    r"有料会員|会員限定|この記事は有料|(?:ログイン|会員登録)(?:して|すると)(?:続き|全文)|残り\s*\d+\s*文字|"
    r"유료\s*(?:회원|기사)|구독(?:하고|후)|로그인\s*후\s*(?:이용|열람)",
    re.IGNORECASE,
)
_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_BEGINNING: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)


def is_paywalled(root: etree._Element, page: str) -> bool:
    """Whether a page, the tree under root and its text, says that the rest is for subscribers.

    >>> page = "<p>The harbor was empty.</p><div>Subscribe to continue reading</div>"
    >>> is_paywalled(etree.HTML(page), page)
    True
    """
    if _DECLARED.search(page):
        return True
    return any(len(block.text) <= _LONGEST and _TOLD.search(block.text) for block in outline(root).blocks)


def without_invitation(body: str) -> str:
    """A body without the lines at its end that invite to subscribe.

    >>> without_invitation("The harbor was empty.\\n\\nSubscribe to continue reading")
    'The harbor was empty.'
    """
    paragraphs = body.split("\n\n")
    while len(paragraphs) > 1 and len(paragraphs[-1]) <= _LONGEST and _TOLD.search(paragraphs[-1]):
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def is_cut(page: str) -> bool:
    """Whether a page that is HTML ends before its end.

    >>> is_cut("<html><body><p>The harbor was"), is_cut("<html><p>No body's end.</html>"), is_cut("<p>A part of one.")
    (True, False, False)
    """
    return _BEGINNING.search(page) is not None and _END.search(page) is None
