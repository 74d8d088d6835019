"""Whose headlines stand over a text."""

from __future__ import annotations

import time

from lxml import etree

from newsarchive.extract.teasers import share

URL = "https://paper.example/town"
LINES = [f"The {number}. line of a text that says what happened in town today." for number in range(6)]


def tree(body: str) -> etree._Element:
    root = etree.fromstring(f"<html><body>{body}</body></html>", etree.HTMLParser())
    assert root is not None
    return root


def test_the_text_of_a_section_front_is_its_teasers() -> None:
    front = tree(
        "".join(f'<div><h3><a href="/{number}">Story</a></h3><p>{line}</p></div>' for number, line in enumerate(LINES))
    )

    assert share(front, URL, LINES) == 1.0


def test_an_article_with_teasers_below_it_is_its_own() -> None:
    related = "".join(f'<li><h3><a href="/{number}">Story</a></h3><p>More of it.</p></li>' for number in range(9))
    page = tree(f"<h1>Town</h1>{''.join(f'<p>{line}</p>' for line in LINES)}<ul>{related}</ul>")

    assert share(page, URL, LINES) == 0.0


def test_a_headline_that_links_to_the_page_itself_makes_no_teaser() -> None:
    page = tree(f'<article><h1><a href="{URL}#top">Town</a></h1>{"".join(f"<p>{line}</p>" for line in LINES)}</article>')

    assert share(page, URL, LINES) == 0.0


def test_many_teasers_and_many_lines_cost_little() -> None:
    lines = [f"{line} {number}" for number in range(5000) for line in LINES[:1]]
    front = tree(
        "".join(f'<div><h3><a href="/{number}">Story</a></h3><p>{line}</p></div>' for number, line in enumerate(lines))
    )
    begun = time.process_time()

    assert share(front, URL, lines) == 1.0

    assert time.process_time() - begun < 1
