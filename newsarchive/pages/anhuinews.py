"""中安在线 (Hefei), with the e-paper of 安徽日报.

The template of 2019 (enorth) is known by body and source; its headline, and the TRS pages since 2022 at the latest and the
e-paper (which is GB2312), are read as on any page.
"""

from __future__ import annotations

from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.enorth import EnorthPage
from newsarchive.pages.platforms.trs import TrsPage

OUTLET = Outlet(
    name="anhuinews",
    title="中安在线",
    home="http://www.anhuinews.com/",
    hosts=(".anhuinews.com",),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        addresses.rule(addresses.ENORTH),
        addresses.rule(addresses.TRS),
        addresses.rule(r"/html/\w+/\d{8}/article_\d+\.s?html"),
        addresses.by_shape,
    ),
)


class Page2019(EnorthPage):
    """2019: sports.anhuinews.com/system/2019/06/14/008164106.shtml."""

    outlet = OUTLET
    marks = ("div.source", "div.info")
    at: ClassVar = {"byline": "div.source", "prose": "div.info"}


class Page(TrsPage):
    """Since 2022 at the latest: edu.anhuinews.com/kszx/gk/gzdt/202506/t20250625_8581781.html; and all else."""

    outlet = OUTLET


PAGES = (Page2019, Page)
