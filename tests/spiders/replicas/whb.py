"""文汇报: a list of the app's in three pages of JSON, and an edition of the e-paper of two pages."""

from __future__ import annotations

import json

from tests.spiders.replica import DAYS, Replica, article

_APP = "newsarchive.pages.whb.AppPage/ordinary-article"
_PRINTED = "newsarchive.pages.whb.PrintedPage/ordinary-article"
_LIST = "http://wenhui.whb.cn/whbApi/content/findContents.action?page={}&channelId=587"
_PAPER = f"http://dzb.whb.cn/{DAYS[0]}"
_SHARED = {f"http://wenhui.whb.cn/zhuzhanapp/cs/{day.replace('-', '')}/6200{at:02}.html": day for at, day in enumerate(DAYS)}
_PAGES = {f"{_PAPER}/1/detail-651968.html": DAYS[0], f"{_PAPER}/7/detail-651969.html": DAYS[0]}


def _list(urls: list[str]) -> str:
    rows = [{"list": [{"contentUrl": url, "title": "星空", "publishTime": f"{_SHARED[url]} 08:21:38"}]} for url in urls]
    return json.dumps({"dataList": rows})


def _page(number: int, url: str) -> str:
    others = "".join(f'<a href="javascript:void(0)" data-href="/{DAYS[0]}/{at}/index.html">{at}</a>' for at in (1, 7))
    news = f'var news = [{{ title: "木船", url: "{url.removeprefix("http://dzb.whb.cn")}" }},];'
    return f'<html><body><div class="version_help">第{number}版：要闻</div>{others}<script>{news}</script></body></html>'


def _pages() -> dict[str, str]:
    first, second, third, fourth, fifth = _SHARED
    front, seventh = _PAGES
    pages = {
        _LIST.format(1): _list([first, second]),
        _LIST.format(2): _list([third, fourth]),
        _LIST.format(3): _list([fifth]),
        _LIST.format(4): _list([]),
        f"{_PAPER}/1/index.html": _page(1, front),
        f"{_PAPER}/7/index.html": _page(7, seventh),
    }
    for number, (url, day) in enumerate(_SHARED.items()):
        pages[url] = article(_APP, number, day, {"“星空少年”": "第{number}个少年", "2019-10-03 08:21:38": "{day} 08:21:38"})
    for number, (url, day) in enumerate(_PAGES.items()):
        pages[url] = article(_PRINTED, number, day, {"木船在高纬度": "第{number}条木船在高纬度", "2019-09-17": "{day}"})
    return pages


REPLICA = Replica(
    outlet="whb",
    pages=_pages(),
    articles={
        **{url.replace("http://wenhui.whb.cn/zhuzhanapp", "https://www.whb.cn/zhuzhan"): day for url, day in _SHARED.items()},
        **_PAGES,
    },
    beyond=frozenset({_LIST.format(3), _LIST.format(4)}),
    arguments={"edition": DAYS[0]},
)
