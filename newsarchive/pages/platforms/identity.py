"""Which addresses are one article: rules by the shape of an address, so that its PC, phone, app and shared ones meet.

    identity = rule(r"/newsDetail_forward_(?P<id>\\d+)", r"/detail/(?P<id>\\d+)", form="https://www.paper.example/n/{id}")

A rule's `form` may name the groups of its pattern, the address's {host} and its {path}.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import canonical, is_http

__all__ = ["ENORTH", "FOUNDER", "TRS", "by_shape", "one_of", "rule"]

Rule = Callable[[str], str | None]

#: /2024-10/28/content_9254045.htm; content_9254045_2.htm is its second page. A date may also stand in one part: /20241028/.
FOUNDER = r"(?:/[\w.-]+)*/\d{4}-?\d{2}[-/]?\d{2}/(?:[\w.-]+/)?content_\d+\.s?html?"
#: /202312/t20231201_1234567.html; t20231201_1234567_1.html is its second page.
#: or t20220321_s6237f00….shtml
TRS = r"(?:/[\w.-]+)*/\d{6}(?:/\d{2})?/t\d{8}_(?:\d+|[a-z][0-9a-z]+)\.s?html?"
#: /system/2019/06/19/037358842.shtml
ENORTH = r"(?:/[\w.-]+)*/system/\d{4}/\d{2}/\d{2}/\d{6,}\.s?html?"


def rule(*patterns: str, form: str = "https://{host}{path}", hosts: str = "") -> Rule:
    """The rule that an address whose whole path has one of these shapes names an article.

    hosts: a pattern that its host must have, too.

    >>> identity = rule(r"/news/(?P<id>\\d+)(?:_m)?\\.html", form="https://www.paper.example/news/{id}.html")
    >>> identity("http://m.paper.example/news/7_m.html?from=timeline"), identity("http://m.paper.example/news/")
    ('https://www.paper.example/news/7.html', None)
    """
    compiled = [re.compile(pattern) for pattern in patterns]

    def identity(url: str) -> str | None:
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return None
        path = re.sub(r"/{2,}", "/", parts.path)
        if hosts and not re.fullmatch(hosts, host):
            return None
        for pattern in compiled:
            if found := pattern.fullmatch(path):
                return form.format(host=host, path=path, **found.groupdict())
        return None

    return identity


def one_of(*rules: Rule) -> Rule:
    """What the first rule says that says anything: the sites of one outlet need not number articles alike."""

    def identity(url: str) -> str | None:
        return next((own for one in rules if (own := one(url))), None)

    return identity


#: Columns, which these content systems number as they do articles: /node_7.htm, /channel/7397.html, /list.php?cid=2.
_COLUMN = re.compile(r"/(?:node|index|list|channel|class|column|cat)(?:[_/-]?\d+){0,2}(?:\.\w+)?/?$")
# What these systems name an article by: a long number, or a day and a number. Words name their lists.
_NUMBERED = re.compile(r"\d{5}|\d{4}[-/]?\d{2}[-/]?\d{2}/")


def by_shape(url: str) -> str | None:
    """What looks like an article's address, in a shape that no rule knows: outlets have had more systems than are known.

    The path alone names it; what stands in the query tells how a reader came.

    >>> by_shape("http://paper.example/2009/0412/123456.html?from=timeline"), by_shape("http://paper.example/sport/")
    ('https://paper.example/2009/0412/123456.html', None)
    >>> by_shape("http://paper.example/sport/node_158798_2.htm"), by_shape("http://paper.example/n_gn_2.htm")
    (None, None)
    """
    if not is_http(url):
        return None
    parts = urlsplit(canonical(url))
    path = re.sub(r"/{2,}", "/", parts.path)
    if _COLUMN.search(path) or not _NUMBERED.search(path) or parts.netloc.startswith(("bbs.", "forum.", "blog.", "club.")):
        return None
    address = f"https://{parts.netloc}{path}"
    return address if shape(address) is Shape.ARTICLE else None
