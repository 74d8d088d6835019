"""文汇报: the app's lists (JSON, in pages), the site's, and the editions of the e-paper, from the newest one back.

An edition begins at its first page. The markup of its pages' lists is not known, so their articles and the other pages are told
by their addresses alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from newsarchive.errors import NotAnArticle
from newsarchive.extract import charset
from newsarchive.items import Candidate, Capture, Reason
from newsarchive.pages.whb import OUTLET, ROWS
from newsarchive.spiders.editions import Editions
from newsarchive.spiders.platforms import JsonListSpider

_APP = "http://wenhui.whb.cn/whbApi/content/findContents.action?page=1&channelId={}"
_CHANNELS = (587, 3091, 97, 73, 1390, 1391, 70, 588, 1395)
_SITE = "https://www.whb.cn/zhuzhan"
_PAPER = "http://dzb.whb.cn/{}/1/index.html"
_PAGE = re.compile(r"/\d{4}-\d{2}-\d{2}/\d+/index\.html")
_EDITION = re.compile(r"https?://dzb\.whb\.cn/(\d{4}-\d{2}-\d{2})/\d+/index\.html")


class WhbSpider(Editions, JsonListSpider):
    """section: "客户端", "电子报" or a section of the site. edition: the newest printed day to read, instead of today's."""

    name = "whb"
    outlet = OUTLET
    link = "contentUrl"
    published = "publishTime"
    page = "page"
    sections: ClassVar = {
        "客户端": tuple(_APP.format(channel) for channel in _CHANNELS),
        "城市": f"{_SITE}/cs/index.html",
        "电子报": (),
    }

    def edition_at(self, day: str) -> str:
        return _PAPER.format(day)

    def edition_of(self, url: str) -> str | None:
        found = _EDITION.fullmatch(url)
        return found[1] if found else None

    def starts(self) -> Iterator[str]:
        if self.section != "电子报":
            yield from JsonListSpider.starts(self)
        if self.section in (None, "电子报"):
            yield from self.editions

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        if urlsplit(capture.url).hostname != "dzb.whb.cn":
            yield from super().listed(capture)
            return
        text = charset.decode(capture.body, capture.header("Content-Type")).text
        day = urlsplit(capture.url).path.split("/")[1]
        found = dict.fromkeys(ROWS.findall(text))
        found |= dict.fromkeys(re.findall(r"/\d{4}-\d{2}-\d{2}/\d+/detail-\d+\.html", text))
        if not found:
            raise NotAnArticle(f"{capture.url}: no page of an edition", Reason.NOT_A_LIST)
        for path in found:
            yield self.article_at(urljoin(capture.url, path), day)
        if capture.url == self.edition_at(day):
            for path in dict.fromkeys(_PAGE.findall(text)):
                if path.startswith(f"/{day}/"):
                    yield self.list_at(urljoin(capture.url, path), depth=1)
