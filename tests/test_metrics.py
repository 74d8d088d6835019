"""Metrics: what Prometheus's own parser reads from a daemon's page is what the archive's rows say."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from prometheus_client import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as families

from newsarchive import clock
from newsarchive.config import Configuration
from newsarchive.errors import UsageError
from newsarchive.exposition import address
from newsarchive.metrics import Archived, registry
from newsarchive.store.archive import Archive
from tests.crawl.site import rows
from tests.test_daemon import FILE, Running, daemon  # noqa: F401  # a fixture

Figures = dict[tuple[str, ...], float]


def parsed(page: str, read: Any = families) -> Figures:
    """(name, values of the labels by their names' order …) -> value."""
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in read(page)
        for sample in family.samples
    }


def fetched(url: str, **headers: str) -> str:
    with build_opener(ProxyHandler({})).open(Request(url, headers=headers), timeout=20) as answer:
        return str(answer.read().decode())


def of(figures: Figures, name: str) -> dict[Any, float]:
    found = {key[1:]: value for key, value in figures.items() if key[0] == name}
    return {key[0] if len(key) == 1 else key: value for key, value in found.items()}


def test_a_daemon_s_figures_are_the_archive_s(daemon: Callable[..., Running], tmp_path: Path) -> None:  # noqa: F811
    dead = '[outlets.dead]\nstart = "http://127.0.0.2:9/"\nzone = "UTC"\n'
    (tmp_path / "newsarchive.toml").write_text(FILE.replace("1m", "30d") + dead, "utf-8")

    running = daemon("--metrics", "0", "-s", "NEWSARCHIVE_PATIENCE=0", speed=60)
    running.says("dead: 0 new")
    running.says("demo: .* new.* discovered")
    [url] = re.findall(r"metrics at (http://127\.0\.0\.1:\d+/metrics)", running.told)
    time.sleep(0.2)  # what was counted is kept for a moment
    figures = parsed(fetched(url))
    modern = parsed(fetched(url, Accept="application/openmetrics-text; version=1.0.0"), openmetrics)
    with pytest.raises(HTTPError, match="404"):
        fetched(url.removesuffix("/metrics") + "/other")
    running.end()

    def by(query: str) -> dict[Any, float]:
        return {row[0] if len(row) == 2 else tuple(row[:-1]): row[-1] for row in rows(tmp_path, query)}

    assert of(figures, "newsarchive_crawls_started_total") == by("SELECT outlet, count(*) FROM runs GROUP BY 1")
    assert of(figures, "newsarchive_crawls_ended_total") == by("SELECT outcome, outlet, count(*) FROM runs GROUP BY 1, 2")
    assert of(figures, "newsarchive_articles_new_total") == by("SELECT outlet, sum(new + copies) FROM runs GROUP BY 1")
    assert of(figures, "newsarchive_articles_revised_total") == by("SELECT outlet, sum(revised) FROM runs GROUP BY 1")
    settled = by("SELECT outlet, coalesce(reason, ''), count(*) FROM urls WHERE state IN ('done', 'failed') GROUP BY 1, 2")
    assert of(figures, "newsarchive_urls_settled_total") == settled
    assert len(settled) > 4
    answers = by("SELECT '127.0.0.1', (status / 100) || 'xx', count(*) FROM captures GROUP BY 2")
    requests = of(figures, "newsarchive_requests_total")
    assert {key: value for key, value in requests.items() if key[1] != "none"} == answers
    assert requests["127.0.0.2", "none"] >= 1
    assert of(figures, "newsarchive_queue_urls") == by("SELECT outlet, count(*) FROM urls WHERE state IN ('pending', 'leased') GROUP BY 1")
    [ended] = by("SELECT outlet, finished_at FROM runs WHERE outlet = 'demo'").values()
    assert of(figures, "newsarchive_crawl_last_success_timestamp_seconds") == {
        "demo": datetime.fromisoformat(str(ended)).timestamp()
    }
    began = by("SELECT outlet, started_at FROM runs")
    assert of(figures, "newsarchive_crawl_next_due_timestamp_seconds") == {
        outlet: (datetime.fromisoformat(str(at)) + timedelta(days=30)).timestamp() for outlet, at in began.items()
    }
    assert figures["newsarchive_warc_bytes",] == sum(file.stat().st_size for file in (tmp_path / "warc").iterdir())
    assert figures["newsarchive_disk_free_bytes",] > 0
    assert figures["process_resident_memory_bytes",] > 10e6
    assert of(modern, "newsarchive_articles_new_total") == of(figures, "newsarchive_articles_new_total")


def test_a_port_that_is_taken_is_told_in_one_line(daemon: Callable[..., Running]) -> None:  # noqa: F811
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = daemon("--metrics", str(port))
        code = running.process.wait(60)

    assert code == 1
    [line] = running.told.splitlines()
    assert line == f"Error: 127.0.0.1:{port}: Address already in use; give --metrics another port, or stop what listens there"


def test_what_is_no_port_is_told_with_the_remedy(daemon: Callable[..., Running]) -> None:  # noqa: F811
    running = daemon("--metrics=70000")

    assert running.process.wait(60) == 2
    assert "--metrics: '70000' is no port; give one as 9100" in running.told


@pytest.mark.parametrize("written", ["http", "127.0.0.1:", "-1", ""])
def test_neither_are_these(written: str) -> None:
    with pytest.raises(UsageError, match="is no port"):
        address(written)


def test_sums_go_on_while_a_crawl_is_under_way_and_count_it_once(archive: Archive) -> None:
    before = clock.use(clock.Clock(datetime(2024, 3, 1, tzinfo=UTC), speed=0))
    page = registry(Archived(archive.path, Configuration, list))

    def told() -> tuple[float, float]:
        figures = parsed(generate_latest(page).decode())
        return figures["newsarchive_articles_new_total", "demo"], sum(of(figures, "newsarchive_crawls_ended_total").values())

    try:
        first = archive.begin_run("crawl", "demo", {})
        archive.connection.execute("UPDATE runs SET new = 3 WHERE id = ?", (first,))
        seen = [told()]
        second = archive.begin_run("crawl", "demo", {})
        archive.connection.execute("UPDATE runs SET new = 2, copies = 1 WHERE id = ?", (second,))
        archive.end_run(second, "finished")
        seen += [told()]
        archive.connection.execute("UPDATE runs SET new = 5 WHERE id = ?", (first,))
        seen += [told()]
        archive.end_run(first, "shutdown")
        seen += [told(), told()]
    finally:
        clock.use(before)

    assert seen == [(3, 0), (6, 1), (8, 1), (8, 2), (8, 2)]


def test_what_a_crawl_holds_waits_too(archive: Archive) -> None:
    insert = "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at) VALUES (?, ?, 'demo', 'article', ?, '2024')"
    archive.connection.executemany(insert, [(url, url, state) for url, state in zip("abcd", ("pending", "leased", "leased", "done"), strict=True)])

    figures = parsed(generate_latest(registry(Archived(archive.path, Configuration, list))).decode())

    assert of(figures, "newsarchive_queue_urls") == {"demo": 3}
