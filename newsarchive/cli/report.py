"""`newsarchive report`: how an archive has grown and how well it is kept, as tables or as one page with plots."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, print_table, says

if TYPE_CHECKING:
    from newsarchive.report.figures import Figures

__all__ = ["command"]


@click.command("report", short_help="Tell how the archive has grown and how well it is kept.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    is_flag=False,
    flag_value="-",
    metavar="[FILE]",
    help="Write one page with plots, that needs no network; without FILE to stdout.",
)
@click.option("--json", "as_json", is_flag=True, help="Every figure, as one JSON object.")
@click.option("--outlet", metavar="NAME", help="Only of this outlet.")
@click.option("--since", metavar="DAY", help="From this day on: 2024, 2024-03 or 2024-03-01.")
@click.option("--until", metavar="DAY", help="Up to this day, which belongs to it.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@archive_option()
def command(
    html: Path | None, as_json: bool, outlet: str | None, since: str | None, until: str | None, config: Path | None
) -> None:
    """Tell how many articles a day each outlet gave, how soon they were captured, how many of those named are held,
    what was edited and taken down, which fields are filled, what failed and why, alarms, crawls, and how the disk fills.

    --since and --until choose by day: of articles that of publication, of all else that on which it happened. FILE is
    written beside its place and put there whole; an earlier report is replaced, anything else is not.

    \b
      newsarchive report
      newsarchive report --html report.html --since 2024-03
      newsarchive report --html --outlet shobserver > shobserver.html
      newsarchive report --json | jq '.delays'
    """
    if html is not None and as_json:
        raise click.UsageError("--html and --json are two forms of one report; choose one.")
    from newsarchive.query.whole import check, whole

    to_file = html is not None and str(html) != "-"
    if html is not None and to_file:
        check(html, force=True, ours=_is_report)  # before the work, not after it
    found = _figures(outlet, since, until, config)
    if html is not None and to_file:
        from newsarchive.report.page import page

        with whole(html, force=True, ours=_is_report) as place, place.open("x", encoding="utf-8") as out:
            out.writelines(page(found))
        says(f"{html}: written; open it in any browser")
    elif html is not None:
        from newsarchive.report.page import page

        for piece in page(found):
            click.echo(piece, nl=False)
    elif as_json:
        from newsarchive.report.tables import data

        sys.stdout.writelines(json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(data(found)))
        click.echo()
    else:
        _tell(found)


def _figures(outlet: str | None, since: str | None, until: str | None, config: Path | None) -> Figures:
    from newsarchive import clock
    from newsarchive.cli.progress import Progress
    from newsarchive.known import make_known
    from newsarchive.query.period import Period
    from newsarchive.report.figures import figures
    from newsarchive.store.archive import Archive

    period = Period(since, until)
    configuration = make_known(archive_path(), config)
    with Archive(archive_path()) as archive, Archive(archive_path(), whole=True) as entire, Progress("report") as progress:
        return figures(
            archive, entire, configuration, clock.now(), period, outlet, lambda unit, done: progress.at(done, unit)
        )


def _is_report(path: Path) -> bool:
    """Whether a file is a report of ours: what somebody else wrote under the name is not replaced."""
    from newsarchive.report.page import GENERATOR

    if not path.is_file():
        return False
    with path.open("rb") as file:
        return GENERATOR.encode() in file.read(4096)


def _tell(found: Figures) -> None:
    from newsarchive.report.tables import sections

    for number, one in enumerate(sections(found)):
        click.echo(("\n" if number else "") + click.style(one.title, bold=True))
        click.echo(clean(one.told))
        if one.tables:
            click.echo()
            sys.stdout.flush()
            print_table(one.tables[0].columns, one.tables[0].rows)
