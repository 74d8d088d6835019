"""`newsarchive health`: whether outlets are read as well as they were, for cron."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says
from newsarchive.errors import ArchiveBusy

__all__ = ["command"]


@click.command("health", short_help="Say which outlets are no longer read as they were.")
@click.option("--outlet", metavar="NAME", help="Only this outlet.")
@click.option("--since", metavar="DAY", help="Judge every day since then, not only the newest.")
@click.option("--json", "as_json", is_flag=True, help="Every outlet's state, as JSON.")
@click.option("--notify", "notifies", is_flag=True, help="Tell new alarms through the hooks of newsarchive.toml.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@archive_option()
def command(outlet: str | None, since: str | None, as_json: bool, notifies: bool, config: Path | None) -> None:
    """Hold each outlet's newest day against the days before, and print a line for everything that is wrong.

    It tells apart: blocked (refusals, bot walls), paywalled (texts break off, logins), redesigned (pages are served, and
    read worse: fields unfilled, too short or long, all alike, with a label left in them) and no news (lists are served and
    name nothing new). An outlet is only held against itself; with fewer than 20 readings on 3 days before, it is not judged.

    Exit codes: 0 all well, 1 an alarm (or a failure, told in one line), 2 a wrong call.

    \b
      newsarchive health
      newsarchive health --outlet shobserver --since 2024-03-01
      newsarchive health --json | jq '.[] | select(.alarms != [])'
      newsarchive health --notify              # for cron; `newsarchive run` does it by itself

    With --notify, what the crawls and the disk give cause for is told too, each alarm once until it is over: see
    `newsarchive notify --help`.
    """
    if notifies and (outlet or since):
        raise click.UsageError("--notify judges every outlet, and its newest day; leave out --outlet and --since.")
    from newsarchive.cli.notify import configured, told
    from newsarchive.cli.progress import Progress
    from newsarchive.health import health
    from newsarchive.store.archive import Archive

    path = archive_path()
    Archive(path, whole=True).close()  # that there is one
    configuration = configured(config) if notifies else None
    try:
        archive, keep = Archive(path, write=True), True
    except ArchiveBusy:
        archive, keep = Archive(path, whole=True), False
    with archive, Progress("health") as progress:
        states = list(
            health(
                archive,
                outlet=outlet,
                since=since,
                keep=keep,
                told=lambda name, done: progress.at(done, f"days of {name}"),
            )
        )
    alarms = [alarm for state in states for alarm in state.alarms]
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], ensure_ascii=False, indent=2))
    else:
        for alarm in alarms:
            click.echo(clean(alarm))
    unjudged = sorted({state.outlet for state in states if not state.judged})
    judged = sorted({state.outlet for state in states if state.judged})
    says(f"{len(alarms)} alarm{'s' if len(alarms) != 1 else ''}; judged: {', '.join(judged) or 'none'}")
    if unjudged:
        says(f"too little is known to judge: {', '.join(unjudged)}")
    if not keep:
        says("another process writes to the archive: nothing was kept in the table health this time")
    if configuration is not None:
        told(configuration, states)
    if alarms:
        sys.exit(1)
