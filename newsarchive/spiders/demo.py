"""The demo outlet, on loopback."""

from __future__ import annotations

from typing import Any

from newsarchive.pages.demo import OUTLET
from newsarchive.spiders.shobserver import ShobserverSpider


class DemoSpider(ShobserverSpider):
    """site: where its server listens (`-a site=http://127.0.0.1:8642`)."""

    name = "demo"
    outlet = OUTLET

    def __init__(self, *args: Any, site: str = "http://127.0.0.1:8642", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site.rstrip("/")
        self._told["site"] = self.site
