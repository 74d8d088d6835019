"""Crawls that are under way -> a live table on a terminal, lines elsewhere, or JSON lines: for `newsarchive status --watch`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.output import clean
from newsarchive.timetable import spoken

if TYPE_CHECKING:
    from newsarchive.config import Configuration
    from newsarchive.query.progress import Look, Pace

__all__ = ["watch"]

_EVERY = 1.0  # seconds
_RAREST = 60.0  # seconds between two lines that are no news; doubled from one to the next


def watch(path: Path, configuration: Configuration, *, as_json: bool) -> None:
    """Follow what goes on until nothing does and no daemon would begin anything, or until Ctrl-C."""
    try:
        if as_json:
            for look in _looks(path, configuration):
                click.echo(json.dumps(asdict(look), ensure_ascii=False))
                sys.stdout.flush()
        elif sys.stdout.isatty():
            _live(_looks(path, configuration))
        else:
            _lines(_looks(path, configuration))
    except KeyboardInterrupt:  # how one stops to watch
        pass


def _looks(path: Path, configuration: Configuration) -> Iterator[Look]:
    from newsarchive import clock
    from newsarchive.query.progress import Follower
    from newsarchive.store.archive import Archive

    with Archive(path) as archive:
        follower = Follower(archive, configuration)
        while True:
            look = follower.look(clock.now(), time.monotonic())
            yield look
            if look.is_over:
                return
            time.sleep(_EVERY)


def _live(looks: Iterator[Look]) -> None:
    """A table that is drawn anew each second."""
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(file=sys.stdout, highlight=False), auto_refresh=False, transient=True) as live:
        for look in looks:
            lines = [Text(clean(line), overflow="ellipsis", no_wrap=True) for line in (*_held(look), _foot(look))]
            live.update(Group(*([_table(look.crawls)] if look.crawls else []), *lines), refresh=True)


def _table(crawls: tuple[Pace, ...]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("crawl", "URLs", "of", "a minute", "left", "new", "revised", "failed"):
        table.add_column(Text(column), justify="left" if column == "crawl" else "right", no_wrap=True, overflow="ellipsis")
    for pace in crawls:
        crawl = pace.crawl
        numbers = (crawl.settled, crawl.discovered, _rate(pace), _left(pace), crawl.new, crawl.revised, crawl.failed)
        table.add_row(*(Text(clean(cell)) for cell in (crawl.outlet, *numbers)))
    return table


def _lines(looks: Iterator[Look]) -> None:
    """A line a crawl when it begins, then ever more rarely; what comes next, once."""
    due: dict[int, tuple[float, float]] = {}  # run -> when it is told again, and the wait after that
    foot = ""
    for look in looks:
        now = time.monotonic()
        for pace in look.crawls:
            at, wait = due.get(pace.crawl.run_id, (now, _EVERY))
            if now >= at:
                due[pace.crawl.run_id] = (now + wait, min(2 * wait, _RAREST))
                click.echo(clean(_line(pace)))
        idle = _foot(look, with_time=False)
        if not look.crawls and idle != foot:
            click.echo(clean(_foot(look)))
        foot = "" if look.crawls else idle
        sys.stdout.flush()


def _line(pace: Pace) -> str:
    crawl = pace.crawl
    held = f"; {'; '.join(pace.held)}" if pace.held else ""
    return (
        f"{crawl.outlet}: {crawl.settled} of {crawl.discovered} URLs, {_rate(pace)} a minute, {_left(pace)} left; "
        f"{crawl.new} new, {crawl.revised} revised, {crawl.failed} failed{held}"
    )


def _rate(pace: Pace) -> str:
    return "…" if pace.a_minute is None else f"{pace.a_minute:.0f}"


def _left(pace: Pace) -> str:
    if not pace.waiting:
        return "0s"
    return "?" if pace.left_seconds is None else spoken(timedelta(seconds=pace.left_seconds))


def _held(look: Look) -> list[str]:
    return [f"{pace.crawl.outlet}: {told}" for pace in look.crawls for told in pace.held]


def _foot(look: Look, *, with_time: bool = True) -> str:
    """Who crawls, and what comes next."""
    who = f"newsarchive run, process {look.daemon}" if look.daemon is not None else "no daemon runs"
    if look.next is None:
        return f"{who}; nothing else is scheduled"
    when = spoken(timedelta(seconds=max(0.0, look.next.in_seconds)))
    after = "" if not with_time else " now" if look.next.in_seconds <= 0 else f" in {when}"
    return f"{who}; next: {look.next.outlet}{after} ({look.next.why})"
