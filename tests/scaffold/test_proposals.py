"""Where a page prints what: selectors that hold on all samples, in the markup of invented papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml.html import fromstring

from newsarchive.scaffold.draft import draft, expression
from newsarchive.scaffold.proposals import Place, places
from newsarchive.scaffold.samples import Samples, samples
from newsarchive.scaffold.selectors import found, selectors
from newsarchive.scaffold.templates import platform_of
from newsarchive.warc.write import Exchange, WarcWriter

SITE = "http://news.chaoyin.example"
PARAGRAPHS = (
    "清早的渡口还没有人，船工把缆绳一圈一圈盘好，等头班船靠岸，江面上的雾慢慢散开，露出对岸的灯塔。",
    "今年春天，镇上把旧粮仓改成了阅览室，六百册书是各家凑的，最旧的一本缺了封面，管理员用牛皮纸包好。",
    "孩子们放学以后来写作业，老人来看报，灯一直亮到九点，闭馆的时候总有人问明天几点开门。",
)
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title}_潮音网</title></head><body>
<div class="nav fl"><a href="/">首页</a><a href="/yw/">要闻</a><a href="/ms/">民生</a></div>
<div class="path">当前位置：<a href="/">首页</a> &gt; <a href="/ms/">民生</a> &gt; 正文</div>
<div id="post-{number}" class="w1000"><h1 class="index_title__{hash}">{title}</h1>
<div class="info fl"><span>来源：{source}</span> <span>作者：{author}</span> <span>2024-03-{day:02} 08:30</span></div>
<div class="zhaiyao">摘要：{summary}</div>
<div class="article-text cf"><p>{first}</p><p>{second}</p><p>{third}</p></div>
<div class="editors">责任编辑：{editor}</div></div>
<div class="hot"><h3>热门</h3><ul><li><a href="/ms/202403/t20240301_70001.html">昨天的事</a></li></ul></div></body></html>"""
LIST = """<!doctype html><html><head><meta charset="utf-8"><title>民生 - 潮音网</title></head><body><ul class="list">{rows}</ul>
<a href="index_1.html">下一页</a></body></html>"""


def page(number: int) -> str:
    return PAGE.format(
        number=70000 + number,
        hash=f"B8mh{number}",
        title=f"渡口的第{number}班船什么时候开",
        source="潮音网" if number % 3 else "汐港日报",
        author=("闻人渡", "喻小潮")[number % 2],
        day=number,
        summary=f"渡口改了时刻表，这是第{number}次，船工说往后不改了。",
        first=f"第{number}天。{PARAGRAPHS[0]}",
        second=PARAGRAPHS[1],
        third=PARAGRAPHS[2],
        editor=("纪望", "云边")[number % 2],
    )


def address(number: int) -> str:
    return f"{SITE}/ms/202403/t202403{number:02}_{70000 + number}.html"


@pytest.fixture
def warc(tmp_path: Path) -> Callable[..., Path]:
    """Writes a WARC file of pages by address."""

    def write(pages: dict[str, str]) -> Path:
        with WarcWriter(tmp_path, {}) as writer:
            for url, text in pages.items():
                writer.write(
                    Exchange(
                        url=url,
                        captured_at=datetime(2024, 4, 1, tzinfo=UTC),
                        status=200,
                        headers=(("Content-Type", "text/html; charset=utf-8"),),
                        payload=text.encode(),
                    )
                )
        [path] = tmp_path.glob("*.warc.gz")
        return path

    return write


@pytest.fixture
def looked_at(warc: Callable[..., Path]) -> Samples:
    rows = "".join(f"<li><a href='{address(number)}'>渡口的第{number}班船</a></li>" for number in range(1, 5))
    pages = {address(number): page(number) for number in range(1, 5)}
    return samples([warc({f"{SITE}/": LIST.format(rows=rows), **pages})], "chaoyin")


def test_each_field_is_found_by_a_name_that_every_page_has(looked_at: Samples) -> None:
    drafted = draft(looked_at)
    [(proposed, _)] = drafted.layouts

    assert list(drafted.differences()) == []
    assert {field: place.selector for field, place in proposed.items()} == {
        "headline": 'h1[class*="index_title__"]',
        "byline": "div.info",
        "standfirst": "div.zhaiyao",
        "desk": "div.editors",
        "crumbs": "div.path",
        "prose": "div.article-text",
    }
    assert {(place.agreed, place.of) for place in proposed.values()} == {(4, 4)}


def test_an_outlet_is_described_by_its_pages(looked_at: Samples) -> None:
    outlet = looked_at.outlet

    assert (outlet.home, outlet.title, outlet.language, outlet.zone) == (f"{SITE}/", "民生", "zh", "Asia/Shanghai")
    assert [(listed.url, len(listed.articles)) for listed in looked_at.lists] == [(f"{SITE}/", 4)]


def test_a_place_that_only_some_pages_have_is_told_with_how_many(warc: Callable[..., Path]) -> None:
    pages = {address(number): page(number) for number in range(1, 5)}
    pages[address(4)] = pages[address(4)].replace('class="info fl"', 'class="xinxi"').replace('"article-text cf"', '"zhengwen"')

    proposed = places(samples([warc(pages)], "chaoyin").articles)

    assert (proposed["prose"].selector, proposed["prose"].agreed, proposed["prose"].of) == ("div.article-text", 3, 4)
    assert proposed["byline"] == Place("div.info, div.xinxi", 4, 4, "来源：潮音网 作者：喻小潮 2024-03-01 08:30")


