"""An archive and the process that crawls it -> Prometheus metrics.

Sums over all crawls come from the table `runs`: read once, then only the rows that are new or not yet over. What SQLite has
to count (what waits, what is gone) is kept for twenty times as long as the counting took, so that no scrape is dear twice.
Naming: prometheus.io/docs/practices/naming.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from newsarchive import clock, counts
from newsarchive.agenda import agenda
from newsarchive.alarms import Alarm
from newsarchive.config import Configuration
from newsarchive.query.status import room
from newsarchive.schedule import moment
from newsarchive.store.connection import connect
from newsarchive.version import __version__

__all__ = ["Archived", "registry"]

_T = TypeVar("_T")
#: What was counted is kept for so many times as long as it took.
_KEPT: Final = 20.0
#: One state a query: each has an index of its own.
_WAITING: Final = "SELECT outlet, count(*) FROM urls WHERE state = '{state}' GROUP BY outlet"


@dataclass(slots=True)
class _Crawls:
    """Sums over the crawls in `runs`, by outlet."""

    started: Counter[str] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    revised: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    succeeded: dict[str, str] = field(default_factory=dict)
    """When a crawl of it ended last that fetched something, or found nothing to fetch."""

    def add(self, row: Any) -> None:
        outlet = row["outlet"]
        self.started[outlet] += 1
        for name in ("done", "failed", "revised", "unreadable"):
            getattr(self, name)[outlet] += row[name]
        self.new[outlet] += row["new"] + row["copies"]  # a copy is a new article with a body that was there
        if row["outcome"] is not None:
            self.ended[outlet, row["outcome"]] += 1
        is_for_news = row["backfill_id"] is None
        if is_for_news and row["outcome"] == "finished" and (row["done"] or not row["lists_failed"]):
            self.succeeded[outlet] = max(self.succeeded.get(outlet, ""), row["finished_at"])

    def with_(self, rows: Iterable[Any]) -> _Crawls:
        """These, and rows that are not over."""
        sums = _Crawls(**{name: getattr(self, name).copy() for name in self.__slots__})
        for row in rows:
            sums.add(row)
        return sums


class Archived(Collector):
    """The figures of an archive; collected in whatever thread asks, one at a time.

    configuration, alarms: asked for at each scrape.
    """

    def __init__(
        self, archive: Path, configuration: Callable[[], Configuration], alarms: Callable[[], Iterable[Alarm]]
    ) -> None:
        self._archive = archive
        self._configuration = configuration
        self._alarms = alarms
        self._db = connect(archive / "archive.db", readonly=True)
        self._ended = _Crawls()
        self._last = 0
        self._open: list[int] = []
        self._kept: dict[str, tuple[Any, float]] = {}

    def describe(self) -> Iterable[Metric]:
        """Nothing: what is there is only known from the archive."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every figure, as of now."""
        crawls = self._crawls()
        yield _info()
        yield _counter("newsarchive_crawls_started", "Crawls begun.", ("outlet",), crawls.started)
        yield _counter("newsarchive_crawls_ended", "Crawls that are over, by their end.", ("outlet", "outcome"), crawls.ended)
        yield _counter("newsarchive_urls_done", "URLs that crawls fetched.", ("outlet",), crawls.done)
        yield _counter("newsarchive_urls_failed", "URLs that crawls could not fetch or read.", ("outlet",), crawls.failed)
        yield _counter(
            "newsarchive_urls_settled",
            "URLs that this process came to an end with, by the reason for which there is no article; an empty one: kept.",
            ("outlet", "reason"),
            counts.settled.copy(),
        )
        yield _counter(
            "newsarchive_requests",
            "Requests of this process, by host and class of the answer's status; none: no answer came.",
            ("host", "status"),
            counts.answered.copy(),
        )
        yield _counter("newsarchive_articles_new", "Articles that crawls found.", ("outlet",), crawls.new)
        yield _counter("newsarchive_articles_revised", "Known articles found changed.", ("outlet",), crawls.revised)
        yield _counter("newsarchive_articles_unreadable", "Pages without an article.", ("outlet",), crawls.unreadable)
        gone = self._counted("gone", "SELECT outlet, count(*) FROM gone GROUP BY outlet")
        yield _gauge("newsarchive_articles_gone", "Articles that are gone now.", ("outlet",), gone)
        waiting = Counter(self._counted("pending", _WAITING.format(state="pending")))
        waiting.update(self._counted("leased", _WAITING.format(state="leased")))  # handed out; a crawl may hold them for long
        yield _gauge("newsarchive_queue_urls", "URLs that wait to be fetched.", ("outlet",), waiting)
        yield _gauge(
            "newsarchive_crawl_last_success_timestamp_seconds",
            "When a crawl last ended that could fetch what was due.",
            ("outlet",),
            {outlet: moment(at).timestamp() for outlet, at in crawls.succeeded.items()},
        )
        yield _gauge(
            "newsarchive_crawl_next_due_timestamp_seconds", "When the next crawl is due.", ("outlet",), self._due()
        )
        yield _gauge("newsarchive_alarm", "1 for each alarm of the last look.", ("kind", "outlet"), self._raised())
        yield from self._room()

    def _crawls(self) -> _Crawls:
        rows = self._db.execute(
            "SELECT id, outlet, outcome, finished_at, done, failed, new, copies, revised, unreadable, lists_failed, backfill_id"
            " FROM runs"
            " WHERE kind = 'crawl' AND outlet IS NOT NULL AND (id > ? OR id IN (SELECT value FROM json_each(?)))",
            (self._last, json.dumps(self._open)),
        ).fetchall()
        for row in rows:
            if row["outcome"] is not None:
                self._ended.add(row)
        self._last = max((self._last, *(row["id"] for row in rows)))
        open_rows = [row for row in rows if row["outcome"] is None]
        self._open = [row["id"] for row in open_rows]
        return self._ended.with_(open_rows)

    def _counted(self, name: str, query: str) -> dict[str, int]:
        return self._kept_for_a_while(name, lambda: {outlet or "": count for outlet, count in self._db.execute(query)})

    def _kept_for_a_while(self, name: str, ask: Callable[[], _T]) -> _T:
        begun = monotonic()
        kept = self._kept.get(name)
        if kept is not None and begun < kept[1]:
            known: _T = kept[0]
            return known
        value = ask()
        over = monotonic()
        self._kept[name] = (value, over + _KEPT * (over - begun))
        return value

    def _due(self) -> dict[str, float]:
        now = clock.now()
        entries = agenda(self._archive, self._configuration(), now)
        return {entry.outlet: max(entry.due.at, now).timestamp() for entry in entries}

    def _raised(self) -> dict[tuple[str, str], int]:
        return {(alarm.kind, alarm.outlet or ""): 1 for alarm in self._alarms()}

    def _room(self) -> Iterator[Metric]:
        taken = self._kept_for_a_while("room", lambda: room(self._archive))
        yield _gauge("newsarchive_warc_bytes", "Size of the WARC files.", (), {(): taken.warc})
        yield _gauge("newsarchive_database_bytes", "Size of archive.db with its log.", (), {(): taken.database})
        free = shutil.disk_usage(self._archive).free
        yield _gauge("newsarchive_disk_free_bytes", "Room left on the archive's disk.", (), {(): free})


def registry(archived: Archived) -> CollectorRegistry:
    """The archive's figures and the process's own: memory, CPU, open files."""
    found = CollectorRegistry(auto_describe=False)
    found.register(archived)
    ProcessCollector(registry=found)
    return found


def _info() -> Metric:
    return InfoMetricFamily("newsarchive", "The program.", value={"version": __version__})


def _counter(name: str, told: str, labels: tuple[str, ...], values: Any) -> Metric:
    return _filled(CounterMetricFamily(name, told, labels=labels), values)


def _gauge(name: str, told: str, labels: tuple[str, ...], values: Any) -> Metric:
    return _filled(GaugeMetricFamily(name, told, labels=labels), values)


def _filled(family: CounterMetricFamily | GaugeMetricFamily, values: dict[Any, float]) -> Metric:
    for key, value in values.items():
        family.add_metric([key] if isinstance(key, str) else [str(one) for one in key], value)
    return family
