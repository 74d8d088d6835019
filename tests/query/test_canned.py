"""Questions with names: every one runs, answers what it says, and a person may add more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive.cli import main
from newsarchive.errors import QueryError
from newsarchive.items import Article, Credit, Outlet
from newsarchive.query.canned import Parameter, question, questions, read
from newsarchive.query.sql import run_sql
from newsarchive.store.archive import Archive

STORY = "".join(chr(0x4E00 + number * 7 % 3000) for number in range(300))
OTHER = "".join(chr(0x5E00 + number * 11 % 3000) for number in range(300))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three papers: the Tide has a story first, two carry it, of which one does not say so; one article is edited."""
    folder = tmp_path / "archive"
    with Archive(folder, write=True) as archive:
        for name, title in (("tide", "潮汐日报"), ("harbor", "海港晚报"), ("dune", "沙丘网")):
            home = f"https://{name}.example/"
            archive.add_outlet(Outlet(name=name, title=title, home=home, hosts=(f"{name}.example",)))
        add(archive, 1, "tide", STORY, source="潮汐日报")
        add(archive, 2, "harbor", STORY, source="潮汐日报")
        add(archive, 3, "dune", STORY)
        add(archive, 4, "dune", OTHER, at=4)
        add(archive, 4, "dune", OTHER, at=5, title="潮水又退了")
    return folder


def call(*arguments: object) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="newsarchive")


def add(archive: Archive, number: int, outlet: str, body: str, *, at: int = 0, title: str = "潮水退了", source: str | None = None) -> None:
    people = (("记者", "correspondent", "谷汀兰"), ("栏目主编", "section_editor", "秦望"))
    archive.add(
        Article(
            url=f"https://{outlet}.example/{number}",
            outlet=outlet,
            title=title,
            source=source,
            body=body,
            author="谷汀兰",
            credits=tuple(Credit(role=role, role_normalized=normal, name=name) for role, normal, name in people),
            date=f"2024-03-{number:02}",
            date_utc=f"2024-03-{number:02}T00:00:00Z",
            captured_at=f"2024-04-01T08:{at or number:02}:00Z",
        )
    )


def answer(path: Path, name: str, /, **given: str) -> list[dict[str, Any]]:
    asked = question(name, path)
    with run_sql(path, asked.sql, asked.values(dict(given))) as found:
        return [dict(zip(found.columns, row, strict=True)) for row in found]


@pytest.mark.parametrize("name", questions())
def test_every_question_runs_with_all_its_values_and_with_those_that_it_needs(path: Path, name: str) -> None:
    asked = questions()[name]
    given = {"limit": "5", "share": "0.5", "since": "2024", "until": "2030", "word": "潮水", "name": "秦望"}

    answer(path, name, **{parameter.name: given.get(parameter.name, "潮汐日报") for parameter in asked.parameters})
    answer(path, name, **{parameter.name: given[parameter.name] for parameter in asked.parameters if parameter.needed})


@pytest.mark.parametrize("name", questions())
def test_every_question_says_what_it_answers_and_what_each_value_is(name: str) -> None:
    asked = questions()[name]

    assert asked.told.endswith(".")
    assert all(parameter.told for parameter in asked.parameters)
    assert set(re.findall(r":([a-z_]+)", re.sub("--.*", "", asked.sql))) == {parameter.name for parameter in asked.parameters}


def test_the_story_that_travels_furthest_is_named_with_who_carries_it(path: Path) -> None:
    (first,) = answer(path, "most-reprinted")

    assert (first["id"], first["reprints"], first["outlets"]) == (1, 2, 2)
    assert set(first["carriers"].split(",")) == {"海港晚报", "沙丘网"}
    assert answer(path, "most-reprinted", since="2024-03-02") == []
    assert answer(path, "most-reprinted", outlet="dune") == []


def test_a_text_that_is_not_credited_is_found(path: Path) -> None:
    assert [(row["article_id"], row["origin"]) for row in answer(path, "uncredited")] == [(3, "潮汐日报")]


