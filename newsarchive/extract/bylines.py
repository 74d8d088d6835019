"""One line -> the personal byline it is: "By Jane Doe", "Von Anna Berg, dpa", "류영상 기자", "【カイロ＝山田太郎】".

A byline names people and little else. What follows the names must be what follows names (a title, a place, an agency, a
date, a bar, the end); a sentence that begins with By, Von or Par is none.
"""

from __future__ import annotations

import re

from newsarchive.extract import names, western
from newsarchive.extract.lexicon import AGENCIES
from newsarchive.extract.names import Kind
from newsarchive.extract.printed import Span

__all__ = ["read_byline", "read_dateline", "read_signature"]

_GENRE = (
    r"(?:(?:Ein|Eine|Un|Une|An?) )?(?:Kommentar|Analyse|Kolumne|Essay|Interview|Reportage|Glosse|Leitartikel|Porträt"
    r"|Gastbeitrag|Rezension|Commentaire|Chronique|Tribune"
    r"|Analysis|Opinion|Story|STORY|Text|TEXT|WORDS|Texte|Texto|Reported|Reporting|Written|Writing|Words) "
)
_INTRO = re.compile(
    r"(?:^ {0,3}\(?|(?<=[|·•/.!?:]) {1,3}|(?<= [-–—]) |(?<=\d) {1,3}|(?<=[ap]m) {1,3}|(?<=[AP]M) {1,3})"
    rf"(?P<genre>{_GENRE})?(?P<by>BY|By|by|VON|Von|von|PAR|Par|par|POR|Por|por|DI|Di|di|DE|Af|Av|Door|De)"
    r"(?: {1,4}|(?=[A-Z][a-z]))"
)
# (Reporting by Jane Doe; Editing by John Roe), TRANSLATION BY MAX MUSTER
_DONE_BY = {"edit": "editor", "tran": "translator"}
_EDITED = re.compile(r"(?:^ {0,3}\(?|[;.] {0,3})(?P<role>(?i:edit(?:ing|ed) by|translat(?:ion|ed) by)) ")
# What may follow the names of a byline.
_AFTER = re.compile(
    r"\A {0,20}(?:$|[|·•–—/(@\-:;]|\d|,|published|updated|veröffentlicht|publié|publicado|follow\b|tips\b|for [A-Z]"
    r"|in [A-Z]|im? [A-Z]|en [A-Z]|à [A-Z]|aus [A-Z]|from [A-Z]|at [A-Z]|[A-Z])",
    re.IGNORECASE,
)
_AGENCY_NAMES = "|".join(sorted((re.escape(agency) for agency in AGENCIES if agency.isascii()), key=len)[::-1])
_AGENCY = re.compile(rf"(?i)(?<![\w])(?:{_AGENCY_NAMES})(?![\w])")
_OPENING = re.compile(r"[^\W\d_a-zß-öø-ÿ]")


def read_byline(text: str, line: str, start: int) -> list[Span]:
    """The spans of a personal byline; none where the line is something else. `line` is flat and stands at `start`
    of `text`."""
    if len(line) > 200 or (_LETTER.search(line) is None and line.lstrip()[:1] not in _JAPANESE_HEADS):
        return []
    if _HANGUL.search(line):
        return _korean(text, line, start)
    if _KANA.search(line) or line.lstrip()[:1] in _JAPANESE_HEADS:
        return _japanese(text, line, start)
    return _western(text, line, start) if _CAPITAL.search(line) else []


_CAPITALS = "A-ZÀ-ÞŁŚŠŽČĀ-ſА-Я"
_CAPITAL = re.compile(rf"[{_CAPITALS}]|\b(?:by|von|par|por|di) ")
# a line in Han characters, as most of a Chinese page are, has none
_LETTER = re.compile(f"[a-z{_CAPITALS}가-힣ぁ-んァ-ヶ]")
_JAPANESE_HEADS = ("[", "編", "論")

# -- Latin script


