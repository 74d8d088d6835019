"""东方网: the rolls of its sections, in pages index.html, index1.html, index2.html …, and its hosted sites' lists.

Since 2021 its lists are JSON: four by a mark of the desk's, and one for each special, of which only Shanghai's number is known.
Another's is given with `-a special=1632798465040016`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from newsarchive.pages.eastday import OUTLET
from newsarchive.spiders.platforms import JsonListSpider

_ROLL = "http://news.eastday.com/gd2008"
_ROBOT = "http://news.eastday.com/eastday/13news/auto/news"
_SPECIAL = "https://apin.eastday.com/apiplus/special/specialnewslistbyurl?specialUrl={}&skipCount=0&limitCount=20"
_MARKED = "https://apin.eastday.com/apiplus/Special/specialnewslistbyremark?limitCount=20&skipCount=0&remarkIds={}&remarkType=2"


class EastdaySpider(JsonListSpider):
    """section: one by name. special: the number of one, instead."""

    name = "eastday"
    outlet = OUTLET
    sections: ClassVar = {
        "要闻": f"{_ROLL}/news/index.html",
        "上海": (f"{_ROLL}/sh/index.html", _SPECIAL.format(1632798465040016)),
        "国内": (f"{_ROLL}/china/index.html", f"{_ROBOT}/china/index_K34.html"),
        "国际": f"{_ROLL}/world/index.html",
        "社会": f"{_ROLL}/society/index.html",
        "财经": f"{_ROLL}/finance/index.html",
        "军事": f"{_ROLL}/mil/index.html",
        "历史": "http://history.eastday.com/h/index.html",
        "旅游": "http://lysh.eastday.com/lyj/Scenic_A/zxzx/index.html",
        "政务": f"{_ROLL}/shzw/index.html",
        "推荐": tuple(_MARKED.format(mark) for mark in (1, 2, 5, 14)),
        "政法综治": tuple(f"http://www.shzfzz.net/node2/zzb/shzfzz2013/{part}/index.html" for part in ("yw", "qxkb")),
    }
    published = "time"
    page = "skipCount"
    step = 20
    first = 0

    def __init__(self, *args: Any, special: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.special = special
        if special:
            self._told["special"] = special

    def starts(self) -> Iterator[str]:
        return iter([_SPECIAL.format(self.special)]) if self.special else super().starts()
