"""杭州网: a column of Founder's, node_N.htm, and an article in two pages, the second called p."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_NODE = "https://health.hangzhou.com.cn/node_141997{}.htm"
_ARTICLE = "https://health.hangzhou.com.cn/content/{}/{}/content_869000{}{}.htm"

REPLICA = listed(
    "hangzhou",
    [_NODE.format(""), _NODE.format("_2"), _NODE.format("_3")],
    [_ARTICLE.format(day[:7], day[8:], number, "") for number, day in enumerate(DAYS)],
    "newsarchive.pages.hangzhou.Page/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2024-03-04": "{day}", "停运十一年": "停运第{number}年"},
    further=_ARTICLE.format(DAYS[0][:7], DAYS[0][8:], 0, "_p"),
)
