"""A page and a field -> the rule that reads the field there, and the printed text it is read from.

Nothing of this runs while an archive is filled: the page is read once more, and watched. Of a layout the rule is the
property that says where the field is printed, with the places that it asks for; of the generic reading, the evidence
that it went by (extract/evidence), or the selector of newsarchive.toml that was put before it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from lxml.etree import _Element as Element

import newsarchive
from newsarchive.extract import credits, posted, structured
from newsarchive.extract.credits import PrintedCredits
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.printed import Span
from newsarchive.extract.publication import Where
from newsarchive.extract.text import squeeze
from newsarchive.items import Credit
from newsarchive.pages.article import ArticlePage
from newsarchive.pages.generic import GenericPage, Reading, Workings
from newsarchive.pages.site import SitePage

__all__ = ["Trace", "trace"]

_DATES: Final = frozenset({"date", "date_utc", "date_printed", "date_precision"})
_CREDITED: Final = frozenset({"source", "author", "editor", "credits"})
# How often each was right on the development pages of the benchmark (bench/README.md: zh, cjk and fundus), by the rule of
# succession, (right + 1) / (read + 2): 68 of 68 printed sources, 3 of 3 declared, 148 of 151 visible days …
_CERTAIN_SOURCE: Final = {"printed": 0.99, "declared": 0.80}
_CERTAIN_DATE: Final = {Where.VISIBLE: 0.97, Where.STRUCTURED: 0.99, Where.META: 0.89}
_CERTAIN_BODY: Final = 0.92
_CERTAIN_EDITOR: Final = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """How a field was read."""

    rule: str
    """ "shobserver.DesktopPage.byline: .fenxiang_zz, label 作者"; "h1, og:title"."""
    printed: str | None = None
    """The text it was read from; None where nothing is printed, as for a language."""
    certainty: float | None = None
    """0 to 1, of the generic reading: how often such evidence is right. A layout knows its pages, and has none."""
    code: str | None = None
    """Where the rule is written, and its one line if it has no more: "newsarchive/pages/shobserver.py:88: return …"."""
    line: int | None = None
    """Line of the page's text on which the element stands that it was read from, from 1."""


def trace(page: ArticlePage | GenericPage, name: str, position: int | None = None) -> Trace:
    """The rule that reads a field of items.Article on a page; position: of one of its credits, from 1."""
    if isinstance(page, ArticlePage):
        return _of_layout(page, name, position)
    return _of_generic(page, name, position)


# -- layouts ----------------------------------------------------------------------------------------------------------

#: Properties in which a layout says where something is printed.
_SAYS: Final = ("headline", "byline", "desk", "standfirst", "prose", "crumbs", "printed_date", "banner", "printed")


@dataclass(slots=True)
class _Asked:
    """A property of a layout that was asked for while a field was read."""

    name: str
    value: Any
    places: list[str]
    line: int | None

    @property
    def text(self) -> str:
        return _text(self.value)


@dataclass(slots=True)
class _Watch:
    """What was asked for, in the order in which it was answered."""

    asked: list[_Asked] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    line: int | None = None

    def found(self, place: str, element: Any) -> None:
        if place not in self.places:
            self.places.append(place)
        if isinstance(element, Element):
            self.line = element.sourceline


class _Watched:
    """Mixed into a layout: notes which of its own properties and which places of the page are asked for."""

    def __getattribute__(self, name: str) -> Any:
        watch: _Watch | None = object.__getattribute__(self, "__dict__").get("watch")
        if watch is None or name.startswith("_") or not _is_said(type(self), name):
            return super().__getattribute__(name)
        before, watch.places, watch.line = watch.places, [], None
        value = super().__getattribute__(name)
        line = value.sourceline if isinstance(value, Element) else watch.line
        watch.asked.append(_Asked(name, value, watch.places, line))
        watch.places = [*before, *watch.places]
        return value

    def places(self, name: str) -> list[Element]:
        found: list[Element] = super().places(name)  # type: ignore[misc]
        _watch_of(self).found(name, found[0] if found else None)
        return found

    def select(self, selector: str) -> list[Element]:
        found: list[Element] = super().select(selector)  # type: ignore[misc]
        if found:  # of several selectors in order of preference, the one that counts
            _watch_of(self).found(selector, found[0])
        return found

    def printed(self, name: str) -> str | None:
        watch = _watch_of(self)
        before, watch.places, watch.line = watch.places, [], None
        value: str | None = super().printed(name)  # type: ignore[misc]
        watch.asked.append(_Asked("printed", value, watch.places, watch.line))
        watch.places = [*before, *watch.places]
        return value

    def css(self, query: str) -> Any:
        found = super().css(query)  # type: ignore[misc]
        _watch_of(self).found(query, found[0].root if found else None)
        return found

    def xpath(self, query: str, **kwargs: Any) -> Any:
        found = super().xpath(query, **kwargs)  # type: ignore[misc]
        _watch_of(self).found(query, found[0].root if found else None)
        return found


