"""What a scrape of the metrics costs, as the archive grows: python bench/metrics.py [--sizes 1000,100000,1000000]

Archives with so many articles and URLs of 20 scheduled outlets, a tenth of the URLs waiting and a tenth failed, a hundredth of
the articles gone, and a crawl for every ten articles. first: of a daemon that has just begun, which adds up every crawl;
counted anew: one that counts what waits and what is gone; next: one that takes what was counted a moment ago. Milliseconds of
CPU time, the least of five.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from prometheus_client import generate_latest

from newsarchive.known import make_known
from newsarchive.metrics import Archived, registry
from newsarchive.store.archive import Archive

_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})"
_FILL = (
    "INSERT INTO outlets SELECT 'paper' || i, 'Paper', 'https://paper' || i || '.example/', 'UTC', 'en' FROM n WHERE i <= 20",
    ("INSERT INTO articles (id, url, outlet, title, body, images, captured_at, first_seen, last_seen, revisions, content_hash)"
    " SELECT i, 'https://paper/' || i, 'paper' || (i % 20), 'A headline', hex(zeroblob(300)), '[]', '2024-03-01T00:00:00Z',"
    " '2024-03-01T00:00:00Z', '2024-03-01T00:00:00Z', 1, i FROM n"),
    ("INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, discovered_at)"
    " SELECT 'https://paper/' || i, 'https://paper/' || i, 'paper' || (i % 20), 'article',"
    " CASE i % 10 WHEN 0 THEN 'pending' WHEN 1 THEN 'failed' ELSE 'done' END, iif(i % 10 = 1, 'timeout', NULL),"
    " '2024-03-01T00:00:00Z' FROM n"),
    ("INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, done, new)"
    " SELECT 'crawl', 'paper' || (i % 20), '2024-03-01T00:00:00Z', '2024-03-01T00:10:00Z', 'finished', 1, '{}', 10, 10"
    " FROM n WHERE i % 10 = 0"),
    ("INSERT INTO absences SELECT i, '2024-03-02T00:00:00Z', '2024-03-01T00:00:00Z', '2024-03-05T00:00:00Z', 4, 'not_found',"
    " '2024-03-05T00:00:00Z', NULL FROM n WHERE i % 100 = 0"),
)


def least(work: Callable[[], object], times: int = 5) -> float:
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return 1000 * min(found)


def measured(folder: Path, size: int) -> tuple[float, float, float]:
    with Archive(folder, write=True) as archive:
        for statement in _FILL:
            head, _, rest = statement.partition(" SELECT ")
            with archive.transaction(durable=False):
                archive.connection.execute(f"{head} {_NUMBERS.format(size=size)} SELECT {rest}")

    tables = (f'[outlets.paper{number}]\nstart = "https://paper{number}.example/"\nzone = "UTC"\n' for number in range(20))
    (folder / "newsarchive.toml").write_text('[defaults]\nevery = "1h"\n' + "".join(tables), "utf-8")
    configuration = make_known(folder)

    def begun() -> Archived:
        return Archived(folder, lambda: configuration, list)

    first = least(lambda: generate_latest(registry(begun())), 3)
    archived = begun()
    page = registry(archived)
    generate_latest(page)

    def anew() -> None:
        archived._kept.clear()
        generate_latest(page)

    counted = least(anew)
    generate_latest(page)
    return first, counted, least(lambda: generate_latest(page))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000,100000,1000000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print("| articles | first | counted anew | next |\n| --- | --- | --- | --- |")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(f"| {size:,} | " + " | ".join(f"{ms:.1f} ms" for ms in measured(Path(folder), size)) + " |", flush=True)


if __name__ == "__main__":
    main()
