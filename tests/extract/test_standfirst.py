"""extract.standfirst: the summary of an article, as displayed or as the page describes it."""

from __future__ import annotations

import pytest

from newsarchive.pages import generic

TEXT = """<p>The bridge across the river reopened on Monday, a year after it was closed, and people queued to be the first.</p>
<p>The work took ten months, two fewer than planned, the council says, and the money left will pay for its upkeep.</p>"""
STANDFIRST = "Closed for a year, the bridge across the river is open again."


def summary(head: str, over: str = "", text: str = TEXT) -> str | None:
    page = f"<html><head><title>Bridge reopens | Courier</title>{head}</head><body><h1>Bridge reopens</h1>{over}<div>{text}</div></body></html>"
    return generic.read(page, "https://courier.example/1").summary


def described(text: str, name: str = "og:description") -> str:
    return f'<meta property="{name}" content="{text}">'


def test_what_is_displayed_goes_before_what_search_engines_are_told():
    assert summary(described("People queued to cross the river."), f'<p class="standfirst">{STANDFIRST}</p>') == STANDFIRST


@pytest.mark.parametrize(
    "over",
    [
        '<h2>Bridge across the river reopens after a year, and people queue</h2>',
        '<p class="lead">People queue to cross the bridge on Monday. Photo: Jane Doe</p>',
    ],
)
def test_another_spelling_of_the_headline_or_a_caption_is_no_standfirst(over):
    title = '<meta property="og:title" content="Bridge across the river reopens after a year, and people queue">'

    assert summary(title + described(STANDFIRST), over) == STANDFIRST


def test_a_line_of_credits_is_no_standfirst():
    text = "".join(f"<p>关闭了一年的大桥{day}重新开放，市民排队走过桥面，不少人带着孩子，一路拍照留念。</p>" for day in ("周一", "周二", "周三"))

    assert summary("", '<div class="abstract">来源：新报　作者：张三　责任编辑：李四</div>', text) is None


def test_a_slogan_of_the_site_gives_way_to_a_description_of_the_article():
    slogan = described("Courier brings quality journalism in eleven languages, with music, radio and courses", "description")

    assert summary(slogan + slogan + described(STANDFIRST, "twitter:description")) == STANDFIRST


def test_a_chinese_slogan_is_no_summary():
    text = "".join(f"<p>关闭了一年的大桥{day}重新开放，市民排队走过桥面，不少人带着孩子，一路拍照留念。</p>" for day in ("周一", "周二", "周三"))

    assert summary(described("某某网是某某市委宣传部主管的官方网站，信息全面、内容权威。"), text=text) is None
    assert summary(described("关闭了一年的大桥重新开放，市民排队走过。"), text=text) == "关闭了一年的大桥重新开放，市民排队走过。"


def test_the_sites_name_and_a_repetition_are_cut_off_a_description():
    site = '<meta property="og:site_name" content="Courier">'

    assert summary(site + described(f"{STANDFIRST} | Courier")) == STANDFIRST
    assert summary(site + described(f"Courier - {STANDFIRST}")) == STANDFIRST
    assert summary(described(f"{STANDFIRST} {STANDFIRST}")) == STANDFIRST
