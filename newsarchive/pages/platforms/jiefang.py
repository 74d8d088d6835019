"""The sites of 解放日报's house (上观新闻, jfdaily.com): addresses, one number an article, and the JSON of the present ones.

Desktop HTML 2015–2021, the phone's page, and the JSON behind the script-filled site since 2022 share the query key `id`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml.etree import _Element as Element

from newsarchive.extract import credits, dates
from newsarchive.extract.paragraphs import paragraphs
from newsarchive.items import Precision
from newsarchive.pages.article import ArticlePage
from newsarchive.pages.platforms.layout import fragment
from newsarchive.pages.platforms.record import lacking

__all__ = ["AnswerPage", "article_id", "identity", "is_shell"]

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


class AnswerPage(ArticlePage):
    """The present site, since 2022: GET /news/getNewsDetail?id=N answers {"success": true, "object": {…}}.

    The HTML in `detail` ends with the credits as a paragraph. `publishtime` is in milliseconds; the site has always
    printed it to the minute, and so it is read, or an article would seem edited when its generation changes.
    """

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
            raise lacking(str(self.response.url), self.decoded.text) from error
        article = answer.get("object") if isinstance(answer, dict) else None
        if not isinstance(article, dict) or not article.get("title"):
            raise lacking(str(self.response.url), self.decoded.text)
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
        return fragment(detail) if detail else None

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
