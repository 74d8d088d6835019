"""Outline, body -> the lines around the body: where a page prints who wrote it, when, and for whom."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from newsarchive.errors import DateUnreadable
from newsarchive.extract import byline, credits, dates, publication
from newsarchive.extract.blocks import Outline
from newsarchive.extract.patterns import any_of
from newsarchive.extract.prose import Prose
from newsarchive.extract.structured import Declared, Statement
from newsarchive.extract.told import told
from newsarchive.items import Precision

__all__ = [
    "Surroundings",
    "bylines",
    "credited_lines",
    "is_dateline",
    "mentions",
    "printed_credits",
    "surroundings",
    "with_credits",
]

_SIGNS: Final = re.compile(
    any_of([*":：/／|｜丨(（【[〔〕=＝", *"记者 記者 通讯员 通訊員 作者 编辑 編輯 来源 來源 责编 責編 기자 特派員".split()])
)


SHORT: Final = 40
"""Characters below which a line beside the text may be a name, or a label whose value follows."""
_DIGIT: Final = re.compile(r"\d")
_DATED: Final = re.compile(r"(?:19|20)\d\d ?[-/.年년] ?\d{1,2}")
_CLOCKED: Final = re.compile(
    r"\d{1,2}[:：]\d\d|\d\s*(?:秒|分钟|分鐘|小时|小時|時間|时|天|日|周|週|분|시간|일)\s*(?:之?前|전)|刚刚|剛剛|"
    r"\bago\b|^vor \d|^il y a \d|^hace \d"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Lines near the body."""

    head: list[str]
    """From shortly before the headline to the body."""
    foot: list[str]
    """What was cut out of the body's element, its last lines, and what follows the body."""
    above: list[str]
    """head, and the first lines of the body where they are short: on many pages the date stands there."""
    hidden: frozenset[str] = frozenset()
    """Those of the lines that no reader sees (display: none): blocks for search engines, boxes that open later."""
    below: Sequence[str] = ()
    """What follows the body; the end of foot."""
    text: Sequence[str] = ()
    """The lines of the body that may say when it appeared: its first and last."""
    over: int = 0
    """How many of the lines above stand over the headline."""


def surroundings(outline: Outline, body: Prose | None, headline_at: int | None) -> Surroundings:
    """The short lines around a body; the first of the page where there is none."""
    blocks = outline.blocks
    if body is None:
        head = [block.text for block in blocks[:80] if len(block.text) < 300]
        return Surroundings(head, [], head)
    first, last = body.first, body.last
    begin = max(0, headline_at - 6, first - 40) if headline_at is not None else max(0, first - 15)
    head = [block.text for block in blocks[begin:first] if len(block.text) < 300]
    kept = {block.index for block in body.blocks}
    foot = [block.text for block in blocks[first:last] if block.index not in kept and len(block.text) < 200]
    end = last + 16
    below = [block.text for block in blocks[last + 1 : end] if len(block.text) < 300]
    foot = foot[-8:] + below
    # the desk signs at the very end of the text's element, behind its related links
    foot += [block.text for block in blocks[end : body.box.last][-8:] if len(block.text) < SHORT and _SIGNS.search(block.text)]
    above = [*head, *(block.text for block in body.blocks[:2] if len(block.text) < 160)]
    unseen = bytearray(len(blocks))
    for box in outline.unseen:
        unseen[box.first : box.last] = b"\1" * (box.last - box.first)
    hidden: set[str] = set()
    if any(unseen[begin:end]):
        near = blocks[begin:end]
        hidden = {block.text for block in near if unseen[block.index]}
        hidden -= {block.text for block in near if not unseen[block.index]}
    return Surroundings(
        head,
        foot,
        above,
        frozenset(hidden),
        below,
        [block.text for block in (*body.blocks[:8], *body.blocks[-2:])],
        0 if headline_at is None else sum(len(block.text) < 300 for block in blocks[begin:headline_at]),
    )


def credited_lines(around: Surroundings, body: Prose | None, cjk: bool) -> list[str]:
    """The lines in which something may be credited.

    Chinese, Japanese and Korean pages credit with labels, anywhere around the text and in its first and last lines;
    elsewhere it is the lines above the text that begin with "By" or have a colon.
    """
    if not cjk:
        return [line for line in around.head[-16:] if len(line) < 100 and (":" in line or byline.begins(line))]
    blocks = body.blocks if body else []
    # menus, shares and a font size may stand between the date and the text
    far = around.head[-40:-12]
    dated = {place for place, line in enumerate(far) if len(line) < 80 and _DATED.search(line)}
    lines = [
        line
        for place, line in enumerate(far)
        if place in dated
        or (len(far) - place <= 12 and _may_credit(line))
        or (len(line) < SHORT and {place - 1, place + 1} & dated)
    ]
    lines += [line for line in around.head[-12:] if len(line) < SHORT or _may_credit(line)]
    for place, block in enumerate(blocks):
        at_an_end = place < 3 or place >= len(blocks) - 5
        if (_may_credit(block.text) if at_an_end else len(block.text) < SHORT and _SIGNS.search(block.text, 0, 12)) or (
            at_an_end and len(block.text) < SHORT
        ):
            lines.append(block.text)
    lines += [line for line in around.foot[:12] if len(line) < SHORT or _may_credit(line)]
    lines += [line for line in around.foot[12:] if _may_credit(line)]
    return [line for line in dict.fromkeys(lines) if len(line) > 1]


