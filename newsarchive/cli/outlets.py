"""`newsarchive outlets`: the outlets that newsarchive knows, and what the archive has of them."""

from __future__ import annotations

import importlib
import json

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table

__all__ = ["command"]

_COLUMNS = ("name", "title", "home", "zone", "language", "articles", "newest")


class Commands(click.Group):
    """Imports a command of the group when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["add", "check", "new"]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        found: click.Command = importlib.import_module(f"newsarchive.cli.outlets_{name}").command
        return found


@click.group("outlets", cls=Commands, invoke_without_command=True, short_help="List the outlets, describe new ones.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the outlets that can be crawled and read, with how many of their articles the archive has.

    \b
      newsarchive outlets
      newsarchive outlets --json | jq -r '.[].name'
      newsarchive outlets add https://paper.example/
      newsarchive outlets check shobserver
      newsarchive outlets new courier --url https://paper.example/
    """
    if ctx.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    from newsarchive.errors import ArchiveMissing
    from newsarchive.known import make_known
    from newsarchive.pages import outlets
    from newsarchive.store.archive import Archive

    make_known(archive_path())
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
