"""`newsarchive merge`: another archive joined to this one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.merge import Merged

__all__ = ["command"]


@click.command("merge", short_help="Join another archive to this one.")
@click.argument("other", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would come of it; works on a temporary copy of the database.")
@archive_option()
def command(other: Path, dry_run: bool) -> None:
    """Join the archive in the folder OTHER to this one, without loss; OTHER stays as it is.

    Its WARC files are copied and read here as a replay would read them, so that the archive is the one that a single crawl
    of all captures would have made. What OTHER knows beside them comes along: the frontier, runs, suppressions, names of
    sources, outlets of its newsarchive.toml. Where both decided something, this archive's word counts, and that is told.
    Stopped or killed, the same command goes on; merging the same archive again changes nothing.

    \b
      newsarchive merge /backup/laptop-archive --dry-run
      newsarchive -a joined merge archive-2023
    """
    from newsarchive.cli.progress import Progress
    from newsarchive.errors import ArchiveMissing
    from newsarchive.merge import merge, rehearse
    from newsarchive.store.archive import Archive

    if not (other / "archive.db").is_file():  # before an archive is made for a misspelled name
        raise ArchiveMissing(f"{other}: no archive here; give the folder that holds archive.db and warc/")
    with Progress("merge") as progress:

        def told(so_far: Merged) -> None:
            progress.at(so_far.looked_at, "captures", so_far.total, f"{so_far.readings.new} new articles")

        if dry_run:
            result = rehearse(archive_path(), other, told)
        else:
            with Archive(archive_path(), write=True) as archive:
                result = merge(archive, other, told)
    _tell(other, result, dry_run=dry_run)


def _tell(other: Path, result: Merged, *, dry_run: bool) -> None:
    read = result.readings
    counts = f"{read.new} new, {read.revised} revised, {read.unchanged} unchanged, {read.unreadable} unreadable"
    captures = f"{result.added} captures new here, {result.total - result.added - result.lost} known before"
    click.echo(f"{clean(other)}: {counts}; {captures}{' (dry run: nothing was changed)' if dry_run else ''}")
    says(f"  {result.files} WARC files with {result.size} bytes, {result.urls} URLs of the frontier")
    for what, count in result.rows.items():
        if count:
            says(f"  {count} {what}")
    if result.kept:
        says(f"  {result.kept} versions as they were read there")
    for reason, count in read.reasons.most_common():
        says(f"  {count} unreadable: {reason}")
    for note in result.notes:
        says(f"  {note}")
    if result.lost:
        captures = "capture" if result.lost == 1 else "captures"
        says(f"Error: {result.lost} {captures} of {other} cannot be read there, the first {result.first_lost}")
        sys.exit(1)
