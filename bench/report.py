"""The cost of a report and of coverage, as the archive grows: python bench/report.py [--sizes 10000,100000]

Archives of invented articles (loading.py, 300 characters each unless --length says otherwise) get what months of crawling leave
beside them: times to capture, edits, takedowns, failures, lists that name everything, a crawl of each outlet every hour. Each
command then runs in a process of its own. Needs jieba (`pip install jieba`).
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from invented import Newsroom
from loading import load

from newsarchive.schedule import moment, timestamp
from newsarchive.store.archive import Archive

COMMANDS = {
    "report --html": "report --html {file}",
    "report, three months": "report --html {file} --since {since}",
    "report --json": "report --json",
    "coverage": "coverage --json",
    "coverage --gaps": "coverage --gaps --csv",
}
_REASONS = ("timeout", "not_found", "before_since", "robots", "offsite", "connection", "http_error", "not_article", "paywall")


def live(archive: Archive, seed: int = 1) -> None:
    """Add what crawling leaves beside articles."""
    chance, connection = random.Random(seed), archive.connection
    slowness = {name: chance.uniform(8, 90) for (name,) in connection.execute("SELECT name FROM outlets")}
    rows = connection.execute("SELECT id, url, outlet, date_utc FROM articles ORDER BY id").fetchall()
    with archive.transaction(durable=False):
        lists = {}
        for name in slowness:
            for kind in ("feed", "listing", "sitemap"):
                url = f"https://{name}.example/{kind}"
                connection.execute(
                    "INSERT INTO urls (url, fetch_url, outlet, kind, state, discovered_at, fetched_at)"
                    " VALUES (?, ?, ?, ?, 'done', ?, ?)",
                    (url, url, name, kind, rows[0]["date_utc"], rows[-1]["date_utc"]),
                )
                lists[name, kind] = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
        for row in rows:
            _one(connection, chance, row, slowness[row["outlet"]], lists)
        _crawls(connection, chance, moment(rows[0]["date_utc"]), moment(rows[-1]["date_utc"]), slowness)


def _one(connection: Any, chance: random.Random, row: Any, slowness: float, lists: dict[tuple[str, str], int]) -> None:
    published = moment(row["date_utc"])
    seen = published + timedelta(minutes=chance.lognormvariate(0, 1) * slowness)
    at = timestamp(seen)
    connection.execute("UPDATE articles SET first_seen = ?, last_seen = ? WHERE id = ?", (at, at, row["id"]))
    connection.execute("UPDATE captures SET captured_at = ? WHERE id = ?", (at, row["id"]))
    number = connection.execute("SELECT id FROM urls WHERE url = ?", (row["url"],)).fetchone()[0]
    if chance.random() < 0.04:
        connection.execute(
            "INSERT INTO urls (url, fetch_url, outlet, kind, state, reason, discovered_at, fetched_at, published)"
            " VALUES (?, ?, ?, 'article', 'failed', ?, ?, ?, ?)",
            (f"{row['url']}?lost", row["url"], row["outlet"], chance.choice(_REASONS), at, at, row["date_utc"]),
        )
        lost = connection.execute("SELECT last_insert_rowid()").fetchone()[0]
        connection.execute("INSERT INTO named VALUES (?, 'feed', ?, ?, ?)", (lost, lists[row["outlet"], "feed"], at, at[:10]))
    for kind, share in (("feed", 0.7), ("listing", 0.9), ("sitemap", 0.95)):
        if chance.random() < share:
            connection.execute(
                "INSERT INTO named VALUES (?, ?, ?, ?, ?)", (number, kind, lists[row["outlet"], kind], at, at[:10])
            )
    if chance.random() < 0.06:
        edited = timestamp(seen + timedelta(hours=chance.expovariate(1 / 9)))
        connection.execute("INSERT INTO edits VALUES (?, ?, ?, '', 0.1)", (row["id"], edited, at))
    if chance.random() < 0.008:
        missing, gone = seen + timedelta(days=chance.uniform(1, 20)), seen + timedelta(days=chance.uniform(23, 27))
        returned = timestamp(gone + timedelta(days=9)) if chance.random() < 0.2 else None
        connection.execute(
            "INSERT INTO absences VALUES (?, ?, ?, ?, 3, 'not_found', ?, ?)",
            (row["id"], timestamp(missing), at, timestamp(gone), timestamp(gone), returned),
        )


def _crawls(connection: Any, chance: random.Random, first: datetime, last: datetime, outlets: dict[str, float]) -> None:
    hours = int((last - first).total_seconds() // 3600)
    for name in outlets:
        for hour in range(hours):
            began = first + timedelta(hours=hour)
            outcome = chance.choices(("finished", "shutdown", "killed", "the disk is away"), (200, 2, 1, 1))[0]
            ended = timestamp(began + timedelta(seconds=chance.uniform(5, 300))) if outcome != "killed" else None
            connection.execute(
                "INSERT INTO runs (kind, outlet, started_at, finished_at, outcome, pid, parameters, new, revised)"
                " VALUES ('crawl', ?, ?, ?, ?, 0, '{}', ?, ?)",
                (name, timestamp(began), ended, outcome, chance.randrange(5), chance.randrange(2)),
            )


def cost(archive: Path, command: str) -> tuple[float, float, int]:
    """CPU seconds, megabytes of the resident set at most, bytes written to a file."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        file = Path(folder) / "out.html"
        words = command.format(file=file, since="2011-03").split()
        process = subprocess.Popen([sys.executable, "-m", "newsarchive", "-a", str(archive), *words], stdout=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{command}: status {status}")
        size = file.stat().st_size if file.exists() else 0
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, size


def make(path: Path, size: int, length: int) -> None:
    """An archive of so many articles that was lived in."""
    with Archive(path, write=True) as archive:
        load(archive, Newsroom(), size, length=length)
        live(archive)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000", help="articles, from small to large")
    parser.add_argument("--length", type=int, default=300, help="characters of each article")
    parser.add_argument("--folder", type=Path, help="keep and reuse the archives here")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.make, int(options.sizes), options.length)
        return
    folder = options.folder or Path(tempfile.mkdtemp(prefix="newsarchive-report-"))
    print("| command | articles | CPU s | MB | page |\n| --- | --- | --- | --- | --- |")
    for size in map(int, options.sizes.split(",")):
        path = folder / f"lived-{size}-{options.length}"
        if not path.exists():  # in a process of its own: the system counts a parent's memory for its children's
            words = ["--make", str(path), "--sizes", str(size), "--length", str(options.length)]
            subprocess.run([sys.executable, __file__, *words], check=True)
        for name, command in COMMANDS.items():
            seconds, megabytes, written = cost(path, command)
            page = f"{written / 1e6:.2f} MB" if written else ""
            print(f"| {name} | {size:,} | {seconds:.1f} | {megabytes:.0f} | {page} |", flush=True)


if __name__ == "__main__":
    main()
