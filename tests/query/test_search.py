from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.errors import OutletUnknown, QueryError
from newsarchive.items import Article
from newsarchive.query import search as module
from newsarchive.query.search import count, crowded, facets, search
from newsarchive.query.selection import Selection
from newsarchive.store import suppressions
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


def add(path: Path, number: int, body: str, day: int) -> None:
    with Archive(path, write=True) as archive:
        archive.add(
            Article(
                url=f"https://paper.example/more/{number}",
                outlet="paper",
                title="题",
                body=body,
                date=f"2024-05-{day:02}",
                date_utc=f"2024-05-{day:02}T00:00:00Z",
                captured_at=f"2024-06-01T00:{number:02}:00Z",
            )
        )


@pytest.fixture
def many(path: Path) -> Iterator[Archive]:
    """Thirty more articles, of which the older say the word more often; the order of publication is not that of arrival."""
    for number in range(30):
        day = (number * 7) % 30 + 1
        add(path, number, "海雾。" * (31 - day) + "潮水。" * day, day)
    with Archive(path) as archive:
        yield archive


def days(archive: Archive, **options: object) -> list[int]:
    return [int(hit.date[8:]) for hit in search(archive, "海雾", **options) if hit.date]


def test_the_newest_are_found_whichever_way_they_are_looked_for(many: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert days(many, order="newest", limit=5) == [30, 29, 28, 27, 26]

    monkeypatch.setattr(module, "_SORTED", 0)
    monkeypatch.setattr(module, "_WINDOW", 6)

    assert days(many, order="newest", limit=5) == [30, 29, 28, 27, 26]
    assert days(many, order="newest", limit=100) == list(range(30, 0, -1))
    assert days(many, order="newest", limit=2, selection=Selection(until="2024-05-20")) == [20, 19]
    monkeypatch.setattr(module, "_FEW", 0)
    assert days(many, order="newest", limit=2, selection=Selection(until="2024-05-20")) == [20, 19]
    assert [hit.id for hit in search(many, "上海", order="newest")] == [2, 1, 3]


def test_the_best_of_a_common_word_are_those_of_the_last_archived(many: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert days(many, limit=1) == [1]
    assert not crowded(many, "海雾")
    monkeypatch.setattr(module, "RANKED", 3)

    assert crowded(many, "海雾")
    assert days(many, limit=9) == sorted((number * 7) % 30 + 1 for number in (27, 28, 29))


def test_age_is_taken_off_the_rank(many: Archive) -> None:
    assert days(many, limit=3, order="rank") == [1, 2, 3]
    assert days(many, limit=3, order="recent", half_life_days=0.01) == [30, 29, 28]
    assert days(many, limit=3, order="recent", half_life_days=1e6) == [1, 2, 3]


def test_a_filter_finds_the_same_whichever_way_it_is_applied(many: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    selection = Selection(since="2024-05-20")
    expected = days(many, selection=selection)
    assert sorted(expected) == list(range(20, 31))

    monkeypatch.setattr(module, "_FEW", 0)

    assert days(many, selection=selection) == expected
    assert days(many, selection=selection, order="newest", limit=2) == [30, 29]


def test_without_words_the_selected_are_listed_the_newest_first(many: Archive) -> None:
    assert [hit.id for hit in search(many, "", selection=Selection(author=["张三"]))] == [1]
    assert [hit.date for hit in search(many, "", selection=Selection(outlet=["paper"]), limit=2)] == ["2024-05-30", "2024-05-29"]
    with pytest.raises(QueryError, match="nothing to search for"):
        search(many, "")


def test_matches_are_counted_without_limit(many: Archive) -> None:
    assert count(many, "海雾") == 30
    assert count(many, "海雾", Selection(since="2024-05-20")) == 11
    assert count(many, "", Selection(outlet=["paper"])) == 32
    assert count(many, "火星") == 0


def test_matches_are_counted_by_facet_each_article_once_a_value(archive: Archive) -> None:
    found = facets(archive, "上海", ["outlet", "source", "author", "editor", "month", "year", "section", "language"])

    assert found == {
        "outlet": [("paper", 2)],
        "source": [("浦江纪事", 3)],
        "author": [("张三", 1)],
        "editor": [],
        "month": [("2024-03", 1), ("2024-04", 1)],
        "year": [("2024", 2)],
        "section": [("长三角 > 港口", 3)],
        "language": [("zh", 2), ("en", 1)],
    }
    assert facets(archive, "上海", ["language"], limit=1) == {"language": [("zh", 2)]}
    with pytest.raises(QueryError, match="there are: outlet"):
        facets(archive, "上海", ["colour"])


def test_what_is_suppressed_is_neither_found_nor_counted(path: Path) -> None:
    with Archive(path, write=True) as archive, archive.transaction():
        suppressions.suppress(archive.connection, 2, "a test", "nobody")

    with Archive(path) as archive:
        for order in ("rank", "recent", "newest"):
            assert 2 not in ids(archive, "上海", order=order)
        assert count(archive, "上海") == 2
        assert facets(archive, "上海", ["language"]) == {"language": [("en", 1), ("zh", 1)]}
        assert ids(archive, "", selection=Selection(outlet=["paper"])) == [1]
        assert ids(archive, "上海", selection=Selection(outlet=["paper"])) == [1]
