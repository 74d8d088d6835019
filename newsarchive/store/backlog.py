"""What a back-fill found and is still to fetch: it waits here, and goes into the frontier a few at a time, newest first.

Each row has the latest day that it can be of: an article's own, the end of a dated sitemap, the newest article on the page
of a list before. So lists, sitemaps, editions and numbered addresses are walked back in time together, and what waits tells
how far the walk has come. A row is settled in the transaction that settles its URL: kill -9 loses nothing, and who goes on
visits no list twice. Every method that changes something is to be called inside a transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from newsarchive.discover.numbering import Walk
from newsarchive.discover.periods import period
from newsarchive.items import NO_LOSS, Article, Candidate, Kind, Reason
from newsarchive.schedule import PASSING
from newsarchive.store import backfills, named
from newsarchive.store.backfills import Backfill
from newsarchive.store.frontier import Frontier

__all__ = ["Backlog"]

#: Fetched before anything else: the further pages of an article, what a page redirects to.
_AT_ONCE: Final = "9999-12-31"
_URGENT: Final = 50
#: Rows that are looked at for one batch: most may be in the archive already.
_STEPS: Final = 200
#: How often what failed for a passing reason is tried anew, once nothing else is left.
_TRIES: Final = 2
#: Pages of a list in a row that name what the one before named: it has no end, and shows its last page for ever.
_REPEATS: Final = 2
# What an address that nobody named may answer.
_NOTHING: Final = frozenset(
    {
        Reason.NOT_FOUND,
        Reason.GONE,
        Reason.ERROR_PAGE,
        Reason.NOT_ARTICLE,
        Reason.EMPTY,
        Reason.SHELL,
        Reason.GALLERY,
        Reason.HTTP_ERROR,
    }
)


class Backlog:
    """One back-fill's, in one run.

    frontier: the run's. article_at: an address -> the article there, as the outlet's spider fetches it; None for no article's.
    """

    def __init__(
        self, connection: Any, backfill: Backfill, frontier: Frontier, article_at: Callable[[str], Candidate | None]
    ) -> None:
        self._db = connection
        self._backfill = backfill
        self._frontier = frontier
        self._article_at = article_at
        self._walk = Walk.of(backfill.numbers) if backfill.numbers is not None else None

    def resume(self) -> None:
        """Take back what an earlier run had in the frontier: it may have been fetched since, as news."""
        self._db.execute(
            "UPDATE backfill_urls SET state = 'waiting' WHERE backfill_id = ? AND state = 'queued'", (self._backfill.id,)
        )

    def is_open(self) -> bool:
        """Whether it is to go on: somebody may have paused or ended it."""
        row = self._db.execute("SELECT state FROM backfills WHERE id = ?", (self._backfill.id,)).fetchone()
        return row is not None and row["state"] == "open"

    def waiting(self, *, articles: bool = True) -> bool:
        """Whether there is anything to fetch, or anything that is not an article; cheap, however much there is."""
        if not self.is_open():
            return False
        if self._frontier.waiting(articles=articles):
            return True
        which = "" if articles else " AND kind <> 'article'"
        row = self._db.execute(
            f"SELECT 1 FROM backfill_urls WHERE backfill_id = ? AND state = 'waiting'{which} LIMIT 1",  # noqa: S608
            (self._backfill.id,),
        ).fetchone()
        return row is not None or (articles and self._walk is not None and not self._walk.over)

    # -- what a page named --------------------------------------------------------------------------------------------

    def name(self, candidates: Iterable[Candidate], parent_url: str | None = None, by: Kind | None = None) -> None:
        """Keep what a page named, each address once in all the back-fill's time.

        parent_url: the page's, as in `urls`; None: what the outlet's crawls begin with. by: as what kind of page it names.
        """
        given = list(candidates)
        page = self._row(parent_url) if parent_url else None
        days = [day for one in given if one.kind is Kind.ARTICLE and (day := _day(one.published)) and not one.is_bound]
        if page is not None:
            names = _digest(one.url for one in given if one.kind is Kind.ARTICLE)
            self._db.execute("UPDATE backfill_urls SET names = ? WHERE id = ?", (names, page["id"]))
            # Only the third page of the same articles ends a list: what is new pushes older ones onto the next page.
            if names is not None and self._alike(page, names) >= _REPEATS:
                given = [one for one in given if one.kind is Kind.ARTICLE]
        above = page["reach"] if page is not None and page["reach"] < _AT_ONCE else self._backfill.until
        newest = max(days, default=None) if page is not None else None
        for one in given:
            self._add(one, self._reach(one, above, newest), page["id"] if page is not None else None, by=by)

    def _alike(self, page: Any, names: str) -> int:
        """How many pages before a page named the same articles, one after another."""
        count = 0
        while count < _REPEATS and page is not None and page["parent_id"] is not None:
            page = self._db.execute("SELECT * FROM backfill_urls WHERE id = ?", (page["parent_id"],)).fetchone()
            if page is None or page["names"] != names:
                break
            count += 1
        return count

    def _reach(self, candidate: Candidate, above: str, newest: str | None) -> str:
        """The latest day that a candidate can be of.

        above: of the page that named it. newest: the day of the newest article there, which the next page is no younger than.
        """
        if candidate.priority >= _URGENT or candidate.hops:
            return _AT_ONCE
        if candidate.kind is Kind.SITEMAP:
            span = period(candidate.fetch_url)
            told = span[1] if span else _day(candidate.published)
        elif candidate.kind is Kind.ARTICLE or candidate.published:
            told = _day(candidate.published)
        else:
            told = newest
        return min(told or above, self._backfill.until)

    def _add(
        self, one: Candidate, reach: str, parent_id: int | None, number: int | None = None, by: Kind | None = None
    ) -> None:
        self._db.execute(
            "INSERT INTO backfill_urls (backfill_id, url, fetch_url, kind, priority, depth, hops, published, reach, parent_id,"
            " by, number, state, dated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING",
            (
                self._backfill.id,
                one.url,
                one.fetch_url,
                str(one.kind),
                one.priority,
                one.depth,
                one.hops,
                None if one.is_bound else one.published,
                reach,
                parent_id,
                by,
                number,
                None if one.is_bound or one.kind is not Kind.ARTICLE else _day(one.published),
            ),
        )

    # -- the next ones ------------------------------------------------------------------------------------------------

    def fill(self, count: int, now: datetime) -> None:
        """Put the newest that wait into the frontier, until it holds `count`.

        What the archive has already is settled without a request, and so are pages of a list behind the window.
        """
        if not self.is_open():
            return
        room = count - self._frontier.pending(count)
        for _ in range(_STEPS):
            if room <= 0:
                return
            self._go_on_by_number()
            row = self._db.execute(
                "SELECT * FROM backfill_urls WHERE backfill_id = ? AND state = 'waiting'"
                " ORDER BY reach DESC, priority DESC, id LIMIT 1",
                (self._backfill.id,),
            ).fetchone()
            if row is None:
                return
            if row["kind"] == Kind.LISTING and row["parent_id"] is not None and row["reach"] < _AT_ONCE:
                settled = self._look_ahead(row)
                if settled is None:
                    return
                if settled:
                    continue
            room -= self._queue(row, now)

    def _look_ahead(self, row: Any) -> bool | None:
        """Judge the next page of a list by the articles of the one before, whose own dates are known by now.

        True: it was put off or is behind the window; False: it is to be fetched; None: not before they are read.
        """
        [undated, newest] = self._db.execute(
            "SELECT count(*) FILTER (WHERE dated IS NULL AND state <> 'settled'), max(dated) FROM backfill_urls"
            " WHERE parent_id = ? AND kind = 'article'",
            (row["parent_id"],),
        ).fetchone()
        if undated and self._is_under_way():
            return None
        if newest is None or newest >= row["reach"]:
            return False
        if newest < self._backfill.since:
            self._end(row, "outside")
        else:
            self._db.execute("UPDATE backfill_urls SET reach = ? WHERE id = ?", (newest, row["id"]))
        return True

    def _is_under_way(self) -> bool:
        return (
            self._db.execute(
                "SELECT 1 FROM backfill_urls WHERE backfill_id = ? AND state = 'queued' LIMIT 1", (self._backfill.id,)
            ).fetchone()
            is not None
        )

    def _queue(self, row: Any, now: datetime) -> int:
        """Put a row into the frontier; 1 when it is to be fetched, 0 when it is settled already."""
        parent = self._db.execute(
            "SELECT urls.id FROM backfill_urls JOIN urls USING (url) WHERE backfill_urls.id = ?", (row["parent_id"],)
        ).fetchone()
        if row["kind"] == Kind.ARTICLE and self._is_known(row):
            self._note_named(row, parent, now)
            return 0
        candidate = Candidate(
            url=row["url"],
            fetch_url=row["fetch_url"],
            outlet=self._backfill.outlet,
            kind=Kind(row["kind"]),
            published=row["published"],
            priority=row["priority"],
            depth=row["depth"],
            hops=row["hops"],
        )
        is_new = self._frontier.offer(candidate, now, parent["id"] if parent else None)
        self._note_named(row, parent, now)
        if not is_new:
            there = self._db.execute("SELECT state, reason FROM urls WHERE url = ?", (row["url"],)).fetchone()
            if there["state"] in ("done", "failed"):
                reason = Reason(there["reason"]) if there["reason"] else None
                self._judge(row, reason, failed=there["state"] == "failed", kind=Kind(row["kind"]), dated=None)
                return 0
        self._db.execute("UPDATE backfill_urls SET state = 'queued' WHERE id = ?", (row["id"],))
        return 1

    def _note_named(self, row: Any, parent: Any, now: datetime) -> None:
        if row["by"] is not None and parent is not None:
            named.add(self._db, [row["url"]], Kind(row["by"]), parent["id"], now)

    def _is_known(self, row: Any) -> bool:
        article = self._db.execute("SELECT date, first_seen FROM articles WHERE url = ?", (row["url"],)).fetchone()
        if article is None:
            return False
        day = _day(article["date"])
        if day and not self._backfill.since <= day <= self._backfill.until:
            outcome = "outside"
        else:  # read by a run that was killed before it could say so
            outcome = "archived" if article["first_seen"] >= self._backfill.asked_at else "known"
        self._end(row, outcome, dated=day)
        return True

    def _go_on_by_number(self) -> None:
        """Name the next numbered addresses, once it is known what the last ones hold."""
        while self._walk is not None and not self._walk.over:
            numbers = self._walk.chunk()
            rows = {
                row["number"]: row
                for row in self._db.execute(
                    "SELECT * FROM backfill_urls WHERE backfill_id = ? AND number IN (SELECT value FROM json_each(?))",
                    (self._backfill.id, json.dumps(numbers)),
                )
            }
            missing = [number for number in numbers if number not in rows]
            for number in missing:
                one = self._article_at(self._walk.address(number))
                if one is not None and (known := self._row(one.url)):  # a list had named it
                    self._db.execute("UPDATE backfill_urls SET number = ? WHERE id = ?", (number, known["id"]))
                elif one is not None:
                    reach = min(self._walk.day(number) or self._backfill.until, self._backfill.until)
                    self._add(one, max(reach, self._backfill.since), None, number)
            if missing and all(self._article_at(self._walk.address(number)) is None for number in missing):
                rows |= dict.fromkeys(missing)
            elif missing or any(row["state"] != "settled" for row in rows.values()):
                return
            self._walk.told({number: _held(row) for number, row in rows.items()}, self._backfill.since)
            self._db.execute(
                "UPDATE backfills SET numbers = ?, note = coalesce(?, note) WHERE id = ?",
                (json.dumps(self._walk.kept()), self._walk.note, self._backfill.id),
            )

    # -- what became of it --------------------------------------------------------------------------------------------

    def is_guessed(self, url: str) -> bool:
        """Whether nobody named an address: that there is nothing is no failure."""
        row = self._row(url)
        return row is not None and row["number"] is not None and row["parent_id"] is None

    def settle(self, url: str, reason: Reason | None, *, failed: bool, kind: Kind, dated: str | None = None) -> None:
        """Note what became of a URL that was fetched; kind: what it turned out to hold, dated: the article's own date."""
        self._db.execute("UPDATE backfills SET requests = requests + 1 WHERE id = ?", (self._backfill.id,))
        row = self._row(url)
        if row is not None and row["state"] == "queued":
            self._judge(row, reason, failed=failed, kind=kind, dated=_day(dated))

    def read(self, article: Article) -> None:
        """Note an article's own date."""
        self._db.execute(
            "UPDATE backfill_urls SET dated = coalesce(?, dated) WHERE backfill_id = ? AND url = ?",
            (_day(article.date), self._backfill.id, article.url),
        )

    def close(self, now: datetime) -> None:
        """End the back-fill when nothing is left of it; what failed for a passing reason is left twice more."""
        self.resume()
        if not self.is_open() or self.waiting():
            return
        again = self._db.execute(
            "UPDATE backfill_urls SET state = 'waiting', outcome = NULL, tries = tries + 1 WHERE backfill_id = ?"
            " AND outcome = 'failed' AND tries < ? AND reason IN (SELECT value FROM json_each(?))",
            (self._backfill.id, _TRIES, json.dumps(list(PASSING))),
        ).rowcount
        if again:
            self._db.execute("UPDATE backfills SET failed = failed - ? WHERE id = ?", (again, self._backfill.id))
        else:
            backfills.move(self._db, self._backfill.id, "done", now)

    def _judge(self, row: Any, reason: Reason | None, *, failed: bool, kind: Kind, dated: str | None) -> None:
        if kind is not Kind.ARTICLE:
            outcome = "failed" if failed else "list"
        elif reason is None:
            outcome = "archived"
        elif reason in (Reason.BEFORE_SINCE, Reason.AFTER_UNTIL):
            outcome = "outside"
        elif row["number"] is not None and row["parent_id"] is None and reason in _NOTHING:
            outcome = "nothing"
        else:
            outcome = "failed" if failed and reason not in NO_LOSS else "nothing"
        self._end(row, outcome, reason, dated)

    def _end(self, row: Any, outcome: str, reason: Reason | None = None, dated: str | None = None) -> None:
        self._db.execute(
            "UPDATE backfill_urls SET state = 'settled', outcome = ?, reason = ?, dated = coalesce(?, dated) WHERE id = ?",
            (outcome, reason, dated, row["id"]),
        )
        column = "lists" if outcome == "list" else outcome
        if outcome != "nothing" and not (outcome == "outside" and row["kind"] != Kind.ARTICLE):
            self._db.execute(f"UPDATE backfills SET {column} = {column} + 1 WHERE id = ?", (self._backfill.id,))  # noqa: S608

    def _row(self, url: str) -> Any:
        return self._db.execute(
            "SELECT * FROM backfill_urls WHERE backfill_id = ? AND url = ?", (self._backfill.id, url)
        ).fetchone()


def _day(written: str | None) -> str | None:
    """The day of a date; of a month alone its last, which is as far as it reaches.

    >>> _day("2019-05-03T08:00+08:00"), _day("2019-05"), _day(None)
    ('2019-05-03', '2019-05-31', None)
    """
    if not written or len(written) < 7:
        return None
    return written[:10] if len(written) >= 10 else f"{written[:7]}-31"


def _digest(urls: Iterable[str]) -> str | None:
    named = sorted(set(urls))
    return hashlib.sha256("\n".join(named).encode()).hexdigest()[:16] if named else None


def _held(row: Any) -> str | None:
    """What a numbered address held: the article's day, "" for an article without one, None for nothing."""
    if row is None or row["outcome"] in (None, "nothing", "list"):
        return None
    if row["outcome"] == "failed":
        # Of an answer that did not come nothing is known: it opens no gap.
        return "" if row["reason"] in PASSING else None
    return row["dated"] or ""
