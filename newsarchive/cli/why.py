"""`newsarchive why`: where a field comes from, down to the bytes."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.items import Capture
    from newsarchive.query.why import Origin, Why

__all__ = ["command"]

_MOST = 300  # characters of a text that are shown
_AROUND = 80  # bytes beside a passage


@click.command("why", short_help="Show where a field comes from, down to the bytes.")
@click.argument("article", metavar="ID|URL")
@click.option("--field", "fields", multiple=True, metavar="NAME", help="A field, or a credit: author, credits.2. Repeatable.")
@click.option("--revision", type=click.IntRange(1), metavar="N", help="The Nth version known instead of the last.")
@click.option(
    "--bytes", "as_bytes", is_flag=True, help="The bytes too: around each --field; without one, the whole WARC record."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@archive_option()
def command(article: str, fields: tuple[str, ...], revision: int | None, as_bytes: bool, as_json: bool) -> None:
    """Show where a field of an article comes from: capture, WARC file and offset, parser, rule, printed text.

    The stored page is read again in the layout that read it, and watched. Where that layout says something else today, both
    answers are shown; `newsarchive reparse` would bring the archive up to date.

    \b
      newsarchive why 12
      newsarchive why 12 --field author
      newsarchive why 12 --field credits.2 --revision 1 --bytes
      newsarchive why 12 --bytes > record.warc
    """
    from newsarchive.cli.show import row_of
    from newsarchive.known import make_known
    from newsarchive.query.why import FIELDS, origin, plain, why
    from newsarchive.store import captures
    from newsarchive.store.archive import Archive
    from newsarchive.warc.read import raw_at

    make_known(archive_path())
    with Archive(archive_path()) as archive:
        found = origin(archive, row_of(archive, article)["id"], revision)
        told = list(why(archive, found, fields or FIELDS))
        place = captures.place_of(found.capture)
        if as_bytes and not fields and not as_json:
            sys.stdout.buffer.write(raw_at(archive.warc_folder, place))
            return
        capture = archive.captured(place)
    if as_json:
        data = plain(found, told)
        if as_bytes:
            for one, row in zip(told, data["fields"], strict=True):
                row["bytes"] = _around(capture, one).decode("latin-1") if one.passage else None
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _tell_origin(found)
    for one in told:
        if fields or one.value not in (None, []):
            _tell(one, found, capture if as_bytes else None)


def _tell_origin(found: Origin) -> None:
    row = found.capture
    moved_on = f", today {found.parser_now or 'gone'}" if found.parser_now != found.parser else ""
    _line("article", f"{found.article_id}, version {found.revision} of {found.revisions}, {found.url}")
    _line("capture", f"{row['url']}, status {row['status']}, {row['captured_at']}")
    _line("record", f"warc/{row['warc_file']}, byte {row['warc_offset']}, {row['warc_length']} bytes, {row['record_id']}")
    if told := found.imported:
        at = "" if told["position"] is None else f", byte {told['position']}"
        by = f", captured by {told['software']}" if told["software"] else ""
        _line("imported", f"{told['imported_at']} from {told['source']}{at}{by}")
    if row["revisit_of"]:
        _line("bytes of", f"{row['revisit_of']}: the same were served before")
    _line("digest", row["payload_digest"])
    for part in found.parts:
        _line("further", f"{part['url']}, warc/{part['warc_file']}, byte {part['warc_offset']}")
    _line("parser", f"{found.parser or 'unknown'}{moved_on}")


def _tell(one: Why, found: Origin, capture: Capture | None) -> None:
    click.echo()
    _line(one.field if one.position is None else f"{one.field}.{one.position}", _shown(one.value), bold=True)
    sure = "" if one.certainty is None else f", {one.certainty:.0%} sure"
    _line("rule", f"{one.rule}{sure}")
    if one.code:
        _line("code", one.code)
    if one.printed is not None:
        _line("printed", _shown(one.printed))
    if not one.agrees:
        version = "the same version" if found.parser == found.parser_now else found.parser_now
        _line("today", f"{_shown(one.value_now)} ({version})")
    if capture is not None and one.passage is not None:
        _line("at", f"bytes {one.passage.start} to {one.passage.end} of the page, line {one.passage.line}")
        click.echo(clean(_around(capture, one).decode(_encoding(capture), "replace").strip("\ufffd")))
    elif capture is not None and one.printed is not None:
        says(f"{one.field}: the printed text stands nowhere in one piece; `--bytes` without --field gives the whole record")


def _encoding(capture: Capture) -> str:
    from newsarchive.pages import encoding_of

    return encoding_of(capture)


def _around(capture: Capture, one: Why) -> bytes:
    assert one.passage is not None
    return capture.body[max(0, one.passage.start - _AROUND) : one.passage.end + _AROUND]


def _line(label: str, text: str, *, bold: bool = False) -> None:
    click.echo(f"{click.style(label.rjust(13), dim=not bold, bold=bold)}  {clean(text)}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = f"{value['name']}, {value['role'] or value['role_normalized']}"
    elif isinstance(value, list):
        value = "; ".join(
            item["name"] if "name" in item else item["url"] if isinstance(item, dict) else str(item) for item in value
        )
    text = " ".join(str(value).split()) if value is not None else "nothing"
    return text if len(text) <= _MOST else f"{text[:_MOST]}… ({len(text)} characters)"
