"""`newsarchive replay`: WARC files -> articles, without the network."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says

__all__ = ["command"]


@click.command("replay", short_help="Read WARC files into the archive.")
@click.argument("files", metavar="WARC...", nargs=-1, required=True, type=click.Path(path_type=Path))
@archive_option()
def command(files: tuple[Path, ...]) -> None:
    """Read every article in WARC files, of newsarchive or any other crawler, into the archive.

    The files are copied into it, and nothing is fetched. Replaying a file again changes nothing, unless newsarchive has
    learned to read its pages better.

    \b
      newsarchive replay warc/2024-03-01.warc.gz
      newsarchive -a new replay archive/warc/*.warc.gz
    """
    from newsarchive.cli.progress import Progress
    from newsarchive.errors import ArchiveFull, StoreError, WarcError
    from newsarchive.replay import replay
    from newsarchive.store.archive import Archive

    for path in files:
        if not path.is_file():  # before an archive is made for a misspelled name
            raise WarcError(f"{path}: no such file; give the path of a .warc or .warc.gz file")
    failed = False
    with Archive(archive_path(), write=True) as archive:
        for path in files:
            try:
                with Progress(str(path), "captures") as progress:
                    result = replay(archive, path, lambda so_far: progress.at(so_far.captures, f"{so_far.new} new"))  # noqa: B023
            except ArchiveFull:
                raise
            except (StoreError, WarcError) as error:
                says(f"Error: {error}")
                failed = True
                continue
            click.echo(
                f"{clean(path)}: {result.new} new, {result.revised} revised, {result.unchanged} unchanged, "
                f"{result.unreadable} unreadable"
            )
            for reason, count in result.reasons.most_common():
                says(f"  {count} unreadable: {reason}")
            if result.error is not None:
                says(f"Error: {result.error}; the {result.captures} captures before it are in the archive")
                failed = True
    if failed:
        sys.exit(1)
