"""The next page of a list, in the ways that content systems write it."""

from __future__ import annotations

import pytest
from parsel import Selector

from newsarchive.discover.paging import following

SITE = "https://paper.example"


def next_of(html: str, path: str) -> str | None:
    found = following(Selector(html, type="html"), f"{SITE}{path}")
    return found.removeprefix(SITE) if found else None


@pytest.mark.parametrize(
    ("html", "path", "following"),
    [
        ("<a href='index_1.html'>下一页</a>", "/a/", "/a/index_1.html"),
        ("<a href='index.html'>上一页</a><a href='index_2.html'>下页</a>", "/a/index_1.html", "/a/index_2.html"),
        ("<a href='index.html'>上一页</a>", "/a/index_1.html", None),
        # eastday counts from 0 and writes no sign before the number
        ("<p>1</p><a href='index1.html'>2</a><a href='index2.html'>3</a>", "/a/index.html", "/a/index1.html"),
        ("<a href='index.html'>1</a><p>2</p><a href='index2.html'>3</a>", "/a/index1.html", "/a/index2.html"),
        ("<a href='index.html'>1</a><a href='index1.html'>2</a><p>3</p>", "/a/index2.html", None),
        ("<a href='node_7_2.htm'>2</a><a href='node_8.htm'>体育</a>", "/node_7.htm", "/node_7_2.htm"),
        ("<a href='node_8.htm'>体育</a>", "/node_7.htm", None),
        ("<a href='list_3.html'>3</a>", "/list_2.html", "/list_3.html"),
        ("<a href='?cid=4&page=3'>3</a>", "/list?cid=4&page=2", "/list?cid=4&page=3"),
        ("<a href='?page=2&cid=4'>2</a>", "/list?cid=4", None),
        # a script is given the count
        ("<script>createPageHTML(3, 0, 'index', 'html');</script>", "/a/", "/a/index_1.html"),
        ("<script>createPageHTML(3, 1, 'index', 'html');</script>", "/a/index_1.html", "/a/index_2.html"),
        ("<script>createPageHTML(3, 0, 'index', 'html');</script>", "/a/index_2.html", None),
        ("<script>createPageHTML(1, 0, 'index', 'html');</script>", "/a/", None),
        ("<script>var countPage = 3; var currentPage = 0;</script>", "/a/index.html", "/a/index_1.html"),
        ("<script>var countPage = 3; var currentPage = 2;</script>", "/a/index_2.html", None),
        ("<script>var pageCount = 2;</script>", "/node_7.htm", "/node_7_2.htm"),
        ("<script>var pageCount = 2;</script>", "/node_7_2.htm", None),
        # a list never goes on on another host, nor at itself
        ("<a href='https://other.example/a/index_1.html'>下一页</a>", "/a/", None),
        ("<a href='#'>下一页</a><a href='javascript:next()'>下一页</a><a href='/a/'>下一页</a>", "/a/", None),
        ("<a href='http://[::1'>下一页</a>", "/a/", None),
        ("", "/channel_25950", None),
    ],
)  # fmt: skip
def test_the_next_page_of_a_list(html: str, path: str, following: str | None) -> None:
    assert next_of(html, path) == following
