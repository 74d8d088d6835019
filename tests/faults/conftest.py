"""The fault programme: how much of it runs, and what it counted.

Plain pytest runs a reduced form of a minute or two; NEWSARCHIVE_FAULTS=full runs all of it. Further knobs:
NEWSARCHIVE_FAULT_TRIALS (kills), NEWSARCHIVE_FAULT_CUTS (power cuts), NEWSARCHIVE_FAULT_SEED (repeats a run's choices).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.faults.rig import checks
from tests.faults.rig.processes import Origin, crawled, fetches, serving

_lines = pytest.StashKey[list[str]]()


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the programme runs."""

    full: bool
    trials: int
    cuts: int
    articles: int
    torn_tails: int = 10

    @classmethod
    def of(cls, environment: dict[str, str]) -> Extent:
        full = environment.get("NEWSARCHIVE_FAULTS") == "full"
        return cls(
            full=full,
            trials=int(environment.get("NEWSARCHIVE_FAULT_TRIALS") or (40 if full else 5)),
            cuts=int(environment.get("NEWSARCHIVE_FAULT_CUTS") or (10 if full else 2)),
            articles=500 if full else 120,
        )


@pytest.fixture(scope="session")
def extent() -> Extent:
    return Extent.of(dict(os.environ))


@pytest.fixture(scope="session")
def seed() -> int:
    return int(os.environ.get("NEWSARCHIVE_FAULT_SEED") or random.SystemRandom().randrange(2**32))


@pytest.fixture
def chance(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """The test's own choices: the same for the same seed, whichever other tests run."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def large_paper(extent: Extent) -> Iterator[Origin]:
    """As many articles as the extent says; each answer takes a tenth of a second, so that requests overlap."""
    with serving(extent.articles, 0.1) as origin:
        yield origin


@pytest.fixture(scope="session")
def small_paper() -> Iterator[Origin]:
    """The articles written by hand."""
    with serving(0, 0.01) as origin:
        yield origin


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a crawl of the large paper comes to that nothing interrupts."""

    articles: dict[str, str]
    """URL -> content hash."""
    captures: int
    fetches: Counter[str]
    """Path of an article -> how often it was asked for."""


@pytest.fixture(scope="session")
def undisturbed(large_paper: Origin, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    archive = tmp_path_factory.mktemp("undisturbed") / "archive"
    before = len(large_paper.requests())
    end = crawled(large_paper, archive)
    assert checks.damage(archive) == []
    return Undisturbed(checks.article_hashes(archive), len(end.acknowledged), fetches(large_paper.requests()[before:]))


@pytest.fixture
def report(request: pytest.FixtureRequest, seed: int) -> Callable[[str], None]:
    """A line for the summary at the end of the run."""

    def line(text: str) -> None:
        request.config.stash.setdefault(_lines, [f"seed {seed} (NEWSARCHIVE_FAULT_SEED)"]).append(text)

    return line


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lines := config.stash.get(_lines, []):
        terminalreporter.section("fault programme")
        for line in lines:
            terminalreporter.write_line(line)
