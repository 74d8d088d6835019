"""`newsarchive crawl`: outlets -> the archive. The only command that imports Scrapy."""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import says
from newsarchive.errors import ArchiveFull, NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.extension import Report
    from newsarchive.run import Run

__all__ = ["command"]

_SO_FAR = """
    SELECT sum(discovered) AS discovered, sum(done + failed) AS settled, sum(failed) AS failed, sum(new) AS new,
           sum(revised) AS revised
    FROM runs WHERE id IN (SELECT value FROM json_each(?))
"""
_CONTACT = re.compile(r"[^\s@()]+@[^\s@()]+\.[^\s@()]+|https?://[^\s()]+")


def _pairs(ctx: click.Context, _: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE.")
        found[name] = value
    return found


def _contact(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    if value and not _CONTACT.fullmatch(value):
        raise click.BadParameter(f"{value!r} is neither a mail address nor an http(s) address.")
    return value or None


@click.command("crawl", short_help="Fetch outlets into the archive.")
@click.argument("names", metavar="[NAME|URL]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every outlet on the public network.")
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
@click.option("--against", type=click.Path(path_type=Path), metavar="WARC", help="Crawl a file, not the network.")
@click.option("--allow-private", is_flag=True, help="Fetch from loopback and private networks too.")
@click.option(
    "--contact",
    envvar="NEWSARCHIVE_CONTACT",
    show_envvar=True,
    callback=_contact,
    metavar="MAIL|URL",
    help="Where an outlet can reach you; told to its servers.",
)
@click.option("-s", "--set", "settings", multiple=True, callback=_pairs, metavar="NAME=VALUE", help="A Scrapy setting.")
@click.option("--argument", "more", multiple=True, callback=_pairs, metavar="NAME=VALUE", help="A spider's argument.")
@click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False),
    default="WARNING",
    show_default=True,
    help="How much Scrapy tells on stderr.",
)
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
    against: Path | None,
    allow_private: bool,
    contact: str | None,
    settings: dict[str, str],
    more: dict[str, str],
    log_level: str,
) -> None:
    """Fetch new articles of outlets, and known ones that are due for another look.

    An outlet is named as `newsarchive outlets` lists it, or by the address of its front page, whatever paper it is.
    Ctrl-C ends it after what is under way; the next crawl goes on from there, as it does after a crash.

    \b
      newsarchive crawl shobserver --limit 20 --contact you@example.org
      newsarchive crawl https://paper.example/ --since 2024-03-01 --depth 2
      newsarchive crawl --all --since 2024-03-01
      newsarchive crawl shobserver -s DOWNLOAD_DELAY=3 --log-level INFO
    """
    chosen = _chosen(names, everything)
    if against is not None and not against.is_file():
        raise NewsarchiveError(f"{against}: no such file; give the path of a .warc or .warc.gz file")
    if not (contact or against or "NEWSARCHIVE_CONTACT" in settings):
        says(
            "Note: the servers are told no contact; give --contact you@example.org or set NEWSARCHIVE_CONTACT, so that "
            "an outlet can write to you before it blocks you"
        )
    told = {
        "since": f"{since:%Y-%m-%d}" if since else None,
        "limit": str(limit) if limit else None,
        "section": section,
        "depth": str(depth) if depth is not None else None,
    }
    merged: dict[str, Any] = {
        "NEWSARCHIVE_RECHECK": recheck,
        "NEWSARCHIVE_ALLOW_PRIVATE": allow_private,
        "NEWSARCHIVE_AGAINST": str(against) if against else "",
        "LOG_LEVEL": log_level.upper(),
        **({"NEWSARCHIVE_CONTACT": contact} if contact else {}),
        **settings,
    }
    from newsarchive.crawl import crawl

    with _told(archive_path()) as started:
        reports = crawl(
            chosen,
            archive_path(),
            arguments={**{name: value for name, value in told.items() if value is not None}, **more},
            settings=merged,
            started=started,
            config=config,
        )
    for report in reports:
        _print(report)
    _end(reports)


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
def _told(archive: Path) -> Iterator[Any]:
    """Progress from the rows of the runs, read beside the crawl; yields what `crawl` calls when one has begun."""
    from newsarchive.cli.progress import Progress
    from newsarchive.store.archive import Archive

    runs: list[int] = []
    over = Event()

    def watch() -> None:
        with Archive(archive) as reader, Progress("crawl") as progress:
            while not over.wait(0.5):
                row = reader.connection.execute(_SO_FAR, (json.dumps(runs),)).fetchone()
                waiting = row["discovered"] - row["settled"]
                articles = f"{row['new']} new, {row['revised']} revised articles"
                progress.at(row["settled"], "URLs", note=f"{row['failed']} failed, {waiting} waiting; {articles}")

    thread = Thread(target=watch, name="progress", daemon=True)

    def started(begun: list[Run]) -> None:
        runs.extend(run.id for run in begun)
        if not thread.ident:
            thread.start()

    try:
        yield started
    finally:
        over.set()
        if thread.ident:
            thread.join()


def _print(report: Report) -> None:
    """The run's account: every URL that was found is in it."""
    counts, tally = report.counts, report.tally
    # Copies are new articles here, with a body that was there already.
    new = f"{counts['new'] + counts['copies']} new" + (f" ({counts['copies']} copies)" if counts["copies"] else "")
    unreadable = f", {counts['unreadable']} unreadable" if counts["unreadable"] else ""
    click.echo(
        f"{report.outlet}: {new}, {counts['revised']} revised, {counts['unchanged']} unchanged{unreadable}; "
        f"discovered {tally.discovered} = {tally.done} done + {tally.failed} failed + {tally.pending} pending"
    )
    for reason, count in report.failures.items():
        click.echo(f"  {count} failed: {reason}")


def _end(reports: list[Report]) -> None:
    outcomes = {report.outcome for report in reports}
    if "full" in outcomes:
        raise ArchiveFull(f"{archive_path()}: the disk is full; free some space and crawl again, it goes on from here")
    if "shutdown" in outcomes:
        says("Interrupted; the next crawl goes on from here.")
        sys.exit(130)
    for report in reports:
        if report.tally.failed and not report.tally.done:
            raise NewsarchiveError(f"{report.outlet}: nothing could be fetched; --log-level INFO tells more")
