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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DAYS", "SINCE", "Replica", "article", "replicas"]

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


def replicas() -> list[Replica]:
    """All replicas there are."""
    from tests.spiders import replicas as package

    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [importlib.import_module(f"{package.__name__}.{name}").REPLICA for name in names]