def _watch_of(page: Any) -> _Watch:
    return page.__dict__.get("watch") or _Watch()


def _is_said(layout: type, name: str) -> bool:
    """Whether an attribute is a property in which a layout, or a platform that it is of, says what is printed where."""
    kind = inspect.getattr_static(layout, name, None)
    if not isinstance(kind, property | cached_property):
        return False
    owner = _owner(layout, name)
    if owner is ArticlePage:  # its printed date is the byline's
        return name in _SAYS and name != "printed_date"
    return not owner.__module__.startswith("web_poet") and (name in _SAYS or name not in ArticlePage.__dict__)


def _owner(layout: type, name: str) -> type:
    return next(cls for cls in layout.__mro__ if name in cls.__dict__ and cls is not _Watched)


def _of_layout(page: ArticlePage, name: str, position: int | None) -> Trace:
    layout = type(page)
    again = type(layout.__name__, (_Watched, layout), {"__module__": layout.__module__})(page.response, page.captured_at)
    again.__dict__["watch"] = watch = _Watch()
    value = getattr(again, name, None)
    if position is not None:
        value = value[position - 1 : position] if value else ()
    pieces = [again.instant.printed] if name in _DATES and again.instant else list(_pieces(value))
    own = inspect.getattr_static(layout, name, None) is not ArticlePage.__dict__.get(name)
    told = _contributing(watch, pieces, own=own)
    if value and not _holding(told, pieces):
        told = _holding(watch.asked, pieces) or told
        plain = again.__dict__.get("plain")
        if isinstance(plain, Reading) and plain.workings is not None and not _holding(told, pieces):
            how = _evidence(plain, plain.workings, name, None)
            return replace(how, rule=f"generic reading: {how.rule}", code=_code(layout, name))
    if not told:
        places = "" if not watch.places else f": {' '.join(watch.places)}"
        return Trace(rule=f"{_qualified(layout, name)}{places}", code=_code(layout, name), line=watch.line)
    if name in _CREDITED and (lines := [asked for asked in told if isinstance(asked.value, str)]):
        lines = [asked for asked in lines if _spans(_read(again, asked), name, pieces, value)] or lines
        found = [_credited(again, layout, asked, name, value, position) for asked in lines]
        found = found if name == "credits" and position is None else found[:1]
        return Trace(
            rule="; ".join(rule for rule, _ in found),
            printed="\n".join(filter(None, (printed for _, printed in found))) or None,
            code=_code(layout, lines[0].name),
            line=lines[0].line,
        )
    said = told[0]
    rule, printed = _rule(layout, said), said.text or None
    if name in _DATES and again.instant is not None:
        rule, printed = f"{rule}, {again.instant.rule}", again.instant.printed
    elif name == "body":
        printed = "\n\n".join(again.paragraphs)
    return Trace(rule=rule, printed=printed, code=_code(layout, said.name), line=said.line)


def _rule(layout: type, said: _Asked) -> str:
    return f"{_qualified(layout, said.name)}{': ' + ' '.join(said.places) if said.places else ''}"


def _read(page: Any, said: _Asked) -> PrintedCredits:
    known: dict[str, PrintedCredits] = {"desk": page.footer, "byline": page.header}
    return known[said.name] if said.name in known else credits.read(said.text)


def _credited(page: Any, layout: type, said: _Asked, name: str, value: Any, position: int | None) -> tuple[str, str | None]:
    """Rule and printed text of a field that is read from a line of credits."""
    spans = _spans(_read(page, said), name, list(_pieces(value)), value)
    label = _labels(spans)
    printed = _lines(said.value, spans, exact=position is not None) or said.text
    return f"{_rule(layout, said)}{f', label {label}' if label else ''}", printed


def _contributing(watch: _Watch, pieces: list[str], *, own: bool) -> list[_Asked]:
    """The properties whose text holds what was read, what holds the most of it in the fewest signs first.

    Where none does, since white space or signs differ, the last one that says anything. own: the layout reads the field by a
    rule of its own, which may have asked for nothing else.
    """
    told = [asked for asked in watch.asked if asked.name in _SAYS] or (watch.asked if own else [])
    return _holding(told, pieces) or [asked for asked in reversed(told) if asked.text][:1] or told[:1]


