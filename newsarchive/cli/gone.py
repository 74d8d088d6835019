"""`newsarchive gone`: articles that went away, and when they came back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_rows, says
from newsarchive.dedupe.absence import CHECKS, DAYS, Absent

if TYPE_CHECKING:
    from newsarchive.query.gone import State

__all__ = ["command"]

_STATES = ("gone", "suspect", "restored", "all")
_SHOWN = ("article_id", "state", "reason", "last_seen", "missing_since", "checks", "last_check", "returned_at", "title")


@click.command("gone", short_help="List articles that went away.")
@click.argument("article", metavar="[ID|URL]", required=False)
@click.option(
    "--state",
    "states",
    type=click.Choice(_STATES),
    multiple=True,
    help="gone, suspect or restored; may be repeated. Gone and suspect without it.",
)
@click.option("--since", metavar="DATE", help="Missing since this day (UTC) or later: 2024, 2024-03 or 2024-03-01.")
@click.option("--outlet", multiple=True, metavar="NAME", help="Of one outlet; may be repeated.")
@click.option("--reason", type=click.Choice([str(one) for one in Absent]), multiple=True, help="What the last check found.")
@click.option("--json", "form", flag_value="json", help="A JSON array.")
@click.option("--nl", "form", flag_value="nl", help="JSON lines: an object an article.")
@click.option("--csv", "form", flag_value="csv", help="CSV with a line of column names.")
@click.option(
    "--after-checks",
    type=click.IntRange(1, 1000),
    metavar="N",
    help=f"Let so many checks in a row make an article gone, for all that is known too. A new archive has {CHECKS}.",
)
@click.option(
    "--after-days",
    type=click.FloatRange(0, 3650),
    metavar="DAYS",
    help=f"… over so many days at the least. A new archive has {DAYS:g}.",
)
@archive_option()
def command(
    article: str | None,
    states: tuple[str, ...],
    since: str | None,
    outlet: tuple[str, ...],
    reason: tuple[str, ...],
    form: str | None,
    after_checks: int | None,
    after_days: float | None,
) -> None:
    """List the articles that are not where they were; or every look at one of them.

    An article that a check does not find is a suspect; several checks over several days make it gone; one that finds it
    again, restored. A check is an answer that says so: 404, 410, the site's error page under another status, a redirect to
    the front page or a list, the headline without its text, a robots.txt that forbids it now. What was not answered, or by
    a wall, a log-in or a failing server, is none.

    \b
      newsarchive gone
      newsarchive gone --state gone --since 2024-03 --outlet shobserver --csv > gone.csv
      newsarchive gone 12
      newsarchive gone --after-checks 5 --after-days 7
    """
    if after_checks is not None or after_days is not None:
        _decide(after_checks, after_days)
        return
    if article is not None and (states or since or outlet or reason):
        raise click.UsageError("An article is shown with every look at it; the filters are about all of them.")
    from newsarchive.query import gone
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        if article is not None:
            from newsarchive.cli.show import row_of

            columns = ("checked_at", "reason", "status", "url", "record_id")
            _print(columns, gone.checks(archive, row_of(archive, article)["id"]), form, shown=columns, unit="look")
        else:
            wanted: tuple[State, ...] = tuple(one for one in gone.STATES if one in states or "all" in states)
            found = gone.absences(archive, states=wanted or ("gone", "suspect"), since=since, outlet=outlet, reason=reason)
            _print(gone.COLUMNS, found, form, shown=_SHOWN, unit="article")


def _print(
    columns: tuple[str, ...], rows: Iterable[dict[str, object]], form: str | None, *, shown: tuple[str, ...], unit: str
) -> None:
    names = shown if form is None else columns
    print_rows(names, ([row[name] for name in names] for row in rows), form, unit=unit)


def _decide(checks: int | None, days: float | None) -> None:
    from newsarchive.store import absences
    from newsarchive.store.archive import Archive

    with Archive(archive_path(), write=True) as archive, archive.transaction():
        count = absences.decide(archive.connection, checks, days)
        rule = absences.rule(archive.connection)
        apart = absences.ruled_apart(archive.connection)
    checks_of = "1 check" if rule.checks == 1 else f"{rule.checks} checks"
    says(f"{checks_of} over {rule.days:g} days; {count} {'article is' if count == 1 else 'articles are'} gone")
    for outlet, own in apart.items():
        says(f"{outlet}: {own.checks} over {own.days:g} days, as its newsarchive.toml says")
