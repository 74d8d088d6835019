"""Resident memory of a long crawl, and of a daemon whose crawls begin and end: python bench/crawl_memory.py [--pages 100000]

    python bench/crawl_memory.py --pages 100000     # one crawl of an outlet with so many small pages
    python bench/crawl_memory.py --crawls 5000      # `newsarchive run`, with so many crawls of 20 outlets, one after the other

Both on loopback (papers.py), in a process of its own, of which the resident set, the threads and the open files are read in
/proc at each tenth of the way. It is flat when the last reading is no more than the one at a fifth of the way, but for what
is allowed (--grows) and for what SQLite keeps of the database at hand, which grows with it up to its bound; the exit code says
whether it is, and below --most MB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from papers import Paper, command, serving

from newsarchive.store.connection import _CACHE_KIBIBYTES, connect


class Reading(NamedTuple):
    """How much a process has."""

    done: int
    megabytes: float
    database: float
    """Megabytes of the archive's database."""
    threads: int
    files: int
    seconds: float

    @property
    def kept(self) -> float:
        """Megabytes without the database's pages that are kept at hand."""
        return self.megabytes - min(self.database, _CACHE_KIBIBYTES / 1024)


def resident(process: subprocess.Popen[bytes]) -> tuple[float, int, int]:
    """Megabytes of the resident set, threads, open files."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text("utf-8").splitlines())
    files = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    return int(status["VmRSS"].split()[0]) / 1024, int(status["Threads"]), files


@contextmanager
def running(call: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def readings(process: subprocess.Popen[bytes], archive: Path, count: str, total: int) -> Iterator[Reading]:
    """A reading at each tenth of the way, which a query counts."""
    began, next_at = time.monotonic(), total // 10
    while process.poll() is None and next_at <= total:
        time.sleep(0.5)
        if not (archive / "archive.db").is_file():
            continue
        with closing(connect(archive / "archive.db", readonly=True)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs_outlet'").fetchone() is None:
                continue  # it is being made
            done = int(connection.execute(count).fetchone()[0] or 0)
        if done >= next_at:
            megabytes, threads, files = resident(process)
            size = (archive / "archive.db").stat().st_size / 2**20
            yield Reading(done, megabytes, size, threads, files, time.monotonic() - began)
            next_at = (done * 10 // total + 1) * total // 10


def long_crawl(folder: Path, pages: int) -> Iterator[Reading]:
    """One crawl of an outlet of so many pages."""
    archive = folder / "archive"
    with serving(folder, [Paper("paper000", "healthy", pages + 10)], 0, archive):
        settings = ["-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16"]
        with running(command(folder, "-a", str(archive), "crawl", "paper000", "--allow-private", *settings)) as process:
            yield from readings(process, archive, "SELECT sum(done + failed) FROM runs", pages)


def many_crawls(folder: Path, crawls: int) -> Iterator[Reading]:
    """A daemon's crawls of twenty outlets, each due again as soon as it is over."""
    archive = folder / "archive"
    outlets = [Paper(f"paper{number:03}", "healthy", 3) for number in range(20)]
    with serving(folder, outlets, 0, archive):
        file = archive / "newsarchive.toml"
        file.write_text(file.read_text("utf-8").replace('every = "1d"', 'every = "1m"'), "utf-8")
        call = command(folder, "-a", str(archive), "run", "--allow-private", "-s", "NEWSARCHIVE_LISTS=all")
        with running(call, NEWSARCHIVE_CLOCK="2024-03-01T00:00:00Z*120") as process:
            yield from readings(process, archive, "SELECT count(*) FROM runs WHERE finished_at IS NOT NULL", crawls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=0, help="of one long crawl")
    parser.add_argument("--crawls", type=int, default=0, help="of a daemon")
    parser.add_argument("--most", type=float, default=350, help="MB")
    parser.add_argument("--grows", type=float, default=0.1, help="share by which the last reading may exceed the second")
    parser.add_argument("--folder", type=Path, help="where to keep the archive")
    options = parser.parse_args()
    failed = False
    for measure, total in ((long_crawl, options.pages), (many_crawls, options.crawls)):
        if not total:
            continue
        of_what = "pages" if measure is long_crawl else "crawls"
        print(f"{of_what:>9} {'MB':>7} {'database':>9} {'threads':>8} {'files':>6} {'seconds':>8}")
        with tempfile.TemporaryDirectory() as temporary:
            folder = options.folder or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            found = []
            for one in measure(folder, total):
                counted = f"{one.threads:>8} {one.files:>6} {one.seconds:>8.0f}"
                print(f"{one.done:>9,} {one.megabytes:>7.1f} {one.database:>9.1f} {counted}", flush=True)
                found.append(one)
        if len(found) < 3 or found[-1].done < total:
            sys.exit("it ended before the end")
        grown = found[-1].kept / found[1].kept - 1
        flat = grown <= options.grows and found[-1].megabytes <= options.most
        print(f"{'flat' if flat else 'NOT flat'}: {grown:+.1%} from the second reading to the last")
        failed |= not flat
    sys.exit(failed)


if __name__ == "__main__":
    main()
