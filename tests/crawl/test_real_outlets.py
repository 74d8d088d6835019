"""Real pages of every outlet that has a module, crawled from a WARC of them: read as well as by the generic page, or better.

An outlet's pages are found by their hosts among the saved ones, so that a new module is asked here without a word. Its spider
is given one list of them, at the first address that it begins with.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from newsarchive import pages
from newsarchive.extract import charset
from newsarchive.extract.roles import ROLES, Group
from newsarchive.items import Article, Outlet
from newsarchive.pages import generic
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import Crawled, crawl

#: Field -> the metric, and what it must be over all pages together.
DEMANDED = {
    "title": ("title_exact", 0.98),
    "date": ("date_instant", 0.98),
    "source": ("source_exact", 0.98),
    "author": ("author_f1", 0.95),
    "editor": ("editor_role_f1", 0.98),
    "body": ("body_f1", 0.97),
}
#: Answers where a page credits nobody: no more of them than the generic page gives.
SPURIOUS = ("source_spurious", "author_spurious", "editor_spurious")
#: Addresses for pages that were saved without theirs.
NUMBERED = {"thepaper": "https://www.thepaper.cn/newsDetail_forward_{}"}
#: Has a test of its own (test_real_pages), its list being in a markup of its own.
ELSEWHERE = frozenset({"demo", "shobserver"})


@pytest.fixture(scope="module")
def bench(shared: Path) -> Any:
    """The scorer of the benchmark."""
    pytest.importorskip("dateutil")
    sys.path.insert(0, str(shared / "bench"))
    from newsbench import datasets, metrics

    return datasets, metrics


@cache
def spider_of(outlet: str) -> Any:
    return SpiderLoader(Settings({"SPIDER_MODULES": ["newsarchive.spiders"]})).load(outlet)()


def place(url: str, number: int) -> tuple[Outlet | None, str]:
    """The outlet of a saved page, and an address under which its spider would ask for it."""
    outlet = pages.outlet_for(url)
    if outlet is None or outlet.name not in pages.with_modules() or outlet.name in ELSEWHERE:
        return None, url
    if outlet.identity(url) is None:
        if outlet.name not in NUMBERED:
            return None, url
        url = NUMBERED[outlet.name].format(9_000_000 + number)
    return outlet, url


@pytest.fixture(scope="module")
def saved(bench: Any, shared: Path) -> dict[str, tuple[Outlet, bytes, dict[str, Any] | None]]:
    """Address -> outlet, bytes, and what a person reads on it; None where nobody did."""
    datasets, _ = bench
    found: dict[str, tuple[Outlet, bytes, dict[str, Any] | None]] = {}
    identities = set()
    for number, record in enumerate(datasets.load(["zh", "cjk"])):
        outlet, url = place(record.url, number)
        if outlet is not None and outlet.identity(url) not in identities:
            identities.add(outlet.identity(url))
            found[url] = (outlet, record.html, record.expected)
    for row in json.loads((shared / "outlets" / "pages" / "index.json").read_text("utf-8")):
        outlet, url = place(row["url"] or "", 0)
        if outlet is not None and row["kind"] == "article" and outlet.identity(url) not in identities:
            identities.add(outlet.identity(url))
            found[url] = (outlet, gzip.decompress((shared / "outlets" / "pages" / row["file"]).read_bytes()), None)
    return found


@pytest.fixture(scope="module")
def crawled(saved: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    names = sorted({outlet.name for outlet, _, _ in saved.values()})
    folder = tmp_path_factory.mktemp("warc")
    with WarcWriter(folder, {}) as writer:
        for url, body in (*lists(saved, names), *((url, body) for url, (_, body, _) in saved.items())):
            headers = (("Content-Type", "text/html"),)
            moment = datetime(2024, 3, 1, tzinfo=UTC)
            writer.write(Exchange(url=url, captured_at=moment, status=200, headers=headers, payload=body))
    [warc] = folder.iterdir()
    return crawl(
        tmp_path_factory.mktemp("outlets") / "archive", "", outlets=names,
        settings={"NEWSARCHIVE_AGAINST": str(warc), "NEWSARCHIVE_ALLOW_PRIVATE": False},
    )  # fmt: skip


def lists(saved: dict[str, Any], names: list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        spider = spider_of(name)
        rows = "".join(f'<li><a href="{url}">标题</a></li>' for url, (outlet, _, _) in saved.items() if outlet.name == name)
        inside = getattr(spider, "inside", "").rpartition(" ")[2].rpartition(".")[2].rpartition("#")[2]
        page = f'<html><body><div class="{inside}" id="{inside}"><ul>{rows}</ul></div></body></html>'
        yield next(iter(spider.starts())), page.encode()


@pytest.fixture(scope="module")
def articles(crawled: Crawled) -> dict[str, Article]:
    assert crawled.error is None
    with Archive(crawled.archive) as archive:
        return {article.url: article for article in archive}


@pytest.fixture(scope="module")
def scores(bench: Any, saved: dict[str, Any], articles: dict[str, Article]) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(outlet, metric) -> of each page, how its module and how the generic page did."""
    _, metrics = bench
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for url, (outlet, body, expected) in saved.items():
        if expected is None:
            continue
        article = articles.get(str(outlet.identity(url)))
        own = metrics.score(answer(article) if article else {}, expected)
        plain = generic.read(charset.decode(body, None).text, url)
        other = metrics.score(plain_answer(plain), expected)
        for metric in own:
            found[outlet.name, metric].append((own[metric], other[metric]))
    return found


