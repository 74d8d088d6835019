"""荆楚网 (Wuhan): the template since 2019, and TRS before it. Its metas are TRS's, and not filled in since."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import PlacedPage, plain_page
from newsarchive.pages.platforms.trs import EDITOR

OUTLET = Outlet(
    name="cnhubei",
    title="荆楚网",
    home="http://www.cnhubei.com/",
    hosts=(".cnhubei.com",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        # www, news and m show one article under one path
        addresses.rule(addresses.FOUNDER, form="https://news.cnhubei.com{path}", hosts=r"(?:(?:www|news|m)\.)?cnhubei\.com"),
        addresses.rule(addresses.FOUNDER),
        addresses.rule(r"(?:/[\w.-]+)*/\d{6}/t(?:\d{8}_)?\d+\.s?html?"),
        addresses.by_shape,
    ),
)


class Page(PlacedPage):
    """Since 2019: news.cnhubei.com/content/2019-09/28/content_12371003.html."""

    outlet = OUTLET
    marks = "div.article_w"
    at: ClassVar = {
        "headline": ("#lmy > h1", "h1"),
        "byline": ("#lmy_information01 .information_box", "#lmy_information01"),
        "desk": "div.document_end em",
        "prose": "div.article_w",
        "cut": "div.document_end, .wzy_zw_img_box",
    }


class TrsPage(PlacedPage):
    """Until 2019: news.cnhubei.com/xw/gn/201901/t4209364.shtml."""

    outlet = OUTLET
    marks = "h1.title"
    at: ClassVar = {"headline": "h1.title", "byline": ".jcwsy_mini_content", "source": "#source_url", "prose": EDITOR}


PlainPage = plain_page(OUTLET, __name__)
PAGES = (Page, TrsPage, PlainPage)
