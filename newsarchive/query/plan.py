"""An archive and a spider's start pages -> what a crawl would fetch now, from which hosts, and for how long. Reads only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from newsarchive.discover import robots
from newsarchive.errors import WarcError
from newsarchive.items import Candidate, Kind, Reason
from newsarchive.query.status import running
from newsarchive.schedule import PASSING, RECHECKS, moment, timestamp
from newsarchive.store import captures
from newsarchive.store.archive import Archive
from newsarchive.timetable import spoken

__all__ = ["Asked", "Group", "Host", "How", "Plan", "plan"]

#: Crawls that tell how long one takes and how much is new.
_LATELY: Final = 10
#: What a page that names a URL anew lets be fetched again, as `Frontier.offer` does.
_ANEW: Final = frozenset(
    {Reason.BEFORE_SINCE, Reason.OFFSITE, Reason.NOT_FOUND, Reason.GONE, Reason.ERROR_PAGE, Reason.EMPTY}
)
_NOT_BEHIND: Final = "priority > -500"  # what a back-fill waits for is none of a crawl's


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How the crawl would go about it."""

    every_list: bool
    """Known lists whether or not it is time; otherwise those that are due."""
    recheck: str
    """Known articles: due, all, none."""
    delay_seconds: float
    budget: int | None
    limit: int | None
    agent: str
    patience_seconds: float
    steps: Sequence[timedelta] = RECHECKS


