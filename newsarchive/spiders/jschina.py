"""中国江苏网 and 交汇点: their front pages; no section's list is known."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.jschina import OUTLET
from newsarchive.spiders.platforms import ListSpider


class JschinaSpider(ListSpider):
    """section: one by name."""

    name = "jschina"
    outlet = OUTLET
    sections: ClassVar = {
        "首页": "http://www.jschina.com.cn/",
        "新华日报": "https://www.xhby.net/",
    }
