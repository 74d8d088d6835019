"""南方网: a column of Founder's, and an article in two pages."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_NODE = "http://economy.southcn.com/node_196431{}.htm"
_ARTICLE = "http://economy.southcn.com/e/{}/{}/content_18794300{}{}.htm"

REPLICA = listed(
    "southcn",
    [_NODE.format(""), _NODE.format("_2"), _NODE.format("_3")],
    [_ARTICLE.format(day[:7], day[8:], number, "") for number, day in enumerate(DAYS)],
    "newsarchive.pages.southcn.Page/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019-06-13": "{day}", "停运十一年": "停运第{number}年"},
    further=_ARTICLE.format(DAYS[0][:7], DAYS[0][8:], 0, "_2"),
)
