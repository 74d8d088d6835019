"""东方网: a section's roll in three pages, counted from 0; the first names an article at its phone's address too.

The third article has two pages."""

from __future__ import annotations

from tests.spiders.replica import DAYS, Replica, article

_ROLL = "http://news.eastday.com/gd2008/sh/"
_FIXTURE = "newsarchive.pages.eastday.Page/ordinary-article"
_ARTICLES = {f"http://sh.eastday.com/m/{day.replace('-', '')}/u1ai2095{at:04}.html": day for at, day in enumerate(DAYS)}


def _roll(urls: list[str], number: int) -> str:
    rows = "".join(
        f'<li><a href="http://sh.eastday.com/" class="hui12">[上海]</a><a href="{url}">木桥之{url[-6]}</a>'
        f"<span>{_ARTICLES[url.replace('_K30062', '')]} 15:55:10</span></li>"
        for url in urls
    )
    pages = "".join(f'<p><a class="hui12" href="index{at or ""}.html">{at + 1}</a></p>' for at in range(3) if at != number)
    return f'<html><body><div id="left" class="leftsection"><ul>{rows}</ul><div>{pages}</div></div></body></html>'


def _pages() -> dict[str, str]:
    first, second, third, fourth, fifth = _ARTICLES
    pages = {
        f"{_ROLL}index.html": _roll([first, second, first.replace(".html", "_K30062.html")], 0),
        f"{_ROLL}index1.html": _roll([third, fourth], 1),
        f"{_ROLL}index2.html": _roll([fifth], 2),
    }
    for number, (url, day) in enumerate(_ARTICLES.items()):
        told = {"苏州河木桥大修完工": "苏州河第{number}座木桥大修完工", "2024-03-04 09:12:33": "{day} 09:12:33"}
        pages[url] = article(_FIXTURE, number, day, told, charset="gb18030")
    pages[third] = pages[third].replace("<tr><td></td></tr>", f'<tr><td>1 <a href="{_second(third)}">2</a></td></tr>')
    told = {"苏州河上最后一座": "北岸还有", "<tr><td></td></tr>": f'<tr><td><a href="{third}">1</a> 2</td></tr>'}
    pages[_second(third)] = article(_FIXTURE, 2, DAYS[2], told, charset="gb18030")
    return pages


def _second(url: str) -> str:
    return url.replace(".html", "_2.html")


REPLICA = Replica(
    outlet="eastday",
    pages=_pages(),
    articles={url.replace("http:", "https:"): day for url, day in _ARTICLES.items()},
    holds={list(_ARTICLES)[2].replace("http:", "https:"): ("苏州河上最后一座", "北岸还有")},
    beyond=frozenset({f"{_ROLL}index2.html"}),
    charset="gb18030",
)
