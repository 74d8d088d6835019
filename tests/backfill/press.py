"""An invented paper of three years on loopback: paged lists, dated sitemaps, numbered addresses, an edition a day."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

HOST = "127.0.0.2"
FIRST, LAST = date(2021, 1, 1), date(2023, 12, 31)
#: Days from one article to the next.
EVERY = 8
PER_PAGE = 10
_SENTENCES = (
    "The ferry left the quay at six and came back before the rain.",
    "Nobody had counted the nets, so the warden counted them twice.",
    "A new lamp was hung over the steps where the wall had fallen in.",
    "The council heard the pilots and put the matter off until autumn.",
    "Two schools painted the long shed, each from its own end.",
)


class Story(NamedTuple):
    number: int
    day: date
    section: str


class Press:
    """What it serves, and what it was asked for.

    dated: lists print the day of each article. lists: names of those that have further pages; the others end with their first.
    sitemaps, editions: whether there are any. slow: seconds for each answer.
    """

    def __init__(
        self, *, dated: bool = True, paged: bool = True, sitemaps: bool = False, editions: bool = False, slow: float = 0.0
    ) -> None:
        self.url = ""
        self.dated, self.paged, self.sitemaps, self.editions, self.slow = dated, paged, sitemaps, editions, slow
        self.hits: Counter[str] = Counter()
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self.log: list[str] = []
        days = [FIRST + timedelta(days=at) for at in range(0, (LAST - FIRST).days + 1, EVERY)]
        # Numbers have gaps, of which one is long: pictures are numbered with the articles.
        self.stories = [
            Story(3000 + 4 * at + (200 if at > 115 else 0), day, ("local", "sport")[at % 2]) for at, day in enumerate(days)
        ]

    def publish(self, day: date, section: str = "local") -> Story:
        """A new article, on top of its section."""
        story = Story(self.stories[-1].number + 4, day, section)
        self.stories = [*self.stories, story]
        return story

    def address(self, story: Story) -> str:
        return f"{self.url}/news/detail?id={story.number}"

    def within(self, since: str, until: str) -> list[int]:
        """Numbers of what was published between two days."""
        return [story.number for story in self.stories if since <= story.day.isoformat() <= until]

    def fetched(self) -> list[int]:
        """Numbers of the articles that were asked for, in that order."""
        return [int(found[1]) for path in self.log if (found := re.fullmatch(r"/(?:news|paper)/detail\?id=(\d+)", path))]

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, type and text."""
        with self._lock:
            self.hits[path] += 1
            self.log.append(path)
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
        time.sleep(self.slow)
        with self._lock:
            self.at_once -= 1
        for pattern, make in self._pages():
            if found := re.fullmatch(pattern, path):
                return make(*found.groups())
        return 404, "text/html", "<html><body>Nothing here.</body></html>"

    def _pages(self) -> list[tuple[str, Callable[..., tuple[int, str, str]]]]:
        pages: list[tuple[str, Callable[..., tuple[int, str, str]]]] = [
            (r"/robots\.txt", self._robots),
            (r"/", lambda: self._list("", 0)),
            (r"/(local|sport)/(?:index\.html)?", lambda section: self._list(section, 0)),
            (r"/(?:news|paper)/detail\?id=(\d+)", lambda number: self._article(int(number))),
        ]
        if self.paged:
            pages.append((r"/(local|sport)/index_(\d+)\.html", lambda section, page: self._list(section, int(page))))
        if self.sitemaps:
            pages += [(r"/maps/index\.xml", self._index), (r"/maps/posts-(\d{4}-\d\d)\.xml", self._month)]
        if self.editions:
            pages.append((r"/paper/(\d{4}-\d\d-\d\d)/", self._edition))
        return pages

    def _robots(self) -> tuple[int, str, str]:
        return 200, "text/plain", "User-agent: *\n" + (f"Sitemap: {self.url}/maps/index.xml\n" if self.sitemaps else "")

    def _list(self, section: str, page: int) -> tuple[int, str, str]:
        stories = [one for one in reversed(self.stories) if section in ("", one.section)]
        shown = stories[page * PER_PAGE : (page + 1) * PER_PAGE]
        count = -(-len(stories) // PER_PAGE)
        rows = "".join(
            f'<li><a href="/news/detail?id={one.number}">{_title(one)}</a>{f" <i>{one.day}</i>" if self.dated else ""}</li>'
            for one in shown
        )
        turned = f"<script>createPageHTML({count}, {page}, 'index', 'html');</script>" if self.paged and section else ""
        if page and not shown:
            return 404, "text/html", "<html><body>No such page.</body></html>"
        menu = '<a href="/local/">Local</a> <a href="/sport/">Sport</a>'
        return _html(section or "The Quay Press", f"<nav>{menu}</nav><ul>{rows}</ul>{turned}")

    def _index(self) -> tuple[int, str, str]:
        months = sorted({f"{one.day:%Y-%m}" for one in self.stories})
        maps = "".join(
            f"<sitemap><loc>{self.url}/maps/posts-{month}.xml</loc><lastmod>2024-02-01</lastmod></sitemap>" for month in months
        )
        return 200, "application/xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'

    def _month(self, month: str) -> tuple[int, str, str]:
        # Each was touched by a move to another system, years after it was published.
        urls = "".join(
            f"<url><loc>{self.address(one)}</loc><lastmod>2024-02-01</lastmod></url>"
            for one in self.stories
            if f"{one.day:%Y-%m}" == month
        )
        return 200, "application/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'

    def _edition(self, day: str) -> tuple[int, str, str]:
        stories = [one for one in self.stories if one.day.isoformat() == day]
        if not stories:
            return 404, "text/html", "<html><body>No paper.</body></html>"
        rows = "".join(f'<li><a href="/paper/detail?id={one.number}">{_title(one)}</a></li>' for one in stories)
        return _html(day, f"<ul>{rows}</ul>")

    def _article(self, number: int) -> tuple[int, str, str]:
        story = next((one for one in self.stories if one.number == number), None)
        if story is None:
            return 404, "text/html", "<html><body>No such article.</body></html>"
        text = "".join(
            f"<p>{_SENTENCES[(number + at) % 5]} {_SENTENCES[(3 * number + at) % 5]} This is report {number}, part {at}.</p>"
            for at in range(4)
        )
        body = f"""<article><h1>{_title(story)}</h1><p class="byline">By Ada Brook</p>
            <time datetime="{story.day}T08:30:00+00:00">{story.day:%d %B %Y}, 08:30</time>{text}</article>"""
        return _html(_title(story), body)


def _title(story: Story) -> str:
    return f"Report {story.number} from the quay, {story.section}"


def _html(title: str, body: str) -> tuple[int, str, str]:
    page = f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><main>{body}</main></body></html>'
    return 200, "text/html; charset=utf-8", page


@contextmanager
def served(press: Press) -> Iterator[Press]:
    """The paper on a port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, text = press.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    press.url = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield press
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
