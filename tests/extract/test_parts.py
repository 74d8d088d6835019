"""Links and address of a page -> its place among the pages of an article."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from newsarchive.extract.parts import MAX_PARTS, Parts, belongs, family, parts

SITE = "https://paper.example"


def tree(*links: tuple[str, str], head: str = "") -> etree._Element:
    anchors = "".join(f'<a href="{href}">{text}</a>' for href, text in links)
    root = etree.fromstring(f"<html><head>{head}</head><body>{anchors}</body></html>", etree.HTMLParser())
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("/a/content_7.html", "/a/content_7_2.html", "下一页"),
        ("/2024/05/harbour/", "/2024/05/harbour/2/", "2"),
        ("/show?id=7", "/show?id=7&page=2", "Next page »"),
        ("/a/7.shtml", "7_2.shtml", ">"),
        ("/a/7.shtml", "7-2.shtml", "下页"),
        ("/a/detail-x7.shtml", "detail-x7-p2.shtml", "下一页"),
        ("/a/content_7.htm", "content_7_p.htm", "下一页"),
    ],
)
def test_the_next_page_of_an_article_is_found_in_its_own_family(first: str, second: str, text: str) -> None:
    found = parts(tree((second, text)), SITE + first)

    assert found is not None
    assert (found.number, found.first) == (1, SITE + first)
    assert found.next is not None
    assert family(found.next)[0][1] == 2


def test_a_further_page_knows_its_first_one_and_the_next() -> None:
    page = tree(("content_7.html", "上一页"), ("content_7_3.html", "下一页"))

    assert parts(page, f"{SITE}/a/content_7_2.html") == Parts(2, f"{SITE}/a/content_7.html", f"{SITE}/a/content_7_3.html")


TRS = f"{SITE}/a/202403/t20240304_7000{{}}.html"


@pytest.mark.parametrize(
    ("own", "links", "number", "following"),
    [
        ("", [("t20240304_7000_1.html", "2"), ("t20240304_7000_2.html", "3")], 1, "_1"),
        ("", [("t20240304_7000_1.html", "下一页")], 1, "_1"),
        ("_1", [("t20240304_7000.html", "1"), ("t20240304_7000_2.html", "3"), ("t20240304_7000_2.html", "下一页")], 2, "_2"),
        ("_1", [("t20240304_7000.html", "上一页")], 2, None),
        ("_2", [("t20240304_7000.html", "1"), ("t20240304_7000_1.html", "2"), ("t20240304_7000_1.html", "上一页")], 3, None),
    ],
)  # fmt: skip
def test_pages_that_are_counted_from_none_are_one_further(
    own: str, links: list[tuple[str, str]], number: int, following: str | None
) -> None:
    expected = Parts(number, TRS.format(""), TRS.format(following) if following else None)

    assert parts(tree(*links), TRS.format(own)) == expected


def test_a_first_page_that_is_called_the_first_is_counted_from_one() -> None:
    page = tree(("content_7_1.html", "1"), ("content_7_2.html", "2"), ("content_7_2.html", "下一页"))

    assert parts(page, f"{SITE}/a/content_7.html") == Parts(1, f"{SITE}/a/content_7.html", f"{SITE}/a/content_7_2.html")


def test_the_next_article_is_no_next_page() -> None:
    page = tree(
        ("/a/content_8.html", "下一页"), ("/a/content_6.html", "上一篇"), head='<link rel="next" href="/a/content_8.html">'
    )

    assert parts(page, f"{SITE}/a/content_7.html") is None


def test_articles_that_are_only_numbered_are_no_pages_of_each_other() -> None:
    page = tree(("/story_2.html", "Previous"), ("/story_4.html", "Next"))

    assert parts(page, f"{SITE}/story_3.html") is None


def test_a_comment_s_page_under_other_words_is_not_followed() -> None:
    assert parts(tree(("/a/7_2.html", "The second harbour")), f"{SITE}/a/7.html") is None


def test_no_article_has_more_pages_than_may_be_followed() -> None:
    last = f"{SITE}/a/7_{MAX_PARTS}.html"

    found = parts(tree(("/a/7.html", "1"), (f"/a/7_{MAX_PARTS + 1}.html", "next")), last)

    assert found == Parts(MAX_PARTS, f"{SITE}/a/7.html", None)


def test_what_belongs_to_an_article_is_told_by_its_family() -> None:
    assert belongs(f"{SITE}/a/7_3.html", "http://www.paper.example/a/7.html")
    assert not belongs(f"{SITE}/a/8_3.html", f"{SITE}/a/7.html")


def test_a_page_of_links_without_end_costs_little() -> None:
    page = tree(*((f"/{'a/' * 900}7_{n}.html", "2") for n in range(20_000)))
    begun = time.process_time()

    parts(page, f"{SITE}/a/7.html")

    assert time.process_time() - begun < 1
