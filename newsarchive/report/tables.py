"""Figures -> sections with a sentence and tables: a report in text, and what stands behind each plot of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from newsarchive.query.gaps import Standing
from newsarchive.query.status import LATELY, printed_bytes
from newsarchive.report.delays import BOUNDS, Delays, spoken
from newsarchive.report.figures import FIELDS, Days, Figures
from newsarchive.report.timeline import Timeline, timeline

__all__ = ["OUTLETS", "Section", "Table", "data", "sections", "shown_outlets", "ticks"]

#: Rows of a plot and of the tables behind it; the smaller outlets are one row together.
OUTLETS = 40
_OTHERS = "the others"
_NAMED = 6  # outlets that a sentence names


@dataclass(frozen=True, slots=True)
class Table:
    """What stands behind a plot."""

    caption: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answer."""

    key: str
    title: str
    told: str
    """The answer in a sentence or two."""
    tables: list[Table] = field(default_factory=list)
    """The first is the one that the text shows; () where there is nothing to tell."""


def _counted(count: int, one: str, many: str = "") -> str:
    """
    >>> _counted(1, "article"), _counted(1200, "article"), _counted(2, "body", "bodies")
    ('1 article', '1,200 articles', '2 bodies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def shown_outlets(figures: Figures, counts: Mapping[str, Mapping[str, int]]) -> Days:
    """Counts by name of outlet, the largest first, the smallest together."""
    order = sorted(counts, key=lambda name: (-sum(counts[name].values()), figures.name(name)))
    found = {_named(figures, name): Counter(counts[name]) for name in order[:OUTLETS]}
    if rest := order[OUTLETS:]:
        others = found.setdefault(f"{_OTHERS} ({len(rest)})", Counter())
        for name in rest:
            others.update(counts[name])
    return found


def _named(figures: Figures, outlet: str) -> str:
    """What an outlet is called, with its name where another is called the same."""
    title = figures.name(outlet)
    same = sum(other == title for other in figures.titles.values())
    return f"{title} ({outlet})" if same > 1 else title


def _by_bin(lines: Timeline, first: str, name: str) -> Table:
    """A timeline as a table: a row a bin, a column a row of the plot."""
    columns = (first, *lines.rows, "sum")
    rows: list[tuple[Any, ...]] = [
        (one, *counts, sum(counts)) for one, counts in zip(lines.bins, zip(*lines.rows.values(), strict=True), strict=False)
    ]
    if lines.earlier:
        earlier = [lines.earlier.get(row, 0) for row in lines.rows]
        rows.insert(0, ("earlier", *earlier, sum(earlier)))
    return Table(f"{name} by {lines.step}", columns, rows)


def sections(figures: Figures) -> list[Section]:
    """Every section, in the order of the page."""
    return [
        _articles(figures),
        _delays(figures),
        _coverage(figures),
        _changes(figures),
        _filled(figures),
        _failures(figures),
        _alarms(figures),
        _disk(figures),
        _runs(figures),
        _reprints(figures),
    ]


def _articles(figures: Figures) -> Section:
    total = sum(days.total() for days in figures.articles.values())
    days = sorted({day for counts in figures.articles.values() for day in counts})
    told = "There are no articles."
    if total:
        told = (
            f"{_counted(total, 'article')} of {_counted(len(figures.articles), 'outlet')}, published from {days[0]} to "
            f"{days[-1]}, in {_counted(figures.versions, 'version')}."
        )
    shown = shown_outlets(figures, figures.articles)
    rows: list[tuple[Any, ...]] = []
    for name, counts in shown.items():
        busiest, most = max(counts.items(), key=lambda one: (one[1], one[0]))
        rows.append((name, counts.total(), min(counts), max(counts), len(counts), busiest, most))
    columns = ("outlet", "articles", "first day", "last day", "days", "busiest day", "articles then")
    tables = [Table("Articles by outlet", columns, rows), _by_bin(timeline(shown), "published", "Articles")] if rows else []
    return Section("articles", "Articles a day", told, tables)


def _delays(figures: Figures) -> Section:
    every = Delays()
    for one in figures.delays.values():
        every.counts.update(one.counts)
    left_out = (
        f"{_counted(figures.older, 'article')} from before an outlet's first capture and {figures.undated:,} without a printed "
        "hour are left out."
    )
    if not every.articles:
        told = f"Nothing was published since the archive began to look. {left_out}"
        return Section("delays", "Time to capture", told)
    told = (
        f"Half of {_counted(every.articles, 'article')} were captured within {spoken(every.quantile(0.5))} of publication, "
        f"nine of ten within {spoken(every.quantile(0.9))}. {left_out}"
    )
    columns = ("outlet", "articles", "median", "90 %", *BOUNDS.values(), "later")
    order = sorted(figures.delays, key=lambda name: (-figures.delays[name].articles, figures.name(name)))
    rows = [
        (_named(figures, name), one.articles, spoken(one.quantile(0.5)), spoken(one.quantile(0.9)), *one.binned())
        for name in order
        for one in (figures.delays[name],)
    ]
    return Section("delays", "Time to capture", told, [Table("From publication to the first capture", columns, rows)])


def _coverage(figures: Figures) -> Section:
    named = sum(one.named for one in figures.coverage.values())
    held = sum(one.held for one in figures.coverage.values())
    missing = sum(one.missing for one in figures.coverage.values())
    if not named:
        return Section("coverage", "Completeness", "No feed, list, sitemap or e-paper has named anything yet.")
    told = (
        f"Of {_counted(named, 'address', 'addresses')} that feeds, lists, sitemaps and e-papers named, the archive holds "
        f"{held:,} ({held / named:.1%}); {missing:,} are missing. `newsarchive coverage` tells which, and why."
    )
    order = sorted(figures.coverage, key=lambda name: (-figures.coverage[name].named, name))
    rows = [
        (_named(figures, name), one.named, one.held, one.waiting, one.left_out, one.missing, f"{one.held / one.named:.1%}")
        for name in order
        if (one := figures.coverage[name]).named
    ]
    columns = ("outlet", "named", "held", "waiting", "left out", "missing", "held %")
    return Section("coverage", "Completeness", told, [Table("What was named, by how it stands", columns, rows)])


def _changes(figures: Figures) -> Section:
    sums = {what: figures.changes.get(what, Counter()).total() for what in ("edited", "gone", "restored")}
    told = (
        f"{_counted(sums['edited'], 'edit')} noticed; {_counted(sums['gone'], 'article')} found gone"
        + (f", of which {sums['restored']:,} came back." if sums["gone"] else ".")
    )
    if not any(sums.values()):
        return Section("changes", "Edits and takedowns", told)
    rows = [
        (_named(figures, name), counts["edited"], counts["gone"], counts["restored"])
        for name, counts in sorted(figures.changed.items(), key=lambda one: (-one[1].total(), one[0]))
    ]
    lines = timeline({what: figures.changes.get(what, Counter()) for what in sums})
    tables = [
        Table("Edits and takedowns by outlet", ("outlet", "edited", "gone", "restored"), rows),
        _by_bin(lines, "noticed", "Edits and takedowns"),
    ]
    return Section("changes", "Edits and takedowns", told, tables)


def _filled(figures: Figures) -> Section:
    total = sum(counts["articles"] for counts in figures.filled.values())
    if not total:
        return Section("fields", "Filled fields", "There are no articles.")
    sums = {name: sum(counts[name] for counts in figures.filled.values()) / total for name in FIELDS}
    told = "What the pages say and could be read: " + ", ".join(f"{name} {share:.0%}" for name, share in sums.items()) + "."
    order = sorted(figures.filled, key=lambda name: (-figures.filled[name]["articles"], name))
    rows = [
        (
            _named(figures, name),
            figures.filled[name]["articles"],
            *(f"{figures.filled[name][one] / figures.filled[name]['articles']:.0%}" for one in FIELDS),
        )
        for name in order
    ]
    table = Table("Articles with something in each field", ("outlet", "articles", *FIELDS), rows)
    return Section("fields", "Filled fields", told, [table])


def _failures(figures: Figures) -> Section:
    failed = sum(one.articles + one.lists for one in figures.failures if one.standing is Standing.MISSING)
    left_out = sum(one.articles + one.lists for one in figures.failures if one.standing is Standing.LEFT_OUT)
    told = f"{_counted(failed, 'address', 'addresses')} could not be had; {left_out:,} more were left out, as they were to be."
    rows = [
        (
            one.reason,
            one.standing.replace("_", " "),
            one.articles,
            one.lists,
            ", ".join(f"{figures.name(name)} {count:,}" for name, count in list(one.outlets.items())[:3]),
        )
        for one in figures.failures
    ]
    columns = ("reason", "standing", "articles", "lists", "most of")
    return Section("failures", "Failures by reason", told, [Table("Addresses by reason", columns, rows)] if rows else [])


def _alarms(figures: Figures) -> Section:
    names = sorted(set(map(figures.name, figures.unjudged)))
    unjudged = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    told = "No alarms now."
    if figures.alarms:
        told = _counted(len(figures.alarms), "alarm") + " now; `newsarchive health` tells the first page of each."
    if unjudged:
        told += f" Too little is known to judge: {unjudged}."
    rows: list[tuple[Any, ...]] = [
        (day, figures.name(outlet), trouble, what) for day, outlet, trouble, what in figures.alarms
    ]
    columns = ("day", "outlet", "trouble", "what")
    return Section("alarms", "Health", told, [Table("Alarms", columns, rows)] if rows else [])


def _disk(figures: Figures) -> Section:
    room = figures.room
    told = (
        f"{printed_bytes(room.warc)} in WARC files and {printed_bytes(room.database)} in the database; "
        f"{printed_bytes(room.free)} are free."
    )
    if (days := figures.days_left) is not None:
        lasts = f"about {days:,.0f} days" if days < 3650 else "more than ten years"
        grew = f"grew by {printed_bytes(figures.growth)} a day over the last {LATELY} days"
        told += f" The archive {grew}; at that rate they last {lasts}."
    shown = shown_outlets(figures, figures.bytes)
    rows = [(name, counts.total(), printed_bytes(counts.total())) for name, counts in shown.items()]
    columns = ("outlet", "bytes", "")
    tables = [Table("Bytes captured by outlet", columns, rows), _by_bin(timeline(shown), "captured", "Bytes")] if rows else []
    return Section("disk", "Disk", told, tables)


def _runs(figures: Figures) -> Section:
    begun = sum(one.begun for one in figures.runs.values())
    finished = sum(one.finished for one in figures.runs.values())
    told = f"{_counted(begun, 'crawl')}, of which {finished:,} ({finished / begun:.1%}) finished." if begun else "No crawls."
    rows = [
        (
            _named(figures, name),
            one.begun,
            one.finished,
            spoken(one.seconds / one.ended / 60) if one.ended else "",
            one.new,
            one.revised,
            one.requests,
        )
        for name, one in sorted(figures.runs.items(), key=lambda one: (-one[1].begun, one[0]))
        if one.begun
    ]
    columns = ("outlet", "crawls", "finished", "on average", "new", "revised", "answers")
    tables = [Table("Crawls by outlet", columns, rows), _by_bin(timeline(figures.outcomes), "begun", "Crawls")] if rows else []
    return Section("runs", "Crawls", told, tables)


def _reprints(figures: Figures) -> Section:
    if not figures.reprints:
        return Section("reprints", "Reprints", "No article is known to be another outlet's, or one outlet was asked for.")
    origin, carrier, count = figures.reprints[0]
    told = f"Of the whole archive, most went from {origin} to {carrier}: {_counted(count, 'article')}."
    columns = ("origin", "carrier", "articles")
    return Section("reprints", "Reprints", told, [Table("Pairs of which most was reprinted", columns, list(figures.reprints))])


def data(figures: Figures) -> dict[str, Any]:
    """The figures for a machine: days and outlets whole, whatever a plot has room for."""
    return {
        "archive": figures.archive,
        "made_at": figures.made_at,
        "since": figures.period.since,
        "until": figures.period.until,
        "outlets": figures.titles,
        "articles": {name: dict(sorted(days.items())) for name, days in figures.articles.items()},
        "versions": figures.versions,
        "delays": {
            name: {
                "articles": one.articles,
                "median_minutes": one.quantile(0.5),
                "p90_minutes": one.quantile(0.9),
                "bins": dict(zip((*BOUNDS.values(), "later"), one.binned(), strict=True)),
            }
            for name, one in figures.delays.items()
        },
        "before_first_capture": figures.older,
        "without_hour": figures.undated,
        "filled": {name: dict(counts) for name, counts in figures.filled.items()},
        "changes": {what: dict(sorted(days.items())) for what, days in figures.changes.items()},
        "changes_by_outlet": {name: dict(counts) for name, counts in figures.changed.items()},
        "failures": [asdict(one) for one in figures.failures],
        "alarms": [dict(zip(("day", "outlet", "trouble", "told"), one, strict=True)) for one in figures.alarms],
        "unjudged": figures.unjudged,
        "bytes": {name: dict(sorted(days.items())) for name, days in figures.bytes.items()},
        "disk": {**asdict(figures.room), "growth_a_day": round(figures.growth), "days_left": figures.days_left},
        "outcomes": {outcome: dict(sorted(days.items())) for outcome, days in figures.outcomes.items()},
        "runs": {name: asdict(one) for name, one in figures.runs.items()},
        "coverage": {name: asdict(one) for name, one in figures.coverage.items()},
        "reprints": [dict(zip(("origin", "carrier", "articles"), one, strict=True)) for one in figures.reprints],
    }


def ticks(bins: Iterable[str], step: str) -> list[tuple[float, str]]:
    """Where the axis of a timeline is labelled: each year, month or, of few days, day.

    >>> ticks(("2023-12", "2024-01", "2024-02"), "month")
    [(0, '2023-12'), (1, '2024'), (2, '02')]
    """
    found: list[tuple[float, str]] = []
    before = ""
    for at, one in enumerate(bins):
        if not before or step == "year":
            found.append((at, one))
        elif one[:4] != before[:4]:
            found.append((at, one[:4] if step == "month" else one))
        elif one[:7] != before[:7]:
            found.append((at, one[5:7] if step == "month" else one[:7]))
        elif step == "day":
            found.append((at, one[8:]))
        before = one
    return found
