"""The address of a sitemap -> the days that it covers, where it says so: sitemap-2019-05.xml, sitemap.xml?yyyy=2019&mm=05."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["overlaps", "period", "running"]

# 2019-05-03, 2019/05/03, 20190503, 2019-05, 201905, 2019
_DATED: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19[89]|20[0-4])\d)"
    r"(?:[-_/.]?(?P<month>0[1-9]|1[0-2])(?:[-_/.]?(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_YEAR: Final = ("year", "yyyy", "y")
_MONTH: Final = ("month", "mm", "m", "monthnum")
_DAY: Final = ("day", "dd", "d")
#: A sitemap may be cut at midnight of another zone than the outlet's.
_SLACK: Final = timedelta(days=1)


def period(url: str) -> tuple[str, str] | None:
    """First and last day that an address says a sitemap covers.

    >>> period("https://paper.example/sitemap-2019-05.xml.gz"), period("https://paper.example/sitemap.xml?yyyy=2020&mm=2&dd=3")
    (('2019-05-01', '2019-05-31'), ('2020-02-03', '2020-02-03'))
    >>> period("https://paper.example/sitemaps/2018/articles.xml"), period("https://paper.example/post-sitemap12.xml")
    (('2018-01-01', '2018-12-31'), None)
    """
    parts = urlsplit(url)
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    told = [next((query[key] for key in keys if query.get(key, "").isdigit()), None) for keys in (_YEAR, _MONTH, _DAY)]
    if told[0] and len(told[0]) == 4:
        return _span(*(int(number) if number else None for number in told))
    # The last date in it: /2023/sitemap-2019-05.xml was written in 2023.
    found = list(_DATED.finditer(unquote(f"{parts.path}?{parts.query}")))
    if not found:
        return None
    best = max(found, key=lambda match: (match["month"] is not None, match.start()))
    return _span(*(int(best[name]) if best[name] else None for name in ("year", "month", "day")))


def _span(year: int | None, month: int | None = None, day: int | None = None) -> tuple[str, str] | None:
    try:
        assert year is not None
        first = date(year, month or 1, day or 1)
        last = first if month and day else date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


def running(addresses: Iterable[str]) -> bool:
    """Whether the sitemaps of an index are numbered on and on, so that sitemap2019.xml is one of two thousand.

    >>> running(["https://paper.example/map1.xml", "https://paper.example/map2019.xml"])
    True
    """
    stems: dict[str, set[bool]] = {}
    for address in addresses:
        if found := re.search(r"(\d+)(?=\D*$)", address):
            is_year = re.fullmatch(r"(?:19[89]|20[0-4])\d", found[1]) is not None
            stems.setdefault(address[: found.start()], set()).add(is_year or len(found[1]) >= 6)
    return any(len(kinds) > 1 for kinds in stems.values())


def overlaps(span: tuple[str, str], since: str | None, until: str | None) -> bool:
    """Whether days that a sitemap covers may hold anything of a window, in whatever zone they are counted.

    >>> overlaps(("2019-05-01", "2019-05-31"), "2019-06-01", None), overlaps(("2019-05-01", "2019-05-31"), "2019-06-02", None)
    (True, False)
    """
    first, last = (date.fromisoformat(day) for day in span)
    return (since is None or (last + _SLACK).isoformat() >= since) and (until is None or (first - _SLACK).isoformat() <= until)
