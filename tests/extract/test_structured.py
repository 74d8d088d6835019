"""extract.structured: declarations in the forms publishers serve them."""

from __future__ import annotations

import pytest

from newsarchive.extract import tree
from newsarchive.extract.structured import Declared, declared


def read(page: str) -> Declared:
    parsed = tree.parse(page)
    assert parsed is not None
    return declared(parsed.root, page)


def values(page: str, name: str) -> list[str]:
    return [statement.value for statement in read(page).all(name)]


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "Rain"}',
        '[{"@type": "WebSite", "name": "The Courier"}, {"@type": "NewsArticle", "headline": "Rain"}]',
        '{"@graph": [{"@type": ["NewsArticle", "Article"], "headline": "Rain"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "ReportageNewsArticle", "headline": "Rain"}}',
        '{"@type": "NewsArticle", "headline": "Rain", "keywords": ["a", "b",],}',
        '<!-- {"@type": "NewsArticle", "headline": "Rain"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Rain"}\n//]]>',
        '{"@type": "NewsArticle", "description": "two\nlines", "headline": "Rain"}',
        '{"@type": "BreadcrumbList"} {"@type": "NewsArticle", "headline": "Rain"}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "Rain"};',
    ],
)
def test_json_ld_is_read_in_every_sloppy_form(text):
    assert values(json_ld(text), "title") == ["Rain"]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Jane Doe"', ["Jane Doe"]),
        ('["Jane Doe", {"name": "John Roe"}]', ["Jane Doe", "John Roe"]),
        ('{"@type": "Person", "name": ["Jane Doe", "John Roe"]}', ["Jane Doe", "John Roe"]),
        ('{"@type": "Person", "givenName": "Jane", "familyName": "Doe"}', ["Jane Doe"]),
        ('{"@id": "#jane"}', ["Jane Doe"]),
        ('[{"@id": "#nobody"}]', []),
        ("null", []),
    ],
)
def test_authors_are_read_in_every_shape(author, names):
    page = json_ld(f'{{"@graph": [{{"@type": "NewsArticle", "author": {author}}}, {{"@id": "#jane", "name": "Jane Doe"}}]}}')

    assert values(page, "author") == names


def test_the_article_that_says_most_is_the_pages_own():
    teaser = '{"@type": "NewsArticle", "headline": "Another"}'
    page = json_ld(f'[{teaser}, {{"@type": "NewsArticle", "headline": "Rain", "datePublished": "2024-03-05", "author": "Jane Doe"}}]')

    assert values(page, "title") == ["Rain"]


def test_json_that_cannot_be_mended_says_nothing():
    assert read(json_ld('{"@type": "NewsArticle" "headline')).statements == []


def test_metas_of_many_families_speak_of_the_same_fields():
    page = """<meta property="og:title" content="Rain"><meta name="parsely-author" content="Jane Doe">
        <meta name="DC.date.issued" content="2024-03-05"><meta name="weibo:article:create_at" content="2024-03-05 06:31">"""

    assert values(page, "title") == ["Rain"]
    assert values(page, "author") == ["Jane Doe"]
    assert values(page, "date") == ["2024-03-05", "2024-03-05 06:31"]


def test_a_templates_unfilled_tag_is_no_value():
    page = """<meta name="author" content="{{article.author}}"><meta name="publishdate" content="<trs_document field='x'/>">
        <meta name="source" content="undefined">"""

    assert read(page).statements == []


def test_an_article_in_a_script_without_a_type_is_read_beside_typed_ones():
    crumbs = json_ld('{"@type": "BreadcrumbList", "itemListElement": []}')
    page = f'{crumbs}<script>{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Rain"}}</script>'

    assert values(page, "title") == ["Rain"]


def test_a_baidu_id_that_holds_only_its_label_is_followed_by_the_value():
    page = """<span id="source_baidu">来源:</span><a href=/>新报</a> <span id="author_baidu">作者:</span>张三
        <i id="pubtime_baidu ">2024-03-05 06:31</i>"""

    assert values(page, "source") == ["来源: 新报"]
    assert values(page, "author") == ["作者: 张三"]
    assert values(page, "date") == ["2024-03-05 06:31"]


def test_founders_comment_is_read():
    page = """<p>x<!--enpproperty <articleid>1</articleid><date>2024-10-28 10:25:36:0</date><author>张三</author>
        <title>雨</title><sourcename>新报</sourcename>/enpproperty-->"""

    assert values(page, "date") == ["2024-10-28 10:25:36"]
    assert values(page, "source") == ["新报"]


def test_microdata_names_the_author_inside_its_element():
    page = '<div itemprop="author"><span itemprop="name">Jane Doe</span><span>Reporter</span></div><h1 itemprop="headline">Rain</h1>'

    found = read(page)

    assert [text for _, text, _ in found.bylines] == ["Jane Doe"]
    assert values(page, "title") == ["Rain"]


def test_deeply_nested_json_is_no_error():
    assert read(json_ld("[" * 100_000)).statements == []


def test_a_meta_that_keeps_its_text_in_value_is_read():
    assert values('<meta name="article:published_time" value="2024-01-01T08:00Z">', "date") == ["2024-01-01T08:00Z"]
