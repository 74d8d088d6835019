"""新民晚报: two lists that are known, in pages index.html, index_2.html …"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.xinmin import OUTLET
from newsarchive.spiders.platforms import ListSpider


class XinminSpider(ListSpider):
    """section: one by name."""

    name = "xinmin"
    outlet = OUTLET
    sections: ClassVar = {"上海": "https://shanghai.xinmin.cn/latest/", "国际": "https://newsxmwb.xinmin.cn/world/pc/"}
