"""Many invented outlets on one loopback server, each under a name of its own, some of them dead, slow or erring.

    python bench/papers.py serve FOLDER                     # answers; prints its port, and notes each request in FOLDER/hits
    python bench/papers.py newsarchive FOLDER ARGUMENTS…    # newsarchive, for which the outlets' names are on loopback

The names are looked up where every program's are, in socket.gethostbyname, which is all that is replaced: the archive's own
resolver, its threads and its time-outs are those of any crawl. FOLDER/papers.json says what there is (`describe` writes it).
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

#: How an outlet fails, by kind.
DEAD = ("unresolvable", "refused", "silent")
SLOW = ("late", "dripping")
ERRING = ("failing", "resetting", "cut")

#: Seconds that a look-up of a name takes whose name server is gone (resolv.conf(5): 5 s, two attempts, three servers).
LOOK_UP = 30.0
#: Seconds before a late page, and between the bytes of a dripping one.
LATE = 20.0
DRIP = 2.0
_SYLLABLES = [first + vowel + last for first in "bdfghklmnprstvz" for vowel in "aeiou" for last in ("", "l", "n", "r", "s")]


@dataclass(frozen=True)
class Paper:
    """An outlet: its name, how it behaves, how many articles it has."""

    name: str
    kind: str
    articles: int

    @property
    def host(self) -> str:
        return f"{self.name}.example"


def papers(count: int, articles: int, dead: int = 0, slow: int = 0, erring: int = 0, huge: int = 0) -> list[Paper]:
    """So many outlets, so many of them in trouble, which begin among the first as they do among the last.

    huge: so many whose sitemap names 50,000 articles.
    """
    wanted = ((DEAD, dead), (SLOW, slow), (ERRING, erring))
    troubled = [ways[number % len(ways)] for ways, some in wanted for number in range(some)]
    kinds = troubled + ["huge"] * huge + ["healthy"] * (count - len(troubled) - huge)
    random.Random(count).shuffle(kinds)
    sizes = (_EACH if kind == "huge" else articles for kind in kinds)
    return [Paper(f"paper{number:03}", kind, size) for number, (kind, size) in enumerate(zip(kinds, sizes, strict=True), 1)]


def describe(folder: Path, found: list[Paper], port: int, delay: float, archive: Path) -> None:
    """Write what the server, the look-ups and newsarchive are to know."""
    (folder / "papers.json").write_text(json.dumps([asdict(paper) for paper in found]), "utf-8")
    archive.mkdir(parents=True, exist_ok=True)
    tables = (f'[outlets.{one.name}]\nstart = "http://{one.host}:{port}/"\nzone = "UTC"\n' for one in found)
    (archive / "newsarchive.toml").write_text(f'[defaults]\nevery = "1d"\ndelay = {delay}\n' + "".join(tables), "utf-8")


# -- what they print ---------------------------------------------------------------------------------------------------


def _sentence(chance: random.Random) -> str:
    words = ("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(chance.randint(8, 18)))
    return " ".join(words).capitalize() + "."


def article(host: str, number: int) -> str:
    """A page of some 4 KB, of words that nobody else prints in this order."""
    chance = random.Random(f"{host} {number}")
    title = _sentence(chance)[:60].rstrip(".")
    paragraphs = "".join(f"<p>{' '.join(_sentence(chance) for _ in range(4))}</p>\n" for _ in range(7))
    day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"></head><body><header><a href="/">{host}</a></header><article>'
        f'<h1>{title}</h1><p class="byline">By Ada {chance.choice(_SYLLABLES).capitalize()}</p>'
        f'<time datetime="{day}T08:00:00Z">{day}</time>\n{paragraphs}</article></body></html>'
    )


def _front(host: str, articles: int) -> str:
    numbers = range(min(articles, 20))
    links = "".join(f'<li><a href="/news/{number}.html">Story {number} of {host}</a></li>' for number in numbers)
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    return f"<!doctype html><html><head><title>{host}</title>{feed}</head><body><h1>{host}</h1><ul>{links}</ul></body></html>"


_EACH = 50_000  # addresses of one sitemap: as many as sitemaps.org allows


@lru_cache(maxsize=8)
def _sitemap(base: str, articles: int, part: int) -> str:
    numbers = range(part * _EACH, min((part + 1) * _EACH, articles))
    urls = "".join(f"<url><loc>{base}/news/{number}.html</loc></url>" for number in numbers)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def answer(paper: Paper, path: str, base: str) -> tuple[int, str, str]:
    """Status, type and text of what a healthy outlet has at a path."""
    name = path.rpartition("/")[2].partition(".")[0]
    if path == "/robots.txt":
        parts = range((paper.articles + _EACH - 1) // _EACH)
        return 200, "text/plain", "User-agent: *\nAllow: /\n" + "".join(f"Sitemap: {base}/map{part}.xml\n" for part in parts)
    if path == "/":
        return 200, "text/html", _front(paper.host, paper.articles)
    if path.startswith("/map") and name[3:].isdigit():
        return 200, "application/xml", _sitemap(base, paper.articles, int(name[3:]))
    if path == "/feed.xml":
        items = "".join(
            f"<item><title>Story {number}</title><link>{escape(base)}/news/{number}.html</link></item>" for number in range(5)
        )
        return 200, "application/rss+xml", f'<rss version="2.0"><channel><title>{paper.host}</title>{items}</channel></rss>'
    if path.startswith("/news/") and name.isdigit() and int(name) < paper.articles:
        return 200, "text/html", article(paper.host, int(name))
    return 404, "text/html", "<html><body><h1>Not found</h1></body></html>"


# -- the server --------------------------------------------------------------------------------------------------------


class _Answers:
    """One connection after another, HTTP/1.1 with keep-alive."""

    def __init__(self, found: list[Paper], hits: Path) -> None:
        self._papers = {paper.host: paper for paper in found}
        self._hits = hits.open("a", buffering=1, encoding="utf-8")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await self._request(reader)) is not None:
                host, path = request
                paper = self._papers[host.partition(":")[0]]
                self._hits.write(f"{time.time():.3f} {paper.name} {path}\n")
                if not await self._answer(writer, paper, host, path):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _request(reader: asyncio.StreamReader) -> tuple[str, str] | None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        host = next(field.partition(":")[2].strip() for field in fields if field.lower().startswith("host:"))
        return host, line.split(" ")[1]

    async def _answer(self, writer: asyncio.StreamWriter, paper: Paper, host: str, path: str) -> bool:
        """Answer in the outlet's own way; False when the connection ends with it."""
        if paper.kind == "silent":
            await asyncio.sleep(3600)
        if paper.kind == "late":
            await asyncio.sleep(LATE)
        if paper.kind == "resetting" and path.startswith("/news/"):
            # an RST instead of an answer (socket(7), SO_LINGER of no time)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        if paper.kind == "failing" and path != "/robots.txt":
            status, kind, text = 500, "text/html", "<h1>Internal Server Error</h1>"
        else:
            status, kind, text = answer(paper, path, f"http://{host}")
        body = text.encode()
        cut = paper.kind == "cut" and path.startswith("/news/")
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        if paper.kind == "dripping":
            for byte in head + body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(DRIP)
        writer.write(head + (body[: len(body) // 2] if cut else body))
        await writer.drain()
        return not cut


def serve(folder: Path) -> None:
    """Answer until the process is ended."""

    async def forever() -> None:
        found = [Paper(**one) for one in json.loads((folder / "papers.json").read_text("utf-8"))]
        server = await asyncio.start_server(_Answers(found, folder / "hits").serve, sock=socket.socket(fileno=0), backlog=1024)
        async with server:
            await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def serving(folder: Path, found: list[Paper], delay: float, archive: Path) -> Iterator[int]:
    """The outlets in a process of their own, and described for an archive; gives their port."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        port = listening.getsockname()[1]
        describe(folder, found, port, delay, archive)
        process = subprocess.Popen([sys.executable, __file__, "serve", str(folder)], stdin=listening.fileno())
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def hits(folder: Path) -> dict[str, list[tuple[float, str]]]:
    """Of each outlet, what was asked of it: the second and the path."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    if (folder / "hits").exists():
        for line in (folder / "hits").read_text("utf-8").splitlines():
            at, name, path = line.split(" ")
            found[name].append((float(at), path))
    return found


# -- the names ---------------------------------------------------------------------------------------------------------


def look_up(folder: Path) -> None:
    """Let this process find the outlets on loopback: the dead ones in vain, after a while or where nobody listens."""
    kinds = {one["name"] + ".example": one["kind"] for one in json.loads((folder / "papers.json").read_text("utf-8"))}

    def gethostbyname(name: str) -> str:
        kind = kinds.get(name)
        if kind == "unresolvable":
            time.sleep(LOOK_UP)
        if kind in (None, "unresolvable"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return "127.0.0.2" if kind == "refused" else "127.0.0.1"

    socket.gethostbyname = gethostbyname


def command(folder: Path, *arguments: str) -> list[str]:
    """A call of newsarchive that knows the outlets' names."""
    return [sys.executable, __file__, "newsarchive", str(folder), *arguments]


if __name__ == "__main__":
    what, place, *arguments = sys.argv[1:]
    if what == "serve":
        serve(Path(place))
    else:
        look_up(Path(place))
        sys.argv = ["newsarchive", *arguments]
        from newsarchive.cli import main

        main()
