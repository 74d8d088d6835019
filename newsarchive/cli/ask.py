"""`newsarchive ask`: a question by its name -> the rows that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_rows, print_table

if TYPE_CHECKING:
    from newsarchive.query.canned import Question

__all__ = ["command"]



_OPTIONS: tuple[Any, ...] = (
    click.option("--json", "form", flag_value="json", help="A JSON array."),
    click.option("--nl", "form", flag_value="nl", help="JSON lines: an object a row."),
    click.option("--csv", "form", flag_value="csv", help="CSV with a line of column names."),
    click.option("--raw", is_flag=True, help="CSV without the ' before cells that a spreadsheet would run as formulas."),
    click.option(
        "--seconds", type=click.FloatRange(0, min_open=True), default=60.0, show_default=True, help="How long it may take."
    ),
    click.option("--sql", "show_sql", is_flag=True, help="Print the SQL instead, to make a question of one's own of it."),
    archive_option(),
)


class Questions(click.Group):
    """A command a question, ours and those in the archive's folder, with an option a value."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from newsarchive.query.canned import questions

        return list(questions(archive_path()))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        from newsarchive.query.canned import question

        return _command(question(name, archive_path()))


def _command(question: Question) -> click.Command:
    def ask(form: str | None, raw: bool, seconds: float, show_sql: bool, **given: str | None) -> None:
        if show_sql:
            click.echo(question.sql, nl=not question.sql.endswith("\n"))
            return
        if raw and form != "csv":
            raise click.UsageError("--raw goes with --csv.")
        _print(question, given, form, raw, seconds)

    parameters: list[Any] = [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", parameter.name],
            metavar="VALUE",
            help=parameter.told + (f"  [default: {parameter.default}]" if parameter.default is not None else ""),
        )
        for parameter in question.parameters
    ]
    explained = f"{question.told} {question.more}".strip()
    made = click.Command(question.name, params=parameters, callback=ask, help=explained, short_help=question.told)
    for option in _OPTIONS:
        made = option(made)
    return made


def _print(question: Question, given: dict[str, str | None], form: str | None, raw: bool, seconds: float) -> None:
    from newsarchive.query.sql import run_sql

    with run_sql(archive_path(), question.sql, question.values(given), seconds=seconds) as answer:
        print_rows(answer.columns, answer, form, raw=raw)


@click.command("ask", cls=Questions, short_help="Ask a question that is known by name.", invoke_without_command=True)
@archive_option()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Ask a question that is known by name, or list those that there are.

    A file NAME.sql in the folder `questions` of the archive is a question too: a SELECT under comments, of which the
    first says what it answers and those like `-- :since  from this day on` which values it takes.

    \b
      newsarchive ask
      newsarchive ask most-reprinted --since 2024-03 --limit 10
      newsarchive ask mentions --word 梅雨 --csv > rain.csv
      newsarchive ask most-reprinted --sql > archive/questions/my-own.sql
    """
    if ctx.invoked_subcommand is None:
        from newsarchive.query.canned import questions

        rows = [
            (name, " ".join(f"--{parameter.name.replace('_', '-')}" for parameter in found.parameters), found.told)
            for name, found in questions(archive_path()).items()
        ]
        print_table(("question", "values", "what it answers"), rows)
