"""`newsarchive reprints`: who took what from whom."""

from __future__ import annotations

import json
from pathlib import Path

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table, says

__all__ = ["command"]

_SHOWN = ("origin", "credited", "detected", "agree", "share", "share_of_first")


@click.command("reprints", short_help="Show who took what from whom.")
@click.argument("article", metavar="[ID|URL]", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--graphml", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write GraphML.")
@click.option("--csv", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write CSV, an edge a line.")
@click.option(
    "--regroup",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="Find all copies anew: texts with that share of the shorter one in common, from now on. A new archive has 0.4.",
)
@archive_option()
def command(article: str | None, as_json: bool, graphml: Path | None, csv: Path | None, regroup: float | None) -> None:
    """Show where an article comes from and who has its text, or how many articles went from which outlet to which.

    An origin is credited (来源 names it), detected (it had the text first), or both. They agree, or tell of different
    outlets; where one of them is silent, agree is empty. `newsarchive sources` says which names are one outlet.

    \b
      newsarchive reprints
      newsarchive reprints 12
      newsarchive reprints --graphml reprints.graphml
      newsarchive sql "select * from reprints where agree = 0"
    """
    if article is not None and (graphml or csv or regroup is not None):
        raise click.UsageError("An article is shown; --graphml, --csv and --regroup are about all of them.")
    if regroup is not None:
        _regroup(regroup)
    elif graphml or csv:
        _export(graphml, csv)
    elif article is not None:
        _show(article, as_json=as_json)
    else:
        _totals(as_json=as_json)


def _show(article: str, *, as_json: bool) -> None:
    from newsarchive.cli.show import row_of
    from newsarchive.query.reprints import COPIES, EDGES, copies, origins
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        article_id = row_of(archive, article)["id"]
        edges = [dict(zip(EDGES, edge, strict=True)) for edge in origins(archive, article_id)]
        members = copies(archive, article_id)
    if as_json:
        found = [dict(zip(COPIES, member, strict=True)) for member in members]
        click.echo(json.dumps({"origins": edges, "copies": found}, ensure_ascii=False, indent=2))
        return
    if edges:
        print_table(_SHOWN, [[edge[name] for name in _SHOWN] for edge in edges])
    if members:
        print_table(COPIES, [[" ".join(cell) if isinstance(cell, list) else cell for cell in row] for row in members])
    if not edges and not members:
        says(f"article {article_id} credits no other outlet, and no other article has its text")


def _totals(*, as_json: bool) -> None:
    from newsarchive.query.reprints import TOTALS, totals
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        rows = list(totals(archive))
    if as_json:
        click.echo(json.dumps([dict(zip(TOTALS, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
    else:
        print_table(TOTALS, rows)


def _export(graphml: Path | None, csv: Path | None) -> None:
    from newsarchive.query.reprints import write_edges, write_graphml
    from newsarchive.query.whole import whole
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        for path, write in ((graphml, write_graphml), (csv, write_edges)):
            if path:
                with whole(path, force=True) as place, place.open("x", encoding="utf-8", newline="") as out:
                    count = write(archive, out)
                says(f"{path}: {count} {'edge' if count == 1 else 'edges'}")


def _regroup(least: float) -> None:
    from newsarchive.store import copies
    from newsarchive.store.archive import Archive

    with Archive(archive_path(), write=True) as archive, archive.transaction():
        count = copies.regroup(archive.connection, least)
    says(f"{count} articles share their text with others")
