"""华声在线: a class of its news."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_CLASS = "http://news.voc.com.cn/class/1915{}.html"

REPLICA = listed(
    "voc",
    [_CLASS.format(""), _CLASS.format("_2"), _CLASS.format("_3")],
    [f"http://hunan.voc.com.cn/article/{day[:7].replace('-', '')}/{day.replace('-', '')}164539600{number}.html" for number, day in enumerate(DAYS)],
    "newsarchive.pages.voc.Page/ordinary-article",
    replaced={"渡口改了时刻表": "第{number}座渡口改了时刻表", "2019-09-25": "{day}", "三十年": "{number}十三年"},
)
