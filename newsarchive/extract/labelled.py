"""One printed line with labels, reporters' titles or a dateline -> the spans it credits.

The line is cut at its marks (labels, dates, widgets, brackets, bars); what stands between two marks is the value of the
label before it, or loose text. A value counts only if it can be what its label announces, so a question by 记者：
credits nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from newsarchive.extract import names
from newsarchive.extract.marks import EASTERN, HAN, MARK, MAY_HOLD_MARK, WESTERN, eastern
from newsarchive.extract.names import Kind, Name
from newsarchive.extract.patterns import any_of
from newsarchive.extract.printed import Span
from newsarchive.extract.roles import CAPTION_LABELS, ROLES, Form, Group, Label
from newsarchive.extract.titled import KINDS_OF_REPORTERS, loose_person, outlet_before, outlet_of_dateline, person_begins

__all__ = ["NOTHING", "Line", "Pending", "read_dateline", "read_line"]

Pending = tuple[Label, str, int]
"""A label that closes a line, as printed, and where it stands: its value must be on the next line."""


class Line(NamedTuple):
    """What one line credits."""

    spans: tuple[Span, ...]
    pending: Pending | None
    bare: bool
    """Whether the line holds nothing but credits."""


NOTHING = Line((), None, False)
"""A line that credits nobody."""


@dataclass(slots=True)
class _Value:
    """A label whose value is being walked over."""

    label: Label
    role: str
    label_start: int
    start: int
    note: str | None = None
    """What stood before the title: the 香港 of 香港特約記者."""


def read_line(text: str, line: str, start: int, pending: Pending | None = None) -> Line:
    """The credits of a header line, credit line or byline: `line` is flat and stands at `start` of the printed `text`.

    pending: the label on which the line before ended.
    """
    first = MARK.search(line) if MAY_HOLD_MARK.search(line) else None
    if pending is None and first is None:
        return NOTHING
    return _Walk(text, line, start, pending).line(first)


def read_dateline(text: str, line: str, start: int) -> list[Span]:
    """The agency or outlet of a dateline without reporters: 中新网上海9月13日电."""
    outlet = outlet_of_dateline(line)
    if outlet is None:
        return []
    begin = start + line.index(outlet)
    end = begin + len(outlet)
    return [Span(start=begin, end=end, role_normalized="source", role="", name=text[begin:end], label_start=begin)]


# asked at every mark: naming a member of an enum costs ten times as much
_WRITING, _EDITING, _IMAGE, _SOURCE_GROUP, _DATED, _UPDATED, _NONE = Group
_COLON, _SLASH, _BARE, _TITLE = Form
_PERSON, _ORGANIZATION, _AGENCY, _UNSURE = Kind
_PEOPLE = (_WRITING, _EDITING, _IMAGE)
_start = attrgetter("start")
_NOT_BEFORE = ",.。!?“”‘’《》〈〉「」『』%"
"""Signs that a label does not follow: it would be a word of a sentence."""


class _Walk:
    """One pass over the marks of a line."""

    __slots__ = ("begin", "dated", "desk", "flat", "loose", "offset", "spans", "text", "value", "wired")

    def __init__(self, text: str, line: str, offset: int, pending: Pending | None) -> None:
        self.text = text
        self.flat = line
        self.offset = offset
        self.spans: list[Span] = []
        self.loose: list[tuple[int, int]] = []
        """Runs of text that belong to no label."""
        self.begin = 0
        """Where the present run begins."""
        self.desk = False
        """Whether a desk signs (國際中心／綜合報導), which is a byline without a person."""
        self.wired = False
        """Whether a dateline's 23日電 ends the present value, so that a place stands before it."""
        self.dated = False
        """Whether a date stands in the line."""
        self.value: _Value | None = None
        if pending is not None:
            self.value = _Value(pending[0], pending[1], pending[2] - offset, 0)

    def line(self, first: re.Match[str] | None) -> Line:
        """What the line credits, whose first mark is known."""
        resume = 0
        for mark in chain((first,), MARK.finditer(self.flat, first.end())) if first else ():
            if mark.start() < resume:
                continue
            kind = "tail" if mark.lastgroup == "place" else mark.lastgroup
            if kind == "open":
                resume = self._open(mark.start())
            elif kind in ("close", "stop", "widget"):
                self._cut(mark.start(), mark.end())
            elif kind in ("date", "relative"):
                self._date(mark, relative=kind == "relative")
            elif kind == "tail":
                self._tail(mark)
            elif kind == "wire":
                self.wired = True
                self._cut(mark.start(), mark.end())
            elif kind == "handed":
                self._name_first(mark.group(), mark.start(), mark.end(), _AUTHOR)
            elif kind == "after":
                self._name_first(mark.group("after"), mark.start() - 1, mark.end())
            elif kind == "both":
                self._both(mark)
            else:
                assert kind is not None
                self._label(mark, kind)
        end = len(self.flat)
        value = self.value
        self._cut(end, end)
        pending = None
        if value is not None and not self.flat[max(value.start, 0) : end].strip(" :"):
            pending = (value.label, value.role, self.offset + value.label_start)
        if self.dated:
            self._beside_date()
        spans = self.spans
        if spans and all(span.role in CAPTION_LABELS for span in spans):
            spans = []
        if not spans and not self.desk:
            return Line((), pending, False)
        left = 0 if self.desk else sum(len(self.flat[begin:stop].strip(" ,、;:/-()")) for begin, stop in self.loose)
        return Line(tuple(sorted(spans, key=_start)), pending, left <= 4)

    # -- marks

    def _cut(self, at: int, resume: int) -> None:
        """Ends the value or the loose run at `at`."""
        value, self.value = self.value, None
        begin, self.begin = self.begin, resume
        if value is None:
            if self.flat[begin:at].strip():
                self.loose.append((begin, at))
        elif self.flat[value.start : at].strip(" :"):
            found = list(self._credited(value, at))
            self.spans.extend(found)
            if not found and value.label.group is not _NONE:
                self.loose.append((value.start, at))

    def _open(self, at: int) -> int:
        """A bracket within a value or around an address is a remark: where to go on behind it; 0 to go into it."""
        close = self.flat.find(")", at, at + 90)
        inner = self.flat[at + 1 : close]
        begun = self.flat[self.value.start if self.value else self.begin : at].strip()
        remark = _ADDRESS.match(inner) if self.value is None else not _LABEL_IN_BRACKET.match(inner)
        if close > 0 and begun and remark:
            return close + 1
        self._cut(at, at + 1)
        return 0

    def _date(self, mark: re.Match[str], *, relative: bool) -> None:
        value = self.value
        role, label_start, normalized = "", mark.start(), "relative_date" if relative else "date"
        if value is not None and value.label.group in (_DATED, _UPDATED):
            if not self.flat[value.start : mark.start()].strip(" (:"):
                role, label_start = value.role, value.label_start
                normalized = normalized if relative else value.label.role
            self.value, self.begin = None, mark.start()
        self._cut(mark.start(), mark.end())
        self.dated = True
        self.spans.append(self._span(normalized, role, label_start, mark.start(), mark.end()))

    def _label(self, mark: re.Match[str], kind: str) -> None:
        word = mark.group(kind)
        at = mark.start(kind)
        bare = word.replace(" ", "") if kind == "padded" else word
        label = WESTERN[word.lower()] if kind == "western" else EASTERN[bare]
        value_start = mark.end(kind) if kind in ("title", "bare", "field") else mark.end()
        if kind == "boxed":
            if value_start - at > 14 or (self.flat[: mark.start()].strip() and self.value is None and not self.spans):
                return  # within prose
        elif not self._may_begin(at, kind, label) or not self._may_follow(at, value_start, kind):
            return
        note = None
        value = self.value
        if kind == "title" and value is not None and value.label.group is _IMAGE:
            before = self.flat[value.start : at].strip(" 、,")
            if not before or names.is_media(before):  # 图片来源：每经记者 张蕊 摄: a photographer's title
                value.start, value.note = value_start, before + word
                return
        begin = self._compound(at, label) if kind in ("colon", "bare") else at
        if begin < at:
            word, at = self.flat[begin:at] + word, begin
            self._cut(at, value_start)
        elif label.form is _TITLE:
            at_title = at
            if self.value is None:
                self._outlet(at)
            else:
                at_title, note = self._affiliation(at)
            self._cut(at_title, value_start)
        else:
            self._cut(mark.start(), value_start)
        role = word.replace(" ", "") if kind == "padded" else word
        self.value = _Value(label, role, at, value_start, note)

    def _compound(self, at: int, label: Label) -> int:
        """Where a label begins that is longer than the table knows: 每经编辑, 科普编辑, 创意策划."""
        value = self.value
        if label.group is not _EDITING:
            return at
        if value is not None and (value.label.group not in _PEOPLE or not self.flat[value.start : at].strip()):
            return at
        chunk = _COMPOUND.search(self.flat, value.start if value else self.begin, at)
        if chunk is None or names.judge(chunk["word"]) is _PERSON:
            return at
        if value is not None and not self.flat[value.start : chunk.start("word")].strip():
            return at
        return chunk.start("word")

    def _may_begin(self, at: int, kind: str, label: Label) -> bool:
        """Whether a label can begin here: not within a word, except where a value runs up to it (陈伊萍校对：)."""
        value = self.value
        if kind == "field":
            return True
        before = self.flat[value.start if value else self.begin : at]
        sign = before[-1:]
        if not sign.isalnum() and (sign not in _NOT_BEFORE or not sign or (sign == "," and label.form is _TITLE)):
            return kind != "bare" or value is None or value.label.group in (*_PEOPLE, _SOURCE_GROUP)
        if label.form is _TITLE:
            chunk = re.split(r"[ 、,;/:]", before)[-1]
            if value is None:
                return outlet_before(before) is not None or before.strip() in KINDS_OF_REPORTERS
            return value.label.group in _PEOPLE and (names.is_media(chunk) or names.is_place(chunk) or kind == "colon")
        if self._compound(at, label) < at and kind in ("colon", "bare"):
            return True
        if value is not None:
            return kind in ("colon", "western")
        return kind == "colon" and names.is_media(before.split(" ")[-1])

    def _may_follow(self, at: int, value_start: int, kind: str) -> bool:
        """Whether what follows a label without a colon can be its value."""
        follows = self.flat[value_start:].lstrip(" ")
        if kind == "title":
            if not follows:
                return True
            if person_begins(self.flat[value_start : value_start + 24]):
                return True
            if not self.spans and self.value is None and _LEARNED.match(follows):
                self._outlet(at)
            return False
        if kind == "bare":
            if not follows:
                return at == 0
            word = re.match(r"[《]?[^ |)\]]{1,30}", follows)
            return word is not None and names.believable(word.group().strip("《》"))
        if kind == "field":
            word = re.match(r"[^ |)\]]{1,30}", follows)
            return word is not None and (names.judge(word.group()) is not _UNSURE or word.group().isascii())
        return True

    def _affiliation(self, at: int) -> tuple[int, str | None]:
        """Where 东方网记者 begins in a value, and the outlet or place before the title, credited as a source if it
        is one."""
        assert self.value is not None
        if self.value.label.group not in _PEOPLE:
            return at, None
        before = self.flat[self.value.start : at]
        chunk = re.split(r"[ 、,;/:|]", before.rstrip(" "))[-1]
        if not chunk or not (names.is_media(chunk) or names.is_place(chunk)):
            return at, None
        begin = self.value.start + before.rindex(chunk)
        if names.is_media(chunk) and self.value.label.group is _WRITING:
            self.spans.append(self._span("source", "", begin, begin, begin + len(chunk)))
        return begin, chunk

    def _outlet(self, at: int) -> None:
        """Credits the outlet that stands before a reporter's title or before the reporters' bracket."""
        begin = self.begin
        outlet = outlet_before(self.flat[begin:at])
        if outlet is None and self.loose and not self.flat[begin:at].strip(" ■"):
            begin, end = self.loose[-1]
            outlet = outlet_of_dateline(self.flat[begin:end])
        if outlet is None:
            return
        start = self.flat.index(outlet, begin)
        self.spans.append(self._span("source", "", start, start, start + len(outlet)))
        if begin == self.begin:
            self.begin = at
        else:
            self.loose.pop()

    def _tail(self, mark: re.Match[str]) -> None:
        """／台北報導: ends the names before it; behind a desk (生活中心／賴俊佑報導) it holds the name."""
        place, begin = mark.group("place").strip(), mark.start("place")
        if self.value is None:
            people = names.split(self.flat[self.begin : mark.start()])
            if people and all(names.judge(name.text) is _PERSON for name in people):
                self._run(self.begin, mark.start(), _AUTHOR, "", self.begin)
                self.begin = mark.start()
            elif people and names.is_han_person(place):
                self._run(begin, begin + len(place), _AUTHOR, "", begin)
            self.desk = len(self.flat) < 24
        self._cut(mark.start(), mark.end())

    def _both(self, mark: re.Match[str]) -> None:
        """文/图 before or behind the names."""
        if self.value is None and not self.flat[self.begin : mark.start()].strip():
            if self.flat[mark.end() :].strip(" )]"):
                self._cut(mark.start(), mark.end())
                self.value = _Value(_AUTHOR, mark.group(), mark.start(), mark.end())
            return
        self._name_first(mark.group(), mark.start(), mark.end(), _AUTHOR)

    def _name_first(self, word: str, end: int, resume: int, label: Label | None = None) -> None:
        """王彤/文: the names stand before their label."""
        label = label or EASTERN[word]
        if self.value is None:
            titled = _TITLED.match(self.flat, self.begin, end)  # 实习生小黄人/文
            self.begin = titled.end() if titled else self.begin
            run = self.flat[self.begin : end]
            people = names.split(run)
            fit = all(len(name.text) <= 4 or names.judge(name.text) is not _UNSURE for name in people)
            if people and fit and len(run) < 40:
                self._run(self.begin, end, label, word, end + 1 if self.flat[end : end + 1] in "/|" else end)
                self.begin = end
        self._cut(end, resume)

    # -- values

    def _credited(self, value: _Value, end: int) -> Iterator[Span]:
        """The spans of a label's value, none where it cannot be what the label announces."""
        if value.label.group is _SOURCE_GROUP:
            yield from self._source(value, end)
        elif value.label.group in _PEOPLE:
            run = self.flat[value.start : end]
            people = list(self._people(value, run))
            if value.label.group is _WRITING:
                people, outlet = _without_outlet(people, run, value)
                if outlet is not None:
                    begin = value.start + outlet.start
                    yield self._span("source", "", begin, begin, value.start + outlet.end)
            for name in people:
                yield self._named(name, value.start, value.label, value.role, value.label_start, value.note)

    def _people(self, value: _Value, run: str) -> Iterator[Name]:
        """The names that begin a value, up to the first thing that is none."""
        people = names.split(run)
        if value.label.form is _TITLE and _SPOKEN.search(run):
            return
        if self.wired and people and 5 <= len(people[-1].text) <= 8 and names.is_han_person(people[-1].text[:3]):
            # A place that no table knows: the name before it has three characters far oftener than two.
            last = people[-1]
            people[-1] = Name(last.text[:3], last.start, last.start + 3, last.text[3:])
        cut_short = False
        fit: list[Name] = []
        for name in people:
            if not self._fits(value, name, alone=len(people) == 1):
                cut_short = True
                break
            fit.append(name)
        for name in fit:
            if not cut_short or names.judge(name.text) is _PERSON:
                yield name

    def _fits(self, value: _Value, name: Name, *, alone: bool) -> bool:
        kind = names.judge(name.text)
        if not names.believable(name.text):
            return False
        if value.label.group is _WRITING and len(name.text) > 5 and names.is_position(name.text):
            return False  # （作者：某某大学教授）: what the writer is, under a headline that names them
        if kind is not _UNSURE:
            return True
        if value.role.lower() in WESTERN:
            return False  # "Edition: National": one capitalized word is no name
        if not re.search(f"[{HAN}]", name.text):
            return True
        if value.label.form is _TITLE:
            # 通讯员 拱检: a pen name is believed behind another writer or for an outside correspondent.
            return len(name.text) <= 3 and (bool(self.spans) or value.label.role == "contributor" or not alone)
        return len(name.text) <= (12 if value.label.role == "author" else 8)

    def _source(self, value: _Value, end: int) -> Iterator[Span]:
        run = _ACCOUNT.split(self.flat[value.start : end], maxsplit=1)[0]
        source = run.strip(" ,;:/-、(")
        longest = 30 if value.role.lower() in WESTERN else 60
        if source and len(source) <= longest and not _NO_SOURCE.search(source):
            start = value.start + run.index(source)
            yield self._span("source", value.role, value.label_start, start, start + len(source))

    def _run(self, begin: int, end: int, label: Label, word: str, label_start: int) -> None:
        for name in names.split(self.flat[begin:end]):
            if names.believable(name.text):
                self.spans.append(self._named(name, begin, label, word, min(label_start, begin + name.start), None))

    # -- what no label announces

    def _beside_date(self) -> None:
        """An outlet beside a date (2016-09-07 08:40黑龙江日报), a name before it (刘嘉郦 2019-10-12 13:36)."""
        dates = [span for span in self.spans if span.role_normalized in ("date", "updated", "relative_date")]
        if not dates:
            return
        roles = {span.role_normalized for span in self.spans}
        wants_source = "source" not in roles
        written = any(role in ROLES and ROLES[role].group is _WRITING for role in roles)
        wants_author = not written and "relative_date" not in roles
        first = dates[0].start - self.offset
        relative = dates[0].role_normalized == "relative_date"
        for begin, end in list(self.loose):
            tokens = list(_LOOSE_TOKEN.finditer(self.flat, begin, end))
            if len(tokens) > 3 or end - begin > 40 or (relative and begin > first):
                continue
            used, after_outlet = False, False
            for token in tokens:
                word, start, stop = token.group(), token.start(), token.end()
                if names.is_media(word.removesuffix("评论")):
                    word = word.removesuffix("评论")  # a button that the layout glued to it
                    stop = start + len(word)
                outlet = len(word) <= 16 and names.is_media(word)
                if wants_source and outlet:
                    self.spans.append(self._span("source", "", start, start, stop))
                    wants_source, used = False, True
                elif wants_author and (stop <= first or after_outlet) and loose_person(word):
                    self.spans.append(self._span("author", "", start, start, stop))
                    wants_author, used = False, True
                after_outlet = outlet
            if used:
                self.loose.remove((begin, end))

    # -- spans

    def _named(self, name: Name, base: int, label: Label, word: str, label_start: int, note: str | None) -> Span:
        agency = label.group is _WRITING and names.judge(name.text) is _AGENCY
        return self._span(
            "source" if agency else label.role,
            word,
            label_start,
            base + name.start,
            base + name.end,
            name.text,
            "; ".join(part for part in (note, name.note) if part) or None,
        )

    def _span(
        self,
        normalized: str,
        role: str,
        label_start: int,
        start: int,
        end: int,
        name: str | None = None,
        note: str | None = None,
    ) -> Span:
        start, end, label_start = start + self.offset, end + self.offset, label_start + self.offset
        return Span(
            start=start,
            end=end,
            role_normalized=normalized,
            role=role,
            name=name or self.text[start:end],
            note=note,
            label_start=min(label_start, start),
        )


