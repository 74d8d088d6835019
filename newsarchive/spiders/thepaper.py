"""澎湃新闻: channels and nodes, and the lists of the side bar, in JSON; the channels' further pages by their API.

A channel's page is a shell round its JSON (`__NEXT_DATA__`). Rows are objects with `contId` and `name`, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from newsarchive.items import Candidate, Capture
from newsarchive.pages.thepaper import OUTLET
from newsarchive.spiders.platforms import JsonListSpider

_SITE = "https://www.thepaper.cn"
_API = "https://api.thepaper.cn/contentapi"
_CHANNELS = {
    "时事": 25950, "财经": 25951, "思想": 25952, "生活": 25953, "科技": 119908, "国际": 122908, "视频": 26916, "智库": 36079,
}  # fmt: skip
_NODES = {"浦江头条": 25422, "长三角政商": 25491, "文化课": 25450, "有戏": 25448}


class ThepaperSpider(JsonListSpider):
    """section: a channel or node by name, or "此刻" for what the side bar lists."""

    name = "thepaper"
    outlet = OUTLET
    sections: ClassVar = {
        "此刻": (
            "https://cache.thepaper.cn/contentapi/wwwIndex/rightSidebar",
            f"{_API}/channel/editorHandpicked",
        ),
        **{name: f"{_SITE}/channel_{number}" for name, number in _CHANNELS.items()},
        **{name: f"{_SITE}/list_{number}" for name, number in _NODES.items()},
    }
    state = "__NEXT_DATA__"
    link = "contId"
    title = "name"
    published = "pubTimeLong"
    # a second quick request to the side bar's host is put off for twelve seconds
    custom_settings: ClassVar = {"DOWNLOAD_SLOTS": {"cache.thepaper.cn": {"delay": 12}}}

    def address(self, row: Mapping[str, Any], base: str) -> str | None:
        number = str(row[self.link])
        return f"{_SITE}/newsDetail_forward_{number}" if number.isdigit() else None

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        yield from super().listed(capture)
