"""Small plots as SVG: heat maps, columns over time, bars by row. Every text is escaped here; colors are the page's classes.

A plot is an image with a title and a description for whoever does not see it; its numbers stand in a table beside it. Lengths
are in the units of the plot's own coordinates, of which it is WIDTH wide.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

__all__ = ["HEAT", "WIDTH", "Bar", "Series", "bars", "columns", "heat", "levels"]

WIDTH: Final = 960
#: Shades of a heat map, the lightest first: classes q1 … of the page.
HEAT: Final = 6
_LABEL: Final = 190  # the widest label of a row
_SIGN: Final = 6.6  # a Latin letter of 12 units, on an average
_ROW: Final = 22
_WIDEST: Final = 110  # of a cell
_AXIS: Final = 26
_LEGEND: Final = 34


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of `bars`: a label and its parts, (class, length, what it is)."""

    label: str
    parts: tuple[tuple[str, float, str], ...]
    note: str
    """Printed behind it."""


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values over time, of one class."""

    name: str
    style: str
    values: Sequence[float]


def _wide(text: str) -> float:
    """About how wide a text is."""
    return sum(12.0 if unicodedata.east_asian_width(sign) in "WF" else _SIGN for sign in text)


def _cut(text: str, room: float) -> str:
    """A label that fits.

    >>> _cut("Harbour Courier of the North", 80), _cut("汐港", 80)
    ('Harbour Co…', '汐港')
    """
    if _wide(text) <= room:
        return text
    while text and _wide(text) > room - 12:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _text(x: float, y: float, text: str, style: str = "", whole: str = "") -> str:
    told = f"<title>{escape(whole)}</title>" if whole and whole != text else ""
    return f'<text x="{x:g}" y="{y:g}" class="t {style}">{escape(text)}{told}</text>'


def _plot(key: str, title: str, description: str, height: float, marks: Iterable[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>{"".join(marks)}</svg>'
    )


def _label_room(labels: Iterable[str]) -> float:
    return min(_LABEL, max(map(_wide, labels), default=0)) + 12


def levels(values: Iterable[float]) -> list[float]:
    """The least value of each shade: as many values in one as in the next, as far as they differ.

    >>> levels([0, 1, 1, 2, 3, 5, 8, 13, 40])
    [1, 2, 5, 8, 13]
    """
    found = sorted(value for value in values if value > 0)
    return sorted({found[len(found) * at // HEAT] for at in range(HEAT)}) if found else []


def _shade(value: float, least: Sequence[float]) -> int:
    """0 for nothing, up to HEAT."""
    if value <= 0 or not least:
        return 0
    index = sum(value >= one for one in least)
    return index if len(least) == HEAT else round(1 + (index - 1) * (HEAT - 1) / max(1, len(least) - 1))


def heat(
    key: str,
    title: str,
    description: str,
    rows: Sequence[tuple[str, Sequence[float | None]]],
    ticks: Sequence[tuple[float, str]],
    *,
    told: Callable[[str, int, float], str],
    shades: Sequence[float],
    legend: Sequence[str],
    printed: Callable[[float], str] | None = None,
    marks: Sequence[tuple[int, float, str, str]] = (),
    keys: Sequence[tuple[str, str]] = (),
) -> str:
    """A row of cells for each label, the darker the more.

    rows: values by column, None for no cell. ticks: (column, label) of the axis below. told: (label, column, value) -> what is
    shown at a cell. shades: least value of each (`levels`). printed: what stands in a cell. marks: (row, column with its
    fraction, class, what it is), drawn over the cells. keys: (class, meaning) of the marks.
    """
    label, count = _label_room(name for name, _ in rows), len(rows[0][1]) if rows else 1
    step = (WIDTH - label - 4) / max(count, 1)
    step = min(step, _WIDEST)
    gap = 1 if step >= 5 else 0
    parts = []
    for at, (name, values) in enumerate(rows):
        y = at * _ROW
        parts.append(_text(label - 10, y + 15, _cut(name, _LABEL), "e", name))
        for index, value in enumerate(values):
            if value is None:
                continue
            shade = _shade(value, shades)
            x = label + index * step
            cell = f'<rect x="{x:.1f}" y="{y + 1}" width="{step - gap:.1f}" height="{_ROW - 2}" class="q{shade}">'
            parts.append(f"{cell}<title>{escape(told(name, index, value))}</title></rect>")
            if printed is not None:
                style = "m i" if shade >= HEAT - 2 else "m"
                parts.append(_text(x + (step - gap) / 2, y + 15, printed(value), style))
    for row, column, style, what in marks:
        x, y = label + column * step, row * _ROW
        line = f'd="M{x:.1f} {y + 2}v{_ROW - 4}"'
        shape = f'<path {line} class="halo"/><path {line} class="{style}">'
        parts.append(f"{shape}<title>{escape(what)}</title></path>")
    bottom = len(rows) * _ROW
    parts += _axis(((label + column * step, text) for column, text in ticks), bottom)
    entries = [(f"q{_shade_of(at, len(legend))}", text) for at, text in enumerate(legend)]
    parts += _keys(label, bottom + _AXIS + 14, [*entries, *keys])
    return _plot(key, title, description, bottom + _AXIS + _LEGEND, parts)


def _shade_of(at: int, count: int) -> int:
    """The shade of a legend's entry, the first of which is nothing."""
    if at == 0:
        return 0
    steps = count - 1
    return at if steps == HEAT else round(1 + (at - 1) * (HEAT - 1) / max(1, steps - 1))


