"""The queue of URLs, in the archive's own SQLite: pending -> leased -> done, or failed with a reason.

It outlives kill -9 because a page's links enter in the same transaction that records the page, and because a lease is no
more than a mark: what a dead run had leased is pending again when the next one starts. Every method is to be called
inside a transaction, save the ones that only look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from newsarchive import counts
from newsarchive.items import UNSERVED, Candidate, Kind, Reason
from newsarchive.schedule import PASSING, RECHECKS, moment, next_fetch, poll, timestamp

__all__ = ["Frontier", "Lease", "Tally", "failures"]

#: Added to the priority of what is fetched behind the news: less than any other has.
BEHIND: Final = -1000
_AHEAD, _BEHIND = "priority > -500", "priority <= -500"
_AT_ONCE: Final = 1_000  # rows looked at in one go
# What a page names anew may be there now.
_NAMED_ANEW = ("before_since", "after_until", "offsite", "not_found", "gone", "error_page", "empty", "robots")

#: By a timetable, an article that was not there is asked for no oftener because a list goes on naming it.
NAMED_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lease:
    """A URL handed out to be fetched."""

    id: int
    candidate: Candidate
    attempts: int
    """How often it has been handed out since it was queued, this time included."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a run's URLs: discovered = done + failed + pending."""

    discovered: int
    done: int
    failed: int
    pending: int

    def balanced(self) -> bool:
        """Whether nothing was lost."""
        return self.discovered == self.done + self.failed + self.pending


