"""An archive full of invented news, for the benchmarks that ask one: python bench/loading.py FOLDER --size 100000

Each article has all that a crawl leaves: its page in a WARC file, its URL, capture, version, credits, sources and index, in
transactions of a thousand. The rows are those that the generic reading of the page gives, which is tried on a hundred of them.
An archive that has some of them is filled up.
With --copies they are looked for, which takes half as long again, and one article in twenty is edited a day later; without,
`verify` finds texts that cannot be looked up.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from invented import OUTLETS, Newsroom, Story

from newsarchive import pages
from newsarchive.dedupe import fingerprint
from newsarchive.items import Article, Capture, Outlet
from newsarchive.store import articles, copies, corrections
from newsarchive.store.archive import Archive
from newsarchive.warc.member import member

BATCH = 1_000
_EMPTY = fingerprint.fields(Article(url=""))
_PER_FILE = 20_000  # captures of one WARC file
_EDITED = 1_000_000_000  # what the number of a page's second capture is more than that of its first
_ZONE = ZoneInfo("Asia/Shanghai")
_PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta property="og:type" content="article"></head><body><h1>{title}</h1>
<p class="info"><time>{date}</time> {source} {writer}</p><article>{body}</article><p class="editors">{desk}</p></body></html>"""


def reading_of(story: Story) -> dict[str, Any]:
    """A story as `dedupe.fingerprint.fields` gives what is read from its page."""
    return {
        **_EMPTY,
        "url": f"https://{story.outlet}.example/news/{story.number}",
        "outlet": story.outlet,
        "title": story.title,
        "source": story.source,
        "author": story.people[0][2],
        "date": f"{story.published.astimezone(_ZONE):%Y-%m-%dT%H:%M}+08:00",
        "date_printed": f"{story.published.astimezone(_ZONE):%Y-%m-%d %H:%M}",
        "date_utc": f"{story.published:%Y-%m-%dT%H:%M:00Z}",
        "date_precision": "minute",
        "summary": story.summary or None,
        "body": story.body,
        "editor": " ".join(f"{role}：{name}" for role, _, name in story.people[1:]),
        "section": list(story.section),
        "language": "zh",
        "credits": [
            {"role": role, "name": name, "role_normalized": normal, "note": None} for role, normal, name in story.people
        ],
    }


def page_of(reading: dict[str, Any]) -> str:
    """A page that prints what a reading says."""
    writer, *_ = reading["credits"]
    return _PAGE.format(
        title=reading["title"],
        date=reading["date_printed"],
        source=f"来源：{reading['source']}" if reading["source"] else "",
        writer=f"{writer['role']}：{writer['name']}",
        body="".join(f"<p>{paragraph}</p>" for paragraph in reading["body"].split("\n\n")),
        desk=reading["editor"],
    )