def _may_credit(line: str) -> bool:
    """Whether a label's sign or a title stands near one of the line's ends."""
    return _SIGNS.search(line, 0, 60) is not None or (len(line) > 60 and _SIGNS.search(line, len(line) - 40) is not None)


def printed_credits(lines: list[str], hidden: frozenset[str]) -> tuple[list[str], credits.PrintedCredits]:
    """What lines credit, and those it was read from; what only hidden lines say fills the fields that are empty.

    A block for search engines calls whom it likes an author: chinanews.com puts the desk's editor there.
    """
    seen = [line for line in lines if line not in hidden]
    printed = credits.read("\n".join(seen))
    if len(seen) == len(lines):
        return seen, printed
    unseen = credits.read("\n".join(line for line in lines if line in hidden))
    writers = set(unseen.authors) if not printed.authors else set()
    return seen, replace(
        printed,
        source=printed.source or unseen.source,
        authors=printed.authors or unseen.authors,
        date=printed.date or unseen.date,
        editors=printed.editors or unseen.editors,
        credits=printed.credits
        + tuple(
            credit for credit in unseen.credits if credit.name in writers or (not printed.editors and credit in unseen.editors)
        ),
    )


def with_credits(lines: list[str], printed: credits.PrintedCredits, texts: Iterable[str]) -> frozenset[str]:
    """Those texts that are nothing but credits, among the lines that `printed` was read from (joined by line feeds)."""
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 1)
    credited = {lines[bisect_right(begins, span.start) - 1] for span in printed.spans}
    return frozenset(text for text in texts if text in credited and credits.is_credit_line(text))


_BYLINE: Final = re.compile(
    r"(?<![a-z])(?:author|byline)s?(?:[-_]{1,2}?(?:name|link|s|url|text|title|fn))?(?![a-z]|-[a-z])", re.IGNORECASE
)
_NAMING: Final = frozenset("a span strong b em i cite".split())
_NEAR: Final = 15
"""Blocks before the body in which its byline stands."""


def bylines(declared: Declared, outline: Outline, body: Prose | None, headline_at: int | None = None) -> list[tuple[str, str]]:
    """Text and origin of the elements that call themselves the author and stand near the body.

    Those of related articles and comments stand elsewhere.
    """
    boxes = outline.by_element if declared.bylines else {}
    near = []
    for element, text, origin in declared.bylines:
        here = element
        while here not in boxes and (parent := here.getparent()) is not None:
            here = parent
        box = boxes.get(here)
        if box and len(text) < 160 and (body is None or body.first - _NEAR <= box.first <= body.last + 4):
            near.append((text, origin))
    if body is None:
        return near[:6]
    # boxes are in the order of their first blocks
    # what stands well above the headline belongs to the stories teased there
    begin = body.first - _NEAR if headline_at is None else max(body.first - _NEAR, headline_at - 3)
    first, last, filled = body.first, body.last, outline.filled
    places = [bisect_left(filled, at, key=_first) for at in (begin, first + 3, last - 1, last + 5)]
    looked_at = -1
    for box in (*filled[places[0] : places[1]], *filled[max(places[1:3]) : places[3]]):
        if box.last - box.first <= 4:
            if _calls_itself_byline(box.names) and box.tag not in ("article", "form"):
                near.append((told(box.element), "byline class"))
            elif box.last - box.first == 1 and box.first != looked_at:  # a box in it holds nothing more
                looked_at = box.first
                for element in box.element.iter():
                    if element.tag not in _NAMING:
                        continue
                    if element.tag == "a" and element.get("rel") == "author":
                        near.append((told(element), "rel=author"))
                    elif (named := element.get("class")) and _calls_itself_byline(named):
                        near.append((told(element), "byline class"))
    return [(text, origin) for text, origin in dict.fromkeys(near) if text and len(text) < 160][:6]


_first: Final = attrgetter("first")


@lru_cache(maxsize=4096)  # the pages of a site share their names
def _calls_itself_byline(names: str) -> bool:
    return _BYLINE.search(names) is not None


