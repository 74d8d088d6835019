"""`newsarchive outlets new`: sample pages of an outlet -> its spider, page object and fixtures, ready to correct."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.outlets_add import looks
from newsarchive.cli.output import clean, print_table, says
from newsarchive.errors import NewsarchiveError, UsageError

if TYPE_CHECKING:
    from newsarchive.scaffold.draft import Draft

__all__ = ["command"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@click.command("new", short_help="Write spider, page object and fixtures of a new outlet.")
@click.argument("name")
@click.option("--url", "address", metavar="URL", help="Of the outlet: its front page, lists and some articles are fetched.")
@click.option(
    "--warc",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the pages of a WARC file instead (repeat for several); with --url, those of that outlet.",
)
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Write there instead of this checkout."
)
@looks
def command(
    name: str,
    address: str | None,
    files: tuple[Path, ...],
    into: Path | None,
    config: Path | None,
    contact: str | None,
    allow_private: bool,
    delay: float,
) -> None:
    """Draft the code of an outlet from some of its pages.

    Where each field is printed is found by its label (来源, 作者, 编辑, 时间, 摘要), by the headline and by the text that
    stands together; each selector is checked on all of the pages. Written are newsarchive/pages/NAME.py,
    newsarchive/spiders/NAME.py and a fixture of each layout's pages with what is read on it. Nothing is overwritten.

    \b
      newsarchive outlets new courier --url https://paper.example/
      newsarchive outlets new courier --warc crawl/2024-03-01.warc.gz
      newsarchive outlets new courier --warc pages.warc.gz --into /tmp/draft
    """
    from newsarchive import pages
    from newsarchive.scaffold.draft import draft, written
    from newsarchive.scaffold.samples import samples

    root = into or _checkout()
    _check_name(name, root)
    if not address and not files:
        raise click.UsageError("Give --url of the outlet, or --warc with some of its pages.")
    if address and "://" not in address:
        raise UsageError(f"{address}: no http(s) address; write it as https://{address}/")
    known = pages.outlet_for(address) if address else None
    if known is not None and known.name in pages.with_modules() and address not in (None, *_loopback(address)):
        raise UsageError(f"{address}: is {known.name}'s, which has a page object: newsarchive/pages/{known.name}.py")
    with TemporaryDirectory(prefix="newsarchive-") as folder:
        if not files:
            assert address is not None
            settings: dict[str, Any] = {"NEWSARCHIVE_ALLOW_PRIVATE": allow_private, "DOWNLOAD_DELAY": delay}
            if contact:
                settings["NEWSARCHIVE_CONTACT"] = contact
            files = _fetched(address, Path(folder), settings, config)
        drafted = draft(samples(files, name, address))
    paths = written(drafted, root)
    _tell(drafted, paths, root)


def _loopback(address: str | None) -> tuple[str, ...]:
    """The address, where it is on this machine: the demo is at home on any port of loopback."""
    from urllib.parse import urlsplit

    host = urlsplit(address or "").hostname
    return (address,) if address and host in ("127.0.0.1", "localhost", "::1") else ()


def _checkout() -> Path:
    """The folder of the source tree that runs.

    Raises UsageError for an installed package, whose folder is no place for new code.
    """
    import newsarchive

    root = Path(newsarchive.__file__).resolve().parents[1]
    if not (root / "fixtures").is_dir():
        raise UsageError(f"{root}: no checkout of newsarchive; give --into DIR for the draft")
    return root


def _check_name(name: str, root: Path) -> None:
    from newsarchive.scaffold.draft import targets

    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise click.BadParameter(f"{name!r} is not made of a-z, 0-9 and _, beginning with a letter.", param_hint="NAME")
    there = [path for path in targets(name, root) if path.exists()]
    if there:
        raise NewsarchiveError(f"{there[0]}: is there already; choose another name, or remove it")


def _fetched(address: str, folder: Path, settings: dict[str, Any], config: Path | None) -> tuple[Path, ...]:
    """WARC files of a small crawl of an outlet."""
    from newsarchive.survey import look

    says(f"{address}: fetching its front page, lists and some articles")
    look(address, folder / "archive", count=8, settings=settings, config=config)
    files = tuple(sorted((folder / "archive" / "warc").glob("*.warc.gz*")))
    if not files:
        raise NewsarchiveError(f"{address}: nothing could be fetched; try `newsarchive outlets add {address}`, which says why")
    return files


def _tell(drafted: Draft, paths: list[Path], root: Path) -> None:
    """What is proposed, what was not found, and what to do next."""
    print_table(("what", "where", "on", "as in"), drafted.table())
    for line in drafted.missing():
        click.echo(clean(f"not found: {line}"))
    for line in drafted.differences():
        click.echo(clean(f"read otherwise than by the generic page: {line}"))
    for path in paths:
        click.echo(clean(path.relative_to(root) if path.is_relative_to(root) else path))
    name = drafted.name
    says("next:")
    says(f"  1. correct newsarchive/pages/{name}.py: the selectors above, and `identity`")
    says(f"  2. correct newsarchive/spiders/{name}.py: its lists, and how they are turned")
    says("  3. check each output.json of the fixtures against its page; after a change: newsarchive fixture --update")
    says(f"  4. newsarchive outlets check {name} --no-live, then pytest fixtures -k {name}")
    says("  5. replace the pages by invented articles in their markup before you publish them: they are the outlet's")
