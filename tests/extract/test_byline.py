"""extract.byline: who wrote it, where the places that say so disagree."""

from __future__ import annotations

from newsarchive.extract import credits
from newsarchive.extract.byline import authors
from newsarchive.extract.structured import Declared, Statement


def said(*statements: tuple[str, str]) -> Declared:
    return Declared([Statement("author", value, origin) for value, origin in statements])


def test_what_is_printed_beside_a_chinese_article_goes_before_its_metas():
    printed = credits.read("来源：新报　作者：张三　责任编辑：李四")

    names, evidence = authors(printed, said(("李四", "meta author")), [], [], cjk=True)

    assert names == ("张三",)
    assert evidence is not None and evidence.origin == "printed credits"


def test_meta_author_is_no_editor_of_the_page():
    printed = credits.read("来源：新报　责任编辑：李四")

    assert authors(printed, said(("李四", "meta author")), [], [], cjk=True)[0] == ()


def test_meta_author_is_no_number_date_address_or_site():
    printed = credits.read("")

    for value in ("104280", "2019-6-6 10:38:49", "https://courier.example/", "The Courier", "admin"):
        assert authors(printed, said((value, "meta author")), [], ["The Courier"], cjk=False)[0] == ()


def test_json_ld_goes_before_a_byline_with_more_in_it():
    declared = said(("Jane Doe", "json-ld author"), ("Courier Desk", "meta author"))

    names, _ = authors(credits.read(""), declared, [("Jane Doe Reports", "byline class")], [], cjk=False)

    assert names == ("Jane Doe",)


def test_places_that_agree_outweigh_one_that_does_not():
    declared = said(("Jane Doe", "parsely-author"), ("Jane Doe", "sailthru.author"), ("John Roe", "microdata author"))

    assert authors(credits.read(""), declared, [], [], cjk=False)[0] == ("Jane Doe",)
