"""解放日报 (Shanghai), the e-paper: an edition's list (navi.json) and its articles, in JSON since about 2018.

It stands on the site of 上观新闻 and jfdaily.com, whose articles have numbers of their own. The list names each page and its
articles in order; `articleid` there is the article's number on the site, when it is not the printed one's again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from newsarchive.errors import NotAnArticle
from newsarchive.items import Capture, Outlet, Printed, Reason
from newsarchive.pages import shobserver
from newsarchive.pages.article import decoded_of, response
from newsarchive.pages.platforms import jiefang
from newsarchive.pages.platforms.record import RecordPage, dig

SITE = "https://www.jfdaily.com"
NAVI = re.compile(r"/staticsg/data/journal/(?P<day>\d{4}-\d{2}-\d{2})/navi\.json")
_ARTICLE = re.compile(r"/staticsg/data/journal/(?P<day>\d{4}-\d{2}-\d{2})/(?P<page>\w{1,4})/article/(?P<id>\d+)\.json")
_SHELL = "/staticsg/res/html/journal/detail.html"


def identity(url: str) -> str | None:
    """The canonical URL of a printed article: its JSON, whichever site serves it, and whether the reader's page or the JSON.

    >>> identity("https://www.shobserver.com/staticsg/res/html/journal/detail.html?date=2024-03-04&id=367001&page=01")
    'https://www.jfdaily.com/staticsg/data/journal/2024-03-04/01/article/367001.json'
    """
    try:
        parts = urlsplit(url)
        told = {key: values[0] for key, values in parse_qs(parts.query).items()}
    except ValueError:
        return None
    path = parts.path
    if path == _SHELL:
        path = address(told.get("date", ""), told.get("page", ""), told.get("id", "")).removeprefix(SITE)
    return f"{SITE}{path}" if _ARTICLE.fullmatch(path) else None


def address(day: str, page: str, number: object) -> str:
    """Where the JSON of a printed article is."""
    return f"{SITE}/staticsg/data/journal/{day}/{page}/article/{number}.json"


OUTLET = Outlet(
    name="jfrb",
    title="解放日报（电子报）",
    home=f"{SITE}/staticsg/res/html/journal/",
    hosts=shobserver.OUTLET.hosts,
    paths=("/staticsg/data/journal/", "/staticsg/res/html/journal/"),
    zone="Asia/Shanghai",
    language="zh",
    identity=identity,
)


class JournalPage(RecordPage):
    """A printed article. Its date is the edition's; what it says of itself was entered earlier, the evening before."""

    outlet = OUTLET
    within = "article"
    # the line under the headline is its standfirst; the one over it (introtitle) is part of none of the fields
    keys: ClassVar = {
        "headline": "title",
        "standfirst": "subtitle",
        "source": "source",
        "author": "author",
        "date": "jdate",
        "prose": "content",
    }

    @property
    def printed_date(self) -> str | None:
        found = _ARTICLE.search(str(self.response.url))
        return found["day"] if found else self.value("date")

    @property
    def crumbs(self) -> tuple[str, ...]:
        columns = self.record.get("columns")
        return (columns,) if isinstance(columns, str) and columns.strip() and not columns.isdigit() else ()


def printed(capture: Capture) -> Iterator[Printed]:
    """Where the articles of an edition are printed, of the capture of its list; nothing, of any other.

    Raises NotAnArticle with Reason.NOT_A_LIST for a list's address that answers with something else.
    """
    found = NAVI.fullmatch(urlsplit(capture.url).path)
    if found is None:
        return
    try:
        answer = json.loads(decoded_of(response(capture.url, capture.body, capture.headers)).text)
    except (ValueError, RecursionError):
        answer = None
    pages = dig(answer, "pages")
    if not isinstance(pages, list):
        raise NotAnArticle(f"{capture.url}: no edition", Reason.NOT_A_LIST)
    for page in pages:
        number, named = str(dig(page, "pnumber") or ""), dig(page, "pname")
        listed = dig(page, "articleList")
        for position, row in enumerate(listed if isinstance(listed, list) else (), 1):
            if url := identity(address(found["day"], number, dig(row, "id"))):
                name = named.strip() if isinstance(named, str) else ""
                yield Printed(
                    url=url,
                    edition=found["day"],
                    page=number,
                    page_name=name or None,
                    position=position,
                    web_url=_web(row),
                )


def _web(row: dict[str, Any]) -> str | None:
    number = str(row.get("articleid") or "")
    if not number.isdigit() or number in ("0", str(row.get("id"))):
        return None
    return jiefang.identity(f"{shobserver.OUTLET.home}news/detail?id={number}")


PAGES = (JournalPage,)
