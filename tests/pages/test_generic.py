"""pages.generic: whole pages of an invented paper, and the floors of the development pages of bench/."""

from __future__ import annotations

import importlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.extract import tree
from newsarchive.items import Precision, Reason
from newsarchive.pages import generic
from newsarchive.pages.article import CapturedAt, response

CAPTURED = datetime(2024, 3, 6, 1, 30, tzinfo=UTC)
CHINESE = """<html><head><meta charset="utf-8"><title>大桥周一重新开放_要闻_新报</title><meta name="author" content="李四"></head><body>
<div class="nav"><a href="/">首页</a><a href="/yw">要闻</a></div><h1>大桥周一重新开放</h1>
<div class="info">2024-03-05 06:31　来源：新报　作者：张三　责任编辑：李四</div>
<div class="article-content"><p>　　关闭了一年的大桥周一重新开放，市民排队走过桥面，不少人带着孩子，一路拍照留念。</p>
<p>　　市政府说，修复工程比计划早了两个月完成，费用也比预算少了一成，剩下的钱将用于维护。</p><p>（责任编辑：李四）</p></div>
<div class="related"><h3>相关阅读</h3><a href="/1">大桥为什么关闭</a></div><footer>版权所有 新报 未经授权不得转载</footer></body></html>"""
ENGLISH = """<html lang="en-GB"><head><title>Bridge reopens - The Bilt Courier</title>
<meta property="og:site_name" content="The Bilt Courier"><meta property="og:description" content="Closed for a year, the bridge is open again.">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge reopens", "datePublished": "2024-03-05T06:31:00Z",
"author": [{"@type": "Person", "name": "Jane Doe"}]}</script></head><body><main><h1>Bridge reopens</h1>
<p class="standfirst">Closed for a year, the bridge is open again.</p><div class="byline">By <a rel="author" href="/jane">Jane Doe</a></div>
<p>The bridge across the river reopened on Monday, a year after it was closed, and people queued to be the first to cross.</p>
<figure><img src="/bridge.jpg"><figcaption>The bridge on Monday, seen from the town hall.</figcaption></figure>
<p>The work took ten months, two fewer than planned, the council says, and what is left of the money will pay for its upkeep.</p>
</main><aside><h2>Most read</h2><a href="/2">Rain, and more of it, expected for the weekend</a></aside></body></html>"""


def page(html: str, url: str = "https://courier.example/1") -> generic.GenericPage:
    return generic.GenericPage(response(url, html.encode()), CapturedAt(CAPTURED))


def test_a_chinese_page_is_read_without_code_for_its_site():
    article = page(CHINESE, "https://xinbao.example.cn/1").article()

    assert article.title == "大桥周一重新开放"
    assert article.source == "新报"
    assert article.author == "张三"
    assert article.date == "2024-03-05T06:31+08:00"
    assert [(credit.role, credit.name) for credit in article.credits if credit.role == "责任编辑"] == [("责任编辑", "李四")]
    assert article.body is not None
    assert article.body.startswith("关闭了一年的大桥") and article.body.endswith("将用于维护。")
    assert article.language == "zh"


def test_marks_of_chinese_systems_count_where_the_text_begins_in_latin_letters():
    info = '><i id="pubtime_baidu">2024-03-05 06:31</i> <i id="source_baidu">新报</i>　'
    page = CHINESE.replace(">2024-03-05 06:31　来源：新报　", info).replace(
        "<p>　　关闭了", "<p>HARBOR NEWS, Bilt, for more than a year of waiting and of letters to the editor.</p><p>　　关闭了"
    )

    declared = generic.read(page, "https://bilt.example/1").declared

    assert declared.first("date") == "2024-03-05 06:31"
    assert declared.first("source") == "新报"


