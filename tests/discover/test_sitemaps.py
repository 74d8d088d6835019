"""Sitemaps of each kind -> candidates, streamed and within bounds."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime

import pytest

from newsarchive.discover import sitemaps
from newsarchive.discover.adhoc import outlet_at
from newsarchive.errors import NotAnArticle
from newsarchive.items import Capture, Kind, Reason

OUTLET = outlet_at("https://paper.example/")
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def capture(body: str | bytes) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    return Capture(
        url="https://paper.example/sitemap.xml", captured_at=datetime(2024, 3, 7, tzinfo=UTC), status=200, headers=(), body=data
    )


def urlset(*entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{"".join(f"<url>{entry}</url>" for entry in entries)}</urlset>'


def test_a_news_sitemap_gives_the_publication_not_the_last_change() -> None:
    [one] = sitemaps.candidates(
        capture(
            urlset(
                "<loc>https://paper.example/a-harbour-opens-today</loc><lastmod>2024-03-06</lastmod>"
                "<news:news><news:publication_date>2024-03-05T06:31:00Z</news:publication_date><news:title>A</news:title></news:news>"
            )
        ),
        OUTLET,
    )

    assert (one.url, one.kind, one.published) == (
        "https://paper.example/a-harbour-opens-today",
        Kind.ARTICLE,
        "2024-03-05T06:31:00+00:00",
    )


def test_the_last_change_is_a_hint_where_nothing_else_tells() -> None:
    one, two = sitemaps.candidates(
        capture(
            urlset(
                "<loc>https://paper.example/a</loc><lastmod>2024-03-06</lastmod>",
                "<loc>https://paper.example/2023/01/02/b-c</loc><lastmod>2024-03-06</lastmod>",
            )
        ),
        OUTLET,
    )

    assert (one.published, two.published) == ("2024-03-06", "2023-01-02")


def test_an_index_names_its_sitemaps_the_latest_first_and_those_without_articles_last() -> None:
    index = f"""<sitemapindex {NS}><sitemap><loc>https://paper.example/2023.xml</loc><lastmod>2023-12-31</lastmod></sitemap>
        <sitemap><loc>https://paper.example/2024.xml.gz</loc><lastmod>2024-03-06T00:00:00Z</lastmod></sitemap>
        <sitemap><loc>https://paper.example/post_tag-sitemap.xml</loc><lastmod>2024-03-07</lastmod></sitemap></sitemapindex>"""

    found = sorted(sitemaps.candidates(capture(index), OUTLET), key=lambda one: -one.priority)

    assert [one.url.rpartition("/")[2] for one in found] == ["2024.xml.gz", "2023.xml", "post_tag-sitemap.xml"]
    assert {one.kind for one in found} == {Kind.SITEMAP}


def test_a_sitemap_may_be_zipped_or_a_list_of_lines_or_a_feed() -> None:
    address = "https://paper.example/2024/03/05/harbour-opens"
    zipped = gzip.compress(urlset(f"<loc>{address}</loc>").encode())
    feed = f'<rss version="2.0"><channel><title>Q</title><item><link>{address}</link></item></channel></rss>'

    for body in (zipped, f"{address}\n", feed):
        assert [one.url for one in sitemaps.candidates(capture(body), OUTLET)] == [address]


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><body><p>Home</p></body></html>",
        b"",
        b"\x1f\x8bbroken",
        b"\x00\xff",
        b"<note/>",
        b"Not found",
        b"<urls",
    ],
)
def test_what_is_no_sitemap_is_named_so(body: bytes) -> None:
    with pytest.raises(NotAnArticle) as caught:
        list(sitemaps.candidates(capture(body), OUTLET))

    assert caught.value.reason is Reason.NOT_A_LIST


def test_addresses_of_files_and_other_protocols_are_left_out() -> None:
    entries = (
        "file:///etc/passwd",
        "ftp://paper.example/a",
        "https://paper.example/a.pdf",
        "https://paper.example/wp-login.php",
        "javascript:alert(1)",
    )

    assert list(sitemaps.candidates(capture(urlset(*(f"<loc>{one}</loc>" for one in entries))), OUTLET)) == []


def test_an_external_entity_is_not_read() -> None:
    hostile = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset {NS}><url><loc>https://paper.example/&x;</loc></url></urlset>'

    found = list(sitemaps.candidates(capture(hostile), OUTLET))

    assert [one.url for one in found] in ([], ["https://paper.example/"])


def test_entities_that_grow_without_end_cost_nothing() -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{entities}]><urlset {NS}><url><loc>https://paper.example/&l9;</loc></url></urlset>'
    begun = time.process_time()

    list(sitemaps.candidates(capture(bomb), OUTLET))

    assert time.process_time() - begun < 1


def test_no_more_addresses_are_taken_than_a_sitemap_may_have() -> None:
    body = urlset(*(f"<loc>https://paper.example/2024/03/05/story-{n}</loc>" for n in range(sitemaps.MAX_URLS + 10))).encode()

    assert sum(1 for _ in sitemaps.candidates(capture(body), OUTLET)) == sitemaps.MAX_URLS


def test_a_zipped_bomb_is_cut() -> None:
    bomb = gzip.compress(
        urlset("<loc>https://paper.example/2024/03/05/story</loc>").encode() + b" " * (sitemaps.MAX_BYTES + 1_000_000)
    )

    assert len(list(sitemaps.candidates(capture(bomb), OUTLET))) == 1
