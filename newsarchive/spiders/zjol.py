"""浙江在线: sections in pages index.html, index_1.html, index_2.html …"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.zjol import OUTLET
from newsarchive.spiders.platforms import ListSpider


class ZjolSpider(ListSpider):
    """section: one by name."""

    name = "zjol"
    outlet = OUTLET
    sections: ClassVar = {
        "浙江": "https://zjnews.zjol.com.cn/zjnews/",
        "体育": "http://zjtyol.zjol.com.cn/tyjsb/",
        "健康": "http://health.zjol.com.cn/jkxw/",
        "原创": "http://health.zjol.com.cn/ycxw/",
    }
