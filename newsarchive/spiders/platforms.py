"""Spiders of outlets that list their articles in the common ways: an outlet names its lists, the rest is here.

    class PaperSpider(ListSpider):
        name = "paper"
        outlet = OUTLET
        sections = {"要闻": "https://news.paper.example/node_7.htm"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from parsel import Selector

from newsarchive.discover import listings, paging
from newsarchive.discover.naming import announced
from newsarchive.errors import DateUnreadable, NotAnArticle, UsageError
from newsarchive.extract import dates
from newsarchive.items import Candidate, Capture, Outlet, Reason
from newsarchive.spiders.outlet import OutletSpider

__all__ = ["JsonListSpider", "ListSpider"]


class ListSpider(OutletSpider):
    """section: one of the outlet's, by name (`-a section=要闻`).

    sections: name -> address of its list, or several; feeds and sitemaps are lists, too. inside: where the list stands on its
    page (CSS), when links to other articles stand around it. What is an article is told by the outlet's identity rule; its date
    by the text of its row, or by its address. Pages are turned by the links, or the script's count, that the list itself gives.
    """

    outlet: ClassVar[Outlet]
    sections: ClassVar[Mapping[str, str | tuple[str, ...]]] = {}
    inside: ClassVar[str] = ""

    def __init__(self, *args: Any, section: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if section is not None and section not in self.sections:
            raise UsageError(f"section: no {section!r}; one of {', '.join(self.sections)}")
        self.section = section
        if section:
            self._told["section"] = section

    def starts(self) -> Iterator[str]:
        named = (self.sections[self.section],) if self.section else self.sections.values()
        yield from dict.fromkeys(url for given in named for url in ((given,) if isinstance(given, str) else given))

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        if announced(capture.body):
            yield from self._announced(capture)
            return
        tree = listings.page(capture)
        places = tree.css(self.inside) if self.inside else [tree]
        rows = [row for place in places for row in listings.articles(place, capture.url, self._identity)]
        for row in rows:
            yield self.article_at(row.href, self._listed_date(row.printed, row.href), self.better(row.href))
        following = self.further(capture, tree)
        if not rows and following is None:
            raise NotAnArticle(f"{capture.url}: no list of this outlet's", Reason.NOT_A_LIST)
        if following:
            yield self.list_at(following, depth=1)

    def further(self, capture: Capture, tree: Selector) -> str | None:
        """The address of the list's next page; None on the last."""
        return paging.following(tree, capture.url, None if self.backfill_id else paging.MAX_PAGES)

    def _listed_date(self, printed: str | None, url: str = "") -> str | None:
        """A date beside a link is only a hint: one that cannot be read costs nothing."""
        found = dates.find(printed) if printed else None
        return (self._moment(found[0]) if found else None) or self._moment(dates.url_date(url))

    def _moment(self, printed: object) -> str | None:
        """A printed date, or seconds or milliseconds since 1970, in the outlet's zone."""
        if isinstance(printed, bool) or not isinstance(printed, str | int) or not str(printed).strip("0 "):
            return None
        try:
            return dates.instant(str(printed), ZoneInfo(self.outlet.zone), None).iso
        except DateUnreadable:
            return None


class JsonListSpider(ListSpider):
    """A list in JSON: rows are the objects that have the keys of a link and a title, however they are nested.

    link, title, published: the rows' keys, "" for the last where rows are not dated. page: the query's key that counts pages,
    or rows in steps of `step` from `first`; "" for lists of one page.
    """

    link: ClassVar[str] = "url"
    title: ClassVar[str] = "title"
    published: ClassVar[str] = ""
    page: ClassVar[str] = ""
    step: ClassVar[int] = 1
    first: ClassVar[int] = 1

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        if capture.body.lstrip()[:1] not in (b"{", b"["):
            yield from super().listed(capture)
            return
        rows = list(listings.objects(capture, self.link, self.title))
        named = 0
        for row in rows:
            url = self.address(row, capture.url)
            if row[self.title] and url and self._identity(url):
                named += 1
                yield self.article_at(url, self._row_date(row, url), self.better(url))
        if named and self.page and (following := self.turned(capture, rows)):
            yield self.list_at(following, depth=1)

    def address(self, row: Mapping[str, Any], base: str) -> str | None:
        """The address of the article that a row names."""
        value = row[self.link]
        return urljoin(base, value) if isinstance(value, str) and value.strip() else None

    def turned(self, capture: Capture, rows: list[dict[str, Any]]) -> str | None:
        """The address of the next page of a list that named articles; None where it is known to be the last."""
        return paging.stepped(capture.url, self.page, self.step, self.first)

    def _row_date(self, row: Mapping[str, Any], url: str) -> str | None:
        return self._moment(row.get(self.published)) or self._moment(dates.url_date(url))
