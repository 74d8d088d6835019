"""A Wayback Machine and Common Crawl's file server on loopback, which answer as theirs do."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from newsarchive.demo import Answer as Reply
from tests.importing.makers import Answer, response


def stamp(answer: Answer) -> str:
    """The 14 digits of a capture's moment."""
    return "".join(sign for sign in answer.date if sign.isdigit())


@dataclass
class WebArchives:
    """What `demo.Server` serves: mementos under /web/, WARC files under /crawl-data/."""

    mementos: dict[str, Answer] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Path of a capture that there is none of -> that of the nearest."""
    busy: int = 0
    """How often to answer 429 before anything else."""
    files: dict[str, bytes] = field(default_factory=dict)
    ignores_range: bool = False
    robots: str | None = None
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def keep(self, *answers: Answer) -> None:
        """Hold captures as mementos."""
        for answer in answers:
            self.mementos[f"/web/{stamp(answer)}id_/{answer.address}"] = answer

    def response(self, path: str, headers: dict[str, str]) -> Reply:
        """What `demo.Server` asks for."""
        if path == "/robots.txt":
            return _plain(404 if self.robots is None else 200, (self.robots or "").encode())
        self.asked.append(path)
        self.headers.append(dict(headers))
        if self.busy > 0:
            self.busy -= 1
            return Reply(429, (("Retry-After", "1"), ("Content-Length", "0")), b"")
        if path.startswith("/crawl-data/"):
            return self._part(self.files[path], headers.get("range"))
        if path in self.moved:  # no Memento-Datetime: it is no memento (RFC 7089, 4.5)
            return Reply(302, (("Location", self.moved[path]), ("Content-Length", "0")), b"")
        answer = self.mementos.get(path)
        return _plain(404, b"<html>not archived</html>") if answer is None else _memento(answer)

    def _part(self, content: bytes, wanted: str | None) -> Reply:
        if self.ignores_range or wanted is None:
            return Reply(200, (("Content-Length", str(len(content))),), content)
        first, last = map(int, wanted.removeprefix("bytes=").split("-"))
        part = content[first : last + 1]
        told = (("Content-Range", f"bytes {first}-{last}/{len(content)}"), ("Content-Length", str(len(part))))
        return Reply(206, told, part)


def _plain(status: int, body: bytes) -> Reply:
    return Reply(status, (("Content-Type", "text/plain"), ("Content-Length", str(len(body)))), body)


def _memento(answer: Answer) -> Reply:
    at = datetime.fromisoformat(answer.date).astimezone(UTC)
    headers = [
        ("Server", "nginx"),
        ("Content-Type", answer.mime),
        ("Content-Length", str(len(answer.payload))),
        ("x-archive-orig-server", "Tengine"),
        ("x-archive-orig-content-length", str(len(answer.payload))),
        ("x-archive-orig-etag", '"as-it-was"'),
        *(("x-archive-orig-" + name.lower(), value) for name, value in answer.coding),
        *((name, value) for name, value in answer.coding if name == "Content-Encoding"),
        ("memento-datetime", format_datetime(at, usegmt=True)),
        ("link", f'<{answer.address}>; rel="original"'),
        ("x-archive-src", "live-20200501-wwwb.warc.gz"),
    ]
    return Reply(answer.status, tuple(headers), answer.payload)


def digest(answer: Answer) -> str:
    """As indexes have it."""
    return answer.digest.removeprefix("sha1:")


def mime(answer: Answer) -> str:
    return answer.mime.partition(";")[0]


def cdx(path: Path, *answers: Answer) -> Path:
    """What a CDX server answers as text."""
    lines = [
        f"com,shobserver)/ {stamp(one)} {one.address} {mime(one)} {one.status} {digest(one)} 2048" for one in answers
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def common_crawl(served: WebArchives, path: Path, *answers: Answer) -> Path:
    """A WARC file of Common Crawl's, and what its index server says of the records in it."""
    name = "crawl-data/CC-MAIN-2020-24/segments/1/warc/CC-MAIN-1.warc.gz"
    content, lines = b"", []
    for one in answers:
        member = gzip.compress(response(one))
        lines.append(
            {
                "urlkey": "com,shobserver)/", "timestamp": stamp(one), "url": one.address, "mime": mime(one), "status": str(one.status),
                "digest": digest(one), "length": str(len(member)), "offset": str(len(content)), "filename": name,
            }
        )  # fmt: skip
        content += member
    served.files[f"/{name}"] = content
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path
