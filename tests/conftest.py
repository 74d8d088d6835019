"""What every test may use: the guard round the network, the folder of real pages, an archive, the demo outlet on loopback."""

from __future__ import annotations

import os
import runpy
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from newsarchive.demo import Outlet, Server
from newsarchive.items import Article
from newsarchive.store.archive import Archive

_ROOT = Path(__file__).parents[1]
_GUARD = Path(__file__).parent / "loopback"

runpy.run_path(str(_GUARD / "sitecustomize.py"))
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(_GUARD), str(_ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
)

# In a shell's background ^C is ignored, also by what the tests start, and some of them interrupt it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine that is busy with other tests is slow, not wrong.
settings.register_profile("newsarchive", deadline=None)
settings.load_profile("newsarchive")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages beside the checkout: they are not ours to publish."""
    folder = _ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: no real pages to read")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive, open to write."""
    with Archive(tmp_path / "archive", write=True) as archive:
        yield archive


@pytest.fixture
def article() -> Callable[..., Article]:
    """Makes articles: any field given, the others plausible; `at` is the minute of the capture."""

    def make(at: int = 0, **fields: object) -> Article:
        captured_at = datetime(2024, 3, 1, 8, tzinfo=UTC).replace(hour=8 + at // 60, minute=at % 60)
        plain = Article(
            url="https://paper.example/1",
            title="潮水退了",
            body="清早的滩涂上空无一人。\n\n巡护员记下了潮高。",
            date="2024-03-01T09:00+08:00",
            date_utc="2024-03-01T01:00:00Z",
            captured_at=captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        return replace(plain, **fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def demo_site() -> Iterator[Server]:
    """The demo outlet on a port of loopback; `demo_site.outlet.advance()` turns to its next edition."""
    with Server(Outlet(crawl_delay_seconds=None)) as server:
        yield server
