"""python crawler.py SITE ARCHIVE [options]: one crawl of the demo outlet, with the product's own `crawl`.

Prints the WARC-Record-ID of each capture once the transaction that records it has returned, which is when it counts as
acknowledged. --fault names what goes wrong in this process: see faults.py.
Exit codes: those of newsarchive.errors; 0 when the crawl ended by itself or was asked to.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faults  # a script's own folder is on the path

from newsarchive.crawl import crawl
from newsarchive.errors import NewsarchiveError
from newsarchive.items import Capture
from newsarchive.run import Run

CONCURRENCY = 8


def acknowledge(capture: Capture | None) -> None:
    """Tell the test, which outlives this process; one write, so that no kill leaves half an acknowledgment."""
    if capture is not None and capture.place is not None:
        os.write(sys.stdout.fileno(), f"{capture.place.record_id}\n".encode())


def acknowledging(commit: Callable[..., None], position: int) -> Callable[..., None]:
    """A method of Run that commits a capture, its argument at `position`, and then says so."""

    def committed(*arguments: Any, **named: Any) -> None:
        commit(*arguments, **named)
        acknowledge(arguments[position])

    return committed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("site")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--section")
    parser.add_argument("--fault", choices=faults.FAULTS)
    parser.add_argument("--nth", type=int, default=1, help="the fault's occasion, counted from 1")
    options = parser.parse_args()
    Run.settle = acknowledging(Run.settle, 2)  # type: ignore[method-assign]
    Run.capture = acknowledging(Run.capture, 1)  # type: ignore[method-assign]
    if options.fault:
        faults.FAULTS[options.fault](options.nth)
    arguments = {"site": options.site} | ({"section": options.section} if options.section else {})
    settings = {
        "NEWSARCHIVE_ALLOW_PRIVATE": True,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    }
    try:
        reports = crawl(["demo"], options.archive, arguments=arguments, settings=settings)
    except NewsarchiveError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_code
    print(*reports, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
