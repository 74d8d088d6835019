"""Handles of the two processes of a trial: the origin, which outlives every kill, and the crawler, which does not."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.request import urlopen

from tests.faults.rig.crawler import CONCURRENCY, Plan, main
from tests.faults.rig.origin import REQUESTS

__all__ = ["CONCURRENCY", "Crawler", "End", "Origin", "Request", "crawled", "fetches", "in_flight", "serving"]

DEADLINE_SECONDS = 60
# What a crawl imports, save Twisted's reactor, which each process installs for itself.
IMPORTED = [
    "newsarchive.middlewares",
    "newsarchive.network",
    "newsarchive.pages.demo",
    "newsarchive.pipelines",
    "newsarchive.scheduler",
    "newsarchive.spiders.demo",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "tests.faults.rig.crawler",
]


class Request(NamedTuple):
    """One request as the origin saw it, in seconds of the monotonic clock."""

    path: str
    came: float
    answered: float | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The demo outlet's server."""

    url: str

    def requests(self) -> list[Request]:
        """All that it was ever asked, in the order asked."""
        with urlopen(self.url + REQUESTS, timeout=30) as answer:
            return [Request(*row) for row in json.load(answer)]


@contextmanager
def serving(articles: int, delay_seconds: float) -> Iterator[Origin]:
    """An origin of that many articles (0: those written by hand) while the block lasts."""
    command = [sys.executable, "-m", "tests.faults.rig.origin", str(articles), str(delay_seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url, "the origin ended before it served"
            yield Origin(url)
        finally:
            process.kill()


class End(NamedTuple):
    """How a crawler ended."""

    code: int
    """Exit code; negative: the signal."""
    acknowledged: list[str]
    """Record ids, in the order committed."""
    errors: str
    """What it wrote to stderr."""

    @property
    def killed(self) -> bool:
        return self.code in (-signal.SIGKILL, -signal.SIGXFSZ)


class Crawler:
    """A crawl in a process of its own, which starts at once.

    The processes are forked from one that has imported everything: importing Scrapy takes longer than a short crawl.
    """

    def __init__(self, origin: Origin, archive: Path, **options: Any) -> None:
        self._folder = TemporaryDirectory(prefix="crawler-")  # not beside the archive, whose disk may be full
        self._errors = Path(self._folder.name) / "stderr"
        self._acknowledged: list[str] = []
        self._acknowledgments, theirs = _forks().Pipe(duplex=False)
        plan = Plan(site=origin.url, archive=archive, **options)
        self._process = _forks().Process(target=main, args=(plan, theirs, self._errors))
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait_for(self, captures: int) -> bool:
        """Wait until that many captures are acknowledged; False when the crawl ended before."""
        while len(self._acknowledged) < captures:
            if not self._acknowledgments.poll(DEADLINE_SECONDS):
                self._process.kill()
                raise TimeoutError(f"no capture was acknowledged for {DEADLINE_SECONDS} seconds")
            try:
                self._acknowledged.append(self._acknowledgments.recv())
            except EOFError:
                return False
        return True

    def kill(self) -> float:
        """End it by SIGKILL; returns the moment."""
        moment = time.monotonic()
        self._process.kill()
        return moment

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def end(self) -> End:
        """Wait for the end of the process, however it comes."""
        self.wait_for(sys.maxsize)
        self._process.join(DEADLINE_SECONDS)
        assert self._process.exitcode is not None, "its pipe is closed, and it does not end"
        end = End(self._process.exitcode, self._acknowledged, self._errors.read_text())
        self._acknowledgments.close()
        self._process.close()
        self._folder.cleanup()
        return end


@cache
def _forks() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


def crawled(origin: Origin, archive: Path, **options: Any) -> End:
    """A whole crawl, which has to end by itself."""
    end = Crawler(origin, archive, **options).end()
    assert end.code == 0, end.errors
    return end


def in_flight(requests: list[Request], moment: float) -> int:
    """How many requests were open at a moment."""
    return sum(one.came <= moment and (one.answered is None or one.answered > moment) for one in requests)


def fetches(requests: list[Request]) -> Counter[str]:
    """How often each article's address was asked for. Lists do not count: every run fetches them anew."""
    return Counter(one.path for one in requests if "detail" in one.path.lower())
