"""One printed line with labels, reporters' titles or a dateline -> the spans it credits.

The line is cut at its marks (labels, dates, widgets, brackets, bars); what stands between two marks is the value of the label
before it, or loose text. A value counts only if it can be what its label announces, so a question by 记者： and a caption
credit nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsarchive.extract import names
from newsarchive.extract.names import Kind
from newsarchive.extract.printed import Span
from newsarchive.extract.roles import LABELS, Form, Group, Label

__all__ = ["DATE", "Line", "read_line"]


def _trie(words: list[str]) -> str:
    """A pattern for any of the words, longest first, that looks at each character once."""
    tree: dict[str, dict] = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}

    def pattern(node: dict[str, dict]) -> str:
        branches = [re.escape(character) + pattern(child) for character, child in node.items() if character]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
        return body + "?" if "" in node else body

    return pattern(tree)


_LATIN_LABEL = re.compile(r"[A-Za-zÀ-ÿ()]")
_FLAT_LABELS = {word.replace("／", "/"): label for word, label in LABELS.items()}
_CJK = [word for word in _FLAT_LABELS if not _LATIN_LABEL.match(word)]
_WESTERN = [word for word in _FLAT_LABELS if _LATIN_LABEL.match(word)]
_WESTERN_FOLDED = {word.lower(): label for word, label in _FLAT_LABELS.items() if _LATIN_LABEL.match(word)}
_PADDED = [word for word in _CJK if len(word) == 2 and _FLAT_LABELS[word].form is not Form.COLON] + ["时间", "日期", "時間"]

# A printed date: with its year, or month and day with a time. Months in words are Western.
_TIME = r"\d{1,2} ?(?:[:时時시] ?\d{2}(?: ?[:分분] ?\d{2}(?:[.:]\d{1,3})?)?[秒초분分]?|[时時点點시])"
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|January|February|March|April|June|July|August|September|October|November|December|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\.?"
)
DATE = re.compile(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d ?[-/.年년] ?\d{1,2} ?[-/.月월] ?\d{1,2}(?: ?[日일号]|(?=[ T]|\d\d:|\D|$))(?:,? ?\(?(?:星期|周|週)[一二三四五六日天]\)?|\([월화수목금토일月火水木金土日]\))?"
    rf"(?:[ T]{{0,4}}(?:[上下]午|오전|오후|午前|午後|at )? ?{_TIME}(?: ?(?:Z|[+-]\d\d:?\d\d))?)?"
    rf"|(?:19|20)\d\d \d{{1,2}}/ ?\d{{1,2}}(?: {{1,3}}{_TIME})?"
    rf"|\d{{1,2}}[-/]\d{{1,2}} {{1,3}}{_TIME}"
    rf"|\d{{1,2}}月\d{{1,2}}日 ?{_TIME}"
    rf"|\d{{1,2}}\.\d{{1,2}}\.(?:19|20)?\d\d(?:,? (?:um )?{_TIME})?"
    rf"|(?:\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\b\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de )?{_MONTH},?(?: de)? (?:19|20)\d\d)"
    rf"(?:,? (?:at |à |um )?{_TIME}(?: ?[ap]\.?m\b\.?)?)?"
    r")(?!\d)"
)
_RELATIVE = re.compile(
    r"刚刚|\d{1,3} ?(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年)(?:之)?前|(?:今天|昨天|前天|昨日|今日) ?\d{1,2}:\d{2}"
    r"|\b\d{1,3} (?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?) ago\b"
)
# Counters, buttons and links that stand in a header line and are no credit.
_WIDGET = re.compile(
    r"评论 ?\(|评论\d|\d{0,9}人参与|参与互动|字号|字体|字級|举报|我要纠错|纠错|进入论坛|进入复兴论坛|进入[^ |]{0,6}论坛|我有话说|手机看新闻|手机看"
    r"|阅读全文|阅读 ?\d|阅读$|点击 ?\d|浏览 ?\d|全网传播量|打印本页|打印|关闭|分享到|分享至|分享|收藏|共 ?\d{1,6} ?条评论|\d{1,6} ?评论|微博 |关注|A-A\+|A\+|订阅|点赞"
    r"|\d{1,7} ?次?(?:阅读|浏览)|责任自负|返回搜狐|查看更多|扫一扫|展开全文|下载客户端|打开APP|听新闻|语音播报|我要评论|大 ?中 ?小|留言|列印|讚|轉寄|多音播放"
    r"|読了時間 ?\d{0,3} ?分?|공유|댓글 ?\d{0,5}|글자크기|스크랩|프린트|다른기사 보기|구독|좋아요|www\.[A-Za-z0-9.\-]{1,60}|https?://[^\s]{1,200}"
)
_TAIL = re.compile(r"[/|] ?(?P<place>[^/|:()\[\]\n记記编編]{0,14}?) ?(?:報導|报道|報道|電|外電)(?![\u3400-\u9fff])")

_MARK = re.compile(
    "|".join(
        (
            rf"(?P<date>{DATE.pattern})",
            rf"(?P<relative>{_RELATIVE.pattern})",
            rf"(?P<widget>{_WIDGET.pattern})",
            rf"(?P<colon>{_trie(_CJK)}) {{0,4}}:",
            rf"(?P<padded>{'|'.join(f'{word[0]} {{1,6}}{word[1]}' for word in _PADDED)}) {{0,4}}:",
            rf"(?i:\b(?P<western>{_trie([word.lower() for word in _WESTERN])}) {{0,2}}:)",
            rf"(?P<tail>{_TAIL.pattern})",
            rf"(?<=[/|])(?P<after>{_trie([w for w in _CJK if _FLAT_LABELS[w].form is not Form.COLON])})(?=[ )\]|/,、;\d]|$)",
            rf"(?P<title>{_trie([w for w in _CJK if _FLAT_LABELS[w].form is Form.TITLE])})",
            rf"(?P<slash>{_trie([w for w in _CJK if _FLAT_LABELS[w].form in (Form.SLASH, Form.BARE)])}) ?[/|]",
            rf"(?P<bare>{_trie([w for w in _CJK if _FLAT_LABELS[w].form is Form.BARE])})(?=[ ]|$)",
            r"(?P<open>\()|(?P<close>\))|(?P<bracket>[\[\]|■●◆◎○▌★☆])",
        )
    ),
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What a line credits, the label it ends on without a value, and whether it holds nothing but credits."""

    spans: tuple[Span, ...]
    pending: tuple[Label, str, int] | None
    """(label, as printed, where) when the value must stand on the next line."""
    bare: bool


