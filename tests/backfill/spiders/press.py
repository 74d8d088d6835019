"""The invented paper's spiders: of its lists, or of its editions, as which one process knows it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from newsarchive import pages
from newsarchive.discover import listings
from newsarchive.items import Candidate, Capture, Outlet
from newsarchive.spiders.editions import Editions
from newsarchive.spiders.platforms import ListSpider

SITE = os.environ["NEWSARCHIVE_TEST_PRESS"]
PRINTED = "NEWSARCHIVE_TEST_PRINTED" in os.environ


def identity(url: str) -> str | None:
    found = re.fullmatch(r"https?://([^/]+)/(news|paper)/detail\?id=(\d+)", url)
    return f"http://{found[1]}/{found[2]}/detail?id={found[3]}" if found else None


OUTLET = pages.use(
    Outlet(
        name="paper" if PRINTED else "press",
        title="The Quay Press",
        home=f"{SITE}/",
        hosts=(urlsplit(SITE).netloc,),
        zone="UTC",
        language="en",
        identity=identity,
    )
)


if PRINTED:

    class PaperSpider(Editions):
        name = "paper"
        outlet = OUTLET

        def edition_at(self, day: str) -> str:
            return f"{SITE}/paper/{day}/"

        def edition_of(self, url: str) -> str | None:
            found = re.search(r"/paper/(\d{4}-\d\d-\d\d)/$", url)
            return found[1] if found else None

        def listed(self, capture: Capture) -> Iterator[Candidate]:
            for row in listings.articles(listings.page(capture), capture.url, self._identity):
                yield self.article_at(row.href, self.edition_of(capture.url))

else:

    class PressSpider(ListSpider):
        name = "press"
        outlet = OUTLET
        sections: ClassVar = {"front": f"{SITE}/", "local": f"{SITE}/local/", "sport": f"{SITE}/sport/"}
