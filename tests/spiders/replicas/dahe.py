"""大河网: a section by folder."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_LIST = "https://hnwj.dahe.cn/5xw/"

REPLICA = listed(
    "dahe",
    [_LIST, f"{_LIST}index_2.html", f"{_LIST}index_3.html"],
    [f"https://hnwj.dahe.cn/{day[:4]}/{day[5:]}/49890{number}.html" for number, day in enumerate(DAYS)],
    "newsarchive.pages.dahe.Page/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019年06月17日08:30": "{day} 08:30", "停运十一年": "停运第{number}年"},
)
