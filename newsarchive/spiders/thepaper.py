"""澎湃新闻: the lists of the side bar, and channels and nodes by the API that their pages ask, all in JSON.

A channel's list is a POST of its number, twenty rows from `startTime` back; the answer says whether there are more, and from
when. A node's answers say the same. The API refuses who names no page of the site as the referring one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from newsarchive.items import Candidate, Capture
from newsarchive.pages.platforms.record import dig
from newsarchive.pages.thepaper import OUTLET
from newsarchive.spiders.platforms import JsonListSpider
from newsarchive.warc.posts import posted, request_of

_SITE = "https://www.thepaper.cn"
_API = "https://api.thepaper.cn/contentapi"
_CHANNELS = {
    "时事": 25950, "财经": 25951, "思想": 25952, "生活": 25953, "科技": 119908, "国际": 122908, "视频": 26916, "智库": 119489,
}  # fmt: skip
_NODES = {
    "浦江头条": 25422, "长三角政商": 25491, "文化课": 25450, "有戏": 25448, "中国政库": 25462, "澎湃国际": 25429,
}  # fmt: skip


def _asked(kind: str, key: str, number: int) -> str:
    return posted(f"{_API}/nodeCont/{kind}", {key: str(number), "pageSize": 20, "startTime": ""})


class ThepaperSpider(JsonListSpider):
    """section: a channel or node by name, or "此刻" for what the side bar lists."""

    name = "thepaper"
    outlet = OUTLET
    headers: ClassVar = {"Referer": f"{_SITE}/"}
    sections: ClassVar = {
        "此刻": ("https://cache.thepaper.cn/contentapi/wwwIndex/rightSidebar", f"{_API}/channel/editorHandpicked"),
        **{name: _asked("getByChannelId", "channelId", number) for name, number in _CHANNELS.items()},
        **{name: _asked("getByNodeIdPortal", "nodeId", number) for name, number in _NODES.items()},
    }
    link = "contId"
    title = "name"
    published = "pubTimeLong"

    def address(self, row: Mapping[str, Any], base: str) -> str | None:
        number = str(row[self.link])
        return f"{_SITE}/newsDetail_forward_{number}" if number.isdigit() else None

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        yield from super().listed(capture)
        if further := self._further(capture):
            yield self.list_at(further, depth=1)

    def _further(self, capture: Capture) -> str | None:
        """The same request, from where the answer ended."""
        url, body = request_of(capture.url)
        if body is None:
            return None
        answer = json.loads(capture.body)
        before = dig(answer, "data.startTime")
        if not before or dig(answer, "data.hasNext") is False:
            return None
        asked = json.loads(body)
        return None if asked.get("startTime") == before else posted(url, {**asked, "startTime": before})
