"""What a decision of the frontier costs, with few and with many URLs waiting: python bench/frontier.py [--sizes 10000,1000000]

Each decision is made as a crawl makes it, in a transaction of its own that nothing but the log's next sync makes durable: a
batch of leases, a page's end, a URL that a page names. Beside them, in the same run, a bare UPDATE of a row by its key in an
indexed table of as many rows, in the same kind of transaction: what SQLite costs anyway. Milliseconds: by the clock the
median and the 99th percentile, and the processor's time at the mean.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsarchive.items import Candidate, Reason
from newsarchive.store.archive import Archive
from newsarchive.store.frontier import Frontier

NOW = datetime(2024, 3, 1, 8, tzinfo=UTC)
BATCH = 16
CHANGE = "UPDATE bare SET state = ? WHERE id = ?"


@dataclass
class Costs:
    """What each kind of decision took: seconds by the clock, seconds of the processor."""

    clock: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)

    def of(self, name: str, work: Callable[[], object]) -> None:
        cpu, began = time.process_time(), time.perf_counter()
        work()
        self.clock.setdefault(name, []).append(time.perf_counter() - began)
        self.processor.setdefault(name, []).append(time.process_time() - cpu)


def address(number: int, size: int) -> str:
    # Addresses are no sequence: each goes to another page of their index.
    return f"https://paper.example/{2015 + number % 9}/{number * 7919 % (size + 1)}/story-{number}.html"


def article(number: int, size: int) -> Candidate:
    url = address(number, size)
    return Candidate(url=url, fetch_url=url, outlet="paper", priority=10)


def fill(archive: Archive, run: int, size: int) -> None:
    """So many URLs that wait, one of a thousand a list."""
    rows = (
        (*[address(number, size)] * 2, *(("listing", 0) if number % 1000 == 0 else ("article", 10 if number % 3 else 4)), run)
        for number in range(size)
    )
    statement = (
        "INSERT INTO urls (url, fetch_url, outlet, kind, state, priority, discovered_at, run_id)"
        " VALUES (?, ?, 'paper', ?, 'pending', ?, '2024-03-01T00:00:00Z', ?)"
    )
    with archive.transaction(durable=False):
        archive.connection.executemany(statement, rows)
        archive.connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, state TEXT NOT NULL)")
        archive.connection.execute("CREATE INDEX bare_state ON bare (state, id)")
        archive.connection.execute("INSERT INTO bare SELECT id, url, state FROM urls")


def measure(archive: Archive, size: int, rounds: int) -> Costs:
    """So many of each decision."""
    costs, chance, connection = Costs(), random.Random(1), archive.connection

    def decided(name: str, work: Callable[[], object]) -> None:
        def whole() -> None:
            with archive.transaction(durable=False):
                work()

        costs.of(name, whole)
        if len(costs.clock[name]) % 10 == 0:
            with archive.transaction():  # as a page's is: it waits for the disk
                connection.execute("UPDATE outlets SET title = title")

    first = archive.begin_run("crawl", "paper", {})
    fill(archive, first, size)
    for number in range(rounds):
        row = chance.randrange(1, size)
        state = "leased" if number % 2 else "done"
        decided("a bare UPDATE", lambda values=(state, row): connection.execute(CHANGE, values))
    for _ in range(20):
        frontier = Frontier(connection, "paper", archive.begin_run("crawl", "paper", {}))
        decided("begin a run", lambda frontier=frontier: (frontier.reclaim(), frontier.requeue_due(NOW)))
        costs.of("its account", frontier.tally)
    for number in range(rounds):
        leases = []
        decided("lease 16", lambda leases=leases: leases.extend(frontier.lease(BATCH)))
        done, failed, again, instead, *rest = leases
        new, known = article(size + number, size), article(chance.randrange(size), size)
        decided("settle, done", lambda one=done: frontier.settle(one.id, None, NOW, failed=False))
        decided("settle, failed", lambda one=failed: frontier.settle(one.id, Reason.TIMEOUT, NOW, failed=True))
        decided("release", lambda one=again: frontier.release([one.id], fetched=True))
        decided("fetch elsewhere", lambda one=instead: frontier.redirect(one.id, one.candidate.url + "?m"))
        decided("offer a new URL", lambda one=new, parent=done.id: frontier.offer(one, NOW, parent))
        decided("offer a known one", lambda one=known, parent=done.id: frontier.offer(one, NOW, parent))
        costs.of("does any wait", frontier.waiting)
        costs.of("does any list wait", lambda: frontier.waiting(articles=False))
        with archive.transaction():
            frontier.release(lease.id for lease in rest)
    with archive.transaction():
        frontier.lease(4 * BATCH)
    decided("end a run", frontier.give_back)
    with archive.transaction():
        frontier.lease(4 * BATCH)
    later = Frontier(connection, "paper", archive.begin_run("crawl", "paper", {}))
    decided("begin after a kill", later.reclaim)
    for _ in range(rounds):
        decided("lease 4 lists", lambda: later.lease(4, articles=False))
    with archive.transaction():
        later.requeue_due(NOW + timedelta(days=40))
    assert later.tally().balanced()
    assert later._left() == connection.execute("SELECT count(*) FROM urls WHERE state IN ('pending', 'leased')").fetchone()[0]
    return costs


def lines(found: dict[int, Costs]) -> Iterator[str]:
    yield f"{'milliseconds, of':<20}" + "".join(f"{f'{size:,}: median':>20}{'99 %':>8}{'CPU':>8}" for size in found)
    for name in next(iter(found.values())).clock:
        cells = ""
        for costs in found.values():
            spent = sorted(costs.clock[name])
            most = spent[min(int(len(spent) * 0.99), len(spent) - 1)]
            cpu = statistics.mean(costs.processor[name])
            cells += f"{statistics.median(spent) * 1000:>20.3f}{most * 1000:>8.2f}{cpu * 1000:>8.3f}"
        yield f"{name:<20}{cells}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,1000000", help="URLs that wait")
    parser.add_argument("--rounds", type=int, default=500, help="how often each decision is made")
    parser.add_argument("--most", type=float, default=1.0, help="milliseconds that the median of any decision may take")
    options = parser.parse_args()
    found: dict[int, Costs] = {}
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, Archive(folder, write=True) as archive:
            found[size] = measure(archive, size, options.rounds)
    print("\n".join(lines(found)))
    every = [(name, spent) for costs in found.values() for name, spent in costs.clock.items()]
    slow = [name for name, spent in every if statistics.median(spent) * 1000 > options.most]
    if slow:
        sys.exit(f"above {options.most} ms: {', '.join(dict.fromkeys(slow))}")


if __name__ == "__main__":
    main()
