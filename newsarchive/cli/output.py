"""Rows and texts -> the terminal, with nothing in them that could steer it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from newsarchive.query.sql import Answer

__all__ = ["clean", "print_answer", "print_table", "says"]

# A page's text may hold escape sequences, which a terminal would obey, and signs that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TABLE_ROWS = 1000  # a table is laid out as a whole, and nobody reads more
_WIDEST = 60  # cells of one value of a table on a terminal


def clean(text: Any) -> str:
    r"""A text without control characters, line feeds and tabs excepted.

    >>> clean("a\x1b[31mb\n")
    'a�[31mb\n'
    """
    return _CONTROL.sub("\ufffd", str(text))


def says(line: str) -> None:
    """Tell the person at the terminal something that is no data."""
    click.echo(clean(line), err=True)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return clean(" ".join(str(value).split()))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on stdout; on a terminal long values are cut so that it fits, elsewhere nothing is."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    content = [list(row) for row in rows]
    for index, column in enumerate(columns):
        numbers = bool(content) and all(isinstance(row[index], int | float | None) for row in content)
        table.add_column(
            Text(_cell(column)),
            justify="right" if numbers else "left",
            no_wrap=True,
            overflow="ellipsis",
            max_width=_WIDEST if terminal else None,
        )
    for row in content:
        table.add_row(*(Text(_cell(value)) for value in row))
    # Elsewhere it is as wide as it needs: rich would take 80 columns and cut.
    Console(file=sys.stdout, highlight=False, width=None if terminal else 1_000_000).print(table)


def print_answer(answer: Answer, form: str | None, *, raw: bool = False) -> None:
    """The rows of a query on stdout: as json, nl or csv all of them, otherwise as a table the first ones.

    raw: texts in CSV that a spreadsheet would take for a formula stay as they are.
    """
    from newsarchive.query.export import write_csv, write_json, write_lines

    if form == "json":
        write_json(answer.columns, answer, sys.stdout)
    elif form == "nl":
        write_lines(answer.columns, answer, sys.stdout)
    elif form == "csv":
        write_csv(answer.columns, answer, sys.stdout, raw=raw)
    else:
        rows = list(islice(answer, _TABLE_ROWS + 1))
        print_table(answer.columns, rows[:_TABLE_ROWS])
        if len(rows) > _TABLE_ROWS:
            says(f"the first {_TABLE_ROWS} rows; --csv, --nl and --json give all of them")
        else:
            says(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}")
