"""Addresses of many content systems -> article, list, or neither; what a crawl learns; traps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.shapes import CONFIRMED, FREE, REFUTED, UNPROVED, Patterns, Shape, pattern, shape, trapped
from newsarchive.items import Reason

SITE = "https://paper.example"

ARTICLES = (
    "/2024/05/12/harbour-opens", "/2024/05/harbour-opens/", "/20240512/harbour.html", "/news/2024-05/12/content_158798.htm",
    "/gb/n1/2024/0512/c64387-30001234.html", "/a/20240512A0123400.html", "/newsDetail?id=158798", "/?p=123", "/art/2024/5/12/art_1_77.html",
    "/local/council-votes-on-harbour-wall", "/news/articles/c9eaf0aa1b2c3d4e5f", "/story.php?articleid=77", "/p/158798.html", "/shanghai/t20240512_77.shtml",
    "/%E6%B8%AF%E5%8F%A3%E4%BB%8A%E5%A4%A9%E9%87%8D%E6%96%B0%E5%BC%80%E6%94%BE",
)  # fmt: skip
LISTS = (
    "/", "/index.html", "/sport/index.shtml", "/tag/harbour", "/author/ada-brook", "/category/news/local", "/2024/", "/2024/05/", "/2024/05/12/", "/sport/page/3",
    "/sport?page=2", "/topics/harbour", "/node_1234.htm", "/archive/2024/05", "/local/list", "/zt/harbour",
)  # fmt: skip
NEITHER = (
    "/login", "/wp-login.php", "/search?q=x", "/?s=x", "/feed/", "/2024/05/12/harbour-opens/feed/", "/a.pdf", "/pic/1.jpg", "/privacy-policy/", "/calendar/2024/05",
    "/about-us", "/?replytocom=7", "/wp-content/uploads/1.html", "/impressum.html", "/rss.xml",
)  # fmt: skip
OPEN = ("/sport", "/hello-world/", "/story/3", "/news/local/", "/harbour")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *((p, Shape.ARTICLE) for p in ARTICLES),
        *((p, Shape.LIST) for p in LISTS),
        *((p, Shape.NEITHER) for p in NEITHER),
        *((p, Shape.OPEN) for p in OPEN),
    ],
)
def test_an_address_has_the_shape_of_its_kind(path: str, expected: Shape) -> None:
    assert shape(SITE + path) is expected


def test_a_dated_article_below_a_tag_s_name_is_one() -> None:
    assert shape(f"{SITE}/category/news/2024/05/12/harbour-opens.html") is Shape.ARTICLE


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_be_asked_about(text: str) -> None:
    assert shape(f"{SITE}/{text}") in Shape
    assert isinstance(pattern(f"{SITE}/{text}"), str)
    assert trapped(f"{SITE}/{text}") in (True, False)


def test_articles_of_one_form_share_a_pattern_and_those_of_another_have_their_own() -> None:
    assert pattern(f"{SITE}/2024/05/12/harbour-opens.html") == pattern(f"{SITE}/2019/11/02/a-pilot-speaks.html")
    assert pattern(f"{SITE}/content_158798.html") != pattern(f"{SITE}/node_158798.html")
    assert pattern(f"{SITE}/2024/05/12/harbour.amp.html") != pattern(f"{SITE}/2024/05/12/harbour.html")


def test_what_was_an_article_a_few_times_is_one_the_next_time() -> None:
    patterns = Patterns()
    assert patterns.shape(f"{SITE}/story/99") is Shape.OPEN

    for number in range(10, 10 + CONFIRMED):
        patterns.learn(f"{SITE}/story/{number}", None)

    assert patterns.shape(f"{SITE}/story/99") is Shape.ARTICLE


def test_what_was_none_many_times_is_taken_for_a_list() -> None:
    patterns = Patterns()

    for number in range(10, 10 + REFUTED):
        patterns.learn(f"{SITE}/2024/05/12/gallery-{number}-of-the-day", Reason.GALLERY)

    assert patterns.shape(f"{SITE}/2024/05/12/gallery-99-of-the-day") is Shape.LIST


def test_addresses_kept_back_are_given_out_when_their_pattern_turns_out_to_hold_articles() -> None:
    patterns = Patterns()
    admitted = [number for number in range(100, 200) if patterns.admits(f"{SITE}/story/{number}")]
    assert len(admitted) == FREE

    released = [patterns.learn(f"{SITE}/story/{number}", None) for number in admitted[:CONFIRMED]]

    assert released == [*[[]] * (CONFIRMED - 1), [f"{SITE}/story/{number}" for number in range(100 + FREE, 200)]]


def test_what_a_run_learned_is_learned_again_from_its_rows() -> None:
    patterns, again = Patterns(), Patterns()
    pages = [(f"{SITE}/story/{number}", number % 5 > 0) for number in range(10, 60)]
    for url, article in pages:
        patterns.learn(url, None if article else Reason.LISTING_PAGE)

    again.relearn(pages)

    assert (again.articles, again.others) == (patterns.articles, patterns.others)


def test_a_calendar_is_left_after_so_many_pages_without_an_article() -> None:
    patterns = Patterns()
    days = [f"{SITE}/events/2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]

    assert sum(patterns.admits(day) for day in days) == FREE


def test_facets_of_a_page_are_admitted_a_few_times_whatever_their_keys() -> None:
    patterns = Patterns()
    facets = [f"{SITE}/find?{key}={value}" for key in "abcdefgh" for value in range(50)]

    assert sum(patterns.admits(facet) for facet in facets) < 10


@pytest.mark.parametrize(
    "path", ["/a/b/a/b/a/b/", "/x" * 20, "/" + "a" * 2000, "/l?a=1&b=2&c=3&d=4&e=5&f=6&g=7", "/news/news/news/1.html"]
)
def test_addresses_that_a_site_makes_without_end_are_known(path: str) -> None:
    assert trapped(SITE + path)


def test_a_maze_that_makes_new_patterns_without_end_is_left() -> None:
    patterns = Patterns()
    rooms = [f"{chr(97 + n // 676 % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in range(3 * UNPROVED)]

    assert sum(patterns.admits(f"{SITE}/{room}/door") for room in rooms) == UNPROVED
