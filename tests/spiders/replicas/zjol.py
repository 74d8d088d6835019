"""浙江在线: a list dated to the hour, turned by the count that a script is given."""

from __future__ import annotations

from tests.spiders.replica import DAYS, Replica, listed

_LIST = "https://zjnews.zjol.com.cn/zjnews/"
_SCRIPT = "<script>createPageHTML(3, {}, 'index', 'html');</script>"
_made = listed(
    "zjol",
    [_LIST, f"{_LIST}index_1.html", f"{_LIST}index_2.html"],
    [f"{_LIST}{day[:7].replace('-', '')}/t{day.replace('-', '')}_2672000{number}.shtml" for number, day in enumerate(DAYS)],
    "newsarchive.pages.zjol.Page/ordinary-article",
    row='<li class="listLi"><a href="{url}">潮汐第{number}号</a><span class="listSpan">{day} 12时</span></li>',
    body='<ul class="listUl">{rows}</ul>{turn}',
    turn="@@",
    replaced={"渡口改了时刻表": "第{number}座渡口改了时刻表", "2024-03-04": "{day}", "三十年": "{number}十三年"},
)
_pages = dict(_made.pages)
for _at, _url in enumerate(list(_pages)[:3]):
    _pages[_url] = _pages[_url].replace("@@", "").replace("</body>", f"{_SCRIPT.format(_at)}</body>")

REPLICA = Replica(outlet="zjol", pages=_pages, articles=_made.articles, beyond=_made.beyond)
