"""`newsarchive reparse`: stored captures read again with today's parsers; a report first, then, on request, the change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, print_table, says
from newsarchive.errors import ArchiveMissing, NewsarchiveError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["command"]

_SHOWN = 100  # characters of a sample


@click.command("reparse", short_help="Read stored pages again with today's parsers.")
@click.option("--outlet", metavar="NAME", help="Only this outlet's captures.")
@click.option("--since", metavar="DAY", help="Only articles that were captured since then, with all their versions.")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="Look at this field only. Repeatable.")
@click.option("--accept", is_flag=True, help="Apply what the last report says, exactly that.")
@click.option("--report", is_flag=True, help="Show the last report again.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that read; one a core, unless told.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@archive_option()
def command(
    outlet: str | None,
    since: str | None,
    fields: tuple[str, ...],
    accept: bool,
    report: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Read every stored capture again with today's parsers, and report what that would change. Nothing is fetched.

    The report counts, by outlet and field, the captures that say something where they said nothing (filled), nothing where
    they said something (emptied), or something else (changed), with samples; "article" stands for pages that were no article
    and are one now, or the reverse. Nothing else happens until --accept, which applies exactly what was reported. Both
    readings are kept, in the table `readings`. A change made this way is no edit: the versions become those that today's
    parsers would have seen from the start.

    What was stopped goes on when the same command is run again.

    \b
      newsarchive reparse
      newsarchive reparse --outlet shobserver --field author
      newsarchive reparse --accept
    """
    from newsarchive import reparse
    from newsarchive.cli.progress import Progress
    from newsarchive.store.archive import Archive

    filtered = bool(outlet or since or fields)
    if (accept or report) and filtered:
        raise UsageError("--accept and --report are about the last report: they take no --outlet, --since or --field")
    path = _existing(archive_path())
    if report:
        _tell(_report(path), as_json=as_json)
        return
    with Archive(path, write=True) as archive, Progress("reparse") as progress:
        if accept:
            number, passed_over = reparse.accept(archive, lambda done, total, _: progress.at(done, "articles", total))
        else:
            number = reparse.reparse(
                archive,
                outlet=outlet,
                since=since,
                fields=fields,
                jobs=jobs,
                told=lambda done, total, note: progress.at(done, "captures", total, note),
            )
    data = _report(path)
    if not accept:
        _tell(data, as_json=as_json)
        return
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    effects = data["effects"]
    says(f"report {number} is applied: {_effects(effects)}")
    if passed_over:
        says(f"{passed_over} captures were read anew since that report, and stay as they are; run `newsarchive reparse` again")


def _report(path: Path) -> dict[str, Any]:
    """The last report, with samples of what is not suppressed only."""
    from newsarchive.store import readings
    from newsarchive.store.archive import Archive

    with Archive(path) as archive:
        data = readings.report(archive.connection)
    if data is None:
        raise NewsarchiveError(f"{path}: nothing was read again yet; `newsarchive reparse` does")
    return data


def _existing(path: Path) -> Path:
    if not (path / "archive.db").is_file():
        raise ArchiveMissing(
            f"{path}: no archive here; `newsarchive crawl` or `newsarchive replay` makes one, -a names another"
        )
    return path


def _effects(effects: dict[str, int]) -> str:
    """ "12 captures changed, 3 found to be articles"."""
    words = {
        "changed": "changed",
        "found": "found to be articles",
        "lost": "no articles any more",
        "reason": "no articles for another reason than before",
    }
    told = [f"{effects[name]} {words[name]}" for name in words if effects.get(name)]
    return f"of the captures {', '.join(told)}" if told else "nothing is different"


def _tell(data: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        columns = ("outlet", "field", "filled", "emptied", "changed")
        if data["fields"]:
            print_table(columns, [[row[name] for name in columns] for row in data["fields"]])
        for row in data["fields"]:
            click.echo(f"\n{click.style(clean(row['outlet'] + ' ' + row['field']), bold=True)}")
            for sample in row["samples"]:
                click.echo(f"  {clean(sample['url'])}, capture {sample['capture_id']}")
                click.echo(f"    - {_shown(sample['before'])}\n    + {_shown(sample['after'])}")
    read = (
        f"{data['captures']} captures read again{'' if data['finished_at'] else ' so far'}, {data['same']} say what they said"
    )
    says(f"report {data['id']}{' (applied)' if data['accepted_at'] else ''}: {read}; {_effects(data['effects'])}")
    if data["damaged"]:
        says(f"{data['damaged']} could not be read from their WARC file; `newsarchive verify` tells which")
    if data["finished_at"] and not data["accepted_at"] and data["effects"]:
        says("nothing is changed yet; `newsarchive reparse --accept` applies this report")


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        value = "; ".join(str(one.get("name") or one.get("url") or one) if isinstance(one, dict) else str(one) for one in value)
    text = clean(" ".join(str(value).split()))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
