"""A front page and a robots.txt -> feeds, sitemaps and links."""

from __future__ import annotations

from lxml import etree

from newsarchive.discover import found

HOME = "https://paper.example/de/"


def tree(text: str) -> etree._Element:
    root = etree.fromstring(text, etree.HTMLParser())
    assert root is not None
    return root


def test_feeds_are_found_in_links_of_the_head_and_in_links_that_look_like_one() -> None:
    page = tree(
        """<head><link rel="alternate" type="application/rss+xml" href="/rss/all"><link rel="Alternate" type="application/atom+xml; charset=utf-8" href="atom">
        <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/"><link rel="alternate" hreflang="en" href="/en/"></head>
        <body><a href="/sport.rss">RSS</a><a href="/feedback">Write to us</a><a href="/local/feed/">Feed</a></body>"""
    )

    assert list(found.announced_feeds(page, HOME)) == [
        "https://paper.example/rss/all", "https://paper.example/de/atom", "https://paper.example/sport.rss", "https://paper.example/local/feed/",
    ]  # fmt: skip


def test_links_are_absolute_once_and_without_fragment_from_the_page_s_own_base() -> None:
    page = tree(
        '<head><base href="https://paper.example/x/"></head><body><a href="a">A</a><a href="a#b">A</a><a href="//other.example/c">C</a>'
        '<a href="mailto:a@b.example">M</a><a href="javascript:void(0)">J</a><a href="http://[broken">B</a><a>no</a></body>'
    )

    assert list(found.links(page, HOME)) == ["https://paper.example/x/a", "https://other.example/c"]


def test_a_page_that_asks_not_to_be_followed_is_not() -> None:
    page = tree('<head><meta name="ROBOTS" content="noindex, nofollow"></head><body><a href="/a">A</a></body>')

    assert list(found.links(page, HOME)) == []


def test_no_more_links_are_looked_at_than_a_page_may_have() -> None:
    page = tree("<body>" + "".join(f'<a href="/{n}">x</a>' for n in range(3 * found.MAX_LINKS)) + "</body>")

    assert len(list(found.links(page, HOME))) == found.MAX_LINKS


def test_sitemaps_of_a_robots_txt_are_taken_wherever_they_stand_and_only_over_http() -> None:
    robots = b"Sitemap: https://paper.example/a.xml\nUser-agent: *\nDisallow: /x\nsitemap:/b.xml\nSitemap: ftp://paper.example/c.xml\n"

    assert found.announced_sitemaps(robots, "https://paper.example/robots.txt") == [
        "https://paper.example/a.xml",
        "https://paper.example/b.xml",
    ]
