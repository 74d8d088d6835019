"""`newsarchive sources`: which names of a credited source are one outlet."""

from __future__ import annotations

import json

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table, says

__all__ = ["command"]

_COLUMNS = ("name", "articles", "aliases")


@click.group("sources", short_help="Say which credited names are one outlet.", invoke_without_command=True)
@archive_option()
@click.pass_context
def command(ctx: click.Context) -> None:
    """List the outlets that articles credit, and say which of their names are one outlet's.

    Channels (客户端, 微信公众号, 微博), places in brackets and quotation marks are no part of a name. A change
    counts at once for every article.

    \b
      newsarchive sources
      newsarchive sources add 汐港观察 汐港晚报 汐港网
      newsarchive sources merge 汐港网 汐港观察
      newsarchive sources remove 汐港网
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_sources)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
def list_sources(as_json: bool = False) -> None:
    """List the outlets, the most credited first, with their other names and how many articles credit them."""
    from newsarchive.store.archive import Archive
    from newsarchive.store.sources import listed

    with Archive(archive_path()) as archive:
        rows = listed(archive.connection)
    if as_json:
        click.echo(json.dumps([dict(zip(_COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    else:
        print_table(_COLUMNS, [(name, count, "、".join(aliases)) for name, count, aliases in rows])


@command.command("add")
@click.argument("name")
@click.argument("aliases", nargs=-1, required=True)
@archive_option()
def add_source(name: str, aliases: tuple[str, ...]) -> None:
    """Take ALIASES for names of the outlet NAME."""
    from newsarchive.store import sources
    from newsarchive.store.archive import Archive

    with Archive(archive_path(), write=True) as archive, archive.transaction():
        own = sources.add(archive.connection, name, list(aliases))
    says(f"{'、'.join(aliases)}: now {own}")


@command.command("remove")
@click.argument("alias")
@archive_option()
def remove_source(alias: str) -> None:
    """Let ALIAS stand for itself again; the name of an outlet goes with all its aliases."""
    from newsarchive.store import sources
    from newsarchive.store.archive import Archive

    with Archive(archive_path(), write=True) as archive, archive.transaction():
        sources.remove(archive.connection, alias)
    says(f"{alias}: now a name of its own")


@command.command("merge")
@click.argument("name")
@click.argument("into")
@archive_option()
def merge_sources(name: str, into: str) -> None:
    """Make the outlet NAME, with all its names, one with INTO."""
    from newsarchive.store import sources
    from newsarchive.store.archive import Archive

    with Archive(archive_path(), write=True) as archive, archive.transaction():
        own = sources.merge(archive.connection, name, into)
    says(f"{name}: now {own}")
