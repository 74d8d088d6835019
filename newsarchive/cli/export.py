"""`newsarchive export`: articles, or the captures behind them, in the formats that other programs take."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path, selection_options
from newsarchive.cli.output import says

if TYPE_CHECKING:
    from newsarchive.cli.progress import Progress
    from newsarchive.query.corpus import Corpus
    from newsarchive.query.formats.wacz import LeftOut
    from newsarchive.query.selection import Selection
    from newsarchive.store.archive import Archive

__all__ = ["command"]

#: Of one text, which goes to stdout too; of bytes; folders and packages, which need a place.
TEXTS = ("csv", "jsonl", "jsonld", "csl")
FORMATS = (*TEXTS, "tei", "parquet", "wacz", "bagit")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which articles, and how the export is called."""

    selection: Selection
    query: str | None
    ids: tuple[str, ...]
    title: str

    @property
    def everything(self) -> bool:
        return not (self.selection or self.query or self.ids)


@click.command("export", short_help="Write articles in other formats.")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", help="File or folder to make.")
@click.option("--force", is_flag=True, help="Replace what an earlier export made there.")
@click.option("--search", "query", metavar="TEXT", help="In which TEXT stands, as `newsarchive search` finds it.")
@click.option("--id", "ids", multiple=True, metavar="ID|URL", help="This article; may be given many times.")
@selection_options
@click.option("--title", metavar="TEXT", help="Of the collection, in WACZ and BagIt.")
@click.option("--raw", is_flag=True, help="CSV without the ' before cells that a spreadsheet would run as formulas.")
@click.option("--with-suppressed", is_flag=True, help="A bag of the whole archive, suppressed articles too.")
@archive_option()
def command(
    form: str,
    output: Path | None,
    force: bool,
    query: str | None,
    ids: tuple[str, ...],
    selection: Selection,
    title: str | None,
    raw: bool,
    with_suppressed: bool,
) -> None:
    """Write the selected articles, or all, in a FORMAT.

    \b
      csv      a line an article, for spreadsheets
      jsonl    an object an article, every field
      jsonld   schema.org NewsArticle, credits by role
      csl      CSL-JSON, citations with the capture's digest
      tei      TEI P5, a teiCorpus
      parquet  a folder, partitioned by outlet and month; needs newsarchive[parquet]
      wacz     the captured pages, for ReplayWeb.page
      bagit    a BagIt folder of a selection; of the whole archive when nothing is selected

    What is made appears under its name only when it is whole and on the disk; killed, the command leaves nothing half
    done, and is run again. All but parquet, wacz and bagit go to stdout without -o.

    \b
      newsarchive export csv --since 2024-03 --source 新华社 -o xinhua.csv
      newsarchive export jsonl --search 援疆 | jq .title
      newsarchive export wacz --id 12 --id 15 -o evidence.wacz
      newsarchive export bagit -o deposit
    """
    from newsarchive.cli.progress import Progress
    from newsarchive.store.archive import Archive

    if raw and form != "csv":
        raise click.UsageError("--raw goes with csv.")
    if output is None and form not in (*TEXTS, "tei"):
        raise click.UsageError(f"{form} is not written to stdout; give a path with -o.")
    wanted = _Wanted(selection, query, ids, title or f"News articles of {archive_path().resolve().name}")
    if with_suppressed and not (form == "bagit" and wanted.everything):
        raise click.UsageError("--with-suppressed goes with a bag of the whole archive.")
    with Archive(archive_path()) as archive, Progress("export") as progress:
        if form == "bagit" and wanted.everything:
            assert output is not None
            _whole_bag(archive, output, wanted.title, progress, force=force, with_suppressed=with_suppressed)
        elif output is None:
            _to_stdout(archive, form, wanted, progress, raw=raw)
        else:
            _to_path(archive, form, wanted, output, progress, force=force, raw=raw)


def _text_writer(form: str, *, raw: bool) -> Callable[[Corpus, Any], None]:
    from newsarchive.query.formats import csl, jsonld, tables

    writers: dict[str, Callable[[Corpus, Any], None]] = {
        "csv": partial(tables.write_table, raw=raw),
        "jsonl": tables.write_lines,
        "jsonld": jsonld.write,
        "csl": csl.write,
    }
    return writers[form]


def _to_stdout(archive: Archive, form: str, wanted: _Wanted, progress: Progress, *, raw: bool) -> None:
    from newsarchive.query.formats import tei

    with _corpus(archive, form, wanted, progress) as articles:
        if form == "tei":
            sys.stdout.flush()
            tei.write(articles, sys.stdout.buffer)
        else:
            _text_writer(form, raw=raw)(articles, sys.stdout)
        sys.stdout.flush()


def _to_path(
    archive: Archive, form: str, wanted: _Wanted, path: Path, progress: Progress, *, force: bool, raw: bool
) -> None:
    from newsarchive.query.formats import bagit, parquet, tei, wacz
    from newsarchive.query.whole import whole

    ours = {"parquet": parquet.is_ours, "bagit": bagit.is_ours}.get(form, Path.is_file)
    left_out: LeftOut | None = None
    with whole(path, force=force, ours=ours) as place, _corpus(archive, form, wanted, progress) as articles:
        count = len(articles)
        if form == "parquet":
            parquet.write(articles, place)
        elif form == "wacz":
            left_out = wacz.write(archive, articles, place, wanted.title)
        elif form == "bagit":
            left_out = bagit.write(archive, articles, place, wanted.title)
        elif form == "tei":
            with place.open("xb") as binary:
                tei.write(articles, binary)
        else:
            with place.open("x", encoding="utf-8", newline="") as out:
                _text_writer(form, raw=raw)(articles, out)
    says(f"{path}: {count} {'article' if count == 1 else 'articles'}")
    if left_out and left_out.count:
        captures = "capture is" if left_out.count == 1 else "captures are"
        says(f"Error: {left_out.count} {captures} not in it: {left_out.first}; `newsarchive verify` tells what is damaged")
        sys.exit(1)


def _corpus(archive: Archive, form: str, wanted: _Wanted, progress: Progress) -> Any:
    from newsarchive.cli.show import row_of
    from newsarchive.query.corpus import corpus

    return corpus(
        archive,
        wanted.selection,
        query=wanted.query,
        ids=[row_of(archive, one)["id"] for one in wanted.ids],
        order="partition" if form == "parquet" else "id",
        told=lambda done, total: progress.at(done, "articles", total),
    )


def _whole_bag(
    archive: Archive, path: Path, title: str, progress: Progress, *, force: bool, with_suppressed: bool
) -> None:
    from newsarchive.query.formats import bagit
    from newsarchive.query.whole import whole

    count = archive.connection.execute("SELECT count(*) FROM main.suppressed").fetchone()[0]
    if count and not with_suppressed:
        articles = "article is" if count == 1 else "articles are"
        raise click.UsageError(
            f"{count} {articles} suppressed, and a bag of the whole archive holds what is suppressed;"
            " say --with-suppressed, or select what goes in, as with --since 1900."
        )
    with whole(path, force=force, ours=bagit.is_ours) as place:
        bagit.write_whole(archive, place, title, lambda done, total: progress.at(done, "bytes of WARC", total))
    says(f"{path}: the whole archive")
