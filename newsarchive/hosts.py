"""What each host is owed: pauses that it asked for, a budget of requests a day, and rest when it refuses.

All of it is kept in the archive, so that a restart forgets no promise. A host that answers 401, 403, 429 or with a bot wall
several times in a row does not want to be asked: it is left alone, for longer each time, and nothing is tried to get past it.
One that fails for several addresses in a row is given a minute, then two, then what is left waits for the next crawl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from newsarchive.items import Reason
from newsarchive.schedule import moment, timestamp

__all__ = ["FAILURES", "REFUSALS", "Hosts"]

#: Refusals in a row after which a host is left alone.
REFUSALS: Final = 5
_REST: Final = timedelta(hours=1)
_LONGEST_REST: Final = timedelta(days=1)
#: Addresses in a row that a host could not answer for, after which it is given time.
FAILURES: Final = 5
_TIME: Final = timedelta(minutes=1)
_LONGEST_TIME: Final = timedelta(minutes=8)
_FAILED: Final = frozenset({Reason.UNAVAILABLE, Reason.HTTP_ERROR, Reason.TIMEOUT, Reason.CONNECTION, Reason.DNS})
_REFUSED: Final = frozenset({Reason.FORBIDDEN, Reason.TOO_MANY_REQUESTS, Reason.BOT_WALL})
_KEPT_DAYS: Final = timedelta(days=400)


class Hosts:
    """The hosts of one crawl.

    budget: requests a day (UTC) to each, None for as many as the delays let out. behind: they are asked for what waits behind
    the news, which keeps what it is likely to need of the budget still. `answered`, `pause`, `save` and `forget` are
    to be called inside a transaction.
    """

    def __init__(
        self, connection: Any, clock: Callable[[], datetime], budget: int | None = None, *, behind: bool = False
    ) -> None:
        self._db = connection
        self._clock = clock
        self._budget = budget
        self._behind = behind
        self._kept: dict[str, tuple[str, int]] = {}  # host -> day and requests that are kept for the news
        self._refusals: Counter[str] = Counter()
        self._rests: Counter[str] = Counter()
        self._failing: dict[str, set[str]] = {}  # host -> addresses that it could not answer for since it last answered
        self._counted: dict[str, tuple[str, int]] = {}  # host -> day and requests
        self._unsaved: Counter[tuple[str, str]] = Counter()
        self._pauses: dict[str, datetime] = {}
        self.crawl_delays: dict[str, float] = {}
        """Seconds between two requests that each host's robots.txt asks for."""
        query = "SELECT host, paused_until, rests FROM hosts WHERE paused_until > ? OR rests > 0"
        for row in connection.execute(query, (timestamp(clock()),)):
            self._rests[row["host"]] = row["rests"]
            if row["paused_until"]:
                self._pauses[row["host"]] = moment(row["paused_until"])

    def wait(self, host: str) -> float:
        """Seconds for which a host is still to be left alone; 0 when it may be asked."""
        now = self._clock()
        until = self._pauses.get(host, now)
        if self._budget is not None and self.asked_today(host) >= self._budget - self.kept_for_news(host):
            until = max(until, datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1))
        return max(0.0, (until - now).total_seconds())

    def asked_today(self, host: str) -> int:
        """Requests to a host since midnight, UTC."""
        today = f"{self._clock():%Y-%m-%d}"
        day, count = self._counted.get(host, ("", 0))
        if day != today:
            row = self._db.execute("SELECT requests FROM host_days WHERE host = ? AND day = ?", (host, today)).fetchone()
            count = row["requests"] if row else 0
            self._counted[host] = (today, count)
        return count

    def kept_for_news(self, host: str) -> int:
        """Requests of today's budget that the past may not have; the news itself keeps none from itself.

        As many as the busiest of the last seven days needed, and a tenth at least, less what today had already.
        """
        if not self._behind or self._budget is None:
            return 0
        now = self._clock()
        today = f"{now:%Y-%m-%d}"
        day, kept = self._kept.get(host, ("", 0))
        if day != today:
            rows = self._db.execute(
                "SELECT day, requests - behind AS news FROM host_days WHERE host = ? AND day > ?",
                (host, f"{now - timedelta(days=8):%Y-%m-%d}"),
            ).fetchall()
            news = {row["day"]: row["news"] for row in rows}
            had = news.pop(today, 0)
            kept = max(0, max([-(-self._budget // 10), *news.values()]) - had)
            self._kept[host] = (today, kept)
        return kept

    def ask(self, host: str) -> None:
        """Count a request that is about to be sent; `save` keeps the count."""
        today = f"{self._clock():%Y-%m-%d}"
        self._counted[host] = (today, self.asked_today(host) + 1)
        self._unsaved[host, today] += 1

    def unask(self, host: str) -> None:
        """Take back the count of a request that was not sent after all."""
        today = f"{self._clock():%Y-%m-%d}"
        self._counted[host] = (today, self.asked_today(host) - 1)
        self._unsaved[host, today] -= 1

    def save(self) -> None:
        """Keep what was counted: with each answer, so that a kill forgets no more than what was under way."""
        self._db.executemany(
            "INSERT INTO host_days (host, day, requests, behind) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (host, day) DO UPDATE SET requests = requests + excluded.requests, behind = behind + excluded.behind",
            [(host, day, count, count if self._behind else 0) for (host, day), count in self._unsaved.items()],
        )
        self._unsaved.clear()

    def answered(self, host: str, reason: Reason | None) -> None:
        """Note how a host answered; one that keeps refusing is left alone."""
        self._failing.pop(host, None)
        if reason not in _REFUSED:
            self._refusals[host] = 0
            if self._rests.pop(host, 0):
                self._db.execute("UPDATE hosts SET rests = 0 WHERE host = ?", (host,))
            return
        if self._rested(host):  # what was under way when the rest began says nothing new
            return
        self._refusals[host] += 1
        if self._refusals[host] >= REFUSALS:
            self._refusals[host] = 0
            self.pause(host, min(_REST * 2 ** min(self._rests[host], 5), _LONGEST_REST), reason)
            self._rests[host] += 1
            self._db.execute("UPDATE hosts SET rests = ? WHERE host = ?", (self._rests[host], host))

    def _rested(self, host: str) -> bool:
        return self._rests[host] > 0 and self._pauses.get(host, datetime.min.replace(tzinfo=UTC)) > self._clock()

    def failed(self, host: str, reason: Reason | None, url: str) -> bool:
        """Note that a host could not answer for an address; False when that is not why there is no answer."""
        if reason not in _FAILED:
            return False
        failing = self._failing.setdefault(host, set())
        if url not in failing:
            failing.add(url)
            times, left = divmod(len(failing), FAILURES)
            if not left:
                self.pause(host, min(_TIME * 2 ** (times - 1), _LONGEST_TIME), reason)
        return True

    def pause(self, host: str, length: timedelta, why: Reason | None = None) -> None:
        """Leave a host alone for a time; why: what it answered."""
        until = max(self._clock() + length, self._pauses.get(host, datetime.min.replace(tzinfo=UTC)))
        self._pauses[host] = until
        self._db.execute(
            "INSERT INTO hosts (host, paused_until) VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET paused_until = excluded.paused_until",
            (host, timestamp(until + timedelta(seconds=1))),  # whole seconds, never too early
        )

    def forget(self) -> None:
        """Drop the counts of days long gone."""
        self._db.execute("DELETE FROM host_days WHERE day < ?", (f"{self._clock() - _KEPT_DAYS:%Y-%m-%d}",))
