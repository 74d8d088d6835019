"""澎湃新闻: a node's list by the API, three answers of which each says from when the next goes on, and the side bar."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from newsarchive.spiders.thepaper import ThepaperSpider
from newsarchive.warc.posts import posted, request_of
from tests.spiders.replica import DAYS, Replica, article

_SITE = "https://www.thepaper.cn/newsDetail_forward_"
_FIXTURE = "newsarchive.pages.thepaper.PresentPage/ordinary-article"
_ARTICLES = {f"{_SITE}2650000{at}": day for at, day in enumerate(DAYS)}
_NODE = ThepaperSpider.sections["浦江头条"]


def _moment(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T10:20:00").replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) * 1000


def _rows(urls: list[str]) -> list[dict[str, Any]]:
    return [{"contId": url.rpartition("_")[2], "name": "浮标", "pubTimeLong": _moment(_ARTICLES[url])} for url in urls]


def _answer(urls: list[str], *, more: bool) -> str:
    last = _moment(_ARTICLES[urls[-1]])
    return json.dumps({"code": 200, "data": {"hasNext": more, "startTime": last if more else None, "list": _rows(urls)}})


def _after(url: str) -> str:
    address, body = request_of(_NODE)
    return posted(address, {**json.loads(body or b"{}"), "startTime": _moment(_ARTICLES[url])})


def _pages() -> dict[str, str]:
    first, second, third, fourth, fifth = _ARTICLES
    pages = {
        "https://cache.thepaper.cn/contentapi/wwwIndex/rightSidebar": json.dumps(
            {"data": {"hotNews": _rows([first]), "editorHandpicked": [{"contId": "x", "name": "", "pubTimeLong": 0}]}}
        ),
        _NODE: _answer([first, second], more=True),
        _after(second): _answer([third, fourth], more=True),
        _after(fourth): _answer([fifth], more=False),
    }
    for number, (url, day) in enumerate(_ARTICLES.items()):
        told = {"老水文站": "第{number}个水文站", "1709518800123": str(_moment(day)), "2024-03-04 10:20": "{day} 10:20"}
        pages[url] = article(_FIXTURE, number, day, told)
    return pages


REPLICA = Replica(
    outlet="thepaper", pages=_pages(), articles=_ARTICLES, beyond=frozenset({_after(list(_ARTICLES)[3])})
)
