"""The demo outlet, on loopback."""

from __future__ import annotations

import os
from typing import Any

from newsarchive.pages.demo import OUTLET
from newsarchive.spiders.shobserver import ShobserverSpider


class DemoSpider(ShobserverSpider):
    """site: where its server listens (`-a site=http://127.0.0.1:8642`, or NEWSARCHIVE_DEMO_SITE in the environment)."""

    name = "demo"
    outlet = OUTLET
    # Its robots.txt asks for a delay, and that is kept; nobody else's server is burdened.
    custom_settings = {"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}  # noqa: RUF012  # Scrapy's form

    def __init__(self, *args: Any, site: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = (site or os.environ.get("NEWSARCHIVE_DEMO_SITE") or OUTLET.home).rstrip("/")
        self._told["site"] = self.site
