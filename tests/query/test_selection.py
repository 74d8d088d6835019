"""The filters that searching and exporting share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.errors import OutletUnknown, UsageError
from newsarchive.items import Article, Credit, Outlet
from newsarchive.query.selection import Selection
from newsarchive.store.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three articles of two papers: who wrote, who edited, whom they credit."""
    with Archive(tmp_path / "archive", write=True) as archive:
        for name, title in (("tide", "潮汐日报"), ("harbor", "海港晚报")):
            home = f"https://{name}.example/"
            archive.add_outlet(Outlet(name=name, title=title, home=home, hosts=(f"{name}.example",)))
        add(archive, 1, "tide", "解放日报客户端", ("潮汐", "港口"), [("记者", "correspondent", "张三"), ("栏目主编", "section_editor", "李四")])
        add(archive, 2, "tide", "海湾社", ("港口",), [("作者", "author", "张三丰"), ("责任编辑", "responsible_editor", "张三")])
        add(archive, 3, "harbor", None, (), [("", "author", "O[?]*Neil"), ("栏目主编", "section_editor", "王五")])
        yield archive


def add(
    archive: Archive, number: int, outlet: str, source: str | None, section: tuple[str, ...], people: list[tuple[str, str, str]]
) -> None:
    credits = tuple(Credit(role=role, role_normalized=normalized, name=name) for role, normalized, name in people)
    archive.add(
        Article(
            url=f"https://{outlet}.example/{number}",
            outlet=outlet,
            title="潮",
            source=source,
            section=section,
            credits=credits,
            date=f"2024-03-0{number}",
            date_utc=f"2024-03-0{number}T00:00:00Z",
            captured_at=f"2024-03-09T08:0{number}:00Z",
        )
    )


def chosen(archive: Archive, selection: Selection) -> list[int]:
    condition = selection.where(archive.connection)
    rows = archive.connection.execute(f"SELECT id FROM articles WHERE {condition.sql} ORDER BY id", condition.values)
    return [number for (number,) in rows]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, [1, 2, 3]),
        ({"outlet": ["tide"]}, [1, 2]),
        ({"outlet": ["海港晚报"]}, [3]),
        ({"outlet": ["tide", "harbor"]}, [1, 2, 3]),
        ({"source": ["解放日报"]}, [1]),
        ({"source": ["上观"]}, [1]),  # another name of the same outlet
        ({"source": ["海湾社微信公众号"]}, [2]),
        ({"source": ["海湾社", "上观新闻"]}, [1, 2]),
        ({"source": ["潮汐日报"]}, []),
        ({"author": ["张三"]}, [1]),  # in the second he is the editor
        ({"author": ["张三*"]}, [1, 2]),
        ({"author": ["O[?]**"]}, [3]),
        ({"author": ["O?*"]}, []),
        ({"editor": ["张三"]}, [2]),
        ({"editor": ["李四", "王五"]}, [1, 3]),
        ({"role": ["栏目主编"]}, [1, 3]),
        ({"role": ["section_editor"]}, [1, 3]),
        ({"role": ["responsible_editor"], "editor": ["李四"]}, []),
        ({"role": ["栏目主编"], "editor": ["李四"], "author": ["张三"]}, [1]),
        ({"role": ["记者"], "author": ["张三*"]}, [1]),
        ({"section": ["港口"]}, [1, 2]),
        ({"section": ["潮汐>港口"]}, [1]),
        ({"section": ["港"]}, []),
        ({"outlet": ["tide"], "since": "2024-03-02"}, [2]),
        ({"until": "2024-03-01"}, [1]),
    ],
)
def test_filters_narrow_each_other_and_values_of_one_are_alternatives(
    archive: Archive, filters: dict[str, object], expected: list[int]
) -> None:
    assert chosen(archive, Selection(**filters)) == expected


def test_an_alias_counts_at_once(archive: Archive) -> None:
    with archive.transaction():
        archive.connection.execute("INSERT INTO sources VALUES ('海湾社', '潮汐日报'), ('潮汐日报', '潮汐日报')")

    assert chosen(archive, Selection(source=["潮汐日报"])) == [2]


def test_a_date_printed_to_the_month_counts_for_every_day_of_it(archive: Archive) -> None:
    archive.add(
        Article(
            url="https://tide.example/9", title="潮", date="2024-05", date_utc="2024-04-30T16:00:00Z", captured_at="2024-06-01T00:00:00Z"
        )
    )

    assert chosen(archive, Selection(since="2024-05-20")) == [4]
    assert chosen(archive, Selection(since="2024-05-20", until="2024-05-21")) == [4]
    assert chosen(archive, Selection(since="2024-06")) == []


def test_what_names_nothing_is_refused(archive: Archive) -> None:
    with pytest.raises(OutletUnknown, match="there are: harbor, tide"):
        chosen(archive, Selection(outlet=["gazette"]))
    with pytest.raises(UsageError, match="more than one name"):
        chosen(archive, Selection(source=["海湾社、潮汐日报"]))


def test_rows_of_a_person_a_source_or_a_day_are_found_by_an_index(archive: Archive) -> None:
    for filters in ({"source": ["海湾社"]}, {"author": ["张三"]}, {"since": "2024-03-02"}, {"outlet": ["tide"]}):
        condition = Selection(**filters).where(archive.connection)  # type: ignore[arg-type]

        plan = archive.connection.execute(f"EXPLAIN QUERY PLAN SELECT id FROM articles WHERE {condition.sql}", condition.values)

        steps = json.dumps([row["detail"] for row in plan])
        assert "SCAN articles" not in steps, filters
