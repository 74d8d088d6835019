"""What a list, a feed or a sitemap of an outlet gives its spider."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.items import Candidate, Capture, Kind
from newsarchive.spiders.rednet import RednetSpider

ARTICLE = "https://hn.rednet.cn/content/2019/11/10/6194575.html"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>
<item><title>a</title><link>{article}</link><pubDate>Sun, 10 Nov 2019 08:30:00 +0800</pubDate></item>
<item><title>b</title><link>https://hn.rednet.cn/channel/7397.html</link></item></channel></rss>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://hn.rednet.cn/map2.xml</loc></sitemap>
</sitemapindex>"""
MAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{article}</loc><lastmod>2019-11-10</lastmod></url></urlset>"""
XHTML = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html><body><ul><li><a href="{article}">a</a> 2019-11-10</li></ul>
<a href="/feed/">RSS</a></body></html>"""


def listed(body: str, url: str = "https://hn.rednet.cn/map.xml") -> list[Candidate]:
    headers = (("Content-Type", "text/xml" if url.endswith("xml") else "text/html"),)
    capture = Capture(url=url, captured_at=datetime(2019, 11, 11, tzinfo=UTC), status=200, headers=headers, body=body.encode())
    return list(RednetSpider().listed(capture))


@pytest.mark.parametrize("body", [RSS, MAP, XHTML])
def test_a_feed_a_sitemap_and_a_page_name_their_articles_alone(body: str) -> None:
    [candidate] = listed(body.format(article=ARTICLE.replace("/content/", "/m/content/")))

    assert (candidate.url, candidate.kind, (candidate.published or "")[:10]) == (ARTICLE, Kind.ARTICLE, "2019-11-10")


def test_an_index_names_its_sitemaps() -> None:
    [candidate] = listed(INDEX)

    assert (candidate.url, candidate.kind) == ("https://hn.rednet.cn/map2.xml", Kind.SITEMAP)


@pytest.mark.parametrize("body", ["<html><body>No such page</body></html>", "<rss"])
def test_what_is_no_list_is_refused(body: str) -> None:
    with pytest.raises(NotAnArticle):
        listed(body)
