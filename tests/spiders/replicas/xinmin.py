"""新民晚报: 最新, in pages index.html, index_2.html, index_3.html, linked by number and by 下一页."""

from __future__ import annotations

from tests.spiders.replica import DAYS, Replica, article

_LIST = "https://shanghai.xinmin.cn/latest/"
_FIXTURE = "newsarchive.pages.xinmin.SitePage/ordinary-article"
_ARTICLES = {f"https://shanghai.xinmin.cn/xmsz/{day.replace('-', '/')}/3262{at:04}.html": day for at, day in enumerate(DAYS)}


def _list(urls: list[str], number: int) -> str:
    rows = "".join(
        f'<li><a href="{url}"><img src="/img/{url[-9:-5]}.jpg"></a><a href="{url}" class="title">修鞋摊{url[-6]}</a>'
        f'<span class="time">{_ARTICLES[url]} 10:04</span></li>'
        for url in urls
    )
    names = ["index.html", "index_2.html", "index_3.html"]
    turned = "".join(f'<a href="{name}">{at}</a>' for at, name in enumerate(names, 1) if at != number)
    turned += f'<a href="{names[number]}">下一页</a>' if number < 3 else ""
    return f'<html><body><div class="type_content_list"><ul>{rows}</ul></div><div class="fenye"><div class="pageBox">{turned}</div></div></body></html>'


def _pages() -> dict[str, str]:
    first, second, third, fourth, fifth = _ARTICLES
    pages = {
        _LIST: _list([first, second], 1),
        f"{_LIST}index_2.html": _list([third, fourth], 2),
        f"{_LIST}index_3.html": _list([fifth], 3),
    }
    for number, (url, day) in enumerate(_ARTICLES.items()):
        told = {"修鞋摊搬进服务站": "第{number}个修鞋摊搬进服务站", "2018-09-26 10:04": "{day} 10:04"}
        pages[url] = article(_FIXTURE, number, day, told)
    return pages


REPLICA = Replica(
    outlet="xinmin", pages=_pages(), articles=_ARTICLES, beyond=frozenset({f"{_LIST}index_3.html"})
)
