"""荆楚网: a channel, which names an article at www and at its phone's address."""

from __future__ import annotations

from tests.spiders.replica import DAYS, listed

_LIST = "http://news.cnhubei.com/zwpd/index{}.html"
_ARTICLE = "http://{}.cnhubei.com/content/{}/{}/content_1237100{}.html"

REPLICA = listed(
    "cnhubei",
    [_LIST.format(""), _LIST.format("_2"), _LIST.format("_3")],
    [_ARTICLE.format("news", day[:7], day[8:], number) for number, day in enumerate(DAYS)],
    "newsarchive.pages.cnhubei.Page/ordinary-article",
    twin=_ARTICLE.format("m", DAYS[0][:7], DAYS[0][8:], 0),
    row='<div class="news_list_box"><div class="title"><a href="{url}">潮汐第{number}号</a></div><div class="time">{day} 14:33:19</div></div>',
    replaced={"旧铁桥改成步道": "第{number}座旧铁桥改成步道", "2019年09月28日15:38": "{day} 15:38", "停运十一年": "停运第{number}年"},
)