def mentions(
    around: Surroundings, credited: str | None, declared: Declared, url: str, zone: ZoneInfo, language: str | None
) -> list[publication.Mention]:
    """Every date a page gives for the article: in the lines above its text, in its credits, in markup and address."""
    found: list[publication.Mention] = []
    over = max(0, around.over - max(0, len(around.above) - 30))
    lines = around.above[-30:]
    for line in lines[over:]:
        if _DIGIT.search(line):
            found += publication.mentions(_parted(line), language=language)
    with_digit = [line for line in lines[:over] if _DIGIT.search(line)]
    higher = [mention for line in with_digit for mention in publication.mentions(line, language=language)]
    if higher:
        # over the headline stand today's date and those of other stories, too
        known = {_day(statement.value, zone, language) for statement in declared.all("date")}
        if known or not found:
            found = [mention for mention in higher if not known or _day(mention.text, zone, language) in known] + found
    if not found and credited:
        # below the text it may be another story's, so the markup must not know of another day
        days = {_day(statement.value, zone, language) for statement in declared.all("date")}
        if not days or _day(credited, zone, language) in days:
            found.append(publication.Mention(credited))
    if not found and not any(statement.origin.startswith("json-ld") for statement in declared.all("date")):
        # "Veröffentlicht am 16.08.2019" within the text, or below it
        for line in (*around.text, *around.below):
            if label := _PUBLISHED.match(line):
                found += publication.mentions(line[label.start("rest") : label.start("rest") + 60], language=language)[:1]
    if not found and not declared.all("date"):
        for line in around.foot[:8]:
            found += publication.mentions(line, language=language)
    if not found:
        # dates without a year (10-06 20:58) and relative ones (3小时前), which only the capture explains
        found += [publication.Mention(line) for line in around.above[-6:] if len(line) < 80 and _CLOCKED.search(line)]
    updated = declared.all("updated") if found else []
    if updated and (changed := _minutes(updated, zone, language) - _minutes(declared.all("date"), zone, language)):
        # the only date displayed may be that of the last change, without saying so
        found = [
            mention._replace(updated=True) if _minute(mention.text, zone, language) in changed else mention for mention in found
        ]
    told: set[tuple[str, str]] = set()
    for statement in declared.statements:
        if statement.field in ("date", "updated") and (statement.field, statement.value) not in told:
            told.add((statement.field, statement.value))
            structured = statement.origin.startswith(("json-ld", "baidu", "founder", "microdata"))
            where = publication.Where.STRUCTURED if structured else publication.Where.META
            found.append(publication.Mention(statement.value, where, statement.field == "updated"))
    if day := dates.url_date(url):
        found.append(publication.Mention(day, publication.Where.URL))
    return found


_TWICE: Final = re.compile(r"(\d\d\.\d\d\.\d{4})(?=\1)")
_PUBLISHED: Final = re.compile(
    r"\W{0,3}(?:veröffentlicht(?:ung)?|erschienen|erstellt|publiziert|eingestellt|pressemitteilung|pressemeldung|meldung|datum|"
    r"published|posted|released|date|publié|paru|mis en ligne|publicado|publicación|pubblicato|data|geplaatst|publicerad|"
    r"publisert|发布时间|发布日期|公開日|掲載日)(?: (?:am|vom|on|le|el|il|op|den|at))?\s{0,3}:?\s{0,3}(?P<rest>(?=\S).)",
    re.IGNORECASE,
)


def _parted(line: str) -> str:
    """A line in which a date printed twice without a space is printed once."""
    return _TWICE.sub("", line) if _TWICE.search(line) else line


def _minutes(statements: list[Statement], zone: ZoneInfo, language: str | None) -> set[str]:
    return {minute for statement in statements if (minute := _minute(statement.value, zone, language))}


def _day(printed: str, zone: ZoneInfo, language: str | None) -> str | None:
    """A printed date's day in the zone; None for what cannot be read."""
    read = _instant(printed, zone, language)
    return read.moment.astimezone(zone).strftime("%Y-%m-%d") if read else None


def _minute(printed: str, zone: ZoneInfo, language: str | None) -> str | None:
    """A printed moment to the minute, UTC; None for a day."""
    read = _instant(printed, zone, language)
    return read.utc[:16] if read and read.precision in (Precision.MINUTE, Precision.SECOND) else None


@lru_cache(maxsize=1024)  # JSON-LD, metas and microdata repeat each other
def _instant(printed: str, zone: ZoneInfo, language: str | None) -> dates.Instant | None:
    try:
        return dates.instant(printed, zone, None, language=language)
    except DateUnreadable:
        return None


def is_dateline(line: str, language: str | None) -> bool:
    """Whether a line above the text is there for its date.

    >>> is_dateline("Published Monday, November 18, 2019", "en"), is_dateline("It rained on November 18, 2019.", "en")
    (True, False)
    """
    if len(line) > 120 or not _DIGIT.search(line):
        return False
    found = dates.find(line, language)
    if found is None or line[-1] in "。.)）":
        return False
    return len(found[0]) > 0.4 * len(line) or (found[1] < 14 and len(line) < 70)