def test_who_takes_from_whom_is_counted(path: Path) -> None:
    rows = answer(path, "who-takes-from-whom", origin="潮汐日报")

    assert {(row["carrier"], row["articles"], row["credited"], row["detected"]) for row in rows} == {
        ("海港晚报", 1, 1, 1), ("沙丘网", 1, 0, 1),
    }  # fmt: skip


def test_a_changed_headline_is_shown_before_and_after(path: Path) -> None:
    (row,) = answer(path, "changed-headlines")

    assert (row["article_id"], row["before"], row["after"]) == (4, "潮水退了", "潮水又退了")
    assert [row["article_id"] for row in answer(path, "most-edited")] == [4]


def test_people_are_counted(path: Path) -> None:
    assert [(row["name"], row["articles"], row["outlets"]) for row in answer(path, "busiest-authors")] == [("谷汀兰", 4, 3)]
    assert [(row["editor"], row["writer"], row["articles"]) for row in answer(path, "who-edits-whom")] == [("秦望", "谷汀兰", 4)]
    assert sum(row["articles"] for row in answer(path, "person", name="秦望")) == 4
    assert answer(path, "first-to-report") == [{"outlet": "潮汐日报", "first_with": 1, "reprints": 2}]


def test_a_word_is_counted_by_month(path: Path) -> None:
    rows = answer(path, "mentions", word="又退")

    assert rows == [{"month": "2024-03", "outlet": "dune", "articles": 1}]


def test_a_persons_own_question_in_the_archives_folder_counts_for_more(path: Path) -> None:
    folder = path / "questions"
    folder.mkdir()
    (folder / "person.sql").write_text("-- Mine.\n-- :least = 2 articles\nSELECT :least AS least", "utf-8")

    assert questions(path)["person"].told == "Mine."
    assert answer(path, "person") == [{"least": 2}]
    assert answer(path, "person", least="3") == [{"least": 3}]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("My Question.sql", "-- What.\nSELECT 1", "a-z, 0-9 and -"),
        ("mine.sql", "SELECT 1", "begin it with a line"),
        ("mine.sql", "-- :since  day\nSELECT 1", "begin it with a line"),
    ],
)
def test_a_file_that_is_no_question_is_told(file: str, text: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        read(file, text)


def test_values_that_there_are_not_or_that_are_missing_are_told(path: Path) -> None:
    with pytest.raises(QueryError, match="there is no question 'most'; there are: "):
        answer(path, "most")
    with pytest.raises(QueryError, match="takes no value 'colour'; it takes name"):
        answer(path, "person", colour="red")
    with pytest.raises(QueryError, match="needs a value: give --name"):
        answer(path, "person")


def test_what_a_comment_says_of_a_value_is_read() -> None:
    asked = read("a.sql", "-- What.\n--   And more.\n-- :day  from then on\n--:least = 0.5\n-- :who!\n\nSELECT 1 -- :no")

    assert (asked.told, asked.more) == ("What.", "And more.")
    assert asked.parameters == (
        Parameter("day", None, False, "from then on"), Parameter("least", 0.5, False, ""), Parameter("who", None, True, ""),
    )  # fmt: skip


def test_questions_are_asked_and_listed_on_the_command_line(path: Path) -> None:
    listing = call("-a", path, "ask")
    answered = call("-a", path, "ask", "person", "--name", "秦望", "--nl")
    helped = call("-a", path, "ask", "most-reprinted", "--help")
    printed = call("-a", path, "ask", "person", "--sql")

    assert "most-reprinted" in listing.stdout
    assert answered.stdout.count("section_editor") == 3
    assert "--since" in helped.stdout
    assert printed.stdout == questions()["person"].sql
    assert call("-a", path, "ask", "person").exit_code == 2
    assert call("-a", path, "ask", "nothing").exit_code == 2
    assert call("-a", path, "ask", "person", "--colour", "red").exit_code == 2
