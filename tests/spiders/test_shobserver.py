"""What the lists of 上观新闻 name, in HTML and in JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from newsarchive.demo import Edition, Outlet
from newsarchive.discover.urls import canonical
from newsarchive.errors import NotAnArticle, UsageError
from newsarchive.items import Candidate, Capture, Kind, Reason
from newsarchive.spiders.shobserver import JSON_LISTS, SECTIONS, SUBSECTIONS, ShobserverSpider
from tests.crawl.site import list_of

SITE = "https://www.shobserver.com"
LIST = f"{SITE}/news/list?section=22"


def listed(body: str, url: str = LIST) -> list[Candidate]:
    captured_at = datetime(2024, 3, 1, tzinfo=UTC)
    mime = "application/json" if url.endswith(".json") else "text/html; charset=utf-8"
    capture = Capture(url=url, captured_at=captured_at, status=200, headers=(("Content-Type", mime),), body=body.encode())
    return list(ShobserverSpider().listed(capture))


def in_json(*rows: dict[str, Any]) -> list[Candidate]:
    return listed(json.dumps({"data": rows}), f"{SITE}/staticsg/data/web/home/topnewslist.json")


def article(number: int) -> str:
    return f"{SITE}/news/detail?id={number}"


def test_every_section_subsection_and_list_is_begun_with() -> None:
    starts = list(ShobserverSpider().starts())

    assert len(set(starts)) == len(starts) == len(SECTIONS) + len(SUBSECTIONS) + len(JSON_LISTS)
    assert f"{SITE}/news/list?section=42" in starts
    assert f"{SITE}/staticsg/data/web/common/newsrank.json" in starts


@pytest.mark.parametrize("section", ["城事", "22"])
def test_a_section_is_begun_with_by_name_or_number(section: str) -> None:
    assert list(ShobserverSpider(section=section).starts()) == [LIST]


def test_a_section_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="城事"):
        ShobserverSpider(section="体育")


def test_a_list_names_its_articles_with_their_dates_and_its_next_page() -> None:
    page = list_of(("/news/detail?id=1", "2019-06-02"), ("/wx/detail.do?id=2&time=9", "2019-06-01"), page=1, pages=3)

    first, second, further = listed(page)

    assert (first.url, first.fetch_url, first.published) == (article(1), article(1), "2019-06-02T08:00:00+08:00")
    assert (second.url, second.fetch_url) == (article(2), f"{SITE}/wx/detail.do?id=2&time=9")
    assert (further.kind, further.url) == (Kind.LISTING, canonical(f"{LIST}&page=2"))


def test_the_last_page_names_no_other_and_the_previous_one_is_no_next() -> None:
    page = list_of("/news/detail?id=1", page=3, pages=3)

    assert [candidate.kind for candidate in listed(page)] == [Kind.ARTICLE]


def test_a_shell_is_to_be_fetched_as_json() -> None:
    [candidate] = listed(list_of("/staticsg/res/html/web/newsDetail.html?id=3&sid=11"))

    assert (candidate.url, candidate.fetch_url) == (article(3), f"{SITE}/news/getNewsDetail?id=3")


def test_a_list_without_a_row_is_a_list_and_another_page_is_none() -> None:
    assert listed(list_of()) == []

    with pytest.raises(NotAnArticle) as refused:
        listed("<html><body><p>稍候</p></body></html>")
    assert refused.value.reason is Reason.NOT_A_LIST


@pytest.mark.parametrize("body", ["", "<html>", "{", "\x00"])
def test_what_is_no_json_is_no_list(body: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        listed(body, f"{SITE}/staticsg/data/web/home/topnewslist.json")

    assert refused.value.reason is Reason.NOT_A_LIST


def test_a_json_row_is_an_article_with_its_moment() -> None:
    [candidate] = in_json({"id": 7, "title": "t", "newstype": "0", "publishtime": 1567829160000})

    assert candidate.url == article(7)
    assert candidate.fetch_url == f"{SITE}/news/getNewsDetail?id=7"
    assert candidate.published is not None
    assert datetime.fromisoformat(candidate.published) == datetime(2019, 9, 7, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7, "title": ""}, {"id": 7}, {"id": 7, "title": "t", "newstype": "1"}, {"id": "x", "title": "t"},
        {"id": None, "title": "t"}, {"title": "t"},
    ],
)  # fmt: skip
def test_a_json_row_without_a_title_a_number_or_an_articles_type_is_passed_over(row: dict[str, Any]) -> None:
    assert in_json(row) == []


@pytest.mark.parametrize("published", [None, "", 0, -1, "1567829160000", 1.5, True, {}, 10**30])
def test_a_json_row_with_any_moment_is_an_article(published: Any) -> None:
    assert [candidate.url for candidate in in_json({"id": 7, "title": "t", "publishtime": published})] == [article(7)]


@pytest.mark.parametrize("name", JSON_LISTS)
def test_each_list_of_the_present_site_names_articles(name: str) -> None:
    url = f"/staticsg/data/web/{name}.json"

    candidates = listed(Outlet().response(url).body.decode(), SITE + url)

    known = {article(number) for number in Edition().stories}
    assert candidates
    assert {candidate.url for candidate in candidates} <= known


def test_a_deep_or_endless_answer_is_only_a_long_list() -> None:
    nested: Any = {"id": 7, "title": "t"}
    for _ in range(400):
        nested = {"data": [nested]}

    assert [candidate.url for candidate in in_json(nested)] == [article(7)]
    assert len(in_json(*({"id": number, "title": "t"} for number in range(5000)))) == 5000
