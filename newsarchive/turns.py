"""Long work in a loop that every crawl of the process runs in: a piece at a time, with as long a rest after each.

A sitemap of 50,000 addresses takes some ten seconds to be gone through and queued. Were it done at one go, no other outlet's
answer would be looked at meanwhile. In turns, however many crawls have such a list, half of the time is everybody else's.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

__all__ = ["Turn", "Turns"]

#: Seconds of work in one go.
PIECE: Final = 0.01


class Turns:
    """Who of a loop does long work now: one at a time, in the order in which they ask."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    def turn(self, *, alone: bool = False) -> Turn:
        """For one long work; alone: nobody is there to rest for. To be closed when the work is done."""
        return Turn(None if alone else self._lock)


class Turn:
    """One long work's part of the time."""

    def __init__(self, lock: asyncio.Lock | None) -> None:
        self._lock = lock
        self._is_mine = False
        self._began = monotonic()

    def is_over(self) -> bool:
        """Whether somebody else should have a go."""
        return monotonic() - self._began > PIECE

    async def next(self) -> None:
        """Rest for as long as was worked, and wait for one's turn."""
        if self._lock is None:
            await asyncio.sleep(0)
        else:
            if self._is_mine:
                await asyncio.sleep(monotonic() - self._began)
                self.close()
            await self._lock.acquire()
            self._is_mine = True
        self._began = monotonic()

    def close(self) -> None:
        """Let the next one in."""
        if self._is_mine and self._lock is not None:
            self._is_mine = False
            self._lock.release()
