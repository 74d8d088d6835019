"""南方网: columns of Founder's."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.southcn import OUTLET
from newsarchive.spiders.platforms import ListSpider


class SouthcnSpider(ListSpider):
    """section: one by name."""

    name = "southcn"
    outlet = OUTLET
    sections: ClassVar = {
        "社会": "http://news.southcn.com/community/",
        "经济": ("http://economy.southcn.com/node_196431.htm", "http://economy.southcn.com/node_321266.htm"),
    }
