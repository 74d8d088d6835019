"""The index of captures: its keys are those of the library that players' indexes are made with."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from surt import surt as reference

from newsarchive.query.formats.cdxj import LINES, line, surt, write_zipnum


@pytest.mark.parametrize(
    "url",
    [
        "https://www.shobserver.com/news/detail?id=158798",
        "http://paper.example/",
        "http://paper.example",
        "https://WWW2.Paper.example:443/A/B/?b=2&a=1",
        "http://paper.example:8080/a",
        "http://127.0.0.1:8642/news/detail?id=7",
        "https://paper.example/%E6%BD%AE.html#top",
        "https://paper.example/a/?z&y=1&y=0",
    ],
)
def test_a_key_is_that_of_the_reference(url: str) -> None:
    assert surt(url) == reference(url)


def test_the_lines_are_found_through_the_second_index() -> None:
    lines = [
        line(url=f"http://paper.example/{number:05}", captured_at="2024-03-01T08:30:00Z", mime="text/html", status=200,
             digest="sha256:0", offset=number, length=1, filename="a.warc.gz")
        for number in range(2 * LINES + 1)
    ]  # fmt: skip
    out = io.BytesIO()

    second = write_zipnum(lines, out, "index.cdx.gz").splitlines()

    assert json.loads(second[0].removeprefix("!meta 0 ")) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert len(second) == 4
    for number, entry in enumerate(second[1:]):
        place = json.loads(entry[entry.index("{") :])
        block = gzip.decompress(out.getvalue()[place["offset"] : place["offset"] + place["length"]]).decode()
        assert block.splitlines(keepends=True) == lines[number * LINES : (number + 1) * LINES]
        assert entry.startswith(block.partition(" {")[0])
    assert gzip.decompress(out.getvalue()).decode() == "".join(lines)
