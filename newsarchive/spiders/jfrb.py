"""解放日报, the e-paper: the list of each day's edition, in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsarchive.items import Candidate, Capture
from newsarchive.pages import jfrb
from newsarchive.spiders.editions import Editions


class JfrbSpider(Editions):
    """edition: the newest day to read, instead of today's. Without `since`, seven editions."""

    name = "jfrb"
    outlet = jfrb.OUTLET

    def edition_at(self, day: str) -> str:
        return f"{jfrb.SITE}/staticsg/data/journal/{day}/navi.json"

    def starts(self) -> Iterator[str]:
        yield self.newest()

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        for place, _ in jfrb.rows(capture):
            yield self.article_at(place.url, place.edition)
        yield from self.day_before(urlsplit(capture.url).path.split("/")[4])