def _western(text: str, line: str, start: int) -> list[Span]:
    for intro in _INTRO.finditer(line):
        people, length = western.leading_names(line[intro.end() :])
        spans = _people(text, line, start, intro.end(), people, length, intro.group("by"))
        if spans:
            return spans + _edited(text, line, start, intro.end())
    if _EDITED.match(line):
        return _edited(text, line, start, 0)
    begin = len(line) - len(line.lstrip(" "))
    if not _OPENING.match(line, begin):
        return []
    people, length = western.leading_names(line[begin:])
    if not people or any(" " not in name and not _is_agency(name) for name, _, _ in people):
        return []
    rest = line[begin + length :].strip(" ")
    known = western.is_given_name(people[0][0].split(" ")[0]) and people[0][0].count(" ") < 3
    titled = re.match(r"(?:[,|–—·-] ?)?(?P<title>[^,|·]{3,60})", rest)
    if titled and western.is_title(titled["title"]) and (rest[0] in ",|–—·-" or known):
        return _people(text, line, start, begin, people, length, "")
    several = len(people) > 1 and all(western.is_given_name(n.split(" ")[0]) or _is_agency(n) for n, _, _ in people)
    if (several and not rest) or (known and _BESIDE.match(rest)):
        return _people(text, line, start, begin, people, length, "")
    if rest.startswith("|Published"):
        return _people(text, line, start, begin, people, length, "")
    return []


def _edited(text: str, line: str, start: int, begin: int) -> list[Span]:
    """Who edited or translated, beside or below the writers."""
    spans: list[Span] = []
    for done in _EDITED.finditer(line, begin):
        people, _ = western.leading_names(line[done.end() :])
        role = _DONE_BY[done["role"][:4].lower()]
        spans += [_span(text, start + done.end(), at, stop, role, None, done["role"]) for _, at, stop in people]
    return spans


# Jane Doe | Brussels, Jane Doe / Paper / Sep 2, Jane Doe2 minutes ago
_BESIDE = re.compile(r"[|·]|/ |\d{1,3} ?(?:minute|hour|day|min|h)|\d{2}")
_BROADCASTER = re.compile(r" {0,9}[A-Z]{2,6}(?: [A-Z][a-z]{2,12}){0,2} {0,9}\Z")  # By Jane Doe BBC News
_ARTICLES = ("le", "la", "les", "el", "los", "il")
_LINKS = re.compile(r" {0,9}(?:Follow|Published|Updated|For|Tips|In)\b")


def _people(
    text: str, line: str, start: int, begin: int, people: list[tuple[str, int, int]], length: int, by: str
) -> list[Span]:
    end = begin + length
    rest = line[end:]
    if not people or not _AFTER.match(rest) or len(rest) > 90 or re.search(r"[.!?] [A-Z]", rest):
        return []
    told = western.is_title(rest) or _AGENCY.match(rest.lstrip()) or _LINKS.match(rest)
    if by and not told and western.is_given_name(people[0][0].split(" ")[0]):
        told = _BROADCASTER.match(rest)
    if re.match(r" {0,9}[A-Z]", rest) and not told:
        return []
    if rest[:1] == "," and not (western.is_title(rest) or _AGENCY.search(rest) or len(rest) <= 30):
        return []
    note = rest.strip(" ,|·•–—/-()") if rest[:1] == "," or western.is_title(rest[:60]) else None
    spans: list[Span] = []
    for name, at, stop in people:
        role = "source" if _is_agency(name) else "author"
        first = name.split(" ")[0]
        if role == "author" and by.lower() in ("par", "por", "di") and first.lower() in _ARTICLES:
            continue  # Par Le Figaro avec AFP
        if role == "author" and " " not in name:
            if not by or not name.isupper() or len(name) > 8:
                continue
            role = "source"  # By TPN
        if first.lower().endswith("ing") and not western.is_given_name(first):
            return []  # By Clicking Accept
        spans.append(_span(text, start, begin + at, begin + stop, role, note if role == "author" else None))
    agency = _AGENCY.search(rest[:40])
    if agency and spans and not any(span.role_normalized == "source" for span in spans):
        spans.append(_span(text, start, end + agency.start(), end + agency.end(), "source", None))
    return spans


def _is_agency(name: str) -> bool:
    return name.lower() in AGENCIES


# -- Korean: the title follows the name

