"""扬子晚报: a section of 2019."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_LIST = "http://www.yangtse.com/app/jiangsu/"

REPLICA = listed(
    "yangtse",
    [_LIST, f"{_LIST}index_1.html", f"{_LIST}index_2.html"],
    [f"{_LIST}{day}/72000{number}.html" for number, day in enumerate(DAYS)],
    "newsarchive.pages.yangtse.AppPage/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019-06-21": "{day}", "停运十一年": "停运第{number}年"},
)
