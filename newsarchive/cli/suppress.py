"""`newsarchive suppress`: articles withdrawn from view, and brought back."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table, says

if TYPE_CHECKING:
    from newsarchive.store.archive import Archive

__all__ = ["command"]

_COLUMNS = ("article_id", "suppressed_at", "suppressed_by", "reason", "until", "lifted_at", "lifted_by", "lifted_reason", "url")


@click.command("suppress", short_help="Withdraw articles from view.")
@click.argument("articles", metavar="ID|URL...", nargs=-1)
@click.option("--reason", metavar="TEXT", help="Why: a court's order, a person's request, an embargo. It is kept.")
@click.option(
    "--until",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Until this day or minute (UTC), then it comes back by itself.",
)
@click.option("--by", metavar="NAME", help="Who says so; the login name otherwise.")
@click.option("--undo", is_flag=True, help="Bring the articles back into view.")
@click.option("--list", "listing", is_flag=True, help="List what was ever suppressed, and who lifted it.")
@click.option("--json", "as_json", is_flag=True, help="With --list: a JSON array, digests included.")
@archive_option()
def command(
    articles: tuple[str, ...],
    reason: str | None,
    until: datetime | None,
    by: str | None,
    undo: bool,
    listing: bool,
    as_json: bool,
) -> None:
    """Withdraw articles from view: no command, view or export shows them, and a later crawl does not bring them back.

    Nothing is deleted. The row of each suppression says who, when and why, and the digest of what was withdrawn; the
    tables and WARC files stay whole for the owner of the archive (`newsarchive sql "select … from main.articles"`).

    \b
      newsarchive suppress 12 --reason "order 3 O 17/24 of the court of Bilt"
      newsarchive suppress 12 15 --reason embargo --until 2027-01-01
      newsarchive suppress 12 --undo --reason "order lifted"
      newsarchive suppress --list
    """
    from newsarchive.errors import ArchiveMissing
    from newsarchive.store.archive import Archive

    if listing == bool(articles):
        raise click.UsageError("Give articles, or --list.")
    if listing:
        with Archive(archive_path(), whole=True) as archive:
            _list(archive, as_json=as_json)
        return
    if not undo and not (reason and reason.strip()):
        raise click.UsageError("Give a --reason: it is what the archive answers when somebody asks.")
    if undo and until:
        raise click.UsageError("--until does not go with --undo.")
    if not (archive_path() / "archive.db").is_file():  # a misspelled path makes no archive
        raise ArchiveMissing(f"{archive_path()}: no archive here; -a names another")
    with Archive(archive_path(), write=True) as archive:
        _change(archive, articles, reason, until, by or _login(), undo=undo)


def _change(
    archive: Archive,
    articles: tuple[str, ...],
    reason: str | None,
    until: datetime | None,
    by: str,
    *,
    undo: bool,
) -> None:
    """Suppress or lift all of the articles, or none when one of them is not there."""
    from newsarchive.cli.show import row_of
    from newsarchive.store import suppressions

    rows = {row["id"]: row for row in (row_of(archive, article) for article in articles)}
    with archive.transaction():
        for article_id in rows:
            if undo:
                suppressions.lift(archive.connection, article_id, by, reason)
            else:
                end = until.replace(tzinfo=UTC) if until else None
                suppressions.suppress(archive.connection, article_id, (reason or "").strip(), by, end)
    for article_id, row in rows.items():
        says(f"article {article_id}, {row['url']}: {'in view again' if undo else 'suppressed'}")
    if not undo and (others := _same_text(archive, list(rows))):
        says(f"still in view with the same text, in whole or part: {', '.join(map(str, others))}; see `newsarchive reprints`")


def _same_text(archive: Archive, article_ids: list[int]) -> list[int]:
    """Other articles in the clusters of these, that are in view."""
    rows = archive.connection.execute(
        "SELECT article_id FROM copies WHERE first_id IN"
        " (SELECT first_id FROM copies WHERE article_id IN (SELECT value FROM json_each(?)))"
        " AND article_id NOT IN (SELECT article_id FROM suppressed) ORDER BY article_id",
        (json.dumps(article_ids),),
    )
    return [article_id for (article_id,) in rows]


def _list(archive: Archive, *, as_json: bool) -> None:
    from newsarchive.store.suppressions import listed

    rows = listed(archive.connection)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        print_table(_COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])
    holding = sum(row["holds"] for row in rows)
    says(f"{holding} {'article is' if holding == 1 else 'articles are'} suppressed")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        raise click.UsageError("Your login has no name; say who suppresses with --by NAME.") from None
