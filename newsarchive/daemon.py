"""`newsarchive run`: one process that crawls each outlet when it is due, for months.

It ends at SIGTERM or Ctrl-C once what is under way is kept, reads newsarchive.toml again at SIGHUP or when the file has
changed (a bad one is told, and the last good one goes on), and outlives a crawl that fails: that outlet is tried again
later, the others never notice. All crawls share one archive and one reactor; each host still belongs to one crawl.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from newsarchive import clock, logs
from newsarchive.agenda import Entry, agenda, scheduled
from newsarchive.behind import Behind
from newsarchive.crawl import Crawling, Crawls
from newsarchive.errors import ArchiveBusy, ConfigError, NewsarchiveError
from newsarchive.exposition import serve
from newsarchive.extension import Report
from newsarchive.known import CONFIG
from newsarchive.metrics import Archived, registry
from newsarchive.recorder import Recorder
from newsarchive.store import timetables
from newsarchive.store.archive import Archive
from newsarchive.store.lock import WriterLock
from newsarchive.watchman import Watchman

__all__ = ["Daemon"]

logger = logging.getLogger(__name__)

#: Seconds, at the most, between two looks at the clock and at the configuration: after a jump of the one or an edit of the
#: other nothing is late by more.
LOOK: Final = 20.0
#: After a crawl that could not begin, or broke: doubled each time, up to the outlet's own interval.
RETRY: Final = timedelta(minutes=1)
MOST_RETRY: Final = timedelta(hours=6)


class Daemon:
    """Crawls the scheduled outlets of an archive until it is told to stop.

    told: called with a line for a person, of what began, ended and went wrong. until: a moment at which it ends by itself.
    metrics: host and port of the page that Prometheus reads. settings, config: see `Crawls`.
    Blocks in `run`; once in a process.
    Raises ArchiveBusy when another one runs for the archive, ConfigError for a bad newsarchive.toml or one that schedules
    nothing.
    """

    def __init__(
        self,
        archive: Path,
        *,
        settings: Mapping[str, Any] | None = None,
        config: Path | None = None,
        told: Callable[[str], None] = lambda line: None,
        ended: Callable[[Report], None] = lambda report: None,
        until: datetime | None = None,
        metrics: tuple[str, int] | None = None,
    ) -> None:
        self._archive = archive
        self._file = config or archive / CONFIG
        self._told = told
        self._ended = ended
        self._until = until
        with Archive(archive, write=True):  # makes it, or brings it up to date; told now if another process writes to it
            pass
        self._lock = WriterLock(archive, "daemon")
        self._crawls = Crawls(archive, {"NEWSARCHIVE_LISTS": "due", **(settings or {})}, config)
        self._seen = self._changed_at()
        self._under_way: dict[str, Crawling] = {}
        self._failures: dict[str, tuple[int, datetime]] = {}  # in a row, and when to try again
        self._stopping = False
        self._watchman = Watchman(
            archive,
            lambda: self._crawls.configuration,
            told,
            allow_private=bool((settings or {}).get("NEWSARCHIVE_ALLOW_PRIVATE")),
        )
        self._behind = Behind(archive, self._crawls, self._tell, lambda: self._wakeup.set())
        self._watch: asyncio.Task[None] | None = None
        self._wakeup = asyncio.Event()
        self._check()
        self._is_watched = metrics is not None
        if metrics is not None:
            archived = Archived(archive, lambda: self._crawls.configuration, lambda: self._watchman.alarms)
            told(f"metrics at {serve(registry(archived), *metrics)}")

    def run(self) -> None:
        """Crawl what is due, when it is due, until a signal."""
        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        self._expect()
        self._task = loop.create_task(self._serve())
        self._task.add_done_callback(lambda task: self._end())
        try:
            self._crawls.process.start(stop_after_crawl=False, install_signal_handlers=False)
        finally:
            self._lock.release()
        if error := self._task.exception():
            raise error

    def stop(self) -> None:
        """End once what is under way is kept: nothing new is begun, and each crawl finishes its requests."""
        if not self._stopping:
            self._stopping = True
            self._told("stopping: what is under way is finished first")
            self._wakeup.set()

    # -- the loop -----------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while not self._stopping and not (self._until and clock.now() >= self._until):
            if self._changed_at() != self._seen:
                self._reload()
            if self._watch is None and (self._is_watched or self._crawls.configuration.notify):
                self._watch = asyncio.ensure_future(self._watchman.watch())
            now = clock.now()
            soonest = self._until or datetime.max.replace(tzinfo=UTC)
            due: dict[str, datetime] = {}
            for entry in agenda(self._archive, self._crawls.configuration, now):
                if entry.outlet in self._under_way:
                    continue
                at = due[entry.outlet] = max(entry.due.at, self._failures.get(entry.outlet, (0, now))[1])
                if at > now:
                    soonest = min(soonest, at)
                elif entry.outlet in self._behind.outlets:
                    self._behind.make_way(entry.outlet)
                else:
                    self._begin(entry, now)
            if (later := self._behind.go_on(now, due, self._under_way.keys())) is not None:
                soonest = min(soonest, later)
            await self._wait(soonest)
        if self._watch is not None:
            self._watch.cancel()
        await asyncio.gather(self._behind.stop(), *(crawling.stop() for crawling in self._under_way.values()))

    async def _wait(self, until: datetime) -> None:
        """Until then, or until a crawl ends or a signal comes, and never for long."""
        now = clock.now()
        until = max(until, now + timedelta(seconds=0.05))
        length = min((until - now).total_seconds(), LOOK)
        is_busy = bool(self._under_way or self._behind.outlets)
        sleeping = asyncio.ensure_future(clock.sleep(length) if is_busy else clock.idle(until, LOOK))
        waking = asyncio.ensure_future(self._wakeup.wait())
        await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sleeping, waking):
            task.cancel()
        self._wakeup.clear()

    def _end(self) -> None:
        from twisted.internet import reactor

        reactor.stop()  # type: ignore[misc]  # an interface in its annotation, an object at run time

    # -- crawls -------------------------------------------------------------------------------------------------------

    def _begin(self, entry: Entry, now: datetime) -> None:
        try:
            crawling = self._crawls.begin(entry.outlet)
        except NewsarchiveError as error:
            self._failed(entry.outlet, error)
            return
        self._tell(entry.outlet, f"crawl begins ({entry.due.why})")
        self._under_way[entry.outlet] = crawling
        crawling.task.add_done_callback(lambda task: self._over(crawling))

    def _over(self, crawling: Crawling) -> None:
        del self._under_way[crawling.outlet]
        self._wakeup.set()
        try:
            report = crawling.report()
        except Exception as error:
            self._failed(crawling.outlet, error)
            return
        self._failures.pop(crawling.outlet, None)
        self._ended(report)

    def _failed(self, outlet: str, error: BaseException) -> None:
        """Try an outlet again later, ever more rarely."""
        count = self._failures.get(outlet, (0, clock.now()))[0] + 1
        wait = RETRY if isinstance(error, ArchiveBusy) else min(RETRY * 2 ** min(count - 1, 20), MOST_RETRY)
        self._failures[outlet] = (count, clock.now() + wait)
        if not isinstance(error, NewsarchiveError):
            logs.of(outlet).run(logger.error, "%s: the crawl broke", outlet, exc_info=error)
        self._tell(outlet, f"{error or type(error).__name__}; tried again in {int(wait.total_seconds())} s")

    def _tell(self, outlet: str, what: str) -> None:
        logs.of(outlet).run(self._told, f"{outlet}: {what}")

    # -- the configuration --------------------------------------------------------------------------------------------

    def _changed_at(self) -> int | None:
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return None

    def _check(self) -> None:
        """Raises ConfigError where nothing is scheduled: a daemon that does nothing was not meant."""
        if not self._file.is_file():
            raise ConfigError(f"{self._file}: no such file; it says what is crawled when, see `newsarchive run --help`")
        if not scheduled(self._crawls.configuration):
            raise ConfigError(
                f'{self._file}: no outlet has a timetable; write every = "1h" under [defaults] or an [outlets.NAME]'
            )

    def _reload(self) -> None:
        self._seen = self._changed_at()
        before = self._crawls.configuration
        try:
            self._crawls.reload()
            self._check()
        except ConfigError as error:
            self._crawls.configuration = before
            self._told(f"{error}\nwhat the file said before goes on")
            return
        self._told(f"{self._file}: read again")
        self._expect()

    def _expect(self) -> None:
        """Note which outlets are scheduled from now on."""
        names = list(scheduled(self._crawls.configuration))
        self._crawls.expect(names)
        try:
            with Recorder.writing(self._archive) as archive, archive.transaction():
                timetables.know(archive.connection, names, clock.now())
        except ArchiveBusy as error:
            self._told(f"{error}; it is noted later")