class Frontier:
    """The URLs of one outlet in one run.

    every_list: lists are queued whether or not it is time to ask for them again. behind: the run fetches the past, which
    waits behind the news: either sees only its own, but what the news names goes there.
    """

    def __init__(self, connection: Any, outlet: str, run_id: int, *, every_list: bool = True, behind: bool = False) -> None:
        self._db = connection
        self._outlet = outlet
        self._run = run_id
        self._every_list = every_list
        self._behind = behind
        self._lane = _BEHIND if behind else _AHEAD
        told = self._told_steps()
        self._steps = RECHECKS if told is None else told

    def look_again(self, steps: Sequence[timedelta] | None) -> int:
        """From now on look at the outlet's articles so long after publication; how many are due at another time than before.

        None: after RECHECKS, as where nothing was said.
        """
        if (None if steps is None else tuple(steps)) == self._told_steps():
            return 0
        self._steps = RECHECKS if steps is None else tuple(steps)
        if steps is None:
            self._db.execute("DELETE FROM settings WHERE name = ?", (self._setting,))
        else:
            told = json.dumps([int(step.total_seconds()) for step in steps])
            self._db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (self._setting, told))
        changed = 0
        for row in self._settled():
            due = self._due(row, _reason(row), moment(row["fetched_at"]))
            if (stored := timestamp(due) if due else None) != row["next_fetch_at"]:
                self._db.execute("UPDATE urls SET next_fetch_at = ? WHERE id = ?", (stored, row["id"]))
                changed += 1
        return changed

    def _settled(self) -> Iterator[Any]:
        """The rows of the outlet's articles that were fetched, some at a time: they may be changed meanwhile."""
        after = 0
        while rows := self._db.execute(
            "SELECT * FROM urls INDEXED BY urls_settled WHERE outlet = ? AND id > ? AND kind = 'article'"
            " AND state IN ('done', 'failed') AND fetched_at IS NOT NULL ORDER BY id LIMIT ?",
            (self._outlet, after, _AT_ONCE),
        ).fetchall():
            yield from rows
            after = rows[-1]["id"]

    @property
    def _setting(self) -> str:
        return f"recheck.{self._outlet}"

    def _told_steps(self) -> tuple[timedelta, ...] | None:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (self._setting,)).fetchone()
        return None if row is None else tuple(timedelta(seconds=seconds) for seconds in json.loads(row["value"]))

    def reclaim(self) -> int:
        """Take over what runs before this one left pending or leased; returns how many there are.

        The caller holds the archive's writer lock, so no run can be alive that leased them. Their rows become this run's one
        by one, as they are leased: a run begins at the same cost however many wait.
        """
        if not self._behind:  # what a killed back-fill had leased: to be named anew, if need be
            self._db.execute(
                f"UPDATE urls SET state = 'pending' WHERE outlet = ? AND state = 'leased' AND {_BEHIND}",  # noqa: S608
                (self._outlet,),
            )
        self._db.execute(
            f"UPDATE urls SET state = 'pending' WHERE outlet = ? AND state = 'leased' AND {self._lane}",  # noqa: S608
            (self._outlet,),
        )
        return self._discovered(self._left())

    def requeue_due(self, now: datetime, *, everything: bool = False) -> int:
        """Queue the articles that are to be looked at again; everything: whether or not it is time. Returns how many.

        One that was not found last time is asked for where it was last seen, and not at the address that was tried instead.
        """
        stood = (
            "CASE WHEN reason IS NULL THEN fetch_url ELSE coalesce("
            " (SELECT captures.url FROM articles JOIN captures ON captures.article_id = articles.id"
            "  WHERE articles.url = urls.url AND captures.state = 'read' ORDER BY captures.captured_at DESC LIMIT 1),"
            " fetch_url) END"
        )
        known = "(reason IS NULL OR reason IN ('not_found', 'gone') OR url IN (SELECT url FROM articles))"
        due = f"kind = 'article' AND {known}" if everything else "next_fetch_at <= :now AND kind = 'article'"
        found = self._db.execute(
            f"UPDATE urls SET state = 'pending', run_id = :run, attempts = 0, fetch_url = {stood},"  # noqa: S608
            f" priority = iif({_BEHIND}, priority - {BEHIND}, priority)"
            f" WHERE outlet = :outlet AND state IN ('done', 'failed') AND run_id IS NOT :run AND {due}",
            {"run": self._run, "outlet": self._outlet, "now": timestamp(now)},
        ).rowcount
        return self._discovered(found)

    def offer(
        self, candidate: Candidate, now: datetime, parent_id: int | None = None, refused: Reason | None = None
    ) -> bool:
        """Queue a URL, unless it is known and not due; True when it was new to this run.

        refused: why it is not to be fetched; it is then kept as failed, for the record.
        """
        values = {
            "url": candidate.url,
            "fetch_url": candidate.fetch_url,
            "outlet": self._outlet,
            "kind": str(candidate.kind),
            "state": "failed" if refused else "pending",
            "reason": refused,
            "priority": candidate.priority + (BEHIND if self._behind else 0),
            "depth": candidate.depth,
            "hops": candidate.hops,
            "published": candidate.published,
            "parent": parent_id,
            "now": timestamp(now),
            "due": "9999" if self._every_list and candidate.kind is not Kind.ARTICLE else timestamp(now),
            "named": timestamp(now if self._every_list else now - NAMED_AGAIN),
            "run": self._run,
            # What failed behind the news is never due by itself: the back-fill names it anew.
            "anew": json.dumps([*_NAMED_ANEW, *(PASSING if self._behind else ())]),
        }
        row = self._db.execute(
            "INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, priority, depth, hops, published, parent_id,"  # noqa: S608
            " discovered_at, run_id) VALUES (:url, :fetch_url, :outlet, :kind, :state, :reason, :priority, :depth, :hops,"
            " :published, :parent, :now, :run)"
            " ON CONFLICT (url) DO UPDATE SET state = excluded.state, reason = excluded.reason, fetch_url = excluded.fetch_url,"
            " priority = excluded.priority, depth = excluded.depth, hops = excluded.hops, attempts = 0,"
            " published = coalesce(excluded.published, published), run_id = excluded.run_id"
            " WHERE urls.state IN ('done', 'failed') AND urls.run_id IS NOT excluded.run_id"
            " AND (urls.next_fetch_at <= :due"
            "      OR urls.reason IN (SELECT value FROM json_each(:anew)) AND excluded.reason IS NULL"
            # a list that is polled names the same each time
            "      AND (urls.reason IN ('before_since', 'after_until', 'offsite') OR urls.fetched_at <= :named))"
            # what waited behind the news is news
            f" OR urls.state = 'pending' AND urls.{_BEHIND} AND excluded.{_AHEAD} AND excluded.reason IS NULL"
            " RETURNING id",
            values,
        ).fetchone()
        if row is None:
            return False
        self._discovered(1)
        if refused:
            self._count("failed", 1)
            counts.settled[self._outlet, refused] += 1
        return True

    def lease(self, limit: int, *, articles: bool = True) -> list[Lease]:
        """Hand out up to `limit` pending URLs, the most urgent first."""
        rows = self._db.execute(
            "UPDATE urls SET state = 'leased', attempts = iif(run_id IS :run, attempts, 0) + 1, run_id = :run"  # noqa: S608
            f" WHERE id IN (SELECT id {self._queue(articles)} ORDER BY priority DESC, id LIMIT :limit) RETURNING *",
            {"run": self._run, "outlet": self._outlet, "limit": limit},
        ).fetchall()
        rows.sort(key=lambda row: (-row["priority"], row["id"]))
        return [_lease(row) for row in rows]

    def release(self, leases: Iterable[int], *, fetched: bool = False) -> None:
        """Take leases back: pending again. fetched: an attempt was made and is to be repeated."""
        undo = 0 if fetched else 1
        self._db.executemany(
            "UPDATE urls SET state = 'pending', attempts = attempts - ? WHERE id = ? AND state = 'leased'",
            [(undo, lease) for lease in leases],
        )

    def settle(
        self,
        lease_id: int,
        reason: Reason | None,
        now: datetime,
        *,
        failed: bool,
        kind: Kind | None = None,
        new: int = 0,
        address: str | None = None,
    ) -> None:
        """End a lease: done, or failed with its reason; and say when the URL is due again.

        kind: what it turned out to hold. new: URLs on it that were not known. address: where to ask for it the next time.
        """
        row = self._db.execute("SELECT * FROM urls WHERE id = ?", (lease_id,)).fetchone()
        if row["state"] != "leased":
            return
        # Where an article stood, it is looked for again, whatever stands there now.
        if kind is not None and kind != row["kind"] and not (row["kind"] == Kind.ARTICLE and self._is_known(row["url"])):
            self._db.execute("UPDATE urls SET kind = ? WHERE id = ?", (kind, lease_id))
            row = {**dict(row), "kind": kind}
        if address is not None:
            self._db.execute("UPDATE urls SET fetch_url = ? WHERE id = ?", (address, lease_id))
        self.end(row, reason, now, failed=failed, new=new)
        self._count("failed" if failed else "done", 1)
        counts.settled[self._outlet, reason or ""] += 1

    def end(self, row: Any, reason: Reason | None, now: datetime, *, failed: bool, new: int = 0) -> None:
        """Say what became of a row of `urls` that was fetched at a moment, and when it is due again."""
        due = self._due(row, reason, now)
        before = seconds = row["poll_seconds"]  # a list that cannot be had is asked for as seldom as before, once it can
        if row["kind"] not in (Kind.ARTICLE, Kind.MEMENTO) and not failed:
            # How much a back-fill finds on a list does not tell how often there is news on it.
            length = poll(None if before is None else timedelta(seconds=before), 1 if self._behind else new)
            due, seconds = now + length, int(length.total_seconds())
        self._db.execute(
            "UPDATE urls SET state = ?, reason = ?, fetched_at = ?, next_fetch_at = ?, poll_seconds = ?,"  # noqa: S608
            f" priority = iif({_BEHIND}, priority - {BEHIND}, priority) WHERE id = ?",
            ("failed" if failed else "done", reason, timestamp(now), timestamp(due) if due else None, seconds, row["id"]),
        )

    def reckon(self, url: str) -> None:
        """Say anew when an article is due, now that its page was read: it tells the hour, or that no text is left."""
        row = self._db.execute(
            "SELECT urls.*, articles.date FROM urls JOIN articles USING (url)"
            " WHERE url = ? AND state = 'done' AND kind = 'article' AND fetched_at IS NOT NULL",
            (url,),
        ).fetchone()
        if row is None:
            return
        # A list may have told the day alone.
        published = row["published"] if _whole(row["published"]) or not _whole(row["date"]) else row["date"]
        if self._behind and not _whole(published) and row["date"] and len(row["date"]) >= 10:
            published = f"{row['date'][:10]}T00:00:00+00:00"  # found years later, it is no news all the same
        due = self._due({**dict(row), "published": published}, _reason(row), moment(row["fetched_at"]))
        values = (published, timestamp(due) if due else None)
        if values != (row["published"], row["next_fetch_at"]):
            self._db.execute("UPDATE urls SET published = ?, next_fetch_at = ? WHERE id = ?", (*values, row["id"]))

    def _is_known(self, url: str) -> bool:
        return self._db.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone() is not None

    def _due(self, row: Any, reason: Reason | None, fetched_at: datetime) -> datetime | None:
        """When a row of `urls` is due again by its kind and what is known of its article."""
        since = moment(row["published"]) if _whole(row["published"]) else moment(row["discovered_at"])
        article = self._db.execute("SELECT missing_since FROM articles WHERE url = ?", (row["url"],)).fetchone()
        if self._behind and article is None and row["kind"] == Kind.ARTICLE:
            return None  # when to look at it again follows from its date, once that is read
        if article is not None and article["missing_since"] is not None:
            since = moment(article["missing_since"])
        return next_fetch(Kind(row["kind"]), reason, fetched_at, since, is_known=article is not None, steps=self._steps)

    def redirects(self, lease_id: int, target: str) -> bool:
        """Note where a URL redirects to; False when that closes a circle, however its URLs came to be known."""
        self._db.execute("UPDATE urls SET redirects_to = ? WHERE id = ?", (target, lease_id))
        circle = self._db.execute(
            "WITH RECURSIVE chain (url) AS ("
            " VALUES (?) UNION SELECT redirects_to FROM chain JOIN urls USING (url) WHERE reason = 'redirected')"
            " SELECT 1 FROM chain JOIN urls USING (url) WHERE id = ?",
            (target, lease_id),
        )
        return circle.fetchone() is None

    def redirect(self, lease_id: int, address: str) -> None:
        """Fetch the same article at another of its addresses: its lease is given back with that one."""
        self._db.execute(
            "UPDATE urls SET state = 'pending', fetch_url = ? WHERE id = ? AND state = 'leased'", (address, lease_id)
        )

    def give_back(self) -> None:
        """Take back what the run has leased."""
        self._db.execute(
            "UPDATE urls SET state = 'pending' WHERE outlet = ? AND state = 'leased' AND run_id = ?", (self._outlet, self._run)
        )

    def pending(self, most: int) -> int:
        """How many URLs are still to be leased, counted up to `most`."""
        found = self._db.execute(
            f"SELECT count(*) FROM (SELECT 1 {self._queue()} LIMIT :most)",  # noqa: S608
            {"outlet": self._outlet, "most": most},
        )
        return int(found.fetchone()[0])

    def _left(self) -> int:
        """How many URLs are neither done nor failed."""
        row = self._db.execute(
            "SELECT urls FROM waiting WHERE outlet = ? AND behind = ?", (self._outlet, self._behind)
        ).fetchone()
        return int(row["urls"]) if row else 0

    def waiting(self, *, articles: bool = True) -> bool:
        """Whether any URL is still to be leased, or any that is not an article's."""
        found = self._db.execute(f"SELECT 1 {self._queue(articles)} LIMIT 1", {"outlet": self._outlet})
        return found.fetchone() is not None

    def _queue(self, articles: bool = True) -> str:
        """Where a query finds what waits, or what of it is not an article: each has an index of its own."""
        index, which = ("urls_queue", "") if articles else ("urls_lists", " AND kind <> 'article'")
        return f"FROM urls INDEXED BY {index} WHERE outlet = :outlet AND state = 'pending' AND {self._lane}{which}"

    def tally(self) -> Tally:
        """The run's account: discovered, done and failed as counted when they happened, pending as the table has it."""
        row = self._db.execute("SELECT discovered, done, failed FROM runs WHERE id = ?", (self._run,)).fetchone()
        return Tally(row["discovered"], row["done"], row["failed"], self._left())

    def lists_failed(self) -> int:
        """How many lists, feeds and sitemaps of the run no server served."""
        row = self._db.execute(
            "SELECT count(*) FROM urls WHERE run_id = ? AND state = 'failed' AND kind <> 'article'"
            " AND reason IN (SELECT value FROM json_each(?))",
            (self._run, json.dumps(sorted(UNSERVED))),
        ).fetchone()
        return int(row[0])

    def _discovered(self, count: int) -> int:
        self._count("discovered", count)
        return count

    def _count(self, what: str, count: int) -> None:
        if count:
            self._db.execute(f"UPDATE runs SET {what} = {what} + ? WHERE id = ?", (count, self._run))  # noqa: S608


def failures(connection: Any, run_id: int) -> dict[str, int]:
    """Reason -> URLs that failed for it in a run, the commonest first."""
    rows = connection.execute(
        "SELECT reason, count(*) FROM urls WHERE run_id = ? AND state = 'failed' GROUP BY reason ORDER BY 2 DESC", (run_id,)
    )
    return dict(map(tuple, rows))


def _whole(published: str | None) -> bool:
    """Whether a hint is a moment: a day alone has no hour to count from."""
    return published is not None and "T" in published and published[-6:-5] in "+-"


def _reason(row: Any) -> Reason | None:
    return Reason(row["reason"]) if row["reason"] else None


def _lease(row: Any) -> Lease:
    candidate = Candidate(
        url=row["url"],
        fetch_url=row["fetch_url"],
        outlet=row["outlet"],
        kind=Kind(row["kind"]),
        published=row["published"],
        priority=row["priority"],
        depth=row["depth"],
        hops=row["hops"],
    )
    return Lease(row["id"], candidate, row["attempts"])
