"""An article -> what it says to correct itself or another: the notes, the headline and day that they quote, their links.

A headline or a paragraph is a correction by its first word (更正：, Correction:, Berichtigung:) or by a set phrase (特此更正,
"an earlier version of this article"). A word in the middle of a sentence is none: papers write of other people's errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml import etree

__all__ = ["Note", "is_note", "links", "notes"]

_LABELS: Final = (
    r"更正|勘误|勘誤|订正|訂正|致歉|道歉|澄清|(?:更正|致歉|道歉|勘误|澄清)(?:启事|啟事|声明|聲明|说明|說明)|お詫び(?:と訂正)?|おわび(?:と訂正)?|"
    r"정정(?:보도)?|바로잡습니다|알려드립니다|"
    r"correction|corrections|corrigendum|clarification|erratum|errata|editor['’]s note: correction|"
    r"berichtigung|korrektur|richtigstellung|rectificatif|rectification|correctif|mise au point|fe de erratas|corrección|"
    r"rectificación|errata corrige|rettifica|"
    r"precisazione|correção|errata|rectificatie|correctie|rettelse|rättelse|oikaisu|sprostowanie|"
    r"исправление|поправка|уточнение"
)
_OPENS: Final = re.compile(
    rf"[（(【\[\s*]*(?:本报|本報|本刊|本网|编者|編者|小編)?(?:{_LABELS})"
    r"\s*(?:[,，(（][^:：]{0,24})?(?:[：:】\]）)—–|｜]|$)", re.IGNORECASE
)
_TITLED: Final = re.compile(
    rf"{_OPENS.pattern}|[关關][于於].{{2,60}}(?:更正|勘误|致歉|道歉|订正|澄清)(?:启事|声明|说明|信|函)?$|"
    r".{0,12}(?:更正启事|更正声明|致歉声明|致歉信|道歉声明|勘误启事|訂正とお詫び|訂正のお知らせ)$",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"特此(?:更正|订正|勘误|致歉|澄清)|[谨謹]此(?:更正|致歉)|(?:本文|本稿|原文|此前版本|早前版本).{0,30}(?:已更正|已订正|有误，|误写|误为|误作|应为)|"
    r"\b(?:an?|the) (?:earlier|previous|original) version of this (?:article|story|report|column|post)\b|"
    r"\bthis (?:article|story|report) (?:has been|was) (?:corrected|amended|updated to correct)\b|"
    r"\bin einer (?:früheren|vorherigen|ersten) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags)\b|"
    r"\bune (?:première |précédente )?version (?:précédente|antérieure|initiale)? ?de (?:cet|l['’]) ?article\b|"
    r"\buna versión (?:anterior|previa) de est[ea]\b|\bin una (?:precedente|prima) versione\b|"
    r"(?:記事|本文|見出し).{0,30}訂正(?:しました|します|いたします)",
    re.IGNORECASE,
)
_LONGEST: Final = 1200  # characters of a paragraph that is a note

#: Headlines as they are quoted: in 《》 always; in other marks only beside a word for an article.
_BOOK: Final = re.compile(r"《([^《》]{4,90})》")
_QUOTED: Final = re.compile(r"[“\"„«「『‘]([^“”\"„«»「」『』]{8,140})[”\"“»」』’]")
_ARTICLE: Final = (
    r"(?:一文|报道|報道|為題|为题|题为|題為|标题|標題|刊发|刊登|記事|見出し|기사|제목|headline|titled|entitled|article|story|report|"
    r"artikel|beitrag|überschrift|intitulé|titre|titulad|artículo|articolo|titolo|artigo|artykuł|статья|заголов)"
)
_BEFORE: Final = re.compile(rf"{_ARTICLE}[^，,。.；;：:”\"』」》]{{0,6}}$", re.IGNORECASE)
_AFTER: Final = re.compile(rf"[的 ]*{_ARTICLE}", re.IGNORECASE)
_BESIDE: Final = 40

_HAN: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九十")}
_DAY: Final = re.compile(
    r"(?:(\d{4}|[〇零一二三四五六七八九]{4})年)?"
    r"(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
)
_MONTHS: Final = (
    "jan|feb|mar|mär|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec".split("|"),
    (1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10, 11, 12, 12),
)
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WESTERN: Final = re.compile(
    rf"(?:(?P<before>\d{{1,2}})\.? )?(?P<month>{'|'.join(_MONTHS[0])})[a-zäé]*\.?"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?)?(?:,? (?P<year>\d{4}))?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Note:
    """A correction."""

    text: str
    """As printed: the paragraph, or the whole of a short article."""
    own: bool
    """It corrects the article that it stands in."""
    quoted: str | None = None
    """The headline of the article that it corrects, where it quotes one."""
    quoted_date: str | None = None
    """The day on which that was published, where it says so: "2024-03-02"."""


def is_note(paragraph: str) -> bool:
    """Whether a paragraph is a correction.

    >>> is_note("更正：本文原写每三十分钟一班，应为四十五分钟。"), is_note("法院要求被告更正并道歉。")
    (True, False)
    """
    return len(paragraph) <= _LONGEST and (_OPENS.match(paragraph) is not None or _SAID.search(paragraph) is not None)


def notes(title: str | None, body: str | None, published: str | None = None) -> tuple[Note, ...]:
    """The corrections in an article.

    published: its day, "2024-03-05…", from which days without a year are counted back.

    >>> notes("更正", "本报3月2日刊发的《潮水退了以后》一文中，“八米”应为“六米”。", "2024-03-05")[0].quoted_date
    '2024-03-02'
    """
    paragraphs = (body or "").split("\n\n")
    if title is not None and _TITLED.match(title):
        whole = body if body is not None and len(body) <= _LONGEST else None
        found = [Note(whole or part, False, *at) for part in paragraphs for at in _quotes(part, published)]
        return tuple({note.quoted: note for note in reversed(found)}.values())[::-1] or (Note(whole or title, False),)
    found = []
    for part in paragraphs:
        if is_note(part):
            others = [at for at in _quotes(part, published) if _plain(at[0]) != _plain(title or "")]
            found += [Note(part, False, *at) for at in others] or [Note(part, True)]
    return tuple(found)


def links(root: etree._Element, title: str | None, body: str | None) -> tuple[str, ...]:
    """The addresses, as written, that the corrections in an article link to; root: its page or its text.

    >>> page = etree.HTML('<p>See <a href="/1">one</a>.<p>Correction: <a href="/2">Low tide</a> fell on Monday.')
    >>> links(page, "Harbor news", "See one.\\n\\nCorrection: Low tide fell on Monday.")
    ('/2',)
    """
    if not notes(title, body):
        return ()
    is_correction = title is not None and _TITLED.match(title) is not None
    text = _plain(body or "")
    found: dict[str, None] = {}
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if href and not href.startswith(("#", "javascript:", "mailto:")):
            around = _paragraph(link)
            if is_note(around) or (is_correction and around and _plain(around) in text):
                found.setdefault(href)
    return tuple(found)


def _paragraph(link: etree._Element) -> str:
    """The text of the paragraph that a link stands in, white space squeezed."""
    for box in link.iterancestors("p", "div", "li", "td", "section", "blockquote", "body"):
        return " ".join("".join(box.itertext()).split())
    return ""


def _quotes(text: str, published: str | None) -> Iterator[tuple[str, str | None]]:
    """The headlines that a text quotes, each with the day that stands before it."""
    for quote in (*_BOOK.finditer(text), *_QUOTED.finditer(text)):
        before, after = text[max(0, quote.start() - _BESIDE) : quote.start()], text[quote.end() : quote.end() + _BESIDE]
        if quote.re is _BOOK or _BEFORE.search(before) or _AFTER.match(after):
            yield quote[1].strip(), _day(before, published) or _day(after, published)


def _day(text: str, published: str | None) -> str | None:
    """The last day that a text names: of the year before it was published, where it names none."""
    found: list[tuple[int, int, int, int]] = []  # where it stands, year or 0, month, day
    for match in (*_ISO.finditer(text), *_DAY.finditer(text)):
        year, month, day = (_number(part) if part else 0 for part in match.groups())
        found.append((match.start(), year, month, day))
    for match in _WESTERN.finditer(text):
        if written := match["before"] or match["after"]:
            month = _MONTHS[1][_MONTHS[0].index(match["month"].lower())]
            found.append((match.start(), int(match["year"] or 0), month, int(written)))
    if not found:
        return None
    _, year, month, day = max(found)
    try:
        if year:
            return date(year, month, day).isoformat()
        until = date.fromisoformat((published or "")[:10])
        this_year = date(until.year, month, day)
        return (this_year if this_year <= until else date(until.year - 1, month, day)).isoformat()
    except ValueError:
        return None


def _number(written: str) -> int:
    """A number below 100, or a year, in digits of either kind.

    >>> _number("三十一"), _number("十二"), _number("二〇二四"), _number("8")
    (31, 12, 2024, 8)
    """
    if written.isdecimal():
        return int(written)
    written = written.replace("零", "〇")
    if "十" not in written:
        return int("".join(str(_HAN[sign]) for sign in written))
    tens, _, ones = written.partition("十")
    return 10 * (_HAN[tens] if tens else 1) + (_HAN[ones] if ones else 0)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
