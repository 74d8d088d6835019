"""新民晚报: the lists that are known, in pages index.html, index_2.html …"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.xinmin import OUTLET
from newsarchive.spiders.platforms import ListSpider


class XinminSpider(ListSpider):
    """section: one by name."""

    name = "xinmin"
    outlet = OUTLET
    sections: ClassVar = {
        "上海": "https://shanghai.xinmin.cn/latest/",
        "国际": "https://newsxmwb.xinmin.cn/world/pc/",
        "身体": "http://newsxmwb.xinmin.cn/shenti/pc/",
        "军事": "http://newsxmwb.xinmin.cn/junshi/pc/",
        "侬好": "http://ish.xinmin.cn/xnjx/",
    }
