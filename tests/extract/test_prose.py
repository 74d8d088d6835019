"""extract.prose: the body of invented pages, each of them a rule's reason to exist."""

from __future__ import annotations

import time

import pytest

from newsarchive.extract import prose, tree
from newsarchive.extract.blocks import outline

LONG = "The council met on Monday to talk about the bridge, which has been closed since spring, and about its cost."
MORE = "Nobody from the ministry was there, but a letter was read, in which help was promised before the winter."
LAST = "The bridge was built in 1931, the letter says, and the money for its repair has been set aside."
HAN = "市政府周一召开会议，讨论春天以来一直关闭的大桥，以及修复所需的费用和时间，会议持续了三个小时。"
PARAGRAPHS = f"<p>{LONG}</p><p>{MORE}</p><p>{LAST}</p>"


def body(page: str) -> list[str]:
    parsed = tree.parse(page)
    found = prose.read(outline(parsed.root)) if parsed else None
    return [block.text for block in found.blocks] if found else []


def test_the_paragraphs_of_an_article_are_its_body():
    page = f"<nav><a href=/>Home</a><a href=/n>News</a></nav><h1>Bridge</h1><div>{PARAGRAPHS}</div><footer>Imprint</footer>"

    assert body(page) == [LONG, MORE, LAST]


def test_a_body_set_with_line_breaks_is_read_line_by_line():
    page = f"<h1>大桥</h1><div>　　{HAN}<br><br>　　{HAN}<br>　　{HAN}</div>"

    assert body(page) == [HAN, HAN, HAN]


def test_subheads_lists_quotations_and_tables_stay_in_order():
    table = "<table><tr><td>Town</td><td>Bridges</td></tr><tr><td>Bilt</td><td>2</td></tr></table>"
    page = f"""<article><p>{LONG}</p><h2>The cost</h2><ul><li>Steel</li><li>Stone</li></ul>
        <blockquote>{MORE}</blockquote>{table}<p>{LAST}</p></article>"""

    assert body(page) == [LONG, "The cost", "Steel", "Stone", MORE, "Town Bridges", "Bilt 2", LAST]


def test_what_stands_behind_a_stray_end_of_the_page_is_read():
    page = f"<html><body><div>Menu</div></body></html><div>{PARAGRAPHS}</div>"

    assert body(page) == [LONG, MORE, LAST]


@pytest.mark.parametrize(
    "aside",
    [
        '<div class="related-articles"><p>{0}</p></div>',
        '<aside><p>{0}</p></aside>',
        '<div id="newsletter-signup"><p>{0}</p></div>',
        '<div class="share"><a href=/x>Share</a> <a href=/y>Mail</a></div>',
        '<div class="commentList"><p>{0}</p><p>{0}</p></div>',
        '<figure><img src=a.jpg><figcaption>{0}</figcaption></figure>',
        '<div style="display: none"><p>{0}</p></div>',
    ],
)  # fmt: skip
def test_what_is_named_an_aside_is_cut_out(aside):
    page = f"<article><p>{LONG}</p>{aside.format('A storm came, and it went, and nobody was hurt by it that day.')}<p>{MORE}</p></article>"

    assert body(page) == [LONG, MORE]


def test_a_name_that_most_paragraphs_bear_means_nothing():
    page = "<article>" + "".join(f'<div class="widget"><p>{text}</p></div>' for text in (LONG, MORE, LAST)) + "</article>"

    assert body(page) == [LONG, MORE, LAST]


def test_an_element_that_holds_the_headline_is_no_aside():
    page = f'<div class="sidebar-left"><h1>Bridge</h1>{PARAGRAPHS}</div><div class="ads">Buy this, and that.</div>'

    assert body(page) == [LONG, MORE, LAST]


def test_longer_comments_do_not_become_the_article():
    comment = "I was there, and it was not like that at all, believe me, because I saw it with my own eyes, all of it."
    page = f'<div>{PARAGRAPHS}</div><div class="comments">{"".join(f"<p>{comment}</p>" for _ in range(20))}</div>'

    assert body(page) == [LONG, MORE, LAST]


def test_items_that_open_with_a_link_are_teasers():
    teaser = "<div><h3><a href=/x>Another story altogether</a></h3><p>It begins with a river, and ends with one, too.</p></div>"
    page = f"<div><p>{LONG}</p><p>{MORE}</p><section>{teaser * 3}</section></div>"

    assert body(page) == [LONG, MORE]


def test_a_further_article_of_an_endless_page_is_another_article():
    page = f"<main><article><h1>A</h1><p>{LONG}</p>{PARAGRAPHS * 3}</article><article><h1>B</h1>{PARAGRAPHS * 4}</article></main>"

    assert body(page) == [LONG, *[LONG, MORE, LAST] * 3]


def test_lines_of_furniture_are_left_out_and_a_heading_of_links_ends_the_text():
    page = f"""<div><p>{LONG}</p><p>{MORE}</p><p>{LAST}</p><p>{LONG}</p><p>Sign up for our newsletter, it is free.</p>
        <h3>Related articles</h3><p>A storm came, and it went, and nobody was hurt.</p></div>"""

    assert body(page) == [LONG, MORE, LAST, LONG]


def test_a_short_closing_sentence_is_kept_and_a_label_is_not():
    page = f"<div><p>{LONG}</p><p>{MORE}</p><p>It rained.</p><p>Tags</p></div>"

    assert body(page) == [LONG, MORE, "It rained."]


def test_a_page_of_links_has_no_body():
    page = "<ul>" + "".join(f"<li><a href=/{n}>A headline that goes on, number {n}, and on</a></li>" for n in range(50)) + "</ul>"

    assert body(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>x" * 250_000,
        "<div>" * 50_000 + LONG,
        "<p>" + "a b " * 250_000,
        "<table>" + "<tr><td>a<td>b" * 50_000,
        '<div class="' + "related-" * 100_000 + f'">{LONG}</div>',
        "<a href=x>" * 100_000 + "a",
    ],
    ids=["unclosed paragraphs", "nested", "one line", "rows", "class", "links"],
)
def test_a_hostile_page_costs_little(page):
    begun = time.perf_counter()

    body(page)

    assert time.perf_counter() - begun < 10


def test_a_page_that_nests_too_deeply_is_known_to_be_cut():
    assert tree.parse("<div>" * 50_000 + LONG).cut
    assert not tree.parse("<div>" * 200 + LONG).cut


def test_text_behind_a_nul_is_read():
    assert body(f"<div><p>{LONG}</p>\0<p>{MORE}</p></div>") == [LONG, MORE]


def test_an_advertisement_in_the_last_quarter_does_not_end_the_text():
    paragraph = "<p>The council met on Monday, and it talked about the rain in the town, as councils do when it rains {}.</p>"
    texts = [paragraph.format(f"for the {number}. time") for number in range(12)]
    page = f"<div>{''.join(texts[:10])}<div>Advertisement</div><p>Read more: Rain</p>{''.join(texts[10:])}</div>"

    text = "\n".join(body(page))

    assert "the 11. time" in text
    assert "Advertisement" not in text


def test_a_paragraph_behind_the_paywall_is_the_texts():
    paragraph = "<p class='{}'>The council met on Monday, and it talked about the rain in the town, as councils do {}.</p>"
    texts = [paragraph.format("paywall" if number == 3 else "", number) for number in range(12)]

    assert "as councils do 3." in "\n".join(body(f"<div>{''.join(texts)}</div>"))
