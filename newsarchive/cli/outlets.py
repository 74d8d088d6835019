"""`newsarchive outlets`: the outlets that newsarchive knows, and what the archive has of them."""

from __future__ import annotations

import json

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table

__all__ = ["command"]

_COLUMNS = ("name", "title", "home", "zone", "language", "articles", "newest")


@click.command("outlets", short_help="List the outlets, with counts.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
def command(as_json: bool) -> None:
    """List the outlets that can be crawled and read, with how many of their articles the archive has.

    \b
      newsarchive outlets
      newsarchive outlets --json | jq -r '.[].name'
    """
    from newsarchive.errors import ArchiveMissing
    from newsarchive.pages import outlets
    from newsarchive.store.archive import Archive

    rows = {outlet.name: [outlet.name, outlet.title, outlet.home, outlet.zone, outlet.language] for outlet in outlets()}
    counts: dict[str, tuple[int, str | None]] = {}
    try:
        with Archive(archive_path()) as archive:
            for row in archive.connection.execute("SELECT name, title, home, zone, language FROM outlets"):
                rows.setdefault(row["name"], list(row))
            found = archive.connection.execute("SELECT outlet, count(*), max(date) FROM articles GROUP BY outlet")
            counts = {row[0]: (row[1], row[2]) for row in found}
    except ArchiveMissing:
        counts = {}
    table = [[*row, *counts.get(name, (0, None))] for name, row in sorted(rows.items())]
    if as_json:
        click.echo(json.dumps([dict(zip(_COLUMNS, row, strict=True)) for row in table], ensure_ascii=False, indent=2))
    else:
        print_table(_COLUMNS, table)
