"""`newsarchive run`: crawls each outlet when it is due, until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive import logs
from newsarchive.cli.crawl import account, log_account
from newsarchive.cli.options import archive_option, archive_path, logs_json_alone, network_options, note_contact
from newsarchive.cli.output import clean

if TYPE_CHECKING:
    from newsarchive.extension import Report

__all__ = ["command"]


@click.command("run", short_help="Crawl each outlet when it is due, until stopped.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--for", "length", metavar="TIME", help="Stop by itself after so long: 30m, 6h.")
@click.option("--metrics", metavar="[HOST:]PORT", help="Serve /metrics to Prometheus, on loopback without HOST.")
@network_options
@archive_option()
def command(config: Path | None, length: str | None, metrics: str | None, settings: dict[str, Any]) -> None:
    """Crawl the outlets of newsarchive.toml when they are due: one process, in the foreground, for months.

    The file in the archive's folder says which and when:

    \b
      [defaults]
      every = "1h"                     # or cron = "*/20 6-22 * * *"
      quiet = "01:00-05:30"            # in the outlet's own zone
      [outlets.shobserver]
      every = "30m"
      [outlets.harbour]
      start = "https://harbour.example/"
      zone = "Europe/Berlin"

    An edit of it counts at once (or at SIGHUP); one that cannot be meant is told, and what the file said before goes on.
    SIGTERM and Ctrl-C end it within half a minute with everything kept; after kill -9 the next one goes on from there.
    `newsarchive schedule` shows what comes next; `newsarchive schedule systemd` prints a unit that runs this. `newsarchive
    status --watch` follows it; what goes wrong is told as [notify] in the file says (`newsarchive notify --help`).

    \b
      newsarchive run --contact you@library.example
      newsarchive -a /srv/press run --config /etc/newsarchive.toml
      newsarchive run --metrics 9100
      newsarchive run --log-format json --log-file /var/log/newsarchive.jsonl
    """
    from newsarchive import clock
    from newsarchive.daemon import Daemon
    from newsarchive.exposition import address
    from newsarchive.timetable import interval

    is_quiet = logs_json_alone(settings)

    def told(line: str) -> None:
        logs.event(line)
        if not is_quiet:
            _tells(line)

    def ended(report: Report) -> None:
        log_account(report)
        for line in () if is_quiet else account(report):
            _tells(line)

    daemon = Daemon(
        archive_path(),
        settings=settings,
        config=config,
        told=told,
        ended=ended,
        until=clock.now() + interval(length) if length else None,
        metrics=address(metrics) if metrics else None,
    )
    note_contact(settings)
    daemon.run()


def _tells(line: str) -> None:
    from newsarchive import clock

    at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    for one in line.splitlines():
        click.echo(f"{at} {clean(one)}")