_HANGUL = re.compile("[가-힣]")
_KOREAN = re.compile(
    r"(?:(?:^|[\[(]|(?<=다\.)|(?<=\] )|(?<=\) )|(?<=기자, )) ?)"
    r"(?:[가-힣/·]{2,12} ?= ?(?P<wire>[가-힣A-Za-z0-9]{2,12})[\])] ?)?"
    r"(?:(?P<place>[가-힣A-Za-z0-9]{2,12}) ?= ?)?"
    r"(?:(?P<outlet>[가-힣A-Za-z0-9]{2,12})[ =])?(?:(?P<desk>[가-힣]{2,6}부) )?"
    r"(?P<people>[가-힣]{2,4}(?:[·,/ ]{1,2}[가-힣]{2,4}){0,4}) ?(?P<title>(?:선임|수습|인턴|전문|객원|시민|대)?기자"
    r"|특파원|논설위원|칼럼니스트)"
    r"(?= ?(?:$|[\])=|/]|[\w.\-]{1,40}@[\w.\-]{1,60} ?(?:$|[\])])|20\d\d|다른기사|구독|입력|, [가-힣]{2,4} 기자))"
)
# The title first, as columnists print it.
_KOREAN_COLUMNIST = re.compile(
    r"^ ?(?P<title>(?:[가-힣]{2,4} ?)?(?:칼럼니스트|평론가|객원기자|논설위원)) (?P<people>[가-힣]{2,4})"
    r" ?(?:[\w.\-]{1,40}@[\w.\-]{1,60} ?)?$"
)


def _korean(text: str, line: str, start: int) -> list[Span]:
    """부산=스포츠조선 선수민 기자: a place, an outlet or desk, names, a title."""
    spans: list[Span] = []
    for match in _KOREAN.finditer(line):
        begin = match.start("people")
        people = [(begin + m.start(), begin + m.end()) for m in re.finditer("[가-힣]{2,4}", match["people"])]
        place = match["place"]
        before = match.span("outlet") if match["outlet"] else None
        if place and _is_korean_outlet(place):
            place, before = None, match.span("place")  # 스포츠조선=선수민 기자
        elif before is None and len(people) == 2 and " " in match["people"]:
            before = people.pop(0)
        people = [span for span in people if _is_korean_person(line[slice(*span)])]
        if not people:
            continue
        spans += [_span(text, start, at, stop, "correspondent", place, match["title"]) for at, stop in people]
        if match["wire"] and before is None:
            before, place = match.span("wire"), "wire"
        if before and (place or _is_korean_outlet(line[slice(*before)])) and not line[slice(*before)].endswith("부"):
            spans.insert(0, _span(text, start, *before, "source", None))
        if not line.startswith(", ", match.end()):
            return spans
    columnist = None if spans else _KOREAN_COLUMNIST.match(line)
    if columnist and _is_korean_person(columnist["people"]):
        spans.append(_span(text, start, *columnist.span("people"), "correspondent", None, columnist["title"]))
    return spans


def _is_korean_person(word: str) -> bool:
    return word not in ("기자", "특파원") and names.judge(word) is Kind.PERSON


def _is_korean_outlet(word: str) -> bool:
    return word.isascii() or _KOREAN_MEDIA.search(word) is not None or _is_agency(word)


_KOREAN_MEDIA = re.compile(
    "(?:일보|신문|뉴스|뉴스\\d|조선|경제|방송|타임스|투데이|닷컴|미디어|저널|데일리|TV|통신|중앙|동아|한겨레)$"
)

# -- Japanese

_KANA = re.compile("[ぁ-んァ-ヶ]")
_JAPANESE_BRACKET = re.compile(r"\[(?P<inner>[^\[\]]{3,60})\]")
_JAPANESE_LABEL = re.compile(
    r"^ ?\(?(?P<label>(?:取材・)?(?:構成・)?文(?:・写真|・撮影)?|執筆|編集委員|論説委員|ライター)(?P<sign>[・=●◎] ?"
    r"| {1,3}|/ ?)(?P<people>[^。()]{2,40})\)?$"
)


