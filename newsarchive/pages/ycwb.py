"""金羊网 (Guangzhou; 羊城晚报): Founder, whose property names the author. The application's lists have no known link."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import founder
from newsarchive.pages.platforms.identity import by_shape, one_of

OUTLET = Outlet(
    name="ycwb",
    title="金羊网",
    home="http://www.ycwb.com/",
    hosts=(".ycwb.com",),
    zone="Asia/Shanghai",
    language="zh",
    identity=one_of(founder.identity, by_shape),
)


class Page(founder.FounderPage):
    """2019: news.ycwb.com/2019-09/28/content_30348096.htm."""

    outlet = OUTLET
    signs = True
    at: ClassVar = {"headline": "h1#tiwj", "prose": "div.main_article", "cut": "div.author"}


PAGES = (Page,)
