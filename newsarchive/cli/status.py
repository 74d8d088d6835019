"""`newsarchive status`: at a glance, whether the archive is well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.backfill import line, progresses
from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, print_table, says

if TYPE_CHECKING:
    from newsarchive.query.status import Progress, Status

__all__ = ["command"]


@click.command("status", short_help="Say at a glance how each outlet is doing.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--watch", is_flag=True, help="Follow the crawls that are under way, and a daemon, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option()
def command(config: Path | None, watch: bool, as_json: bool) -> None:
    """Show each outlet's last and next crawl, what the last day brought, what failed and why, alarms, and the disk.

    It reads only, so it may be asked at any time, beside a crawl or a daemon in another terminal. With --watch: of each crawl
    how many URLs it settles a minute, how long what waits takes yet, and which hosts are left alone; of a daemon what comes
    next. It ends by itself when nothing is under way and no daemon runs; with --json each look is a line.

    \b
      newsarchive status
      newsarchive status --watch
      newsarchive status --json | jq '.outlets[] | select(.alarms != [])'
    """
    from newsarchive import clock
    from newsarchive.known import make_known
    from newsarchive.lookout import of_rows
    from newsarchive.query.status import days_left, growth, printed_bytes, room, running, status
    from newsarchive.store.archive import Archive

    configuration = make_known(archive_path(), config)
    if watch:
        from newsarchive.cli.watch import watch as follow

        follow(archive_path(), configuration, as_json=as_json)
        if as_json:
            return
    with Archive(archive_path()) as archive:
        now = clock.now()
        found = status(archive, configuration, now)
        alarms = of_rows(archive, configuration, now)
        under_way = running(archive)
        taken = room(archive_path())
        a_day = growth(archive, taken, now)
    past = [one for one in progresses(archive_path(), (), configuration) if one.state in ("open", "running", "paused")]
    left = days_left(taken, a_day)
    if as_json:
        data = {
            "outlets": [asdict(one) for one in found],
            "running": [asdict(one) for one in under_way],
            "backfills": [asdict(one) for one in past],
            "alarms": [{"kind": one.kind, "outlet": one.outlet, "told": one.told} for one in alarms],
            "disk": {**asdict(taken), "growth_a_day": round(a_day), "days_left": left},
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _tell(found, under_way, now)
    for one in past:
        state = " (paused)" if one.state == "paused" else ""
        click.echo(clean(f"{one.outlet}: back-fill{state}: {line(one).partition(': ')[2]}"))
    for alarm in alarms:
        click.echo(clean(f"{alarm.outlet or 'archive'}: ALARM: {alarm.kind}: {alarm.told}"))
    grows = "" if left is None else f"; {printed_bytes(round(a_day))} a day, so full in {_days(left)}"
    database, warc, free = map(printed_bytes, (taken.database, taken.warc, taken.free))
    says(f"{database} archive.db, {warc} WARC; {free} free{grows}")


def _tell(found: Sequence[Status], under_way: Sequence[Progress], now: datetime) -> None:
    from newsarchive.query.status import printed_bytes

    columns = ("outlet", "last", "new", "revised", "gone", "failed", "waiting", "next", "a week")
    rows = [
        (
            one.outlet,
            _last(one, now),
            one.new,
            one.revised,
            one.gone,
            sum(one.failures.values()),
            one.pending,
            _next(one, now),
            printed_bytes(one.week_bytes),
        )
        for one in found
    ]
    if rows:
        print_table(columns, rows)
    else:
        says("No outlet was crawled yet, and none is scheduled; `newsarchive crawl shobserver` begins.")
    for one in found:
        if one.failures:
            why = ", ".join(f"{count} {reason}" for reason, count in one.failures.items())
            click.echo(clean(f"{one.outlet}: failed: {why}"))
        for alarm in one.alarms:
            click.echo(clean(f"{one.outlet}: ALARM: {alarm}"))
    for crawl in under_way:
        click.echo(clean(f"{crawl.outlet}: {_progress(crawl)}"))


def _last(one: Status, now: datetime) -> str:
    """When the last crawl began; how it ended, unless as it should."""
    if one.last is None:
        return "never"
    ago = f"{_away(one.last, now)} ago"
    return ago if one.outcome == "finished" else f"{ago}: {one.outcome}"


def _next(one: Status, now: datetime) -> str:
    if one.next is None:
        return ""
    return f"in {_away(one.next, now)}" if datetime.fromisoformat(one.next) > now else "now"


def _away(moment: str, now: datetime) -> str:
    """How far a moment is from now, in its largest unit or two."""
    from newsarchive.timetable import spoken

    length = abs(datetime.fromisoformat(moment) - now)
    whole = timedelta(minutes=1) if length >= timedelta(minutes=1) else timedelta(seconds=1)
    return spoken(length // whole * whole)


def _days(count: float) -> str:
    """
    >>> _days(0.4), _days(12.6), _days(40_000)
    ('less than a day', '12 days', 'more than ten years')
    """
    if count < 1:
        return "less than a day"
    return "more than ten years" if count > 3650 else f"{int(count)} {'day' if count < 2 else 'days'}"


def _progress(crawl: Progress) -> str:
    return (
        f"crawling since {crawl.since}: {crawl.settled} of {crawl.discovered} URLs, "
        f"{crawl.new} new, {crawl.revised} revised, {crawl.failed} failed"
    )
