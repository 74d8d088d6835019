"""E-papers: an edition a day, from the newest one back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from newsarchive import clock
from newsarchive.errors import UsageError
from newsarchive.items import Candidate
from newsarchive.spiders.outlet import OutletSpider

__all__ = ["EDITIONS", "Editions"]

#: Editions that are read when no `since` says how far back.
EDITIONS = 7


class Editions(OutletSpider):
    """Mixed into a spider. edition: the newest day to read (YYYY-MM-DD), today in the outlet's zone unless it is given."""

    def __init__(self, *args: Any, edition: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self.edition = date.fromisoformat(edition) if edition else clock.now().astimezone(ZoneInfo(self.outlet.zone)).date()
        except ValueError:
            raise UsageError(f"edition: {edition!r} is no day; write it as 2024-03-01") from None
        if edition:
            self._told["edition"] = edition

    def edition_at(self, day: str) -> str:
        """Address of the list of a day's edition."""
        raise NotImplementedError

    def newest(self) -> str:
        """Address of the newest edition's list."""
        return self.edition_at(self.edition.isoformat())

    def day_before(self, day: str) -> Iterator[Candidate]:
        """The list of the edition before a day's, unless that is further back than was asked for."""
        before = date.fromisoformat(day) - timedelta(days=1)
        oldest = self.since or self.edition - timedelta(days=EDITIONS - 1)
        if before >= oldest:
            yield self.list_at(self.edition_at(before.isoformat()), depth=1)
