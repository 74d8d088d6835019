"""The rows of crawls that are under way -> how fast they go, how long they take yet, and what they wait for. Reads only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from newsarchive import pages
from newsarchive.agenda import agenda
from newsarchive.config import Configuration
from newsarchive.query.status import Progress, running
from newsarchive.schedule import moment, timestamp
from newsarchive.store.archive import Archive
from newsarchive.store.lock import holder
from newsarchive.timetable import spoken

__all__ = ["Follower", "Look", "Next", "Pace"]

#: Seconds that a rate is taken over.
_WINDOW: Final = 60.0
#: And at the least: the first moments tell nothing.
_LEAST: Final = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A crawl that is under way, and how it goes."""

    crawl: Progress
    waiting: int
    """URLs that are known and not settled yet."""
    a_minute: float | None
    """URLs settled in the last minute; None: it is not watched for long enough."""
    left_seconds: float | None
    """Until what waits now is settled, at that rate."""
    held: tuple[str, ...]
    """Which hosts are left alone, for how long and why."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next crawl by the timetable."""

    outlet: str
    at: str
    in_seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What goes on at a moment."""

    crawls: tuple[Pace, ...]
    daemon: int | None
    """Process number of `newsarchive run`; None: none runs."""
    next: Next | None
    """None: nothing is scheduled, or all of it is under way."""

    @property
    def is_over(self) -> bool:
        """Whether nothing goes on, and nothing will begin by itself."""
        return not self.crawls and self.daemon is None


class Follower:
    """Looks at an archive again and again; what it saw in the last minute makes the rates."""

    def __init__(self, archive: Archive, configuration: Configuration) -> None:
        self._archive = archive
        self._configuration = configuration
        self._seen: dict[int, deque[tuple[float, int]]] = {}  # run -> (seconds, settled), oldest first

    def look(self, now: datetime, seconds: float) -> Look:
        """What goes on now; seconds: of a clock that only goes forward."""
        crawls = running(self._archive)
        self._seen = {crawl.run_id: self._seen.get(crawl.run_id, deque()) for crawl in crawls}
        held = self._held(now)
        under_way = {crawl.outlet for crawl in crawls}
        return Look(
            tuple(self._pace(crawl, seconds, held.get(crawl.outlet, ())) for crawl in crawls),
            holder(self._archive.path, "daemon"),
            next(
                (
                    Next(entry.outlet, timestamp(at), (at - now).total_seconds(), entry.due.why)
                    for entry in agenda(self._archive.path, self._configuration, now)
                    for at in (max(entry.due.at, now),)
                    if entry.outlet not in under_way
                ),
                None,
            ),
        )

    def _pace(self, crawl: Progress, seconds: float, held: tuple[str, ...]) -> Pace:
        seen = self._seen[crawl.run_id]
        seen.append((seconds, crawl.settled))
        while len(seen) > 2 and seconds - seen[1][0] >= _WINDOW:
            seen.popleft()
        length = seconds - seen[0][0]
        rate = (crawl.settled - seen[0][1]) / length if length >= _LEAST else None
        waiting = max(0, crawl.discovered - crawl.settled)
        return Pace(crawl, waiting, None if rate is None else 60 * rate, waiting / rate if rate else None, held)

    def _held(self, now: datetime) -> dict[str, tuple[str, ...]]:
        """What each outlet's hosts are held back by."""
        found: dict[str, list[str]] = {}
        for host, told in (*self._paused(now), *self._spent(now)):
            if (outlet := pages.outlet_for(f"https://{host}/") or pages.outlet_for(f"http://{host}/")) is not None:
                found.setdefault(outlet.name, []).append(f"{host} {told}")
        return {outlet: tuple(told) for outlet, told in found.items()}

    def _paused(self, now: datetime) -> Iterator[tuple[str, str]]:
        rows = self._archive.connection.execute(
            "SELECT host, paused_until FROM hosts WHERE paused_until > ? ORDER BY host", (timestamp(now),)
        )
        for host, until in rows.fetchall():
            yield host, f"is left alone for {spoken(moment(until) - now)}"

    def _spent(self, now: datetime) -> Iterator[tuple[str, str]]:
        """Hosts whose budget of the day is used up."""
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        rows = self._archive.connection.execute(
            "SELECT host, requests FROM host_days WHERE day = ? ORDER BY host", (f"{now:%Y-%m-%d}",)
        )
        for host, requests in rows.fetchall():
            outlet = pages.outlet_for(f"https://{host}/") or pages.outlet_for(f"http://{host}/")
            budget = self._configuration.operation(outlet.name).budget if outlet else None
            if budget is not None and requests >= budget:
                yield host, f"has had its {budget} requests of today; more in {spoken(midnight - now)}"
