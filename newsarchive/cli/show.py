"""`newsarchive show`: an article, an earlier version of it, or what was edited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says
from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from newsarchive.store.archive import Archive

__all__ = ["command", "row_of"]

_FIELDS = ("url", "title", "outlet", "source", "author", "date", "updated", "section", "editor", "language", "summary")
_ABSENCE = """
    SELECT iif(gone_at IS NULL, 'suspect', 'gone') AS state, reason, gone_at, checks FROM absences
    WHERE article_id = ? AND returned_at IS NULL
"""
_CORRECTIONS = """
    SELECT article_id, url, noticed_at, withdrawn_at, text, corrects_id, corrects_url FROM corrections
    WHERE article_id = :id OR corrects_id = :id ORDER BY noticed_at, article_id
"""
_RECORD_IDS = "SELECT id, record_id FROM captures WHERE id IN (SELECT capture_id FROM revisions WHERE article_id = ?)"


@click.command("show", short_help="Show an article, its versions and edits.")
@click.argument("article", metavar="ID|URL")
@click.option("--json", "as_json", is_flag=True, help="Every field, as JSON.")
@click.option("--revision", type=click.IntRange(1), metavar="N", help="The Nth version known instead of the last.")
@click.option("--diff", is_flag=True, help="What that version changed, field by field.")
@archive_option()
def command(article: str, as_json: bool, revision: int | None, diff: bool) -> None:
    """Show an article with all its fields and credits.

    It is named by its number, as `newsarchive search` prints it, or by any of its addresses.

    \b
      newsarchive show 12
      newsarchive show https://www.shobserver.com/news/detail?id=158798 --json
      newsarchive show 12 --diff
    """
    from newsarchive.cli.diff import tell
    from newsarchive.query.comparison import compared
    from newsarchive.store.archive import Archive

    with Archive(archive_path()) as archive:
        row = row_of(archive, article)
        versions = archive.revisions(row["id"])
        record_ids = dict(map(tuple, archive.connection.execute(_RECORD_IDS, (row["id"],))))
        absence = archive.connection.execute(_ABSENCE, (row["id"],)).fetchone()
        corrections = [dict(one) for one in archive.connection.execute(_CORRECTIONS, {"id": row["id"]})]
        number = revision or len(versions)
        if number > len(versions):
            count = f"{len(versions)} version{'s' if len(versions) > 1 else ''}"
            raise NewsarchiveError(f"article {row['id']} has {count}; there is no {number}")
        compare = compared(archive, row["id"], number - 1, number) if diff and number > 1 else None
    if diff:
        if compare is None:
            says("the first version known: there is nothing before it")
        if as_json:
            click.echo(json.dumps(compare.data["changes"] if compare else {}, ensure_ascii=False, indent=2))
        elif compare:
            tell(compare)
        return
    version = versions[number - 1]
    data = {
        "id": row["id"],
        **version["fields"],
        "captured_at": version["captured_at"] or None,
        "first_seen": row["first_seen"] or None,
        "last_seen": row["last_seen"] or None,
        "missing_since": row["missing_since"],
        "absence": dict(absence) if absence else None,
        "corrections": corrections,
        "parser": version["parser"],
        "record_id": record_ids.get(version["capture_id"]),
        "revision": number,
        "revisions": len(versions),
    }
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print(data)


def row_of(archive: Archive, article: str) -> Any:
    """The row of the article that a person names."""
    ask = archive.connection.execute
    # A number too large for SQLite is nobody's.
    if article.isascii() and article.isdigit():
        row = ask("SELECT * FROM articles WHERE id = ?", (int(article),)).fetchone() if len(article) < 19 else None
    else:
        row = ask("SELECT * FROM articles WHERE url = ?", (article,)).fetchone() or _other_address(archive, article)
    if row is None:
        raise NewsarchiveError(f"{archive.path}: no article {article}; `newsarchive search` finds the ones there are")
    return row


def _other_address(archive: Archive, address: str) -> Any:
    """The row of an article named by an address that is not its canonical one."""
    from newsarchive.pages import outlet_for

    outlet = outlet_for(address)
    url = outlet.identity(address) if outlet else None
    return archive.connection.execute("SELECT * FROM articles WHERE url = ?", (url,)).fetchone()


def _print(data: dict[str, Any]) -> None:
    facts = {**data, "section": " > ".join(data["section"])}
    printed = {name: facts[name] for name in _FIELDS if facts[name]}
    if data["missing_since"]:
        absence = data["absence"] or {"state": "missing", "reason": "", "checks": 0}
        checks = f"{absence['checks']} {'check' if absence['checks'] == 1 else 'checks'}"
        printed[absence["state"]] = f"since {data['missing_since']}: {absence['reason']}, {checks}"
    printed["captured"] = data["captured_at"] or "unknown"
    if data["revisions"] > 1:
        printed["version"] = f"{data['revision']} of {data['revisions']}"
    width = max(len(name) for name in printed)
    for name, value in printed.items():
        style = {"bold": True} if name == "title" else {}
        click.echo(f"{click.style(name.rjust(width), dim=True)}  {click.style(clean(value), **style)}")
    for index, credit in enumerate(data["credits"]):
        note = f" ({credit['note']})" if credit["note"] else ""
        label = "credits" if index == 0 else ""
        role = credit["role"] or credit["role_normalized"]
        click.echo(f"{click.style(label.rjust(width), dim=True)}  {clean(credit['name'])}{clean(note)}, {clean(role)}")
    for index, image in enumerate(data["images"]):
        caption = f"  {image['caption']}" if image["caption"] else ""
        label = "images" if index == 0 else ""
        click.echo(f"{click.style(label.rjust(width), dim=True)}  {clean(image['url'] + caption)}")
    for one in data["corrections"]:
        click.echo(f"{click.style('correction'.rjust(width), dim=True)}  {_correction(data['id'], one)}")
    if data["body"]:
        click.echo(f"\n{clean(data['body'])}")


def _correction(article_id: int, one: dict[str, Any]) -> str:
    """What corrects an article, or what it corrects, in a line."""
    if one["article_id"] != article_id:
        which = f"by article {one['article_id']}"
    elif one["corrects_id"] == article_id:
        which = "of its own"
    else:
        which = f"of article {one['corrects_id']}" if one["corrects_id"] else "of what is not in the archive"
    text = " ".join(clean(one["text"]).split())
    return f"{which}, noticed {one['noticed_at']}: {text[:80]}{'…' if len(text) > 80 else ''}"
