"""解放日报, the e-paper: the list of each day's edition, in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsarchive.items import Candidate, Capture
from newsarchive.pages import jfrb
from newsarchive.spiders.editions import Editions


class JfrbSpider(Editions):
    """edition: the newest day to read, instead of today. Seven editions are read, or those since `since`."""

    name = "jfrb"
    outlet = jfrb.OUTLET

    def edition_at(self, day: str) -> str:
        return f"{jfrb.SITE}/staticsg/data/journal/{day}/navi.json"

    def edition_of(self, url: str) -> str | None:
        found = jfrb.NAVI.fullmatch(urlsplit(url).path)
        return found["day"] if found else None

    def listed(self, capture: Capture) -> Iterator[Candidate]:
        for place in jfrb.printed(capture):
            yield self.article_at(place.url, place.edition)
