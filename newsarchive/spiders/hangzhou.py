"""杭州网: columns of Founder's, node_N.htm and folders."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.hangzhou import OUTLET
from newsarchive.spiders.platforms import ListSpider


class HangzhouSpider(ListSpider):
    """section: one by name."""

    name = "hangzhou"
    outlet = OUTLET
    sections: ClassVar = {
        "城事": "https://hznews.hangzhou.com.cn/chengshi/",
        "科技": "https://it.hangzhou.com.cn/jrjd/yjnews/",
        "汽车": "https://auto.hangzhou.com.cn/dghq/node_71978.htm",
        "健康": "https://health.hangzhou.com.cn/node_141997.htm",
    }
