"""`newsarchive verify`: whether every byte and row of an archive is what it should be."""

from __future__ import annotations

import sys

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean

__all__ = ["command"]


@click.command("verify", short_help="Check every byte and row of the archive.")
@archive_option()
def command() -> None:
    """Check the whole archive: the WARC files byte for byte, the rows that point into them, versions and index.

    What is wrong is printed, a line each, with the file, the byte and the record. Nothing is changed. Exit code 1 when
    anything is wrong.

    \b
      newsarchive verify
      newsarchive -a /backup/archive verify
    """
    from newsarchive.cli.progress import Progress
    from newsarchive.store.archive import Archive
    from newsarchive.store.verify import Verified, verify

    seen = Verified()
    with Archive(archive_path()) as archive, Progress("verify") as progress:
        for finding in verify(archive, seen, lambda what, done, total: progress.at(done, what, total)):
            click.echo(clean(finding))
    counts = ((seen.captures, "capture"), (seen.articles, "article"), (seen.warc_files, "WARC file"))
    looked_at = ", ".join(_count(number, what) for number, what in counts)
    if seen.findings:
        click.echo(f"{clean(archive_path())}: {looked_at}: {_count(seen.findings, 'problem')}")
        sys.exit(1)
    click.echo(f"{clean(archive_path())}: {looked_at}: all good")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
