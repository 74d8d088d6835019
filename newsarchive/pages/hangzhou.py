"""杭州网 (Hangzhou): sites on Founder, with templates of their own, and the articles of its application.

Of the templates the places of body and date line are known; headline and source are read as on any page. The application's
lists (api3.php) have an address and no known fields.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.founder import FounderPage
from newsarchive.pages.platforms.layout import PlacedPage


def _of_application(url: str) -> str | None:
    """An article of the application: article_pc.php?id=273779."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    number = parse_qs(parts.query).get("id", [""])[0]
    if parts.path.endswith(("/article_pc.php", "/article.php")) and number.isdigit():
        return f"https://appm.hangzhou.com.cn/article_pc.php?id={number}"
    return None


OUTLET = Outlet(
    name="hangzhou",
    title="杭州网",
    home="https://www.hangzhou.com.cn/",
    hosts=(".hangzhou.com.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        _of_application,
        addresses.rule(addresses.FOUNDER),
        addresses.rule(r"(?:/[\w.-]+)*/content/content_\d+\.html?"),
        addresses.by_shape,
    ),
)


class ApplicationPage(PlacedPage):
    """An article of the application."""

    outlet = OUTLET
    marks = "div.articleCont"
    at: ClassVar = {"prose": "div.articleCont"}


class Page(FounderPage):
    """Any of the sites."""

    outlet = OUTLET
    at: ClassVar = {
        "byline": ("div.le_12black", "div.tit1"),
        "prose": ("div.fontsz14", "td.wz14", "div.zhengwen", "td.hzwRP_lname06", "td.xwzx_wname02", "td.xz_bcolor01 > p"),
    }


PAGES = (ApplicationPage, Page)
