"""A paper without a page object: a feed, a sitemap of news, sections; after its redesign the same articles in other markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime
from html import escape

from papers import Paper

from newsarchive import clock
from newsarchive.demo.fates import Fate
from newsarchive.demo.mishaps import Mishap
from newsarchive.demo.outlet import _html, _Page, _redirect
from newsarchive.demo.stories import Story, sections

__all__ = ["Tideline"]

NAME = "潮线周边"
_RIDDLE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title></head><body><div class="verify">'
    "<h1>安全验证</h1><p>您的访问过于频繁，请拖动滑块完成验证后继续。</p></div></body></html>"
)
_NEWS = timedelta(days=2)
"""What a sitemap of news holds (Google's rule)."""


class Tideline(Paper):
    """An outlet that any reader of pages must cope with."""

    def address(self, story: Story) -> str:
        return f"/{story.published:%Y/%m/%d}/{story.id}.html"

    def _page(self, path: str, id: int, page: int, address: str) -> _Page:
        number = self.id_at(path)
        if number is not None and number in self.edition.stories | self.edition.fates:
            if number in self.edition.fates:
                return self._away(Fate(self.edition.fates[number]), self.edition.withdrawn(number))
            if self.mishap in (Mishap.BOT_WALL, Mishap.REFUSAL):
                return _html(_RIDDLE, 403 if self.mishap is Mishap.REFUSAL else 200)
            story = self.edition.stories[number]
            return _html(self._article(story), modified=story.edited or story.published)
        newest = list(self.edition.stories.values())
        match path:
            case "/robots.txt":
                return _Page(200, "text/plain", b"User-agent: *\nDisallow: /search\nSitemap: /news-sitemap.xml\n")
            case _ if self.mishap is Mishap.REFUSAL:
                return _html(_RIDDLE, 403)
            case "/":
                return _html(self._list(NAME, newest[:30]))
            case "/feed.xml":
                return _Page(200, "application/rss+xml; charset=utf-8", self._feed(newest[:30]).encode())
            case "/news-sitemap.xml":
                return _Page(200, "application/xml", self._sitemap(newest).encode())
        for section, _ in sections():
            if path == f"/channel/{section.number}/":
                return _html(self._list(section.name, [story for story in newest if story.section == section][:20]))
        return _html(self._lost(), 404)

    def _away(self, fate: Fate, story: Story) -> _Page:
        match fate:
            case Fate.SOFT:
                return _html(self._lost())
            case Fate.HOME:
                return _redirect("/")
            case Fate.EMPTIED:
                return _html(self._article(replace(story, blocks=(), summary=None)))
            case _:
                return _html(self._lost(), int(fate))

    # -- pages --------------------------------------------------------------------------------------------------------

    def _article(self, story: Story) -> str:
        printed = f"{story.published:%Y-%m-%d %H:%M}"
        text = "\n".join(f"<p>{escape(block.text)}</p>" for block in story.blocks)
        if clock.now() < self.plan.redesigned:
            told = {
                "@context": "https://schema.org",
                "@type": "NewsArticle",
                "headline": story.title,
                "datePublished": story.published.isoformat(),
                "author": [{"@type": "Person", "name": name} for name in story.authors],
            }
            return self._around(
                story.title,
                f"""<article class="story"><h1 class="story-title">{escape(story.title)}</h1>
<div class="story-meta"><span class="date">{printed}</span> <span>来源：{escape(story.source)}</span>
<span>作者：{"、".join(story.authors)}</span></div>
<div class="story-body">{text}</div>
<p class="story-desk">责任编辑：{story.desk[0].partition("：")[2]}</p></article>
<aside><h3>24小时热榜</h3><ol>{self._links(list(self.edition.stories.values())[:8])}</ol></aside>""",
                f'<script type="application/ld+json">{json.dumps(told, ensure_ascii=False)}</script>'
                f'<meta property="og:title" content="{escape(story.title)}"><meta property="og:type" content="article">',
            )
        return self._around(
            f"{story.title} - {NAME}",
            f"""<div class="wrap"><div class="crumb"><a href="/">首页</a> &gt; <a href="/channel/{story.section.number}/">\
{story.section.name}</a></div>
<div class="hd"><h1>{escape(story.title)}</h1>
<p class="info">{printed} &nbsp; 来源：{escape(story.source)} &nbsp; 作者：{"、".join(story.authors)}</p></div>
<div id="artibody" class="rich">{text}</div>
<div class="ft">（责任编辑：{story.desk[0].partition("：")[2]}）</div>
<div class="recommend"><h4>相关阅读</h4><ul>{self._links(list(self.edition.stories.values())[3:9])}</ul></div></div>""",
            f'<meta property="article:published_time" content="{story.published.isoformat()}">',
        )

    def _list(self, title: str, stories: list[Story]) -> str:
        rows = "".join(
            f'<li><a href="{self.address(story)}">{escape(story.title)}</a> <span>{story.published:%Y-%m-%d %H:%M}</span></li>'
            for story in stories
        )
        return self._around(title, f'<main><h2>{title}</h2><ul class="news">{rows}</ul></main>')

    def _lost(self) -> str:
        return self._around("页面不存在", '<div class="lost"><p>抱歉，您要找的页面不在这里。</p><a href="/">返回首页</a></div>')

    def _around(self, title: str, content: str, head: str = "") -> str:
        menu = "".join(f'<a href="/channel/{section.number}/">{section.name}</a>' for section, _ in sections())
        return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml">{head}</head>
<body><header><a href="/">{NAME}</a></header><nav>{menu}</nav>
{content}
<footer><p>版权所有 {NAME}编辑部</p><a href="/about/">关于我们</a></footer></body></html>"""

    def _links(self, stories: Iterable[Story]) -> str:
        return "".join(f'<li><a href="{self.address(story)}">{escape(story.title)}</a></li>' for story in stories)

    # -- lists for programs -------------------------------------------------------------------------------------------

    def _feed(self, stories: list[Story]) -> str:
        items = "".join(
            f"<item><title>{escape(story.title)}</title><link>{self.address(story)}</link>"
            f"<pubDate>{format_datetime(story.published.astimezone(UTC), usegmt=True)}</pubDate></item>"
            for story in stories
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{NAME}</title><link>/</link>{items}</channel></rss>'

    def _sitemap(self, stories: list[Story]) -> str:
        since = clock.now() - _NEWS
        urls = "".join(
            f"<url><loc>{self.origin}{self.address(story)}</loc><news:news><news:publication_date>"
            f"{story.published.isoformat()}</news:publication_date><news:title>{escape(story.title)}</news:title></news:news></url>"
            for story in stories
            if story.published > since
        )
        return (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
            f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
        )

    origin = ""
    """The server's address: a sitemap's addresses are whole."""
