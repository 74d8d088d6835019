"""大河网: sections by folder; of 河南日报's and 河南手机报's lists only the front pages are known."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.dahe import OUTLET
from newsarchive.spiders.platforms import ListSpider


class DaheSpider(ListSpider):
    """section: one by name."""

    name = "dahe"
    outlet = OUTLET
    sections: ClassVar = {
        "财经": "https://jr.dahe.cn/cjxw/",
        "教育": "https://edu.dahe.cn/2jyyw/",
        "舆情": "https://hnwj.dahe.cn/5xw/",
        "河南日报": "https://www.henandaily.cn/",
        "河南手机报": "http://www.hnsjb.cn/",
    }
