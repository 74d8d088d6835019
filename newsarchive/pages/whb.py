"""文汇报 (Shanghai): the site's pages, the app's (which are shared), the app's JSON, and the e-paper's.

The site's page is known by its line of credits and its body only, the app's JSON by its text and images; the rest of them
is read as on any page. A site and an app address of one article meet; a printed article is another one, with its own number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element as Element

from newsarchive.items import Capture, Outlet, Printed
from newsarchive.pages.article import decoded_of, response
from newsarchive.pages.platforms.identity import one_of, rule
from newsarchive.pages.platforms.layout import PlacedPage, fragment, plain_page
from newsarchive.pages.platforms.record import RecordPage

_PRINTED = r"/(?P<day>\d{4}-\d{2}-\d{2})/(?P<page>\d+)/detail-(?P<id>\d+)\.html"
_ISSUE = re.compile(r"第\s*(?P<page>\d+)\s*版\s*[：:]\s*(?P<name>[^<\n]{1,40})")
#: What the page of an article, and that of its list, say of every article of their printed page, in the order printed.
ROWS = re.compile(r"url:\s*[\"'](/\d{4}-\d{2}-\d{2}/\d+/detail-\d+\.html)[\"']")

OUTLET = Outlet(
    name="whb",
    title="文汇报",
    home="https://www.whb.cn/",
    hosts=(".whb.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=one_of(
        rule(
            r"/zhuzhan(?:app)?/(?P<section>[a-z0-9]+)/(?P<day>\d{8})/(?P<id>\d+)\.(?:html|json)",
            form="https://www.whb.cn/zhuzhan/{section}/{day}/{id}.html",
        ),
        rule(_PRINTED, form="http://dzb.whb.cn/{day}/{page}/detail-{id}.html", hosts=r"dzb\.whb\.cn"),
    ),
)


class SitePage(PlacedPage):
    """www.whb.cn: 日期 and 作者 in one line, the body below it."""

    outlet = OUTLET
    at: ClassVar = {"headline": ".content_title", "byline": ".content_other", "prose": ".content_info"}


class AppPage(PlacedPage):
    """wenhui.whb.cn, as the app shares it: who made the pictures and who edited stands in the body's last lines."""

    outlet = OUTLET
    at: ClassVar = {"headline": "td.titleFont", "byline": "td.authorFont", "prose": ".content-min-ctn"}


class AppJson(RecordPage):
    """What the app itself is given: {"html": …, "images": [{"imageUrl": …}]}, the images' places marked <!--IMG#n-->."""

    outlet = OUTLET
    keys: ClassVar = {"headline": "title", "author": "author", "date": "publishTime", "prose": "html"}

    @cached_property
    def proses(self) -> list[Element]:
        images = self.record.get("images")
        addresses = [one.get("imageUrl") if isinstance(one, dict) else None for one in images or []]

        def image(mark: re.Match[str]) -> str:
            at = int(mark[1])
            return f'<img src="{addresses[at]}">' if at < len(addresses) and addresses[at] else ""

        return [fragment(re.sub(r"<!--IMG#(\d+)-->", image, self.value("prose") or ""))]


class PrintedPage(PlacedPage):
    """dzb.whb.cn, an article of the e-paper: its number says page and day, its date is the edition's."""

    outlet = OUTLET
    hosts = ("dzb.whb.cn",)
    at: ClassVar = {
        "headline": "h2.news_title",
        "standfirst": "h2.news_title ~ .news_sub_title",  # the one before the headline is its kicker
        "prose": "#newsContent",
        "date": ".header .text > p",
    }

    @property
    def crumbs(self) -> tuple[str, ...]:
        found = _ISSUE.search(self.text_at(".version_help") or "")
        return (found["name"].strip(),) if found else ()

    @property
    def standfirst(self) -> str | None:
        return self.printed("standfirst")

    @property
    def is_credited(self) -> bool:
        return True  # in the text alone; what the generic reading finds is the page's furniture


def printed(capture: Capture) -> Iterator[Printed]:
    """Where the articles of a page of the e-paper are printed, as the page of one of them, or their list, says."""
    if urlsplit(capture.url).hostname != "dzb.whb.cn":
        return
    text = decoded_of(response(capture.url, capture.body, capture.headers)).text
    found = _ISSUE.search(text)
    for position, path in enumerate(dict.fromkeys(ROWS.findall(text)), 1):
        url = OUTLET.identity(urljoin(capture.url, path))
        if url and (told := re.fullmatch(_PRINTED, path)):
            name = found["name"].strip() if found and found["page"] == told["page"] else None
            yield Printed(url=url, edition=told["day"], page=told["page"], page_name=name, position=position)


PlainPage = plain_page(OUTLET, __name__)
PAGES = (PrintedPage, SitePage, AppPage, AppJson, PlainPage)
