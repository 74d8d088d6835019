"""解放日报's e-paper: three editions; on the day between the second and the third no paper came out."""

from __future__ import annotations

import json

from newsarchive.pages.jfrb import SITE
from tests.spiders.replica import DAYS, Replica, article

_FIXTURE = "newsarchive.pages.jfrb.JournalPage/ordinary-article"
_DATA = f"{SITE}/staticsg/data/journal"
_ARTICLES = {f"{_DATA}/{day}/0{1 + at % 2}/article/3670{at:02}.json": day for at, day in enumerate([*DAYS[:3], DAYS[0]])}


def _edition(day: str) -> str:
    pages = []
    for number in ("01", "02"):
        rows = [url for url, of in _ARTICLES.items() if of == day and f"/{number}/" in url]
        listed = [
            {"id": int(url.rpartition("/")[2][:-5]), "title": "木桥", "articleid": 718000 + at, "jdate": day, "points": "0,0"}
            for at, url in enumerate(rows)
        ]
        name = {"01": "要闻", "02": "上海/要闻"}[number]
        pages.append({"pname": name, "pnumber": number, "imgurl": "", "id": 1, "jdate": day, "articleList": listed})
    return json.dumps({"pages": pages}, ensure_ascii=False)


def _pages() -> dict[str, str]:
    pages = {f"{_DATA}/{day}/navi.json": _edition(day) for day in DAYS[:3]}
    for number, (url, day) in enumerate(_ARTICLES.items()):
        pages[url] = article(_FIXTURE, number, day, {"木桥修好了": "第{number}座木桥修好了", "2024-03-04": "{day}"})
    return pages


REPLICA = Replica(
    outlet="jfrb",
    pages=_pages(),
    articles=_ARTICLES,
    beyond=frozenset({f"{_DATA}/{DAYS[2]}/navi.json"}),
    arguments={"edition": DAYS[0]},
)
