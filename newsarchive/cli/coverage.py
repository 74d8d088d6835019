"""`newsarchive coverage`: what was named against what is held, by outlet and day, and why the rest is not."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, print_table, says

if TYPE_CHECKING:
    from newsarchive.query.coverage import Covered, Edition, Gap
    from newsarchive.query.daybook import Daybook

__all__ = ["command"]

#: Rows of a table for a person; --csv and --json give all.
_SHOWN = 60


@click.command("coverage", short_help="Say what is missing, by outlet and day, and why.")
@click.option("--outlet", metavar="NAME", help="Only this outlet.")
@click.option("--since", metavar="DAY", help="From this day on: 2024, 2024-03 or 2024-03-01.")
@click.option("--until", metavar="DAY", help="Up to this day, which belongs to it.")
@click.option("--gaps", "show_gaps", is_flag=True, help="List each URL that is not held, with the reason and the next step.")
@click.option("--reason", "reasons", multiple=True, metavar="REASON", help="With --gaps: only of this reason; may be repeated.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--json", "form", flag_value="json", help="One JSON object.")
@click.option("--csv", "form", flag_value="csv", help="CSV: a line a day, or with --gaps a line a URL.")
@archive_option()
def command(
    outlet: str | None,
    since: str | None,
    until: str | None,
    show_gaps: bool,
    reasons: tuple[str, ...],
    config: Path | None,
    form: str | None,
) -> None:
    """Hold what each outlet's feeds, lists, sitemaps and e-paper named against what the archive holds.

    Of each day, every URL that was named is held, waiting, left out (no article, not wanted, or not allowed) or missing, with a
    reason. The day is the article's day of publication in the outlet's zone, else the day that the list gives, else the day on
    which it was named. Sources are told as held/named. unlisted: held, and on no list any more; unnamed: held, and never seen
    on a list. Of an e-paper each edition is told, and days without one.

    \b
      newsarchive coverage
      newsarchive coverage --outlet shobserver --since 2024-03 --gaps
      newsarchive coverage --gaps --reason timeout --csv > again.csv
      newsarchive coverage --json | jq '.days[] | select(.missing > 0)'
    """
    from newsarchive import clock
    from newsarchive.cli.progress import Progress
    from newsarchive.known import make_known
    from newsarchive.query import coverage as query
    from newsarchive.query.gaps import REASONS
    from newsarchive.query.period import Period
    from newsarchive.store.archive import Archive

    if reasons and not show_gaps:
        raise click.UsageError("--reason narrows --gaps.")
    if unknown := [one for one in reasons if one not in REASONS]:
        raise click.UsageError(f"No reason is called {unknown[0]!r}; there are: {', '.join(REASONS)}.")
    period, now = Period(since, until), clock.now()
    configuration = make_known(archive_path(), config)
    with Archive(archive_path(), whole=True) as archive:  # that an article is suppressed is counted, and nothing said of it
        editions = query.editions(archive, now, period, outlet)
        found = query.gaps(archive, configuration, now, period, outlet, reasons) if show_gaps else iter(())
        if show_gaps and form != "json":
            missing = () if reasons else (one for one in editions if one.reason is not None)
            _print_gaps(found, missing, form)
            return
        with Progress("coverage") as progress:
            days = query.coverage(archive, configuration, now, period, outlet, lambda done: progress.at(done, "addresses"))
        if form == "json":
            parts = {"days": map(_plain, days), "editions": map(asdict, editions)}
            _print_json(parts | ({"gaps": map(asdict, found)} if show_gaps else {}))
        elif form == "csv":
            _write_days(days)
        else:
            total = _total(days)
            _print_days(days, total)
            _print_editions(editions)
            _sum_up(total)


def _plain(one: Covered) -> dict[str, Any]:
    return {**asdict(one), "reasons": dict(one.reasons.most_common())}


def _print_json(parts: Mapping[str, Iterable[dict[str, Any]]]) -> None:
    """One object of arrays, written a line an element: there may be as many gaps as addresses."""
    sys.stdout.write("{")
    for number, (name, elements) in enumerate(parts.items()):
        sys.stdout.write(f'{"," if number else ""}\n"{name}": [')
        for at, element in enumerate(elements):
            sys.stdout.write(f"{',' if at else ''}\n{json.dumps(element, ensure_ascii=False)}")
        sys.stdout.write("]")
    sys.stdout.write("\n}\n")


def _reasons(one: Covered) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in one.reasons.most_common())


def _write_days(days: Iterable[Covered]) -> None:
    from newsarchive.query.coverage import COUNTS, SOURCES
    from newsarchive.query.export import write_csv

    each = [f"{source}_{what}" for source in SOURCES.values() for what in ("named", "held")]
    rows = (
        [
            one.outlet,
            one.day,
            *(getattr(one, name) for name in COUNTS),
            *(getattr(one.sources.get(name), what, 0) for name in SOURCES.values() for what in ("named", "held")),
            _reasons(one),
        ]
        for one in days
    )
    write_csv(["outlet", "day", *COUNTS, *each, "reasons"], rows, sys.stdout)


def _print_days(days: Daybook[Covered], total: Covered) -> None:
    from newsarchive.query.coverage import COUNTS, SOURCES

    if not days:
        says("Nothing was named, and nothing is held, on these days.")
        return
    used = [name for name in SOURCES.values() if name in total.sources]
    some = [name for name in COUNTS if name in COUNTS[:2] or getattr(total, name)]
    print_table(
        ["outlet", "day", *used, *(name.replace("_", " ") for name in some), "reasons"],
        [
            [
                one.outlet,
                one.day,
                *(f"{count.held}/{count.named}" if (count := one.sources.get(name)) else "" for name in used),
                *(getattr(one, name) for name in some),
                _reasons(one),
            ]
            for one in islice(days, _SHOWN)
        ],
    )
    _tell_the_rest(len(days), "days")


def _tell_the_rest(count: int, what: str) -> None:
    if count > _SHOWN:
        says(f"the newest {_SHOWN} of {count:,} {what}; --since and --until choose others, --csv and --json give all")


def _print_editions(editions: Iterator[Edition]) -> None:
    shown = list(islice(editions, _SHOWN))
    if not shown:
        return
    click.echo()
    print_table(
        ("e-paper", "edition", "lists", "pages", "articles", "reason"),
        [
            (one.outlet, one.edition, f"{one.lists_read}/{one.lists}", one.pages, f"{one.held}/{one.named}", one.reason)
            for one in shown
        ],
    )
    _tell_the_rest(len(shown) + sum(1 for _ in editions), "editions")


def _total(days: Iterable[Covered]) -> Covered:
    from newsarchive.query.coverage import Covered

    total = Covered("", "")
    for one in days:
        total.add(one)
    return total


def _sum_up(total: Covered) -> None:
    from newsarchive.query.coverage import COUNTS

    told = ", ".join(f"{getattr(total, name):,} {name.replace('_', ' ')}" for name in COUNTS[:5])
    says(f"{told}; --gaps lists what is not held" if total.named > total.held else told)


def _print_gaps(found: Iterable[Gap], editions: Iterable[Edition], form: str | None) -> None:
    from newsarchive.query.export import write_csv

    rows: Iterable[Sequence[Any]] = _gap_rows(found, editions)
    if form == "csv":
        write_csv(("outlet", "day", "named_by", "standing", "reason", "url", "leads_to", "next"), rows, sys.stdout)
        return
    count = 0
    for outlet, day, named_by, standing, reason, url, leads_to, step in rows:
        count += 1
        click.echo(clean(f"{day} {outlet}: {reason} ({standing}; named by {named_by})"))
        if url:
            click.echo(clean(f"    {url}" + (f" -> {leads_to}" if leads_to else "")))
        click.echo(clean(f"    {step}"))
    says(f"{count:,} {'gap' if count == 1 else 'gaps'}")


def _gap_rows(found: Iterable[Gap], editions: Iterable[Edition]) -> Iterable[Sequence[Any]]:
    for one in editions:
        yield one.outlet, one.edition, "e-paper", "edition", one.reason, None, None, one.next
    for gap in found:
        standing = str(gap.standing).replace("_", " ")
        yield gap.outlet, gap.day, ", ".join(gap.sources), standing, gap.reason, gap.url, gap.leads_to, gap.next
