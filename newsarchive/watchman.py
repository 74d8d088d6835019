"""Beside a daemon's crawls: looks for alarms every few minutes and tells them, in a thread of its own.

Nothing that it does can hold up a crawl or break one: rows are read over a connection of its own, hooks end in bounded
time, and a look that fails is told and made again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Final

from newsarchive import clock, notify
from newsarchive.alarms import Alarm, Kind
from newsarchive.config import Configuration
from newsarchive.errors import ArchiveBusy, NewsarchiveError
from newsarchive.health import health
from newsarchive.lookout import OF_HEALTH, of_health, of_rows
from newsarchive.recorder import Recorder
from newsarchive.store import health as store
from newsarchive.store.archive import Archive

__all__ = ["Watchman"]

logger = logging.getLogger(__name__)

#: Between two looks at the rows; and at the pages themselves, which is more work.
EVERY: Final = timedelta(minutes=5)
EVERY_HEALTH: Final = timedelta(hours=1)
_KEPT_AT_ONCE: Final = 50  # days: the loop waits for as long as they are written


class Watchman:
    """Looks for alarms until it is cancelled.

    configuration: asked for at each look, for it may have been read again. told: gets a line for a person.
    """

    def __init__(
        self,
        archive: Path,
        configuration: Callable[[], Configuration],
        told: Callable[[str], None],
        *,
        allow_private: bool = False,
    ) -> None:
        self._archive = archive
        self._configuration = configuration
        self._told = told
        self._allow_private = allow_private
        self._health_at: datetime | None = None
        self._of_health: tuple[Alarm, ...] = ()
        self.alarms: tuple[Alarm, ...] = ()
        """Those of the last look."""

    async def watch(self) -> None:
        """Look again and again; not at once, for crawls that were missed while no daemon ran are about to begin."""
        while True:
            await clock.sleep(EVERY.total_seconds())
            await self.look()

    async def look(self) -> None:
        """Look once; whatever goes wrong is told."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        # A daemon thread: a hook that is under way holds up no exit.
        Thread(target=self._look, args=(loop, over), name="watchman", daemon=True).start()
        await over

    def _look(self, loop: asyncio.AbstractEventLoop, over: asyncio.Future[None]) -> None:
        try:
            tellings = self._looked(loop)
            lines = [str(telling) for telling in tellings]
        except NewsarchiveError as error:
            lines = [f"alarms could not be looked for: {error}"]
        except Exception:
            logger.exception("alarms could not be looked for")
            lines = []
        loop.call_soon_threadsafe(self._looked_at, lines, over)

    def _looked_at(self, lines: list[str], over: asyncio.Future[None]) -> None:
        for line in lines:
            self._told(line)
        if not over.done():
            over.set_result(None)

    def _looked(self, loop: asyncio.AbstractEventLoop) -> list[notify.Telling]:
        configuration, now = self._configuration(), clock.now()
        with Archive(self._archive, whole=True) as archive:
            looked_for = frozenset(Kind) - OF_HEALTH
            if self._health_at is None or not timedelta(0) <= now - self._health_at < EVERY_HEALTH:
                days: list[store.Day] = []
                self._of_health = tuple(of_health(health(archive, keep=days.append, know=False)))
                self._health_at, looked_for = now, frozenset(Kind)
                for at in range(0, len(days), _KEPT_AT_ONCE):
                    loop.call_soon_threadsafe(self._save, days[at : at + _KEPT_AT_ONCE])
            self.alarms = (*of_rows(archive, configuration, now, self.alarms), *self._of_health)
        if not configuration.notify:
            return []
        return notify.tell(
            self._archive, configuration.notify, self.alarms, looked_for, now, allow_private=self._allow_private
        )

    def _save(self, days: list[store.Day]) -> None:
        try:
            with Recorder.writing(self._archive) as archive, archive.transaction():
                for day in days:
                    store.save(archive.connection, day)
        except ArchiveBusy:
            pass  # reckoned again the next time
        except NewsarchiveError as error:
            logger.warning("%s", error)
