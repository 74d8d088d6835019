"""How far a long command is -> stderr: a live line on a terminal, elsewhere plain ones, a second apart and then rarer."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from newsarchive.cli.output import says

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

__all__ = ["Progress"]

_FIRST, _RAREST = 1.0, 60.0  # seconds between two plain lines: doubled from one to the next, for a log of hours


class Progress:
    """Tells how many units of a work are done, and what came of it so far.

    label: what is worked on. unit: "records". total: of the units, None where nobody knows.
    """

    def __init__(self, label: str, unit: str, total: int | None = None) -> None:
        self._label = label
        self._unit = unit
        self._total = total
        self._began = self._told = time.monotonic()
        self._wait = _FIRST
        self._live: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as RichProgress

            bar = [BarColumn(bar_width=24)] if self._total else []
            text = TextColumn("{task.description}", markup=False)
            console = Console(stderr=True)
            self._live = RichProgress(SpinnerColumn(), text, *bar, TimeElapsedColumn(), console=console, transient=True)
            self._task = self._live.add_task(self._label, total=self._total)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def at(self, done: int, note: str = "") -> None:
        """`done` units are done. Cheap: it may be called for each."""
        now = time.monotonic()
        if self._live is not None and self._task is not None:
            self._live.update(self._task, completed=done, description=self._line(done, now, note))
        elif now - self._told >= self._wait:
            self._told, self._wait = now, min(2 * self._wait, _RAREST)
            says(self._line(done, now, note))

    def _line(self, done: int, now: float, note: str) -> str:
        of = f" of {self._total}" if self._total else ""
        rate = done / max(now - self._began, 0.001)
        return f"{self._label}: {done}{of} {self._unit}, {rate:.0f}/s{f', {note}' if note else ''}"
