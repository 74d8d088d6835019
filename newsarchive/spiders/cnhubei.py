"""荆楚网: its channels since 2019, and the TRS lists before."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.cnhubei import OUTLET
from newsarchive.spiders.platforms import ListSpider


class CnhubeiSpider(ListSpider):
    """section: one by name."""

    name = "cnhubei"
    outlet = OUTLET
    sections: ClassVar = {
        "政务": "http://news.cnhubei.com/zwpd/index.html",
        "财经": "http://news.cnhubei.com/cjpd/index.html",
        "国内": ("http://news.cnhubei.com/guonpd/index.html", "http://news.cnhubei.com/xw/gn/"),
        "国际": ("http://news.cnhubei.com/gjpd/index.html", "http://news.cnhubei.com/xw/gj/"),
        "娱乐": ("http://news.cnhubei.com/ylepd/index.html", "http://news.cnhubei.com/xw/yl/"),
        "党建": "http://news.cnhubei.com/djpd/index.html",
        "文化": "http://news.cnhubei.com/wenhpd/index.html",
        "体育": "http://news.cnhubei.com/typd/index.html",
        "滚动": "http://news.cnhubei.com/gundong/index.html",
    }
