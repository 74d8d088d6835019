"""E-papers: an edition a day, from the newest one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from newsarchive import clock
from newsarchive.discover.urls import canonical
from newsarchive.errors import UsageError
from newsarchive.items import Candidate, Capture, Kind, Reason
from newsarchive.run import Outcome
from newsarchive.spiders.outlet import OutletSpider

__all__ = ["EDITIONS", "Editions"]

#: Editions that are read when no `since` says how far back.
EDITIONS = 7


class Editions(OutletSpider):
    """Mixed into a spider. edition: the newest day to read (YYYY-MM-DD), instead of today in the outlet's zone."""

    def __init__(self, *args: Any, edition: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            newest = date.fromisoformat(edition) if edition else self._newest()
        except ValueError:
            raise UsageError(f"edition: {edition!r} is no day; write it as 2024-03-01") from None
        if edition:
            self._told["edition"] = edition
        days = (newest - self.since).days + 1 if self.since else EDITIONS
        self.editions = tuple(self.edition_at((newest - timedelta(days=back)).isoformat()) for back in range(days))
        """Addresses of the editions to read, newest first."""
        self._days = frozenset(map(canonical, self.editions))

    def _newest(self) -> date:
        today = clock.now().astimezone(ZoneInfo(self.outlet.zone)).date()
        return min(self.until, today) if self.until else today

    def sites(self) -> Iterator[str]:
        yield from ()  # the editions are all that there is

    def edition_at(self, day: str) -> str:
        """Address of the list of a day's edition."""
        raise NotImplementedError

    def starts(self) -> Iterator[str]:
        yield from self.editions

    def list_at(self, url: str, depth: int = 0) -> Candidate:
        """A list; that of an edition, or of a page of one, with its day."""
        found = super().list_at(url, depth)
        day = self.edition_of(url)
        return found if day is None else replace(found, kind=Kind.EDITION, published=day)

    def edition_of(self, url: str) -> str | None:
        """The day of the edition that an address is a list of; None for any other list."""
        raise NotImplementedError

    def _troubled(self, capture: Capture, attempts: int) -> Outcome | None:
        outcome = super()._troubled(capture, attempts)
        if outcome and outcome.reason is Reason.NOT_FOUND and canonical(capture.url) in self._days:
            return Outcome(reason=outcome.reason)  # no paper came out that day, or has yet
        return outcome
