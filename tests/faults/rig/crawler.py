"""What a crawler's process does: one crawl of the demo outlet by the product's own `crawl`, telling what is acknowledged."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from newsarchive.crawl import crawl
from newsarchive.errors import NewsarchiveError
from newsarchive.items import Capture
from newsarchive.run import Outcome, Run
from newsarchive.store.commits import GroupCommit
from tests.faults.rig.faults import FAULTS

CONCURRENCY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A crawl, and what goes wrong in it."""

    site: str
    archive: Path
    section: str | None = None
    """Of the outlet; None: all."""
    fault: str | None = None
    """One of faults.FAULTS."""
    nth: int = 1
    """The fault's occasion, counted from 1."""


def main(plan: Plan, acknowledgments: Connection, errors: Path) -> None:
    """Send the WARC-Record-ID of each page's capture once the commit that records it has returned.

    Exits with 0 when the crawl ended by itself or was asked to end, else with the error's own code.
    """
    with errors.open("w") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    _acknowledge(acknowledgments)
    if plan.fault:
        FAULTS[plan.fault](plan.nth)
    arguments = {"site": plan.site} | ({"section": plan.section} if plan.section else {})
    settings = {
        "NEWSARCHIVE_ALLOW_PRIVATE": True,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    }
    try:
        reports = crawl(["demo"], plan.archive, arguments=arguments, settings=settings)
    except NewsarchiveError as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        sys.exit(error.exit_code)
    os.write(2, f"{reports}\n".encode())


def _acknowledge(acknowledgments: Connection) -> None:
    """Tell of each capture when the crawl is told that it is committed, not sooner."""
    entered: list[str] = []
    enter, submit = Run._enter, GroupCommit.submit

    def noting(run: Run, capture: Capture, outcome: Outcome) -> None:
        enter(run, capture, outcome)
        assert capture.place is not None
        entered.append(capture.place.record_id)

    async def telling(commits: GroupCommit, work: Callable[[], Any]) -> Any:
        its_own: list[str] = []

        def watched() -> Any:
            result = work()
            its_own.extend(entered)
            entered.clear()
            return result

        result = await submit(commits, watched)
        for record_id in its_own:
            acknowledgments.send(record_id)
        return result

    Run._enter = noting  # type: ignore[method-assign]
    GroupCommit.submit = telling  # type: ignore[method-assign]
