"""金羊网: a column of Founder's."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_NODE = "http://news.ycwb.com/n_gn{}.htm"
_ARTICLE = "http://news.ycwb.com/{}/{}/content_3034800{}{}.htm"

REPLICA = listed(
    "ycwb",
    [_NODE.format(""), _NODE.format("_2"), _NODE.format("_3")],
    [_ARTICLE.format(day[:7], day[8:], number, "") for number, day in enumerate(DAYS)],
    "newsarchive.pages.ycwb.Page/ordinary-article",
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019-09-28": "{day}", "停运十一年": "停运第{number}年"},
    further=_ARTICLE.format(DAYS[0][:7], DAYS[0][8:], 0, "_2"),
)
