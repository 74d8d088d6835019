"""extract.headline: the displayed headline, without the site's suffix."""

from __future__ import annotations

import pytest

from newsarchive.extract import prose, tree
from newsarchive.extract.blocks import outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.headline import headline
from newsarchive.extract.structured import declared

TEXT = "<p>" + "The council met on Monday, and it talked about the rain, as councils do when it rains. " * 4 + "</p>"


def best(page: str, url: str = "https://courier.example/1") -> Evidence:
    parsed = tree.parse(page)
    assert parsed is not None
    blocks = outline(parsed.root)
    body = prose.read(blocks)
    return headline(blocks, declared(parsed.root, page), url, body.first if body else None)[0]


@pytest.mark.parametrize(
    "title",
    [
        "It rains in Bilt - The Bilt Courier",
        "It rains in Bilt | The Bilt Courier",
        "It rains in Bilt – News – The Bilt Courier",
        "The Bilt Courier: It rains in Bilt",
    ],
)
def test_the_headline_displayed_is_the_title_without_the_site(title):
    page = f"<title>{title}</title><h1>It rains in Bilt</h1>{TEXT}"

    assert best(page).value == "It rains in Bilt"


def test_a_title_alone_loses_the_sites_name():
    page = f'<title>大桥重新开放_要闻_新报网</title><meta property="og:site_name" content="新报网">{TEXT}'

    assert best(page).value == "大桥重新开放_要闻"


def test_a_headline_that_is_no_heading_is_found_by_the_title():
    page = f'<title>大桥周一重新开放--新报</title><div class="top">新报</div><div>大桥周一重新开放</div><div>{TEXT}</div>'

    assert best(page).value == "大桥周一重新开放"


def test_a_heading_with_the_sites_name_is_no_headline():
    page = f"<title>It rains in Bilt | courier</title><h1>Courier</h1><h2>It rains in Bilt</h2>{TEXT}"

    assert best(page).value == "It rains in Bilt"


def test_the_publishers_own_spelling_parts_kicker_and_headline():
    page = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Weather: It rains in Bilt"}}</script>
        <h1><span>Weather</span> It rains in Bilt</h1>{TEXT}"""

    assert best(page).value == "Weather: It rains in Bilt"


def test_witnesses_that_agree_are_all_named():
    page = f'<title>It rains in Bilt</title><meta property="og:title" content="It rains in Bilt"><h1>It rains in Bilt</h1>{TEXT}'

    found = best(page)

    assert {"h1", "<title>", "og:title"} <= set(found.origin.split(", "))
    assert found.weight > 0.9


def test_the_sites_name_at_a_titles_end_is_not_its_headline():
    page = f"<title>Why it rains in Bilt @ Notes :: Harbour Blogs</title><h1>Harbour Blogs</h1><h2>Why it rains in Bilt</h2>{TEXT}"

    assert best(page).value == "Why it rains in Bilt"


def test_a_line_repeated_in_many_boxes_is_one_witness():
    boxes = "<div class='title'>Follow us as well on</div>" * 9
    page = f'<title>The Foundation - detail</title><meta property="og:title" content="Rain in Bilt">{boxes}{TEXT}'

    assert best(page).value == "Rain in Bilt"


def test_a_kicker_in_the_headlines_element_is_left_out_as_the_page_shares_it():
    page = f"""<meta property="og:title" content="It rains in Bilt for a week"><title>It rains in Bilt for a week | Courier</title>
        <h1><span>First in June </span>It rains in Bilt for a week</h1>{TEXT}"""

    assert best(page).value == "It rains in Bilt for a week"


def test_a_kicker_with_its_own_colon_stays():
    page = f"""<meta property="og:title" content="It rains in Bilt for a week">
        <h1>"Very wet": It rains in Bilt for a week</h1>{TEXT}"""

    assert best(page).value == '"Very wet": It rains in Bilt for a week'


def test_the_byline_under_a_headline_in_one_element_is_no_part_of_it():
    page = f"""<title>It rains in Bilt for a whole week - Notes</title>
        <h1><div>It rains in Bilt for a whole week</div><div>Posted by Jane on June 1</div></h1>{TEXT}"""

    assert best(page).value == "It rains in Bilt for a whole week"


def test_a_headline_cut_off_for_search_engines_is_displayed_whole():
    headline_ = "It rains in Bilt and in the villages around it, as it did last year, and the harbour is closed until Monday morning again"
    page = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{headline_[:108]}"}}</script>
        <h1>{headline_}</h1>{TEXT}"""

    assert best(page).value == headline_


def test_the_line_over_the_date_is_a_headline_that_no_markup_calls_one():
    page = f"<title>Nachrichten</title><div>It rains in Bilt for a week</div><div>Courier 2024-05-03</div><div>{TEXT}</div>"

    assert best(page).value == "It rains in Bilt for a week"
