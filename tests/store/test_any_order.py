"""Any sequence of captures, entered in any order, twice, or merged from two halves, gives the same archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.demo.fates import Fate, fated
from newsarchive.demo.markup import desktop
from newsarchive.demo.stories import Block
from newsarchive.items import Capture
from newsarchive.merge import merge
from newsarchive.reading import read_into, record
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from newsarchive.warc.read import captures as captures_in
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import story
from tests.rows import natural

SITE = "http://127.0.0.1"
START = datetime(2024, 3, 1, 8, tzinfo=UTC)
_FREE = "User-agent: *\nAllow: /\n"
_FORBIDDING = "User-agent: *\nDisallow: /news/detail?id=1$\n"
PAGES = ("first", "edited", "corrected")
KINDS = (*PAGES, *Fate, "robots", "robots again")


@dataclass(frozen=True)
class Seen:
    """One answer: its hour, the article that was asked for, and what it was."""

    hour: int
    id: int
    kind: str


def _answer(seen: Seen) -> tuple[str, int, str, str | None]:
    """Path, status, body and Location."""
    if seen.kind.startswith("robots"):
        return "/robots.txt", 200, _FORBIDDING if seen.kind == "robots" else _FREE, None
    path = f"/news/detail?id={seen.id}"
    told = story(seen.id)
    if seen.kind == "edited":
        told = story(seen.id, title=f"又改了（{seen.id}）")
    elif seen.kind == "corrected":
        told = story(seen.id, blocks=(*told.blocks, Block("p", f"更正：《{story(seen.id % 3 + 1).title}》一文有误，应为九点。")))
    page = desktop(told, [])
    if seen.kind in PAGES:
        return path, 200, page, None
    status, body, location = fated(Fate(seen.kind), told, "/news/detail", page)
    return path, status, body, location


def _exchange(seen: Seen) -> Exchange:
    path, status, body, location = _answer(seen)
    kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
    headers = (("Content-Type", kind), *((("Location", location),) if location else ()))
    return Exchange(
        url=f"{SITE}{path}",
        captured_at=START + timedelta(hours=seen.hour),
        method="GET",
        request_headers=(),
        http_version="HTTP/1.1",
        status=status,
        headers=headers,
        payload=body.encode(),
        ip=None,
        truncated=None,
        lease=f"{seen.hour}",
    )


def _written(folder: Path, sights: Iterable[Seen]) -> Path:
    """A WARC file of the answers."""
    folder.mkdir()
    with WarcWriter(folder, {}) as writer:
        for seen in sights:
            writer.write(_exchange(seen))
    [path] = folder.iterdir()
    return path.rename(folder / f"{folder.name}.warc.gz")


def _entered(folder: Path, warc: Path, order: list[int]) -> dict[str, Any]:
    """The rows of an archive into which a file's captures are entered in an order."""
    with Archive(folder, write=True) as archive:
        shutil.copy(warc, archive.warc_folder / warc.name)
        found: list[Capture] = list(captures_in(archive.warc_folder / warc.name))
        for position in order:
            with archive.transaction():
                readable = record(archive, found[position])
            if readable:
                read_into(archive, found[position])
        assert list(verify(archive_of(archive), Verified())) == []
    return natural(folder)


def archive_of(archive: Archive) -> Archive:
    """The archive, open to read: `verify` wants no writer."""
    archive.close()
    return Archive(archive.path)


# Hours are near together and far apart: a check counts by the days between, a page by what is served about that time.
SIGHTS = st.lists(
    st.builds(Seen, st.sampled_from([0, 1, 2, 3, 24, 25, 26, 48, 49, 72, 73, 100, 101, 150, 200]), st.integers(1, 3),
              st.sampled_from(KINDS)),
    min_size=2, max_size=9, unique_by=lambda seen: seen.hour,
)  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_captures_in_any_order_give_the_same_archive(data: st.DataObject) -> None:
    sights = sorted(data.draw(SIGHTS), key=lambda seen: seen.hour)
    order = data.draw(st.permutations(range(len(sights))))
    again = data.draw(st.lists(st.sampled_from(range(len(sights))), max_size=4))
    with TemporaryDirectory() as name:
        folder = Path(name)
        warc = _written(folder / "crawled", sights)

        in_time = _entered(folder / "in-time", warc, list(range(len(sights))))

        assert _entered(folder / "shuffled", warc, [*order, *again]) == in_time


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(SIGHTS, st.data())
def test_two_halves_merged_give_the_archive_of_the_whole(sights: list[Seen], data: st.DataObject) -> None:
    _merged_is_whole(sights, data.draw(st.lists(st.sampled_from(sights), unique=True)))


def test_what_is_an_article_s_beginning_here_is_no_version_because_it_was_all_that_was_known_there() -> None:
    sights = [Seen(0, 3, "first"), Seen(1, 1, "first"), Seen(2, 3, Fate.PAYWALL), Seen(3, 1, "first")]

    _merged_is_whole(sights, sights[:1])


def _merged_is_whole(sights: list[Seen], first: list[Seen]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        halves = [first, [seen for seen in sights if seen not in first]]
        files = [_written(folder / f"crawled-{number}", half) for number, half in enumerate(halves) if half]
        for into, given_files in (("whole", files), ("one", files[:1]), ("other", files[1:])):
            with Archive(folder / into, write=True) as archive:
                for file in given_files:
                    replay(archive, file)

        with Archive(folder / "one", write=True) as archive:
            merge(archive, folder / "other")

        assert natural(folder / "one") == natural(folder / "whole")
