"""中安在线: a section of 2019."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_LIST = "http://news.anhuinews.com/shh/shhxw/"

REPLICA = listed(
    "anhuinews",
    [_LIST, f"{_LIST}index_1.shtml", f"{_LIST}index_2.shtml"],
    [f"http://news.anhuinews.com/system/{day.replace('-', '/')}/00816400{number}.shtml" for number, day in enumerate(DAYS)],
    "newsarchive.pages.anhuinews.Page2019/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019-06-14": "{day}", "停运十一年": "停运第{number}年"},
)