_AUTHOR = Label("author", _WRITING, _SLASH)
_TITLED = re.compile(f" {{0,9}}(?:{eastern(_TITLE)}) ?")
_LEARNED = re.compile(r"(?:从[^。:]{1,40}|\d{1,2}(?:月\d{1,2})?日(?:从[^。:]{1,40})?|近日)?(?:获悉|了解到|采访了解|獲悉)")
_SPOKEN = re.compile(r"[。!?…“]|,.{6}")
_NO_SOURCE = re.compile(r"[。!?“”]|https?:")
_ACCOUNT = re.compile(r" ?\((?:ID|id|微信|公众号|微信号|微信公众号)[ :][^()]{0,40}\)?")  # 深几度（ID:deepchanpin）
_ADDRESS = re.compile(r"(?:https?://|www\.)?[\w.\-]{3,60}\Z", re.ASCII)
_LABEL_IN_BRACKET = re.compile(rf" ?(?:{any_of(EASTERN)}) ?[: /]|[^ :]{{0,12}}(?:记者|記者|通讯员|通訊員)")
_LOOSE_TOKEN = re.compile(r"[^ ,/()·|\-—][^ ,/()|]*")
_COMPOUND = re.compile(rf"(?:^|[^{HAN}\w])(?P<word>[{HAN}A-Za-z\d]{{2,4}})\Z")


def _without_outlet(people: list[Name], run: str, value: _Value) -> tuple[list[Name], Name | None]:
    """文｜财新 余聪 and 作者：新民晚报 郜阳: the outlet before the writers, which is no writer; CTWANT where it is
    alone."""
    if not people:
        return people, None
    first = people[0]
    if value.label.form is _SLASH and len(people) == 1 and re.fullmatch(r"[A-Z]{3,12}", first.text):
        return [], first
    if value.label.form is _SLASH and len(people) > 1 and re.match(f"[{HAN}]", first.text):
        kinds = [names.judge(name.text) for name in people]
        if kinds[0] in (_UNSURE, _ORGANIZATION) and set(kinds[1:]) == {_PERSON}:
            return people[1:], first
    before = run[: first.start].strip()
    if before and names.is_media(before):
        start = run.index(before)
        return people, Name(before, start, start + len(before))
    return people, None