@dataclass(frozen=True, slots=True)
class Asked:
    """A start page."""

    url: str
    kind: str
    is_fetched: bool
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """URLs that would be fetched for one reason, beside the start pages."""

    what: str
    urls: int
    why: str
    is_articles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What one host is asked for, and what it is owed."""

    host: str
    urls: int
    """Known by now; what lists will name comes on top."""
    delay_seconds: float
    """Between two requests, the longer of the crawl's own and the host's Crawl-delay."""
    robots: str
    """What is known of its robots.txt."""
    asked_today: int
    left_today: int | None
    """Of the budget; None: there is none."""
    paused_until: str | None
    seconds: float
    """How long its URLs take, at the least; those that the budget or a pause leaves for another crawl not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a crawl of an outlet would fetch."""

    outlet: str
    why: str | None = None
    """Why it is due; None where a person names it."""
    under_way_since: str | None
    """When the crawl of it began that is under way: what that fetches meanwhile is not fetched again."""
    starts: tuple[Asked, ...]
    groups: tuple[Group, ...]
    hosts: tuple[Host, ...]
    urls: int
    """All that is known by now."""
    new: float | None
    """Articles that were new on average of late; None: it was not crawled yet."""
    seconds: float
    """An estimate of how long it takes, at the least."""


def plan(archive: Archive | None, outlet: str, starts: Iterable[Candidate], how: How, now: datetime) -> Plan:
    """What a crawl that begins now would fetch of what is known; archive: open to read, None where there is none yet."""
    asked = [(one, _asked(archive, one, how, now)) for one in {one.url: one for one in starts}.values()]
    fetched = [(one.fetch_url, 1) for one, told in asked if told.is_fetched]
    if archive is None:
        hosts = tuple(_hosts(None, fetched, how, now))
        return Plan(
            outlet=outlet,
            under_way_since=None,
            starts=tuple(told for _, told in asked),
            groups=(),
            hosts=hosts,
            urls=len(fetched),
            new=None,
            seconds=max((host.seconds for host in hosts), default=0.0),
        )
    known = _Known(archive, outlet, how, now, [one.url for one, _ in asked])
    groups = [*known.lists(), *known.rechecks(), *known.waiting()]
    hosts = tuple(_hosts(archive, [*fetched, *known.addresses()], how, now))
    new, pace = known.lately()
    lists = len(fetched) + sum(group.urls for group in groups if not group.is_articles)
    articles = sum(group.urls for group in groups if group.is_articles) + (new or 0.0)
    share = 1.0 if how.limit is None else (lists + min(articles, how.limit)) / max(lists + articles, 1.0)
    # What lists will name is on no host yet: crawls of late took so long for each URL.
    free = pace is not None and how.budget is None and not any(host.paused_until for host in hosts)
    seconds = [*(host.seconds for host in hosts), (lists + articles) * pace if free and pace else 0.0]
    return Plan(
        outlet=outlet,
        under_way_since=next((crawl.since for crawl in running(archive) if crawl.outlet == outlet), None),
        starts=tuple(told for _, told in asked),
        groups=tuple(groups),
        hosts=hosts,
        urls=len(fetched) + sum(group.urls for group in groups),
        new=new,
        seconds=round(share * max(seconds), 1),
    )


def _asked(archive: Archive | None, one: Candidate, how: How, now: datetime) -> Asked:
    """Whether a start page would be fetched: what `Frontier.offer` decides."""
    row = None
    if archive is not None:
        row = archive.connection.execute("SELECT * FROM urls WHERE url = ?", (one.url,)).fetchone()
    is_article = one.kind is Kind.ARTICLE
    if row is None:
        is_fetched, why = True, "not asked for yet"
    elif row["state"] in ("pending", "leased"):
        is_fetched, why = True, "waits already"
    elif row["next_fetch_at"] is None:
        is_fetched = row["reason"] in _ANEW
        why = f"{row['reason']} at the last time" if row["reason"] else "fetched, and not due again"
    else:
        due = moment(row["next_fetch_at"])
        polled = f"polled every {spoken(timedelta(seconds=row['poll_seconds']))}" if row["poll_seconds"] else "not polled yet"
        ago = f", last {spoken(now - moment(row['fetched_at']))} ago" if row["fetched_at"] else ""
        is_due = due <= now or row["reason"] in _ANEW
        is_fetched = is_due or (how.every_list and not is_article)
        if is_due:
            why = f"due: {polled}{ago}"
        elif is_fetched:
            why = f"asked for whenever a person crawls; {polled}{ago}"
        else:
            why = f"not for {spoken(due - now)}: {polled}{ago}"
    return Asked(one.fetch_url, str(one.kind), is_fetched, why)


class _Known:
    """What the archive knows of an outlet, beside its start pages."""

    def __init__(self, archive: Archive, outlet: str, how: How, now: datetime, starts: list[str]) -> None:
        self._ask = archive.connection.execute
        self._how = how
        self._values = {
            "outlet": outlet,
            "now": timestamp(now),
            "starts": json.dumps(starts),
            "passing": json.dumps(sorted(PASSING)),
            "list_due": "9999" if how.every_list else timestamp(now),
        }
        self._steps = [*how.steps]

    # Where the rows are: the same for counting and for their addresses.
    _FROM: Final = "FROM urls WHERE outlet = :outlet AND url NOT IN (SELECT value FROM json_each(:starts))"
    _SETTLED: Final = "state IN ('done', 'failed')"
    _LISTS: Final = f"{_SETTLED} AND next_fetch_at <= :list_due AND kind NOT IN ('article', 'probe')"
    _DUE: Final = f"{_SETTLED} AND next_fetch_at <= :now AND kind = 'article'"
    _KEPT: Final = "(reason IS NULL OR reason IN ('not_found', 'gone') OR url IN (SELECT url FROM articles))"
    _ALL: Final = f"{_SETTLED} AND kind = 'article' AND {_KEPT}"
    _WAITING: Final = f"state IN ('pending', 'leased') AND {_NOT_BEHIND}"

    def lists(self) -> Iterator[Group]:
        """Known lists that are asked for once a page names them again."""
        # Counted here, as below: SQLite would sort them first, all in memory.
        kinds: dict[str, Counter[int]] = {}
        for kind, seconds in self._ask(f"SELECT kind, poll_seconds {self._FROM} AND {self._LISTS}", self._values):
            kinds.setdefault(kind, Counter())[seconds or 0] += 1
        for kind, counts in sorted(kinds.items()):
            by_length = sorted(counts.items())
            intervals = [f"{spoken(timedelta(seconds=seconds))} ({count})" for seconds, count in by_length if seconds]
            told = ", ".join(intervals[:6]) + (" …" if len(intervals) > 6 else "")
            polled = f"polled every {told}" if intervals else "not polled yet"
            due = "known" if self._how.every_list else "due"
            yield Group(f"{kind}s {due}", counts.total(), f"once they are named again; {polled}")

    def rechecks(self) -> Iterator[Group]:
        """Known articles that are looked at again, by the step that they have come to."""
        if self._how.recheck == "none":
            return
        if self._how.recheck == "all":
            [count] = self._ask(f"SELECT count(*) {self._FROM} AND {self._ALL}", self._values).fetchone()
            if count:
                yield Group("articles again", count, "every known one, as asked", is_articles=True)
            return
        whole = "published LIKE '%T%' AND substr(published, -6, 1) IN ('+', '-')"  # a day alone has no hour to count from
        since = f"coalesce(missing_since, iif({whole}, published, NULL), discovered_at)"
        age = f"CAST(round((julianday(next_fetch_at) - julianday({since})) * 86400) AS INTEGER)"
        passing = "iif(urls.reason IN (SELECT value FROM json_each(:passing)), urls.reason, NULL)"
        joined = self._FROM.replace("urls", "urls LEFT JOIN articles USING (url)", 1).replace("outlet =", "urls.outlet =")
        rows = self._ask(f"SELECT {passing}, {age} {joined} AND {self._DUE}", self._values)
        counted = Counter(self._step(reason, seconds) for reason, seconds in rows)
        for (_, why), count in sorted(counted.items()):
            yield Group("articles again", count, why, is_articles=True)

    def _step(self, reason: str | None, seconds: int | None) -> tuple[int, str]:
        """(rank, why) of articles that are due so long after they were published, first seen or missed."""
        if reason is not None:
            return len(self._steps) + 1, f"could not be had before: {reason}"
        length = timedelta(seconds=seconds or 0)
        for rank, step in enumerate(self._steps):
            if abs(length - step) <= timedelta(minutes=1):
                return rank, f"{spoken(step)} after publication"
        return len(self._steps), "at another time"

    def waiting(self) -> Iterator[Group]:
        """URLs that earlier crawls left."""
        rows = self._ask(f"SELECT kind {self._FROM} AND {self._WAITING}", self._values)
        for kind, count in sorted(Counter(kind for (kind,) in rows).items()):
            yield Group(f"{kind}s waiting", count, "left by earlier crawls", is_articles=kind == Kind.ARTICLE)

    def addresses(self) -> list[tuple[str, int]]:
        """A site of each of them, and how many it has."""
        again = {"due": self._DUE, "all": self._ALL}.get(self._how.recheck)
        wanted = " OR ".join(f"({one})" for one in (self._LISTS, again, self._WAITING) if one)
        after = "substr(fetch_url, instr(fetch_url, '://') + 3)"
        site = f"substr(fetch_url, 1, instr(fetch_url, '://') + 1 + instr({after} || '/', '/'))"
        rows = self._ask(f"SELECT {site} {self._FROM} AND ({wanted})", self._values)
        return list(Counter(found for (found,) in rows).items())

    def lately(self) -> tuple[float | None, float | None]:
        """Of the last crawls: new articles on average, and seconds a URL; None where nothing tells."""
        rows = self._ask(
            "SELECT done + failed AS urls, new + copies AS new,"
            " (julianday(finished_at) - julianday(started_at)) * 86400 AS seconds FROM runs"
            " WHERE kind = 'crawl' AND outlet = :outlet AND backfill_id IS NULL AND outcome = 'finished'"
            " ORDER BY started_at DESC, id DESC LIMIT :lately",
            {**self._values, "lately": _LATELY},
        ).fetchall()
        if not rows:
            return None, None
        urls, seconds = sum(row["urls"] for row in rows), sum(row["seconds"] for row in rows)
        return sum(row["new"] for row in rows) / len(rows), seconds / urls if urls >= _LATELY else None


def _hosts(archive: Archive | None, addresses: Iterable[tuple[str, int]], how: How, now: datetime) -> Iterator[Host]:
    sites: dict[str, tuple[str, int]] = {}  # host -> one of its sites, and URLs
    for address, count in addresses:
        parts = urlsplit(address)
        host = parts.hostname or ""
        site, before = sites.get(host, (f"{parts.scheme}://{parts.netloc.partition('?')[0]}", 0))
        sites[host] = (site, before + count)
    for host, (site, count) in sorted(sites.items(), key=lambda one: (-one[1][1], one[0])):
        yield _host(archive, host, site, count, how, now)


def _host(archive: Archive | None, host: str, site: str, count: int, how: How, now: datetime) -> Host:
    told, asked_for = _robots(archive, f"{site}/robots.txt", how.agent, now)
    delay = max(how.delay_seconds, asked_for or 0.0)
    asked, paused = 0, None
    if archive is not None:
        today = (host, f"{now:%Y-%m-%d}")
        row = archive.connection.execute("SELECT requests FROM host_days WHERE host = ? AND day = ?", today).fetchone()
        asked = row["requests"] if row else 0
        row = archive.connection.execute("SELECT paused_until FROM hosts WHERE host = ?", (host,)).fetchone()
        paused = row["paused_until"] if row and row["paused_until"] and moment(row["paused_until"]) > now else None
    left = None if how.budget is None else max(0, how.budget - asked)
    fetched = count if left is None else min(count, left)
    wait = (moment(paused) - now).total_seconds() if paused else 0.0
    return Host(
        host=host,
        urls=count,
        delay_seconds=delay,
        robots=told,
        asked_today=asked,
        left_today=left,
        paused_until=paused,
        seconds=0.0 if wait > how.patience_seconds else wait + fetched * delay,
    )


def _robots(archive: Archive | None, url: str, agent: str, now: datetime) -> tuple[str, float | None]:
    """What the last answer of a robots.txt says, and the seconds between two requests that it asks for."""
    row = captures.latest(archive.connection, url) if archive is not None else None
    if archive is None or row is None:
        return "not known yet", None
    ago = f"{spoken(now - moment(row['captured_at']).astimezone(UTC))} ago"
    try:
        policy = robots.policy(row["status"], archive.capture(row).body)
    except WarcError:
        return f"its capture of {ago} cannot be read", None
    if not policy.reachable:
        return f"answered {row['status']}, {ago}: nothing may be fetched", None
    if policy.rules is None:
        return f"none ({row['status']}), {ago}", None
    asked = policy.delay(agent)
    forbids = policy.refusal(url.removesuffix("robots.txt"), agent) is not None
    what = "forbids the front page" if forbids else "rules"
    return f"{what}, {ago}{f'; Crawl-delay {asked:g} s' if asked else ''}", asked
