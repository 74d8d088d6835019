"""extract.state: the article that a page's framework carries as data."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from newsarchive.extract import state
from newsarchive.items import Reason
from newsarchive.pages import generic

URL = "https://courier.example/news/bridge-reopens-4711"
TITLE = "The bridge across the river reopens"
LINES = [
    "The bridge across the river reopened on Monday, a year after it was closed, and people queued to be the first.",
    "The work took ten months, two fewer than planned, the council says, and the money left will pay for its upkeep.",
    "Nobody had counted how many people crossed it before, so that nobody can say how many do now.",
]
HTML = "".join(f"<p>{line}</p>" for line in LINES)
STORY = {"id": 4711, "headline": TITLE, "publishedAt": "2024-03-05T06:31:00Z", "authors": [{"name": "Jane Doe"}], "body": HTML}
OTHER = {"id": 99, "headline": "Rain, and more of it", "publishedAt": "2024-03-04T06:31:00Z", "body": HTML * 5}
DEVALUED = [
    {"story": 1},
    {"headline": 2, "publishedAt": 3, "body": 4, "authors": 5},
    TITLE,
    "2024-03-05T06:31:00Z",
    HTML,
    [6],
    {"name": 7},
    "Jane Doe",
]


def shell(script: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title}</title></head><body><div id=root></div>{script}</body></html>"


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"other": OTHER, "story": STORY}})}</script>',
        f"<script>window.__INITIAL_STATE__ = {json.dumps({'list': [OTHER], 'article': STORY})};</script>",
        f'<script>window["__PRELOADED_STATE__"] = {json.dumps(STORY)}; var other = 1</script>',
        f"<script>window.__APOLLO_STATE__={json.dumps({'Article:4711': STORY, 'Article:99': OTHER})}</script>",
        f"<script>window.__INITIAL_STATE__=JSON.parse({json.dumps(json.dumps(STORY))});</script>",
        f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(DEVALUED)}</script>',
    ],
    ids=["next", "redux", "assigned to a name", "apollo", "parsed", "nuxt"],
)
def test_a_page_drawn_in_the_browser_is_read_from_its_state(script):
    reading = generic.read(shell(script), URL)

    assert (reading.title, reading.authors) == (TITLE, ("Jane Doe",))
    assert reading.date is not None
    assert reading.date.utc == "2024-03-05T06:31:00Z"
    assert reading.body == "\n\n".join(LINES)
    assert reading.no_article is None
    assert reading.evidence["body"].origin == "state"


def test_arcs_elements_are_the_paragraphs():
    content = {
        "headlines": {"basic": TITLE}, "title": {"basic": TITLE}, "display_date": "2024-03-05T06:31:00Z",
        "content_elements": [{"type": "text", "content": line} for line in LINES], "credits": {"by": [{"name": "Jane Doe"}]},
    }  # fmt: skip

    reading = generic.read(shell(f"<script>Fusion.globalContent={json.dumps(content)};Fusion.x=1</script>"), URL)

    assert reading.body == "\n\n".join(LINES)
    assert reading.authors == ("Jane Doe",)


def test_a_story_with_another_title_is_the_articles_only_by_the_address():
    def page(story):
        return shell(f'<script type="application/json">{json.dumps(story)}</script>', "Courier")

    assert generic.read(page(OTHER), URL).body is None
    assert generic.read(page(OTHER), URL).no_article is Reason.SHELL
    assert generic.read(page(STORY | {"id": "bridge-reopens-4711"}), URL).body == "\n\n".join(LINES)


def test_what_is_no_json_is_passed_over():
    for script in ("window.__NUXT__=(function(a){return {title:a}}('x'))", "window.__INITIAL_STATE__ = {broken", "var __DATA__ = [1,"):
        assert state.article([script], [TITLE], URL) is None


def test_a_text_behind_a_paywall_that_json_ld_holds_is_the_body():
    data = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-03-05", "articleBody": "\n\n".join(LINES * 3)}
    ld = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"<html><head><title>{TITLE}</title>{ld}</head><body><h1>{TITLE}</h1><div><p>{LINES[0]}</p><p>Subscribe to read on.</p></div></body></html>"

    reading = generic.read(page, URL)

    assert reading.body == "\n\n".join(LINES * 3)
    assert reading.evidence["body"].origin == "json-ld articleBody"


def test_a_text_that_is_displayed_stays_the_body():
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": " ".join(LINES) + " Read more in our app."}
    ld = f'<script type="application/ld+json">{json.dumps(data)}</script>'

    reading = generic.read(f"<html><head>{ld}</head><body><h1>{TITLE}</h1><div>{HTML}</div></body></html>", URL)

    assert reading.body == "\n\n".join(LINES)
    assert "body" not in reading.evidence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(TITLE),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["headline", "body", "authors", "publishedAt", "id", "x"]), inner, max_size=5),
    max_leaves=20,
)


@given(JSON | st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_state_is_read_without_an_error(value):
    script = value if isinstance(value, str) else json.dumps(value)

    found = state.article([script, f"window.__STATE__ = {script}"], [TITLE], URL)

    assert found is None or found.paragraphs or found.date


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000,
        '{"a":' * 100_000,
        json.dumps({"list": [OTHER | {"id": n} for n in range(2_000)]}),
        json.dumps({"headline": TITLE, "authors": ["Jane Doe"] * 100_000, "body": HTML}),
        "__STATE__ = {" * 50_000,
    ],
    ids=["brackets", "braces", "stories", "authors", "names"],
)
def test_a_large_state_costs_little(script):
    started = time.process_time()

    state.article([script], [TITLE], URL)

    assert time.process_time() - started < 1.0


def test_scripts_of_other_kinds_hold_no_state():
    page = html.fromstring('<div><script src="a.js">{"a": 1}</script><script>var a = {"a": 1}</script><script type="application/ld+json">{}</script></div>')

    assert list(state.scripts(page)) == []
