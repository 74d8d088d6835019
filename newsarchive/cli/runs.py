"""`newsarchive runs`: the crawls and replays of an archive, and how they ended."""

from __future__ import annotations

import json

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table

__all__ = ["command"]

_ACCOUNT = ("discovered", "done", "failed", "pending", "new", "revised", "unchanged", "copies", "unreadable")
_COLUMNS = ("id", "kind", "outlet", "started_at", "finished_at", "outcome", *_ACCOUNT)


@click.command("runs", short_help="List crawls and replays.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Runs to show, the last first.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
def command(limit: int, as_json: bool) -> None:
    """List the crawls and replays, the last first, with how they ended and what they brought.

    \b
      newsarchive runs
      newsarchive runs --json --limit 1
    """
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        rows = archive.connection.execute(
            f"SELECT {', '.join(_COLUMNS)}, parameters FROM runs ORDER BY id DESC LIMIT ?",  # noqa: S608
            (limit,),
        ).fetchall()
    if as_json:
        data = [{**dict(row), "parameters": json.loads(row["parameters"])} for row in rows]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print_table(_COLUMNS, [tuple(row)[:-1] for row in rows])
