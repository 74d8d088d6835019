"""中国江苏网: the front page, with an article in two pages, the second counted as TRS does."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_HOME = "http://www.jschina.com.cn/"
_ARTICLE = "http://jsnews.jschina.com.cn/jsyw/202403/t{}_738000{}{}.shtml"

REPLICA = listed(
    "jschina",
    [_HOME, f"{_HOME}index_1.html", f"{_HOME}index_2.html"],
    [_ARTICLE.format(day.replace("-", ""), number, "") for number, day in enumerate(DAYS)],
    "newsarchive.pages.jschina.Page/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2024-03-04": "{day}", "停运十一年": "停运第{number}年"},
    further=_ARTICLE.format(DAYS[0].replace("-", ""), 0, "_1"),
)
