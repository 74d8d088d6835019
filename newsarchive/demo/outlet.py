"""Path and request headers -> status, headers and body: the invented paper as a web site, without a socket."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from newsarchive.demo import markup
from newsarchive.demo.fates import Fate, fated
from newsarchive.demo.mishaps import Mishap, befallen
from newsarchive.demo.padding import Padding
from newsarchive.demo.stories import Edition, Generation, Section, Story, Stray, sections

FORBIDDEN = 1019
"""The article that robots.txt forbids."""
BUSY = 1011
"""The article that answers 503 the first time it is asked for."""
RETRY_AFTER_SECONDS = 1

_HTML = "text/html; charset=utf-8"
_JSON = "application/json;charset=UTF-8"


class Answer(NamedTuple):
    """What goes back to the client; Content-Length is among the headers."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Page:
    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None


class Outlet:
    """The paper's site.

    edition: what it holds; `advance` turns to the next one.
    page_bytes: HTML article pages are padded to about that size (scripts, styles, lists), 0 leaves them as they are.
    robots_status: 200, 404 or 503; crawl_delay_seconds stands in robots.txt, None leaves it out.
    mishap: what has happened to the site; `befall` lets it happen.
    """

    def __init__(
        self,
        edition: Edition | None = None,
        *,
        page_bytes: int = 0,
        robots_status: int = 200,
        crawl_delay_seconds: float | None = 0.02,
        mishap: Mishap | None = None,
    ) -> None:
        self.edition = edition or Edition()
        self.robots_status = robots_status
        self.crawl_delay_seconds = crawl_delay_seconds
        self.mishap = mishap
        self._padding = Padding(page_bytes)
        self._per_page = 4 if self.edition.articles is None else 20
        self._lock = Lock()
        self._busy = True
        self._answers: dict[tuple[str, int, int, bool], Answer] = {}

    def advance(self, editions: int = 1) -> None:
        """Turn to a later edition: articles change, vanish, return and appear, as `changes` tells."""
        self.edition = replace(self.edition, number=self.edition.number + editions)
        self._answers = {}

    def befall(self, mishap: Mishap | None) -> None:
        """Let something happen to the site, or be over."""
        self.mishap = mishap
        self._answers = {}

    def response(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to GET `path` (query included) with these request headers (names in lower case)."""
        headers = headers or {}
        compressed = "gzip" in headers.get("accept-encoding", "")
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        id = _number(query, "id") if "id" in query else _number(query, "section")
        if parts.path == "/news/detail" and id == BUSY and self._first_time():
            return _answer(self._sorry(), compressed)
        key = (parts.path, id, _number(query, "page"), compressed)
        answers = self._answers  # taken before the edition is read: `advance` replaces them in the other order
        answer = answers.get(key)
        if answer is None:
            answer = _answer(self._page(parts.path, id, key[2], path), compressed)
            if answer.status == 200:  # others are as many as the addresses that clients make up
                answers[key] = answer
        return _unchanged(answer, headers) or answer

    def warm(self) -> None:
        """Render every article now, as clients with and without gzip get it, so that no answer waits for it later."""
        for story in self.edition.stories.values():
            for encodings in ({}, {"accept-encoding": "gzip"}):
                if story.id != BUSY:
                    self.response(story.document, encodings)

    def _first_time(self) -> bool:
        with self._lock:
            first, self._busy = self._busy, False
        return first

    def _page(self, path: str, id: int, page: int, address: str) -> _Page:
        for stray in self.edition.strays:
            if stray.path == address:
                return self._stray(stray)
        route = self._routes.get(path)
        found = route(self, id, page) if route else self._list(path)
        answer = found or _html(markup.not_found(), status=404)
        fate = self.edition.fates.get(id) if path in ("/news/detail", "/wx/detail.do", "/news/getNewsDetail") else None
        if fate is not None:
            return self._fated(Fate(fate), self.edition.withdrawn(id), path, answer)
        return self._befallen(path, answer)

    def _fated(self, fate: Fate, story: Story, path: str, page: _Page) -> _Page:
        """The answer for an article that is not served as it is; at another address than its own, none is there."""
        if path != urlsplit(story.document).path:
            return page if page.status == 404 or fate is Fate.CUT else _html(markup.not_found(), status=404)
        if fate is Fate.BUSY:
            return self._sorry()
        status, text, location = fated(fate, story, path, page.body.decode())
        if location is not None:
            return _redirect(location, status)
        return _json(text) if text.startswith("{") else _html(text, status)

    def _befallen(self, path: str, page: _Page) -> _Page:
        if self.mishap is None:
            return page
        charset = "gb18030" if b"charset=gb2312" in page.body[:500] else "utf-8"
        status, text = befallen(self.mishap, path, page.status, page.body.decode(charset))
        return replace(page, status=status, body=text.encode(charset))

    def _stray(self, stray: Stray) -> _Page:
        if stray.location is None:
            return _html(markup.not_found(), status=stray.status)
        return _redirect(stray.location, stray.status)

    def _home(self, _id: int, _page: int) -> _Page:
        return _html(markup.home(list(self.edition.stories.values())[:8]))

    def _root(self, _id: int, _page: int) -> _Page:
        return _redirect("/home")

    def _robots(self, _id: int, _page: int) -> _Page:
        if self.robots_status != 200:
            return _html(markup.not_found() if self.robots_status == 404 else markup.sorry(), self.robots_status)
        lines = ["User-agent: *", f"Disallow: /news/detail?id={FORBIDDEN}$", f"Disallow: /wx/detail.do?id={FORBIDDEN}$"]
        lines += [f"Disallow: {self.edition.withdrawn(id).document}$" for id in sorted(self.edition.forbidden)]
        if self.crawl_delay_seconds is not None:
            lines.append(f"Crawl-delay: {self.crawl_delay_seconds:g}")
        return _Page(200, "text/plain", "\n".join([*lines, ""]).encode())

    def _desktop(self, id: int, _page: int) -> _Page | None:
        story = self.edition.stories.get(id)
        if story is None or story.generation is Generation.MOBILE:
            return None
        if story.generation is Generation.JSON:
            return _redirect(story.address)
        text = markup.desktop(story, self._related(story), *self._padding.around(self.edition, story.id))
        if story.charset != "utf-8":  # the header leaves the charset to the page, whose declaration is not quite true
            return _Page(200, "text/html", text.encode(story.charset), modified=_modified(story))
        return _html(text, modified=_modified(story))

    def _mobile(self, id: int, _page: int) -> _Page | None:
        story = self.edition.stories.get(id)
        if story is None:
            return None
        whole = story.generation is not Generation.JSON
        text = markup.mobile(story, whole, *self._padding.around(self.edition, story.id))
        return _html(text, modified=_modified(story))

    def _shell(self, id: int, _page: int) -> _Page:
        return _html(markup.shell(*self._padding.around(self.edition, id)))

    def _detail(self, id: int, _page: int) -> _Page:
        story = self.edition.stories.get(id)
        if story is None or story.generation is not Generation.JSON:
            return _json(markup.no_detail(), status=404)
        return _json(markup.detail(story), modified=_modified(story))

    def _section(self, number: int, page: int) -> _Page | None:
        return self._listing(number, page, sub=False)

    def _subsection(self, number: int, page: int) -> _Page | None:
        return self._listing(number, page, sub=True)

    def _listing(self, number: int, page: int, sub: bool) -> _Page | None:
        # a number of the real site that this paper does not use has an empty list
        section = next((section for section in _shelves(sub) if section.number == number), Section(number, "栏目"))
        entries: list[Story | Stray] = [
            story
            for story in self.edition.stories.values()
            if section == (story.subsection if sub else story.section) or (number == 42 and not sub)
        ]
        if number == 22 and not sub:  # the town section still lists what has moved or gone
            entries += self.edition.strays
        pages = max(1, -(-len(entries) // self._per_page))
        page = page or 1
        if page > pages:
            return None
        shown = entries[(page - 1) * self._per_page : page * self._per_page]
        return _html(markup.listing(section.name, markup.section_path(section, sub), page, pages, shown))

    def _list(self, path: str) -> _Page | None:
        """The JSON lists of the present site: they overlap, and some rows have no title."""
        newest = [story for story in self.edition.stories.values() if story.generation is Generation.JSON]
        half = len(newest) // 2
        listed = markup.rows(newest)
        match path:
            case "/staticsg/data/web/home/topnewslist.json":
                data: object = {"top1": listed[0], "top2": listed[1], "list": listed[2:5]}
            case "/staticsg/data/web/home/recommandnewslist.json":
                data = listed[: half + 1]
            case "/staticsg/data/web/home/morenewslist.json":
                data = [*listed[half:], listed[half] | {"title": ""}]
            case "/staticsg/data/web/home/quicknewslist.json":
                special = {"id": 3900, "title": "专题：潮汐与城", "newstype": "1", "relatecontentid": "540"}
                data = [*listed[:3], listed[0] | special]
            case "/staticsg/data/web/home/bannernewslist.json":
                data = [row for row, story in zip(listed, newest, strict=True) if story.banner][:5]
            case "/staticsg/data/web/common/newsrank.json":
                data = {"24": listed[:4], "48": listed[2:8]}
            case _:
                return None
        return _json(json.dumps({"data": data}, ensure_ascii=False))

    def _sorry(self) -> _Page:
        page = _html(markup.sorry(), status=503)
        return replace(page, headers=(("Retry-After", str(RETRY_AFTER_SECONDS)),))

    def _related(self, story: Story) -> list[Story]:
        same = (other for other in self.edition.stories.values() if other.subsection == story.subsection)
        return [other for other, _ in zip((o for o in same if o.id != story.id), range(4), strict=False)]

    _routes: Mapping[str, Callable[[Outlet, int, int], _Page | None]] = {
        "/": _root,
        "/home": _home,
        "/robots.txt": _robots,
        "/news/detail": _desktop,
        "/wx/detail.do": _mobile,
        "/news/getNewsDetail": _detail,
        "/staticsg/res/html/web/newsDetail.html": _shell,
        "/news/list": _section,
        "/news/sublist": _subsection,
    }


def _shelves(sub: bool) -> list[Section]:
    return [inner for _, inners in sections() for inner in inners] if sub else [outer for outer, _ in sections()]


def _number(query: Mapping[str, list[str]], name: str) -> int:
    """The number a query gives, 0 where there is none or it is none."""
    value = query.get(name, [""])[0]
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _modified(story: Story) -> datetime:
    return story.edited or story.published


def _html(text: str, status: int = 200, modified: datetime | None = None) -> _Page:
    return _Page(status, _HTML, text.encode(), modified=modified)


def _json(text: str, status: int = 200, modified: datetime | None = None) -> _Page:
    return _Page(status, _JSON, text.encode(), modified=modified)


def _redirect(location: str, status: int = 302) -> _Page:
    return _Page(status, _HTML, b"", (("Location", location),))


def _answer(page: _Page, compressed: bool) -> Answer:
    """The page with its headers; HTML is compressed for clients that accept it."""
    headers = [("Content-Type", page.content_type), *page.headers]
    body = page.body
    compressed = compressed and page.content_type.startswith("text/html") and bool(body)
    if page.modified:
        # RFC 9110, 8.8.1: a strong validator differs between encodings of one page.
        tag = hashlib.sha256(body).hexdigest()[:16] + ("-gzip" if compressed else "")
        headers += [("ETag", f'"{tag}"'), ("Last-Modified", format_datetime(_utc(page.modified), usegmt=True))]
    if page.content_type.startswith("text/html"):
        headers.append(("Vary", "Accept-Encoding"))
    if compressed:
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    return Answer(page.status, tuple(headers), body)


def _unchanged(answer: Answer, headers: Mapping[str, str]) -> Answer | None:
    """304 for a client whose ETag or, where it sends none, whose date is that of the page (RFC 9110, 13.1)."""
    if answer.status != 200 or not ("if-none-match" in headers or "if-modified-since" in headers):
        return None
    mine = dict(answer.headers)
    if "if-none-match" in headers:
        same = mine.get("ETag", "none") in headers["if-none-match"]
    else:
        same = mine.get("Last-Modified") == headers["if-modified-since"]
    kept = tuple((name, value) for name, value in answer.headers if name in ("ETag", "Last-Modified", "Vary"))
    return Answer(304, kept, b"") if same else None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
