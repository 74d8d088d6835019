"""华声在线 (Changsha), with the e-paper of 湖南日报.

Known are the template of news (2019), that of hssq.voc.com.cn, and the e-paper's. The phone's site (m.voc.com.cn) numbers its
articles anew: which of them are the same is not known, and each is an article of its own, read as any page is.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import BAIDU, PlacedPage, plain_page


def _of_phones(url: str) -> str | None:
    """An article of the phone's site: /portal/news/show?id=31011869."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    number = parse_qs(parts.query).get("id", [""])[0]
    return f"https://m.voc.com.cn{parts.path}?id={number}" if parts.path == "/portal/news/show" and number.isdigit() else None


OUTLET = Outlet(
    name="voc",
    title="华声在线",
    home="http://www.voc.com.cn/",
    hosts=(".voc.com.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        _of_phones,
        addresses.rule(r"/article/\d{6}/\d+\.html"),
        addresses.rule(r"/content-\d+-\d+\.html"),
        addresses.rule(addresses.FOUNDER),
        addresses.by_shape,
    ),
)


class Page(PlacedPage):
    """Its articles, which are numbered by the second: hunan.voc.com.cn/article/201909/201909261645396868.html."""

    outlet = OUTLET
    marks = "#content"
    at: ClassVar = {
        "headline": (".main_l > h1", "h1"),
        "byline": ("div.font_time", BAIDU),
        "prose": "#content",
    }


class CommunityPage(PlacedPage):
    """hssq.voc.com.cn/content-3764-2.html."""

    outlet = OUTLET
    at: ClassVar = {"byline": "div.info", "prose": "div.news-editor"}


class PaperPage(PlacedPage):
    """The e-paper: hnrb.voc.com.cn/hnrb_epaper/html/2024-03/04/content_1700000.htm. Its date stands in the address."""

    outlet = OUTLET
    at: ClassVar = {"headline": ".font01", "prose": "#ozoom"}


PlainPage = plain_page(OUTLET, __name__)
PAGES = (Page, CommunityPage, PaperPage, PlainPage)
