"""Printed news credits -> who wrote, who edited, where it comes from, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.extract import labelled, names
from newsarchive.extract.printed import Span, flat
from newsarchive.extract.roles import ROLES, Group, Label
from newsarchive.items import Credit

__all__ = ["PrintedCredits", "Span", "believable", "format", "is_credit_line", "read", "without_credits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCredits:
    """What a text credits."""

    source: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    editors: tuple[Credit, ...] = ()
    credits: tuple[Credit, ...] = ()
    spans: tuple[Span, ...] = ()


def read(text: str) -> PrintedCredits:
    """The credits printed in a text of one or more lines."""
    even = flat(text)
    spans: list[Span] = []
    pending: tuple[Label, str, int] | None = None
    for match in re.finditer(r"[^\n]+", even):
        line = match.group()
        if not line.strip():
            continue
        found, pending = _line(text, line, match.start(), pending)
        spans.extend(found)
    return _gather(spans)


def _line(
    text: str, line: str, start: int, pending: tuple[Label, str, int] | None
) -> tuple[tuple[Span, ...], tuple[Label, str, int] | None]:
    if labelled._CAPTION.match(line):
        return (), None
    if labelled._PHOTO_END.search(line) and ":" not in line and not re.search(r"[/ ]文|文[/]", line):
        return (), None
    if labelled._SENTENCE.search(line) or len(line) > 160:
        region = _head(line)
        if region:
            return labelled.read_line(text, line[:region], start).spans, None
        return (), None
    if pending is not None:
        line_read = labelled.read_line(text, pending[1] + ":" + line, start)
        del line_read
    result = labelled.read_line(text, line, start)
    return result.spans, result.pending


_BRACKET = re.compile(r"[^()\[\]。!?;]{0,40}[(\[](?P<inner>[^()\[\]]{2,90})[)\]]")
_TITLE = re.compile(r"记者|記者|通讯员|通訊員|编译|編譯|報導")
_HEAD = re.compile(r"[^。!?;:“\"]{0,24}?(?:记者|記者|通讯员)[^。!?;:“\",\d]{2,50}?(?=\d{1,2}(?:月|日)|报道|報導)")


def _head(line: str) -> int:
    bracket = _BRACKET.match(line)
    if bracket and _TITLE.search(bracket["inner"][:30]):
        return bracket.end()
    head = _HEAD.match(line)
    if head:
        return head.end()
    learned = re.match(r"[^。!?;:“]{2,60}?记者(?:从[^。:]{1,40}|\d{1,2}日)?(?:获悉|了解到)", line)
    return learned.end() if learned else 0


def _gather(spans: list[Span]) -> PrintedCredits:
    source = next((s.name for s in spans if s.role_normalized == "source" and s.role), None)
    if source is None:
        source = next((s.name for s in spans if s.role_normalized == "source"), None)
    dates = [s for s in spans if s.role_normalized == "date"]
    updated = [s for s in spans if s.role_normalized == "updated"]
    date = next((s.name for s in dates if s.role), None) or next((s.name for s in dates), None) or next((s.name for s in updated), None)
    credits: dict[tuple[str, str], Credit] = {}
    for s in spans:
        role = ROLES.get(s.role_normalized)
        if role is None or role.group not in (Group.WRITING, Group.EDITING, Group.IMAGE):
            continue
        credits.setdefault((s.role, s.name), Credit(role=s.role, name=s.name, role_normalized=s.role_normalized, note=s.note))
    writers = [c for c in credits.values() if ROLES[c.role_normalized].group is Group.WRITING]
    editors = tuple(c for c in credits.values() if ROLES[c.role_normalized].group is not Group.WRITING or c.role_normalized == "compiler")
    return PrintedCredits(
        source=source,
        authors=tuple(dict.fromkeys(c.name for c in writers)),
        date=date,
        editors=editors,
        credits=tuple(credits.values()),
        spans=tuple(spans),
    )


def is_credit_line(line: str) -> bool:
    """Whether a line or paragraph is nothing but credits, so that a body is better without it."""
    if len(line) > 400:
        return False
    even = flat(line)
    return all(
        labelled.read_line(line, match.group(), match.start()).bare
        for match in re.finditer(r"[^\n]+", even)
        if match.group().strip()
    ) and bool(even.strip()) and not labelled._CAPTION.match(even) and not labelled._SENTENCE.search(even)


def without_credits(text: str) -> str:
    """The text with what `read` found cut out, labels included."""
    kept, at = [], 0
    for span in sorted(read(text).spans, key=lambda s: s.label_start):
        if span.label_start >= at:
            kept.append(text[at : span.label_start])
        at = max(at, span.end)
    return "".join([*kept, text[at:]])


def believable(name: str, editors: tuple[str, ...] = (), sites: tuple[str, ...] = ()) -> bool:
    """Whether a `meta author` can be the author: no editor of the page, number, date, address or site name."""
    name = name.strip()
    if not name or name in editors or name.casefold() in {site.casefold() for site in sites}:
        return False
    return names.believable(name) and labelled.DATE.search(flat(name)) is None


def format(credits: PrintedCredits) -> str:  # noqa: A001
    """The credits as one canonical text, a label a line."""
    lines = [f"来源：{credits.source}"] if credits.source else []
    lines += [f"{credit.role or '作者'}：{credit.name}" for credit in credits.credits]
    lines += [f"发布时间：{credits.date}"] if credits.date else []
    return "\n".join(lines)
