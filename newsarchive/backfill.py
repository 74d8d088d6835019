"""A window of an outlet's past -> a back-fill in the archive; and how far one has come, with an estimate of what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from newsarchive import pages
from newsarchive.config import Configuration
from newsarchive.discover.numbering import Walk, learned
from newsarchive.errors import ArchiveBusy, StoreError, UsageError
from newsarchive.hosts import Hosts
from newsarchive.items import Outlet
from newsarchive.recorder import Recorder
from newsarchive.schedule import moment
from newsarchive.store import backfills, migrations
from newsarchive.store.archive import Archive
from newsarchive.store.backfills import Backfill
from newsarchive.store.connection import connect, transaction
from newsarchive.store.lock import is_alive

__all__ = ["Plan", "Progress", "Unnoted", "Wanted", "noting", "plan", "progress", "unnoted", "want"]

#: Known articles that numbered addresses are learned from: the newest, and as many spread over the rest.
_LEARNED_FROM: Final = 4000
_IDS: Final = re.compile(r"(\d{0,12})\.\.(\d{0,12})")
#: Of a window, and of requests, what must be behind before anything is said of what is left.
_SEEN: Final = 0.01
_ASKED: Final = 20
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: of an outlet, everything from one day to another."""

    outlet: Outlet
    since: date | None
    """None: go on with what was asked for before."""
    until: date | None = None
    """None: up to today, in the outlet's zone."""
    ids: str | None = None
    """FROM..TO, either of which may be missing, or auto: of its numbered addresses too."""

    @property
    def told(self) -> dict[str, str | None]:
        """As it is kept, to know it by when it is asked for again."""
        since = self.since.isoformat() if self.since else None
        return {"since": since, "until": self.until.isoformat() if self.until else None, "ids": self.ids}


# -- asking for one ----------------------------------------------------------------------------------------------------


@contextmanager
def noting(path: Path) -> Iterator[Any]:
    """A connection inside a transaction that notes something about back-fills, beside a crawl of another process if need be.

    Makes the archive where there is none. Raises StoreError.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(Recorder.writing(path))
        except ArchiveBusy:
            connection = stack.enter_context(closing(connect(path / "archive.db")))
            if not migrations.check(connection, path / "archive.db"):
                raise StoreError(
                    f"{path}: of an older version, and another process writes to it; stop that one and start it anew"
                ) from None
            stack.enter_context(transaction(connection, path / "archive.db"))
        else:
            connection = archive.connection
            stack.enter_context(archive.transaction())
        yield connection


def want(connection: Any, wanted: Wanted, now: datetime, *, again: bool = False, origin: str = "command") -> Backfill:
    """The back-fill that is wanted, inside the caller's transaction: the one that was, paused or done perhaps, or a new one.

    again: a new one even when the same is done. Raises UsageError for what cannot be meant.
    """
    outlet = wanted.outlet
    known = backfills.latest(connection, outlet.name)
    if wanted.since is None:
        if known is None or known.state == "stopped":
            raise UsageError(f"{outlet.name}: no back-fill to go on with; give its first day, as --from 2019-01-01")
        return known
    if known is not None and known.told == wanted.told and known.state != "stopped" and not (again and known.state == "done"):
        return known
    if known is not None and known.state in ("open", "paused"):
        raise UsageError(
            f"{outlet.name}: a back-fill from {known.since} to {known.until} is {_STATES[known.state]}; go on with it by"
            f" `newsarchive backfill {outlet.name}`, or end it first with `newsarchive backfill {outlet.name} --stop`"
        )
    until = _until(wanted, now)
    connection.execute(
        "INSERT INTO outlets (name, title, home, zone, language) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (outlet.name, outlet.title, outlet.home, outlet.zone, outlet.language),
    )
    walk = _walk(connection, outlet.name, wanted.since, until, wanted.ids) if wanted.ids else None
    return backfills.ask(
        connection,
        outlet.name,
        wanted.since.isoformat(),
        until.isoformat(),
        now,
        told=wanted.told,
        origin=origin,
        numbers=walk.kept() if walk else None,
    )


@dataclass(frozen=True, slots=True)
class Unnoted:
    """What of newsarchive.toml the archive does not know yet."""

    wanted: tuple[Wanted, ...] = ()
    over: tuple[Backfill, ...] = ()
    """Asked for there once, and not any more, or otherwise."""


def unnoted(connection: Any, configuration: Configuration) -> Unnoted:
    """The back-fills that newsarchive.toml asks for, or asks for no longer, as far as the archive is to be told of it.

    One that was asked for by a command stays as it is, whatever the file says.
    """
    wanted, over = [], []
    for name in configuration.operations:
        operation, known = configuration.operation(name), backfills.latest(connection, name)
        if known is not None and known.origin == "command" and known.state in ("open", "paused"):
            continue
        ids = "auto" if operation.backfill_ids else None
        one = Wanted(outlet=pages.outlet_named(name), since=operation.backfill, ids=ids) if operation.backfill else None
        is_same = one is not None and known is not None and known.told == one.told
        if known is not None and not is_same and known.state in ("open", "paused"):
            over.append(known)
        # What a person stopped is not begun again because the file still names it.
        if one is not None and not is_same:
            wanted.append(one)
    return Unnoted(tuple(wanted), tuple(over))


def _until(wanted: Wanted, now: datetime) -> date:
    """The window's last day: of the future nothing is there yet."""
    today = now.astimezone(ZoneInfo(wanted.outlet.zone)).date()
    until = min(wanted.until or today, today)
    if wanted.since is not None and wanted.since > until:
        raise UsageError(
            f"{wanted.outlet.name}: the window from {wanted.since} to {until} is empty; give a --from before its --until"
        )
    return until


