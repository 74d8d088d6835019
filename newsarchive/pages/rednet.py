"""红网 (Changsha).

The template with h1.detail_title was served from 2017 to 2019 at the least; of three others of 2019 only places are known,
which are taken together here. Newer pages are read as any page.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import PlacedPage, plain_page

OUTLET = Outlet(
    name="rednet",
    title="红网",
    home="https://www.rednet.cn/",
    hosts=(".rednet.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        # hn.rednet.cn/m/content/… is sent to phones
        addresses.rule(r"(?:/m)?(?P<own>/(?:content|c)/\d{4}/\d{2}/\d{2}/\d+\.html?)", form="https://{host}{own}"),
        addresses.by_shape,
    ),
)


class Page(PlacedPage):
    """The main template: 作者 and 编辑 are text beside empty spans, so the line is read as a whole."""

    outlet = OUTLET
    marks = "h1.detail_title"
    at: ClassVar = {
        "headline": "h1.detail_title",
        "byline": "h1.detail_title ~ div",
        "prose": ("section.detail_article_content", "article.detail_article"),
        "cut": ".detail_share, .fav",
        "crumbs": ".breadcrumb a",
    }


class OtherPage(PlacedPage):
    """The others of 2019."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": ("#row_Left > h1", "h1#cut_title", "div.title"),
        "byline": ("div.sourceTime", "div.content_info.clear", "div.time"),
        "prose": ("article.detail-article", "div.display_content", "div.description"),
    }


PlainPage = plain_page(OUTLET, __name__)
PAGES = (Page, OtherPage, PlainPage)
