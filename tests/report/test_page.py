"""The page of a report: valid, whole in itself, readable without its plots, and deaf to what it shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import html5lib
import pytest

from newsarchive.items import Credit
from newsarchive.query.period import Period
from newsarchive.report.page import page
from newsarchive.report.svg import Bar, Series, bars, columns, heat
from tests.report.conftest import HOSTILE, Newsroom

_HTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def lived(newsroom: Newsroom) -> Newsroom:
    """An archive in which everything that a report shows has happened."""
    for day in range(1, 9):
        for hour, outlet in ((8, "harbour"), (9, "other")):
            newsroom.publish(
                outlet, f"2024-03-0{day}T0{hour}:00:00+00:00", f"2024-03-0{day}T0{hour}:30:00+00:00",
                source=HOSTILE, author=HOSTILE, credits=(Credit(role="", name=HOSTILE, role_normalized="author"),),
                body=f"潮水第{day}次退了，滩涂上空无一人。" * 9 + outlet,
            )  # fmt: skip
        newsroom.crawled("harbour", f"2024-03-0{day}T08:00:00Z")
    url = "https://harbour.example/edited"
    for hour in (8, 9):
        newsroom.publish("harbour", "2024-03-01", f"2024-03-03T0{hour}:00:00+00:00", url=url, summary=f"{hour}时")
    for reason in ("timeout", "before_since", HOSTILE):
        newsroom.failed("other", reason)
    with newsroom.archive.transaction():
        newsroom.archive.connection.execute(
            "INSERT INTO absences VALUES (1, '2024-03-04T08:00:00Z', '2024-03-03T08:00:00Z', '2024-03-07T08:00:00Z', 3, 'not_found',"
            " '2024-03-07T08:00:00Z', NULL)"
        )
        newsroom.archive.connection.execute(
            "INSERT INTO named SELECT articles.id, 'feed', articles.id, '2024-03-01T08:00:00Z', '2024-03-01' FROM urls AS articles"
        )
    return newsroom


@pytest.fixture
def text(lived: Newsroom) -> str:
    return "".join(page(lived.figures()))


def test_the_page_is_valid(text: str) -> None:
    html5lib.HTMLParser(strict=True).parse(text)  # raises at the first mistake


def test_nothing_is_fetched_and_nothing_runs(text: str) -> None:
    root = html5lib.parse(text)

    names = {element.tag.removeprefix(_HTML) for element in root.iter() if isinstance(element.tag, str)}
    addresses = [
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if str(name).rpartition("}")[2] in ("src", "href", "srcset", "data", "action", "poster")
    ]
    assert names.isdisjoint({"script", "iframe", "object", "embed", "form", "base", "img"})
    assert [one for one in addresses if not one.startswith("#")] == ["data:,"]
    assert not re.search(r"url\(|@import|https?://", text)
    assert not [name for element in root.iter() for name in element.attrib if str(name).startswith("on")]
    assert "default-src 'none'" in text


def test_what_an_outlet_calls_itself_is_text(text: str) -> None:
    root = html5lib.parse(text)

    assert "<script" not in text
    rows = [cell.text for cell in root.iter(f"{_HTML}th") if cell.get("scope") == "row"]
    titles = [title.text for title in root.iter(f"{_SVG}title")]
    assert HOSTILE in rows
    assert any(title and title.startswith(f"{HOSTILE}, 2024-03-01") for title in titles)


def test_every_plot_has_a_name_a_description_and_a_table_that_the_keyboard_reaches(text: str) -> None:
    root = html5lib.parse(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]

    plots = list(root.iter(f"{_SVG}svg"))
    for plot in plots:
        assert plot.get("role") == "img"
        assert set((plot.get("aria-labelledby") or "").split()) <= set(ids)
    sections = [section for section in root.iter(f"{_HTML}section") if list(section.iter(f"{_SVG}svg"))]
    assert len(plots) >= 9
    assert len(ids) == len(set(ids))
    assert {section.get("id") for section in sections} >= {
        "articles", "delays", "coverage", "changes", "fields", "failures", "disk", "runs", "reprints",
    }  # fmt: skip
    for section in sections:
        tables = list(section.iter(f"{_HTML}table"))
        assert tables
        for table in tables:
            assert table.find(f"{_HTML}caption") is not None
            assert all(head.get("scope") for head in table.iter(f"{_HTML}th"))
    scrolled = [element for element in root.iter(f"{_HTML}div") if element.get("class") == "scroll"]
    assert all(element.get("tabindex") == "0" and element.get("aria-label") for element in scrolled)


def test_names_are_told_in_their_language(text: str) -> None:
    root = html5lib.parse(text)

    languages = {cell.text: cell.get("lang") for cell in root.iter(f"{_HTML}th") if cell.get("scope") == "row"}
    assert languages["汐港观察"] == "zh"
    assert languages[HOSTILE] is None


def test_a_plot_s_numbers_are_those_of_its_table(text: str) -> None:
    root = html5lib.parse(text)
    [section] = (one for one in root.iter(f"{_HTML}section") if one.get("id") == "articles")

    cells = [title.text or "" for title in section.iter(f"{_SVG}title") if ", 2024-03-" in (title.text or "")]
    plotted = sum(int(cell.rpartition(": ")[2]) for cell in cells)
    table = list(section.iter(f"{_HTML}table"))[1]
    sums = [list(row.iter(f"{_HTML}td"))[-1].text for row in table.iter(f"{_HTML}tr") if list(row.iter(f"{_HTML}td"))]
    assert plotted == sum(map(int, sums)) == 17  # type: ignore[arg-type]


def test_an_empty_archive_and_one_of_many_outlets_have_a_page(newsroom: Newsroom) -> None:
    html5lib.HTMLParser(strict=True).parse("".join(page(newsroom.figures())))
    with newsroom.archive.transaction():
        for number in range(60):
            newsroom.archive.connection.execute(
                "INSERT INTO outlets (name, title, home, zone) VALUES (?, ?, 'https://x.example/', 'UTC')",
                (f"paper{number}", "同名报" if number < 2 else f"第{number}日报"),
            )
    for number in range(60):
        newsroom.publish(f"paper{number}", "2024-03-01", "2024-03-01T08:00:00+00:00", body=f"{number}的潮水" * 30)

    text = "".join(page(newsroom.figures(Period("2024"))))

    html5lib.HTMLParser(strict=True).parse(text)
    assert "the others (20)" in text
    assert "同名报 (paper1)" in text
    assert len(text) < 2_000_000


def test_plots_are_well_formed_whatever_stands_in_them() -> None:
    plots = (
        heat("a", HOSTILE, HOSTILE, [(HOSTILE, [0, 1, None])], [(0, HOSTILE)], told=lambda *_: HOSTILE, shades=[1], legend=[HOSTILE]),
        columns("b", HOSTILE, HOSTILE, [HOSTILE], [Series(HOSTILE, "c1", [3])], [(0, HOSTILE)], line=Series(HOSTILE, "run", [1])),
        bars("c", HOSTILE, HOSTILE, [Bar(HOSTILE, (("c1", 1.0, HOSTILE),), HOSTILE)], keys=[("c1", HOSTILE)]),
        heat("d", "", "", [], [], told=lambda *_: "", shades=[], legend=[]),
        columns("e", "", "", [], [], []),
        bars("f", "", "", []),
    )

    for plot in plots:
        root = ElementTree.fromstring(plot)
        assert {element.tag for element in root.iter()} <= {"svg", "title", "desc", "rect", "path", "text", "polyline"}
