"""Feeds of each kind -> candidates; whatever else is served in their place is named as no list."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from newsarchive.discover import feeds
from newsarchive.discover.adhoc import outlet_at
from newsarchive.errors import NotAnArticle
from newsarchive.items import Capture, Kind, Reason

OUTLET = outlet_at("https://paper.example/")
ONE, TWO = "https://paper.example/2024/03/05/harbour-opens", "https://paper.example/2024/03/06/pier-closed"

RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>
<item><title>A</title><link>{ONE}</link><pubDate>Tue, 05 Mar 2024 06:31:00 +0100</pubDate></item>
<item><title>B</title><guid isPermaLink="true">{TWO}</guid></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><title>A</title>
<link rel="alternate" href="/2024/03/05/harbour-opens"/><link rel="replies" href="/comments/1"/><published>2024-03-05T05:31:00Z</published></entry>
<entry><title>B</title><link href="{TWO}"/></entry></feed>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://paper.example/"><title>Quay</title></channel><item rdf:about="{ONE}"><title>A</title><link>{ONE}</link>
<dc:date>2024-03-05T05:31:00Z</dc:date></item><item rdf:about="{TWO}"><title>B</title><link>{TWO}</link></item></rdf:RDF>"""
JSON = f"""{{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": [
{{"id": "1", "url": "{ONE}", "date_published": "2024-03-05T06:31:00+01:00"}}, {{"id": "2", "url": "{TWO}"}}, {{"id": "3"}}, "x"]}}"""


def capture(body: str | bytes, kind: str = "application/xml") -> Capture:
    data = body.encode() if isinstance(body, str) else body
    return Capture(
        url="https://paper.example/feed",
        captured_at=datetime(2024, 3, 7, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", kind),),
        body=data,
    )


@pytest.mark.parametrize("feed", [RSS, ATOM, RDF, JSON], ids=["rss", "atom", "rdf", "json"])
def test_a_feed_names_its_articles_with_their_dates(feed: str) -> None:
    one, two = feeds.candidates(capture(feed), OUTLET)

    assert (one.url, one.kind) == (ONE, Kind.ARTICLE)
    assert one.published is not None
    assert datetime.fromisoformat(one.published) == datetime(2024, 3, 5, 5, 31, tzinfo=UTC)
    assert (two.url, two.published) == (TWO, "2024-03-06")


def test_the_publisher_s_own_address_is_taken_where_feedburner_puts_one_of_its_own() -> None:
    item = f"<item><link>https://feeds.example/r/1</link><f:origLink>{ONE}</f:origLink></item>"
    rss = f'<rss version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>Q</title>{item}</channel></rss>'

    assert [one.url for one in feeds.candidates(capture(rss), OUTLET)] == [ONE]


def test_an_entry_without_an_http_address_is_passed_over() -> None:
    rss = '<rss version="2.0"><channel><title>Q</title><item><link>file:///etc/passwd</link></item><item><link>mailto:a@b.example</link></item></channel></rss>'

    assert list(feeds.candidates(capture(rss), OUTLET)) == []


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><html><body>Hello</body></html>", b"", b"\x00\xff garbage", b'{"a": 1}', b"{" * 100_000, b"not found"],
)
def test_what_is_no_feed_is_named_so(body: bytes) -> None:
    with pytest.raises(NotAnArticle) as caught:
        list(feeds.candidates(capture(body), OUTLET))

    assert caught.value.reason is Reason.NOT_A_LIST


def test_entities_that_grow_without_end_cost_nothing() -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]><rss version="2.0"><channel><title>&l9;</title><item><link>{ONE}</link></item></channel></rss>'
    begun = time.process_time()

    with pytest.raises(NotAnArticle):
        list(feeds.candidates(capture(bomb), OUTLET))

    assert time.process_time() - begun < 2
