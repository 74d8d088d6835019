"""What a reading of all fields costs, in parses of the page: the ratio to `lxml.html.fromstring`, side by side in one run.

    PYTHONPATH=../shared/bench:. python bench/speed.py
    PYTHONPATH=../shared/bench:. python bench/speed.py --pages 20 --sets zh --rounds 5

Every page is read by each system in turn, so that other work of the machine falls on all alike; the clock is the thread's
processor time, and a page's time the best of its rounds. trafilatura is measured too where it is installed.
"""

from __future__ import annotations

import logging
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import click
import lxml.html
from newsbench import adapters, datasets
from newsbench.text import decode

from bench import adapter

Extractor = Callable[[str, str], Any]


def cost(extract: Extractor, page: str, url: str) -> float:
    """Seconds of processor time for one page."""
    began = time.thread_time()
    extract(page, url)
    return time.thread_time() - began


def costs(systems: dict[str, Extractor], pages: list[tuple[str, str]], rounds: int) -> dict[str, list[float]]:
    """System -> its best time for each page (page, url)."""
    best: dict[str, list[float]] = {name: [] for name in systems}
    for page, url in pages:
        taken = [{name: cost(extract, page, url) for name, extract in systems.items()} for _ in range(rounds)]
        for name, times in best.items():
            times.append(min(one[name] for one in taken))
    return best


@click.command()
@click.option("--sets", "names", multiple=True, type=click.Choice(datasets.names()), help="All, unless named.")
@click.option("--pages", "count", default=60, show_default=True, help="Pages of each set.")
@click.option("--rounds", default=3, show_default=True)
def main(names: tuple[str, ...], count: int, rounds: int) -> None:
    """Print for each set and system the median ratio to a plain parse, and the ratio of the sums."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    systems: dict[str, Extractor] = {"a parse": lambda page, _: lxml.html.fromstring(page), "newsarchive": adapter.extract}
    if find_spec("trafilatura"):
        systems["trafilatura"] = adapters.SYSTEMS["trafilatura"].extract
    for name in names or datasets.names():
        pages = [(decode(record.html), record.url) for record in datasets.load([name])][:count]
        costs(systems, pages[:3], 1)  # warm
        taken = costs(systems, pages, rounds)
        parse = taken.pop("a parse")
        for system, times in taken.items():
            middle = statistics.median(one / base for one, base in zip(times, parse, strict=True))
            print(
                f"{name} ({len(pages)})  {system}: median {middle:.2f} parses, sums {sum(times) / sum(parse):.2f}", flush=True
            )


if __name__ == "__main__":
    main()