@dataclass(slots=True)
class _Value:
    """A label that waits for its value."""

    label: Label
    role: str
    label_start: int
    start: int
    titled: bool
    """A title without a colon: its value must be a person."""


_CAPTION = re.compile(r" *\(? *(?:图说|圖說|图为|圖為|图片说明|圖片說明|图片:|△|▲|▼|图\d{0,2}[/:：]|圖/|圖\d|资料图|資料圖|資料照|视频:.{20}|您现在的位置|当前位置|當前位置|我的位置|首页 ?[>»]|你的位置)")
_PHOTO_END = re.compile(r"(?:摄|攝|供图|供圖|拍摄|拍攝|提供|资料图|资料图片|图片|摄影|攝影)\)? *[。.]?\)? *\Z")
_SENTENCE = re.compile(r"[。!?…]|[^,]{12},[^,]{12}|;.*;|“[^”]{8}")
_PEOPLE = (Group.WRITING, Group.EDITING, Group.IMAGE)
_HAN = "\u3400-\u9fff"
_NAME_HEAD = re.compile(rf" ?(?:[{_HAN}]{{2,4}}|[A-Za-z가-힣ァ-ヶ])")
_LEARNED = re.compile(r"(?:从[^。:]{1,40}|\d{1,2}(?:日|月\d{1,2}日)?(?:从[^。:]{1,40})?|近日)?(?:获悉|了解到|采访了解|獲悉)")