def _axis(ticks: Iterable[tuple[float, str]], y: float) -> Iterable[str]:
    """Labels under a plot, those left out that would overlap."""
    free = 0.0
    for x, text in ticks:
        if x >= free and x + _wide(text) <= WIDTH + 2:
            free = x + _wide(text) + 14
            yield f'<path d="M{x:.1f} {y}v5" class="l"/>'
            yield _text(x, y + 18, text, "s")


def _keys(x: float, y: float, entries: Iterable[tuple[str, str]]) -> Iterable[str]:
    """A legend in one line: a square of each class, and what it means."""
    for style, text in entries:
        yield f'<rect x="{x:.1f}" y="{y:g}" width="12" height="12" class="{style}"/>'
        yield _text(x + 17, y + 10.5, text, "s")
        x += 17 + _wide(text) + 18


def columns(
    key: str,
    title: str,
    description: str,
    bins: Sequence[str],
    series: Sequence[Series],
    ticks: Sequence[tuple[float, str]],
    *,
    height: float = 150,
    amount: Callable[[float], str] = "{:,.0f}".format,
    line: Series | None = None,
) -> str:
    """Stacked columns over time; line: a series of its own scale, drawn over them."""
    label = 64.0
    right = 70.0 if line else 6.0
    step = (WIDTH - label - right) / max(len(bins), 1)
    gap = 2 if step >= 8 else 1 if step >= 4 else 0
    sums = [sum(one.values[at] for one in series) for at in range(len(bins))]
    top = _nice(max(sums, default=0) or 1)
    parts = []
    for share in (0, 0.5, 1):
        y = 8 + height * (1 - share)
        parts.append(f'<path d="M{label} {y:g}H{WIDTH - right:g}" class="{"l" if share == 0 else "g"}"/>')
        parts.append(_text(label - 8, y + 4, amount(top * share), "s e"))
    for at, name in enumerate(bins):
        below = 0.0
        for one in series:
            value = one.values[at]
            if value <= 0:
                continue
            tall = max(height * value / top, 1.0)
            y = 8 + height - below - tall
            below += tall
            place = f'x="{label + at * step:.1f}" y="{y:.1f}" width="{min(step - gap, 40):.1f}" height="{tall:.1f}"'
            shape = f'<rect {place} class="{one.style}">'
            parts.append(f"{shape}<title>{escape(f'{name}: {amount(value)} {one.name}')}</title></rect>")
    if line is not None:
        most = _nice(max(line.values, default=0) or 1)
        points = " ".join(
            f"{label + (at + 0.5) * step:.1f},{8 + height * (1 - value / most):.1f}" for at, value in enumerate(line.values)
        )
        parts.append(f'<polyline points="{points}" class="{line.style}"/>')
        parts += [_text(WIDTH - right + 6, 12 + height * (1 - share), amount(most * share), "s") for share in (0, 0.5, 1)]
    bottom = 8 + height
    parts += _axis(((label + column * step, text) for column, text in ticks), bottom)
    named = [(one.style, one.name) for one in series] + ([(f"k {line.style}", line.name)] if line else [])
    parts += _keys(label, bottom + _AXIS + 12, named)
    return _plot(key, title, description, bottom + _AXIS + _LEGEND, parts)


def _nice(most: float) -> int:
    """The end of an axis: the next number that is easy to read, as its half is.

    >>> _nice(1), _nice(7), _nice(23), _nice(1234)
    (2, 8, 30, 1500)
    """
    size = 1
    while size * 10 <= most:
        size *= 10
    easy = (2, 4, 6, 8, 10) if size == 1 else (1, 2, 3, 4, 5, 6, 8, 10) if size == 10 else (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
    return int(next(size * one for one in easy if size * one >= most))


def bars(
    key: str, title: str, description: str, rows: Sequence[Bar], *, keys: Sequence[tuple[str, str]] = (), whole: bool = False
) -> str:
    """A horizontal bar of each row. whole: all are as long as one another, parts of 100 %."""
    label, note = _label_room(row.label for row in rows), max((_wide(row.note) for row in rows), default=0) + 14
    room = WIDTH - label - note
    most = max((sum(length for _, length, _ in row.parts) for row in rows), default=0) or 1
    parts = []
    for at, row in enumerate(rows):
        y, x = at * _ROW, label
        parts.append(_text(label - 10, y + 15, _cut(row.label, _LABEL), "e", row.label))
        total = sum(length for _, length, _ in row.parts) or 1
        for style, length, what in row.parts:
            if length <= 0:
                continue
            wide = max(room * length / (total if whole else most), 1.5)
            shape = f'<rect x="{x:.1f}" y="{y + 3}" width="{wide:.1f}" height="{_ROW - 7}" class="{style}">'
            parts.append(f"{shape}<title>{escape(f'{row.label}: {what}')}</title></rect>")
            x += wide
        parts.append(_text((label + room if whole else x) + 8, y + 15, row.note, "s"))
    bottom = len(rows) * _ROW
    if keys:
        parts += _keys(label, bottom + 8, keys)
    return _plot(key, title, description, bottom + (30 if keys else 4), parts)
