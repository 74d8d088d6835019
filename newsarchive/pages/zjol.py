"""浙江在线 (Hangzhou), with 浙江日报's e-paper.

The template of TRS articles is known as of 2019, that of /system/ only by Baidu's ids; what else there is is read as any page.
潮新闻 (tidenews.com.cn) is an application whose answers are not known: it is not crawled.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import PlacedPage
from newsarchive.pages.platforms.trs import TrsPage

OUTLET = Outlet(
    name="zjol",
    title="浙江在线",
    home="https://www.zjol.com.cn/",
    hosts=(".zjol.com.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        addresses.rule(addresses.TRS),
        addresses.rule(addresses.ENORTH),
        addresses.rule(addresses.FOUNDER),
        addresses.by_shape,
    ),
)


class PaperPage(PlacedPage):
    """The e-paper: zjrb.zjol.com.cn/html/2024-03/04/content_3700000.htm. Its date stands in the address."""

    outlet = OUTLET
    marks = ".main-article-title"
    at: ClassVar = {"headline": ".main-article-title", "prose": ".main-article-content"}


class Page(TrsPage):
    """The site."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": ("div.contTit", "div.artTitle"),
        "byline": "div.contTit ~ div.time, div.artTitle ~ div.time, div.time:has(#source_baidu)",
        "prose": "div.contTxt",
    }


PAGES = (PaperPage, Page)
