"""A scripted site on loopback, and a crawl of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import Server
from tests.crawl.site import Crawled, Site, crawl


@pytest.fixture
def site() -> Site:
    """A site that answers 404 to all that it was not told, robots.txt too."""
    return Site()


@pytest.fixture
def served(site: Site) -> Iterator[Server]:
    """The site on a port of loopback."""
    with Server(site) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture
def crawl_site(served: Server, tmp_path: Path) -> Callable[..., Crawled]:
    """Crawls the site's section 22 into the test's archive."""

    def run(**job: Any) -> Crawled:
        arguments = {"section": "22", **job.pop("arguments", {})}
        return crawl(tmp_path / "archive", served.url, arguments=arguments, **job)

    return run