def read_line(text: str, line: str, start: int) -> Line:
    """The credits of one line (flat, at `start` of `text`), which is a header line, a credit line or a byline.

    text is the page's own text: what is printed is cut from it.
    """
    return _Reader(text, line, start).read()


class _Reader:
    """The walk over one line's marks."""

    def __init__(self, text: str, line: str, start: int) -> None:
        self.text = text
        self.line = line
        self.offset = start
        self.spans: list[Span] = []
        self.loose: list[tuple[int, int]] = []  # runs that belong to no label
        self.value: _Value | None = None
        self.cursor = 0  # where the present run of text begins
        self.dated: Span | None = None
        self.pending: tuple[Label, str, int] | None = None

    def read(self) -> Line:
        skip = 0
        depth = 0
        for match in _MARK.finditer(self.line):
            kind = match.lastgroup or ""
            if kind == "place":
                kind = "tail"
            at = match.start()
            if at < skip:
                continue
            if kind == "open":
                skip = self._open(at)
                depth += skip == 0
            elif kind == "close":
                if depth:
                    depth -= 1
                    self._stop(at, at + 1)
            elif kind in ("bracket", "widget"):
                self._stop(at, match.end())
            elif kind in ("date", "relative"):
                self._date(match, kind)
            elif kind == "tail":
                self._tail(match)
            elif kind == "after":
                self._name_first(match)
            else:
                self._label(match, kind)
        self._stop(len(self.line), len(self.line))
        if self.value is not None:
            self.pending = (self.value.label, self.value.role, self.offset + self.value.label_start)
        self._loose_text()
        rest = sum(len(self.line[a:b].strip(" ,、;:/-()")) for a, b in self.loose)
        return Line(tuple(sorted(self.spans, key=lambda s: s.start)), self.pending, bool(self.spans) and rest <= 4)

    # -- marks

    def _open(self, at: int) -> int:
        """A bracket inside a value is a remark on it, unless a label begins in it; returns where to go on, 0 to go in."""
        close = self.line.find(")", at)
        inner = self.line[at + 1 : close if close >= 0 else len(self.line)]
        if self.value is not None and self.line[self.value.start : at].strip():
            if close >= 0 and close - at < 80 and not _INNER_LABEL.match(inner):
                return close + 1
            self._stop(at, at + 1)
            return 0
        if close >= 0 and _ADDRESS.match(inner):
            return close + 1
        self._stop(at, at + 1)
        return 0

    def _stop(self, at: int, resume: int) -> None:
        """Ends the value or loose run before `at`."""
        self._close(at)
        self.cursor = resume

    def _close(self, at: int) -> None:
        value = self.value
        if value is None:
            if self.line[self.cursor : at].strip():
                self.loose.append((self.cursor, at))
            return
        if not self.line[value.start : at].strip(" :"):
            if at < len(self.line):
                self.value = None
            return
        self.value = None
        found = list(self._values(value, at))
        self.spans.extend(found)
        if not found and value.label.group is not Group.NONE:
            self.loose.append((value.start, at))

    def _date(self, match: re.Match[str], kind: str) -> None:
        value, role, label_start, normalized = self.value, "", match.start(), "date"
        if value is not None and not self.line[value.start : match.start()].strip(" (:"):
            if value.label.group in (Group.DATE, Group.UPDATED):
                role, label_start, normalized = value.role, value.label_start, value.label.role
            self.value = None
            self.cursor = match.start()
        self._stop(match.start(), match.end())
        if kind == "relative":
            normalized = "relative_date"
        self.spans.append(self._span(normalized, role, label_start, match.start(), match.end()))

    def _label(self, match: re.Match[str], kind: str) -> None:
        word = match.group(kind)
        label = _WESTERN_FOLDED[word.lower()] if kind == "western" else _FLAT_LABELS[word.replace(" ", "") if kind == "padded" else word]
        at, end = match.start(kind), match.end(kind)
        rest = end if kind in ("title", "bare") else match.end()
        if kind in ("title", "bare") and self.value is not None and self.value.label.group not in (*_PEOPLE, Group.SOURCE):
            return
        if not self._boundary(at, kind):
            return
        follows = self.line[rest:]
        if kind == "title" and follows.strip() and not _person_begins(follows):
            if at and not self.spans and _LEARNED.match(follows.strip()):
                self._outlet(at)
            return
        if kind == "bare" and (not follows.strip() and at > 0 or follows.strip() and not _value_begins(follows)):
            return
        inside = self.value is not None and self.value.label.group in _PEOPLE
        outer = self.value
        if kind == "title" and not inside:
            self._outlet(at)
        elif kind == "title" and inside and outer is not None and not self.spans_from(outer.start, at):
            pass
        self._close(at)
        self.cursor = rest
        role = word if kind != "padded" else word.replace(" ", "")
        self.value = _Value(label, role, at, rest, kind == "title")

    def spans_from(self, start: int, end: int) -> bool:
        """Whether anything is printed between two places of the line."""
        return bool(self.line[start:end].strip())

    def _boundary(self, at: int, kind: str) -> bool:
        """Whether a label can begin here: not inside a word, unless a value runs up to it (陈伊萍校对：)."""
        before = self.line[self.cursor : at] if self.value is None else self.line[self.value.start : at]
        if not before or before[-1] in " ()/|、;:—-■\"'":
            return True
        if kind in ("title", "bare"):
            if kind == "title" and self.value is None:
                return _outlet_of(before) is not None
            return kind == "title" and before[-1] in ",·" or kind == "title" and self.value is not None and before[-1] in "网报社"
        if self.value is not None:
            return kind != "slash"
        return kind == "colon" and names.is_media(before.split(" ")[-1]) and before[-1] not in "综合"

    def _tail(self, match: re.Match[str]) -> None:
        """／台北報導: ends the names before it; behind a desk (生活中心／) it holds the name itself."""
        place = match.group("place")
        before = self.line[self.cursor : match.start()].strip() if self.value is None else ""
        if self.value is not None:
            self._stop(match.start(), match.end())
            return
        people = [name for name in names.split(before) if names.judge(name.text) is Kind.PERSON]
        if before and people and len(people) == len(names.split(before)):
            self._credit_run(self.cursor, match.start(), "author", "", self.cursor)
        elif place and names.is_han_person(place.strip()) and names.judge(place.strip()) is Kind.PERSON:
            begin = match.start("place")
            self._credit_run(begin, begin + len(place), "author", "", begin)
        self.cursor = match.end()

    def _name_first(self, match: re.Match[str]) -> None:
        """王彤/文: the name stands before its label."""
        word = match.group("after")
        label = _FLAT_LABELS[word]
        start = self.cursor if self.value is None else self.value.start
        end = match.start() - 1
        if self.value is not None:
            if label.group is Group.WRITING and self.value.label.group is Group.WRITING:
                self._stop(end, match.end())
                return
            self._close(end)
            self.cursor = match.end()
            return
        run = self.line[start:end]
        if names.split(run) and all(names.judge(n.text) is Kind.PERSON or len(n.text) <= 4 for n in names.split(run)):
            self._credit_run(start, end, label.role, word, match.start())
        self.cursor = match.end()

    # -- values

    def _values(self, value: _Value, end: int) -> Iterator[Span]:
        group = value.label.group
        start = value.start
        if group is Group.SOURCE:
            yield from self._source(value, end)
        elif group in _PEOPLE:
            found = list(self._people(start, end, value))
            yield from found

    def _people(self, start: int, end: int, value: _Value) -> Iterator[Span]:
        run = self.line[start:end]
        people = names.split(run)
        if not people:
            return
        kinds = [names.judge(name.text) for name in people]
        strict = value.titled or value.label.role in ("correspondent", "contributor", "intern", "adapter")
        for name, kind in zip(people, kinds, strict=True):
            if not names.believable(name.text):
                return
            if strict and kind is Kind.UNSURE and not (len(people) > 1 or len(name.text) <= 3 and not value.titled) and not _LATINISH.match(name.text):
                return
            if not strict and kind is Kind.UNSURE and len(name.text) > (12 if value.label.role == "author" else 8):
                return
            if kind is Kind.UNSURE and len(name.text) > 4 and _PROSE_WORD.search(name.text):
                return
        writer = value.label.group is Group.WRITING
        if writer and len(people) > 1 and kinds[0] is not Kind.PERSON and kinds[-1] is Kind.PERSON and people[0].text not in names.AGENCIES and " " in run.strip() and not value.titled and (kinds[0] is Kind.ORGANIZATION or value.label.form is Form.SLASH):
            first = people[0]
            yield self._span("source", "", start + first.start, start + first.start, start + first.end, note="affiliation")
            people, kinds = people[1:], kinds[1:]
        elif writer and len(people) == 1 and value.label.form is Form.SLASH and re.fullmatch(r"[A-Z]{3,12}", people[0].text):
            yield self._span("source", value.role, value.label_start, start + people[0].start, start + people[0].end)
            return
        for name, kind in zip(people, kinds, strict=True):
            role = value.label.role
            if writer and kind is Kind.AGENCY:
                role = "source"
            yield self._span(role, value.role, value.label_start, start + name.start, start + name.end, name.text, name.note)

    def _credit_run(self, start: int, end: int, role: str, word: str, label_start: int) -> None:
        run = self.line[start:end]
        for name in names.split(run):
            kind = names.judge(name.text)
            if names.believable(name.text):
                self.spans.append(self._span("source" if kind is Kind.AGENCY and not word else role, word, min(label_start, start + name.start), start + name.start, start + name.end, name.text, name.note))

    def _source(self, value: _Value, end: int) -> Iterator[Span]:
        run = self.line[value.start : end]
        cut = _ACCOUNT_ID.search(run)
        if cut:
            run = run[: cut.start()]
        stripped = run.strip(" ,;:/-、")
        if not stripped or len(stripped) > 60 or _STOP_SOURCE.search(stripped):
            return
        start = value.start + run.index(stripped)
        yield self._span("source", value.role, value.label_start, start, start + len(stripped))

    def _outlet(self, at: int) -> None:
        """Credits the outlet that stands before a reporter's title."""
        if self.value is not None:
            return
        begin, end = self.cursor, at
        if not self.line[begin:end].strip(" ()■/") and self.loose:
            begin, end = self.loose[-1]
            outlet = _dateline(self.line[begin:end])
        else:
            outlet = _outlet_of(self.line[begin:end])
        if not outlet:
            return
        begin = self.line.index(outlet, begin)
        self.spans.append(self._span("source", "", begin, begin, begin + len(outlet)))
        self.cursor = at

    # -- what no label announces

    def _loose_text(self) -> None:
        """Names and outlets beside a date: 刘嘉郦 2019-10-12 13:36, 2016-09-07 08:40黑龙江日报."""
        dates = [s for s in self.spans if s.role_normalized in ("date", "relative_date")]
        if not dates:
            return
        has_source = any(s.role_normalized == "source" for s in self.spans)
        has_author = any(s.role_normalized in _WRITERS for s in self.spans)
        first = dates[0].start - self.offset
        for begin, end in self.loose:
            run = self.line[begin:end]
            tokens = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^ ,/()]+", run)]
            if len(run) > 40 or len(tokens) > 3:
                continue
            used = False
            for token_start, token_end, token in tokens:
                token = token.strip("-—–·")
                if not token:
                    continue
                if not has_source and names.is_media(token) and len(token) <= 16:
                    self.spans.append(self._span("source", "", begin + token_start, begin + token_start, begin + token_end))
                    has_source = used = True
                elif not has_author and end <= first and names.is_han_person(token) and len(token) <= 3:
                    self.spans.append(self._span("author", "", begin + token_start, begin + token_start, begin + token_end))
                    has_author = used = True
            del used

    def _span(self, normalized: str, role: str, label_start: int, start: int, end: int, name: str | None = None, note: str | None = None) -> Span:
        start, end = start + self.offset, end + self.offset
        printed = self.text[start:end]
        return Span(
            start=start,
            end=end,
            role_normalized=normalized,
            role=self.text[self.offset + label_start : self.offset + label_start + len(role)] if role and " " not in role and self.line.startswith(role, label_start) else role,
            name=name if name is not None else printed,
            note=note,
            label_start=self.offset + label_start,
        )


