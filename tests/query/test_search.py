from __future__ import annotations

import pytest

from newsarchive.errors import OutletUnknown, QueryError
from newsarchive.query.search import search
from newsarchive.query.selection import Selection
from newsarchive.store.archive import Archive


def ids(archive: Archive, text: str, **options: object) -> list[int]:
    return [hit.id for hit in search(archive, text, **options)]


def test_a_hit_tells_the_article_and_where_in_its_text_the_query_stands(archive: Archive) -> None:
    (hit,) = search(archive, "首船")

    start, end = hit.snippet.marks[0]
    assert (hit.id, hit.url, hit.title, hit.outlet) == (1, "https://paper.example/1", "码头开港", "paper")
    assert (hit.source, hit.author, hit.date) == ("浦江纪事", "张三", "2024-03-01T08:30+08:00")
    assert hit.snippet.text[start:end] == "首船"


def test_the_headline_counts_for_more_than_the_text(archive: Archive) -> None:
    assert ids(archive, "码头") == [1, 2], "the second has it in a name only"
    assert ids(archive, "梅雨") == [2]


def test_the_newest_come_first_and_those_without_a_date_last(archive: Archive) -> None:
    assert ids(archive, "上海", order="newest") == [2, 1, 3]


def test_a_name_that_no_text_has_is_shown_among_the_credits(archive: Archive) -> None:
    (hit,) = search(archive, "李码头")

    assert hit.snippet.text == "摄影：李码头"


def test_a_word_of_the_headline_alone_shows_how_the_article_begins(archive: Archive) -> None:
    (hit,) = search(archive, "将至")

    assert hit.snippet.text.startswith("气象台说")
    assert hit.snippet.marks == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"since": "2024-03-01"}, [1, 2]),
        ({"since": "2024-03-02"}, [2]),
        ({"since": "2024-03-01T08:30"}, [1, 2]),
        ({"since": "2024-03-01T08:31"}, [2]),
        ({"since": "2024-04-02T12:00"}, [2]),  # printed to the day, so it may have been after noon
        ({"until": "2024-03-01"}, [1]),
        ({"until": "2024-02"}, []),
        ({"until": "2024-04"}, [1, 2]),
        ({"since": "2024", "until": "2024"}, [1, 2]),
        ({"outlet": ["paper"]}, [1, 2]),
        ({}, [1, 2, 3]),
    ],
)
def test_dates_and_outlet_narrow_the_search(archive: Archive, options: dict[str, str], expected: list[int]) -> None:
    assert sorted(ids(archive, "上海", selection=Selection(**options))) == expected


def test_no_more_articles_than_the_limit_are_given(archive: Archive) -> None:
    assert len(ids(archive, "上海", limit=2)) == 2


@pytest.mark.parametrize("text", ["", " ", "，。！？", '"', "* - ^", "——"])
def test_a_query_of_punctuation_alone_is_refused(archive: Archive, text: str) -> None:
    with pytest.raises(QueryError, match="punctuation is not indexed"):
        search(archive, text)


@pytest.mark.parametrize("date", ["yesterday", "2024-3-1", "2024-13", "2024-02-30 ", "", "２０２４"])
def test_a_date_of_another_form_is_refused(archive: Archive, date: str) -> None:
    with pytest.raises(QueryError, match="write it as"):
        search(archive, "上海", selection=Selection(since=date))


def test_an_unknown_outlet_is_refused_with_those_there_are(archive: Archive) -> None:
    with pytest.raises(OutletUnknown, match=r"'gazette'.* there are: paper"):
        search(archive, "上海", selection=Selection(outlet=["gazette"]))


def test_a_query_of_a_megabyte_is_refused(archive: Archive) -> None:
    with pytest.raises(QueryError, match="1000000 characters"):
        search(archive, "港" * 1_000_000)
