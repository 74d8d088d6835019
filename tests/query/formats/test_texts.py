"""CSV, JSON lines, JSON-LD, CSL-JSON, TEI and Parquet, each read back by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from lxml import etree

from newsarchive.errors import NewsarchiveError, OutletUnknown, QueryError
from newsarchive.items import Article
from newsarchive.query.corpus import corpus
from newsarchive.query.formats import csl, jsonld, parquet, tables, tei
from newsarchive.query.selection import Selection
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from tests.query.formats.conftest import FULL, LATER

TEI = {"t": tei.NAMESPACE}
ALL = Selection()


def text(archive: Archive, write: Callable[..., None], **options: Any) -> str:
    out = io.StringIO(newline="")
    with corpus(archive, ALL) as articles:
        write(articles, out, **options)
    return out.getvalue()


def ids(archive: Archive, selection: Selection = ALL, **options: Any) -> list[int]:
    with corpus(archive, selection, **options) as articles:
        return [entry.id for entry in articles]


# -- which articles ----------------------------------------------------------------------------------------------------


def test_filters_words_and_numbers_narrow_each_other(archive: Archive) -> None:
    assert ids(archive) == [1, 2, 3, 4]
    assert ids(archive, Selection(since="2024-03", until="2024-03")) == [1, 4]
    assert ids(archive, query="上海") == [1, 2, 3]
    assert ids(archive, Selection(outlet=("paper",)), query="上海", ids=[2, 3]) == [2]
    assert ids(archive, Selection(editor=("李四",), role=("栏目主编",))) == [4]


def test_nothing_selected_is_told(archive: Archive) -> None:
    for options in ({"query": "没有这个词"}, {"ids": [99]}):
        with pytest.raises(QueryError, match="no article is selected"):
            ids(archive, **options)
    with pytest.raises(QueryError, match="punctuation"):
        ids(archive, query="…")
    with pytest.raises(OutletUnknown):
        ids(archive, Selection(outlet=("nobody",)))


def test_partitions_come_one_after_another(archive: Archive) -> None:
    with corpus(archive, ALL, order="partition") as articles:
        found = [(entry.article.outlet, (entry.article.date or "")[:7]) for entry in articles]

    assert found == [(None, ""), ("paper", "2024-03"), ("paper", "2024-03"), ("paper", "2024-04")]


def test_what_is_added_meanwhile_is_not_in_it(path: Path) -> None:
    with Archive(path) as reader, corpus(reader, ALL) as articles:
        found = iter(articles)
        next(found)
        with Archive(path, write=True) as writer:
            writer.add(LATER)
        titles = [entry.article.title for entry in found]

    assert FULL.title in titles


def test_a_suppressed_article_is_in_no_format(path: Path) -> None:
    with Archive(path, write=True) as writer, writer.transaction():
        suppressions.suppress(writer.connection, 4, "order", "somebody")

    with Archive(path) as reader:
        for write in (tables.write_table, tables.write_lines, jsonld.write, csl.write):
            assert "paper.example/4" not in text(reader, write)
        with corpus(reader, ALL) as articles:
            assert len(articles) == 3


# -- tables ------------------------------------------------------------------------------------------------------------


def test_csv_holds_every_article_and_runs_no_formula(archive: Archive) -> None:
    rows = list(csv.DictReader(io.StringIO(text(archive, tables.write_table), newline="")))

    assert [row["id"] for row in rows] == ["1", "2", "3", "4"]
    full = rows[3]
    assert full["title"] == "'" + str(FULL.title)
    assert full["body"] == FULL.body
    assert full["summary"] == "'" + str(FULL.summary)
    assert json.loads(full["credits"])[1] == {"role": "记者", "name": "张三", "role_normalized": "correspondent", "note": "QN054"}
    assert (full["section"], full["date_precision"], rows[2]["date"]) == ("长三角 > 港口", "month", "")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_raw_csv_keeps_every_sign(archive: Archive) -> None:
    rows = list(csv.DictReader(io.StringIO(text(archive, tables.write_table, raw=True), newline="")))

    assert rows[3]["title"] == FULL.title


def test_json_lines_hold_every_field(archive: Archive) -> None:
    lines = [json.loads(line) for line in text(archive, tables.write_lines).splitlines()]

    full = lines[3]
    assert {name: full[name] for name in ("url", "title", "source", "author", "date", "summary", "body", "editor", "updated")} == {
        name: getattr(FULL, name) for name in ("url", "title", "source", "author", "date", "summary", "body", "editor", "updated")
    }
    assert full["section"] == list(FULL.section)
    assert full["images"] == [{"url": "https://paper.example/1.jpg", "caption": "滩涂", "credit": "孙八 摄"}]
    assert [credit["name"] for credit in full["credits"]] == [credit.name for credit in FULL.credits]
    assert len(full["content_hash"]) > 8


# -- schema.org --------------------------------------------------------------------------------------------------------


def test_json_ld_gives_each_credit_its_property(archive: Archive) -> None:
    document = json.loads(text(archive, jsonld.write))
    node = document["@graph"][3]

    def people(nodes: list[dict[str, Any]], name: str) -> list[tuple[str | None, str, str]]:
        inner = [(one.get("roleName"), one.get(name, one)) for one in nodes]
        return [(role, agent["@type"], agent["name"]) for role, agent in inner]

    assert document["@context"] == "https://schema.org"
    assert (node["@type"], node["headline"], node["datePublished"]) == ("NewsArticle", FULL.title, "2024-03")
    assert people(node["author"], "author") == [(None, "Organization", "新华社"), ("记者", "Person", "张三")]
    assert people(node["contributor"], "contributor") == [("通讯员", "Person", "周九"), ("校对", "Person", "王五")]
    assert people(node["editor"], "editor") == [("栏目主编", "Person", "李四")]
    assert people(node["translator"], "translator") == [("译", "Person", "钱七")]
    assert people(node["mainEntityOfPage"]["reviewedBy"], "reviewedBy") == [("审核", "Person", "赵六")]
    assert node["creditText"] == "摄影：孙八"
    assert [body["name"] for body in node["sourceOrganization"]] == ["新华社", "浦江纪事"]
    assert node["publisher"]["name"] == "浦江纪事"
    assert node["image"][0]["creditText"] == "孙八 摄"


def test_json_ld_says_nothing_that_the_page_does_not(archive: Archive) -> None:
    node = json.loads(text(archive, jsonld.write))["@graph"][2]

    assert {"datePublished", "abstract", "publisher", "editor", "image", "encoding"}.isdisjoint(node)
    assert None not in node.values()


# -- citations ---------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
def test_a_citation_processor_cites_it(archive: Archive) -> None:
    items = json.loads(text(archive, csl.write))
    items[3].pop("archive_location", None)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem("newsarchive-4")]))

    [printed] = map(str, bibliography.bibliography())

    assert "新华社" in printed and "2024" in printed and "潮水" in printed and "浦江纪事" in printed


def test_a_citation_has_only_what_csl_knows(archive: Archive) -> None:
    # csl-data.json of CSL 1.0.2 allows no other keys.
    known = "id type title container-title author editor translator issued accessed URL abstract language section source archive"

    for item in json.loads(text(archive, csl.write)):
        assert set(item) <= {*known.split(), "archive_location", "note"}


def test_a_citation_is_as_precise_as_the_page(archive: Archive) -> None:
    items = json.loads(text(archive, csl.write))

    assert items[0]["issued"] == {"date-parts": [[2024, 3, 1]]}
    assert items[3]["issued"] == {"date-parts": [[2024, 3]]}
    assert "issued" not in items[2]
    assert [author["literal"] for author in items[3]["author"]] == ["新华社", "张三", "周九"]
    assert [editor["literal"] for editor in items[3]["editor"]] == ["李四"]
    assert items[3]["translator"] == [{"literal": "钱七"}]


# -- TEI ---------------------------------------------------------------------------------------------------------------


def test_tei_is_valid_and_reads_back(path: Path) -> None:
    with Archive(path, write=True) as writer:
        writer.add(LATER)
    out = io.BytesIO()
    with Archive(path) as reader, corpus(reader, ALL) as articles:
        tei.write(articles, out)
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("tei.rng")))
    document = etree.fromstring(out.getvalue())

    schema.assertValid(document)
    full = document.findall("t:TEI", TEI)[3]
    assert full.findtext(".//t:body/t:head", namespaces=TEI) == "潮水"
    assert [p.text for p in full.findall(".//t:body/t:p", TEI)] == ["第一段\ufffd，有控制符。", "第二段]]> & <p>。"]
    assert [(one.get("n"), one[0].text) for one in full.findall(".//t:author", TEI)] == [(None, "新华社"), ("记者", "张三")]
    assert [(one.get("role"), one.get("n"), one[0].text) for one in full.findall(".//t:editor", TEI)] == [
        ("section_editor", "栏目主编", "李四")
    ]
    assert [one[0].text for one in full.findall(".//t:respStmt", TEI)] == ["通讯员", "校对", "审核", "译", "摄影"]
    assert full.find(".//t:publicationStmt/t:date", TEI).get("when-iso") == "2024-03"
    assert full.find(".//t:revisionDesc/t:change", TEI).get("when") == "2024-03-04T09:00:00Z"


# -- Parquet -----------------------------------------------------------------------------------------------------------


def test_parquet_is_read_as_one_table(archive: Archive, tmp_path: Path) -> None:
    from pyarrow import dataset

    with corpus(archive, ALL, order="partition") as articles:
        parquet.write(articles, tmp_path / "out")
    table = dataset.dataset(tmp_path / "out", partitioning="hive").to_table().sort_by("id").to_pylist()

    assert [(row["id"], row["outlet"], row["month"]) for row in table] == [
        (1, "paper", "2024-03"), (2, "paper", "2024-04"), (3, None, None), (4, "paper", "2024-03")
    ]  # fmt: skip
    assert table[3]["credits"][1] == {"role": "记者", "name": "张三", "role_normalized": "correspondent", "note": "QN054"}
    assert (table[3]["section"], table[3]["body"], table[2]["summary"]) == (["长三角", "港口"], FULL.body, None)
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.parquet")) == [
        "outlet=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__/part-0.parquet",
        "outlet=paper/month=2024-03/part-0.parquet",
        "outlet=paper/month=2024-04/part-0.parquet",
    ]


def test_parquet_without_pyarrow_names_the_extra(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with corpus(archive, ALL) as articles, pytest.raises(NewsarchiveError, match=r"newsarchive\[parquet\]"):
        parquet.write(articles, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_partitions_follow_each_other_whatever_is_known_of_an_articles_moment(tmp_path: Path) -> None:
    moments = [
        (None, None), ("2024", None), ("2024", "2024-01-01T00:00:00Z"), ("2024-03", None), ("2024-03-31T23:30+08:00", None),
        ("2024-03-31T23:30+08:00", "2024-03-31T15:30:00Z"), ("2024-04-01T00:30+08:00", "2024-03-31T16:30:00Z"),
    ]  # fmt: skip
    with Archive(tmp_path, write=True) as archive:
        for number in range(60):
            (date, date_utc), outlet = moments[number % len(moments)], (None, "paper", "a")[number % 3]
            archive.add(Article(url=f"https://x.example/{number}", title="题", outlet=outlet, date=date, date_utc=date_utc))

        with corpus(archive, ALL, order="partition") as articles:
            found = list(articles.ids())

        rows = archive.connection.execute("SELECT id FROM articles ORDER BY outlet, substr(date, 1, 7), id")
        assert found == [article_id for (article_id,) in rows]
