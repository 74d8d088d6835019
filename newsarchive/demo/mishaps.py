"""An answer of the paper -> the same answer after what befalls real papers: a new layout, a bot wall, a paywall."""

from __future__ import annotations

import json
import re
from enum import StrEnum

from newsarchive.demo.stories import PAPER

__all__ = ["Mishap", "befallen"]


class Mishap(StrEnum):
    """What has happened to the site."""

    BYLINE = "byline"  # source and author stand elsewhere; the rest of the page is as it was
    LAYOUT = "layout"  # every name in the markup is new
    HEADLINE = "headline"  # comes with the site's name
    PAYWALL = "paywall"  # the first paragraph, and an invitation to subscribe
    BOT_WALL = "bot-wall"  # a riddle in place of every article, with status 200
    REFUSAL = "refusal"  # 403 for everything


_RIDDLE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title></head><body><div class="verify">'
    "<h1>安全验证</h1><p>您的访问过于频繁，请拖动滑块完成验证后继续。</p></div></body></html>"
)
_INVITATION = '<div class="join-box">试读结束，订阅后阅读全文</div>'
_ARTICLES = ("/news/detail", "/wx/detail.do", "/news/getNewsDetail")
_NAMES = (
    *("wz_contents", "fenxiang_zz", "newscontents", "weizhi", "news-edit-info"),
    *("news-container", "news-title", "news-attr", "news-content"),
)
_TEXT = re.compile(r'((?:id="newscontents"|class="news-content")[^>]*>\s*<p>.*?</p>).*?(</div>)', re.DOTALL)
_HEADLINE = re.compile(r'(class="(?:wz_contents|news-title)">)(.*?)(</)', re.DOTALL)


def befallen(mishap: Mishap | None, path: str, status: int, body: str) -> tuple[int, str]:
    """Status and body of an answer, path without its query; lists stay as they are, but for a refusal."""
    if mishap is Mishap.REFUSAL and path != "/robots.txt":
        return 403, _RIDDLE
    if mishap is None or status != 200 or path not in _ARTICLES:
        return status, body
    if mishap is Mishap.BOT_WALL:
        return status, _RIDDLE
    if path == "/news/getNewsDetail":
        return status, _in_json(mishap, body)
    return status, _in_html(mishap, body)


def _in_html(mishap: Mishap, page: str) -> str:
    if mishap is Mishap.PAYWALL:
        return _TEXT.sub(rf"\1{_INVITATION}\2", page)
    if mishap is Mishap.HEADLINE:
        return _HEADLINE.sub(rf"\1\2_{PAPER}\3", page)
    names = ("fenxiang_zz", "news-attr") if mishap is Mishap.BYLINE else _NAMES
    for name in names:
        page = page.replace(name, f"v2-{name[::-1]}")
    return page


def _in_json(mishap: Mishap, body: str) -> str:
    answer = json.loads(body)
    article = answer.get("object") or {}
    if mishap is Mishap.PAYWALL:
        first, end, _ = article["detail"].partition("</p>")
        article["detail"] = first + end + _INVITATION
    elif mishap is Mishap.LAYOUT:
        answer = {"success": True, "data": article}
    elif mishap is Mishap.BYLINE:
        for key in ("source", "author"):
            article.pop(key, None)
    else:
        article["title"] = f"{article.get('title')}_{PAPER}"
    return json.dumps(answer, ensure_ascii=False)