def test_an_english_page_is_read_without_code_for_its_site():
    article = page(ENGLISH).article()

    assert article.title == "Bridge reopens"
    assert article.author == "Jane Doe"
    assert article.date == "2024-03-05T06:31:00+00:00"
    assert article.date_precision is Precision.SECOND
    assert article.summary == "Closed for a year, the bridge is open again."
    assert article.body is not None
    assert [line[:10] for line in article.body.split("\n\n")] == ["The bridge", "The work t"]
    assert [(image.url, image.caption) for image in article.images] == [
        ("https://courier.example/bridge.jpg", "The bridge on Monday, seen from the town hall.")
    ]


def test_the_evidence_says_where_an_answer_came_from():
    reading = generic.read(ENGLISH, "https://courier.example/1")

    assert "json-ld headline" in reading.evidence["title"].origin
    assert "json-ld author" in reading.evidence["author"].origin


def test_a_time_element_under_the_text_dates_a_page_that_declares_nothing():
    rain = "<p>It rained all day in the old town, and the river rose above the lower bridge by evening.</p>" * 4
    foot = "<footer><p>" + "<i>x</i><br>" * 30 + '<time class="entry-date" datetime="2020-01-20 08:40">20 I</time></footer>'

    reading = generic.read(f"<main><h1>Rain</h1>{rain}</main>{foot}", "https://courier.example/1")

    assert reading.date is not None
    assert reading.date.iso.startswith("2020-01-20T08:40")


def test_a_relative_date_is_counted_from_the_capture():
    html = CHINESE.replace("2024-03-05 06:31", "3小时前")

    assert generic.read(html, "https://xinbao.example.cn/1", CAPTURED).date.iso == "2024-03-06T06+08:00"


def test_a_page_without_article_is_refused_with_its_reason():
    with pytest.raises(NotAnArticle) as refused:
        page("<title>404</title><h1>Page not found</h1>").article()

    assert refused.value.reason is Reason.ERROR_PAGE


def test_reading_a_tree_leaves_it_as_it_was():
    parsed = tree.parse(ENGLISH)
    before = etree.tostring(parsed.root)

    generic.read_tree(parsed, ENGLISH, "https://courier.example/1")

    assert etree.tostring(parsed.root) == before


def test_a_page_that_holds_nothing_is_read_as_nothing():
    for html in ("", " \0 ", "<!-- -->", "\ud83d"):
        assert generic.read(html, "https://courier.example/1").body is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>x" * 250_000,
        "<div>" * 50_000 + "text",
        "<p>" + "来源：新报 作者：张三 " * 40_000,
        "<h1>a" * 50_000,
        "<p>" + "2019-01-01 10:00 " * 50_000,
        "<p>" + "<span class=author>By Jane Doe</span>" * 30_000,
        '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script>",
        '<meta name=author content="Jane Doe">' * 20_000,
    ],
    ids=["unclosed", "nested", "credits", "headings", "dates", "bylines", "json", "metas"],
)
def test_a_hostile_page_is_read_in_seconds(html):
    begun = time.perf_counter()

    generic.read(html, "https://courier.example/1", CAPTURED)

    assert time.perf_counter() - begun < 10


def test_an_address_that_is_none_is_no_error():
    assert generic.read(ENGLISH, "http://[courier").title == "Bridge reopens"


# Just below what the development pages were measured to score.
FLOORS = {
    "zh": {"title_exact": 0.97, "body_f1": 0.98, "date_day": 0.99, "date_instant": 0.97, "source_exact": 0.97, "author_f1": 0.95,
           "editor_f1": 0.96},
    "cjk": {"title_exact": 0.97, "body_f1": 0.98, "date_day": 0.98, "date_instant": 0.98, "author_f1": 0.93, "editor_f1": 0.96,
            "summary_f1": 0.85},
    "fundus": {"title_exact": 0.87, "body_f1": 0.96, "date_day": 0.98, "author_f1": 0.87, "summary_f1": 0.89},
    "aeb": {"body_f1": 0.96},
    "trafilatura": {"seg_f1": 0.935, "title_exact": 0.85, "author_f1": 0.69},
}


