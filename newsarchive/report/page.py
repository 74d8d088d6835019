"""Figures -> one page of HTML with plots, that needs nothing else: no network, no script, no file beside it.

Whatever an outlet calls itself, or a title says, is text here: it is escaped, and the page's own policy allows neither scripts
nor anything from elsewhere, should that ever fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import accumulate
from typing import Any, Final

from newsarchive.query.gaps import Standing
from newsarchive.query.status import printed_bytes
from newsarchive.report import svg
from newsarchive.report.delays import BOUNDS, spoken
from newsarchive.report.figures import FIELDS, Days, Figures
from newsarchive.report.tables import OUTLETS, Section, Table, sections, shown_outlets, ticks
from newsarchive.report.timeline import timeline
from newsarchive.version import __version__

__all__ = ["GENERATOR", "page"]

#: By which an earlier report is known, which a new one may replace.
GENERATOR: Final = '<meta name="generator" content="newsarchive report">'
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
#: Rows of a table behind a plot; --json gives all.
_ROWS: Final = 400
_COMMAND: Final = re.compile(r"`([^`]+)`")
_STANDINGS: Final = (("c1", "held"), ("c2", "waiting"), ("c5", "left_out"), ("c4", "missing"))


def page(figures: Figures) -> Iterator[str]:
    """The page, in pieces."""
    found = sections(figures)
    style = files("newsarchive.report").joinpath("style.css").read_text("utf-8")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n{GENERATOR}\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(figures.archive)}: newsarchive report</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the figures</a>\n'
    )
    links = "".join(f'<li><a href="#{one.key}">{escape(one.title)}</a></li>' for one in found)
    made = figures.made_at.replace("T", " ").replace("Z", " UTC")
    yield (
        f'<header>\n<p class="kicker">newsarchive report</p>\n<h1>{escape(figures.archive)}</h1>\n'
        f"<p>{escape(_period(figures))} Made {escape(made)}.</p>\n"
        f'<nav aria-label="Figures"><ul>{links}</ul></nav>\n</header>\n<main id="main">\n{_tiles(figures)}\n'
    )
    for one in found:
        yield from _section(figures, one)
    yield (
        f"</main>\n<footer>Written by newsarchive {__version__}. Days are those of each outlet's own zone. The page holds all "
        "that it shows; <code>newsarchive report --json</code> gives every number.</footer>\n</body>\n</html>\n"
    )


def _period(figures: Figures) -> str:
    since, until = figures.period.since, figures.period.until
    if since is None and until is None:
        return "Everything that it holds."
    return f"From {since or 'the beginning'} to {until or 'now'}."


def _tiles(figures: Figures) -> str:
    named = sum(one.named for one in figures.coverage.values())
    held = sum(one.held for one in figures.coverage.values())
    left = figures.days_left
    changes = Counter({what: days.total() for what, days in figures.changes.items()})
    full = "–" if left is None else f"{left:,.0f} d" if left < 3650 else "> 10 y"
    tiles = [
        ("articles", f"{sum(days.total() for days in figures.articles.values()):,}", False),
        ("outlets", f"{len(figures.articles):,}", False),
        ("edits", f"{changes['edited']:,}", False),
        ("gone", f"{changes['gone']:,}", False),
        ("of what was named, held", f"{held / named:.1%}" if named else "–", False),
        ("alarms", f"{len(figures.alarms):,}", bool(figures.alarms)),
        ("until the disk is full", full, left is not None and left < 30),
    ]
    told = "".join(
        f"<div{' class=bad' if bad else ''}><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value, bad in tiles
    )
    return f'<dl class="tiles">{told}</dl>'


def _section(figures: Figures, one: Section) -> Iterator[str]:
    yield f'<section id="{one.key}" aria-labelledby="{one.key}-h">\n<h2 id="{one.key}-h">{escape(one.title)}</h2>\n'
    told = _COMMAND.sub(r"<code>\1</code>", escape(one.told))
    yield f"<p>{told}</p>\n"
    if one.key == "alarms" and one.tables:
        yield f'<div class="alarms">{_table(figures, one.tables[0])}</div>\n'
    elif one.tables:
        for plot in _PLOTS[one.key](figures, one):
            yield f'<figure>{_scrolled(f"{one.title}, plot", plot)}</figure>\n'
        for table in one.tables:
            yield f"<details><summary>{escape(table.caption)}: table</summary>{_table(figures, table)}</details>\n"
    yield "</section>\n"


def _table(figures: Figures, table: Table) -> str:
    languages = {figures.titles[name]: language for name, language in figures.languages.items() if name in figures.titles}

    def cell(value: Any, *, head: bool) -> str:
        text = f"{value:,}" if isinstance(value, int) else str(value)
        language = languages.get(text)
        told = f' lang="{escape(language)}"' if language else ""
        if head:
            return f'<th scope="row"{told}>{escape(text)}</th>'
        number = ' class="n"' if isinstance(value, int | float) or text[-1:] == "%" else ""
        return f"<td{number}{told}>{escape(text)}</td>"

    numbers = [bool(table.rows) and isinstance(table.rows[0][at], int | float) for at in range(len(table.columns))]
    heads = "".join(
        f'<th scope="col"{" class=n" if number else ""}>{escape(name)}</th>'
        for name, number in zip(table.columns, numbers, strict=True)
    )
    rows = "".join(
        f"<tr>{''.join(cell(value, head=at == 0) for at, value in enumerate(row))}</tr>\n" for row in table.rows[:_ROWS]
    )
    more = f" (the first {_ROWS} of {len(table.rows):,} rows)" if len(table.rows) > _ROWS else ""
    caption = escape(table.caption + more)
    head = f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
    return _scrolled(table.caption, f"<table>{head}\n<tbody>{rows}</tbody></table>")


def _scrolled(label: str, content: str) -> str:
    """Something that may be wider than the page: a region that the keyboard reaches and moves."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{content}</div>'