def _japanese(text: str, line: str, start: int) -> list[Span]:
    spans: list[Span] = []
    for bracket in _JAPANESE_BRACKET.finditer(line):
        if line[: bracket.start()].strip() and line[bracket.end() :].strip():
            continue
        at = bracket.start("inner")
        for part in re.finditer(r"[^、,]+", bracket["inner"]):
            person = _FROM.match(part.group())
            if person is None:
                continue
            begin = at + part.start() + person.start("name")
            name = person["name"]
            agency = names.judge(name) is Kind.AGENCY or name in ("共同", "時事", "AFP時事")
            role = "source" if agency else "correspondent"
            if role == "source" or person["sign"] or names.is_japanese_person(name):
                spans.append(_span(text, start, begin, begin + len(name), role, person["place"]))
        if spans:
            return spans
    label = _JAPANESE_LABEL.match(line)
    if label:
        at = label.start("people")
        for part in re.finditer(r"[^/、,]+", label["people"]):
            name = part.group().strip(" ")
            begin = at + part.start() + part.group().index(name) if name else at
            certain = names.is_japanese_person(name) or (label["sign"].strip() and _PEN_NAME.match(name))
            if certain and names.judge(name) is not Kind.ORGANIZATION:
                spans.append(_span(text, start, begin, begin + len(name), "author", None, label["label"]))
    return spans


_PEN_NAME = re.compile(r"(?:[ァ-ヶー・]{2,12}|[ぁ-ん]{2,8})\Z")
_FROM = re.compile(
    r" ?(?P<place>[ァ-ヶー・ ]{2,14}"
    r"|[\u3400-\u9fff]{2,4}(?==))?(?P<sign>=)?(?P<name>[\u3400-\u9fff々]{2,5}(?: [\u3400-\u9fff]{1,3})?) ?$"
)

# -- a name in brackets that ends a text

_SIGNATURE = re.compile(r"(?:^|[。!?”」』】.] ?)\((?P<people>[^()]{2,30})\) ?$")
_SIGNED = re.compile("[^ 、,/|]+")
_COPYRIGHT = re.compile(r"\(c\) ?(?P<agency>[A-Z]{2,5})(?:/(?P<person>[A-Z][\w'\-]+(?: [A-Z][\w'\-]+){1,3}))?$")


def read_dateline(text: str, line: str, start: int) -> list[Span]:
    """The reporters of a Japanese or Korean paragraph: a bracket at its head or tail, a name and title behind its
    last word."""
    if _HANGUL.search(line[:100]):
        tail_at = max(0, len(line) - 80)
        return _korean(text, line[:80], start) or _korean(text, line[tail_at:], start + tail_at)
    if not _KANA.search(line):
        return []
    head = _JAPANESE_BRACKET.match(line)
    tail_at = line.rfind("[", max(0, len(line) - 80))
    if head:
        return _japanese(text, head.group(), start)
    if tail_at < 0 or not line.rstrip(" ").endswith("]"):
        return []
    return _japanese(text, line[tail_at:].rstrip(" "), start + tail_at)


def read_signature(text: str, line: str, start: int) -> list[Span]:
    """A writer who signs at the end of a paragraph: …谢幕。(李楠), …失败。(某某网 李楠), …という。(c)AFP/Jane DOE.

    Only certain names count, for a bracket can hold any word: (完), (下同).
    """
    line = line.rstrip(" ")
    tail_at = max(0, len(line) - 60)
    tail = line[tail_at:]
    owner = _COPYRIGHT.search(tail) if "(c)" in tail else None
    spans: list[Span]
    if owner and _is_agency(owner["agency"]):
        spans = [_span(text, start + tail_at, owner.start("agency"), owner.end("agency"), "source", None)]
        if owner["person"]:
            spans.append(_span(text, start + tail_at, owner.start("person"), owner.end("person"), "author", None))
        return spans
    match = _SIGNATURE.search(tail) if tail.endswith(")") else None
    if not match or (match.start() == 0 and tail_at and tail[0] == "("):
        return []
    base = start + tail_at + match.start("people")
    spans = []
    japanese = _KANA.search(line) is not None
    for place, word in enumerate(_SIGNED.finditer(match["people"])):
        name = word.group()
        if names.is_japanese_person(name) if japanese else len(name) <= 3 and names.is_han_person(name):
            spans.append(_span(text, base, word.start(), word.end(), "author", None))
        elif place == 0 and names.is_media(name):
            spans.append(_span(text, base, word.start(), word.end(), "source", None))
        else:
            return []
    return spans if any(span.role_normalized == "author" for span in spans) else []


def _span(text: str, base: int, start: int, end: int, normalized: str, note: str | None, role: str = "") -> Span:
    return Span(
        start=base + start,
        end=base + end,
        role_normalized=normalized,
        role=role,
        name=text[base + start : base + end],
        note=note,
        label_start=base + start,
    )
