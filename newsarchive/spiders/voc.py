"""华声在线: a class of its news, and the community's list."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.voc import OUTLET
from newsarchive.spiders.platforms import ListSpider


class VocSpider(ListSpider):
    """section: one by name."""

    name = "voc"
    outlet = OUTLET
    sections: ClassVar = {
        "新闻": "http://news.voc.com.cn/class/1915.html",
        "湖南社区": "http://hssq.voc.com.cn/list.php?cid=2",
    }
