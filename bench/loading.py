"""An archive full of invented news, for the benchmarks that ask one: python bench/loading.py FOLDER --size 100000

Each article has the rows that a crawl leaves: its URL, capture, version, credits, sources and index, in transactions of a
thousand. Copies are not looked for unless asked (bench/copies.py measures that), and there are no WARC files behind the
captures.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from invented import OUTLETS, Newsroom, Story

from newsarchive.dedupe import fingerprint
from newsarchive.items import Article, Outlet
from newsarchive.store import articles, copies
from newsarchive.store.archive import Archive

BATCH = 1_000
_EMPTY = fingerprint.fields(Article(url=""))
_PER_FILE = 20_000  # captures of one WARC file


def reading_of(story: Story) -> dict[str, Any]:
    """A story as `dedupe.fingerprint.fields` gives what is read from its page."""
    return {
        **_EMPTY,
        "url": f"https://{story.outlet}.example/news/{story.number}",
        "outlet": story.outlet,
        "title": story.title,
        "source": story.source,
        "author": story.people[0][2],
        "date": f"{story.published:%Y-%m-%dT%H:%M}+00:00",
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


def capture(connection: Any, reading: dict[str, Any], number: int) -> None:
    """The rows that a crawl leaves before a page is read, with the capture under the article's number."""
    url, outlet, at = reading["url"], reading["outlet"], reading["date_utc"]
    connection.execute(
        "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at, fetched_at)"
        " VALUES (?, ?, ?, 'article', 'done', ?, ?)",
        (url, url, outlet, at, at),
    )
    file, offset = f"invented-{number // _PER_FILE:05}.warc.gz", number % _PER_FILE * 1000
    connection.execute(
        "INSERT INTO captures (id, record_id, url, outlet, captured_at, status, payload_digest, warc_file, warc_offset,"
        " warc_length, state) VALUES (?, ?, ?, ?, ?, 200, ?, ?, ?, 1000, 'unread')",
        (number, f"urn:invented:{number}", url, outlet, at, f"sha256:{number:064x}", file, offset),
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
    articles._credit(connection, number, reading)
    articles._index(connection, number, reading)


def load(archive: Archive, newsroom: Newsroom, size: int, *, length: int = 800, find_copies: bool = False) -> None:
    """Add articles, and say on stderr how far it is."""
    for name, title in OUTLETS:
        archive.add_outlet(Outlet(name=name, title=title, home=f"https://{name}.example/", hosts=(f"{name}.example",)))
    began = time.monotonic()
    for start in range(1, size + 1, BATCH):
        with archive.transaction(durable=False):
            for number in range(start, min(start + BATCH, size + 1)):
                reading = reading_of(newsroom.story(number, length))
                capture(archive.connection, reading, number)
                store(archive.connection, reading, number)
                if find_copies:
                    copies.add(archive.connection, number)
        done = start + BATCH - 1
        if done % 20_000 == 0:
            print(f"{done:,} articles, {done / (time.monotonic() - began):.0f}/s", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=100_000, help="articles")
    parser.add_argument("--length", type=int, default=800, help="characters of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", action="store_true", help="look for copies too, which takes half as long again")
    options = parser.parse_args()
    with Archive(options.folder, write=True) as archive:
        load(archive, Newsroom(options.seed), options.size, length=options.length, find_copies=options.copies)


if __name__ == "__main__":
    main()
