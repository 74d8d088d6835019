"""大河网 (Zhengzhou), with 河南日报 and 河南手机报: the templates of 2019.

The headline of 河南手机报 is read as on any page, its date has no year. Newer pages are read as any page.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import BAIDU, PlacedPage, plain_page

OUTLET = Outlet(
    name="dahe",
    title="大河网",
    home="https://www.dahe.cn/",
    hosts=(".dahe.cn", ".henandaily.cn", ".hnsjb.cn"),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        addresses.rule(r"/\d{4}/\d{2}-\d{2}/\d+\.html"),
        addresses.rule(r"/content/\d{4}/\d{4}/\d+\.html"),
        addresses.by_shape,
    ),
)


class Page(PlacedPage):
    """hnwj.dahe.cn/2019/06-17/498919.html; the headline of edu.dahe.cn/2019/06-13/499226.html stands elsewhere."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": ('[id="4g_title"]', "div.xinwen-ttl > p"),
        "byline": ("div.time_source", BAIDU),
        "prose": "#mainCon",
    }


class DailyPage(PlacedPage):
    """www.henandaily.cn/content/2019/0620/171682.html."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": "h1.content-title",
        "date": "span.content-time",
        "source": "span.content-source",
        "prose": "div.content-content",
    }


class PhonePaperPage(PlacedPage):
    """hnsjb.cn."""

    outlet = OUTLET
    marks = "div.content-news-info"
    at: ClassVar = {"byline": "div.content-news-info"}


PlainPage = plain_page(OUTLET, __name__)
PAGES = (PhonePaperPage, Page, DailyPage, PlainPage)
