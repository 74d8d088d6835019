"""Rows and texts -> the terminal, with nothing in them that could steer it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

__all__ = ["clean", "print_rows", "print_table", "says"]

# A page's text may hold escape sequences, which a terminal would obey, and signs that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TABLE_ROWS = 1000  # a table's widths are those of all its rows, and nobody reads more
_TABLE_CHARACTERS = 4_000_000  # of all its rows: they are kept until the widths are known
_PART = 50  # rows laid out at a time
_WIDEST = 60  # cells of one value of a table on a terminal
_NARROW = 8  # below which a text is not cut
_BETWEEN = 2  # cells between two columns


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


def _beginning(text: str) -> str:
    """As much of a text as a column on a terminal has room for, and a sign more, by which it is seen to be cut.

    >>> len(_beginning("潮" * 100)), _beginning("潮")
    (61, '潮')
    """
    return text[: _WIDEST + 1]


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on stdout.

    On a terminal long texts are cut so that it fits, numbers never; what still does not fit goes on in a table below, which
    begins with the first column again. Elsewhere nothing is cut.
    """
    from rich.cells import cell_len
    from rich.console import Console

    terminal = sys.stdout.isatty()
    # Elsewhere it is as wide as it needs: rich would take 80 columns and cut.
    console = Console(file=sys.stdout, highlight=False, width=None if terminal else 1_000_000)
    heads = [_cell(column) for column in columns]
    widths = [cell_len(head) for head in heads]
    numbers = [True] * len(heads)
    cells: list[list[str]] = []
    for row in rows:
        cells.append([])
        for index, value in enumerate(row):
            text = _cell(value)
            numbers[index] &= isinstance(value, int | float | None)
            widths[index] = max(widths[index], cell_len(text))
            cells[-1].append(_beginning(text) if terminal else text)
    numbers = [number and bool(cells) for number in numbers]
    blocks = [list(range(len(heads)))]
    if terminal:
        least = [
            width if number else min(width, max(_NARROW, cell_len(head)))
            for width, number, head in zip(widths, numbers, heads, strict=True)
        ]
        widths = _fitted([min(width, _WIDEST) for width in widths], least, console.width - _BETWEEN * (len(heads) - 1))
        blocks = _blocks(widths, console.width)
    for number, block in enumerate(blocks):
        if number:
            console.print()
        shown = [(heads[at], widths[at], numbers[at]) for at in block]
        for start in range(0, max(len(cells), 1), _PART):  # rich keeps a table several times over until it is printed
            part = [[row[at] for at in block] for row in cells[start : start + _PART]]
            _print_block(console, shown, part, has_head=start == 0)


def _print_block(
    console: Console, columns: Iterable[tuple[str, int, bool]], rows: Iterable[list[str]], *, has_head: bool
) -> None:
    """Columns: head, width, and whether they hold numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=has_head, padding=(0, _BETWEEN - 1, 0, 0))
    for head, width, number in columns:
        justify: JustifyMethod = "right" if number else "left"
        table.add_column(Text(head), justify=justify, no_wrap=True, overflow="ellipsis", min_width=width, max_width=width)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def _fitted(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths of columns that fit, if they can: the widest give way first, none below its least.

    >>> _fitted([10, 40, 3, 30], [8, 8, 3, 8], 60)
    [10, 24, 3, 23]
    """
    found = list(widths)
    for _ in range(max(0, sum(found) - room)):
        given = [(width, index) for index, (width, few) in enumerate(zip(found, least, strict=True)) if width > few]
        if not given:
            break
        found[max(given)[1]] -= 1
    return found


def _blocks(widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns of each of the tables that fit, the first column in all of them.

    >>> _blocks([10, 8, 8, 8], 40), _blocks([10, 8, 8, 8], 30)
    ([[0, 1, 2, 3]], [[0, 1, 2], [0, 3]])
    """
    blocks = [[0]] if widths else []
    used = widths[0] if widths else 0
    for index, width in enumerate(widths[1:], 1):
        if used + _BETWEEN + width > room and len(blocks[-1]) > 1:
            blocks.append([0])
            used = widths[0]
        blocks[-1].append(index)
        used += _BETWEEN + width
    return blocks


def print_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str | None, *, unit: str = "row", raw: bool = False
) -> None:
    """Rows on stdout: as json, nl or csv all of them, one by one, otherwise as a table the first ones.

    unit: what a row is. raw: texts in CSV that a spreadsheet would take for a formula stay as they are.
    """
    from newsarchive.query.export import write_csv, write_json, write_lines

    if form == "json":
        write_json(columns, rows, sys.stdout)
    elif form == "nl":
        write_lines(columns, rows, sys.stdout)
    elif form == "csv":
        write_csv(columns, rows, sys.stdout, raw=raw)
    else:
        rest = iter(rows)
        first = list(_first(rest))
        print_table(columns, first)
        if next(rest, None) is not None:
            says(f"the first {len(first)} {unit}s; --csv, --nl and --json give all of them")
        else:
            says(f"{len(first)} {unit}{'' if len(first) == 1 else 's'}")


def _first(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """As many rows as one table has."""
    characters = 0
    for row in islice(rows, _TABLE_ROWS):
        yield row
        characters += sum(len(value) for value in row if isinstance(value, str | bytes))
        if characters > _TABLE_CHARACTERS:
            return
