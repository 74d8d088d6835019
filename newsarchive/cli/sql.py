"""`newsarchive sql`: a SELECT -> its rows."""

from __future__ import annotations

import sys

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_rows

__all__ = ["command"]



@click.command("sql", short_help="Ask in SQL.")
@click.argument("query", required=False)
@click.argument("parameters", nargs=-1)
@click.option("-p", "--param", "named", multiple=True, nargs=2, metavar="NAME VALUE", help="The value of :NAME.")
@click.option("--json", "form", flag_value="json", help="A JSON array.")
@click.option("--nl", "form", flag_value="nl", help="JSON lines: an object a row.")
@click.option("--csv", "form", flag_value="csv", help="CSV with a line of column names.")
@click.option("--raw", is_flag=True, help="CSV without the ' before cells that a spreadsheet would run as formulas.")
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), default=10.0, show_default=True, help="How long it may take."
)
@click.option("--schema", "show_schema", is_flag=True, help="Print the tables with their comments.")
@archive_option()
def command(
    query: str | None,
    parameters: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    form: str | None,
    raw: bool,
    seconds: float,
    show_schema: bool,
) -> None:
    """Run one SELECT over the archive, which it cannot change.

    QUERY is read from stdin when it is -. PARAMETERS are the values of its ?s. Beside SQLite's functions there are
    match_query(text), for the full-text table `search`, and excerpt(text, query).

    \b
      newsarchive sql --schema
      newsarchive sql "select name, count(*) from credits group by 1 order by 2 desc limit 20"
      newsarchive sql "select date, title from articles where source = ?" 新华社 --csv > xinhua.csv
      newsarchive sql "select articles.title from search join articles on articles.id = search.rowid
                       where search match match_query('码头')"
    """
    from newsarchive.query.sql import run_sql, schema

    if show_schema:
        click.echo(schema(archive_path()), nl=False)
        return
    if query is None:
        raise click.UsageError("Missing argument 'QUERY'.")
    if parameters and named:
        raise click.UsageError("Values for ? and for :name cannot be mixed.")
    if raw and form != "csv":
        raise click.UsageError("--raw goes with --csv.")
    text = sys.stdin.read() if query == "-" else query
    with run_sql(archive_path(), text, dict(named) if named else parameters, seconds=seconds) as answer:
        print_rows(answer.columns, answer, form, raw=raw)
