"""The one moment and the one writer that markup gives an article."""

from __future__ import annotations

from lxml import etree

from newsarchive.extract.posted import moment, writer


def tree(body: str) -> etree._Element:
    root = etree.fromstring(f"<html><body>{body}</body></html>", etree.HTMLParser())
    assert root is not None
    return root


ONE = '<time datetime="2024-01-01T07:00:00+01:00">January 1</time>'
TWO = '<time datetime="2024-02-02T08:00:00+01:00">February 2</time>'


def test_of_two_moments_neither_is_believed_unless_one_is_said_to_be_the_publication() -> None:
    assert moment(tree(f"<p>{ONE}</p><p>{TWO}</p>")) is None
    assert moment(tree(f'<p>{ONE}</p><p class="entry-date">{TWO}</p>')) == "2024-02-02T08:00:00+01:00"


def test_moments_of_comments_related_posts_and_updates_are_left_aside() -> None:
    apart = f'<div class="comments">{TWO}</div><aside>{TWO}</aside><ul><li>{TWO}</li></ul><div id="related">{TWO}</div>'
    updated = TWO.replace("<time", '<time class="updated"')

    assert moment(tree(f"<p>{ONE}</p>{apart}{updated}")) == "2024-01-01T07:00:00+01:00"


def test_a_day_without_a_time_says_nothing_new() -> None:
    assert moment(tree('<time datetime="2024-01-01">January 1</time>')) is None


def test_a_writer_is_believed_where_the_page_names_one() -> None:
    one = '<a rel="author" href="/a">Marta Lindqvist</a>'

    assert writer(tree(f'{one}<span class="fn">Marta Lindqvist</span>')) == "Marta Lindqvist"
    assert writer(tree(f'{one}<span class="fn">Jonas Aldermann</span>')) is None
    assert writer(tree(f'<div class="comment-list"><span class="fn">A reader</span></div>{one}')) == "Marta Lindqvist"
