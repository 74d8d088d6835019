"""An invented small paper on loopback, with the traps of real ones: tags, authors, a calendar without end, facets, AMP twins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ARTICLES = 30
#: Articles in several pages, and how many.
IN_PARTS = {4: 3, 7: 2}
_SENTENCES = (
    "The harbour board met on Tuesday and talked until the lamps were lit.",
    "Nobody had brought the plans, so the members drew them on the table cloth.",
    "A pilot said that the channel had moved by the length of a ship.",
    "Next week the divers are to look at the wall, if the weather lets them.",
    "The old crane stays where it is, at least until somebody buys it.",
)


class Paper:
    """What the paper serves, and what it was asked for."""

    def __init__(self) -> None:
        self.url = ""
        self.hits: Counter[str] = Counter()
        self.with_lists = True
        """Whether there are a feed and a sitemap."""

    def path(self, number: int) -> str:
        return f"/{self.day(number):%Y/%m/%d}/{_slug(number)}.html"

    def day(self, number: int) -> date:
        return date(2024, 1, 3) + timedelta(days=9 * number)

    def title(self, number: int) -> str:
        return f"The {number + 1}. report from the harbour board"

    def paragraphs(self, number: int) -> list[str]:
        return [
            f"{_SENTENCES[(number + at) % 5]} {_SENTENCES[(number + 2 * at + 1) % 5]} That is note {number}-{at}."
            for at in range(9 if number in IN_PARTS else 4)
        ]

    @property
    def articles(self) -> dict[str, int]:
        """Address -> number."""
        return {f"{self.url}{self.path(number)}": number for number in range(ARTICLES)}

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, type and text."""
        for pattern, make in self._pages():
            if found := re.fullmatch(pattern, path):
                return make(*found.groups())
        return 404, "text/html", "<html><body>Nothing here.</body></html>"

    def _pages(self) -> list[tuple[str, Callable[..., tuple[int, str, str]]]]:
        return [
            (r"/robots\.txt", self._robots),
            (r"/(?:map\.xml)", self._sitemap),
            (r"/news\.rss", self._feed),
            (r"/", lambda: self._front("The Quay Courier", range(8))),
            (r"/local/", lambda: self._front("Local", range(0, ARTICLES, 2))),
            (r"/sport/", lambda: self._front("Sport", range(1, ARTICLES, 2))),
            (r"/(?:tag|author)/[a-z-]+/?", lambda: self._front("Harbour board", range(5))),
            (r"/events/(\d{4}-\d\d-\d\d)", self._calendar),
            (r"/find(?:\?.*)", lambda: self._front("Found", range(3))),
            (r"/about", lambda: _html("About us", f"<h1>About us</h1><p>{' '.join(_SENTENCES * 3)}</p>")),
            (r"/\d+/\d+/\d+/harbour-report-number-(\d+)\.html", lambda number: self._article(int(number))),
            (
                r"/\d+/\d+/\d+/harbour-report-number-(\d+)_(\d)\.html",
                lambda number, page: self._article(int(number), page=int(page)),
            ),
            (
                r"/\d+/\d+/\d+/harbour-report-number-(\d+)\.html\?page=(\d)",
                lambda number, page: self._article(int(number), page=int(page)),
            ),
            (r"/amp/(\d+)", lambda number: self._article(int(number), amp=True)),
        ]

    def _robots(self) -> tuple[int, str, str]:
        named = f"Sitemap: {self.url}/map.xml\n" if self.with_lists else ""
        return 200, "text/plain", f"User-agent: *\nDisallow: /secret/\n{named}"

    def _sitemap(self) -> tuple[int, str, str]:
        if not self.with_lists:
            return 404, "text/plain", ""
        urls = "".join(f"<url><loc>{self.url}{self.path(number)}</loc></url>" for number in range(0, ARTICLES, 3))
        return 200, "application/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'

    def _feed(self) -> tuple[int, str, str]:
        items = "".join(
            f"<item><title>t</title><link>{self.url}{self.path(number)}</link><pubDate>{self.day(number):%a, %d %b %Y} 08:00:00 GMT</pubDate></item>"
            for number in range(ARTICLES - 5, ARTICLES)
        )
        return 200, "application/rss+xml", f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'

    def _front(self, title: str, numbers: range) -> tuple[int, str, str]:
        items = "".join(
            f'<article><h2><a href="{self.path(number)}">{self.title(number)}</a></h2><p>{self.paragraphs(number)[0]}</p></article>'
            for number in numbers
        )
        facets = "".join(f'<a href="/find?from={one}&amp;sort={two}">{one}{two}</a>' for one in range(9) for two in range(9))
        return _html(
            title,
            f"<h1>{title}</h1>{items}{facets}",
            head='<link rel="alternate" type="application/rss+xml" href="/news.rss">' if self.with_lists else "",
        )

    def _calendar(self, day: str) -> tuple[int, str, str]:
        here = date.fromisoformat(day)
        links = "".join(f'<a href="/events/{here + timedelta(days=by)}">{by} days</a>' for by in (-30, -1, 1, 30))
        return _html("Events", f"<h1>Events of {day}</h1><p>Nothing is on.</p>{links}")

    def part(self, number: int, page: int) -> str:
        """The address of a page of an article in several."""
        path = self.path(number)
        if page == 1:
            return path
        return f"{path}?page={page}" if number % 2 else f"{path.removesuffix('.html')}_{page}.html"

    def _article(self, number: int, *, amp: bool = False, page: int = 1) -> tuple[int, str, str]:
        own = f"{self.url}{self.path(number)}"
        paragraphs, pages = self.paragraphs(number), IN_PARTS.get(number, 1)
        if pages > 1 and not amp:
            size = len(paragraphs) // pages
            paragraphs = paragraphs[(page - 1) * size :][: size if page < pages else None]
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        if pages > 1:
            turned = "".join(
                f'<a href="{self.part(number, other)}">{other}</a> ' for other in range(1, pages + 1) if other != page
            )
            text += f"<p>{turned}" + (f'<a href="{self.part(number, page + 1)}">Next page</a>' if page < pages else "") + "</p>"
        text += f'<p><a rel="next" href="{self.path((number + 1) % ARTICLES)}">Next story</a></p>'
        head = f'<link rel="canonical" href="{own}">' + ("" if amp else f'<link rel="amphtml" href="/amp/{number}">')
        body = f"""<article><h1>{self.title(number)}</h1><p class="byline">By Ada Brook</p>
            <time datetime="{self.day(number)}T08:30:00+00:00">{self.day(number):%d %B %Y}, 08:30</time>{text}</article>
            <p><a href="/tag/harbour">harbour</a> <a href="/author/ada-brook">Ada Brook</a> <a href="/amp/{number}">light version</a>
            <a href="{self.path(number)}?sid=4711">this visit</a> <a href="/secret/{number}">drafts</a></p>"""
        return _html(self.title(number), body, head=head)


def _slug(number: int) -> str:
    return f"harbour-report-number-{number}"


def _html(title: str, body: str, head: str = "") -> tuple[int, str, str]:
    menu = "".join(
        f'<a href="{path}">{path}</a>'
        for path in ("/", "/local/", "/sport/", "/events/2024-03-01", "/about", "/login", "/find?from=x")
    )
    page = f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body><nav>{menu}</nav><main>{body}</main></body></html>'
    return 200, "text/html; charset=utf-8", page


@contextmanager
def served(paper: Paper) -> Iterator[Paper]:
    """The paper on a port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            paper.hits[self.path] += 1
            status, kind, text = paper.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    paper.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield paper
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
