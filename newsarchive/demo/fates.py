"""What becomes of a single article -> the answer at its address: taken down in one way or another, or only out of reach."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from newsarchive.demo import markup
from newsarchive.demo.mishaps import Mishap, befallen
from newsarchive.demo.stories import Block, Generation, Story

__all__ = ["Fate", "fated"]


class Fate(StrEnum):
    """How an article is answered for."""

    NOT_FOUND = "404"
    GONE = "410"
    SOFT = "soft"  # the page for what is not there, with status 200
    HOME = "home"  # a redirect to the front page
    LIST = "list"  # a redirect to its section
    EMPTIED = "emptied"  # its page without its text
    NOTICE = "notice"  # its page with a line in the place of its text
    # it is there
    BOT_WALL = "bot-wall"
    LOGIN = "login"
    REFUSED = "refused"  # 403
    BUSY = "busy"  # 503
    PAYWALL = "paywall"
    CUT = "cut"  # the page ends before its end


_NOTICE = "该稿件已被发布者删除。"
_LOGIN = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>登录</title></head><body><form><h1>登录</h1>'
    '<input name="user"><input type="password" name="password"><button>登录</button></form></body></html>'
)


def fated(fate: Fate, story: Story, path: str, body: str) -> tuple[int, str, str | None]:
    """Status, body and Location of the answer at an article's own address, path without its query; body: as it would be."""
    match fate:
        case Fate.NOT_FOUND | Fate.GONE:
            return int(fate), markup.not_found(), None
        case Fate.SOFT:
            return 200, markup.no_detail() if story.generation is Generation.JSON else markup.not_found(), None
        case Fate.HOME:
            return 302, "", "/home"
        case Fate.LIST:
            return 301, "", markup.section_path(story.section, sub=False)
        case Fate.EMPTIED:
            return 200, _page(replace(story, blocks=(), summary=None)), None
        case Fate.NOTICE:
            return 200, _page(replace(story, blocks=(Block("p", _NOTICE),), summary=None)), None
        case Fate.BOT_WALL:
            return *befallen(Mishap.BOT_WALL, path, 200, body), None
        case Fate.PAYWALL:
            return *befallen(Mishap.PAYWALL, path, 200, body), None
        case Fate.LOGIN:
            return 200, _LOGIN, None
        case Fate.REFUSED:
            return 403, markup.sorry(), None
        case Fate.BUSY:
            return 503, markup.sorry(), None
        case Fate.CUT:
            first = story.paragraphs[0]
            return 200, body[: body.index(first) + len(first)], None


def _page(story: Story) -> str:
    if story.generation is Generation.JSON:
        return markup.detail(story)
    return markup.mobile(story) if story.generation is Generation.MOBILE else markup.desktop(story, [])