class Files:
    """The WARC files of the captures, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._name = ""
        self._out: BinaryIO

    def append(self, number: int, url: str, at: str, payload: bytes, status: str = "200 OK") -> dict[str, Any]:
        """Write the record of a capture; where it is, as columns of `captures`."""
        name = f"invented-{number % _EDITED // _PER_FILE:05}.warc.gz"
        if name != self._name:
            self.close()
            self._out = self._open.enter_context((self._folder / name).open("ab"))
            self._name = name
        block = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + payload
        digest = f"sha256:{hashlib.sha256(payload).hexdigest()}"
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:invented:{number}>\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: {at}\r\nWARC-Payload-Digest: {digest}\r\n"
            f"WARC-Block-Digest: sha256:{hashlib.sha256(block).hexdigest()}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = member(head.encode() + block + b"\r\n\r\n", level=1)
        offset = self._out.tell()
        self._out.write(record)
        return {
            "record_id": f"urn:invented:{number}", "payload_digest": digest, "warc_file": name, "warc_offset": offset,
            "warc_length": len(record),
        }  # fmt: skip

    def close(self) -> None:
        self._open.close()


def discover(connection: Any, reading: dict[str, Any]) -> None:
    """The row of a URL that was fetched."""
    url, at = reading["url"], reading["date_utc"]
    connection.execute(
        "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at, fetched_at)"
        " VALUES (?, ?, ?, 'article', 'done', ?, ?)",
        (url, url, reading["outlet"], at, at),
    )


def capture(connection: Any, reading: dict[str, Any], number: int, at: str, files: Files) -> None:
    """What a crawl leaves of a page before it is read."""
    url, outlet = reading["url"], reading["outlet"]
    connection.execute(
        "INSERT INTO captures (id, url, outlet, captured_at, status, mime, state, record_id, payload_digest, warc_file,"
        " warc_offset, warc_length) VALUES (:id, :url, :outlet, :at, 200, 'text/html', 'unread', :record_id,"
        " :payload_digest, :warc_file, :warc_offset, :warc_length)",
        {"id": number, "url": url, "outlet": outlet, "at": at, **files.append(number, url, at, page_of(reading).encode())},
    )


def store(connection: Any, reading: dict[str, Any], number: int) -> None:
    """The rows of an article, as `store.articles` writes them for a new one."""
    content, at = fingerprint.content_hash(reading), reading["date_utc"]
    values = articles._values(reading, content, at, "invented/1", number)
    columns = ", ".join(articles._COLUMNS)
    marks = ", ?" * len(values)
    connection.execute(
        f"INSERT INTO articles (id, url, first_seen, last_seen, revisions, {columns}) VALUES (?, ?, ?, ?, 1{marks})",
        (number, reading["url"], at, at, *values),
    )
    articles._mark_read(connection, number, number, content)
    articles._insert(connection, number, at, number, content, "invented/1", None, reading)
    corrections.refresh(connection, number, reading)
    articles._credit(connection, number, reading)
    articles._index(connection, number, reading)


def edit(connection: Any, reading: dict[str, Any], number: int, files: Files) -> None:
    """The page a day later, with a correction under its text."""
    at = f"{datetime.fromisoformat(reading['date_utc']) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    later = {**reading, "body": f"{reading['body']}\n\n更正：此前的报道中，第三段的数字有误。"}
    capture(connection, later, _EDITED + number, at, files)
    article = articles.article_from(later, at, "invented/1", f"urn:invented:{_EDITED + number}")
    articles.store(connection, article)


def as_read(story: Story) -> dict[str, Any]:
    """What is read on the story's page, which prints neither its summary nor its section."""
    return {**reading_of(story), "summary": None, "section": [], "body": story.body.strip()}


def load(archive: Archive, newsroom: Newsroom, size: int, *, length: int = 800, find_copies: bool = False) -> None:
    """Add articles, and say on stderr how far it is."""
    for name, title in OUTLETS:
        home, hosts = f"https://{name}.example/", (f"{name}.example",)
        outlet = Outlet(name=name, title=title, home=home, hosts=hosts, zone=_ZONE.key, language="zh")
        archive.add_outlet(outlet)
        pages.use(outlet)
    check(newsroom, length)
    began = time.monotonic()
    files = Files(archive.warc_folder)
    known = archive.count()
    for start in range(1, size + 1, BATCH):
        with archive.transaction(durable=start % (20 * BATCH) == 1):  # a durable one keeps SQLite's log short
            for number in range(start, min(start + BATCH, size + 1)):
                story = newsroom.story(number, length)  # drawn from what was drawn before
                if number <= known:
                    continue
                reading = as_read(story)
                discover(archive.connection, reading)
                capture(archive.connection, reading, number, reading["date_utc"], files)
                store(archive.connection, reading, number)
                if find_copies:
                    copies.add(archive.connection, number)
                    if number % 20 == 0:
                        edit(archive.connection, reading, number, files)
        done = start + BATCH - 1
        if done % 20_000 == 0 and done > known:
            print(f"{done:,} articles, {(done - known) / (time.monotonic() - began):.0f}/s", file=sys.stderr, flush=True)
    files.close()


def check(newsroom: Newsroom, length: int) -> None:
    """Whether pages are read as the rows will say, but for a name that is none; raises SystemExit."""
    same = 0
    for number in range(100):
        reading = as_read(newsroom.story(number, length))
        page = Capture(
            url=reading["url"],
            captured_at=datetime.fromisoformat(reading["date_utc"]),
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body=page_of(reading).encode(),
        )
        same += fingerprint.content_hash(fingerprint.fields(pages.read(page))) == fingerprint.content_hash(reading)
    if same < 95:
        raise SystemExit(f"of 100 pages {same} are read as they were meant; bench/loading.py no longer fits the reading")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=100_000, help="articles")
    parser.add_argument("--length", type=int, default=800, help="characters of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", action="store_true", help="look for copies, and edit some articles")
    options = parser.parse_args()
    with Archive(options.folder, write=True) as archive:
        load(archive, Newsroom(options.seed), options.size, length=options.length, find_copies=options.copies)


if __name__ == "__main__":
    main()