def _holding(told: list[_Asked], pieces: list[str]) -> list[_Asked]:
    wanted = [plain for piece in pieces if (plain := _bare(piece))]
    texts = {id(asked): _bare(asked.text) for asked in told}

    def holds(asked: _Asked) -> int:
        return sum(piece in texts[id(asked)] for piece in wanted)

    found = sorted(filter(holds, told), key=lambda asked: (-holds(asked), len(texts[id(asked)])))
    return list({(asked.name, *asked.places): asked for asked in reversed(found)}.values())[::-1]


def _bare(text: str) -> str:
    return "".join(text.split())


def _pieces(value: Any) -> Iterator[str]:
    """The texts of a field's value that stand on the page."""
    if isinstance(value, str):
        # names joined by us, paragraphs, and credits that stand apart
        yield from (piece for piece in value.replace("、", "\n").replace(", ", "\n").split("\n") if piece)
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _pieces(one.name if isinstance(one, Credit) else getattr(one, "url", one))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Element):
        return squeeze("".join(value.itertext())) or ""
    if isinstance(value, tuple | list):
        return " > ".join(filter(None, map(_text, value)))
    return str(getattr(value, "url", ""))  # an image's


def _qualified(layout: type, name: str) -> str:
    try:
        owner = _owner(layout, name)
    except StopIteration:
        return f"{layout.__qualname__} reads no {name}"
    module = owner.__module__.removeprefix("newsarchive.pages.")
    return f"{module}.{owner.__qualname__}.{name}"


def _code(layout: type, name: str) -> str | None:
    """File and line of a rule; the rule itself, where it is one line."""
    kind = inspect.getattr_static(layout, name, None)
    function = getattr(kind, "fget", None) or getattr(kind, "func", None) or getattr(kind, "original_method", None)
    if function is None:
        return None
    path = Path(function.__code__.co_filename)
    root = Path(newsarchive.__file__).parents[1]
    where = f"{path.relative_to(root) if path.is_relative_to(root) else path}:{function.__code__.co_firstlineno}"
    try:
        lines = [line.strip() for line in inspect.getsource(function).splitlines()]
    except OSError:
        return where
    body = lines[next((at for at, line in enumerate(lines) if line.startswith("def ")), 0) + 1 :]
    told = [line for line in body if line and not line.startswith(("#", '"""'))]
    return f"{where}: {told[0]}" if len(told) == 1 else where


# -- credits ------------------------------------------------------------------------------------------------------------


def _spans(read: PrintedCredits, name: str, pieces: list[str], value: Any) -> list[Span]:
    """Where the names of a field stand in the text that they were read from."""
    roles = {credit.role_normalized for credit in value} if name == "credits" and isinstance(value, tuple) else None
    if name == "source":
        roles = {"source"}
    named = [span for span in read.spans if span.name in pieces and (roles is None or span.role_normalized in roles)]
    if name == "author":
        writers = {span.role_normalized for span in named} - {credit.role_normalized for credit in read.editors} - {"source"}
        named = [span for span in named if span.role_normalized in writers] or named
    if name == "editor":
        named = [
            span
            for span in read.spans
            if any((span.role_normalized, span.name) == (credit.role_normalized, credit.name) for credit in read.editors)
        ]
    return named


def _labels(spans: list[Span]) -> str:
    return " ".join(dict.fromkeys(span.role for span in spans if span.role))


def _lines(text: str, spans: list[Span], *, exact: bool = False) -> str | None:
    """The lines in which spans stand; exact: nothing but the label and the name."""
    if exact:
        return squeeze(" ".join(text[min(span.label_start, span.start) : span.end] for span in spans[:1]))
    found = []
    for span in spans:
        start = text.rfind("\n", 0, min(span.label_start, span.start)) + 1
        end = text.find("\n", span.end)
        found.append(squeeze(text[start : end if end >= 0 else len(text)]))
    return "\n".join(dict.fromkeys(filter(None, found))) or None


# -- the generic reading --------------------------------------------------------------------------------------------------


def _of_generic(page: GenericPage, name: str, position: int | None) -> Trace:
    if isinstance(page, SitePage):
        asked = "date" if name in _DATES else name
        if (place := page.places_of.get(asked)) and name in page.told:
            value = page.told["date_printed"] if name in _DATES else page.told[name]
            return Trace(rule=f"newsarchive.toml, [outlets.{page.outlet.name}.fields] {asked}: {place}", printed=_text(value))
        if name in page.marked():
            what = "the one time element" if name in _DATES else "the one name that markup calls the author's"
            value = posted.moment(page.root) if name in _DATES else posted.writer(page.root)
            return Trace(rule=what, printed=value)
        reading = page.plain
    else:
        reading = page.reading
    if name == "url":
        declared = reading.canonical_url
        if declared and page.url != str(page.response.url):
            return Trace(
                rule=f"declared ({_origin(reading, 'canonical')}), and the outlet's rule of addresses", printed=declared
            )
        return Trace(rule="the address fetched, by the outlet's rule of addresses", printed=str(page.response.url))
    if name == "outlet" or reading.workings is None:
        return Trace(rule="the host")
    return _evidence(reading, reading.workings, name, position)


