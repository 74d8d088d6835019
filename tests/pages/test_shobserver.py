"""上观新闻: real pages of each generation, read; which addresses are one article."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import newsarchive
from newsarchive.errors import NotAnArticle
from newsarchive.items import Reason
from newsarchive.pages.platforms.jiefang import identity

DESKTOP = "https://www.shobserver.com/news/detail?id=158798"
JSON = "https://www.shobserver.com/news/getNewsDetail?id=158798"
MOBILE = "https://web.shobserver.com/wx/detail.do?id={}"


@pytest.fixture
def seed(shared: Path) -> Path:
    return shared / "seed"


@pytest.fixture
def expected(seed: Path) -> dict[str, Any]:
    return json.loads((seed / "expected.json").read_text("utf-8"))


def fields(html: bytes, url: str) -> dict[str, Any]:
    """A reading as `expected.json` has it."""
    article = asdict(newsarchive.read(html, url))
    article["credits"] = [{"role": credit["role"], "name": credit["name"]} for credit in article["credits"]]
    article["section"] = list(article["section"])
    return article


def test_the_desktop_page_is_read_in_every_field(seed: Path, expected: dict[str, Any]) -> None:
    article = fields((seed / "desktop-2019.html").read_bytes(), DESKTOP)

    assert {name: article[name] for name in expected} == expected


def test_the_json_is_read_in_every_field_that_it_carries(seed: Path, expected: dict[str, Any]) -> None:
    article = fields((seed / "getNewsDetail.json").read_bytes(), JSON)

    carried = ("title", "date", "summary", "body", "editor")
    assert {name: article[name] for name in carried} == {name: expected[name] for name in carried}
    assert article["credits"] == [credit for credit in expected["credits"] if credit["role"] != "作者"]
    assert (article["author"], article["source"]) == (None, None)


@pytest.mark.parametrize(
    ("number", "title", "date", "credits", "ends"),
    [
        (
            "176252",
            "中国国旗在人类商船航线的最高纬度、最险区段升起！他们穿越北极航道，开辟冰上丝路",
            "2019-09-15T20:21+08:00",
            [("作者", "徐瑞哲"), ("栏目主编", "徐瑞哲"), ("文字编辑", "徐瑞哲"), ("题图来源", "戴磊"), ("题图来源", "姚帅寓"),
             ("图片编辑", "徐佳敏")],
            ("北极圈传回最新消息！", "详细收集北极航行的相关数据。"),
        ),
        (
            "179794",
            "听！这5位赴京观礼的上海院士和名师，第一时间向全校师生发来“现场感”",
            "2019-10-01T13:35+08:00",
            [("作者", "徐瑞哲"), ("栏目主编", "徐瑞哲"), ("文字编辑", "徐瑞哲"), ("题图来源", "新华社"), ("图片编辑", "邵竞"),
             ("内文图", "隋思哲"), ("内文图", "周思未"), ("内文图", "张慧欣")],
            ("今天，此时此刻，", "激动的心情久久难以平息……"),
        ),
    ],
)  # fmt: skip
def test_a_mobile_page_is_read_with_all_its_credits_and_none_of_them_in_the_body(
    seed: Path, number: str, title: str, date: str, credits: list[tuple[str, str]], ends: tuple[str, str]
) -> None:
    article = newsarchive.read((seed / f"wx-{number}.html").read_bytes(), MOBILE.format(number))

    assert (article.title, article.source, article.author, article.date) == (title, "上观新闻", "徐瑞哲", date)
    assert article.section == ("教育在线",)
    assert [(credit.role, credit.name) for credit in article.credits] == credits
    assert article.editor is not None
    assert article.body is not None
    assert all(f"{role}：" in article.editor for role, _ in credits[1:])
    assert (article.body[: len(ends[0])], article.body[-len(ends[1]) :]) == ends
    assert not [label for label in ("编辑：", "主编：", "题图来源", "内文图", "相关阅读") if label in article.body]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.shobserver.com/news/detail?id=158798",
        "http://www.jfdaily.com/news/detail?id=158798",
        "https://export.shobserver.com/news/detail?from=timeline&id=158798",
        "https://web.shobserver.com/wx/detail.do?id=158798&time=1568550178141&from=groupmessage",
        "https://www.jfdaily.com/wx/detail.do?id=158798",
        "https://www.shobserver.com/staticsg/res/html/web/newsDetail.html?id=158798&sid=11",
        "https://www.shobserver.cn/staticsg/res/html/web/newsDetail.html?id=158798&v=2.0&sid=67",
        "https://www.shobserver.com/news/getNewsDetail?id=158798",
        "https://www.shobserver.com/news/viewNewsDetail?id=158798",
    ],
)
def test_an_article_is_one_url_in_every_generation(address: str) -> None:
    assert identity(address) == DESKTOP


@pytest.mark.parametrize(
    "address",
    [
        "https://www.shobserver.com/news/list?section=42",
        "https://www.shobserver.com/news/detail",
        "https://www.shobserver.com/news/detail?id=",
        "https://www.shobserver.com/news/detail?id=12a",
        "https://www.shobserver.com/sgh/detail?id=158798",
        "https://www.shobserver.com/staticsg/res/html/journal/detail.html?date=2024-01-01&id=1&page=01",
        "https://www.shobserver.com/",
    ],
)
def test_an_address_without_an_article_has_no_identity(address: str) -> None:
    assert identity(address) is None


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ('{"success": false, "errorinfo": "x", "object": null}', Reason.ERROR_PAGE),
        ('{"success": true, "object": {"title": "t", "detail": ""}}', Reason.EMPTY),
        ("{not json at all", Reason.NOT_ARTICLE),  # cut short, say: that tells of no takedown
        ('{"success": true, "data": {"title": "t", "detail": "%s"}}' % ("潮" * 600), Reason.NOT_ARTICLE),  # a later form
        ("<html><title>{{brTitle}}</title><div id='app'>{{brTitle}}</div></html>", None),
        ("", Reason.EMPTY),
    ],
)
def test_what_is_no_article_says_why(html: str, reason: Reason | None) -> None:
    with pytest.raises(NotAnArticle) as refused:
        newsarchive.read(html, JSON)

    assert reason is None or refused.value.reason is reason
