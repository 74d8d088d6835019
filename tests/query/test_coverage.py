"""Coverage: every URL that a list names is held, or there is one reason why not; nothing is counted twice or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.config import Configuration, Operation
from newsarchive.demo import Server
from newsarchive.errors import OutletUnknown, QueryError
from newsarchive.items import Article, Kind, Outlet, Reason
from newsarchive.query import gaps
from newsarchive.query.coverage import Covered, coverage, editions
from newsarchive.query.coverage import gaps as find_gaps
from newsarchive.query.gaps import Standing
from newsarchive.query.period import Period
from newsarchive.store import suppressions
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter
from tests.crawl.site import crawl
from tests.spiders.replica import Replica
from tests.spiders.replicas import jfrb, whb

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
PAPER = Outlet(name="paper", title="潮报", home="https://paper.example/", hosts=("paper.example",), zone="Asia/Shanghai")


class Written:
    """An archive's frontier, written row by row."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        archive.add_outlet(PAPER)
        self.url("list", kind=Kind.LISTING)
        self.url("rss", kind=Kind.FEED)

    def url(self, path: str, reason: str | None = None, *, kind: Kind = Kind.ARTICLE, by: str = "", **fields: Any) -> str:
        """A URL; by: the lists that name it."""
        address = f"https://paper.example/{path}"
        state = "failed" if reason else "done"
        row = {"url": address, "fetch_url": address, "outlet": "paper", "kind": kind, "state": state, "reason": reason}
        row |= {"discovered_at": "2024-03-04T08:00:00Z", "fetched_at": "2024-03-04T09:00:00Z", **fields}
        execute = self.archive.connection.execute
        execute(f"INSERT INTO urls ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
        for name in by.split():
            execute(
                "INSERT INTO named SELECT urls.id, lists.kind, lists.id, '2024-03-04T17:00:00Z', '2024-03-04'"
                " FROM urls, urls AS lists WHERE urls.url = ? AND lists.url = ?",
                (address, f"https://paper.example/{name}"),
            )
        return address

    def days(self, **options: Any) -> dict[str, Covered]:
        self.archive.connection.commit()
        configuration = options.pop("configuration", Configuration())
        return {one.day: one for one in coverage(self.archive, configuration, NOW, Period(), **options)}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive, open to write."""
    with Archive(tmp_path / "archive", write=True) as archive:
        yield archive


@pytest.fixture
def written(archive: Archive) -> Written:
    return Written(archive)


def balanced(one: Covered) -> bool:
    total = one.named == one.held + one.waiting + one.left_out + one.missing
    return total and sum(one.reasons.values()) == one.named - one.held and max(
        (count.named for count in one.sources.values()), default=0
    ) <= one.named


def test_every_reason_has_a_standing_and_a_next_step() -> None:
    for reason in (*Reason, gaps.PENDING, gaps.BEHIND, gaps.BUDGET, gaps.RESTING, gaps.UNREAD, gaps.UNASKED, gaps.SUPPRESSED):
        assert gaps.standing(reason) is not Standing.HELD
        assert gaps.next_step(reason, outlet="paper", day="2024-03-01", url="https://paper.example/1")


def test_what_is_held_counts_on_its_own_day_in_the_outlet_s_zone(written: Written, article: Callable[..., Article]) -> None:
    url = written.url("1", by="list rss", published="2024-02-01")
    written.archive.add(article(url=url, outlet="paper", date="2024-02-29T17:30:00+00:00", date_utc="2024-02-29T17:30:00Z"))

    days = written.days()

    assert list(days) == ["2024-03-01"]
    assert (days["2024-03-01"].named, days["2024-03-01"].held) == (1, 1)
    assert {name: (count.named, count.held) for name, count in days["2024-03-01"].sources.items()} == {
        "feed": (1, 1),
        "list": (1, 1),
    }


def test_what_is_not_held_counts_on_the_day_of_its_hint_else_on_the_day_it_was_named(written: Written) -> None:
    written.url("1", Reason.TIMEOUT, by="list", published="2024-03-02T20:00:00+00:00")
    written.url("2", Reason.TIMEOUT, by="list")
    written.url("3", Reason.TIMEOUT, by="list", published="2024-03")

    assert {day: one.missing for day, one in written.days().items()} == {"2024-03-03": 1, "2024-03-05": 2}


def test_each_gap_has_its_standing_and_reason(written: Written) -> None:
    written.url("1", Reason.TIMEOUT, by="list")
    written.url("2", Reason.BEFORE_SINCE, by="rss")
    written.url("3", by="rss", state="pending")
    written.url("4", by="rss")
    written.url("5", Reason.ROBOTS, by="list rss")

    [day] = written.days().values()

    assert balanced(day)
    assert (day.named, day.held, day.waiting, day.left_out, day.missing) == (5, 0, 1, 2, 2)
    assert day.reasons == Counter(["timeout", "before_since", "pending", "unread", "robots"])


def test_a_page_that_is_no_article_is_missing_where_something_says_that_it_should_be_one(written: Written) -> None:
    written.archive.connection.execute("UPDATE urls SET outlet = 'demo'")
    written.url("1", Reason.NOT_ARTICLE, by="list", outlet="demo")
    written.url("2", Reason.NOT_ARTICLE, by="list")
    written.url("3", Reason.NOT_ARTICLE, by="list rss")
    written.archive.connection.commit()

    found = {gap.url: gap.standing for gap in find_gaps(written.archive, Configuration(), NOW, Period())}

    assert found == {
        "https://paper.example/1": Standing.MISSING,  # of an outlet whose articles' addresses are known
        "https://paper.example/2": Standing.LEFT_OUT,
        "https://paper.example/3": Standing.MISSING,
    }


def test_what_waits_for_its_host_says_so(written: Written) -> None:
    written.url("1", by="list", state="pending")
    written.url("2", by="list", state="pending", fetch_url="https://tired.paper.example/2")
    written.archive.connection.execute("INSERT INTO host_days (host, day, requests) VALUES ('paper.example', '2024-03-05', 100)")
    written.archive.connection.execute("INSERT INTO hosts (host, paused_until) VALUES ('tired.paper.example', '2024-03-06T00:00:00Z')")

    [day] = written.days(configuration=Configuration(defaults=Operation(budget=100))).values()

    assert day.reasons == Counter(["budget", "resting"])


def test_what_a_back_fill_has_not_come_to_yet_waits(written: Written) -> None:
    execute = written.archive.connection.execute
    known = written.url("1", Reason.TIMEOUT, by="list", published="2024-03-01")
    execute(
        "INSERT INTO backfills (id, outlet, since, until, told, origin, state, asked_at)"
        " VALUES (1, 'paper', '2019-01-01', '2024-03-01', '{}', 'command', 'open', '2024-03-04T08:00:00Z')"
    )
    for number, (url, by, state) in enumerate(
        ((known, "listing", "waiting"), ("https://paper.example/old", "sitemap", "waiting"),
         ("https://paper.example/guess", None, "waiting"), ("https://paper.example/done", "listing", "settled"))
    ):  # fmt: skip
        execute(
            "INSERT INTO backfill_urls (id, backfill_id, url, fetch_url, kind, priority, depth, hops, reach, by, state)"
            " VALUES (?, 1, ?, ?, 'article', 0, 0, 0, '2019-05-07', ?, ?)",
            (number, url, url, by, state),
        )

    days = written.days()

    assert {day: (one.named, one.waiting, dict(one.reasons)) for day, one in days.items()} == {
        "2024-03-01": (1, 0, {"timeout": 1}),
        "2019-05-07": (1, 1, {"behind": 1}),
    }
    assert all(map(balanced, days.values()))


def test_a_redirect_stands_as_what_it_leads_to(written: Written, article: Callable[..., Article]) -> None:
    target = written.url("new")
    middle = written.url("middle", state="done", reason=Reason.REDIRECTED, redirects_to=target)
    for number, leads_to in enumerate((middle, "https://paper.example/list", "https://paper.example/nowhere")):
        written.url(f"{number}", state="done", reason=Reason.REDIRECTED, redirects_to=leads_to, by="list")
    written.archive.add(article(url=target, outlet="paper"))

    days = written.days()
    found = list(find_gaps(written.archive, Configuration(), NOW, Period()))

    assert (days["2024-03-05"].left_out, days["2024-03-05"].missing) == (1, 2)
    assert [gap.leads_to for gap in found] == [target, "https://paper.example/list", "https://paper.example/nowhere"]
    assert days.get("2024-03-01") is None  # the target is no article that nobody named


def test_a_suppressed_article_is_counted_and_not_told(written: Written, article: Callable[..., Article]) -> None:
    url = written.url("secret", by="list")
    written.archive.add(article(url=url, outlet="paper"))
    with written.archive.transaction():
        suppressions.suppress(written.archive.connection, 1, "asked for", "editor")

    [day] = written.days().values()
    [gap] = find_gaps(written.archive, Configuration(), NOW, Period())

    assert (day.held, day.left_out, dict(day.reasons)) == (0, 1, {"suppressed": 1})
    assert "secret" not in str(gap)


def test_what_no_list_names_any_more_and_what_none_ever_named_is_told(written: Written, article: Callable[..., Article]) -> None:
    for number, by in enumerate(("list", "rss", "list rss", "")):
        url = written.url(f"{number}", by=by)
        written.archive.add(article(url=url, outlet="paper", title=f"潮{number}"))
    written.archive.add(article(url="https://paper.example/replayed", outlet="paper"))
    # The list is read again on the next day, and names none of them.
    written.archive.connection.execute("UPDATE urls SET fetched_at = '2024-03-05T09:00:00Z' WHERE kind = 'listing'")

    [day] = written.days().values()

    assert (day.held, day.unlisted, day.unnamed) == (3, 1, 2)


def test_days_are_chosen_and_a_wrong_call_is_told(written: Written) -> None:
    for number, day in enumerate(("2024-02-28", "2024-03-01", "2024-03-31")):
        written.url(f"{number}", Reason.TIMEOUT, by="list", published=day)
    written.archive.connection.commit()

    found = coverage(written.archive, Configuration(), NOW, Period("2024-03", "2024-03"), "paper")

    assert [one.day for one in found] == ["2024-03-31", "2024-03-01"]
    with pytest.raises(OutletUnknown, match="there are: paper"):
        coverage(written.archive, Configuration(), NOW, Period(), "other")
    with pytest.raises(QueryError, match="write it as"):
        Period("March")


# -- real crawls --------------------------------------------------------------------------------------------------------


def test_the_sums_of_a_crawled_outlet_balance_with_its_frontier(tmp_path: Path, demo_site: Server) -> None:
    crawl(tmp_path / "archive", demo_site.url)

    with Archive(tmp_path / "archive", whole=True) as archive:
        days = coverage(archive, Configuration(), NOW, Period())
        found = list(find_gaps(archive, Configuration(), NOW, Period()))
        in_lists, articles = archive.connection.execute(
            "SELECT (SELECT count(DISTINCT url_id) FROM named), (SELECT count(*) FROM articles)"
        ).fetchone()

    assert all(map(balanced, days))
    assert sum(one.named for one in days) == in_lists > 30
    assert sum(one.held + one.unnamed for one in days) == articles
    assert len(found) == sum(one.named - one.held for one in days)
    assert Counter(gap.reason for gap in found) == sum((one.reasons for one in days), Counter())


def crawled(folder: Path, replica: Replica, without: str) -> Path:
    """An archive of a crawl of a replica that does not answer at one address."""
    (folder / "site").mkdir(parents=True)
    with WarcWriter(folder / "site", {}) as writer:
        for url in replica.pages:
            headers = (("Content-Type", replica.type_of(url)),)
            status = 404 if url == without else 200
            writer.write(
                Exchange(url=url, captured_at=NOW, status=status, headers=headers, payload=replica.body_of(url))
            )
    [warc] = (folder / "site").iterdir()
    settings = {"NEWSARCHIVE_AGAINST": str(warc), "NEWSARCHIVE_ALLOW_PRIVATE": False}
    crawl(folder / "archive", "", outlets=[replica.outlet], arguments=dict(replica.arguments), settings=settings)
    return folder / "archive"


def test_an_e_paper_s_editions_are_held_against_its_articles(tmp_path: Path) -> None:
    lost = next(iter(jfrb.REPLICA.articles))

    with Archive(crawled(tmp_path, jfrb.REPLICA, lost), whole=True) as archive:
        days = coverage(archive, Configuration(), NOW, Period())
        papers = list(editions(archive, NOW, Period()))
        earlier = list(editions(archive, NOW, Period("2024-02-26")))
        [gap] = find_gaps(archive, Configuration(), NOW, Period())

    assert all(map(balanced, days))
    assert sum(one.named for one in days) == len(jfrb.REPLICA.articles) == sum(one.named for one in papers)
    assert (gap.url, gap.sources, gap.reason) == (lost, ("e-paper",), "not_found")
    assert [(one.edition, one.lists_read, one.held, one.named, one.reason) for one in papers] == [
        ("2024-03-04", 1, 1, 2, None),
        ("2024-03-03", 1, 1, 1, None),
        ("2024-03-02", 1, 1, 1, None),
        *((day, 0, 0, 0, "dropped") for day in ("2024-03-01", "2024-02-29", "2024-02-28", "2024-02-27")),
    ]
    assert (earlier[-1].edition, earlier[-1].reason) == ("2024-02-26", "not asked for")
    assert "--since 2024-02-26" in earlier[-1].next


def test_an_article_that_a_list_and_a_page_of_the_edition_name_counts_once(written: Written, article: Callable[..., Article]) -> None:
    written.url("paper/0304", kind=Kind.EDITION, published="2024-03-04")
    written.url("paper/0304/2", "timeout", kind=Kind.EDITION, published="2024-03-04")
    for path in ("placed", "only-listed"):
        written.url(path, by="paper/0304")
    placed = "INSERT INTO print_pages (url, outlet, edition, page) VALUES (?, 'paper', ?, ?)"
    for path, edition, page in (("placed", "2024-03-04", "1"), ("only-placed", "2024-03-04", "2"), ("earlier", "2024-03-03", "1")):
        written.archive.connection.execute(placed, (f"https://paper.example/{path}", edition, page))
    written.archive.add(article(url="https://paper.example/placed", outlet="paper"))

    fourth, third = editions(written.archive, NOW, Period(until="2024-03-04"))

    assert (fourth.edition, fourth.lists_read, fourth.lists, fourth.reason) == ("2024-03-04", 1, 2, "timeout")
    assert (fourth.pages, fourth.held, fourth.named) == (2, 1, 3)
    assert (third.edition, third.lists, third.pages, third.named, third.reason) == ("2024-03-03", 0, 1, 1, None)


def test_an_edition_with_a_page_that_could_not_be_had_is_not_whole(tmp_path: Path) -> None:
    seventh = next(url for url in whb.REPLICA.pages if url.endswith("/7/index.html"))

    with Archive(crawled(tmp_path, whb.REPLICA, seventh), whole=True) as archive:
        days = coverage(archive, Configuration(), NOW, Period(), "whb")
        [newest, *_] = editions(archive, NOW, Period())

    assert all(map(balanced, days))
    # An article's page tells what is printed beside it, so what stood on the lost page is known and missing.
    assert (newest.lists_read, newest.lists, newest.held, newest.named) == (1, 2, 1, 4)
    assert newest.reason == "not_found"
    assert sum((one.reasons for one in days), Counter()) == {"unasked": 3}
    sources = Counter[str]()
    for one in days:
        sources.update({name: count.held for name, count in one.sources.items()})
    assert sources == Counter({"list": 5, "e-paper": 1})
