"""`newsarchive import`: what others captured -> this archive; of indexes see retrieving.py."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive.cli.options import archive_option, archive_path, network_options
from newsarchive.cli.output import clean, says
from newsarchive.discover.urls import is_http
from newsarchive.errors import WarcError
from newsarchive.importing.mementos import COMMON_CRAWL, WAYBACK

if TYPE_CHECKING:
    from newsarchive.importing.choice import Pick
    from newsarchive.importing.wanted import Wanted
    from newsarchive.importing.warcs import Imported
    from newsarchive.items import Outlet

__all__ = ["command"]

_DAY = click.DateTime(["%Y-%m-%d"])
_TOLD = 5  # of the damage of a file


@click.command("import", short_help="Add captures of others: WARC files, and what CDX indexes name.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--outlet", "outlets", multiple=True, metavar="NAME|URL", help="Only of this outlet; repeatable.")
@click.option("--from", "since", type=_DAY, metavar="DATE", help="Only what was captured on this day (UTC) or later.")
@click.option("--until", type=_DAY, metavar="DATE", help="Only what was captured on this day (UTC) or earlier.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Add at the most N captures.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Of a WARC also what is no page: images, style sheets, scripts; of an index every capture of an article.",
)
@click.option("--daily", is_flag=True, help="Of an index one capture a day, instead of those whose content changed.")
@click.option("--lists", is_flag=True, help="Of an index front pages and lists too.")
@click.option("--follow", is_flag=True, help="Queue the articles that pages of a WARC link to for the next crawl.")
@click.option("--dry-run", is_flag=True, help="Only tell what of an index would be got.")
@click.option("--wayback", default=WAYBACK, show_default=True, metavar="URL", help="Where mementos are asked for.")
@click.option("--commoncrawl", default=COMMON_CRAWL, show_default=True, metavar="URL", help="Where Common Crawl's files are.")
@partial(network_options, replayed=False)
@archive_option()
def command(
    files: tuple[Path, ...],
    outlets: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
    everything: bool,
    daily: bool,
    lists: bool,
    follow: bool,
    dry_run: bool,
    wayback: str,
    commoncrawl: str,
    settings: dict[str, Any],
) -> None:
    """Add what other crawlers captured, with the dates of their captures.

    WARC files of any maker (wget, Heritrix, Browsertrix, warcio, brozzler, ArchiveBox, Common Crawl), compressed or not. Each
    page becomes a capture, its record is kept as it stands in the file, and what it says is read as in a crawl: articles, their
    versions in the order of capture, and what was not there any more. Outlets that nobody described are named by their address.
    Nothing is fetched. Importing a file again adds nothing; stopped or killed, the same command goes on.

    Indexes: what a CDX server of a Wayback or Common Crawl's index server answers, as text, CDXJ, JSON or JSON lines. The
    captures that they name are got from there, as politely as in a crawl: of each article those whose content changed.

    \b
      newsarchive import crawl-2019.warc.gz
      newsarchive import wget/*.warc.gz --outlet shobserver --from 2019-01-01
      newsarchive import site.warc --outlet https://paper.example/ --follow
      curl 'https://web.archive.org/cdx/search/cdx?url=paper.example/*' > paper.cdx
      newsarchive import paper.cdx --dry-run
      newsarchive import paper.cdx --until 2019-12-31 --contact you@library.example
    """
    from newsarchive.importing.wanted import Wanted
    from newsarchive.known import make_known

    if everything and daily:
        raise click.UsageError("Give --all or --daily, not both.")
    for name, url in (("--wayback", wayback), ("--commoncrawl", commoncrawl)):
        if not is_http(url):
            raise click.UsageError(f"{name}: {url!r} is no http(s) address.")
    if not urlsplit(wayback).path.strip("/"):
        raise click.UsageError(f"--wayback: {wayback!r} is only a host; give what stands before the date, as {WAYBACK}.")
    warcs, indexes = _sorted(files)  # before an archive is made for a misspelled name
    make_known(archive_path())
    wanted = Wanted(
        outlets=tuple(map(_outlet, outlets)),
        since=since.date() if since else None,
        until=until.date() if until else None,
        everything=everything,
        limit=limit,
    )
    if dry_run and warcs:
        raise click.UsageError(f"{warcs[0]}: nothing is fetched for a WARC file; --dry-run is for indexes.")
    whole = not warcs or _import_warcs(warcs, wanted, follow=follow)
    if indexes:
        from newsarchive.cli import retrieving
        from newsarchive.importing.choice import Choice

        pick: Pick = "all" if everything else "daily" if daily else "changed"
        with Choice(wanted, pick, lists=lists, wayback=wayback, common_crawl=commoncrawl) as choice:
            retrieving.read(choice, indexes)
            if dry_run:
                retrieving.rehearse(choice, settings)
            else:
                retrieving.get(choice, indexes, settings)
    if not whole:
        sys.exit(1)


def _sorted(files: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """WARC files and indexes. Raises WarcError for what is neither."""
    from newsarchive.importing.indexes import is_index
    from newsarchive.warc.foreign import is_warc

    warcs: list[Path] = []
    indexes: list[Path] = []
    for path in files:
        if is_warc(path):
            warcs.append(path)
        elif is_index(path):
            indexes.append(path)
        else:
            raise WarcError(
                f"{path}: neither a WARC file nor an index of captures; give a .warc, .warc.gz, .cdx, .cdxj or .json file"
            )
    return warcs, indexes


def _outlet(name: str) -> Outlet:
    from newsarchive import pages
    from newsarchive.known import outlet_of

    return outlet_of(name) if "://" in name else pages.outlet_named(name)


def _import_warcs(files: list[Path], wanted: Wanted, *, follow: bool) -> bool:
    """Import files and tell what came of each; False when something in one could not be read."""
    from newsarchive.cli.progress import Progress
    from newsarchive.importing.warcs import INFO, Importer
    from newsarchive.recorder import Recorder

    recorder = Recorder.shared(archive_path(), dict(INFO))
    whole = True
    try:
        with Progress("import") as progress:

            def told(so_far: Imported) -> None:
                note = f"{so_far.records} records, {so_far.added} captures added, {so_far.readings.new} new articles"
                progress.at(so_far.offset, f"bytes of {so_far.path.name}", so_far.size, note)

            names = [path.name for path in files]
            with Importer(recorder, wanted, names, follow=follow, told=told) as importer:
                for path in files:
                    result = importer.file(path)
                    _tell(result)
                    whole = whole and not result.damage
                    if result.stopped:
                        says(f"  stopped after {wanted.limit} captures; the same command goes on from here")
                        break
                waited = importer.settle()
        if waited.new or waited.revised or waited.unchanged:
            click.echo(f"with other files: {waited.new} new, {waited.revised} revised, {waited.unchanged} unchanged")
    finally:
        recorder.close()
    return whole


def _tell(result: Imported) -> None:
    read = result.readings
    counts = f"{read.new} new, {read.revised} revised, {read.unchanged} unchanged, {read.unreadable} unreadable"
    click.echo(f"{clean(result.path)}: {counts}; {result.added} captures added, {result.known} known before")
    for reason, count in read.reasons.most_common():
        says(f"  {count} unreadable: {reason}")
    for reason, count in result.skipped.most_common():
        says(f"  {count} skipped: {reason}")
    if result.queued:
        says(f"  {result.queued} addresses queued for the next crawl")
    for problem in result.damage[:_TOLD]:
        says(f"Error: {result.path}: the record at byte {problem.offset}: {problem.what}")
    if len(result.damage) > _TOLD:
        says(f"Error: {result.path}: {len(result.damage) - _TOLD} more of its records are damaged")
