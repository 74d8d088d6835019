"""WARC files read into an archive: the rows are those of the crawl that wrote them, whichever file comes first."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

from newsarchive.demo import Outlet, Server
from newsarchive.demo.markup import desktop
from newsarchive.errors import StoreError, WarcError
from newsarchive.replay import Replayed, replay
from newsarchive.store.archive import Archive
from tests.crawl.site import Site, crawl, html, moved, story, zipped
from tests.rows import differences, natural


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three crawls: edits, takedowns, articles that came back, pages that were only referred to."""
    archive = tmp_path_factory.mktemp("crawled") / "archive"
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        for _ in range(3):
            crawl(archive, server.url, arguments={"section": "42"}, settings={"NEWSARCHIVE_RECHECK": "all"})
            server.outlet.advance()
    return archive


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a crawl of pages that are no articles, or not whole."""
    site, archive = Site(), tmp_path_factory.mktemp("hostile") / "archive"
    page = desktop(story(3), []).encode()
    listed = [
        *site.put_articles(1),
        site.put("/news/detail?id=2", html("")),
        site.put("/news/detail?id=3", html("<p>登录</p>")),
        site.put("/news/detail?id=4", moved("/news/detail?id=1")),
        site.put("/news/detail?id=5", html("away", 410)),
        site.put("/news/detail?id=6", html(page + b" " * 300_000)),
        site.put("/news/detail?id=7", zipped(page + b" " * 20_000_000)),
        site.put("/news/detail?id=8", html(b"\x1f\x8b\x08" + bytes(range(256)), Content_Encoding="gzip")),
        site.put("/news/detail?id=9", html(desktop(story(9, blocks=()), []))),
    ]
    site.put_list(*listed)
    with Server(site) as server:  # type: ignore[arg-type]
        crawl(archive, server.url, arguments={"section": "22"}, settings={"NEWSARCHIVE_MAX_PAGE": 200_000})
    return archive


def warcs(archive: Path) -> list[Path]:
    return sorted((archive / "warc").iterdir())


def replayed(into: Path, files: list[Path]) -> Path:
    with Archive(into, write=True) as archive:
        for file in files:
            replay(archive, file)
    return into


@pytest.mark.parametrize("which", ["crawled", "hostile"])
def test_a_replay_gives_the_rows_of_the_crawl(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    original: Path = request.getfixturevalue(which)

    copy = replayed(tmp_path / "archive", warcs(original))

    assert natural(original)["articles"]
    assert differences(copy, original) == []


def test_replaying_twice_changes_no_row(crawled: Path, tmp_path: Path) -> None:
    copy = replayed(tmp_path / "archive", warcs(crawled))
    once = natural(copy)

    replayed(copy, warcs(crawled))

    assert natural(copy) == once


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_the_files_give_the_same_archive_in_any_order(order: tuple[int, ...], crawled: Path, tmp_path: Path) -> None:
    files = warcs(crawled)
    assert len(files) == 3

    copy = replayed(tmp_path / "archive", [files[position] for position in order])

    assert differences(copy, crawled) == []


def test_replaying_an_archives_own_file_into_it_changes_no_row(crawled: Path) -> None:
    before = natural(crawled)

    replayed(crawled, warcs(crawled)[:1])

    assert natural(crawled) == before


def test_the_counts_of_a_replay_are_its_articles(crawled: Path, tmp_path: Path) -> None:
    with Archive(tmp_path / "archive", write=True) as archive:
        first, again = (replay(archive, warcs(crawled)[0]) for _ in range(2))
        stored = archive.count()

    assert (first.new, first.revised, first.unchanged, first.unreadable) == (stored, 0, 0, 0)
    assert (again.new, again.revised, again.unchanged, again.unreadable) == (0, 0, stored, 0)
    assert first.error is None


def test_progress_is_told_capture_by_capture(crawled: Path, tmp_path: Path) -> None:
    seen: list[int] = []

    def note(so_far: Replayed) -> None:
        seen.append(so_far.captures)

    with Archive(tmp_path / "archive", write=True) as archive:
        result = replay(archive, warcs(crawled)[0], note)

    assert seen == list(range(1, result.captures + 1))


def test_what_stands_before_a_torn_end_is_archived(crawled: Path, tmp_path: Path) -> None:
    whole = warcs(crawled)[0].read_bytes()
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(whole[: len(whole) - 100])

    with Archive(tmp_path / "archive", write=True) as archive:
        result = replay(archive, torn)

    assert result.error is not None
    assert result.new > 5


def test_another_file_of_the_same_name_is_refused(crawled: Path, tmp_path: Path) -> None:
    name = warcs(crawled)[0].name
    other = tmp_path / name
    other.write_bytes(warcs(crawled)[1].read_bytes())

    with Archive(tmp_path / "archive", write=True) as archive:
        replay(archive, warcs(crawled)[0])

        with pytest.raises(StoreError, match="another file of that name"):
            replay(archive, other)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive", write=True) as archive, pytest.raises(WarcError, match=r"nowhere\.warc"):
        replay(archive, tmp_path / "nowhere.warc")


@pytest.mark.parametrize(
    "use",
    [
        """from newsarchive.replay import replay; from newsarchive.store.archive import Archive
replay(Archive({into!r}, write=True), pathlib.Path({warc!r}))""",
        """import newsarchive
newsarchive.read('<div class=wz_contents>t</div><p id=newscontents>b</p>', 'https://www.shobserver.com/news/detail?id=1')""",
        "import newsarchive; from newsarchive.query.search import search; list(search(newsarchive.open({archive!r}), '码头'))",
    ],
    ids=["replay", "read", "search"],
)
def test_neither_scrapy_nor_twisted_is_imported_by(use: str, crawled: Path, tmp_path: Path) -> None:
    code = "import pathlib, sys\n" + use.format(
        into=str(tmp_path / "archive"), archive=str(crawled), warc=str(warcs(crawled)[0])
    )

    child = subprocess.run(
        [sys.executable, "-c", f"{code}\nprint(sorted({{'scrapy', 'twisted'}} & set(sys.modules)))"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert (child.stdout.splitlines()[-1:], child.stderr) == (["[]"], "")