_WRITERS = ("author", "correspondent", "contributor", "intern", "compiler", "adapter")
_LATINISH = re.compile(r"[A-Za-zÀ-ɏ가-힣ァ-ヶ]")
_PROSE_WORD = re.compile(r"[的了是吗呢吧我你他她它们着过在与]")
_STOP_SOURCE = re.compile(r"[。!?“”]|https?:")
_ACCOUNT_ID = re.compile(r" ?\((?:ID|id|微信|公众号|微信号|微信公众号)[ :][^()]{0,40}\)?")
_ADDRESS = re.compile(r"(?:https?://|www\.)?[\w.\-]{3,60}\Z", re.ASCII)
_INNER_LABEL = re.compile(rf" ?(?:{_trie(_CJK)}) ?[: /]|[^ :]{{0,12}}(?:记者|記者|通讯员)")
_OUTLET_NO = re.compile(r"[的对向据有多被告诉各众本该这那位名,。:\"“”!?]")
_DATELINE = re.compile(r"(?P<pre>.*?)(?:\d{1,2}月)?(?:\d{1,2}日)? ?(?:电|電|讯|訊|消息|报道|報導|综合)? ?\Z")


def _dateline(run: str) -> str | None:
    """The outlet of 新华社北京9月13日电, which the bracket with the reporters follows."""
    run = run.strip(" ■,")
    match = _DATELINE.match(run)
    pre = match["pre"].strip() if match else run
    if not 2 <= len(pre) <= 30 or pre.startswith(("本报", "本台", "本网", "本刊", "本社")):
        return None
    if _OUTLET_NO.search(pre):
        return None
    pre = re.split(r"[—–]{1,2}", pre)[-1]
    outlet = names.without_place(pre)
    return outlet if names.is_media(outlet) else None


