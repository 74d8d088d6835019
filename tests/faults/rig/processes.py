"""Handles of the two processes of a trial: the origin, which outlives every kill, and the crawler, which does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from rig.crawler import CONCURRENCY
from rig.origin import REQUESTS

__all__ = ["CONCURRENCY", "Crawler", "End", "Origin", "Request", "serving"]

FOLDER = Path(__file__).parent
DEADLINE_SECONDS = 120


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
    command = [sys.executable, FOLDER / "origin.py", str(articles), str(delay_seconds)]
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
    """A crawl in a process of its own, which starts at once."""

    def __init__(
        self, origin: Origin, archive: Path, *, section: str | None = None, fault: str | None = None, nth: int = 1
    ) -> None:
        command = [sys.executable, str(FOLDER / "crawler.py"), origin.url, str(archive), "--nth", str(nth)]
        command += ["--section", section] if section else []
        command += ["--fault", fault] if fault else []
        self._acknowledged: list[str] = []
        self._errors = archive.with_name(archive.name + ".stderr")
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=FOLDER.parents[2], env=_environment()
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, captures: int) -> bool:
        """Wait until that many captures are acknowledged; False when the crawl ended before."""
        assert self._process.stdout is not None
        while len(self._acknowledged) < captures:
            line = self._process.stdout.readline()
            if not line:
                return False
            self._acknowledged.append(line.strip())
        return True

    def kill(self) -> float:
        """End it by SIGKILL; returns the moment."""
        moment = time.monotonic()
        self._process.kill()
        return moment

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self) -> End:
        """Wait for the end of the process, however it comes."""
        rest, _ = self._process.communicate(timeout=DEADLINE_SECONDS)
        self._acknowledged += rest.split()
        return End(self._process.returncode, list(self._acknowledged), self._errors.read_text())


def crawled(origin: Origin, archive: Path, **options: str) -> End:
    """A whole crawl, which has to end by itself."""
    end = Crawler(origin, archive, **options).end()  # type: ignore[arg-type]
    assert end.code == 0, end.errors
    return end


def _environment() -> dict[str, str]:
    """With the checkout on the path, where the package is not installed."""
    path = [str(FOLDER.parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path)}


def in_flight(requests: list[Request], moment: float) -> int:
    """How many requests were open at a moment."""
    return sum(one.came <= moment and (one.answered is None or one.answered > moment) for one in requests)


def fetches(requests: list[Request], kind: str = "") -> Counter[str]:
    """How often each path was asked for."""
    return Counter(one.path for one in requests if kind in one.path)
