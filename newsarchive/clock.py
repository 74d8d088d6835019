"""The time of day, asked for in one place: a rehearsal of a month, or a test, moves it.

`NEWSARCHIVE_CLOCK=2024-03-01T08:00:00Z*600` lets a process begin at that moment and its time pass 600 times as fast; with
" jumping" behind it, `newsarchive run` does not wait for the next crawl either: the clock is set forward to it. Only the
archive's own reckoning is moved (when a page was captured, what is due when), not the network's time-outs and delays.
"""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta

from newsarchive.errors import UsageError

__all__ = ["Clock", "from_environment", "idle", "now", "sleep", "takes", "use"]

#: A year in a third of a second.
FASTEST = 1e8


class Clock:
    """A clock that begins at a moment (UTC; None: now), goes `speed` times as fast as others, and can be set.

    jumping: who waits by it with nothing under way (`idle`) sets it forward instead, so that a month takes only the time of
    what is done in it.

    >>> clock = Clock(datetime(2024, 3, 1, tzinfo=UTC), speed=0.0)
    >>> clock.forward(timedelta(days=1))
    >>> clock.now().isoformat()
    '2024-03-02T00:00:00+00:00'
    """

    def __init__(self, start: datetime | None = None, *, speed: float = 1.0, jumping: bool = False) -> None:
        self._start = start
        self._speed = speed
        self._began = time.monotonic()
        self._set_by = timedelta(0)
        self._jumping = jumping

    def now(self) -> datetime:
        """The moment that it shows, UTC."""
        if self._start is None:
            return datetime.now(UTC) + self._set_by
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._speed) + self._set_by

    def forward(self, length: timedelta) -> None:
        """Set it forward, or back by a negative length."""
        self._set_by += length

    def takes(self, seconds: float) -> float:
        """How many seconds by other clocks so much of its time takes.

        >>> Clock(speed=60.0).takes(120)
        2.0
        """
        return seconds / self._speed if self._speed else seconds

    async def sleep(self, seconds: float) -> None:
        """Wait for so much of its time."""
        await asyncio.sleep(self.takes(seconds))

    async def idle(self, until: datetime, at_most: float) -> None:
        """Wait for a moment with nothing under way, no longer than `at_most` seconds: the clock may be set meanwhile."""
        left = max(0.0, (until - self.now()).total_seconds())
        if self._jumping:
            self.forward(timedelta(seconds=left))
            await asyncio.sleep(0)
        else:
            await self.sleep(min(left, at_most))


def from_environment(written: str | None) -> Clock:
    """The clock that NEWSARCHIVE_CLOCK asks for; the real one where nothing is asked for.

    >>> from_environment("2024-03-01T08:00:00Z*600").now().year
    2024

    Raises UsageError.
    """
    if not written:
        return Clock()
    told = written.removesuffix(" jumping")
    start, _, speed = told.partition("*")
    try:
        moment, rate = datetime.fromisoformat(start), float(speed or 1)
        if not 0 <= rate <= FASTEST:  # nor is it "nan"
            raise ValueError("no speed")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return Clock(moment, speed=rate, jumping=told != written)
    except ValueError:
        raise UsageError(
            f"NEWSARCHIVE_CLOCK: {written!r} is no moment; write it as 2024-03-01T08:00:00Z, or with *600 for 600 times as fast"
        ) from None


_clock: Clock | None = None


def _current() -> Clock:
    """The process's clock. The environment is asked when the first one needs it: an import is no place to complain."""
    global _clock  # a process has one time
    if _clock is None:
        _clock = from_environment(os.environ.get("NEWSARCHIVE_CLOCK"))
    return _clock


def use(clock: Clock) -> Clock:
    """Let this process go by a clock; returns the one that it went by."""
    global _clock
    before, _clock = _current(), clock
    return before


def now() -> datetime:
    """The moment, UTC.

    Raises UsageError when NEWSARCHIVE_CLOCK is no moment; of a process, at its first call only.
    """
    return _current().now()


def takes(seconds: float) -> float:
    """How many seconds by the network's clock, and the event loop's, so much time takes."""
    return _current().takes(seconds)


async def sleep(seconds: float) -> None:
    """Wait."""
    await _current().sleep(seconds)


async def idle(until: datetime, at_most: float) -> None:
    """Wait for a moment with nothing under way, no longer than so many seconds."""
    await _current().idle(until, at_most)
