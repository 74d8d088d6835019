"""How far a long command is -> stderr: a live line on a terminal, elsewhere plain ones, ever more rarely."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

__all__ = ["Progress", "beside"]

_FIRST, _RAREST = 1.0, 60.0  # seconds between two plain lines: doubled from one to the next, for a log of hours


class Progress:
    """Tells how many units of a work are done, at which rate, and what came of it so far.

    label: what is worked on.
    """

    def __init__(self, label: str) -> None:
        self._label = clean(label)
        self._began = self._told = time.monotonic()
        self._wait = _FIRST
        self._unit = ""
        self._live: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as RichProgress
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            text = TextColumn("{task.description}", markup=False)
            console = Console(stderr=True)
            self._live = RichProgress(SpinnerColumn(), text, TimeElapsedColumn(), console=console, transient=True)
            self._task = self._live.add_task(self._label, total=None)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()

    def at(self, done: int, unit: str, total: int | None = None, note: str = "") -> None:
        """`done` units are done, of `total` where it is known. Cheap: it may be called for each."""
        now = time.monotonic()
        if unit != self._unit:
            if self._unit:  # another part of the work, with a rate of its own
                self._began = now
            self._unit = unit
        if self._live is None and now - self._told < self._wait:
            return
        share = f" ({done / total:.0%})" if total else ""
        rate = done / max(now - self._began, 0.001)
        left = f", {_span((total - done) / rate)} left" if total and done < total and rate > 0 else ""
        line = f"{self._label}: {done} {unit}{share}, {rate:.0f}/s{left}{f'; {note}' if note else ''}"
        if self._live is not None and self._task is not None:
            self._live.update(self._task, description=line)
        else:
            self._told, self._wait = now, min(2 * self._wait, _RAREST)
            says(line)


@contextmanager
def beside(watch: Callable[[Event], None]) -> Iterator[Callable[[], None]]:
    """Lets `watch` follow a work from a thread of its own, until the event that it is given is set as the block ends.

    Yields what begins it; to be called as often as you like, or never.
    """
    over = Event()
    thread = Thread(target=watch, args=(over,), name="progress", daemon=True)

    def begin() -> None:
        if not thread.ident:
            thread.start()

    try:
        yield begin
    finally:
        over.set()
        if thread.ident:
            thread.join()


def _span(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 05 min"."""
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