@pytest.mark.parametrize("name", FLOORS)
def test_the_scores_on_real_pages_stay_above_their_floors(name, shared, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(shared / "bench"), str(Path(__file__).parents[2]), *sys.path])
    pytest.importorskip("dateutil", reason="newsbench needs python-dateutil")
    newsbench = importlib.import_module("newsbench.__main__")
    extract = importlib.import_module("bench.adapter").extract

    scores, pages = newsbench.measure(extract, set(newsbench.FIELDS), [name], 60)

    assert scores[name]["error"]["mean"] == 0, [page for page in pages if page[3]["error"]]
    assert {metric: scores[name][metric]["mean"] for metric, floor in FLOORS[name].items() if scores[name][metric]["mean"] < floor} == {}


def test_a_block_that_no_reader_sees_credits_only_what_the_page_does_not_print():
    hidden = '<div style="display:none">2020-07-04 12:10:24 来源：某某网 作者：张三 责任编辑：张三</div>'
    html = CHINESE.replace('<div class="info">2024-03-05 06:31　来源：新报　作者：张三　责任编辑：李四</div>', hidden)
    html = html.replace("（责任编辑：李四）", "（作者：李四）</p><p>【编辑:张三】")

    reading = generic.read(html, "https://paper.example/1.html")

    assert (reading.source, reading.authors) == ("某某网", ("李四",))
    assert [(credit.role, credit.name) for credit in reading.editors] == [("编辑", "张三")]


def test_another_storys_date_below_the_text_is_not_the_articles():
    html = CHINESE.replace("2024-03-05 06:31　", "").replace("大桥为什么关闭</a>", "大桥为什么关闭</a> 2024-02-01 10:20")
    html = html.replace('<meta name="author"', '<meta name="publishdate" content="2024-03-05"><meta name="author"')

    assert generic.read(html, "https://paper.example/1.html").date.iso == "2024-03-05"


def test_the_desk_signs_behind_the_related_links_of_the_texts_element():
    links = "".join(f'<p><a href="/{n}">大桥旧闻之{n}，市民排队走过桥面</a></p>' for n in range(24))
    html = CHINESE.replace("　责任编辑：李四", "").replace("<p>（责任编辑：李四）</p>", f"{links}<p>编辑：王五</p>")

    reading = generic.read(html, "https://paper.example/1.html")

    assert [(credit.role, credit.name) for credit in reading.editors] == [("编辑", "王五")]


GERMAN = """<html lang="de"><head><title>Brücke wieder offen</title>{head}</head><body><div>{over}</div><h1>Brücke wieder offen</h1>
<div>{under}</div><div><p>Die Brücke über den Fluss ist am Montag, ein Jahr nach der Sperrung, wieder für alle geöffnet worden.</p>
<p>{inner}</p><p>Die Arbeiten dauerten zehn Monate, zwei weniger als geplant, und das gesparte Geld bezahlt den Unterhalt.</p></div></body></html>"""


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ({"over": "26.02.2020", "under": "Stadt, 24.02.2020"}, "2020-02-24"),
        ({"over": "26.02.2020", "head": '<meta name="date" content="2017-05-01T17:05:00+0200">'}, "2017-05-01"),
        ({"over": "01.05.2017", "head": '<meta name="date" content="2017-05-01T17:05:00+0200">'}, "2017-05-01"),
        ({"over": "26.02.2020"}, "2020-02-26"),
        ({"inner": "Veröffentlicht am 16.08.2019"}, "2019-08-16"),
        ({"under": "19.11.202119.11.2021"}, "2021-11-19"),
        ({"head": '<script>{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2022-01-28"}</script>'}, "2022-01-28"),
    ],
)
def test_the_day_is_the_articles_and_not_that_of_what_stands_over_its_headline(parts, day):
    reading = generic.read(GERMAN.format(**{"head": "", "over": "", "under": "", "inner": ""} | parts), "https://courier.example/1")

    assert reading.date is not None
    assert reading.date.iso[:10] == day
