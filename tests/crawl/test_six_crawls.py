"""Six crawls of the demo outlet over sixteen days: the views hold exactly what the outlet did, and no more."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import Edition, Outlet, Server
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify
from tests.crawl.site import Crawled, crawl
from tests.rows import differences, natural

DAYS = (0, 1, 2, 5, 9, 16)
START = datetime(2026, 4, 1, 8, tzinfo=UTC)

#: What was taken down in edition 2, and how that shows; none of it came back but 1010.
TAKEN = {
    1010: "gone", 1016: "soft_404", 1007: "redirect_home", 1006: "redirect_list",
    2002: "emptied", 2005: "soft_404", 3002: "soft_404",
}  # fmt: skip
#: Behind a wall, a login, a paywall, refused, busy, cut short: there all the time.
TROUBLED = {1001, 2001, 3003, 1013, 1002, 1004}


@dataclass
class Crawls:
    site: str
    after: list[Crawled]

    def ids(self, number: int, sql: str) -> set[int]:
        return {_id(url) for (url,) in self.after[number].rows(sql)}

    def day(self, number: int) -> str:
        return (START + timedelta(days=DAYS[number])).strftime("%Y-%m-%d")


def _id(url: str) -> int:
    return int(url.rpartition("=")[2])


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    folder = tmp_path_factory.mktemp("six")
    with Server(Outlet(crawl_delay_seconds=None)) as server, pytest.MonkeyPatch.context() as patch:
        crawls = Crawls(server.url, [])
        for number, day in enumerate(DAYS):
            patch.setenv("NEWSARCHIVE_CLOCK", (START + timedelta(days=day)).isoformat())
            crawled = crawl(folder / "archive", server.url, settings={"NEWSARCHIVE_RECHECK": "all"})
            crawled.archive = Path(shutil.copytree(folder / "archive", folder / f"after-{number}"))
            crawls.after.append(crawled)
            server.outlet.advance()
        yield crawls


# -- takedowns -------------------------------------------------------------------------------------------------------


def test_a_takedown_is_suspected_at_the_first_check_and_certain_at_the_third_over_three_days(crawls: Crawls) -> None:
    suspects = [crawls.ids(number, "SELECT url FROM suspects") for number in range(6)]
    gone = [crawls.ids(number, "SELECT url FROM gone") for number in range(6)]

    taken = set(TAKEN)
    assert suspects == [set(), {1008, 2003}, {1008, *taken}, {*taken, 1005}, {1005}, set()]
    assert gone == [set(), set(), set(), {1008}, {1008, *taken}, {1008, 1005, *taken} - {1010}]


def test_each_takedown_has_its_reason_and_its_days(crawls: Crawls) -> None:
    rows = crawls.after[-1].rows("SELECT url, reason, last_seen, missing_since, gone_at, checks FROM gone")

    days = {_id(url): (reason, *(moment[:10] for moment in moments), checks) for url, reason, *moments, checks in rows}
    expected = {id: (reason, crawls.day(1), crawls.day(2), crawls.day(4), 4) for id, reason in TAKEN.items() if id != 1010}
    expected[1008] = ("not_found", crawls.day(0), crawls.day(1), crawls.day(3), 5)
    expected[1005] = ("robots", crawls.day(2), crawls.day(3), crawls.day(5), 3)
    assert days == expected


def test_what_came_back_is_restored_if_it_was_gone_and_was_never_gone_if_it_was_suspected(crawls: Crawls) -> None:
    [(url, reason, gone_at, returned_at)] = crawls.after[-1].rows("SELECT url, reason, gone_at, returned_at FROM restored")

    assert (_id(url), reason, gone_at[:10], returned_at[:10]) == (1010, "gone", crawls.day(4), crawls.day(5))
    history = crawls.after[-1].rows(
        "SELECT url, absences.missing_since, gone_at, returned_at FROM absences JOIN articles ON articles.id = article_id"
        " WHERE url LIKE '%=2003'"
    )
    assert [(since[:10], gone, back[:10]) for _, since, gone, back in history] == [(crawls.day(1), None, crawls.day(2))]


def test_nothing_else_was_ever_absent(crawls: Crawls) -> None:
    ids = crawls.ids(-1, "SELECT url FROM absences JOIN articles ON articles.id = article_id")

    assert ids == {1008, 2003, 1005, *TAKEN}
    assert not ids & TROUBLED


def test_walls_and_failing_servers_were_met_and_are_no_checks(crawls: Crawls) -> None:
    met = dict(crawls.after[-1].rows(
        "SELECT reason, count(*) FROM captures WHERE captured_at >= ? AND reason IS NOT NULL GROUP BY 1", crawls.day(3)
    ))  # fmt: skip

    assert {"bot_wall", "login", "forbidden", "unavailable", "paywall", "truncated"} <= set(met)


def test_each_check_is_kept_with_its_time(crawls: Crawls) -> None:
    rows = crawls.after[-1].rows(
        "SELECT checked_at, checks.reason FROM checks JOIN articles ON articles.id = article_id WHERE url LIKE '%=1010'"
        " ORDER BY checked_at"
    )

    assert [(moment[:10], reason) for moment, reason in rows] == [
        (crawls.day(number), "gone" if number in (2, 3, 4) else None) for number in range(6)
    ]


def test_an_article_that_is_gone_keeps_its_text(crawls: Crawls) -> None:
    for id in (1008, *TAKEN):
        [(title, body)] = crawls.after[-1].rows("SELECT title, body FROM articles WHERE url LIKE ?", f"%={id}")
        story = Edition().stories[id]

        assert (title, body) == (story.title, story.body)


# -- edits -----------------------------------------------------------------------------------------------------------


def test_the_edits_are_those_that_the_outlet_made(crawls: Crawls) -> None:
    rows = crawls.after[-1].rows("SELECT url, noticed_at, last_before, changed, share, same_parser FROM edited")

    found = [(_id(url), noticed[:10], before[:10], set(json.loads(changed)), same) for url, noticed, before, changed, _, same in rows]
    assert sorted(found, key=lambda edit: (edit[1], edit[0])) == [
        (1004, crawls.day(1), crawls.day(0), {"title", "body", "editor", "credits"}, 1),
        (2004, crawls.day(1), crawls.day(0), {"summary"}, 1),
        (3001, crawls.day(2), crawls.day(1), {"body"}, 1),
        (1003, crawls.day(3), crawls.day(2), {"title"}, 1),
        (1003, crawls.day(4), crawls.day(3), {"title"}, 1),
    ]
    assert all(0 < share < 0.5 for *_, share, _ in rows)


def test_how_much_was_edited_is_the_share_of_characters(crawls: Crawls) -> None:
    [(share,)] = crawls.after[1].rows("SELECT share FROM edited WHERE url LIKE '%=2004'")
    story = Edition().stories[2004]

    def length(*texts: str) -> int:
        return sum(len("".join(text.split())) for text in texts)

    # every field that is compared, as it is printed
    kept = length(story.title, story.source, "、".join(story.authors + story.correspondents), story.date, story.body, story.editor,
                  " > ".join(story.crumbs))  # fmt: skip
    assert story.summary is not None
    assert share == pytest.approx(length(story.summary) / (2 * kept + length(story.summary)), abs=0.001)


# -- copies and corrections -------------------------------------------------------------------------------------------


def test_the_reprints_are_those_that_were_printed(crawls: Crawls) -> None:
    rows = crawls.after[-1].rows(
        "SELECT copied.url, first.url FROM copies JOIN articles AS copied ON copied.id = article_id"
        " JOIN articles AS first ON first.id = first_id WHERE article_id <> first_id"
    )

    assert {frozenset((_id(copy), _id(first))) for copy, first in rows} == {
        frozenset((1003, 1013)), frozenset((1009, 1014)), frozenset((3004, 3011)),
    }  # fmt: skip


def test_the_corrections_point_to_what_they_correct(crawls: Crawls) -> None:
    rows = crawls.after[-1].rows("SELECT url, corrects_url, noticed_at FROM corrections")

    assert {(_id(url), _id(corrected), noticed[:10]) for url, corrected, noticed in rows} == {
        (1015, 1002, crawls.day(0)),  # by its headline and day
        (3001, 3001, crawls.day(2)),  # of its own
        (3010, 1004, crawls.day(3)),  # by a link
    }


# -- the same from the WARC files ---------------------------------------------------------------------------------------


def _replayed(into: Path, files: list[Path]) -> Path:
    with Archive(into, write=True) as archive:
        for file in files:
            replay(archive, file)
    return into


@pytest.mark.parametrize("order", [[5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]], ids=["backward", "shuffled"])
def test_the_warc_files_give_the_same_archive_in_any_order_and_twice(crawls: Crawls, order: list[int], tmp_path: Path) -> None:
    original = crawls.after[-1].archive
    files = sorted((original / "warc").iterdir())

    copy = _replayed(tmp_path / "archive", [files[position] for position in order])

    assert differences(copy, original) == []
    once: dict[str, Any] = natural(copy)
    assert natural(_replayed(copy, files[:3])) == once


def test_the_archive_verifies(crawls: Crawls) -> None:
    with Archive(crawls.after[-1].archive) as archive:
        assert list(verify(archive, Verified())) == []
    assert "NEWSARCHIVE_CLOCK" in os.environ  # the crawls went by it
