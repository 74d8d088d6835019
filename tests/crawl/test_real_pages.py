"""Real pages through the whole corridor: a WARC of them is crawled as if it were the network."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.items import Article
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import Crawled, crawl, list_of

SITE = "https://www.shobserver.com"
DESKTOP, SHELL = f"{SITE}/news/detail?id=158798", f"{SITE}/staticsg/res/html/web/newsDetail.html?id=584634&sid=11"
WX = [f"https://web.shobserver.com/wx/detail.do?id={number}" for number in (176252, 179794)]


@pytest.fixture(scope="module")
def crawled(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    seed, folder = shared / "seed", tmp_path_factory.mktemp("warc")
    html, answer = "text/html; charset=utf-8", "application/json;charset=UTF-8"
    first, second = (list_of(*links, path="/news/list?section=22", page=page, pages=2)
                     for page, links in enumerate([(DESKTOP, WX[0]), (f"{WX[1]}&from=timeline", SHELL, f"{WX[0]}&time=1")], 1))  # fmt: skip
    pages = {
        f"{SITE}/news/list?section=22": (html, first.encode()),
        f"{SITE}/news/list?section=22&page=2": (html, second.encode()),
        DESKTOP: (html, (seed / "desktop-2019.html").read_bytes()),
        WX[0]: (html, (seed / "wx-176252.html").read_bytes()),
        f"{WX[1]}&from=timeline": (html, (seed / "wx-179794.html").read_bytes()),
        f"{SITE}/news/getNewsDetail?id=584634": (answer, (seed / "getNewsDetail.json").read_bytes()),
    }
    with WarcWriter(folder, {}) as writer:
        for url, (mime, body) in pages.items():
            captured_at, headers = datetime(2024, 3, 1, tzinfo=UTC), (("Content-Type", mime),)
            writer.write(Exchange(url=url, captured_at=captured_at, status=200, headers=headers, payload=body))
    [warc] = folder.iterdir()
    return crawl(
        tmp_path_factory.mktemp("real") / "archive", "", outlets=["shobserver"], arguments={"section": "城事"},
        settings={"NEWSARCHIVE_AGAINST": str(warc), "NEWSARCHIVE_ALLOW_PRIVATE": False},
    )  # fmt: skip


@pytest.fixture(scope="module")
def articles(crawled: Crawled) -> dict[str, Article]:
    with Archive(crawled.archive) as archive:
        return {article.url.rpartition("=")[2]: article for article in archive}


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "seed" / "expected.json").read_text("utf-8"))


def test_every_page_is_archived_once(crawled: Crawled, articles: dict[str, Article]) -> None:
    assert set(articles) == {"158798", "176252", "179794", "584634"}
    assert crawled.report["failures"] == {}
    assert crawled.report["balanced"]


def test_the_desktop_article_is_archived_in_every_field(articles: dict[str, Article], expected: dict[str, Any]) -> None:
    article = articles["158798"]

    own = {name: getattr(article, name) for name in expected if name not in ("credits", "section")}
    assert own == {name: expected[name] for name in own}
    assert list(article.section) == expected["section"]
    assert [{"role": credit.role, "name": credit.name} for credit in article.credits] == expected["credits"]


def test_the_article_behind_a_shell_is_archived_from_its_json(articles: dict[str, Article], expected: dict[str, Any]) -> None:
    article = articles["584634"]

    for name in ("title", "date", "summary", "body", "editor"):
        assert getattr(article, name) == expected[name]


@pytest.mark.parametrize(
    ("number", "date", "photographers"),
    [
        ("176252", "2019-09-15T20:21+08:00", [("题图来源", "戴磊"), ("题图来源", "姚帅寓")]),
        ("179794", "2019-10-01T13:35+08:00", [("题图来源", "新华社"), ("内文图", "隋思哲"), ("内文图", "周思未"), ("内文图", "张慧欣")]),
    ],
)
def test_a_mobile_article_is_archived_with_its_credits(
    number: str, date: str, photographers: list[tuple[str, str]], articles: dict[str, Article]
) -> None:
    article = articles[number]

    assert (article.source, article.author, article.date) == ("上观新闻", "徐瑞哲", date)
    assert [(credit.role, credit.name) for credit in article.credits if "图" in credit.role and "编辑" not in credit.role] == photographers
    assert {credit.role for credit in article.credits} >= {"栏目主编", "文字编辑", "图片编辑"}
    assert article.body is not None
    assert "主编：" not in article.body


def test_no_other_address_was_asked_for_in_vain(crawled: Crawled) -> None:
    assert crawled.rows("SELECT count(*) FROM urls WHERE reason IS NOT NULL") == [(0,)]
