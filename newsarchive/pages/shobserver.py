"""上观新闻 (Shanghai Observer; also 解放日报 online): three generations of its article pages.

Desktop HTML 2015–2021, the mobile (WeChat) page, and the JSON behind the script-filled site since 2022. An article keeps
its `id` on every host and in every generation, so the id is the article.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from newsarchive.errors import NotAnArticle
from newsarchive.extract import credits, dates
from newsarchive.extract.paragraphs import paragraphs
from newsarchive.items import Image, Outlet, Precision, Reason
from newsarchive.pages.article import ArticlePage

# Every address of an article, in each generation; what they share is the query key `id`.
_ARTICLE_PATH = re.compile(
    r"/(?:news/(?:detail|viewNewsDetail|getNewsDetail)|wx/detail\.do|staticsg/res/html/web/newsDetail\.html)/?$"
)
_SHELL = re.compile(r"/staticsg/res/html/web/newsDetail\.html$")
_ID = re.compile(r"[0-9]{1,12}")


def article_id(url: str) -> str | None:
    """The number of the article that an address names, on any host and in any generation.

    >>> article_id("https://web.shobserver.com/wx/detail.do?id=176252&time=1568550178141")
    '176252'
    >>> article_id("https://www.shobserver.com/news/list?section=42") is None
    True
    """
    parts = urlsplit(url)
    if not _ARTICLE_PATH.search(parts.path):
        return None
    number = parse_qs(parts.query).get("id", [""])[0]
    return number if _ID.fullmatch(number) else None


def identity(url: str) -> str | None:
    """The canonical URL of the article that an address names, on the address's own site.

    >>> identity("http://export.shobserver.com/news/detail?id=158798")
    'https://www.shobserver.com/news/detail?id=158798'
    """
    number = article_id(url)
    return f"https://www.shobserver.com/news/detail?id={number}" if number else None


def is_shell(url: str) -> bool:
    """Whether the address is the present site's, whose page holds no text before scripts have run."""
    return bool(_SHELL.search(urlsplit(url).path))


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


class JsonPage(ArticlePage):
    """The present site, since 2022: GET /news/getNewsDetail?id=N answers {"success": true, "object": {…}}.

    The HTML in `detail` ends with the credits as a paragraph. `publishtime` is in milliseconds; the site has always
    printed it to the minute, and so it is read, or an article would seem edited when its generation changes.
    """

    outlet = OUTLET

    def fits(self) -> bool:
        return self.decoded.text.lstrip().startswith("{")

    @cached_property
    def answer(self) -> dict[str, Any]:
        """The article's object.

        Raises NotAnArticle when the site has none of that id.
        """
        try:
            answer = json.loads(self.decoded.text)
        except ValueError as error:
            raise NotAnArticle(f"{self.response.url}: no JSON", Reason.ERROR_PAGE) from error
        article = answer.get("object") if isinstance(answer, dict) else None
        if not isinstance(article, dict) or not article.get("title"):
            raise NotAnArticle(f"{self.response.url}: the site has no such article", Reason.ERROR_PAGE)
        return article

    def _value(self, key: str) -> str | None:
        value = self.answer.get(key)
        return value if isinstance(value, str) and value.strip() else None

    @property
    def headline(self) -> str | None:
        return self._value("title")

    @property
    def byline(self) -> str | None:
        printed = (("来源", self._value("source")), ("作者", self._value("author")))
        return "\n".join(f"{label}：{value}" for label, value in printed if value)

    @property
    def printed_date(self) -> str | None:
        value = self.answer.get("publishtime")
        return str(value) if isinstance(value, int) and value > 0 else None

    @cached_property
    def instant(self) -> dates.Instant | None:
        printed = self._instant(self.printed_date)
        return replace(printed, precision=Precision.MINUTE) if printed else None

    @property
    def standfirst(self) -> str | None:
        return self._value("summary")

    @cached_property
    def prose(self) -> Element | None:
        detail = self._value("detail")
        return etree.fromstring(f"<div>{detail}</div>", etree.HTMLParser()) if detail else None

    @property
    def desk(self) -> str | None:
        if self.prose is None:
            return None
        return " ".join(text for text in paragraphs(self.prose) if credits.is_credit_line(text)) or None

    @property
    def crumbs(self) -> tuple[str, ...]:
        return tuple(filter(None, (self._value("sectionname"), self._value("subsectionname"))))

    @property
    def canonical_url(self) -> str | None:  # a field of the base; the JSON names none
        return None


PAGES = (DesktopPage, MobilePage, JsonPage)
