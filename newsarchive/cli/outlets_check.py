"""`newsarchive outlets check`: fixtures, archived pages and live pages of an outlet -> which fields are missing."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.outlets_add import looks
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.items import Article, Capture

__all__ = ["command"]

#: Archived pages that are read again: the latest of each outlet.
LATEST = 50


@click.command("check", short_help="Say which fields an outlet's pages lack.")
@click.argument("name")
@click.option("--live/--no-live", default=True, help="Fetch three pages and read them too.")
@click.option(
    "--fixtures", type=click.Path(path_type=Path), default=Path("fixtures"), show_default=True, help="Where fixtures are."
)
@looks
@archive_option()
def command(
    name: str, live: bool, fixtures: Path, config: Path | None, contact: str | None, allow_private: bool, delay: float
) -> None:
    """Read an outlet's fixtures, its latest pages in the archive, and three live ones, and say what is missing.

    That is fields, and where a layout is told by places, those that the pages do not have: a redesign shows there first.
    Exits with 1 when a fixture reads differently, or a page has no title, date or body.

    \b
      newsarchive outlets check shobserver --no-live
      newsarchive outlets check courier
    """
    from newsarchive.known import make_known
    from newsarchive.pages import outlet_named
    from newsarchive.survey import survey

    make_known(archive_path(), config)
    outlet = outlet_named(name)
    is_well = _fixtures(fixtures, outlet.name)
    articles, captures, failures = _archived(outlet.name)
    is_well &= _told("archived", articles, failures)
    _layouts(captures)
    if live:
        settings: dict[str, Any] = {"NEWSARCHIVE_ALLOW_PRIVATE": allow_private, "DOWNLOAD_DELAY": delay}
        if contact:
            settings["NEWSARCHIVE_CONTACT"] = contact
        seen = survey(name, settings=settings, config=config)
        is_well &= _told("live", list(seen.articles), seen.failures)
        _layouts(seen.captures)
        if not seen.articles:
            is_well = False
    if not is_well:
        sys.exit(1)


def _fixtures(folder: Path, outlet: str) -> bool:
    """Whether each fixture of the outlet reads as it is written down."""
    from newsarchive import fixtures
    from newsarchive.pages import outlet_named, pages_of

    layouts = pages_of(outlet_named(outlet))
    names = {fixtures.class_name(page) for page in layouts}
    count, wrong = 0, []
    for fixture in fixtures.fixtures_in(folder):
        if fixture.path.parent.name in names:
            count += 1
            if not fixtures.is_same(fixtures.wanted(fixture), fixtures.read_anew(fixture, layouts)):
                wrong.append(fixture.path)
    if count:
        click.echo(f"fixtures: {count - len(wrong)} of {count} read as they are written down")
    for path in wrong:
        click.echo(clean(f"  {path}: reads differently; newsarchive fixture --update {path}"))
    return not wrong


def _archived(outlet: str) -> tuple[list[Article], list[Capture], dict[str, int]]:
    """What newsarchive reads today on the outlet's latest pages in the archive, those pages, and why others give no article."""
    from newsarchive.errors import ArchiveMissing, Unreadable, WarcError
    from newsarchive.reading import NO_LOSS, own
    from newsarchive.store.archive import Archive

    articles: list[Article] = []
    captured: list[Capture] = []
    failures: Counter[str] = Counter()
    try:
        with Archive(archive_path()) as archive:
            rows = archive.connection.execute(
                "SELECT * FROM captures WHERE outlet = ? AND status = 200"
                " AND (state = 'read' OR reason NOT IN ('listing_page', 'redirected', 'part'))"
                " ORDER BY captured_at DESC LIMIT ?",
                (outlet, LATEST),
            ).fetchall()
            for row in rows:
                try:
                    capture = archive.capture(row)
                    articles.append(own(capture))
                    captured.append(capture)
                except WarcError as error:
                    says(f"Error: {error}")
                except Unreadable as error:
                    if error.reason not in NO_LOSS:
                        failures[str(error.reason)] += 1
    except ArchiveMissing:
        return [], [], {}
    return articles, captured, dict(failures)


def _layouts(captured: Sequence[Capture]) -> None:
    """Say in which layouts pages were read, and which of a layout's places are not on them."""
    from newsarchive.errors import NotAnArticle
    from newsarchive.pages import page_of
    from newsarchive.pages.platforms.layout import PlacedPage

    count: Counter[str] = Counter()
    absent: Counter[tuple[str, str]] = Counter()
    for capture in captured:
        try:
            page = page_of(capture)
        except NotAnArticle:
            continue
        if isinstance(page, PlacedPage):
            layout = type(page).__name__
            count[layout] += 1
            absent.update((layout, place) for place in page.absent())
    for layout, pages in count.items():
        places = ", ".join(f"{place} on {times}" for (name, place), times in absent.most_common() if name == layout)
        click.echo(f"  {layout}: {pages} pages; not there: {places or 'nothing'}")


def _told(which: str, articles: list[Article], failures: Mapping[str, int]) -> bool:
    """Say what is missing in pages; whether each has a title, a date and a body."""
    from newsarchive.survey import NEEDED, missing

    if articles:
        lacking = Counter(field for article in articles for field in missing(article))
        counts = ", ".join(f"{field} in {count}" for field, count in lacking.most_common()) or "nothing"
        click.echo(f"{which}: {len(articles)} articles read; missing: {counts}")
    for reason, count in failures.items():
        click.echo(f"  {count} {which} pages gave no article: {reason}")
    bare = [article for article in articles if not set(missing(article)).isdisjoint(NEEDED)]
    for article in bare:
        click.echo(clean(f"  {article.url}: no {', no '.join(field for field in missing(article) if field in NEEDED)}"))
    return not bare
