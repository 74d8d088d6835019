"""南方网 (Guangzhou), on Founder: the template of 2019. Since then its pages are read as any page.

The application's JSON (api.nfapp.southcn.com) has addresses and no known fields: it is not asked for.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import founder
from newsarchive.pages.platforms.identity import by_shape, one_of, rule

OUTLET = Outlet(
    name="southcn",
    title="南方网",
    home="https://www.southcn.com/",
    hosts=(".southcn.com",),
    zone="Asia/Shanghai",
    language="zh",
    identity=one_of(founder.identity, rule(r"/content/\d{6}/\d{2}/c\d+\.html"), by_shape),
)


class Page(founder.FounderPage):
    """2019: economy.southcn.com/e/2019-06/13/content_187943427.htm."""

    outlet = OUTLET
    at: ClassVar = {"headline": "#article_title", "prose": "#content"}


PAGES = (Page,)
