"""`newsarchive diff`: what was changed between two versions of an article."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.dedupe.diff import Piece
    from newsarchive.query.comparison import Comparison

__all__ = ["command", "marked", "tell"]

_AROUND = 30  # characters of unchanged text shown beside a change


@click.command("diff", short_help="Show what was changed between versions.")
@click.argument("article", metavar="ID|URL")
@click.argument("versions", metavar="[N [M]]", nargs=-1, type=click.IntRange(1))
@click.option("--all", "everything", is_flag=True, help="Every edit, oldest first.")
@click.option("--html", "form", flag_value="html", help="A page that needs nothing else, with the whole texts.")
@click.option("--json", "form", flag_value="json", help="As JSON: per field the pieces of its text, same, removed, added.")
@archive_option()
def command(article: str, versions: tuple[int, ...], everything: bool, form: str | None) -> None:
    """Show what the last edit of an article changed, what version N did, or what became of version N until version M.

    Text in Latin and the like is compared by words, Chinese and Japanese by characters: [-taken out-]{+put in+}.
    Which articles were edited, and how much: `newsarchive sql "select * from edited"`.

    \b
      newsarchive diff 12
      newsarchive diff 12 1 3
      newsarchive diff https://www.shobserver.com/news/detail?id=158798 --all --html > edits.html
    """
    if len(versions) > 2 or (versions and everything):
        raise click.UsageError("Give one version, two, or --all.")
    from newsarchive.cli.show import row_of
    from newsarchive.query.comparison import compared, edits, page
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        row = row_of(archive, article)
        if everything:
            pairs = [(number - 1, number) for number in edits(archive, row["id"])]
        elif len(versions) == 2:
            pairs = [(versions[0], versions[1])]
        else:
            last = versions[0] if versions else row["revisions"]
            pairs = [(last - 1, last)] if last > 1 else []
        found = [compared(archive, row["id"], before, after) for before, after in pairs]
    if not found:
        nothing = "no edit is known" if everything or not versions else "the first version known: there is nothing before it"
        says(f"article {row['id']}: {nothing}")
    if form == "html" and found:
        click.echo(page(found), nl=False)
    elif form == "json":
        data = [one.data for one in found]
        one = data[0] if data else None
        click.echo(json.dumps(data if everything else one, ensure_ascii=False, indent=2))
    elif form is None:
        for comparison in found:
            tell(comparison)


def tell(comparison: Comparison) -> None:
    """What was changed, on the terminal: data to stdout, when to stderr."""
    before, after = comparison.before, comparison.after
    says(
        f"version {after.number} of {comparison.count}, seen {after.noticed_at}; version {before.number}, last seen "
        f"{before.last_seen}: {comparison.share:.1%} of the characters differ"
    )
    for change in comparison.changes:
        click.echo(click.style(change.field, bold=True))
        click.echo("  " + marked(change.pieces).replace("\n", "\n  "))


def marked(pieces: tuple[Piece, ...]) -> str:
    """As wdiff writes it, [-removed-]{+added+}: readable without colors too."""
    out = []
    for index, piece in enumerate(pieces):
        text = clean(piece.text)
        if piece.kind == "removed":
            out.append(click.style(f"[-{text}-]", fg="red"))
        elif piece.kind == "added":
            out.append(click.style(f"{{+{text}+}}", fg="green"))
        else:
            out.append(_shortened(text, first=index == 0, last=index == len(pieces) - 1))
    return "".join(out)


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Unchanged text without what is far from a change."""
    if first:
        return text if len(text) <= _AROUND else "…" + text[-_AROUND:]
    if last:
        return text if len(text) <= _AROUND else text[:_AROUND] + "…"
    return text if len(text) <= 2 * _AROUND else f"{text[:_AROUND]}…{text[-_AROUND:]}"
