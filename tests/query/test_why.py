"""Every field of every version traced to its rule and bytes: of layouts, of the generic reading, of configured selectors."""

from __future__ import annotations

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.known import make_known
from newsarchive.pages import shobserver
from newsarchive.query.why import FIELDS, Why, origin, why
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.read import read_at
from newsarchive.warc.write import Exchange, WarcWriter

PAPER = "https://harbour.example/2024/03/01/ferry-returns"
TOML = """
[outlets.harbour]
title = "Harbour Courier"
start = ["https://harbour.example/"]
zone = "Europe/Berlin"

[outlets.harbour.fields]
section = "p.place"
"""
STORY = """<!DOCTYPE html><html lang="en"><head><title>The ferry returns &amp; stays - Harbour Courier</title>
<meta property="og:title" content="The ferry returns &amp; stays">
<meta property="og:description" content="After nine years a boat crosses the bay again.">
<link rel="canonical" href="https://harbour.example/2024/03/01/ferry-returns">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry returns & stays",
"author": {"@type": "Person", "name": "Mara Lind"}, "datePublished": "2024-03-01T09:00:00+01:00"}</script></head><body>
<p class="place">Town</p><article><h1>The ferry returns &amp; stays</h1>
<p class="byline">By Mara Lind</p><p>March 1, 2024 09:00</p>
<p>For nine years nobody crossed the bay by boat, since the old landing stage was torn down in a storm. On Friday the first
ferry came in, an hour late, with eleven people and a dog on board.</p>
<p>“We had to ask where to tie up,” the captain said. The harbour office, which had lost the plans, sent a man with a lamp, who
showed the crew the two iron rings that are left of the stage.</p>
<p>From April the boat is to go four times a day; the council pays for the first season, and then wants to see.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two crawls of the demo outlet: all three layouts, edited articles, a page in GB 18030."""
    folder = tmp_path_factory.mktemp("demo")
    with tarfile.open(Path(__file__).parents[1] / "store" / "archives" / "v1.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    Archive(folder, write=True).close()
    return folder


def replayed(folder: Path, *exchanges: Exchange) -> Path:
    """An archive of these answers."""
    crawled = folder / "crawled"
    crawled.mkdir()
    with WarcWriter(crawled, {}) as writer:
        for one in exchanges:
            writer.write(one)
    with Archive(folder / "archive", write=True) as archive:
        for path in crawled.iterdir():
            replay(archive, path)
    return folder / "archive"


def page(url: str, text: str, day: int = 1) -> Exchange:
    return Exchange(
        url=url,
        captured_at=datetime(2024, 3, day, 12, tzinfo=UTC),
        status=200,
        reason_phrase="OK",
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=text.encode(),
    )


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "newsarchive.toml").write_text(TOML, "utf-8")
    return replayed(tmp_path, page(PAPER, STORY))


def told(folder: Path, article_id: int = 1, revision: int | None = None, *names: str) -> dict[str, Why]:
    make_known(folder)
    with Archive(folder) as archive:
        found = origin(archive, article_id, revision)
        return {
            one.field if one.position is None else f"{one.field}.{one.position}": one
            for one in why(archive, found, names or FIELDS)
        }


def shown(text: Any) -> str:
    return "".join(str(text).split())


def test_every_field_of_every_version_has_a_rule_and_says_what_is_stored(demo: Path) -> None:
    silent = []
    with Archive(demo) as archive:
        for article_id, count in archive.connection.execute("SELECT id, revisions FROM articles").fetchall():
            for revision in range(1, count + 1):
                found = origin(archive, article_id, revision)
                credits = [f"credits.{number}" for number in range(1, len(found.reading["credits"]) + 1)]
                told = why(archive, found, [*FIELDS, *credits])
                silent += [(article_id, revision, one) for one in told if not (one.agrees and one.rule)]

    assert silent == []
    assert article_id > 20


@pytest.mark.parametrize(
    ("name", "place", "label"),
    [
        ("title", "shobserver.DesktopPage.headline: .wz_contents", ""),
        ("source", "shobserver.DesktopPage.byline: .fenxiang_zz", "来源"),
        ("author", "shobserver.DesktopPage.byline: .fenxiang_zz", "作者"),
        ("date", "shobserver.DesktopPage.byline: .fenxiang_zz, year-month-day", ""),
        ("body", "shobserver.DesktopPage.prose: #newscontents", ""),
        ("editor", "shobserver.DesktopPage.desk: .news-edit-info", "栏目主编"),
        ("section", "shobserver.DesktopPage.crumbs: .weizhi", ""),
    ],
)
def test_a_layouts_rule_is_its_property_and_the_place_that_it_asks_for(name: str, place: str, label: str, demo: Path) -> None:
    one = told(demo, 1, None, name)[name]

    assert one.rule.startswith(place)
    assert f"label {label}" in one.rule or not label
    assert one.code is not None
    assert one.code.startswith("newsarchive/pages/shobserver.py:")


