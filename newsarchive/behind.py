"""The back-fills of a daemon: each goes on while its outlet has no news to crawl, and makes way when it has.

An outlet is never crawled twice at once: a back-fill is begun when its outlet's next crawl is a while away and its quiet hours
are over, and is stopped, with all that is under way kept, when either comes. The archive says which there are, so that one
that is asked for beside the daemon, paused or ended counts at the next look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from newsarchive import clock, pages
from newsarchive.backfill import Unnoted, noting, unnoted, want
from newsarchive.crawl import Crawling, Crawls
from newsarchive.errors import ArchiveBusy, NewsarchiveError, UsageError
from newsarchive.known import use_rows
from newsarchive.store import backfills
from newsarchive.store.backfills import Backfill
from newsarchive.store.connection import connect

__all__ = ["Behind"]

#: A back-fill that ended by itself had used up its budget, or was asked to wait: it is looked at again after this.
REST: Final = timedelta(minutes=10)
#: News that is due sooner is waited for: a back-fill that is stopped as it begins only asks for robots.txt.
MARGIN: Final = timedelta(seconds=20)


class Behind:
    """The back-fills of an archive, beside the crawls of a daemon.

    crawls: what the daemon begins its crawls with. told: called with an outlet and what to tell a person. changed: called
    when one has ended.
    """

    def __init__(
        self, archive: Path, crawls: Crawls, told: Callable[[str, str], None], changed: Callable[[], None]
    ) -> None:
        self._archive = archive
        self._crawls = crawls
        self._told = told
        self._changed = changed
        self._under_way: dict[str, Crawling] = {}
        self._stopping: dict[str, asyncio.Task[None]] = {}
        self._rests: dict[str, datetime] = {}
        self._said: set[str] = set()

    @property
    def outlets(self) -> Collection[str]:
        """Those whose back-fill is under way; none of them is to be crawled before it has made way."""
        return self._under_way.keys()

    def make_way(self, outlet: str) -> None:
        """Stop an outlet's back-fill, once what is under way is kept."""
        if outlet in self._under_way and outlet not in self._stopping:
            self._stopping[outlet] = asyncio.ensure_future(self._under_way[outlet].stop())

    async def stop(self) -> None:
        """Stop all of them."""
        for outlet in list(self._under_way):
            self.make_way(outlet)
        await asyncio.gather(*self._stopping.values())

    def go_on(self, now: datetime, due: Mapping[str, datetime], busy: Collection[str]) -> datetime | None:
        """Begin and stop what is to be begun and stopped at a moment; returns when to look again, None: whenever.

        due: outlets and when they are crawled next; busy: those that are being crawled.
        """
        self._note_configured(now)
        with closing(connect(self._archive / "archive.db", readonly=True)) as connection:
            open_ones = {one.outlet: one for one in backfills.open_ones(connection)}
        for outlet in list(self._under_way):
            if outlet not in open_ones or self._is_quiet(outlet, now):
                self.make_way(outlet)
        later = []
        for outlet, backfill in open_ones.items():
            if outlet in self._under_way or outlet in busy or self._is_quiet(outlet, now):
                continue
            if due.get(outlet, now + 2 * MARGIN) <= now + MARGIN:
                continue
            if (rested := self._rests.get(outlet, now)) > now:
                later.append(rested)
            else:
                self._begin(backfill)
        return min(later, default=None)

    def _is_quiet(self, outlet: str, now: datetime) -> bool:
        if outlet not in {known.name for known in pages.outlets()}:
            use_rows(self._archive / "archive.db")  # asked for by its address, beside this process
        zone = pages.outlet_named(outlet).zone
        return self._crawls.configuration.operation(outlet).timetable(zone).rests(now)

    def _begin(self, backfill: Backfill) -> None:
        outlet = backfill.outlet
        try:
            crawling = self._crawls.begin(outlet, backfill.arguments, settings={"NEWSARCHIVE_RECHECK": "none"})
        except NewsarchiveError as error:
            self._rest(outlet, str(error))
            return
        if outlet not in self._rests:
            self._told(outlet, f"back-fill from {backfill.since} to {backfill.until} goes on between its crawls")
        self._under_way[outlet] = crawling
        crawling.task.add_done_callback(lambda task: self._over(crawling, backfill))

    def _over(self, crawling: Crawling, backfill: Backfill) -> None:
        outlet = crawling.outlet
        del self._under_way[outlet]
        made_way = self._stopping.pop(outlet, None) is not None
        self._rests[outlet] = clock.now() if made_way else clock.now() + REST
        self._changed()
        try:
            crawling.report()
        except ArchiveBusy as error:
            self._told(outlet, f"back-fill: {error}")
            return
        except Exception as error:
            self._rest(outlet, str(error) or type(error).__name__)
            return
        with closing(connect(self._archive / "archive.db", readonly=True)) as connection:
            now = backfills.get(connection, backfill.id)
        if now is not None and now.state == "done":
            counts = now.counts
            self._told(
                outlet,
                f"back-fill from {now.since} to {now.until} is done: {counts['archived']} archived, {counts['failed']} failed",
            )
        elif now is not None and now.state == "open" and not made_way:
            self._told(outlet, f"back-fill rests for {REST.seconds // 60} min: {now.counts['archived']} archived so far")

    def _rest(self, outlet: str, why: str) -> None:
        self._rests[outlet] = clock.now() + REST
        self._told(outlet, f"back-fill: {why}; tried again in {REST.seconds // 60} min")

    def _note_configured(self, now: datetime) -> None:
        """Ask for what newsarchive.toml says, and end what it does not say any more."""
        configuration = self._crawls.configuration
        with closing(connect(self._archive / "archive.db", readonly=True)) as connection:
            found = unnoted(connection, configuration)
        if found == Unnoted():
            return
        try:
            with noting(self._archive) as connection:
                for backfill in found.over:
                    backfills.move(connection, backfill.id, "stopped", now)
                for wanted in found.wanted:
                    try:
                        want(connection, wanted, now, origin="configuration")
                    except UsageError as error:
                        self._say_once(wanted.outlet.name, str(error))
        except NewsarchiveError as error:
            self._say_once("newsarchive.toml", str(error))

    def _say_once(self, outlet: str, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._told(outlet, f"back-fill: {what}")
