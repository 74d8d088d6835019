"""上观新闻 (Shanghai Observer; also 解放日报 online): three generations of its article pages.

Desktop HTML 2015–2021, the mobile (WeChat) page, and the JSON behind the script-filled site since 2022.
"""

from __future__ import annotations

from functools import cached_property

from lxml.etree import _Element as Element

from newsarchive.items import Image, Outlet
from newsarchive.pages.article import ArticlePage
from newsarchive.pages.platforms.jiefang import AnswerPage, identity

OUTLET = Outlet(
    name="shobserver",
    title="上观新闻",
    home="https://www.shobserver.com/",
    hosts=(".shobserver.com", ".shobserver.cn", ".jfdaily.com"),
    zone="Asia/Shanghai",
    language="zh",
    identity=identity,
)


class DesktopPage(ArticlePage):
    """Desktop, 2015–2021: server HTML at /news/detail?id=N."""

    outlet = OUTLET
    tags = "div"

    def fits(self) -> bool:
        return self.place(".wz_contents") is not None or self.place(".fenxiang_zz") is not None

    @property
    def headline(self) -> str | None:
        return self.text_at(".wz_contents")

    @property
    def byline(self) -> str | None:
        return self.text_at(".fenxiang_zz")

    @property
    def standfirst(self) -> str | None:
        # The label stands in a <b> of its own; the first child of the text column is the summary's, when there is one.
        column = self.place(".wz_contents1")
        first = None if column is None else column.find("div")
        return None if first is None or first.find("b") is None else "".join(first.itertext())

    @property
    def prose(self) -> Element | None:
        return self.place("#newscontents")

    @property
    def desk(self) -> str | None:
        return self.text_at(".news-edit-info")

    @property
    def crumbs(self) -> tuple[str, ...]:
        # 我的位置: 长三角 > 华东局 > 文章详情: the last names the page itself.
        path = self.place(".weizhi")
        return () if path is None else tuple("".join(link.itertext()) for link in path.iter("a"))[:-1]

    @property
    def banner(self) -> tuple[Image, ...]:
        return self._images(image for box in self.places(".con_ban") for image in box.iter("img"))


class MobilePage(ArticlePage):
    """Mobile (WeChat and app): server HTML at /wx/detail.do?id=N and /news/viewNewsDetail?id=N."""

    outlet = OUTLET
    tags = "div h1 span"

    def fits(self) -> bool:
        return self.place(".news-container") is not None and self.place(".news-title") is not None

    @property
    def headline(self) -> str | None:
        return self.text_at(".news-title")

    @property
    def byline(self) -> str | None:
        # The first .news-attr is the section, which no label tells apart from a name.
        return "\n".join(self._attributes[1:])

    @property
    def standfirst(self) -> str | None:
        return self.text_at(".news-summary")

    @property
    def prose(self) -> Element | None:
        return self.place(".news-content")

    @property
    def desk(self) -> str | None:
        return self.text_at(".news-edit-info")

    @property
    def crumbs(self) -> tuple[str, ...]:
        return tuple(self._attributes[:1])

    @property
    def banner(self) -> tuple[Image, ...]:
        return self._images(image for box in self.places(".news-banner") for image in box.iter("img"))

    @cached_property
    def _attributes(self) -> list[str]:
        nodes = self.places(".news-attr")
        texts = ["".join(node.itertext()).strip() for node in nodes]
        if nodes and "publish-time" in nodes[0].get("class", ""):
            texts.insert(0, "")
        return texts


class JsonPage(AnswerPage):
    """The present site, since 2022: GET /news/getNewsDetail?id=N."""

    outlet = OUTLET


PAGES = (DesktopPage, MobilePage, JsonPage)
