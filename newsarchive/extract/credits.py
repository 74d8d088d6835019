"""Printed news credits -> who wrote, who edited, where the text comes from, and the printed date.

Give `read` what a page prints around its headline and at the end of its body, line for line, in any state that the
layout left it: labels glued to the name before them, a label on one line and its value on the next, credits printed
twice.

>>> from newsarchive.extract import credits
>>> found = credits.read("来源:新华网 作者:毛鹏飞、周盛平 选稿:曾炟 2019-10-12 16:55:44")
>>> found.source, found.authors, found.date
('新华网', ('毛鹏飞', '周盛平'), '2019-10-12 16:55:44')
>>> found.editors[0].role, found.editors[0].name, found.editors[0].role_normalized
('选稿', '曾炟', 'selector')

What is read
============

Labels with values, glued or apart; the longest label wins, an empty one gives nothing, and a value ends at the next
label, date, bar, bracket or button:

>>> [(c.role, c.name) for c in credits.read("责任编辑：陈伊萍校对：余承君").editors]
[('责任编辑', '陈伊萍'), ('校对', '余承君')]
>>> credits.read("作者：    来源：求是网参与互动").source
'求是网'
>>> credits.read("责任编辑：\\n陈群(QN054)").editors[0].note
'QN054'

Reporters' titles, datelines and signatures; the outlet before the title is the source, unless a label names another:

>>> found = credits.read("新华社北京9月13日电（记者刘欢、赵博）两岸记者……共同出席。")
>>> found.source, found.authors
('新华社', ('刘欢', '赵博'))
>>> credits.read("〔記者吳柏軒／台北報導〕").authors, credits.read("■新快报记者 王彤/文 林里/图").source
(('吳柏軒',), '新快报')

Japanese, Korean and Western bylines; places, titles and agencies are no people:

>>> credits.read("【エルサレム＝酒井圭吾】イスラエルと…").authors, credits.read("문화부 홍길동 기자").authors
(('酒井圭吾',), ('홍길동',))
>>> found = credits.read("Von Anna Berg und Max Muster, dpa")
>>> found.authors, found.source
(('Anna Berg', 'Max Muster'), 'dpa')

Every credit has its role as printed and normalized (the set is `roles.ROLES`, with schema.org's property), and a note
of what stood with the name: a staff code, an affiliation, a deed (摄). Names printed without a separator are cut at
surnames, and the note says so. `spans` tells where in the text each reading stands.

What is not read
================

A question of an interview, prose about reporters, captions, breadcrumbs and an IP location credit nobody:

>>> credits.read("记者：遇到这种情况有人不太敢贸然出手救助？").credits
()
>>> credits.read("图为：护士站。记者 杨威 摄").authors, credits.read("发布于：北京市").date
((), None)
>>> credits.read("By the end of the day, nothing was left.").authors
()

Dates are found, not read: `date` is the printed text, for extract.dates. A relative one (10分钟前) is a span of the
kind "relative_date" and no `date`. Whether a lone name without label, title or date is a byline, the text cannot
tell; where the page says so, ask `people`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsarchive.extract import bylines, labelled, names
from newsarchive.extract.marks import DATE
from newsarchive.extract.names import Kind
from newsarchive.extract.printed import Span, flat
from newsarchive.extract.roles import CAPTION_LABELS, ROLES, Group
from newsarchive.items import Credit

__all__ = ["PrintedCredits", "Span", "believable", "format", "is_credit_line", "people", "read", "without_credits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCredits:
    """What a text credits."""

    source: str | None = None
    """The origin as printed: "新华社", "央视新闻、南昌晚报"."""
    authors: tuple[str, ...] = ()
    """The writers in the order printed, each once."""
    date: str | None = None
    """The printed date of publication, as text; that of the last update where no other is printed."""
    editors: tuple[Credit, ...] = ()
    """Every credit that is neither writing nor source; 整理 is both a writer's and an editor's work."""
    credits: tuple[Credit, ...] = ()
    """All people and bodies credited, writers too, in the order printed; no (role, name) twice."""
    spans: tuple[Span, ...] = ()
    """Where each reading stands in the text."""


def read(text: str, outlet: str | None = None) -> PrintedCredits:
    """The credits of a header, a byline, the end of a body, or a whole page's visible text, in lines.

    outlet: the name of the paper whose own page the text stands on, for who wants to see it as the source of what its
    newsroom signs (記者張三／台北報導, 特約記者 …) without naming a source; a reprinted 本报记者 is another paper's.

    >>> read("〔記者張三／台北報導〕").source, read("〔記者張三／台北報導〕", outlet="某某時報").source
    (None, '某某時報')
    >>> read("來源：中央社 記者張三／台北報導", outlet="某某時報").source, read("本報記者 張三", outlet="某某時報").source
    ('中央社', None)
    """
    spans: list[Span] = []
    lines = _lines(flat(text))
    pending: labelled.Pending | None = None
    header: int | None = None  # the first line with a date
    beside = False  # whether a name stood beside a date: in the lines that follow, that is a table or a list
    for number, line in enumerate(lines):
        found, pending, bare = _read_line(text, line, pending)
        if not found:
            continue
        labeled = _labelled(found)
        spans.extend(labeled if beside or header is not None else found)
        beside = beside or len(labeled) < len(found)
        if header is None and bare and any(span.role_normalized == "date" for span in found):
            header = number
    if header is not None:
        spans.extend(_beside_header(text, lines, header, spans))
    printed = _gather(sorted(spans, key=lambda span: (span.start, span.end)))
    if outlet and printed.source is None and any(_NEWSROOM.search(line[:60]) for line, _ in lines):
        return replace(printed, source=outlet)
    return printed


_NEWSROOM = re.compile(r"[/| ] ?[^/|:()\[\]\d]{0,10}(?:報導|報道|專訪)(?=[ )\]]|$)|特[約约派][記记]者")


def people(byline: str | None) -> tuple[str, ...]:
    """The people that a byline names, in the order printed: a text the page itself marks as its authors.

    Unlike `read` it believes a bare name, so give it nothing but a byline.

    >>> people("记者 张三 李四 通讯员 王五")
    ('张三', '李四', '王五')
    >>> people("Mohloai Mpesi"), people("Adam Vidler and AP"), people(None)
    (('Mohloai Mpesi',), ('Adam Vidler',), ())
    """
    if not byline:
        return ()
    found = read(byline)
    if found.authors or found.credits:
        return found.authors
    even = flat(byline).replace("\n", " ")
    run = DATE.split(even, maxsplit=1)[0]
    given = [name for name in names.split(run) if names.believable(name.text)]
    return tuple(dict.fromkeys(name.text for name in given if names.judge(name.text) is not Kind.AGENCY))


def is_credit_line(line: str) -> bool:
    """Whether a line or paragraph is nothing but credits, so that a body is better without it.

    >>> is_credit_line("责任编辑：陈伊萍 校对：余承君"), is_credit_line("（記者吳柏軒／台北報導）")
    (True, True)
    >>> is_credit_line("栏目主编：陈伊萍 图片编辑："), is_credit_line("图片编辑：")
    (True, False)
    >>> is_credit_line("记者：您怎么看？"), is_credit_line("新华社北京9月13日电（记者刘欢）两岸记者……共同出席。")
    (False, False)
    """
    if len(line) > 400:
        return False
    pending: labelled.Pending | None = None
    credited = False
    lines = _lines(flat(line))
    found: tuple[Span, ...] = ()
    for part in lines:
        found, pending, bare = _read_line(line, part, pending)
        if not bare and pending is None:
            return False
        # A date alone is as well the heading of a chapter.
        credited = credited or not found or any(span.role or span.role_normalized not in _DATES for span in found)
    # A lone label may wait for a name in a paragraph of its own; one that follows credits is only empty.
    return credited and (len(lines) > 1 or pending is None or bool(found))


def without_credits(text: str) -> str:
    """The text with the credits that `read` finds cut out, labels and brackets included.

    >>> without_credits("本报讯（记者 张三）今天下雨。（完）\\n责任编辑：李四")
    '本报讯今天下雨。（完）'
    """
    kept: list[str] = []
    at = 0
    for part in _lines(flat(text)):
        line, start = part
        if is_credit_line(text[start : start + len(line)]):
            kept.append(text[at:start])
            at = start + len(line)
    kept.append(text[at:])
    text = "".join(kept)
    spans = [span for span in read(text).spans if span.role or span.role_normalized not in ("source", *_DATES)]
    kept, at = [], 0
    for start, end in _widened(text, spans):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]]).strip("\n")


def believable(name: str | None, editors: Iterable[str] = (), sites: Iterable[str] = ()) -> bool:
    """Whether a `meta author` can be the author: no editor of the page, number, date, address, agency or site's name.

    >>> believable("张三", editors=("张三",)), believable("104280"), believable("某某网", sites=("某某网",))
    (False, False, False)
    >>> believable("李四", editors=("张三",))
    True
    """
    name = (name or "").strip()
    even = flat(name)
    if not names.believable(even.replace(" ", "")) or DATE.search(even) or re.search(r"\d{4}", even):
        return False
    if name in editors or name.casefold() in {site.casefold() for site in sites}:
        return False
    return names.judge(even) is not Kind.AGENCY


def format(credits: PrintedCredits) -> str:
    """One line a reading, in words that `read` reads back as the same credits.

    >>> print(format(read("新快报记者 王彤/文 林里/插图 2019-10-05")))
    来源：新快报
    记者：王彤
    插图：林里
    发布时间：2019-10-05
    """
    parts = [("来源", f"来源：{credits.source}")] if credits.source else []
    for credit in credits.credits:
        note = f"（{credit.note}）" if credit.note and credit.note != names.BY_SURNAME else ""
        parts.append((credit.role, f"{credit.role or '作者'}：{credit.name}{note}"))
    parts.extend([("发布时间", f"发布时间：{credits.date}")] if credits.date else [])
    lines: list[str] = []
    joins = False
    for role, part in parts:
        # A picture's label alone on a line would be a caption's, so it shares one.
        if lines and (joins or role in CAPTION_LABELS):
            lines[-1] += " " + part
        else:
            lines.append(part)
        joins = role in CAPTION_LABELS and len(lines) == 1 and lines[0] == part
    return "\n".join(lines)


# -- lines

_Line = tuple[str, int]
"""A line of the flat text and where it stands."""


def _lines(even: str) -> list[_Line]:
    lines = []
    start = 0
    for line in even.split("\n"):
        if line and not line.isspace():
            lines.append((line, start))
        start += len(line) + 1
    return lines


_CAPTION = re.compile(
    r" {0,9}[(\[]? {0,9}(?:图说|圖說|图为|圖為|图片说明|圖片說明|△|▲|▼|资料图|資料圖|資料照|您现在的位置|当前位置"
    r"|目前位置|當前位置|我的位置|你的位置|首页 ?[>»]|图\d{1,2}[ :/])"
)
# 湖南日报徐行 摄 credits a picture, 王彤/文 林里/图 an article.
_PICTURE = re.compile(r"(?:摄|攝|供图|供圖|拍摄|拍攝|提供|资料图片?|摄影|攝影|발행|제공)[ .。)\]]*\Z")
_WORDS_TOO = re.compile(r":|文[/ 、]|[/ ]文")
_PROSE_SIGN = re.compile("[。!?…,;“]")
_PROSE = re.compile(r"[。!?…]|[^ ,:][^,:]{11},[^,:]{6}|;.{0,200};|“[^”]{8}")


_SENTENCE_END = re.compile(r"[。!?]|[다요]\.|[a-zß-ÿ]{3}\. {0,3}\Z")


def _read_line(text: str, line: _Line, pending: labelled.Pending | None) -> labelled.Line:
    even, start = line
    if _CAPTION.match(even):
        return labelled.NOTHING
    if _PICTURE.search(even[-40:]) and not _WORDS_TOO.search(even[:400]):
        return labelled.NOTHING
    byline = bylines.read_byline(text, even, start)
    if byline:
        around = even[: byline[0].start - start] + even[byline[-1].end - start :]
        return labelled.Line(tuple(byline), None, len(around) < 90 and not _SENTENCE_END.search(around))
    if len(even) > 200 or (_PROSE_SIGN.search(even) and _PROSE.search(even)):
        return labelled.Line(tuple(_of_paragraph(text, even, start)), None, False)
    result = labelled.read_line(text, even, start, pending)
    if not result.spans and result.pending is None:
        slashed = _NAME_OF_OUTLET.match(even)
        if slashed and names.is_han_person(slashed["name"]) and names.is_media(slashed["outlet"]):
            author = _alone(text, "author", start + slashed.start("name"), slashed["name"])
            source = _alone(text, "source", start + slashed.start("outlet"), slashed["outlet"])
            return labelled.Line((author, source), None, True)
        signed = bylines.read_signature(text, even, start)
        if signed:
            return labelled.Line(tuple(signed), None, True)
    return result


# 石佳/中国青年报
_NAME_OF_OUTLET = re.compile(r" {0,9}(?P<name>[\u3400-\u9fff]{2,3}) ?/ ?(?P<outlet>[\u3400-\u9fff]{3,12}) {0,9}\Z")


# -- paragraphs: only their head and tail can credit

_BRACKET_HEAD = re.compile(r"[^()\[\]。!?;“]{0,40}[(\[](?P<inner>[^()\[\]]{2,120})[)\]]")
_TITLE = re.compile(r"记者|記者|通讯员|通訊員|编译|編譯|報導")
_TITLE_HEAD = re.compile(
    r"\A[^。!?;:“\",]{0,24}(?:记者|記者|通讯员|通訊員)[^。!?;:“\",\d]{2,60}?(?=\d{1,2}(?:月|日)|报道|報導|摄影报道)"
)
_LEARNED_HEAD = re.compile(r"\A[^。!?;:“]{2,40}?记者(?:从[^。:]{1,40}?|\d{1,2}日(?:从[^。:]{1,40}?)?)?(?:获悉|了解到)")
_DATELINE_HEAD = re.compile(r"\A {0,8}(?P<run>[^ 。,:()\d“]{2,24}(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊|消息))")
_TAIL = re.compile(r"[。!?”」』】] ?(?P<tail>[(\[〔][^()]{2,90}(?:[)\]][^()。]{0,12})?)\Z")
_TITLE_TAIL = re.compile(r"[。!?”」)] ?(?P<tail>[^。!?“”:,;()]{0,20}(?:记者|記者|通讯员|通訊員) ?[^。!?“”:,;()]{2,40})\Z")
_LABEL_TAIL = re.compile(r"[。!?”」)] {0,3}(?P<tail>[^。!?“”:]{2,8}:[^。!?“”]{2,90})\Z")
_NAMES_BRACKET = re.compile(r" ?\((?P<inner>[^()]{2,20})\)")
_DESK_BRACKET = re.compile(r"\([^()/]{2,30}/[^()/]{0,10}(?:報導|報道)\)")


def _of_paragraph(text: str, even: str, start: int) -> list[Span]:
    """The credits of prose: a dateline with its reporters, a bracket or label behind the last sentence, a signature."""
    spans: list[Span] = []
    head = even[:200]
    end = 0
    bracket = _BRACKET_HEAD.match(head)
    if bracket and _TITLE.search(bracket["inner"][:40]):
        end = bracket.end()
    elif _TITLE.search(head):
        match = _TITLE_HEAD.match(head) or _LEARNED_HEAD.match(head)
        end = match.end() if match else 0
    if end:
        spans.extend(_people_only(labelled.read_line(text, head[:end], start).spans))
    tail_at = max(end, len(even) - 120)
    tail = even[tail_at:].rstrip(" ")
    match = _TAIL.search(tail) if "(" in tail or "[" in tail else None
    match = match or (_TITLE_TAIL.search(tail) if _TITLE.search(tail) else None)
    match = match or (_LABEL_TAIL.search(tail) if ":" in tail else None)
    if match and not _PICTURE.search(match["tail"]):
        read = labelled.read_line(text, match["tail"], start + tail_at + match.start("tail"))
        if read.bare or match.re is not _TITLE_TAIL:
            spans.extend(read.spans)
    for desk in _DESK_BRACKET.finditer(even, end) if "(" in even else ():
        spans.extend(labelled.read_line(text, desk.group(), start + desk.start()).spans)
    if not end and "日" in head:
        dateline = _DATELINE_HEAD.match(head)
        if dateline:
            spans.extend(_people_only(labelled.read_dateline(text, dateline["run"], start)))
            bracket = _NAMES_BRACKET.match(head, dateline.end())
            for name in _certain(bracket["inner"]) if bracket else ():
                begin = start + bracket.start("inner") if bracket else start
                spans.append(_alone(text, "author", begin + name.start, name.text, begin + name.end))
    if not any(_is_writer(span) for span in spans):
        spans.extend(bylines.read_dateline(text, even, start) or bylines.read_signature(text, even, start))
    return list(dict.fromkeys(spans))


_DATES = ("date", "updated", "relative_date")


def _people_only(spans: Iterable[Span]) -> list[Span]:
    """Without dates: 9月29日 in a sentence is the day of an event."""
    return [span for span in spans if span.role_normalized not in _DATES]


# -- lines together


def _labelled(spans: Iterable[Span]) -> list[Span]:
    """What counts below the header, where a name or outlet beside a date is a reader's comment or another article."""
    spans = list(spans)
    dated = any(span.role_normalized in ("date", "relative_date") and not span.role for span in spans)
    if not dated:
        return spans
    return [span for span in spans if span.role or span.role_normalized not in ("author", "source", "date")]