@dataclass(frozen=True, slots=True)
class Plan:
    """What a back-fill would do, as far as can be told without a request."""

    since: str
    until: str
    held: int
    """Articles of the window that the archive has."""
    walk: Walk | None


def plan(path: Path, wanted: Wanted, now: datetime) -> Plan:
    """What is wanted, without noting it; reads the archive, where there is one. Raises UsageError."""
    if not (path / "archive.db").is_file():
        if wanted.since is None or wanted.ids:
            raise UsageError(f"{path}: no archive to go by; give --from, and leave out --ids")
        return Plan(wanted.since.isoformat(), _until(wanted, now).isoformat(), 0, None)
    with Archive(path) as archive:
        connection, name = archive.connection, wanted.outlet.name
        if wanted.since is None:
            known = want(connection, wanted, now)
            since, until, walk = known.since, known.until, Walk.of(known.numbers) if known.numbers else None
        else:
            last = _until(wanted, now)
            since, until = wanted.since.isoformat(), last.isoformat()
            walk = _walk(connection, name, wanted.since, last, wanted.ids) if wanted.ids else None
        [held] = connection.execute(
            "SELECT count(*) FROM articles WHERE outlet = ? AND date >= ? AND date < ?",
            (name, since, (date.fromisoformat(until) + _DAY).isoformat()),
        ).fetchone()
        return Plan(since, until, held, walk)


_STATES: Final = {"open": "under way", "paused": "paused"}


