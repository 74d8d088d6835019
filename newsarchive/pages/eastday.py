"""东方网 (Shanghai): news, city, districts, finance, health and thirty further sub-sites; and three sites that it runs.

The sub-sites' templates are known as of 2018–2019 (pages/platforms/eastday). Of those since 2021 only the body's place is, the
rest is read as on any page; of kankanews-like applications nothing is.
"""

from __future__ import annotations

from newsarchive.items import Outlet
from newsarchive.pages.platforms import eastday
from newsarchive.pages.platforms.identity import by_shape, one_of

OUTLET = Outlet(
    name="eastday",
    title="东方网",
    home="https://www.eastday.com/",
    # 021east.com serves what eastday.com does; the others are Shanghai's 政法综治网, 社会建设网 and 总工会
    hosts=(".eastday.com", ".021east.com", ".shzfzz.net", ".shshjs.gov.cn", ".shzgh.org"),
    zone="Asia/Shanghai",
    language="zh",
    identity=one_of(eastday.identity, by_shape),
)


class Page(eastday.EastdayPage):
    """Any of its pages, since 2018."""

    outlet = OUTLET


PAGES = (Page,)
