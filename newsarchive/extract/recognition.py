"""A page's outline and declarations -> why it holds no article, or None.

An article has prose. Where there is little, what the page says instead tells what it is: a wall asks something of the
visitor, an error says that something is missing, a list is made of links, a shell of scripts. Where there is plenty,
only a list of teasers is no article. Every bar is set so that a flash of two sentences passes.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from newsarchive.extract.blocks import Outline
from newsarchive.extract.json_ld import ARTICLES
from newsarchive.extract.prose import Prose
from newsarchive.extract.structured import Declared
from newsarchive.items import Reason

__all__ = ["no_article", "says_missing"]

FLASH: Final = 60.0
"""Points of prose below which there is no article: two lines."""
NOTICE: Final = 40
"""Characters up to which a text that speaks of something missing says nothing else."""
LITTLE: Final = 600.0
"""Points of prose above which a page is taken at its word."""

_BOT_WALL: Final = re.compile(
    r"verif(?:y|ying) (?:that )?you are (?:a |not a )?(?:human|robot)|are you a (?:human|robot)|"
    r"checking your browser|just a moment\.\.\.|unusual traffic|"
    r"enable javascript and cookies to continue|complete the (?:captcha|security check)|request (?:was )?blocked|"
    r"you have been blocked|access (?:to this page )?(?:has been |was |is )?denied|pardon our interruption|"
    r"ddos protection|安全验证|人机验证|滑动验证|拖动滑块|请输入验证码|访问(?:过于频繁|受限|被拒绝|异常)|"
    r"您的访问.{0,10}(?:拦截|阻断)|网站防火墙|安全狗|私はロボットではありません|자동입력 방지|비정상적인 접근",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(
    r"\b(?:404|410)\b|(?:page|article|story|content|file|url|site) (?:you .{0,40})?(?:was |is |has been |could |can |"
    r"does )?(?:not|n.t|no longer|removed|deleted)\b.{0,12}(?:found|exist|available|be found)?|not found|"
    r"page unavailable|no longer available|"
    r"internal server error|service unavailable|bad gateway|(?:页面|網頁|文章|内容|稿件|新闻|信息|链接)(?:不存在|"
    r"已(?:被.{0,6})?(?:删除|下线|刪除|撤稿)|找不到|未找到|无法访问|已失效|丢失)|找不到(?:您|该|相关|網頁|頁面|页面)|(?:抱歉|"
    r"对不起|對不起).{0,20}(?:不存在|删除|找不到|未找到|无法|失效)|"
    r"(?:ページ|記事).{0,12}(?:見つかりません|存在しません|削除|ありません)|掲載期間.{0,8}終了|(?:페이지|"
    r"기사).{0,12}(?:찾을 수 없|존재하지 않|삭제)|seite (?:wurde )?nicht (?:gefunden|verfügbar)|nicht mehr verfügbar|"
    r"page (?:introuvable|non trouvée)|"
    r"página no (?:encontrada|existe)|página não encontrada|pagina non trovata|pagina niet gevonden|siden (?:finnes|"
    r"findes|blev) ikke|sidan (?:kunde inte|finns inte)|strony nie (?:znaleziono|ma)|страница не найдена|"
    r"sayfa bulunamadı",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|se connecter|connexion|iniciar sesión|accedi|entrar|logga in|logg inn|"
    r"zaloguj)\b|登录|登錄|登入|ログイン|로그인",
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(
    r"before you continue|we (?:and our partners )?(?:use|value) .{0,30}(?:cookies|privacy)|accept (?:all )?cookies|"
    r"consent|zustimmen und weiter|mit werbung|datenschutzeinstellungen|einwilligung|"
    r"cookies? (?:akzeptieren|zustimmen|toestaan|accepteren)|accepter et continuer|aceptar y continuar|"
    r"accetta e continua",
    re.IGNORECASE,
)


def says_missing(text: str) -> bool:
    """Whether all that is left of an article says that it is not there.

    >>> says_missing("该文章已被发布者删除。"), says_missing("The harbor's page was not found on any map until 1850.")
    (True, False)
    """
    return len(text) <= NOTICE and _ERROR.search(text) is not None


def no_article(
    root: etree._Element, outline: Outline, declared: Declared, prose: Prose | None, title: str | None
) -> Reason | None:
    """Why a page holds no article; None for one that does."""
    blocks = outline.blocks
    worth = prose.worth if prose else 0.0
    if worth >= LITTLE:
        return Reason.LISTING_PAGE if _is_list(outline, declared, prose) else None
    said = " ".join(block.text for block in blocks[:60])[:4000]
    told = " ".join(
        filter(None, (declared.first("page_title"), title, *(b.text for b in blocks if b.box.tag in ("h1", "h2"))))
    )[:600]
    length = sum(len(block.text) for block in blocks)
    if length < 4000 and (_BOT_WALL.search(told) or (length < 1500 and _BOT_WALL.search(said))):
        return Reason.BOT_WALL
    if (_ERROR.search(told) and worth < 300) or (length < 600 and _ERROR.search(said)):
        return Reason.ERROR_PAGE
    if worth < 300 and length < 4000 and _LOGIN.search(told) and _asks_password(root):
        return Reason.LOGIN
    if length < 6000 and _CONSENT.search(told) and not _says_article(declared):
        return Reason.CONSENT
    if worth >= FLASH:
        return Reason.LISTING_PAGE if _is_list(outline, declared, prose) else None
    if not blocks:
        return Reason.SHELL if root.find(".//script") is not None else Reason.EMPTY
    linked = sum(block.linked for block in blocks)
    if (
        _pictures(root) >= 5
        and title
        and (_says_article(declared) or any("gallery" in kind for kind in declared.types))
    ):
        return Reason.GALLERY
    if (
        length < 1500 and root.find(".//script") is not None and linked < 0.5 * length and "{{" in said
    ) or length < 200:
        return Reason.SHELL
    return Reason.LISTING_PAGE if linked > 0.5 * length else Reason.NOT_ARTICLE


def _says_article(declared: Declared) -> bool:
    return any(ARTICLES.search(kind) for kind in declared.types)


def _is_list(outline: Outline, declared: Declared, prose: Prose | None) -> bool:
    """Whether the prose found is a small part of a page that is made of links and calls itself no article."""
    if _says_article(declared) or prose is None:
        return False
    linked = sum(block.mass for block in outline.blocks if 2 * block.linked > len(block.text))
    in_lists = sum(1 for block in prose.blocks if block.box.tag in ("li", "dd"))
    headed = any(block.box.tag == "h1" for block in outline.blocks[max(0, prose.first - 10) : prose.first])
    return prose.worth < 0.15 * linked and (
        in_lists > 0.5 * len(prose.blocks) or (prose.worth < 1.5 * FLASH and not headed)
    )


def _asks_password(root: etree._Element) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in root.iter("input"))


def _pictures(root: etree._Element) -> int:
    return sum(1 for _ in root.iter("figure"))