def _evidence(reading: Reading, work: Workings, name: str, position: int | None) -> Trace:
    text = "\n".join(work.lines)
    if name in ("author", "credits", "editor", "source"):
        credited = reading.credits[position - 1 : position] if position else reading.credits
        value: Any = {"author": reading.authors, "credits": credited, "editor": reading.editors, "source": reading.source}[name]
        spans = _spans(work.printed, name, list(_pieces(value)), value)
        printed = _lines(text, spans, exact=position is not None)
        label = _labels(spans)
        told = f"printed credits{f', label {label}' if label else ''}"
        if name == "source" and work.printed.source is None:
            statement = _statement(reading, "source", reading.source)
            return _stated(statement, _CERTAIN_SOURCE["declared"] if statement else None)
        if name == "author" and (evidence := reading.evidence.get("author")):
            rule = evidence.origin.replace("printed credits", told, 1)
            return Trace(rule=rule, printed=printed or evidence.value, certainty=evidence.weight)
        sure = _CERTAIN_SOURCE["printed"] if name == "source" else _CERTAIN_EDITOR
        return Trace(rule=told, printed=printed, certainty=sure if value else None)
    if name in ("title", "summary"):
        return _witnessed(reading.evidence.get(name), name)
    if name in _DATES or name == "updated":
        return _dated(reading, work, name)
    if name == "body":
        return _witnessed(reading.evidence["body"], name) if "body" in reading.evidence else _prose(reading, work)
    if name == "images":
        return Trace(rule="the images in the body's element", line=_line(work))
    field_of = {"canonical_url": "canonical"}.get(name, name)
    statement = next(iter(reading.declared.all(field_of)), None)
    if statement is None and name == "language":
        return Trace(rule="html lang, or the letters of headline and text, or the outlet's language")
    return _stated(statement)


def _witnessed(evidence: Evidence | None, name: str) -> Trace:
    if evidence is None:
        return Trace(rule=f"no witness of a {name}")
    return Trace(rule=evidence.origin, printed=evidence.value, certainty=evidence.weight)


def _dated(reading: Reading, work: Workings, name: str) -> Trace:
    instant = reading.updated if name == "updated" else reading.date
    if instant is None:
        return Trace(rule="no date that can be read")
    where = work.where if name in _DATES else None
    if where is Where.VISIBLE or any(
        instant.printed in mention.text for mention in work.mentions if mention.where is Where.VISIBLE
    ):
        line = next((line for line in work.lines if instant.printed in line), None)
        rule = f"printed above the text, {instant.rule}"
        return Trace(rule=rule, printed=line or instant.printed, certainty=_CERTAIN_DATE[Where.VISIBLE])
    statement = _statement(reading, "updated" if name == "updated" else "date", instant.printed)
    origin = statement.origin if statement else "the address"
    return Trace(
        rule=f"{origin}, {instant.rule}", printed=instant.printed, certainty=_CERTAIN_DATE.get(where) if where else None
    )


def _prose(reading: Reading, work: Workings) -> Trace:
    if work.body is None:
        return Trace(rule="nothing on the page reads like prose")
    box = work.body.box
    named = f" ({box.names})" if box.names else ""
    rule = f"the most prose, in <{box.tag}>{named}: {len(work.body.blocks)} blocks"
    return Trace(rule=rule, printed=reading.body, certainty=_CERTAIN_BODY, line=_line(work))


def _line(work: Workings) -> int | None:
    return work.body.box.element.sourceline if work.body else None


def _stated(statement: structured.Statement | None, certainty: float | None = None) -> Trace:
    if statement is None:
        return Trace(rule="nothing declares it")
    return Trace(rule=statement.origin, printed=statement.value, certainty=certainty)


def _statement(reading: Reading, name: str, value: str | None) -> structured.Statement | None:
    found = reading.declared.all(name)
    return next((one for one in found if value and value in one.value), next(iter(found), None))


def _origin(reading: Reading, name: str) -> str:
    return next((one.origin for one in reading.declared.all(name)), "the page")
