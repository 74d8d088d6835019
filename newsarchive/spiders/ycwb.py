"""金羊网: columns of Founder's."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.ycwb import OUTLET
from newsarchive.spiders.platforms import ListSpider


class YcwbSpider(ListSpider):
    """section: one by name."""

    name = "ycwb"
    outlet = OUTLET
    sections: ClassVar = {
        "国内": "http://news.ycwb.com/n_gn.htm",
        "国际": "http://news.ycwb.com/n_gj.htm",
        "数码": "http://3c.ycwb.com/ityj.htm",
    }
