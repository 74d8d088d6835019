"""WARC files as other crawlers write them, of invented articles."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.cli.conftest import ARTICLE, PAGE
from tests.rows import natural

WARCINFO = b"software: Heritrix/3.4.0\r\nformat: WARC File Format 1.0\r\n"


def page(number: int, version: int = 1) -> bytes:
    """An article of the first outlet, in a version."""
    first = f"开港那天，全镇的{'老' * version}人都来了，第{number}座。"
    return PAGE.format(title=f"第{number}座码头开港", first=first).encode()


@dataclass(frozen=True)
class Answer:
    """What a server answered to another's crawler."""

    number: int = 1
    day: int = 1
    version: int = 1
    status: int = 200
    url: str | None = None
    body: bytes | None = None
    mime: str = "text/html; charset=utf-8"
    coding: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return self.url or ARTICLE.format(self.number)

    @property
    def date(self) -> str:
        return f"2020-05-{self.day:02}T08:30:00Z"

    @property
    def payload(self) -> bytes:
        if self.body is not None:
            return self.body
        return page(self.number, self.version) if self.status == 200 else b"<html><body><p>404</p></body></html>"

    @property
    def record_id(self) -> str:
        told = f"{self.address} {self.date} {self.status} {self.payload.hex()}"
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, told)}>"

    @property
    def digest(self) -> str:
        return "sha1:" + base64.b32encode(hashlib.sha1(self.payload).digest()).decode()

    def http(self) -> StatusAndHeaders:
        headers = [("Content-Type", self.mime), *self.coding]
        return StatusAndHeaders(f"{self.status} Told", headers, protocol="HTTP/1.1")


def warcio_records(*answers: Answer, version: str = "WARC/1.0") -> list[bytes]:
    """The records that warcio writes of answers, a response and its request each, uncompressed."""
    maker = WARCWriter(BytesIO(), gzip=False, warc_version=version)
    made = [maker.create_warcinfo_record("a.warc.gz", {"software": "Heritrix/3.4.0"})]
    for answer in answers:
        told = {"WARC-Date": answer.date, "WARC-Record-ID": answer.record_id}
        made.append(
            maker.create_warc_record(
                answer.address, "response", payload=BytesIO(answer.payload), http_headers=answer.http(), warc_headers_dict=told
            )
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.shobserver.com")], is_http_request=True)
        beside = {"WARC-Date": answer.date, "WARC-Concurrent-To": answer.record_id}
        made.append(maker.create_warc_record(answer.address, "request", http_headers=asked, warc_headers_dict=beside))
    written = []
    for one in made:
        buffer = BytesIO()
        WARCWriter(buffer, gzip=False, warc_version=version).write_record(one)
        one.raw_stream.close()  # warcio leaves its temporary file open
        written.append(buffer.getvalue())
    return written


def record(kind: str, answer: Answer, *, block: bytes, content_type: str | None, version: str = "1.0", **fields: str) -> bytes:
    """A record put together by hand; _ in a field's name stands for -."""
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": answer.record_id,
        "WARC-Target-URI": answer.address,
        "WARC-Date": answer.date,
        **({"Content-Type": content_type} if content_type else {}),
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(answer: Answer, **fields: str) -> bytes:
    """A response with the payload's digest."""
    return record(
        "response",
        answer,
        block=answer.http().to_bytes() + answer.payload,
        content_type="application/http; msgtype=response",
        WARC_Payload_Digest=answer.digest,
        **fields,
    )


def revisit(answer: Answer, **fields: str) -> bytes:
    """The HTTP head of an answer whose payload was served before."""
    return record(
        "revisit",
        answer,
        block=answer.http().to_bytes(),
        content_type="application/http; msgtype=response",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
        WARC_Payload_Digest=answer.digest,
        **fields,
    )


def packed(path: Path, records: list[bytes]) -> Path:
    """A file with each record compressed by itself, or none of them, as its name says."""
    path.write_bytes(b"".join(records if path.name.endswith(".warc") else map(gzip.compress, records)))
    return path


def said(archive: Path) -> dict[str, list[Any]]:
    """What an archive says, wherever in its files the bytes lie."""
    rows = natural(archive)
    places = {"warc_file", "warc_offset", "warc_length"}
    rows["captures"] = sorted((tuple(one for one in row if one[0] not in places) for row in rows["captures"]), key=repr)
    return rows
