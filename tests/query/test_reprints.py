"""The reprint graph: what is credited, what the texts show, where they agree, and how it leaves the archive."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.items import Article, Outlet
from newsarchive.query.reprints import copies, origins, totals, write_edges, write_graphml
from newsarchive.store import sources
from newsarchive.store.archive import Archive

STORY = "".join(chr(0x4E00 + number * 7 % 3000) for number in range(300))
OTHER = "".join(chr(0x5E00 + number * 11 % 3000) for number in range(300))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Three papers: the Tide has the story first, the Harbor credits it, the Dune credits the Gulf."""
    with Archive(tmp_path / "archive", write=True) as archive:
        for name, title in (("tide", "潮汐日报"), ("harbor", "海港晚报"), ("dune", "沙丘网")):
            home = f"https://{name}.example/"
            archive.add_outlet(Outlet(name=name, title=title, home=home, hosts=(f"{name}.example",)))
        add(archive, 1, "tide", "潮汐日报", STORY)
        add(archive, 2, "harbor", "潮汐日报客户端", STORY)
        add(archive, 3, "dune", "海湾 & 潮", f"{STORY}。")
        yield archive


def add(archive: Archive, number: int, outlet: str, source: str | None, body: str) -> None:
    at = f"2024-03-01T08:{number:02}:00Z"
    url = f"https://{outlet}.example/{number}"
    archive.add(Article(url=url, outlet=outlet, title="潮", source=source, body=body, captured_at=at))


def edges(archive: Archive, article_id: int) -> set[tuple[object, ...]]:
    """(origin, credited, detected, agree) of each edge."""
    return {(edge[4], *edge[6:9]) for edge in origins(archive, article_id)}


def test_credit_and_text_agree(archive: Archive) -> None:
    assert edges(archive, 2) == {("潮汐日报", 1, 1, 1)}


def test_credit_and_text_that_tell_of_two_origins_are_two_edges_that_disagree(archive: Archive) -> None:
    assert edges(archive, 3) == {("海湾 & 潮", 1, 0, 0), ("潮汐日报", 0, 1, 0)}


def test_an_outlets_own_first_text_has_no_origin(archive: Archive) -> None:
    assert edges(archive, 1) == set()


def test_a_credit_without_an_earlier_text_is_only_credited(archive: Archive) -> None:
    add(archive, 4, "dune", "海湾社、潮汐日报", OTHER)

    assert edges(archive, 4) == {("海湾社", 1, 0, None), ("潮汐日报", 1, 0, None)}


def test_an_earlier_text_that_nobody_credits_is_only_detected(archive: Archive) -> None:
    add(archive, 4, "dune", None, STORY)

    assert edges(archive, 4) == {("潮汐日报", 0, 1, None)}


def test_two_that_credit_the_same_agency_agree_although_one_was_first(archive: Archive) -> None:
    add(archive, 4, "tide", "海湾社", OTHER)
    add(archive, 5, "dune", "海湾社", OTHER)

    assert edges(archive, 5) == {("海湾社", 1, 0, 1), ("潮汐日报", 0, 1, None)}


def test_names_of_one_outlet_are_one_origin(archive: Archive) -> None:
    add(archive, 4, "dune", "海湾晚报/海湾新闻", OTHER)
    with archive.transaction():
        sources.add(archive.connection, "海湾晚报", ["海湾新闻"])

    assert edges(archive, 4) == {("海湾晚报", 1, 0, None)}


def test_the_known_names_of_a_paper_are_one_from_the_start(archive: Archive) -> None:
    add(archive, 4, "dune", "解放日报", OTHER)

    assert edges(archive, 4) == {("上观新闻", 1, 0, None)}


def test_an_alias_changes_the_graph_at_once_and_goes_again(archive: Archive) -> None:
    with archive.transaction():
        sources.add(archive.connection, "潮汐日报", ["海湾 & 潮"])
    assert edges(archive, 3) == {("潮汐日报", 1, 1, 1)}

    with archive.transaction():
        sources.remove(archive.connection, "海湾 & 潮")

    assert ("海湾 & 潮", 1, 0, 0) in edges(archive, 3)


def test_outlets_are_listed_with_how_many_articles_credit_them_by_any_name(archive: Archive) -> None:
    add(archive, 4, "dune", "潮汐日报、潮汐网、海湾社", OTHER)
    with archive.transaction():
        sources.add(archive.connection, "潮汐日报", ["潮汐网"])

    counts = {name: (count, aliases) for name, count, aliases in sources.listed(archive.connection) if count}

    assert counts == {"潮汐日报": (3, ["潮汐网"]), "海湾 & 潮": (1, []), "海湾社": (1, [])}


def test_a_merged_outlet_takes_its_aliases_along(archive: Archive) -> None:
    with archive.transaction():
        sources.add(archive.connection, "甲报", ["甲网"])
        sources.add(archive.connection, "乙报", ["乙网"])
        sources.merge(archive.connection, "乙网", "甲网")

    assert {sources.name_of(archive.connection, alias) for alias in ("甲报", "甲网", "乙报", "乙网")} == {"甲报"}


@pytest.mark.parametrize("name", ["", "、", "甲报、乙报"])
def test_what_is_not_one_name_is_refused(name: str, archive: Archive) -> None:
    with pytest.raises(UsageError, match="give the name of one outlet"):
        sources.add(archive.connection, name, ["丙报"])


def test_a_cluster_is_listed_with_the_first_seen_first(archive: Archive) -> None:
    members = copies(archive, 3)

    assert [(member[0], member[2], member[5]) for member in members] == [
        (1, "潮汐日报", []), (2, "海港晚报", ["source"]), (3, "沙丘网", ["source", "body"]),
    ]  # fmt: skip


def test_the_totals_count_articles_between_two_outlets(archive: Archive) -> None:
    add(archive, 4, "harbor", "潮汐日报", OTHER)

    assert ("潮汐日报", "海港晚报", 2, 2, 1, 1, 0) in list(totals(archive))


def test_graphml_holds_every_edge_and_its_outlets(archive: Archive) -> None:
    out = io.StringIO()

    count = write_graphml(archive, out)

    graph = ElementTree.fromstring(out.getvalue()).find("{*}graph")
    assert graph is not None
    nodes = {node.get("id") for node in graph.findall("{*}node")}
    arrows = [(edge.get("source"), edge.get("target")) for edge in graph.findall("{*}edge")]
    assert nodes == {"潮汐日报", "海港晚报", "沙丘网", "海湾 & 潮"}
    assert sorted(arrows) == sorted([("潮汐日报", "海港晚报"), ("潮汐日报", "沙丘网"), ("海湾 & 潮", "沙丘网")])
    assert count == 3


def test_csv_holds_every_edge(archive: Archive) -> None:
    out = io.StringIO()

    count = write_edges(archive, out)

    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert count == len(rows) == 3
    assert {(row["origin"], row["carrier"], row["agree"]) for row in rows} >= {("潮汐日报", "海港晚报", "1")}


def test_an_article_that_credits_an_outlet_by_two_of_its_names_credits_it_once(archive: Archive) -> None:
    sources.add(archive.connection, "潮汐日报", ["潮汐网"])
    add(archive, 4, "dune", "潮汐日报、潮汐网", OTHER)

    counts = {name: count for name, count, _ in sources.listed(archive.connection)}

    assert (counts["潮汐日报"], counts["海湾 & 潮"]) == (3, 1)
