"""`newsarchive replay`: WARC files -> articles, without the network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive import logs
from newsarchive.cli.options import archive_option, archive_path, log_options
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.store.archive import Archive

__all__ = ["command"]


@click.command("replay", short_help="Read WARC files into the archive.")
@click.argument("files", metavar="WARC...", nargs=-1, required=True, type=click.Path(path_type=Path))
@log_options
@archive_option()
def command(files: tuple[Path, ...]) -> None:
    """Read every article in WARC files, of newsarchive or any other crawler, into the archive.

    The files are copied into it, and nothing is fetched. Replaying a file again changes nothing, unless newsarchive has
    learned to read its pages better.

    \b
      newsarchive replay warc/2024-03-01.warc.gz
      newsarchive -a new replay archive/warc/*.warc.gz
      newsarchive replay warc/*.warc.gz --log-format json --log-file replay.jsonl
    """
    from newsarchive.errors import WarcError
    from newsarchive.store.archive import Archive

    for path in files:
        if not path.is_file():  # before an archive is made for a misspelled name
            raise WarcError(f"{path}: no such file; give the path of a .warc or .warc.gz file")
    with Archive(archive_path(), write=True) as archive:
        whole = [_replay(archive, path) for path in files]  # one bad file does not keep the others out
    if not all(whole):
        sys.exit(1)


def _replay(archive: Archive, path: Path) -> bool:
    """Read one file and tell what it gave; False when it was not read to its end."""
    from newsarchive.cli.progress import Progress
    from newsarchive.errors import ArchiveFull, StoreError, WarcError
    from newsarchive.replay import Replayed, replay

    with Progress(str(path)) as progress:

        def told(so_far: Replayed) -> None:
            progress.at(so_far.captures, "captures", note=f"{so_far.new} new")

        try:
            result = replay(archive, path, told)
        except ArchiveFull:
            raise
        except (StoreError, WarcError) as error:
            says(f"Error: {error}")
            return False
    counts = f"{result.new} new, {result.revised} revised, {result.unchanged} unchanged, {result.unreadable} unreadable"
    click.echo(f"{clean(path)}: {counts}")
    logs.event(f"{path}: {counts}")
    for reason, count in result.reasons.most_common():
        says(f"  {count} unreadable: {reason}")
    if result.error is not None:
        says(f"Error: {result.error}; the {result.captures} captures before it are in the archive")
    return result.error is None