def _beside_header(text: str, lines: list[_Line], header: int, spans: list[Span]) -> list[Span]:
    """The name or outlet that stands alone on a line next to the one with the date."""
    writers = any(_is_writer(span) for span in spans)
    sources = any(span.role_normalized == "source" for span in spans)
    found: list[Span] = []
    for step in (-1, 1):
        for distance in (1, 2):
            number = header + step * distance
            if not 0 <= number < len(lines):
                break
            line, start = lines[number]
            word = line.strip(" ")
            start += line.index(word)
            outlet, _, rest = word.partition(" ")
            if not sources and len(word) <= 16 and names.is_media(word):
                found.append(_alone(text, "source", start, word))
                sources = True
            elif not writers and names.is_media(outlet) and (people := _certain(rest)):
                if not sources:
                    found.append(_alone(text, "source", start, outlet))
                start += len(outlet) + 1
                found.extend(_alone(text, "author", start + n.start, n.text, start + n.end) for n in people)
                sources = writers = True
            elif not writers and (people := _certain(word)):
                found.extend(_alone(text, "author", start + n.start, n.text, start + n.end) for n in people)
                writers = True
            else:
                break
    return found


def _certain(line: str) -> list[names.Name]:
    """The names of a line that can be nothing else."""
    found = names.split(line) if len(line) <= 20 else []
    for name in found:
        chinese = len(name.text) <= 3 and names.is_han_person(name.text)
        if name.note or not (chinese or names.is_japanese_person(name.text)):
            return []
    return found


