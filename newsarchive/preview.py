"""What `newsarchive crawl --dry-run` shows: the spiders that a crawl would start are asked for their start pages alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from newsarchive import clock
from newsarchive.crawl import Crawls
from newsarchive.query.plan import How, Plan, plan
from newsarchive.schedule import RECHECKS
from newsarchive.spiders.outlet import OutletSpider
from newsarchive.store.archive import Archive

__all__ = ["preview"]


def preview(
    names: Iterable[str],
    path: Path,
    *,
    arguments: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    config: Path | None = None,
) -> list[Plan]:
    """What `crawl.crawl` with the same arguments would fetch. Fetches nothing and writes nothing; works beside a crawl.

    Raises OutletUnknown, UsageError, ConfigError, StoreError.
    """
    crawls, now = Crawls(path, settings, config), clock.now()
    spiders = [crawls.spider(name, arguments) for name in crawls.expect(names)]
    if not (path / "archive.db").is_file():
        return [plan(None, spider.outlet.name, spider.opening(), _how(spider), now) for spider in spiders]
    with Archive(path, whole=True) as archive:
        return [plan(archive, spider.outlet.name, spider.opening(), _how(spider), now) for spider in spiders]


def _how(spider: OutletSpider) -> How:
    settings = spider.settings
    told: tuple[timedelta, ...] | None = settings["NEWSARCHIVE_STEPS"]
    return How(
        every_list=settings["NEWSARCHIVE_LISTS"] == "all",
        recheck=settings["NEWSARCHIVE_RECHECK"],
        delay_seconds=settings.getfloat("DOWNLOAD_DELAY"),
        budget=settings.getint("NEWSARCHIVE_BUDGET") or None,
        limit=spider.limit or settings.getint("NEWSARCHIVE_LIMIT") or None,
        agent=str(settings["USER_AGENT"]),
        patience_seconds=settings.getfloat("NEWSARCHIVE_PATIENCE"),
        steps=RECHECKS if told is None else told,
    )
