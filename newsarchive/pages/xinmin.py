"""新民晚报 (Shanghai): newsxmwb and the sub-sites since 2018, the app's shared pages (tt.xinmin.cn), and one older template.

Known are the template of 2018 with its values, and the element names of the older one. Pages of the app, and of before, are
read as on any page.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms.identity import by_shape, one_of, rule
from newsarchive.pages.platforms.layout import PlacedPage, plain_page

OUTLET = Outlet(
    name="xinmin",
    title="新民晚报",
    home="https://newsxmwb.xinmin.cn/",
    hosts=(".xinmin.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=one_of(rule(r"(?:/\w+)?(?:/\w+)?/\d{4}/\d{2}/\d{2}/\d+\.html?"), by_shape),
)


class SitePage(PlacedPage):
    """newsxmwb.xinmin.cn and its siblings, since 2018: the paragraphs stand in the content's box or beside it."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": ("h1.a_title, h1.article_title, h3.content_title", ".ArticleBox h1"),
        "byline": "div.info > span",
        "prose": (".ArticleBox", ".a_content"),
        "cut": (
            "h1, h3.content_title, .info, .key_words, .opera, .today_hots, .news_24H, .comments, .copyright, "
            "img[src*='//image.xinmin.cn/']"  # its icons
        ),
        "crumbs": ".Mbx a",
    }


class OlderPage(PlacedPage):
    """The template with MP_article."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": "h1.article_title, h3.content_title",
        "source": ".content_info .page_from",
        "date": ".content_info .page_time",
        "prose": "#MP_article",
        "cut": ".copyright",
    }


PlainPage = plain_page(OUTLET, __name__)
PAGES = (SitePage, OlderPage, PlainPage)
