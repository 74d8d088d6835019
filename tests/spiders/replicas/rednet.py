"""红网: a channel, which names an article at its phone's address too."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_CHANNEL = "https://hn.rednet.cn/channel/7397{}.html"
_ARTICLE = "https://hn.rednet.cn/{}content/{}/619400{}.html"

REPLICA = listed(
    "rednet",
    [_CHANNEL.format(""), _CHANNEL.format("_2"), _CHANNEL.format("_3")],
    [_ARTICLE.format("", day.replace("-", "/"), number) for number, day in enumerate(DAYS)],
    "newsarchive.pages.rednet.Page/ordinary-article",
    twin=_ARTICLE.format("m/", DAYS[0].replace("-", "/"), 0),
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019-11-10": "{day}", "停运十一年": "停运第{number}年"},
)
