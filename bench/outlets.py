"""Many outlets in one process, some of them dead, slow or erring: do the healthy ones notice?

    python bench/outlets.py [--outlets 200] [--dead 10] [--slow 10] [--erring 10] [--huge 0] [--articles 20] [--delay 4]

Outlets on loopback (papers.py), all due at once, crawled by `newsarchive run`. A healthy one's own bound is what it takes
alone, in the same process with nobody beside it: as many requests as it has, a delay apart. Its time among the others is
counted by the server, from the first request that any outlet got to the last that this one got. Printed is the worst ratio
of the two, and at the end how long the process took to stop, with the slow ones under way.

The delay is to be such that a core has time for all the pages: 200 outlets of a page every 4 s are 50 pages a second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from papers import Paper, command, hits, papers, serving


@dataclass(frozen=True)
class Crawled:
    """What a crawl came to."""

    seconds: dict[str, float]
    """Of each healthy outlet that was asked for all that it has: from the first request to any to the last to it."""
    requests: dict[str, int]
    cpu_seconds: float
    megabytes: float
    """The process's resident set at the most."""
    stopped_in: float
    """Seconds from SIGTERM to its end."""
    told: str


def crawl(folder: Path, found: list[Paper], delay: float, patience: float) -> Crawled:
    """Crawl outlets in one process until the healthy ones are done, or for so many seconds, and stop it."""
    folder.mkdir(parents=True)
    archive = folder / "archive"
    healthy = {paper.name: paper.articles for paper in found if paper.kind == "healthy"}
    with serving(folder, found, delay, archive), (folder / "told").open("w+", encoding="utf-8") as told:
        call = command(folder, "-a", str(archive), "run", "--allow-private", "--contact", "bench@newsarchive.example")
        process = subprocess.Popen(call, stdout=told, stderr=told)
        end = time.monotonic() + patience
        while time.monotonic() < end and process.poll() is None:
            seen = hits(folder)
            if all(len({path for _, path in seen[name] if "/news/" in path}) >= articles for name, articles in healthy.items()):
                break
            time.sleep(0.2)
        time.sleep(min(2 * delay, 5))  # what was answered last is read and kept
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        stopped_in = time.monotonic() - began
        told.seek(0)
        text = told.read()
    if process.returncode:
        raise SystemExit(f"newsarchive run ended with {process.returncode}\n{text[-3000:]}")
    seen = hits(folder)
    first = min(at for asked in seen.values() for at, _ in asked)
    done = {
        name
        for name, articles in healthy.items()
        if len({path for _, path in seen[name] if "/news/" in path}) >= articles
    }
    return Crawled(
        seconds={name: max(at for at, _ in seen[name]) - first for name in done},
        requests={name: len(seen[name]) for name in healthy},
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        stopped_in=stopped_in,
        told=text,
    )


def ratios(alone: Crawled, together: Crawled) -> list[float]:
    """Of each healthy outlet, its time among the others over the time of one that is alone."""
    bound = statistics.median(alone.seconds.values())
    return sorted(seconds / bound for seconds in together.seconds.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=200)
    parser.add_argument("--dead", type=int, default=10)
    parser.add_argument("--slow", type=int, default=10)
    parser.add_argument("--erring", type=int, default=10)
    parser.add_argument("--huge", type=int, default=0, help="outlets whose sitemap names 50,000 articles")
    parser.add_argument("--articles", type=int, default=20, help="of each outlet")
    parser.add_argument("--delay", type=float, default=4.0, help="seconds between two requests to an outlet")
    parser.add_argument("--folder", type=Path, help="where to keep the archives")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        expected = options.articles * options.delay
        one = [Paper("paper000", "healthy", options.articles)]
        alone = crawl(folder / "alone", one, options.delay, 3 * expected + 60)
        print(f"alone: {alone.seconds}, {alone.requests}", file=sys.stderr, flush=True)
        many = papers(options.outlets, options.articles, options.dead, options.slow, options.erring, options.huge)
        together = crawl(folder / "together", many, options.delay, 3 * expected + 60)
    found = ratios(alone, together)
    healthy = sum(paper.kind == "healthy" for paper in many)
    result = {
        "outlets": len(many),
        "healthy": healthy,
        "of_them_done": len(found),
        "alone_seconds": round(statistics.median(alone.seconds.values()), 1),
        "requests_of_each": statistics.median(together.requests.values()),
        "ratio_median": round(statistics.median(found), 3),
        "ratio_worst": round(found[-1], 3),
        "cpu_seconds": round(together.cpu_seconds, 1),
        "peak_mb": round(together.megabytes),
        "stopped_in_seconds": round(together.stopped_in, 1),
    }
    print(json.dumps(result) if options.json else "\n".join(f"{key}: {value}" for key, value in result.items()))


if __name__ == "__main__":
    main()