def _outlet_of(run: str) -> str | None:
    """The outlet glued to a title: 齐鲁晚报·齐鲁壹点 in 齐鲁晚报·齐鲁壹点 记者张晓燕; None for 本报 and prose."""
    run = re.sub(r"\A[ ■●(\[]*(?:\d{1,2}月\d{1,2}日 ?,?)?", "", run)
    run = re.sub(r" ?\([\w.\-:/]{3,60}\)?\Z", "", run.rstrip(" ("), flags=re.ASCII).rstrip(" /")
    token = run.split(" ")[-1]
    if not 2 <= len(token) <= 24 or token.startswith(("本报", "本台", "本网", "本刊", "本社")):
        return None
    if names.is_media(token) and not re.search(r"[,。:;!?“”\"据]", token):
        return token
    return token if len(token) <= 5 and token == run and not _OUTLET_NO.search(token) and not names.is_han_person(token) else None


def _person_begins(follows: str) -> bool:
    """Whether a name follows a title."""
    match = re.match(rf" *:? *([{_HAN}·]+|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.' ]+|[가-힣]+|[ァ-ヶ・ー]+)", follows)
    if not match:
        return False
    word = match.group(1)
    if not "\u3400" <= word[0] <= "\u9fff":
        return True
    if len(word) == 1:
        return bool(re.match(rf" *{word} +[{_HAN}]{{1,2}}(?![{_HAN}])", follows))
    if word[:2] in names._WORDS or names._STOP.search(word[:6]):
        return False
    if names.is_han_person(word[:2]) or names.is_han_person(word[:3]):
        return True
    return follows[:1] == " " and 2 <= len(word) <= 3 and not _PROSE_WORD.search(word)


def _value_begins(follows: str) -> bool:
    """Whether names or a source can follow a label that has no colon."""
    word = re.match(r" *([^ |)\]]{1,30})", follows)
    return bool(word) and names.believable(word.group(1))
