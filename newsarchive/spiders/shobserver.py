"""上观新闻: section lists in HTML, 2015–2021, and the JSON lists of the present site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from newsarchive.discover import listings
from newsarchive.errors import DateUnreadable, NotAnArticle, UsageError
from newsarchive.extract import dates
from newsarchive.items import Candidate, Capture, Outlet, Reason
from newsarchive.pages.platforms.jiefang import article_id, is_shell
from newsarchive.pages.shobserver import OUTLET
from newsarchive.spiders.outlet import OutletSpider

# /news/list?section=N, in the order of the site's navigation. /news/sublist?section=N counts in numbers of its own.
SECTIONS = {"要闻": 42, "政情": 1, "财经": 2, "区情": 35, "城事": 22, "文化": 4, "天下": 21, "互动": 40, "视觉": 41}
SUBSECTIONS = (1, 2, 3, *range(13, 20), *range(22, 27), *range(29, 33), 40, 41, 42, 53, 54, 82, 64, 65, 66, 95, 96, 97)
_JSON_LISTS = ("top", "more", "recommand", "quick", "banner")
JSON_LISTS = (*(f"home/{name}newslist" for name in _JSON_LISTS), "common/newsrank")
# `newstype` of a row: the others are specials, picture stories, live reports and timelines, each with markup of its own.
ARTICLE_TYPES = frozenset({"0", "5", "6"})


class ShobserverSpider(OutletSpider):
    """section: the number or name of one (`-a section=22`, `-a section=城事`), or "now" for the present site's lists."""

    name = "shobserver"
    outlet: ClassVar[Outlet] = OUTLET
    site = "https://www.shobserver.com"

    def __init__(self, *args: Any, section: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        if section and section != "now" and section not in SECTIONS and not section.isdigit():
            raise UsageError(f"section: no {section!r}; a number, now, or one of {', '.join(SECTIONS)}")
        if section:
            self._told["section"] = section

    def starts(self) -> Iterator[str]:
        if self.section not in (None, "now"):
            yield f"{self.site}/news/list?section={SECTIONS.get(self.section or '', self.section)}"
            return
        yield from (f"{self.site}/staticsg/data/web/{name}.json" for name in JSON_LISTS)
        if self.section is None:
            yield from (f"{self.site}/news/list?section={number}" for number in SECTIONS.values())
            yield from (f"{self.site}/news/sublist?section={number}" for number in SUBSECTIONS)

    def addresses(self, url: str) -> tuple[str, ...]:
        number = article_id(url)
        if number is None:  # the front page, to which an article's address led
            return ()
        return (f"{self.site}/news/getNewsDetail?id={number}", f"{self.site}/wx/detail.do?id={number}")

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        if "/staticsg/data/" in capture.url:
            yield from self._json_rows(capture)
            return
        tree = listings.page(capture)
        found = False
        for row in listings.rows(tree, "div.chengshi", ".chengshi_wz_h a", ".chengshi_wz_f"):
            found = True
            yield self._article(urljoin(capture.url, row.href), row.printed)
        if not found and not tree.css(".page-nav-bar, .fenye1outer"):
            raise NotAnArticle(f"{capture.url}: no list of this outlet's", Reason.NOT_A_LIST)
        # 上一页 (previous) carries the same class
        for link in tree.xpath('//*[contains(@class, "fenye1outer")]//a[contains(., "下一页")]/@href').getall():
            yield self.list_at(urljoin(capture.url, link), depth=1)

    def _article(self, url: str, printed: str | None) -> Candidate:
        found = dates.find(printed) if printed else None
        return self.article_at(
            url, self._moment(found[0]) if found else None, self.addresses(url)[0] if is_shell(url) else None
        )

    def _moment(self, printed: str) -> str | None:
        """A date beside a link is only a hint: one that cannot be read costs nothing."""
        try:
            return dates.instant(printed, ZoneInfo(self.outlet.zone), None).iso
        except DateUnreadable:
            return None

    def _json_rows(self, capture: Capture) -> Iterator[Candidate]:
        try:
            answer = json.loads(capture.body)
        except ValueError as error:
            raise NotAnArticle(f"{capture.url}: no JSON", Reason.NOT_A_LIST) from error
        for row in _objects(answer):
            number, kind = row.get("id"), str(row.get("newstype", "0"))
            # Lists overlap, and some rows have no title: such a row is a placeholder.
            if not row.get("title") or not str(number).isdigit() or kind not in ARTICLE_TYPES:
                continue
            detail = f"{self.site}/news/getNewsDetail?id={number}"
            yield self.article_at(detail, self._published(row.get("publishtime")))

    def _published(self, milliseconds: Any) -> str | None:
        return self._moment(str(milliseconds)) if isinstance(milliseconds, int) and milliseconds > 0 else None


def _objects(answer: Any) -> Iterator[dict[str, Any]]:
    """The article rows in an answer, wherever its lists nest them.

    {data: […]}, {data: {top1: …, list: […]}} and {data: {"24": […]}} all occur.
    """
    waiting = [answer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "id" in value:
                yield value
            else:
                waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
