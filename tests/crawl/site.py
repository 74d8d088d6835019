"""A site that answers as told, a crawl of it in a process of its own, and the rows that the crawl left."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsarchive.demo import Answer, Edition, Story
from newsarchive.demo.markup import desktop, listing
from newsarchive.demo.stories import Stray

CHILD = Path(__file__).parent / "child.py"
LIST = "/news/list?section=22"
_STORIES = Edition().stories


@dataclass
class Site:
    """A server's answers by path: the last of each is given for ever after."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)
    """Of each request, names in lower case."""

    def put(self, path: str, *answers: Answer) -> str:
        """Answer requests of a path with these in turn; returns the path."""
        self.answers[path] = list(answers)
        return path

    def put_articles(self, *ids: int) -> list[str]:
        """Serve an article at /news/detail for each id."""
        return [self.put(f"/news/detail?id={id}", html(desktop(story(id), []))) for id in ids]

    def put_list(self, *links: str | tuple[str, str], path: str = LIST) -> str:
        """Serve a list of one page that names these addresses; with each, if given, its date."""
        return self.put(path, html(list_of(*links, path=path)))

    def response(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What `demo.Server` asks for."""
        self.headers.append(dict(headers))
        answers = self.answers.get(path, [Answer(404, (("Content-Length", "0"),), b"")])
        return answers.pop(0) if len(answers) > 1 else answers[0]


def story(id: int, **fields: Any) -> Story:
    """An article of the demo paper under another id, a day older for each id, so that no two are copies."""
    known = list(_STORIES.values())
    base = known[id % len(known)]
    title = f"{base.title}（{id}）"
    published = base.published.replace(year=2019, month=6, day=28) - timedelta(days=id % 1000)
    blocks = (*base.blocks, replace(base.blocks[0], kind="p", text=f"这是第{id}篇。"))
    return replace(base, **{"id": id, "title": title, "published": published, "blocks": blocks, "charset": "utf-8", **fields})


def html(text: str | bytes, status: int = 200, **headers: str) -> Answer:
    """An answer in HTML; further headers by name, _ for -."""
    body = text.encode() if isinstance(text, str) else text
    told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, tuple(told.items()), body)


def moved(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(status, (("Location", location), ("Content-Length", "0")), b"")


def zipped(payload: bytes, keep: int | None = None) -> Answer:
    """A gzip answer, of which only so many bytes are sent."""
    body = gzip.compress(payload, mtime=0)[:keep]
    return html(body, Content_Encoding="gzip")


def list_of(*links: str | tuple[str, str], path: str = LIST, page: int = 1, pages: int = 1) -> str:
    """A list page of the outlet that names these addresses."""
    rows = []
    for link in links:
        address, day = link if isinstance(link, tuple) else (link, "2019-06-01")
        at = story(1).published.fromisoformat(f"{day}T08:00:00+08:00")
        rows.append(Stray(path=address, title=f"标题 {address}", status=200, printed=at))
    return listing("城事", path, page, pages, rows)


@dataclass
class Crawled:
    """What a crawl came to."""

    archive: Path
    reports: list[dict[str, Any]]
    error: dict[str, Any] | None
    listeners: list[str]
    """Addresses of the sockets on which it listened."""
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        [report] = self.reports
        return report

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the archive's database."""
        return rows(self.archive, sql, *values)

    def urls(self) -> dict[str, tuple[str, str | None]]:
        """Path and query of each URL but the lists -> its state and reason."""
        found = self.rows("SELECT url, state, reason FROM urls WHERE kind = 'article'")
        return {_path(url): (state, reason) for url, state, reason in found}


def _path(url: str) -> str:
    return url if not url.startswith("http://127.0.0.1:") else "/" + url.split("/", 3)[3]


def rows(archive: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def command(archive: Path, site: str, **job: Any) -> list[str]:
    """The command line of a child that crawls; site: of the demo outlet, "" for another."""
    settings = {"DOWNLOAD_DELAY": 0, "NEWSARCHIVE_ALLOW_PRIVATE": True, **job.pop("settings", {})}
    arguments = {**({"site": site} if site else {}), **job.pop("arguments", {})}
    return [sys.executable, str(CHILD), json.dumps({"archive": str(archive), "arguments": arguments, "settings": settings, **job})]


def crawl(archive: Path, site: str, **job: Any) -> Crawled:
    """Crawl a site into an archive; job: as child.py takes it."""
    child = subprocess.run(command(archive, site, **job), capture_output=True, text=True, timeout=120)
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout.splitlines()[-1])
    return Crawled(archive, told["reports"], told["error"], told["listeners"], child.stderr)