def _alone(text: str, role: str, start: int, word: str, end: int | None = None) -> Span:
    return Span(start=start, end=end or start + len(word), role_normalized=role, role="", name=word, label_start=start)


# asked of every reading: naming a member of an enum costs ten times as much
_WRITING, _EDITING, _IMAGE, *_ = Group


def _is_writer(span: Span) -> bool:
    role = ROLES.get(span.role_normalized)
    return role is not None and role.group is _WRITING


def _gather(spans: list[Span]) -> PrintedCredits:
    """The fields of what was found; a labelled reading goes before an unlabelled one."""
    credits: dict[tuple[str, str], Credit] = {}
    for span in spans:
        role = ROLES.get(span.role_normalized)
        if role is not None and role.group in (_WRITING, _EDITING, _IMAGE):
            credit = Credit(role=span.role, name=span.name, role_normalized=span.role_normalized, note=span.note)
            credits.setdefault((span.role, span.name), credit)
    groups = {key: ROLES[credit.role_normalized].group for key, credit in credits.items()}
    return PrintedCredits(
        source=_first(spans, "source"),
        authors=tuple(dict.fromkeys(name for (_, name), group in groups.items() if group is _WRITING)),
        date=_first(spans, "date") or _first(spans, "updated"),
        editors=tuple(
            credit
            for key, credit in credits.items()
            if groups[key] is not _WRITING or credit.role_normalized == "compiler"
        ),
        credits=tuple(credits.values()),
        spans=tuple(spans),
    )


def _first(spans: list[Span], role: str) -> str | None:
    of_role = [span for span in spans if span.role_normalized == role]
    return next((span.name for span in of_role if span.role), of_role[0].name if of_role else None)


def _widened(text: str, spans: list[Span]) -> list[tuple[int, int]]:
    """Label and name, with the bracket round them, merged where they touch."""
    ranges: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s.label_start, s.end)):
        start, end = span.label_start, span.end
        if ranges and start <= ranges[-1][1] + 1:
            start, end = ranges[-1][0], max(ranges[-1][1], end)
            ranges.pop()
        ranges.append((start, end))
    widened = []
    for start, end in ranges:
        if start and text[start - 1] in _OPEN and text[end : end + 1] == _OPEN[text[start - 1]]:
            start, end = start - 1, end + 1
        widened.append((start, end))
    return widened


_OPEN = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