# -- plots --------------------------------------------------------------------------------------------------------------


def _ranges(least: list[float]) -> list[str]:
    """What the shades of a heat map stand for: 0, 1–3, 4 and more."""
    told = ["0"]
    for at, one in enumerate(least):
        last = least[at + 1] - 1 if at + 1 < len(least) else None
        told.append(f"{one:,.0f} and more" if last is None else f"{one:,.0f}" if last <= one else f"{one:,.0f}–{last:,.0f}")
    return told


def _articles(figures: Figures, one: Section) -> Iterator[str]:
    lines = timeline(shown_outlets(figures, figures.articles))
    shades = svg.levels(count for counts in lines.rows.values() for count in counts)
    yield svg.heat(
        one.key,
        f"Articles a {lines.step}, by outlet",
        f"{one.told} Each row is an outlet, each column a {lines.step} of publication; the darker, the more articles.",
        list(lines.rows.items()),
        ticks(lines.bins, lines.step),
        told=lambda name, at, value: f"{name}, {lines.bins[at]}: {value:,.0f}",
        shades=shades,
        legend=_ranges(shades),
    )


def _delays(figures: Figures, one: Section) -> Iterator[str]:
    order = one.tables[0].rows[:OUTLETS]
    names = sorted(figures.delays, key=lambda name: (-figures.delays[name].articles, figures.name(name)))[:OUTLETS]
    labels = [*BOUNDS.values(), "later"]
    rows, marks = [], []
    for at, (row, name) in enumerate(zip(order, names, strict=True)):
        delays = figures.delays[name]
        rows.append((str(row[0]), [count / delays.articles for count in delays.binned()]))
        for share, style, what in ((0.5, "half", "median"), (0.9, "most", "90 %")):
            minutes = delays.quantile(share)
            marks.append((at, _along(minutes or 0), style, f"{row[0]}: {what} {spoken(minutes)}"))
    shades = [0.0001, 0.02, 0.05, 0.1, 0.2, 0.4]
    yield svg.heat(
        one.key,
        "Time from publication to the first capture, by outlet",
        f"{one.told} Each row is an outlet, each column a span of time; the darker, the larger its share.",
        rows,
        [(at + 0.1, label) for at, label in enumerate(labels)],
        told=lambda name, at, value: f"{name}, {labels[at]}: {value:.1%}",
        shades=shades,
        legend=["none", "up to 2 %", "5 %", "10 %", "20 %", "40 %", "more"],
        marks=marks,
        keys=(("k half", "median"), ("k most", "90 %")),
    )


def _along(minutes: float) -> float:
    """Where a time stands among the columns, with its fraction.

    >>> _along(0), _along(10), _along(20), _along(10**9)
    (0.0, 1.0, 1.5, 10.9)
    """
    before = 0.0
    for at, bound in enumerate(BOUNDS):
        if minutes <= bound:
            return at + (minutes - before) / (bound - before)
        before = bound
    return len(BOUNDS) + 0.9


def _coverage(figures: Figures, one: Section) -> Iterator[str]:
    rows = []
    for row in one.tables[0].rows[:OUTLETS]:
        name, named, *counts, share = row
        parts = tuple(
            (style, float(count), f"{count:,} of {named:,} {what.replace('_', ' ')}")
            for (style, what), count in zip(_STANDINGS, counts, strict=True)
        )
        rows.append(svg.Bar(str(name), parts, f"{share} of {named:,}"))
    yield svg.bars(
        one.key,
        "What was named, by how it stands and outlet",
        f"{one.told} Each bar is an outlet; its parts are what is held, waiting, left out and missing.",
        rows,
        keys=[(style, what.replace("_", " ")) for style, what in _STANDINGS],
        whole=True,
    )