def answer(article: Article) -> dict[str, Any]:
    def writes(role: str) -> bool:
        return role != "compiler" and role in ROLES and ROLES[role].group is Group.WRITING

    editors = [{"role": one.role, "name": one.name} for one in article.credits if not writes(one.role_normalized)]
    return {
        "title": article.title,
        "author": (article.author or "").split("、") if article.author else [],
        "date": article.date,
        "body": article.body,
        "source": article.source,
        "editor": editors,
    }


def plain_answer(reading: generic.Reading) -> dict[str, Any]:
    return {
        "title": reading.title,
        "author": list(reading.authors),
        "date": reading.date.iso if reading.date else None,
        "body": "\n\n".join(filter(None, (reading.standfirst, reading.body))) or None,
        "source": reading.source,
        "editor": [{"role": one.role, "name": one.name} for one in reading.editors],
    }


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_every_saved_page_is_archived(saved: dict[str, Any], articles: dict[str, Article]) -> None:
    missing = [url for url, (outlet, _, _) in saved.items() if outlet.identity(url) not in articles]

    assert missing == []


@pytest.mark.parametrize("field", DEMANDED)
def test_over_all_outlets_a_field_is_right(field: str, scores: dict[tuple[str, str], list[tuple[float, float]]]) -> None:
    metric, demanded = DEMANDED[field]
    values = [own for (_, name), pairs in scores.items() if name == metric for own, _ in pairs]

    assert len(values) >= 5
    assert mean(values) >= demanded


@pytest.mark.parametrize("metric", [*(metric for metric, _ in DEMANDED.values()), *SPURIOUS])
def test_no_outlet_reads_a_field_worse_than_the_generic_page(
    metric: str, scores: dict[tuple[str, str], list[tuple[float, float]]]
) -> None:
    sign = -1 if metric in SPURIOUS else 1
    worse = {
        outlet: (mean([own for own, _ in pairs]), mean([other for _, other in pairs]))
        for (outlet, name), pairs in scores.items()
        if name == metric and sign * mean([own - other for own, other in pairs]) < -1e-9
    }

    assert worse == {}


def test_pages_that_nobody_read_by_hand_have_what_an_archive_needs(saved: dict[str, Any], articles: dict[str, Article]) -> None:
    unread = [articles[str(outlet.identity(url))] for url, (outlet, _, expected) in saved.items() if expected is None]

    assert [article.url for article in unread if not (article.title and article.body and article.date)] == []
