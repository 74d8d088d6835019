"""中安在线: sections of 2019, and of the TRS site since."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.anhuinews import OUTLET
from newsarchive.spiders.platforms import ListSpider


class AnhuinewsSpider(ListSpider):
    """section: one by name."""

    name = "anhuinews"
    outlet = OUTLET
    sections: ClassVar = {
        "安徽": "http://ah.anhuinews.com/szxw/",
        "社会": "http://news.anhuinews.com/shh/shhxw/",
        "体育": "http://sports.anhuinews.com/",
        "汽车": "http://auto.anhuinews.com/qcxw/ctzx/",
        "高考": "http://edu.anhuinews.com/kszx/gk/gzdt/",
    }
