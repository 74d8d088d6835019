"""Outlets that nobody wrote a module for, in the process that meets them and in the next."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsarchive import pages
from newsarchive.discover.adhoc import outlet_at
from newsarchive.errors import ConfigError
from newsarchive.known import make_known, outlet_of
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter

WORDS = "The harbour board met on Tuesday, talked for hours and agreed on nothing at all. " * 4
PAGE = f"""<html lang="en"><head><title>Harbour board meets</title></head><body><h1>Harbour board meets</h1>
<p>By Ada Brook</p><time datetime="2024-05-12T08:30:00+00:00">12 May 2024, 08:30</time><p>{WORDS}</p></body></html>"""


def warc(folder: Path, url: str) -> Path:
    """A file of another crawler with one page in it."""
    folder.mkdir()
    writer = WarcWriter(folder, {"software": "another/1.0"})
    writer.write(
        Exchange(
            url=url,
            captured_at=datetime(2024, 5, 13, tzinfo=UTC),
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            payload=PAGE.encode(),
        )
    )
    writer.close()
    [path] = folder.iterdir()
    return path


def test_articles_of_another_crawler_s_file_are_read_and_their_outlet_is_a_row(archive: Archive, tmp_path: Path) -> None:
    result = replay(archive, warc(tmp_path / "other", "https://www.foreign.example/2024/05/12/harbour-board-meets"))

    assert (result.new, result.unreadable) == (1, 0)
    rows = archive.connection.execute("SELECT name, home FROM outlets WHERE name = 'foreign-example'").fetchall()
    assert [tuple(row) for row in rows] == [("foreign-example", "https://www.foreign.example/")]


def test_an_outlet_that_is_a_row_is_known_in_the_next_process(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive", write=True) as archive:
        archive.add_outlet(outlet_at("https://www.remembered.example/"))
    code = (
        "import sys; from pathlib import Path; from newsarchive import pages; from newsarchive.known import make_known;"
        "make_known(Path(sys.argv[1])); print(pages.outlet_for('https://sport.remembered.example/1').name)"
    )

    answer = subprocess.run([sys.executable, "-c", code, str(tmp_path / "archive")], capture_output=True, text=True, check=True)

    assert answer.stdout == "remembered-example\n"


def test_an_address_of_an_outlet_with_a_module_is_that_outlet_s() -> None:
    assert outlet_of("https://www.shobserver.com/news/list?section=22") == pages.outlet_named("shobserver")


def test_another_server_on_loopback_is_another_outlet_than_the_demo() -> None:
    assert outlet_of("http://127.0.0.1:8642/").name == "demo"
    assert outlet_of("http://127.0.0.1:39999/").name == "127-0-0-1-39999"
    assert pages.outlet_for("http://127.0.0.1:39998/") == pages.outlet_named("demo")


def test_a_configuration_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        make_known(tmp_path, tmp_path / "none.toml")


def test_a_page_of_no_known_outlet_is_read_all_the_same() -> None:
    import newsarchive

    article = newsarchive.read(PAGE, "https://unheard-of.example/x", datetime(2024, 5, 13, tzinfo=UTC))

    assert (article.outlet, article.title, article.author) == (None, "Harbour board meets", "Ada Brook")
