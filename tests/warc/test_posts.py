"""A request with a body: one address in the frontier and in the archive, and the request as it was sent in its record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from newsarchive.discover.urls import canonical
from newsarchive.warc.posts import addressed, posted, request_of
from newsarchive.warc.read import captures
from newsarchive.warc.write import Exchange, WarcWriter

API = "https://api.paper.example/list"


@given(st.binary(max_size=200))
def test_a_body_comes_back_whole_from_the_address_and_from_its_canonical_form(body: bytes) -> None:
    address = addressed(API, body)

    assert request_of(address) == request_of(canonical(address)) == (API, body)


def test_two_bodies_are_two_addresses() -> None:
    assert canonical(posted(API, {"page": 1})) != canonical(posted(API, {"page": 2}))


@pytest.mark.parametrize("url", [API, f"{API}?page=1", f"{API}?__wb_method=GET", f"{API}?x=__wb_method"])
def test_an_address_without_a_body_is_simply_got(url: str) -> None:
    assert request_of(url) == (url, None)


def test_the_request_record_holds_what_was_sent(tmp_path: Path) -> None:
    address = posted(f"{API}?v=2", {"节点": 25422})
    with WarcWriter(tmp_path, {}) as writer:
        moment = datetime(2024, 3, 5, tzinfo=UTC)
        headers = (("Content-Type", "application/json"),)
        writer.write(Exchange(url=address, captured_at=moment, method="POST", status=200, headers=headers, payload=b"{}"))
    [warc] = tmp_path.iterdir()

    with warc.open("rb") as file:
        requests = [
            (record.http_headers.protocol, record.http_headers.statusline, record.content_stream().read())
            for record in ArchiveIterator(file)
            if record.rec_type == "request"
        ]
    [(protocol, line, body)] = requests
    assert (f"{protocol} {line}", body) == ("POST /list?v=2 HTTP/1.1", '{"节点":25422}'.encode())
    assert [capture.url for capture in captures(warc)] == [address]
