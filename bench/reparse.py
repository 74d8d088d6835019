"""Captures read again per second, on all cores, beside the extraction alone on one: python bench/reparse.py [--pages 4000]

Two archives are made: pages of the demo outlet, read by its layouts (3 of 5 grown articles, as its desktop page), and the
same pages under another host, read by the generic reading. Then, in turn and in one run:

- extraction: `pages.read` of captures that are in memory, in this process alone; nothing else
- stored extraction: the same with the captures taken from their WARC records, as whoever reads stored pages must
- reparse: the whole command's work on so many processes as there are cores: WARC records read and checked, pages read, what
  they said looked up and compared, the report written; from the first range of captures on, when every process has started

The ratios are those of the rates, over the number of cores: 1 is what no program could do better. Beside it stands the same
ratio of processor time, and that of both works taken capture by capture in one process, which other programs on the machine
do not disturb. Memory is the largest of the worker processes and of this one, before and after.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsarchive import pages
from newsarchive.demo import Edition, Generation, Outlet
from newsarchive.known import make_known
from newsarchive.reparse import read_again, reparse
from newsarchive.replay import replay
from newsarchive.store.archive import Archive
from newsarchive.warc.write import Exchange, WarcWriter

SAMPLE = 400  # captures held in memory


def exchanges(count: int, size: int, host: str, path: str) -> Iterator[Exchange]:
    """So many desktop pages of the grown paper; path: with {} for the article's number."""
    site = Outlet(Edition(articles=2 * count), page_bytes=size)
    stories = [one for one in site.edition.stories.values() if one.generation is Generation.DESKTOP]
    for number, story in enumerate(stories[:count]):
        answer = site.response(story.document, {"accept-encoding": "gzip"})
        yield Exchange(
            url=f"{host}{path.format(story.id)}",
            captured_at=datetime(2024, 3, 1, tzinfo=UTC) + timedelta(seconds=number),
            status=answer.status,
            headers=answer.headers,
            payload=answer.body,
        )


def made(folder: Path, count: int, size: int, host: str, path: str) -> Path:
    """An archive of these pages."""
    (folder / "crawled").mkdir()
    with WarcWriter(folder / "crawled", {}) as writer:
        for one in exchanges(count, size, host, path):
            writer.write(one)
    with Archive(folder / "archive", write=True) as archive:
        for file in sorted((folder / "crawled").iterdir()):
            replay(archive, file)
    return folder / "archive"


def processor() -> float:
    """Seconds of processor time of this process and of those that it started."""
    times = os.times()
    ticks = 0
    for child in multiprocessing.active_children():  # Linux tells of a process before it ends
        with contextlib.suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    return times.user + times.system + times.children_user + times.children_system + ticks / os.sysconf("SC_CLK_TCK")


def extraction(folder: Path) -> dict[str, tuple[float, float]]:
    """Pages a second, and a second of processor time, on one core: of captures in memory, and of stored ones."""
    found = {}
    with Archive(folder, whole=True) as archive:
        rows = archive.connection.execute("SELECT * FROM captures WHERE state = 'read' LIMIT ?", (SAMPLE,)).fetchall()
        held = [archive.capture(row) for row in rows]
        for what, captures in (("extraction", held), ("stored extraction", map(archive.capture, rows))):
            began, used = time.perf_counter(), processor()
            for capture in captures:
                pages.read(capture)
            found[what] = len(rows) / (time.perf_counter() - began), len(rows) / (processor() - used)
    return found


def capture_by_capture(folder: Path) -> dict[str, float]:
    """Processor time of the extraction over that of a worker, the same captures in turn: whatever slows one slows the other."""
    spent = {"extraction": 0.0, "stored extraction": 0.0, "reparse": 0.0}
    make_known(folder)
    with Archive(folder, whole=True) as archive:
        rows = archive.connection.execute("SELECT * FROM captures WHERE state = 'read' LIMIT ?", (SAMPLE,)).fetchall()
        for number, row in enumerate(rows):
            works = ["reparse", "extraction"]
            for work in works if number % 2 else works[::-1]:  # who comes second finds the caches warm
                began = time.thread_time()
                if work == "reparse":
                    read_again(archive, row)
                    spent[work] += time.thread_time() - began
                    continue
                capture = archive.capture(row)
                taken = time.thread_time()
                # as another page, so that the tree of the one before is not at hand
                pages.read(replace(capture, body=capture.body + b" "))
                spent[work] += time.thread_time() - taken
                spent["stored extraction"] += time.thread_time() - began
    return {what: seconds / spent["reparse"] for what, seconds in spent.items() if what != "reparse"}


def whole(folder: Path, cores: int) -> tuple[float, float]:
    """Captures a second, and a second of processor time, of a reparse on all cores."""
    marks: list[tuple[int, float, float]] = []

    def told(done: int, total: int, note: str) -> None:
        marks.append((done, time.perf_counter(), processor()))

    with Archive(folder, write=True) as archive:
        number = reparse(archive, jobs=cores, told=told)
        [(count, same)] = archive.connection.execute("SELECT captures, same FROM reparses WHERE id = ?", (number,)).fetchall()
    assert count == same, f"{count - same} of {count} captures say something else than a moment ago"
    # the first ranges end when the processes have started; the last ones leave some of them idle
    (first, began, used), (last, ended, spent) = marks[cores], marks[-cores]
    return (last - first) / (ended - began), (last - first) / (spent - used)


def memory(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Measure both and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--bytes", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    kinds = {
        "layouts": ("http://127.0.0.1:8642", "/news/detail?id={}"),
        "generic": ("https://harbour.example", "/2024/03/01/story-{}.html"),
    }
    for kind, (host, path) in kinds.items():
        with tempfile.TemporaryDirectory() as scratch:
            folder = made(Path(scratch), options.pages, options.bytes, host, path)
            before = memory(resource.RUSAGE_SELF)
            for what, ratio in capture_by_capture(folder).items():
                print(f"{kind}: processor time of {what} over that of a worker, capture by capture: {ratio:.2f}")
            for _ in range(options.rounds):
                alone, all_cores = extraction(folder), whole(folder, cores)
                for what, (rate, of_processor) in alone.items():
                    print(
                        f"{kind}: {what} on one core {rate:.0f}/s, reparse on {cores} {all_cores[0]:.0f}/s:"
                        f" ratio {all_cores[0] / (cores * rate):.2f}, of processor time {all_cores[1] / of_processor:.2f}"
                    )
            print(
                f"{kind}: {options.pages} captures; memory of this process {before:.0f} MB before,"
                f" {memory(resource.RUSAGE_SELF):.0f} after, of a worker {memory(resource.RUSAGE_CHILDREN):.0f} at the most"
            )


if __name__ == "__main__":
    main()
