"""中国江苏网 (Nanjing), with 新华日报's 交汇点.

Known are addresses and the labels 来源 and 作者, not the templates: the body is looked for in the element of TRS's editor, and
all else is read as on any page. The application's JSON (japi.xhby.net) has no known fields: it is not asked for.
"""

from __future__ import annotations

from newsarchive.items import Outlet
from newsarchive.pages.platforms import identity as addresses
from newsarchive.pages.platforms.trs import TrsPage

OUTLET = Outlet(
    name="jschina",
    title="中国江苏网",
    home="http://www.jschina.com.cn/",
    hosts=(".jschina.com.cn", ".xhby.net"),
    zone="Asia/Shanghai",
    language="zh",
    identity=addresses.one_of(
        addresses.rule(addresses.TRS),
        addresses.rule(addresses.ENORTH),
        addresses.rule(r"(?P<own>/content/s[0-9a-f]{24}\.html)", form="https://www.xhby.net{own}", hosts=r"(?:.+\.)?xhby\.net"),
        addresses.by_shape,
    ),
)


class Page(TrsPage):
    """Any of its pages."""

    outlet = OUTLET


PAGES = (Page,)
