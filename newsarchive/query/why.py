"""A field of a version of an article -> the bytes, the parser and the rule that it was read by, and the text it stood in.

The rule is found by reading the stored capture once more in the layout that read it, as that is today, and watching it
(pages/trace). What today's answer is stands beside the stored one, so a layout that has moved on gives itself away. The rule
is not stored with the reading: to watch a page costs five times as much as to read it, and a kilobyte a version.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html.entities import codepoint2name
from typing import Any, Final

from newsarchive import pages
from newsarchive.dedupe import fingerprint
from newsarchive.errors import NewsarchiveError, Unreadable, UsageError
from newsarchive.items import Article, Capture, Reason
from newsarchive.pages.trace import Trace, trace
from newsarchive.store import origins
from newsarchive.store.archive import Archive

__all__ = ["FIELDS", "Origin", "Passage", "Why", "origin", "passage", "why"]

#: The fields of a reading, in the order in which they are told.
FIELDS: Final = (
    "title source author date summary body editor section credits updated images language url canonical_url outlet "
    "date_printed date_precision date_utc"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Where a printed text lies in the bytes of a page."""

    start: int
    """Bytes from the beginning of the body, its Content-Encoding taken off."""
    end: int
    line: int
    """From 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Where one field comes from."""

    field: str
    position: int | None
    """Of a credit, from 1."""
    value: Any
    """As stored, plain data."""
    rule: str
    printed: str | None
    certainty: float | None
    code: str | None
    value_now: Any
    """What the same layout says today."""
    agrees: bool
    """Whether that is what is stored."""
    passage: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a version of an article comes from: its capture, and the parser that read it."""

    article_id: int
    url: str
    revision: int
    """From 1."""
    revisions: int
    captured_at: str
    parser: str | None
    parser_now: str | None
    """The layout of that name as it is today, or the one that reads the page now; None where none does."""
    capture: dict[str, Any]
    """Columns of its row of `captures`."""
    imported: dict[str, Any] | None
    """Of a capture that another made, its row of `origins`."""
    parts: list[dict[str, Any]]
    """Those of the article's further pages, whose text is in the body."""
    reading: dict[str, Any]
    """The version as stored, field by field."""