def test_names_and_dates_that_no_label_tells_apart_are_placed_one_by_one(warc: Callable[..., Path]) -> None:
    told = '<div class="by">Ada Brook</div><time datetime="2024-03-0{0}T08:30:00+00:00">{0} March 2024, 08:30</time>'
    pages = {
        f"{SITE}/2024/03/0{number}/harbour-report.html": f"""<html lang="en"><body><h1>The {number}. report from the harbour board</h1>
            {told.format(number)}<div class="text"><p>The board met on day {number} and talked until the lamps were lit, and
            nobody had brought the plans.</p><p>A pilot said that the channel had moved by the length of a ship.</p></div></body></html>"""
        for number in range(1, 4)
    }

    drafted = draft(samples([warc(pages)], "quay"))

    assert {field: place.selector for field, place in drafted.layouts[0].places.items()} == {
        "headline": "h1", "author": "div.by", "date": "time", "prose": "div.text",
    }  # fmt: skip
    assert drafted.lost() == 0


def test_pages_of_another_layout_are_a_layout_of_their_own(warc: Callable[..., Path]) -> None:
    pages = {address(number): page(number) for number in range(1, 6)}
    for number in (4, 5):
        text = pages[address(number)].replace('class="info fl"', 'class="xinxi"').replace('"article-text cf"', '"zhengwen"')
        pages[address(number)] = text

    drafted = draft(samples([warc(pages)], "chaoyin"))

    assert [(layout.places["prose"].selector, len(layout.samples)) for layout in drafted.layouts] == [
        ("div.article-text", 3), ("div.zhengwen", 2),
    ]  # fmt: skip
    assert [layout.places["byline"].selector for layout in drafted.layouts] == ["div.info", "div.xinxi"]
    assert [layout.__name__ for layout in drafted.classes] == ["Page", "Page2", "PlainPage"]
    assert {type(drafted.page_of(sample)).__name__ for sample in drafted.layouts[1].samples} == {"Page2"}
    assert list(drafted.differences()) == []


def test_articles_named_by_a_key_have_their_paths_as_they_are(warc: Callable[..., Path]) -> None:
    pages = {f"{SITE}/show.php?id=1{number}": page(number) for number in range(1, 4)}

    drafted = draft(samples([warc(pages)], "chaoyin"))

    identity = drafted.classes[0].outlet.identity
    assert identity(f"{SITE}/show.php?id=7&from=weibo") == f"{SITE}/show.php?id=7"
    assert identity(f"{SITE}/list.php?id=7") is None


def test_what_stands_above_the_text_in_its_box_is_cut(warc: Callable[..., Path]) -> None:
    boxed = {
        url: text.replace('<div class="article-text cf">', "").replace('<div class="editors">', '<i></i><div class="editors">')
        for url, text in ((address(number), page(number)) for number in range(1, 5))
    }

    proposed = places(samples([warc(boxed)], "chaoyin").articles)

    assert proposed["cut"].selector.split(", ")[:2] == ['h1[class*="index_title__"]', "div.info"]


@pytest.mark.parametrize(
    ("html", "best"),
    [
        ('<p id="text" class="a">x</p>', "#text"),
        ('<p id="4g_title">x</p>', '[id="4g_title"]'),
        ('<p id="post-158798" class="text">x</p>', "p.text"),
        ('<p class="fl main-text">x</p>', "p.main-text"),
        ('<p class="css-1x2y3z body">x</p>', "p.body"),
        ('<p class="fl">x</p>', "p.fl"),
        ('<p itemprop="articleBody">x</p>', 'p[itemprop="articleBody"]'),
    ],
)
def test_the_first_selector_is_a_name_that_outlives_the_page(html: str, best: str) -> None:
    root = fromstring(f"<div>{html}</div>")

    assert next(selectors(root[0])) == best
    assert found(best, root) == [root[0]]


def test_every_selector_finds_its_element() -> None:
    root = fromstring("<div id='a'><div class='fl'><p>x</p><p class='t'>y</p></div><section class='b'><h2>z</h2></section></div>")

    for element in root.iter():
        for selector in selectors(element):
            assert element in found(selector, root), selector


@pytest.mark.parametrize(
    ("urls", "platform"),
    [
        ([f"{SITE}/a/2024-03/01/content_7.htm", f"{SITE}/2024-03/02/content_8.htm"], "founder"),
        ([address(1), address(2)], "trs"),
        ([f"{SITE}/system/2019/06/19/037358842.shtml"], "enorth"),
        ([address(1), f"{SITE}/a/7.html"], None),
    ],
)
def test_addresses_tell_the_content_system(urls: list[str], platform: str | None) -> None:
    made = platform_of(urls)

    assert (made and made.platform) == platform


def test_sections_differ_and_numbers_grow() -> None:
    told = expression([f"{SITE}/ms/2024/05/12/a-b.html", f"{SITE}/yw/2024/05/13/c-d.html", f"{SITE}/show_77.html"])

    assert told == r"/[\w-]+/\d{4}/\d{2}/\d{2}/[^/]+\.html|/show_\d{2}\.html"
