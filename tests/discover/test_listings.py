"""The rows of a list in whatever markup, and the objects of one in JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from parsel import Selector

from newsarchive.discover.listings import articles, objects
from newsarchive.errors import NotAnArticle
from newsarchive.items import Capture

SITE = "https://paper.example"


def rows(html: str) -> list[tuple[str, str | None, str | None]]:
    found = articles(Selector(html, type="html"), f"{SITE}/", lambda url: url if url.endswith(".html") else None)
    return [(row.href.removeprefix(SITE), row.title, row.printed) for row in found]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li><a href='/1.html'>雨</a><span>2024-03-01</span></li><li><a href='/2.html'>雹</a><span>2024-02-29</span></li></ul>",
         [("/1.html", "雨", "2024-03-01"), ("/2.html", "雹", "2024-02-29")]),
        # the section's link stands before the headline's; the image's link has no text
        ("<li><a href='/shanghai/'>[上海]</a><a href='/1.html'><img src='a'></a><a href='/1.html'>雨</a> 03-01</li>",
         [("/1.html", "雨", "03-01")]),
        # a card that is all link
        ("<a href='/1.html'><img src='a'><h3>雨</h3><span>2024-03-01</span></a><a href='/2.html'><h3>雹</h3></a>",
         [("/1.html", "雨2024-03-01", "雨 2024-03-01"), ("/2.html", "雹", None)]),
        # the day that a headline speaks of is not the day it was written
        ("<li><a href='/1.html'>请于2023年12月31日前办理</a></li>", [("/1.html", "请于2023年12月31日前办理", None)]),
        ("<li><a href='/1.html'><b>请于2023年12月31日前办理</b></a></li>", [("/1.html", "请于2023年12月31日前办理", None)]),
        ("<p><a href='/about/'>关于</a> <a href='http://[::1/3.html'>坏</a> <a>无</a></p>", []),
    ],
)  # fmt: skip
def test_the_rows_of_a_list(html: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert rows(html) == expected


def answer(body: str) -> Capture:
    return Capture(url=f"{SITE}/list.json", captured_at=datetime(2024, 3, 1, tzinfo=UTC), status=200, headers=(), body=body.encode())


@pytest.mark.parametrize("body", ['{"data": [{"id": 1, "t": "雨"}, {"id": 2}]}', 'list({"id": 1, "t": "雨"});', '[[[{"id": 1, "t": "雨"}]]]'])
def test_the_objects_that_have_all_keys(body: str) -> None:
    assert [found["id"] for found in objects(answer(body), "id", "t")] == [1]


@pytest.mark.parametrize("body", ["", "<html>", "list(", "{"])
def test_what_is_no_json_is_no_list(body: str) -> None:
    with pytest.raises(NotAnArticle):
        list(objects(answer(body), "id"))