def origin(archive: Archive, article_id: int, revision: int | None = None) -> Origin:
    """Where a version of an article comes from; the newest, unless one is named.

    Raises NewsarchiveError when there is no such version, or it was added without a page.
    """
    ask = archive.connection.execute
    versions = archive.revisions(article_id)
    url = ask("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()["url"]
    number = revision or len(versions)
    if number > len(versions):
        raise NewsarchiveError(
            f"article {article_id} has {len(versions)} version{'s' if len(versions) > 1 else ''}; there is no {number}"
        )
    version = versions[number - 1]
    capture = ask("SELECT * FROM captures WHERE id = ?", (version["capture_id"],)).fetchone()
    if capture is None:
        raise NewsarchiveError(f"article {article_id}: this version was added without its page; there are no bytes to show")
    parts = ask(
        "SELECT * FROM captures WHERE article_id = ? AND reason = ? AND captured_at >= ? ORDER BY captured_at, id",
        (article_id, Reason.PART, version["captured_at"]),
    ).fetchall()
    page = _page(_capture(archive, capture), version["parser"])
    return Origin(
        article_id=article_id,
        url=url,
        revision=number,
        revisions=len(versions),
        captured_at=version["captured_at"],
        parser=version["parser"],
        parser_now=type(page).parser_name() if page is not None else None,
        capture=dict(capture),
        imported=dict(row) if (row := origins.of(archive.connection, capture["record_id"])) else None,
        parts=[dict(part) for part in parts],
        reading=version["fields"],
    )


def why(archive: Archive, found: Origin, names: Iterable[str] = FIELDS) -> Iterator[Why]:
    """Where fields come from; a credit is named by its position, "credits.2".

    Raises UsageError for a field or position that there is none of.
    """
    asked = [_asked(name, found.reading) for name in names]
    capture = _capture(archive, found.capture)
    page = _page(capture, found.parser)
    now = _now(page)
    for name, position in asked:
        value, value_now = _at(found.reading.get(name), position), _at(now.get(name), position)
        how = Trace(rule="no layout of today recognizes the page") if page is None else trace(page, name, position)
        # The pages of an article in several are read one by one; here is the first.
        whole = name == "body" and bool(found.parts) and (value or "").startswith(value_now or "")
        yield Why(
            field=name,
            position=position,
            value=value,
            rule=how.rule,
            printed=how.printed,
            certainty=how.certainty,
            code=how.code,
            value_now=value_now,
            agrees=whole or value == value_now,
            passage=passage(capture, how.printed, how.line) if how.printed else None,
        )


def _asked(name: str, reading: dict[str, Any]) -> tuple[str, int | None]:
    field, dot, number = name.partition(".")
    if field not in FIELDS:
        raise UsageError(f"{field!r} is no field of an article; there are: {', '.join(FIELDS)}")
    if not dot:
        return field, None
    count = len(reading["credits"])
    if field != "credits" or not number.isdecimal() or not 0 < int(number) <= count:
        one = f"credits.1 to credits.{count}" if count else "no credits in this version"
        raise UsageError(f"{name!r}: positions are those of credits; there are {one}")
    return field, int(number)


def _at(value: Any, position: int | None) -> Any:
    if position is None:
        return value
    return value[position - 1] if value and len(value) >= position else None


def _capture(archive: Archive, row: Any) -> Capture:
    return archive.capture(row)


def _page(capture: Capture, parser: str | None) -> Any:
    """The page in the layout that read it; where that is no more, in the one that would today."""
    try:
        return pages.page_named(capture, parser) or pages.page_of(capture)
    except Unreadable:
        return None


def _now(page: Any) -> dict[str, Any]:
    """What the layout says today, plain; {} where it says that this is no article."""
    try:
        article: Article | None = page.article() if page is not None else None
    except Unreadable:
        article = None
    if article is None:
        return {}
    reading: dict[str, Any] = json.loads(json.dumps(fingerprint.fields(article), ensure_ascii=False))
    return reading


# -- the bytes ------------------------------------------------------------------------------------------------------------

_SIGNS = 48  # of a printed text that are looked for; of a longer one as many of its end
# What may stand between two signs of a text: white space, markup, and both escaped, as in the HTML within a JSON answer.
_BETWEEN = rb"(?:[\s\xa0]|<[^<>]{0,2000}>|&(?:nbsp|#160|#xa0|ensp|emsp|#8194|#8195);|\xc2\xa0|\xe3\x80\x80|\\[nrt]){0,200}?"


def passage(capture: Capture, printed: str, line: int | None = None) -> Passage | None:
    """Where a text that a page prints lies in its bytes; None where markup and scripts put it together.

    line: of the page, shortly before which to begin looking; its headline stands in the title too.
    """
    encoding = pages.encoding_of(capture)
    signs = "".join(printed.split())
    body = capture.body
    start = _beginning(body, line)
    for at in dict.fromkeys((start, 0)):
        head = _pattern(signs[:_SIGNS], encoding).search(body, at)
        if head is None:
            continue
        end = head.end()
        if len(signs) > _SIGNS and (tail := _pattern(signs[-_SIGNS:], encoding).search(body, head.start())):
            end = max(end, tail.end())
        return Passage(start=head.start(), end=end, line=body.count(b"\n", 0, head.start()) + 1)
    return None


def _beginning(body: bytes, line: int | None) -> int:
    at = 0
    for _ in range((line or 0) - 3):
        at = body.find(b"\n", at) + 1
        if at == 0:
            break
    return at


def _pattern(signs: str, encoding: str) -> re.Pattern[bytes]:
    return re.compile(_BETWEEN.join(_spellings(sign, encoding) for sign in signs))


def _spellings(sign: str, encoding: str) -> bytes:
    """The ways in which a sign is written: itself, by name or number in HTML, escaped in JSON."""
    written = {
        sign.encode(encoding, "replace"),
        f"&#{ord(sign)};".encode(),
        f"&#x{ord(sign):x};".encode(),
        f"&#x{ord(sign):X};".encode(),
    }
    if name := codepoint2name.get(ord(sign)):
        written.add(f"&{name};".encode())
    if sign in '"/\\' or not sign.isascii():
        escaped = json.dumps(sign)[1:-1].encode()
        written |= {escaped, escaped.replace(b"\\u", b"\\U"), b"\\" + sign.encode() if sign.isascii() else escaped}
    return b"(?:" + b"|".join(re.escape(one) for one in sorted(written, key=len, reverse=True)) + b")"


def plain(found: Origin, told: Iterable[Why]) -> dict[str, Any]:
    """Both as plain data, for JSON."""
    return {**{key: value for key, value in asdict(found).items() if key != "reading"}, "fields": [asdict(one) for one in told]}
