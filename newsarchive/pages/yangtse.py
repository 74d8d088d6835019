"""扬子晚报 and 紫牛新闻 (Nanjing).

Templates are known of 2017 and, two of them, of 2019. Of the present site (TRS, since 2024 at the latest) only addresses and
labels are: its pages are read as any page is, and so are those at /content/N.html.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.layout import PlacedPage, plain_page

OUTLET = Outlet(
    name="yangtse",
    title="扬子晚报",
    home="https://www.yangtse.com/",
    hosts=(".yangtse.com", ".yzwb.net"),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        # an article is shown to the application under a second address
        addresses.rule(r"/content/(?:app/)?(?P<id>\d+)\.html", form="https://www.yangtse.com/content/{id}.html"),
        addresses.rule(r"(?P<own>/app/[\w/-]+/\d{4}-\d{2}-\d{2}/\d+\.html)", form="https://www.yangtse.com{own}"),
        addresses.rule(addresses.TRS),
        addresses.by_shape,
    ),
)


class AppPage(PlacedPage):
    """2019: /app/zhongguo/2019-06-21/720530.html. The line under the headline is a date and, without a label, the source."""

    outlet = OUTLET
    marks = "div.text-title"
    at: ClassVar = {"headline": "div.text-title", "byline": "div.text-time", "prose": "#content"}


class NewsPage(PlacedPage):
    """2019, too."""

    outlet = OUTLET
    marks = "div.nr_bt"
    at: ClassVar = {"headline": "div.nr_bt > h5", "byline": "div.nr_bt > h6", "prose": "div.nr_text"}


class Page2017(PlacedPage):
    """2017."""

    outlet = OUTLET
    marks = "#content_title"
    at: ClassVar = {
        "headline": "#content_title span",
        "source": "#content_info #from",
        "date": "#content_info #time",
        "byline": "#content_info",
        "prose": "#article",
        "crumbs": "#pos_info a",
    }


PlainPage = plain_page(OUTLET, __name__)
PAGES = (AppPage, NewsPage, Page2017, PlainPage)
