"""What an index of a web archive names, got there: begun by `newsarchive import`, not by name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from itertools import islice
from typing import Any, ClassVar

from scrapy.http import Response

from newsarchive import clock
from newsarchive.discover import answers
from newsarchive.extension import ArchiveExtension
from newsarchive.importing import mementos
from newsarchive.importing.choice import Choice, Chosen
from newsarchive.items import Article, Candidate, Capture, Kind, Outlet, Reason
from newsarchive.known import met
from newsarchive.run import Offer, Outcome, Run
from newsarchive.spiders.outlet import OutletSpider

__all__ = ["MementoSpider"]

_BATCH = 1000


class MementoSpider(OutletSpider):
    """choice: what to get. names: of the index files. most: captures to queue at the most, beside those that wait already."""

    name = "memento"
    # Web archives serve every outlet: what is got belongs to the outlet that was captured.
    outlet: ClassVar[Outlet] = Outlet(name="import", title="Captures of others", home=mementos.WAYBACK, hosts=())

    def __init__(
        self,
        *args: Any,
        choice: Choice,
        names: list[str],
        most: int | None = None,
        known: Callable[[str, str], bool] = lambda url, at: False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choice = choice
        self._most = most
        self._known = known
        self._told |= {"import": names, "limit": most} if most else {"import": names}

    async def start(self) -> AsyncIterator[Any]:
        """Queues what is chosen, before anything is asked for."""
        run = ArchiveExtension.of(self.crawler).run
        room = None if self._most is None else max(0, self._most - run.frontier.pending(self._most))
        chosen = self._choice.chosen(self._known)
        while batch := list(islice(chosen, _BATCH)):
            room = self._queue(run, batch, room)
            if room == 0:
                break
        return
        yield

    def _queue(self, run: Run, batch: list[Chosen], room: int | None) -> int | None:
        """Offer addresses to the frontier; how many more there is room for."""
        now = clock.now()
        with run.recorder.archive.transaction(durable=False):
            for one in batch:
                if room == 0:
                    break
                candidate = Candidate(
                    url=one.address, fetch_url=one.address, outlet=self.outlet.name, kind=Kind.MEMENTO, published=one.at
                )
                if run.frontier.offer(candidate, now) and room is not None:
                    room -= 1
        return room

    def headers_for(self, candidate: Candidate) -> Mapping[str, str]:
        return mementos.asked(candidate.fetch_url)

    async def arrived(self, response: Response) -> AsyncIterator[Offer | Outcome | Article | Capture]:  # type: ignore[override]
        """A capture, to be read once it is entered; else what the archive says instead."""
        request: Any = response.request
        candidate, capture = request.meta["lease"].candidate, request.meta["capture"]
        if capture.url != request.url:
            met(capture.url)  # or it would be of no outlet
            if capture.truncated is Reason.TRUNCATED and (outcome := self._troubled(capture, request.meta["lease"].attempts)):
                yield outcome
            else:
                yield Outcome()
                yield capture
        elif outcome := self._troubled(capture, request.meta["lease"].attempts):
            yield outcome
        elif answers.redirected(capture.status):
            for one in self._redirected(candidate, capture, request.meta["lease"].attempts):
                yield one
        else:
            yield Outcome(reason=Reason.NOT_FOUND, failed=True)  # a page of the archive's own

    def offer(self, candidate: Candidate) -> Offer:
        """The nearest capture that there is, within the same archive."""
        is_memento = mementos.url_in(candidate.fetch_url) is not None
        return Offer(candidate, None if is_memento else Reason.OFFSITE)

    def _identity(self, url: str) -> str | None:
        return None

    def starts(self) -> Iterator[str]:
        return iter(())