def test_a_credit_is_traced_by_its_position_to_its_own_words(demo: Path) -> None:
    with Archive(demo) as archive:
        credits = archive.revisions(1)[-1]["fields"]["credits"]

    for number, credit in enumerate(credits, 1):
        one = told(demo, 1, None, f"credits.{number}")[f"credits.{number}"]
        assert shown(one.printed) == f"{credit['role']}：{credit['name']}"


def test_a_printed_text_is_found_in_the_bytes_of_every_page(demo: Path) -> None:
    missed = []
    with Archive(demo) as archive:
        for (article_id,) in archive.connection.execute("SELECT id FROM articles").fetchall():
            found = origin(archive, article_id)
            capture = read_at(archive.warc_folder, captures_place(found.capture), lookup=archive.place)
            for one in why(archive, found, ("title", "author", "summary", "body")):
                if one.value is not None and one.passage is None:
                    missed.append((article_id, one.field))
                elif one.field == "title" and one.passage is not None and capture.body[:1] == b"<":
                    text = capture.body[one.passage.start : one.passage.end].decode("gb18030" if b"gb2312" in capture.body else "utf-8")
                    assert "<" in text or shown(text).replace("&quot;", '"').replace("&amp;", "&") == shown(one.value)

    # JSON pages keep label and name in two fields
    assert [one for one in missed if one[1] != "author"] == []


def captures_place(row: dict[str, Any]) -> Any:
    from newsarchive.store.captures import place_of

    return place_of(row)


def test_the_generic_reading_names_its_witnesses_and_how_sure_it_was(harbour: Path) -> None:
    found = told(harbour)

    assert {"h1", "og:title"} <= set(found["title"].rule.split(", "))
    assert "json-ld author" in found["author"].rule
    assert found["summary"].rule == "og:description"
    assert found["date"].rule.startswith("printed above the text")
    assert found["date"].printed == "March 1, 2024 09:00"
    assert "<article>" in found["body"].rule
    for name in ("title", "author", "summary", "date", "body"):
        assert found[name].certainty is not None
        assert 0 < found[name].certainty <= 1
        assert found[name].passage is not None, name
        assert found[name].agrees, name


def test_a_configured_selector_is_the_rule_of_its_field(harbour: Path) -> None:
    one = told(harbour, 1, None, "section")["section"]

    assert one.rule == "newsarchive.toml, [outlets.harbour.fields] section: p.place"
    assert one.printed == "Town"


def test_signs_written_as_entities_are_found_where_they_stand(harbour: Path) -> None:
    one = told(harbour, 1, None, "title")["title"]

    assert one.passage is not None
    assert STORY.encode()[one.passage.start : one.passage.end] == b"The ferry returns &amp; stays"


def test_a_layout_that_moved_on_and_answers_otherwise_gives_itself_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://www.shobserver.com/news/detail?id=11"
    text = '<div class="wz_contents">码头开港</div><div class="fenxiang_zz">来源：上观新闻 作者：凌汛</div><p id="newscontents">风。</p>'
    folder = replayed(tmp_path, page(url, text))
    monkeypatch.setattr(shobserver.DesktopPage, "version", 2)
    monkeypatch.setattr(shobserver.DesktopPage, "headline", property(lambda self: "另一个标题"))

    with Archive(folder) as archive:
        found = origin(archive, 1)
        title, source = why(archive, found, ("title", "source"))

    assert (found.parser, found.parser_now) == ("shobserver.DesktopPage/1", "shobserver.DesktopPage/2")
    assert (title.value, title.value_now, title.agrees) == ("码头开港", "另一个标题", False)
    assert source.agrees


def test_what_there_is_none_of_is_told(harbour: Path) -> None:
    with Archive(harbour) as archive:
        found = origin(archive, 1)

        with pytest.raises(UsageError, match="'headline' is no field"):
            list(why(archive, found, ["headline"]))
        with pytest.raises(UsageError, match=r"credits\.1 to credits\.1"):
            list(why(archive, found, ["credits.7"]))
        with pytest.raises(NewsarchiveError, match="has 1 version; there is no 3"):
            origin(archive, 1, 3)


def test_an_article_that_was_added_without_its_page_has_no_bytes(tmp_path: Path, article: Any) -> None:
    with Archive(tmp_path / "added", write=True) as archive:
        archive.add(article())

        with pytest.raises(NewsarchiveError, match="without its page"):
            origin(archive, 1)


def test_the_command_prints_capture_parser_rule_and_bytes(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from newsarchive.cli import main

    def call(*arguments: str) -> Any:
        result = CliRunner().invoke(main, ["-a", str(harbour), "why", "1", *arguments], prog_name="newsarchive")
        assert result.exit_code == 0, result.output
        return result

    text = call("--field", "author", "--bytes").stdout
    data = json.loads(call("--json").stdout)
    record = call("--bytes").stdout_bytes

    assert "Mara Lind" in text
    assert all(what in text for what in ("byte ", "sha256:", "site.SitePage/"))
    assert {one["field"] for one in data["fields"]} == set(FIELDS)
    assert data["capture"]["payload_digest"].startswith("sha256:")
    assert record.startswith(b"WARC/1.1\r\n")
    assert STORY.encode() in record
