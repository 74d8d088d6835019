"""扬子晚报: its sections of 2019, and the newsroom's pages since. The phone's lists are JSON of unknown fields."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.yangtse import OUTLET
from newsarchive.spiders.platforms import ListSpider


class YangtseSpider(ListSpider):
    """section: one by name."""

    name = "yangtse"
    outlet = OUTLET
    sections: ClassVar = {
        "首页": "http://www.yangtse.com/",
        "江苏": "http://www.yangtse.com/app/jiangsu/",
        "南京": "http://www.yangtse.com/app/jiangsu/nanjing/",
        "中国": "http://www.yangtse.com/app/zhongguo/",
        "民生": "http://www.yangtse.com/app/livelihood/",
        "政在": "http://www.yangtse.com/app/zhengzai/",
        "苏州": "http://news.yangtse.com/clist/suzhou.html",
        "江苏新闻": "https://www.yangtse.com/news/jiangsu/",
        "中国新闻": "https://www.yzwb.net/news/ch/",
    }
