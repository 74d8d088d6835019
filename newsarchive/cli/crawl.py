"""`newsarchive crawl`: outlets -> the archive. The only command that imports Scrapy."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive import logs
from newsarchive.cli.options import archive_option, archive_path, logs_json_alone, network_options, note_contact, pairs
from newsarchive.cli.output import says
from newsarchive.errors import ArchiveFull, NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from newsarchive.agenda import Entry
    from newsarchive.extension import Report
    from newsarchive.run import Run

__all__ = ["account", "command", "end", "log_account", "watched"]

_SO_FAR = """
    SELECT sum(discovered) AS discovered, sum(done + failed) AS settled, sum(failed) AS failed, sum(new) AS new,
           sum(revised) AS revised
    FROM runs WHERE id IN (SELECT value FROM json_each(?))
"""

@click.command("crawl", short_help="Fetch outlets into the archive.")
@click.argument("names", metavar="[NAME|URL]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every outlet on the public network.")
@click.option("--due", is_flag=True, help="What newsarchive.toml says is due by now: for cron and timers.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only what is dated then or later.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Fetch at the most N articles of each outlet.")
@click.option("--section", metavar="S", help="Only one section, as the outlet names or numbers it.")
@click.option("--depth", type=click.IntRange(0), metavar="N", help="Links to follow from a start page of an address.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option(
    "--recheck",
    type=click.Choice(["due", "all", "none"]),
    default="due",
    show_default=True,
    help="Known articles to fetch again, for edits and takedowns.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; fetch nothing, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run, a JSON array.")
@click.option("--argument", "more", multiple=True, callback=pairs, metavar="NAME=VALUE", help="A spider's argument.")
@network_options
@archive_option()
def command(
    names: tuple[str, ...],
    everything: bool,
    since: datetime | None,
    limit: int | None,
    section: str | None,
    depth: int | None,
    config: Path | None,
    recheck: str,
    due: bool,
    dry_run: bool,
    as_json: bool,
    settings: dict[str, Any],
    more: dict[str, str],
) -> None:
    """Fetch new articles of outlets, and known ones that are due for another look.

    An outlet is named as `newsarchive outlets` lists it, or by the address of its front page, whatever paper it is. Of an
    outlet with a module, the address of an article or a list stands for that page alone.
    Ctrl-C ends it after what is under way; the next crawl goes on from there, as it does after a crash.

    \b
      newsarchive crawl shobserver --limit 20 --contact you@example.org
      newsarchive crawl https://paper.example/ --since 2024-03-01 --depth 2
      newsarchive crawl --all --since 2024-03-01
      newsarchive crawl --due
      newsarchive crawl shobserver --dry-run
      newsarchive crawl shobserver -s DOWNLOAD_DELAY=3 --log-level INFO
      newsarchive crawl --all --log-level INFO --log-format json --log-file crawl.jsonl
    """
    if due and (names or everything):
        raise click.UsageError("Give --due, or names of outlets, or --all.")
    if as_json and not dry_run:
        raise click.UsageError("--json goes together with --dry-run; `newsarchive runs --json` has what a crawl came to.")
    entries = _due(config, writes=not dry_run) if due else None
    chosen = _chosen(names, everything) if entries is None else [entry.outlet for entry in entries]
    if not chosen:
        if as_json:
            click.echo("[]")
        return
    told = {
        "since": f"{since:%Y-%m-%d}" if since else None,
        "limit": str(limit) if limit else None,
        "section": section,
        "depth": str(depth) if depth is not None else None,
    }
    arguments = {**{name: value for name, value in told.items() if value is not None}, **more}
    settings = {"NEWSARCHIVE_RECHECK": recheck, "NEWSARCHIVE_LISTS": "due" if due else "all", **settings}
    if dry_run:
        from newsarchive.cli.dry_run import tell
        from newsarchive.preview import preview

        why = {entry.outlet: entry.due.why for entry in entries or ()}
        plans = preview(chosen, archive_path(), arguments=arguments, settings=settings, config=config)
        tell([replace(plan, why=why.get(plan.outlet)) for plan in plans], as_json=as_json)
        return
    note_contact(settings)
    from newsarchive.crawl import crawl

    with watched(archive_path(), settings) as started:
        reports = crawl(
            chosen, archive_path(), arguments=arguments, settings=settings, started=started, config=config
        )
    for report in reports:
        log_account(report)
        for line in account(report):
            click.echo(line)
    end(reports)


def _due(config: Path | None, *, writes: bool) -> list[Entry]:
    """The crawls that are due by now; none while another process writes to the archive, which is no failure of a timer's.

    writes: note since when the outlets are scheduled.
    """
    from newsarchive import clock
    from newsarchive.agenda import agenda, scheduled
    from newsarchive.errors import ArchiveBusy
    from newsarchive.known import make_known
    from newsarchive.store import timetables
    from newsarchive.store.archive import Archive

    configuration, now = make_known(archive_path(), config), clock.now()
    if writes:
        try:
            with Archive(archive_path(), write=True) as archive, archive.transaction():
                timetables.know(archive.connection, scheduled(configuration), now)
        except ArchiveBusy as error:
            says(f"{error}; what is due is crawled by it, or the next time")
            return []
    entries = agenda(archive_path(), configuration, now)
    found = [entry for entry in entries if entry.due.at <= now]
    if not entries:
        says('Nothing is scheduled: write every = "1h" under [defaults] or an [outlets.NAME] of newsarchive.toml.')
    elif not found:
        says(f"Nothing is due; next is {entries[0].outlet} at {entries[0].due.at:%Y-%m-%d %H:%M} UTC.")
    return found


def _chosen(names: tuple[str, ...], everything: bool) -> list[str]:
    from newsarchive.pages import outlets

    if everything and names:
        raise click.UsageError("Give names of outlets or --all, not both.")
    if everything:
        return [outlet.name for outlet in outlets() if not _is_local(outlet.home)]
    if not names:
        known = ", ".join(outlet.name for outlet in outlets())
        raise click.UsageError(f"Give the name of an outlet, or --all; there are: {known}.")
    return list(dict.fromkeys(names))


def _is_local(home: str) -> bool:
    """Whether an outlet is served from this machine or its network, as the demo is."""
    try:
        return not ip_address(urlsplit(home).hostname or "").is_global
    except ValueError:
        return False


@contextmanager
def watched(archive: Path, settings: Mapping[str, Any]) -> Iterator[Any]:
    """Progress from the rows of the runs, read beside the crawl; yields what `crawl` calls when one has begun.

    settings: of the crawl; where stderr is to be JSON, nothing is told.
    """
    from newsarchive.cli.progress import Progress, beside
    from newsarchive.store.archive import Archive

    runs: list[int] = []

    def watch(over: Event) -> None:
        with Archive(archive) as reader, Progress("crawl") as progress:
            while not over.wait(0.5):
                row = reader.connection.execute(_SO_FAR, (json.dumps(runs),)).fetchone()
                waiting = row["discovered"] - row["settled"]
                articles = f"{row['new']} new, {row['revised']} revised articles"
                progress.at(row["settled"], "URLs", note=f"{row['failed']} failed, {waiting} waiting; {articles}")

    with beside(watch) as begin:

        def started(begun: list[Run]) -> None:
            runs.extend(run.id for run in begun)
            if not logs_json_alone(settings):
                begin()

        yield started


def account(report: Report) -> list[str]:
    """What a crawl came to, in lines: every URL that was found is in it."""
    counts, tally = report.counts, report.tally
    # Copies are new articles here, with a body that was there already.
    new = f"{counts['new'] + counts['copies']} new" + (f" ({counts['copies']} copies)" if counts["copies"] else "")
    unreadable = f", {counts['unreadable']} unreadable" if counts["unreadable"] else ""
    whole = (
        f"{report.outlet}: {new}, {counts['revised']} revised, {counts['unchanged']} unchanged{unreadable}; "
        f"discovered {tally.discovered} = {tally.done} done + {tally.failed} failed + {tally.pending} pending"
    )
    return [whole, *(f"  {count} failed: {reason}" for reason, count in report.failures.items())]


def log_account(report: Report) -> None:
    """Keep what a crawl came to in the log, its counts as fields."""
    told = {"outcome": report.outcome, **asdict(report.tally), **report.counts, "failures": report.failures}
    logs.of(report.outlet).run(logs.event, account(report)[0], **told)


def end(reports: list[Report]) -> None:
    outcomes = {report.outcome for report in reports}
    if "full" in outcomes:
        raise ArchiveFull(f"{archive_path()}: the disk is full; free some space and crawl again, it goes on from here")
    if "shutdown" in outcomes:
        says("Interrupted; the next crawl goes on from here.")
        sys.exit(130)
    for report in reports:
        # When all that was due were articles, and they are gone, nothing is wrong with the crawl.
        if report.lists_failed and not report.tally.done:
            raise NewsarchiveError(f"{report.outlet}: nothing could be fetched; --log-level INFO tells more")
