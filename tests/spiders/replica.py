"""A small replica of an outlet, its lists and articles, to be crawled from a WARC as if it were the network.

Every module in `tests/spiders/replicas` holds one, as `REPLICA`. `test_replicas` crawls them all in one process, then once more
from SINCE on, and asks of each: was every article found, once; were all pages of the list turned; and with --since none in vain.

    page(3) of the list below is not fetched with --since, as nothing on page 2 is young enough:

        page 1    2024-03-04, 2024-03-03
        page 2    2024-03-02, 2024-03-01
        page 3    2024-02-28
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newsarchive import pages

__all__ = ["DAYS", "SINCE", "Replica", "article", "listed", "replicas"]

#: The days of a list's five articles, two to a page, newest first; a replica may have more.
DAYS = ("2024-03-04", "2024-03-03", "2024-03-02", "2024-03-01", "2024-02-28")
SINCE = "2024-03-03"
_FIXTURES = Path(__file__).parents[2] / "fixtures"


@dataclass(frozen=True, kw_only=True)
class Replica:
    """What an outlet serves, and what a crawl must make of it."""

    outlet: str
    """The spider's name."""
    pages: Mapping[str, str | bytes]
    """Address -> page: lists and articles, under the addresses that the spider asks for. Text is served in `charset`."""
    articles: Mapping[str, str]
    """Canonical address of each article -> the day that the list gives it."""
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Canonical address -> what stands in the article's text, in this order: of articles in several pages."""
    beyond: frozenset[str] = frozenset()
    """Addresses of list pages that a crawl with --since SINCE must not ask for."""
    charset: str = "utf-8"
    types: Mapping[str, str] = field(default_factory=dict)
    """Address -> Content-Type, where it is neither HTML nor JSON."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What the spider is told besides: all spiders are told the same, and pass over what they do not know."""

    def type_of(self, url: str) -> str:
        """The Content-Type of a page: JSON by its first sign, HTML else."""
        body = self.pages[url]
        text = body.decode(self.charset, "replace") if isinstance(body, bytes) else body
        return self.types.get(url) or ("application/json" if text.lstrip()[:1] in ("{", "[") else "text/html")

    def body_of(self, url: str) -> bytes:
        """A page as served."""
        body = self.pages[url]
        return body if isinstance(body, bytes) else body.encode(self.charset)


def article(fixture: str, number: int, day: str, replaced: Mapping[str, str] | None = None, charset: str = "utf-8") -> str:
    """The page of a fixture as another article's: numbered in its title, dated, and with a paragraph of its own.

    fixture: "newsarchive.pages.paper.Page/ordinary-article". replaced: texts of the page -> what stands there instead, where
    {number} and {day} are filled in; without it every date of the form 2024-03-01 becomes the day.
    """
    text = (_FIXTURES / fixture / "inputs" / "HttpResponse-body.html").read_bytes().decode(charset)
    for old, new in (replaced or {}).items():
        assert old in text, f"{fixture}: no {old!r}"
        text = text.replace(old, new.format(number=number, day=day))
    return text if replaced else re.sub(r"20\d\d-\d\d-\d\d", day, text)


def listed(
    outlet: str,
    lists: Sequence[str],
    articles: Sequence[str],
    fixture: str,
    *,
    row: str = '<li><a href="{url}">潮汐第{number}号</a><span>{day}</span></li>',
    body: str = "<ul>{rows}</ul>{turn}",
    turn: str = '<a href="{url}">下一页</a>',
    twin: str | None = None,
    replaced: Mapping[str, str] | None = None,
    further: str | None = None,
    charset: str = "utf-8",
) -> Replica:
    """A replica of a list in three pages that names five articles, of the five DAYS.

    lists: addresses of the list's pages. articles: of the articles, which are numbered copies of the fixture. row, body, turn:
    markup of a row, of a page, of the link to the next one. twin: another address of the first article, which the first page
    names too. further: the address of a second page of the first article.
    """
    identity = pages.outlet_named(outlet).identity
    served: dict[str, str] = {}
    named = [[0, 1], [2, 3], [4]]
    for at, (address, numbers) in enumerate(zip(lists, named, strict=True)):
        urls = [(articles[number], number) for number in numbers]
        if at == 0 and twin:
            urls.append((twin, 0))
        rows = "".join(row.format(url=url, number=number, day=DAYS[number]) for url, number in urls)
        link = turn.format(url=lists[at + 1]) if at + 1 < len(lists) else ""
        served[address] = f'<html><head><meta charset="{charset}"></head><body>{body.format(rows=rows, turn=link)}</body></html>'
    for number, url in enumerate(articles):
        served[url] = article(fixture, number, DAYS[number], replaced, charset)
    holds = {}
    if further:
        first, last = articles[0], f"第{outlet}篇的下半篇说，桥上的灯是最后才亮的，亮了以后谁也没有再说话。"
        served[further] = served[first].replace("<p", f"<p>{last}</p><p", 1).replace("</body>", f'<a href="{first}">上一页</a></body>')
        served[further] = _only_paragraph(served[further], last)
        served[first] = served[first].replace("</body>", f'<a href="{further}">下一页</a></body>')
        holds[identity(first) or first] = ("缺角的那两级也没有补", last)
    return Replica(
        outlet=outlet,
        pages=served,
        articles={identity(url) or url: day for url, day in zip(articles, DAYS, strict=True)},
        beyond=frozenset(lists[2:]),
        holds=holds,
        charset=charset,
    )


def _only_paragraph(page: str, kept: str) -> str:
    """The page with the text of one of its paragraphs."""
    return re.sub(r"<p\b[^>]*>(?:(?!</p>).)*</p>", lambda found: found[0] if kept in found[0] else "", page, flags=re.DOTALL)


def replicas() -> list[Replica]:
    """All replicas there are."""
    from tests.spiders import replicas as package

    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}").REPLICA for name in names]
