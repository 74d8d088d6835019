"""Layouts told by places, on no platform and on each: what is read where, and what is asked of the generic reading."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from newsarchive.errors import NotAnArticle
from newsarchive.items import Article, Credit, Image, Outlet, Precision, Reason
from newsarchive.pages.article import CapturedAt, Rest, response
from newsarchive.pages.platforms import enorth, founder, trs
from newsarchive.pages.platforms.layout import PlacedPage, plain_page
from newsarchive.pages.platforms.record import RecordPage

OUTLET = Outlet(
    name="courier", title="早潮", home="https://paper.example/", hosts=(".paper.example",), zone="Asia/Shanghai", language="zh"
)
URL = "https://paper.example/2024/03/04/7.html"
FIRST = "苏州河上最后一座人行木桥昨天完成大修，今天清晨六点重新开放，守桥人给第一批过桥的人发热豆浆。"
SECOND = "木桥长四十二米，始建于上世纪五十年代，去年秋天的一次检查发现三根桥桩被船蛆蛀空，街道随即封桥。"
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"


class Page(PlacedPage):
    outlet = OUTLET
    at: ClassVar = {
        "headline": ("h2.main", "h1"), "byline": ".info", "author": ".who", "source": ".from", "date": ".when", "desk": ".end",
        "standfirst": ".lead", "prose": ".text", "crumbs": ".path a", "cut": ".box",
    }  # fmt: skip


def read(layout: type[PlacedPage], html: str, url: str = URL) -> Article:
    page = layout(
        response(url, html.encode(), (("Content-Type", "text/html; charset=utf-8"),)),
        CapturedAt(datetime(2024, 3, 5, tzinfo=UTC)),
    )
    assert page.fits()
    return page.article()


def html(body: str, head: str = "") -> str:
    return f"<html><head><title>木桥修好了_早潮网</title>{head}</head><body>{body}</body></html>"


def credited(article: Article) -> list[tuple[str, str]]:
    return [(credit.role, credit.name) for credit in article.credits]


def test_what_stands_at_a_place_is_the_field() -> None:
    article = read(Page, html(f"""<p class="path"><a>首页</a> <a>城事</a> <a>正文</a></p><h1>木桥修好了</h1>
        <p class="info">来源：早潮 记者：林汐 2024-03-04 09:12</p><p class="lead">四十七步过河。</p><div class="text">{TEXT}</div>
        <p class="end">责任编辑：叶知秋 校对：</p>"""))  # fmt: skip

    assert (article.title, article.source, article.author, article.date) == (
        "木桥修好了",
        "早潮",
        "林汐",
        "2024-03-04T09:12+08:00",
    )
    assert (article.summary, article.section, article.editor) == ("四十七步过河。", ("城事",), "责任编辑：叶知秋")
    assert article.body == f"{FIRST}\n\n{SECOND}"
    assert credited(article) == [("记者", "林汐"), ("责任编辑", "叶知秋")]


def test_names_without_a_label_and_a_source_alone_have_places_of_their_own() -> None:
    article = read(Page, html(f"""<h1>木桥修好了</h1><span class="who">林汐 顾潮生</span><span class="from">来源：早潮</span>
        <span class="when">2024年3月4日 09:12</span><div class="text">{TEXT}</div>"""))  # fmt: skip

    assert (article.author, article.source, article.date) == ("林汐、顾潮生", "早潮", "2024-03-04T09:12+08:00")
    assert credited(article) == [("", "林汐"), ("", "顾潮生")]


def test_a_place_that_is_empty_is_read_as_on_any_page() -> None:
    page = html(f"<h3>木桥修好了</h3><p>2024-03-04 09:12 来源：早潮 作者：林汐</p><article>{TEXT}</article><p>编辑：叶知秋</p>")

    article = read(plain_page(OUTLET, __name__), page)

    assert (article.title, article.source, article.author, article.date) == (
        "木桥修好了",
        "早潮",
        "林汐",
        "2024-03-04T09:12+08:00",
    )
    assert (article.body, article.editor) == (f"{FIRST}\n\n{SECOND}", "编辑：叶知秋")


def test_credits_that_stand_at_their_place_and_name_nobody_are_believed() -> None:
    meta = '<meta name="author" content="值班乙"><meta name="source" content="别处">'

    article = read(
        Page, html(f'<h1>木桥修好了</h1><p class="info">来源： 作者： 2024-03-04 09:12</p><div class="text">{TEXT}</div>', meta)
    )

    assert (article.author, article.source, article.credits) == (None, None, ())


@pytest.mark.parametrize(
    ("end", "editor"),
    [
        ("<p>责任编辑：叶知秋</p>", "责任编辑：叶知秋"),  # at no place that the layout names
        ('<p class="end">责任编辑：</p><p>责任编辑：叶知秋</p>', None),  # at its place, where nobody is named
        ("", None),
    ],
)
def test_editors_that_stand_at_no_place_are_looked_for_on_the_page(end: str, editor: str | None) -> None:
    header = '<h1>木桥修好了</h1><p class="info">来源：早潮 作者：林汐 2024-03-04 09:12</p>'

    article = read(Page, html(f'{header}<div class="text">{TEXT}</div>{end}'))

    assert (article.author, article.editor) == ("林汐", editor)


def test_the_places_that_a_page_does_not_have_are_told() -> None:
    class Narrower(Page):
        at: ClassVar = {"byline": ".wrong"}

    page = html(f'<h1>木桥修好了</h1><p class="info">2024-03-04</p><div class="text">{TEXT}</div>')

    absent = [layout(response(URL, page.encode()), CapturedAt()).absent() for layout in (Narrower, Page)]

    assert set(absent[0]) == set(absent[1]) == {"author", "source", "date", "desk", "standfirst", "crumbs"}


def test_an_image_s_caption_may_stand_in_the_next_of_the_body_s_boxes() -> None:
    class Scattered(Page):
        at: ClassVar = {"prose": ".cell > p"}

    cell = f'<div class="cell"><h4>相关</h4><p>{FIRST}</p><p><img src="/a.jpg"></p><p>图为：木桥。顾潮生 摄</p><p>{SECOND}</p></div>'

    article = read(Scattered, html(f'<h1>木桥修好了</h1><p class="info">2024-03-04</p>{cell}'))

    assert article.images == (Image(url="https://paper.example/a.jpg", caption="图为：木桥。顾潮生 摄", credit="顾潮生"),)
    assert article.body == f"{FIRST}\n\n图为：木桥。顾潮生 摄\n\n{SECOND}"


def test_reporters_in_the_dateline_sign_where_the_header_names_none() -> None:
    text = f"<p>早潮讯（记者 林汐）{FIRST}</p><p>{SECOND}</p><p>编辑：叶知秋</p>"

    article = read(
        Page, html(f'<h1>木桥修好了</h1><p class="info">来源：早潮 2024-03-04 09:12</p><div class="text">{text}</div>')
    )

    assert (article.author, article.editor) == ("林汐", "编辑：叶知秋")
    assert article.body is not None
    assert article.body.endswith(SECOND)


def test_what_is_cut_out_of_the_text_leaves_what_follows_it_and_the_tree() -> None:
    text = f'{FIRST}<div class="box"><p>广告一则</p></div>{SECOND}'
    page = html(f'<h1>木桥修好了</h1><p class="info">2024-03-04</p><div class="text">{text}</div>')

    article, again = read(Page, page), read(Page, page)

    assert article.body == f"{FIRST}\n\n{SECOND}"
    assert again == article


def test_images_have_the_captions_and_credits_beneath_them() -> None:
    text = f'<p>{FIRST}</p><p><img src="/a.jpg"></p><p>图为：木桥。记者 顾潮生 摄</p><p><img data-src="/b.jpg" src="data:,"></p><p>{SECOND}</p>'

    article = read(Page, html(f'<h1>木桥修好了</h1><p class="info">2024-03-04</p><div class="text">{text}</div>'))

    assert article.images == (
        Image(url="https://paper.example/a.jpg", caption="图为：木桥。记者 顾潮生 摄", credit="顾潮生"),
        Image(url="https://paper.example/b.jpg"),
    )


def test_a_page_that_is_none_says_why() -> None:
    with pytest.raises(NotAnArticle):
        read(
            plain_page(OUTLET, __name__),
            html("<ul>" + "".join(f"<li><a href='/{at}.html'>标题{at}</a></li>" for at in range(30)) + "</ul>"),
        )


def test_a_further_page_adds_text_images_and_who_edited() -> None:
    first = Article(
        url=URL, body="甲", editor="编辑：叶知秋", credits=(Credit(role="编辑", name="叶知秋", role_normalized="editor"),)
    )
    desk = tuple(Credit(role="校对", name=name, role_normalized="proofreader") for name in ("叶知秋", "余承"))

    whole = Rest("乙", (Image(url="https://paper.example/b.jpg"),), desk).behind(first)

    assert (whole.body, whole.editor, len(whole.images)) == ("甲\n\n乙", "编辑：叶知秋 校对：余承", 1)
    assert Rest(None, (), ()).behind(first) == first


# -- platforms


def property_of(**values: str) -> str:
    return "<!--enpproperty " + "".join(f"<{name}>{value}</{name}>" for name, value in values.items()) + "/enpproperty-->"


def test_founder_marks_the_body_and_says_what_was_entered() -> None:
    class Signed(founder.FounderPage):
        outlet = OUTLET
        signs = True

    class Desk(founder.FounderPage):
        outlet = OUTLET

    entered = property_of(date="2024-03-04 09:12:33:0", author="林汐", title="木桥修好了", nodename="城事", sourcename="早潮")
    page = html(f"<h1>木桥修好了</h1><div><div><!--enpcontent-->{TEXT}<!--/enpcontent--></div><p>相关阅读</p></div>{entered}")

    article = read(Signed, page)

    assert (article.date, article.source, article.author, article.section) == (
        "2024-03-04T09:12:33+08:00",
        "早潮",
        "林汐",
        ("城事",),
    )
    assert article.body == f"{FIRST}\n\n{SECOND}"
    labels = '<p><span id="source_baidu">来源：早潮</span> <span id="editor_baidu">责编：林汐</span></p>'
    assert read(Desk, page.replace("<div><div>", f"{labels}<div><div>")).author is None  # the desk's editor, there


@pytest.mark.parametrize("layout", [trs.TrsPage, enorth.EnorthPage])
def test_trs_and_enorth_have_the_bodies_and_bylines_that_their_sites_share(layout: type[PlacedPage]) -> None:
    own = type("Own", (layout,), {"outlet": OUTLET, "__module__": __name__})
    box = '<div class="TRS_Editor">' if layout is trs.TrsPage else '<div id="Zoom">'
    header = '<div><i id="pubtime_baidu ">2024-03-04 09:12</i> <i id="source_baidu ">来源：</i><a>早潮</a> <i id="author_baidu ">作者：</i>林汐</div>'

    article = read(own, html(f"<h1>木桥修好了</h1>{header}{box}{TEXT}</div>"))

    assert (article.date, article.source, article.author) == ("2024-03-04T09:12+08:00", "早潮", "林汐")
    assert article.body == f"{FIRST}\n\n{SECOND}"


class Record(RecordPage):
    outlet = OUTLET
    within = ("data.article", "data.live")
    keys: ClassVar = {
        "headline": ("short", "title"),
        "author": "author",
        "date": ("at", "day"),
        "prose": "html",
        "crumbs": "path",
    }


def answer(**article: Any) -> str:
    return json.dumps({"data": {"article": article}})


def test_an_article_in_json_is_read_from_its_keys() -> None:
    article = read(
        Record, answer(title="木桥修好了", author="记者 林汐", at=1709514753123, html=TEXT, path=["城事", "桥"], short="")
    )

    assert (article.title, article.author, article.section) == ("木桥修好了", "林汐", ("城事", "桥"))
    assert (article.date, article.date_precision) == ("2024-03-04T09:12+08:00", Precision.MINUTE)
    assert article.body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("at", [None, 0, True, "", [], {}, -5])
def test_any_value_at_a_key_is_borne(at: Any) -> None:
    assert (
        read(Record, answer(title="木桥修好了", html=TEXT, at=at, day="2024-03-04", author=None, path=[1, None])).date
        == "2024-03-04"
    )


@pytest.mark.parametrize("text", ["{}", '{"data": []}', '{"data": {"article": null}}', '{"data": {"article": {}}}'])
def test_an_answer_without_an_article_says_so(text: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(Record, text)

    assert refused.value.reason is Reason.ERROR_PAGE


@pytest.mark.parametrize("text", ["{", json.dumps({"result": {"title": "木桥修好了", "html": TEXT * 20}})])
def test_an_answer_in_another_form_does_not_say_that_there_is_none(text: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read(Record, text)

    assert refused.value.reason is Reason.NOT_ARTICLE
