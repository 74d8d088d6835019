"""`newsarchive status`: at a glance, whether the archive is well."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, print_table, says

if TYPE_CHECKING:
    from newsarchive.query.status import Progress, Status

__all__ = ["command"]


@click.command("status", short_help="Say at a glance how each outlet is doing.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--watch", is_flag=True, help="Follow the crawls that are under way, until they end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@archive_option()
def command(config: Path | None, watch: bool, as_json: bool) -> None:
    """Show each outlet's last and next crawl, what the last day brought, what failed and why, alarms, and the disk.

    It reads only, so it may be asked at any time, beside a crawl or a daemon in another terminal.

    \b
      newsarchive status
      newsarchive status --watch
      newsarchive status --json | jq '.outlets[] | select(.alarms != [])'
    """
    from newsarchive import clock
    from newsarchive.known import make_known
    from newsarchive.query.status import room, running, status
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        if watch:
            _watch(archive_path())
        found = status(archive, make_known(archive_path(), config), clock.now())
        under_way = running(archive)
    taken = room(archive_path())
    if as_json:
        data = {
            "outlets": [asdict(one) for one in found],
            "running": [asdict(one) for one in under_way],
            "disk": asdict(taken),
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _tell(found, under_way)
    says(f"{_bytes(taken.database)} archive.db, {_bytes(taken.warc)} WARC; {_bytes(taken.free)} free")


def _tell(found: Sequence[Status], under_way: Sequence[Progress]) -> None:
    columns = ("outlet", "last", "how", "new", "revised", "gone", "failed", "waiting", "next", "a week")
    rows = [
        (
            one.outlet,
            one.last or "never",
            one.outcome,
            one.new,
            one.revised,
            one.gone,
            sum(one.failures.values()),
            one.pending,
            one.next or "",
            _bytes(one.week_bytes),
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


def _progress(crawl: Progress) -> str:
    return (
        f"crawling since {crawl.since}: {crawl.settled} of {crawl.discovered} URLs, "
        f"{crawl.new} new, {crawl.revised} revised, {crawl.failed} failed"
    )


def _watch(path: Path) -> None:
    """Follow what is under way: a line a crawl, on a terminal over and over, elsewhere once a change."""
    from newsarchive.cli.progress import Progress as Bar
    from newsarchive.query.status import running
    from newsarchive.store.archive import Archive

    with Archive(path) as archive, Bar("crawl") as bar:
        while crawls := running(archive):
            told = "; ".join(f"{crawl.outlet} {crawl.settled}/{crawl.discovered}" for crawl in crawls)
            bar.at(sum(crawl.settled for crawl in crawls), "URLs", note=told)
            time.sleep(0.5)


def _bytes(count: int) -> str:
    """
    >>> _bytes(999), _bytes(1_234_567)
    ('999 B', '1.2 MB')
    """
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
