"""Which kind of page named each URL: a row a URL and kind, in the transaction of the page that names it."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from newsarchive import pages
from newsarchive.items import Candidate, Capture, Kind, Outlet, Reason
from newsarchive.merge import merge
from newsarchive.recorder import Recorder
from newsarchive.run import Offer, Outcome, Run
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
PAPER = Outlet(name="courier", title="Courier", home="https://courier.example/", hosts=("courier.example",))
RSS = b'<?xml version="1.0"?><rss version="2.0">'


def candidate(path: str, kind: Kind = Kind.ARTICLE) -> Candidate:
    url = f"https://courier.example/{path}"
    return Candidate(url=url, fetch_url=url, outlet="courier", kind=kind)


def crawl(
    folder: Path, at: datetime, lists: dict[Candidate, bytes], *offers: Offer, outcome: Outcome | None = None
) -> None:
    """One run, in which each list is answered with a body and names the articles."""
    pages.use(PAPER)
    recorder = Recorder.shared(folder, {})
    run = Run(recorder, PAPER, {}, clock=lambda: at)
    run.offer(Offer(one) for one in lists)
    for lease in run.lease(10):
        url, body = lease.candidate.fetch_url, lists.get(lease.candidate)
        if body is not None:
            place = asyncio.run(recorder.write(Exchange(url=url, captured_at=at, status=200, headers=(), payload=body)))
            capture = Capture(url=url, captured_at=at, status=200, headers=(), body=body, place=place)
            run.settle(lease, capture, outcome or Outcome(), offers)
    run.close("finished")
    recorder.close()


def article_at(path: str, refused: Reason | None = None) -> Offer:
    return Offer(candidate(path), refused)


def namings(folder: Path) -> list[tuple[Any, ...]]:
    with Archive(folder) as archive:
        rows = archive.connection.execute("SELECT url, by, list_url, first_named, last_named FROM namings ORDER BY url, by")
        return [tuple(str(value).removeprefix("https://courier.example/") for value in row) for row in rows]


def test_each_kind_of_page_that_names_a_url_has_a_row(tmp_path: Path) -> None:
    local, feed = candidate("local", Kind.LISTING), candidate("rss", Kind.LISTING)

    crawl(tmp_path, NOON, {local: b"<html>", feed: RSS, candidate("map", Kind.SITEMAP): b"<urlset>"}, article_at("1"))

    assert [row[:3] for row in namings(tmp_path)] == [("1", "feed", "rss"), ("1", "listing", "local"), ("1", "sitemap", "map")]


def test_the_first_moment_stays_and_the_last_day_moves_on(tmp_path: Path) -> None:
    local = candidate("local", Kind.LISTING)
    for hours in (0, 1, 24):
        crawl(tmp_path, NOON + timedelta(hours=hours), {local: b"<html>"}, article_at("1"))

    assert namings(tmp_path) == [("1", "listing", "local", "2024-03-01T12:00:00Z", "2024-03-02")]


def test_what_a_page_redirects_to_it_does_not_name(tmp_path: Path) -> None:
    moved = Outcome(reason=Reason.REDIRECTED)

    crawl(tmp_path, NOON, {candidate("old"): b""}, article_at("new"), outcome=moved)

    assert namings(tmp_path) == []


def test_a_refused_url_is_named_too(tmp_path: Path) -> None:
    crawl(tmp_path, NOON, {candidate("map", Kind.SITEMAP): b"<urlset>"}, article_at("1", Reason.BEFORE_SINCE))

    assert [row[:2] for row in namings(tmp_path)] == [("1", "sitemap")]


def test_merged_archives_know_the_first_and_the_last_of_both(tmp_path: Path) -> None:
    local, news = candidate("local", Kind.LISTING), candidate("news", Kind.LISTING)
    crawl(tmp_path / "one", NOON, {local: b"<html>"}, article_at("1"))
    crawl(tmp_path / "other", NOON - timedelta(days=1), {news: b"<html>"}, article_at("1"), article_at("2"))

    with Archive(tmp_path / "one", write=True) as archive:
        merge(archive, tmp_path / "other")
        merge(archive, tmp_path / "other")

    assert namings(tmp_path / "one") == [
        ("1", "listing", "local", "2024-02-29T12:00:00Z", "2024-03-01"),
        ("2", "listing", "news", "2024-02-29T12:00:00Z", "2024-02-29"),
    ]


def test_it_makes_no_difference_which_archive_is_joined_to_which(tmp_path: Path) -> None:
    for name, path, hours in (("one", "local", 0), ("other", "area", 1)):
        crawl(tmp_path / name, NOON + timedelta(hours=hours), {candidate(path, Kind.LISTING): b"<html>"}, article_at("1"))
        shutil.copytree(tmp_path / name, tmp_path / f"{name}-too")

    for into, other in (("one", "other"), ("other-too", "one-too")):
        with Archive(tmp_path / into, write=True) as archive:
            merge(archive, tmp_path / other)

    assert namings(tmp_path / "one") == namings(tmp_path / "other-too")
    assert namings(tmp_path / "one") == [("1", "listing", "area", "2024-03-01T12:00:00Z", "2024-03-01")]


def test_nothing_is_told_of_a_suppressed_article(tmp_path: Path, article: Any) -> None:
    crawl(tmp_path, NOON, {candidate("local", Kind.LISTING): b"<html>"}, article_at("1"), article_at("2"))
    with Archive(tmp_path, write=True) as archive:
        archive.add(replace(article(), url=candidate("1").url))
        with archive.transaction():
            suppressions.suppress(archive.connection, 1, "asked for", "editor")

    with Archive(tmp_path) as archive:
        shown = archive.connection.execute("SELECT count(*) FROM named").fetchone()[0]

    assert [row[0] for row in namings(tmp_path)] == ["2"]
    assert shown == 1