def _walk(connection: Any, outlet: str, since: date, until: date, ids: str) -> Walk:
    """The walk through an outlet's numbered addresses, as its known articles tell which number is of which day."""
    bounds = _IDS.fullmatch(".." if ids == "auto" else ids)
    if bounds is None:
        raise UsageError(f"--ids: {ids!r} is no range of numbers; write it as 120000..158798, ..158798 or auto")
    numbering = learned(
        (row["url"], row["date"])
        for row in connection.execute(
            "SELECT url, date FROM articles WHERE outlet = :outlet AND length(date) >= 10 AND (id > :newest OR id % :each = 0)",
            _spread(connection, outlet),
        )
    )
    if numbering is None:
        raise UsageError(
            f"{outlet}: among its articles in the archive no numbered addresses are known; crawl it first, or leave out --ids"
        )
    first, last = numbering.number_at(since.isoformat()), numbering.number_at((until + _DAY).isoformat())
    # The line from days to numbers bends, most of all before the first known article; the walk ends by days anyway.
    room = last - first
    low = int(bounds[1]) if bounds[1] else max(0, first - max(1000, 2 * room))
    high = int(bounds[2]) if bounds[2] else last + max(20, room // 40)
    if low > high:
        raise UsageError(f"--ids: {low} is above {high}; write the lower number first")
    return Walk.from_(numbering, low, high)


def _spread(connection: Any, outlet: str) -> dict[str, Any]:
    """Bounds by which to choose articles: the newest rows, and one of each so many before."""
    last, count = connection.execute("SELECT max(id), count(*) FROM articles WHERE outlet = ?", (outlet,)).fetchone()
    return {"outlet": outlet, "newest": (last or 0) - _LEARNED_FROM, "each": max(1, count // _LEARNED_FROM)}


# -- how far it is -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a back-fill has come."""

    outlet: str
    since: str
    until: str
    state: str
    """open, running, paused, stopped, done"""
    back_to: str | None
    """Everything younger that is known of is settled; None: nothing is yet."""
    found: int
    """Articles of the window that are known of; of these are:"""
    archived: int
    known: int
    """In the archive before."""
    failed: int
    waiting: int
    outside: int
    """Articles, besides, that by their own dates are not of the window."""
    lists: int
    """Lists, feeds, sitemaps and editions read."""
    requests: int
    a_day: int | None
    """Requests a day, at the pace of the last day in which it ran; None: not known yet."""
    budget_left: int | None
    """Requests that the day's budget still lets out to the outlet's host; None: there is no budget."""
    requests_left: int | None
    """About so many more; None: not known."""
    days_left: float | None
    """At that pace; None: not known."""
    why_unknown: str | None
    """What is missing for an estimate."""
    note: str | None


def progress(connection: Any, backfill: Backfill, now: datetime, host: str, budget: int | None) -> Progress:
    """How far a back-fill has come, by the archive's rows. host, budget: of the outlet, its requests a day."""
    counts = backfill.counts
    waiting = _count(
        connection,
        "SELECT count(*) FROM backfill_urls WHERE backfill_id = ? AND state <> 'settled' AND kind = 'article'"
        " AND number IS NULL",
        backfill.id,
    )
    is_running, a_day = _pace(connection, backfill.id, now)
    hosts = Hosts(connection, lambda: now, budget, behind=True)
    budget_left = None if budget is None else max(0, budget - hosts.kept_for_news(host) - hosts.asked_today(host))
    if a_day is not None and budget is not None:
        a_day = min(a_day, max(1, budget - hosts.kept_for_news(host)))
    back_to = _back_to(connection, backfill)
    left, why = _left(connection, backfill, back_to)
    if left is not None and a_day is None:
        why = "it has not run yet" if not counts["requests"] else "it has not run for a day"
    return Progress(
        outlet=backfill.outlet,
        since=backfill.since,
        until=backfill.until,
        state="running" if is_running and backfill.state == "open" else backfill.state,
        back_to=back_to,
        found=counts["archived"] + counts["known"] + counts["failed"] + waiting,
        archived=counts["archived"],
        known=counts["known"],
        failed=counts["failed"],
        waiting=waiting,
        outside=counts["outside"],
        lists=counts["lists"],
        requests=counts["requests"],
        a_day=a_day,
        budget_left=budget_left,
        requests_left=left,
        days_left=left / a_day if left is not None and a_day else None,
        why_unknown=why,
        note=backfill.note,
    )


def _back_to(connection: Any, backfill: Backfill) -> str | None:
    """The latest day of anything that waits: what is younger is settled."""
    if backfill.state == "done":
        return backfill.since
    days = [
        connection.execute(
            f"SELECT max(reach) FROM backfill_urls WHERE backfill_id = ? AND state = '{state}' AND reach < '9999'",  # noqa: S608
            (backfill.id,),
        ).fetchone()[0]
        for state in ("waiting", "queued")
    ]
    if backfill.numbers is not None and not (walk := Walk.of(backfill.numbers)).over:
        days.append(walk.day(max(walk.at, walk.low)) or backfill.until)
    known = [day for day in days if day]
    if not known:
        return None
    back_to = max(backfill.since, min(max(known), backfill.until))
    return back_to if back_to < backfill.until else None


def _left(connection: Any, backfill: Backfill, back_to: str | None) -> tuple[int | None, str | None]:
    """About how many requests are left, by what a day of the window has cost so far; or why that is not known."""
    if backfill.state in ("done", "stopped"):
        return 0, None
    requests = backfill.counts["requests"]
    since, until = date.fromisoformat(backfill.since), date.fromisoformat(backfill.until)
    if back_to is None or requests < _ASKED:
        return None, "too little of it is done" if requests < _ASKED else "what is undated, or of the last day, is not through"
    behind = (until - date.fromisoformat(back_to)).days
    ahead = (date.fromisoformat(back_to) - since).days + 1
    if behind < _SEEN * (behind + ahead):
        return None, "too little of the window is behind it"
    waiting = _count(connection, "SELECT count(*) FROM backfill_urls WHERE backfill_id = ? AND state <> 'settled'", backfill.id)
    # Sitemaps name months ahead of the walk: what is known to wait is asked for in any case.
    return max(waiting, round(requests * ahead / behind)), None


def _pace(connection: Any, backfill_id: int, now: datetime) -> tuple[bool, int | None]:
    """Whether it runs now, and its requests a day over the last day, news and rests between them included."""
    rows = connection.execute(
        "SELECT started_at, finished_at, outcome, pid, done + failed AS requests FROM runs WHERE backfill_id = ?"
        " ORDER BY id DESC LIMIT 500",
        (backfill_id,),
    ).fetchall()
    if not rows:
        return False, None
    newest = rows[0]
    is_running = newest["finished_at"] is None and newest["outcome"] is None and is_alive(newest["pid"])
    lately = [row for row in rows if moment(row["started_at"]) > now - _DAY]
    if not lately:
        return is_running, None
    ends = [moment(row["finished_at"]) for row in lately if row["finished_at"]]
    end = now if is_running or not ends else max(ends)
    seconds = max(1.0, (end - moment(lately[-1]["started_at"])).total_seconds())
    return is_running, round(sum(row["requests"] for row in lately) * _DAY.total_seconds() / seconds)


def _count(connection: Any, query: str, backfill_id: int) -> int:
    return int(connection.execute(query, (backfill_id,)).fetchone()[0])
