"""Columns and rows -> JSON, JSON lines or CSV, a row at a time, so that a whole archive passes in little memory."""

from __future__ import annotations

import base64
import csv
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

__all__ = ["names", "write_csv", "write_json", "write_lines"]

# OWASP, "CSV injection": a spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def names(columns: Sequence[str]) -> list[str]:
    """Column names as keys, of which none may occur twice.

    >>> names(["id", "title", "id"])
    ['id', 'title', 'id_2']
    """
    out: list[str] = []
    for column in columns:
        key, number = column, 1
        while key in out:
            number += 1
            key = f"{column}_{number}"
        out.append(key)
    return out


def _plain(value: Any) -> Any:
    """A value of SQLite as JSON has it; bytes as sqlite-utils and Datasette write them."""
    if isinstance(value, bytes):
        return {"$base64": True, "encoded": base64.b64encode(value).decode()}
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no infinity
    return value


def _line(keys: Sequence[str], row: Sequence[Any]) -> str:
    return json.dumps(dict(zip(keys, map(_plain, row), strict=True)), ensure_ascii=False)


def write_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> int:
    """One JSON array of objects, an object a line; returns how many."""
    keys = names(columns)
    count = 0
    out.write("[")
    for row in rows:
        out.write((",\n" if count else "\n") + _line(keys, row))
        count += 1
    out.write("\n]\n" if count else "]\n")
    return count


def write_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> int:
    """JSON lines (newline-delimited JSON): an object a row; returns how many."""
    keys = names(columns)
    count = 0
    for row in rows:
        out.write(_line(keys, row) + "\n")
        count += 1
    return count


def _safe(value: Any) -> Any:
    """
    >>> _safe("=HYPERLINK(1)"), _safe(-5)
    ("'=HYPERLINK(1)", -5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO, *, raw: bool = False) -> int:
    """CSV (RFC 4180) with a line of column names; returns how many rows.

    A text that a spreadsheet would run as a formula gets a leading "'", unless raw. NULL is an empty cell, bytes
    are base64.
    """
    writer = csv.writer(out)
    writer.writerow([name if raw else _safe(name) for name in columns])
    count = 0
    for row in rows:
        cells = [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]
        writer.writerow(cells if raw else map(_safe, cells))
        count += 1
    return count
