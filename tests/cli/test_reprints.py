"""`newsarchive reprints` and `newsarchive sources` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive.items import Article
from newsarchive.store.archive import Archive

STORY = "".join(chr(0x4E00 + number * 7 % 3000) for number in range(300))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    with Archive(tmp_path / "papers", write=True) as archive:
        for number, source in ((1, None), (2, "新华社客户端"), (3, "解放日报")):
            at = f"2024-03-01T08:0{number}:00Z"
            url = f"https://p{number}.example/{number}"
            archive.add(Article(url=url, title="潮", source=source, body=STORY, captured_at=at))
    return tmp_path / "papers"


def test_an_article_is_shown_with_its_origins_and_copies(call, papers) -> None:
    shown = json.loads(call("-a", papers, "reprints", 2, "--json").stdout)

    assert {edge["origin"] for edge in shown["origins"]} == {"新华社", "p1.example"}
    assert [member["article_id"] for member in shown["copies"]] == [1, 2, 3]
    assert "p1.example" in call("-a", papers, "reprints", "https://p2.example/2").stdout


def test_without_an_article_the_pairs_of_outlets_are_counted(call, papers) -> None:
    pairs = json.loads(call("-a", papers, "reprints", "--json").stdout)

    assert ("上观新闻", "p3.example", 1) in {(pair["origin"], pair["carrier"], pair["articles"]) for pair in pairs}


def test_both_exports_are_written(call, papers, tmp_path) -> None:
    result = call("-a", papers, "reprints", "--graphml", tmp_path / "g.xml", "--csv", tmp_path / "g.csv")

    assert result.exit_code == 0
    assert (tmp_path / "g.xml").read_text("utf-8").count("<edge ") == 4
    assert len((tmp_path / "g.csv").read_text("utf-8").splitlines()) == 5


def test_a_stricter_share_is_taken_for_all_articles(call, papers) -> None:
    result = call("-a", papers, "reprints", "--regroup", "0.9")

    assert (result.exit_code, result.stderr) == (0, "3 articles share their text with others\n")


def test_an_article_and_an_export_do_not_go_together(call, papers, tmp_path) -> None:
    assert call("-a", papers, "reprints", 1, "--csv", tmp_path / "g.csv").exit_code == 2


def test_names_are_added_listed_merged_and_removed(call, papers) -> None:
    def listed() -> dict[str, list[str]]:
        rows = json.loads(call("-a", papers, "sources", "list", "--json").stdout)
        return {row["name"]: row["aliases"] for row in rows}

    assert call("-a", papers, "sources", "add", "新华社", "新华网").exit_code == 0
    assert listed()["新华社"] == ["新华网"]
    assert call("-a", papers, "sources", "merge", "上观新闻", "新华社").exit_code == 0
    assert "解放日报" in listed()["新华社"]
    assert call("-a", papers, "sources", "remove", "新华网").exit_code == 0
    assert "新华网" not in listed()["新华社"]


def test_a_name_that_is_not_there_is_told(call, papers) -> None:
    result = call("-a", papers, "sources", "remove", "无此报")

    assert result.exit_code == 2
    assert "newsarchive sources" in result.stderr
