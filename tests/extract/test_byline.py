"""extract.byline: who wrote it, where the places that say so disagree."""

from __future__ import annotations

from newsarchive.extract import credits
from newsarchive.extract.byline import authors, people
from newsarchive.extract.structured import Declared, Statement


def said(*statements: tuple[str, str]) -> Declared:
    return Declared([Statement("author", value, origin) for value, origin in statements])


def test_what_is_printed_beside_a_chinese_article_goes_before_its_metas():
    printed = credits.read("来源：新报　作者：张三　责任编辑：李四")

    names, evidence = authors(printed, said(("李四", "meta author")), [], [], language="zh")

    assert names == ("张三",)
    assert evidence is not None and evidence.origin == "printed credits"


def test_meta_author_is_no_editor_of_the_page():
    printed = credits.read("来源：新报　责任编辑：李四")

    assert authors(printed, said(("李四", "meta author")), [], [], language="zh")[0] == ()


def test_meta_author_is_no_number_date_address_or_site():
    printed = credits.read("")

    for value in ("104280", "2019-6-6 10:38:49", "https://courier.example/", "The Courier", "admin"):
        assert authors(printed, said((value, "meta author")), [], ["The Courier"], language="en")[0] == ()


def test_json_ld_goes_before_a_byline_with_more_in_it():
    declared = said(("Jane Doe", "json-ld author"), ("Courier Desk", "meta author"))

    names, _ = authors(credits.read(""), declared, [("Jane Doe Reports", "byline class")], [], language="en")

    assert names == ("Jane Doe",)


def test_places_that_agree_outweigh_one_that_does_not():
    declared = said(("Jane Doe", "parsely-author"), ("Jane Doe", "sailthru.author"), ("John Roe", "microdata author"))

    assert authors(credits.read(""), declared, [], [], language="en")[0] == ("Jane Doe",)


def western(*bylines: tuple[str, str], declared: Declared | None = None, sites: tuple[str, ...] = ()) -> tuple[str, ...]:
    return authors(credits.read(""), declared or Declared(), bylines, sites, language="en")[0]


def test_a_printed_name_goes_before_the_site_as_its_own_author():
    declared = said(("The Courier", "json-ld author"))

    assert western(("Mohau Lekoa", "name beside a date"), declared=declared, sites=("The Courier",)) == ("Mohau Lekoa",)


def test_an_outlet_that_signs_with_its_address_is_no_person():
    declared = said(("Harbour Radio (www.harbour.example)", "meta author"))

    assert western(("Jane Doe", "printed byline"), declared=declared) == ("Jane Doe",)


def test_a_name_is_not_cut_down_to_less_than_a_name():
    for name in ("Associated Press", "Harbour staff reporter", "HR24 Newsdesk", "Roving Reporter"):
        assert western(declared=said((name, "json-ld author"))) == (name,)


def test_a_desk_is_the_author_only_where_nobody_is_named():
    desk = ("von Redaktion", "byline class")

    assert western(desk) == ("Redaktion",)
    assert western(desk, ("Anna Berg", "byline class")) == ("Anna Berg",)


def test_the_writer_of_a_comment_is_not_the_author():
    assert western(("Troll42 – says:", "byline class"), ("Leserin – sagt:", "byline class")) == ()


def test_whom_the_markup_of_the_byline_calls_editor_is_no_author():
    declared = said(("Jane Doe", "json-ld author"))

    names = western(("Editor: – Jane Doe", "byline class"), ("John Roe", "name beside a date"), declared=declared)

    assert names == ("John Roe",)


def test_an_agency_listed_beside_a_person_is_credited_and_the_publisher_is_not():
    declared = said(
        ("Jane Doe", "json-ld author"), ("Harbour Press", "json-ld organization"), ("Courier", "json-ld organization")
    )

    assert western(declared=declared, sites=("Courier",)) == ("Jane Doe", "Harbour Press")


def test_a_site_that_bears_its_writers_name_has_an_author():
    declared = said(("Anna Berg", "json-ld author"))

    assert western(("Max Muster", "byline class"), declared=declared, sites=("Anna Berg",)) == ("Anna Berg",)


def test_a_login_goes_behind_the_name_that_is_printed():
    declared = said(("anna_berg", "article:author"), ("anna_berg", "dcterms.creator"))

    assert western(("Anna Berg", "printed byline"), declared=declared) == ("Anna Berg",)


def test_a_western_byline_beside_a_japanese_text_is_weighed_against_what_is_declared():
    printed = credits.read("By Jane Doe")

    assert authors(printed, said(("John Roe", "json-ld author")), [], [], language="zh")[0] == ("John Roe",)
    assert authors(printed, Declared(), [], [], language="zh")[0] == ("Jane Doe",)


def test_a_site_that_names_itself_and_its_town_names_no_people():
    assert people("courier.de, Bilt, Germany") == ()
    assert people("Courier.de/Jane Doe") == ("Jane Doe",)


def test_what_a_layout_glues_to_a_name_is_cut_off():
    assert people("Jane DoeFollow") == ("Jane Doe",)
    assert people("Jane Doe Symbolbild") == ("Jane Doe",)
    assert people("More by Jane Doe") == ()


def test_writers_printed_as_links_complete_what_json_ld_names():
    printed = [("Jane Doe", "byline class"), ("John Roe", "byline class"), ("Jane Doe", "rel=author"), ("John Roe", "rel=author")]

    names, _ = authors(credits.read(""), said(("John Roe", "json-ld author")), printed, [], "en")

    assert names == ("Jane Doe", "John Roe")


def test_an_agency_that_json_ld_lists_is_credited_though_it_is_an_organization():
    declared = said(("Jane Doe", "json-ld author"), ("Deutsche Presse-Agentur", "json-ld organization"))

    assert authors(credits.read(""), declared, [], ["Deutsche Presse-Agentur", "Courier"], "de")[0] == (
        "Jane Doe",
        "Deutsche Presse-Agentur",
    )
