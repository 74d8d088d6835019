"""红网: the channels of 湖南频道, and the front pages."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.rednet import OUTLET
from newsarchive.spiders.platforms import ListSpider


class RednetSpider(ListSpider):
    """section: one by name."""

    name = "rednet"
    outlet = OUTLET
    sections: ClassVar = {
        "首页": "https://www.rednet.cn/",
        "湖南": "https://hn.rednet.cn/",
        "时政·要闻": "https://hn.rednet.cn/channel/7397.html",
        "经济·民生": "https://hn.rednet.cn/channel/7398.html",
        "市州聚焦": "https://hn.rednet.cn/channel/7399.html",
        "社会·法治": "https://hn.rednet.cn/channel/7400.html",
        "科教·文卫": "https://hn.rednet.cn/channel/7540.html",
    }
