"""`newsarchive fixture`: a capture -> a test of the page class that reads it (web-poet's fixtures)."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says
from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from web_poet.testing import Fixture

    from newsarchive.items import Capture
    from newsarchive.store.archive import Archive

__all__ = ["command"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@click.command("fixture", short_help="Save a page as a test, or read the saved ones anew.")
@click.argument("target", metavar="[ID|URL|PATH]", required=False)
@click.option("--name", help="Of the fixture: what is special about the page, as in two-authors-one-editor.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("fixtures"), show_default=True, help="Where fixtures are."
)
@click.option("--update", is_flag=True, help="Read the fixture PATH, or all of the folder, anew.")
@click.option("--yes", is_flag=True, help="Write what was read anew without asking.")
@archive_option()
def command(target: str | None, name: str | None, folder: Path, update: bool, yes: bool) -> None:
    """Save an article's page as a fixture: the page as served, and what is read on it.

    What is read is a draft of what the test demands: check each field of output.json against the page. After a change
    to a page class, --update shows what it reads differently, and writes it when told to.

    \b
      newsarchive fixture 12 --name credits-in-two-lines
      newsarchive fixture --update
      newsarchive fixture --update fixtures/newsarchive.pages.shobserver.DesktopPage/ordinary-article
    """
    if update:
        if name is not None:
            raise click.UsageError("--name names a new fixture, --update reads those there are.")
        _update(_fixtures(Path(target) if target else folder), yes=yes)
        return
    if target is None:
        raise click.UsageError("Give the number or address of an article, or --update.")
    _save(target, name, folder)


# -- a new one --------------------------------------------------------------------------------------------------------


def _save(target: str, name: str | None, folder: Path) -> None:
    from newsarchive import fixtures
    from newsarchive.pages import page_of
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        capture, number = _capture(archive, target)
    name = name or f"article-{number}"
    if not _NAME.fullmatch(name):
        raise click.BadParameter(f"{name!r} is not made of a-z, 0-9, - and _ (at most 64).", param_hint="--name")
    click.echo(clean(fixtures.save(folder, name, capture, page_of(capture))))
    says("a draft: check each field of its output.json against the page")


def _capture(archive: Archive, target: str) -> tuple[Capture, int]:
    """The capture that an article's newest version was read from, or the last of an address; and its number."""

    ask = archive.connection.execute
    number = int(target) if target.isascii() and target.isdigit() and len(target) < 19 else 0
    article = ask("SELECT id, capture_id FROM articles WHERE id = ? OR url = ?", (number, target)).fetchone()
    if article:
        row = ask("SELECT * FROM captures WHERE id = ?", (article["capture_id"],)).fetchone()
    else:
        row = ask("SELECT * FROM captures WHERE url = ? ORDER BY captured_at DESC LIMIT 1", (target,)).fetchone()
    if row is None:
        raise NewsarchiveError(f"{archive.path}: no page of {target}; `newsarchive search` finds articles, by number")

    return archive.capture(row), article["id"] if article else row["id"]


# -- those there are --------------------------------------------------------------------------------------------------


def _fixtures(path: Path) -> list[Fixture]:
    from newsarchive.fixtures import fixtures_in

    found = list(fixtures_in(path))
    if not found:
        raise NewsarchiveError(f"{path}: no fixture is there; `newsarchive fixture ID` saves one")
    return found


def _update(found: list[Fixture], *, yes: bool) -> None:
    from newsarchive import fixtures
    from newsarchive.pages import outlets, pages_of

    layouts = [page for outlet in outlets() for page in pages_of(outlet)]
    changed = left = 0
    for fixture in found:
        wanted, read = fixtures.wanted(fixture), fixtures.read_anew(fixture, layouts)
        if fixtures.is_same(wanted, read):
            continue
        changed += 1
        click.echo(click.style(clean(fixture.path), bold=True))
        _show(wanted, read)
        if yes or (sys.stdin.isatty() and click.confirm("Write this?", err=True)):
            _write(wanted, read)
        else:
            left += 1
    says(f"{len(found)} read, {changed} changed, {changed - left} written")
    if left:
        if not sys.stdin.isatty():
            says("--yes writes what is read now")
        sys.exit(1)


def _show(wanted: dict[Path, str], read: dict[Path, str]) -> None:
    """The differences, field by field."""
    from newsarchive.cli.diff import marked
    from newsarchive.dedupe.diff import compare

    before = {key: value for text in wanted.values() for key, value in json.loads(text).items()}
    after = {key: value for text in read.values() for key, value in json.loads(text).items()}
    for field in dict.fromkeys([*before, *after]):
        old, new = (_text(data.get(field)) for data in (before, after))
        if old != new:
            click.echo(f"  {field}: " + marked(compare(old, new)).replace("\n", "\n    "))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write(wanted: dict[Path, str], read: dict[Path, str]) -> None:
    for path, text in read.items():
        path.write_text(text, encoding="utf-8")
    for path in wanted.keys() - read.keys():  # it was an article and is none now, or the other way round
        path.unlink()