def _changes(figures: Figures, one: Section) -> Iterator[str]:
    lines = timeline({what: figures.changes.get(what, Counter()) for what in ("edited", "gone", "restored")})
    axis = ticks(lines.bins, lines.step)
    for key, title, shown in (
        ("edits", "Edits", (("edited", "c1", "edits"),)),
        ("takedowns", "Takedowns", (("gone", "c4", "gone"), ("restored", "c3", "came back"))),
    ):
        if any(sum(lines.rows[what]) for what, _, _ in shown):
            yield svg.columns(
                f"{one.key}-{key}",
                f"{title} noticed, by {lines.step}",
                f"{one.told} Each column is a {lines.step}.",
                lines.bins,
                [svg.Series(name, style, lines.rows[what]) for what, style, name in shown],
                axis,
                height=110,
            )


def _filled(figures: Figures, one: Section) -> Iterator[str]:
    order = sorted(figures.filled, key=lambda name: (-figures.filled[name]["articles"], name))[:OUTLETS]
    rows = [
        (str(row[0]), [figures.filled[name][field] / figures.filled[name]["articles"] for field in FIELDS])
        for row, name in zip(one.tables[0].rows, order, strict=False)
    ]
    yield svg.heat(
        one.key,
        "Articles with something in each field, by outlet",
        f"{one.told} Each row is an outlet, each column a field; the darker, the more articles have it.",
        rows,
        [(at + 0.1, name) for at, name in enumerate(FIELDS)],
        told=lambda name, at, value: f"{name}, {FIELDS[at]}: {value:.1%}",
        shades=[0.0001, 0.2, 0.5, 0.8, 0.95, 0.995],
        legend=["0 %", "up to 20 %", "50 %", "80 %", "95 %", "99 %", "all"],
        printed=lambda value: f"{value:.0%}",
    )


def _failures(figures: Figures, one: Section) -> Iterator[str]:
    rows = []
    for failure in figures.failures:
        style = "c4" if failure.standing is Standing.MISSING else "c5"
        articles = (style, float(failure.articles), f"{failure.articles:,} articles")
        parts = (articles, ("c2", float(failure.lists), f"{failure.lists:,} lists"))
        rows.append(svg.Bar(failure.reason, parts, f"{failure.articles + failure.lists:,}"))
    yield svg.bars(
        one.key,
        "Addresses that are not held, by reason",
        f"{one.told} Each bar is a reason.",
        rows,
        keys=(("c4", "articles that failed"), ("c2", "lists"), ("c5", "left out")),
    )


def _disk(figures: Figures, one: Section) -> Iterator[str]:
    lines = timeline({"captured": _sum(figures.bytes)})
    values = lines.rows.get("captured", [])
    earlier = lines.earlier.get("captured", 0)
    yield svg.columns(
        one.key,
        f"Bytes captured, by {lines.step}",
        f"{one.told} Each column is a {lines.step}; the line is what all of them come to.",
        lines.bins,
        [svg.Series(f"captured a {lines.step}", "c1", values)],
        ticks(lines.bins, lines.step),
        amount=printed_bytes,
        line=svg.Series("altogether", "run", list(accumulate(values, initial=earlier))[1:]),
    )


def _sum(days: Days) -> dict[str, int]:
    found: dict[str, int] = {}
    for counts in days.values():
        for day, count in counts.items():
            found[day] = found.get(day, 0) + count
    return found


def _runs(figures: Figures, one: Section) -> Iterator[str]:
    lines = timeline(figures.outcomes)
    styles = {"finished": "c1", "stopped": "c3", "running or killed": "c2", "failed": "c4", "disk full": "c4"}
    order = [name for name in styles if name in lines.rows]
    yield svg.columns(
        one.key,
        f"Crawls by how they ended, by {lines.step}",
        f"{one.told} Each column is a {lines.step}.",
        lines.bins,
        [svg.Series(name, styles[name], lines.rows[name]) for name in order],
        ticks(lines.bins, lines.step),
        height=110,
    )


def _reprints(figures: Figures, one: Section) -> Iterator[str]:
    rows = [
        svg.Bar(f"{origin} → {carrier}", (("c1", float(count), f"{count:,} articles"),), f"{count:,}")
        for origin, carrier, count in figures.reprints
    ]
    yield svg.bars(one.key, "Who took most from whom", f"{one.told} Each bar is an origin and who carries its articles.", rows)


_PLOTS: Final = {
    "articles": _articles,
    "delays": _delays,
    "coverage": _coverage,
    "changes": _changes,
    "fields": _filled,
    "failures": _failures,
    "disk": _disk,
    "runs": _runs,
    "reprints": _reprints,
}
