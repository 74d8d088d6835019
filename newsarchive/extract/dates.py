r"""Printed dates -> instants: exactly as precise as printed, in the outlet's zone, or refused.

    >>> from datetime import UTC, datetime
    >>> from zoneinfo import ZoneInfo
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> captured = datetime(2024, 3, 6, 1, 30, tzinfo=UTC)          # Wednesday, 09:30 in Shanghai
    >>> def iso(printed, zone=shanghai, **more):
    ...     return instant(printed, zone, captured, **more).iso

Full dates, in the forms of news sites; labels before and text behind are passed over:

    >>> iso("2019-09-07 12:06"), iso("2019年9月7日"), iso("2019.9.7 12:06:30"), iso("2019年9月")
    ('2019-09-07T12:06+08:00', '2019-09-07', '2019-09-07T12:06:30+08:00', '2019-09')
    >>> iso("发布时间：２０１５年04月14日15：56　来源：新报")
    '2015-04-14T15:56+08:00'
    >>> iso("2019-10-0507:26:30来源：新报"), iso("2023 11/ 17 20:52:15")
    ('2019-10-05T07:26:30+08:00', '2023-11-17T20:52:15+08:00')
    >>> iso("2024年3月5日 星期二 下午3点半"), iso("2016年9月14日晚8：00"), iso("2022年02月23日12时")
    ('2024-03-05T15:30+08:00', '2016-09-14T20:00+08:00', '2022-02-23T12+08:00')
    >>> iso("二〇二四年三月五日"), iso("112年8月23日"), iso("民國112年8月23日"), iso("令和6年3月5日 午後3時")
    ('2024-03-05', '2023-08-23', '2023-08-23', '2024-03-05T15+08:00')
    >>> iso("입력 2020.07.06 오후 10:11", ZoneInfo("Asia/Seoul"))
    '2020-07-06T22:11+09:00'

Month names of forty languages, numeric zones and zone names that have one meaning:

    >>> iso("March 5, 2024 6:31 AM EST"), iso("Tue, 05 Mar 2024 06:31:00 GMT"), iso("5. März 2024, 06:31 Uhr")
    ('2024-03-05T06:31-05:00', '2024-03-05T06:31:00+00:00', '2024-03-05T06:31+08:00')
    >>> iso("Publié le 5 mars 2024 à 06h31"), iso("5 de marzo de 2024 - 06:31"), iso("2024-03-05T06:31:00.123Z")
    ('2024-03-05T06:31+08:00', '2024-03-05T06:31+08:00', '2024-03-05T06:31:00+00:00')

Partial and relative dates, counted from the capture and never after it:

    >>> iso("10-06 20:58"), iso("3月5日 06:31"), iso("去年12月31日"), iso("昨晚 20:15"), iso("周二 08:00")
    ('2023-10-06T20:58+08:00', '2024-03-05T06:31+08:00', '2023-12-31', '2024-03-05T20:15+08:00', '2024-03-05T08:00+08:00')
    >>> iso("刚刚"), iso("五分钟前"), iso("3小时前"), iso("2 周前"), iso("vor 3 Stunden"), iso("2 days ago")
    ('2024-03-06T09:30+08:00', '2024-03-06T09:25+08:00', '2024-03-06T06+08:00', '2024-02-21', '2024-03-06T06+08:00', '2024-03-04')

Day and month are never guessed: the language or the outlet's zone must tell, or a number above twelve:

    >>> iso("05/03/2024")
    Traceback (most recent call last):
    newsarchive.errors.DateUnreadable: date '05/03/2024': day and month cannot be told apart
    >>> iso("05/03/2024", language="en-US"), iso("05/03/2024", language="fr"), iso("25/03/2023")
    ('2024-05-03', '2024-03-05', '2023-03-25')

Also refused: impossible days and times, epoch 0, zone names of several meanings (CST is China's and Chicago's; the outlet's
zone may settle it), 上午12点 and 晚上12点, anything relative without a capture time, anything later than the capture (a day's
slack; a year's for a full date, which may be of an event).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import IntEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from newsarchive.errors import DateUnreadable
from newsarchive.extract import calendars
from newsarchive.items import Precision

__all__ = ["Instant", "Mention", "Publication", "Where", "find", "instant", "mentions", "published", "url_date"]

_TIMESPEC = {Precision.HOUR: "hours", Precision.MINUTE: "minutes", Precision.SECOND: "seconds"}


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment as precise as it was printed."""

    moment: datetime
    """Aware, in the outlet's zone or the printed offset; what is not printed is its first value (day 1, midnight, 0)."""
    precision: Precision
    rule: str
    """Name of the form it was read by."""
    printed: str
    """The text it was read from, label and neighbours removed."""

    @property
    def iso(self) -> str:
        """ISO 8601, only as precise as printed: "2019-09-07T12:06+08:00", "2019-09-07", "2019-09"."""
        if self.precision is Precision.DAY:
            return self.moment.date().isoformat()
        if self.precision is Precision.MONTH:
            return self.moment.date().isoformat()[:7]
        return self.moment.isoformat(timespec=_TIMESPEC[self.precision])

    @property
    def utc(self) -> str:
        """The same moment in UTC, "2019-09-07T04:06:00Z", for sorting: a day begins at the outlet's midnight."""
        return self.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- the forms -------------------------------------------------------------------------------------------------------
# Every repetition is bounded, so each pattern is linear in the text. All but _COMMON see text made plain by calendars.flat.

_YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_LETTER = r"[^\s0-9!-@\[-`{-~]"
_WORD = rf"{_LETTER}{{2,14}}(?:\.{_LETTER}{{1,2}})?\.?"

# What nearly every page prints: read without any preparation.
_COMMON = re.compile(
    r"\s{0,9}([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:([T\s])\s?([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,:][0-9]{1,9})?)?)?(Z|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)?)?"
    r"\s{0,9}"
)
_YMD = re.compile(
    rf"(?<![0-9])({_YEAR})(?:\s{{0,5}}[-/.,年년]\s{{0,5}}|\s{{1,5}}(?=[0-9]{{1,2}}\s?[-/.月]))({_MONTH})\s{{0,5}}[-/.,月월]\s{{0,5}}"
    # A lost space leaves the day and the time together: "2019-10-0507:26:30".
    rf"({_DAY})(?:\s{{0,3}}[日号일]|(?<=[0-9]{{2}})(?=[0-2][0-9]:[0-5][0-9])|(?![0-9]))\.?"
)
_ERA = re.compile(
    rf"(令和|平成|昭和|大正|明治|民[国國])\s{{0,3}}(元|[0-9]{{1,3}})\s{{0,3}}[-/.年]\s{{0,3}}({_MONTH})\s{{0,3}}[-/.月]\s{{0,3}}({_DAY})(?![0-9])日?"
)
_ROC = re.compile(rf"(?<![0-9])(1[0-9]{{2}})\s{{0,3}}年\s{{0,3}}({_MONTH})\s{{0,3}}月\s{{0,3}}({_DAY})\s{{0,3}}[日号]")
_DAY_MARK = r"(?:st|nd|rd|th|er|ère|[.ºª°])?"
_DMY_NAMED = re.compile(
    rf"(?<![0-9])({_DAY}){_DAY_MARK}(?:\s{{0,3}}[-/.,]\s?|\s{{0,3}}(?:de\s|of\s|d['’]|di\s)?)({_WORD})"
    rf",?\s{{0,3}}(?:[-/]|del?\s|of\s)?\s{{0,3}}({_YEAR}|2[45][0-9]{{2}})(?![0-9])\.?",
    re.IGNORECASE,
)
_MDY_NAMED = re.compile(
    rf"(?<!{_LETTER})({_WORD})[\s-]{{0,3}}({_DAY})(?:st|nd|rd|th)?(?:\s{{0,2}},\s{{0,3}}|[\s-]{{1,3}})"
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?\s{{1,3}})?({_YEAR})(?![0-9])",
    re.IGNORECASE,
)
_YMD_NAMED = re.compile(
    rf"(?<![0-9])({_YEAR})[.,]?[\s-]{{1,3}}(?:m\.\s)?({_WORD})[\s-]{{1,3}}({_DAY})(?![0-9])(?:\.|\s?d\.)?", re.IGNORECASE
)
# Java's and C's: "Tue Mar 05 06:31:00 CST 2024".
_CTIME = re.compile(
    rf"(?<!{_LETTER})({_WORD})\s{{1,3}}({_DAY})\s([0-2][0-9]:[0-5][0-9]:[0-5][0-9])(?:\s([A-Z]{{1,5}}))?\s({_YEAR})(?![0-9])"
)
_VIETNAMESE = re.compile(rf"(?<![0-9])({_DAY})\s{{1,3}}tháng\s{{1,3}}({_MONTH})(?:\s{{0,3}},|\s{{1,3}}năm)?\s{{1,3}}({_YEAR})(?![0-9])", re.I)
_NUMERIC = re.compile(
    rf"(?<![0-9.,:/-])([0-3]?[0-9])\s?([-/.])\s?([0-3]?[0-9])\s?\2\s?({_YEAR})(?![0-9])\.?"
)
_SHORT_YEAR = re.compile(rf"(?<![0-9.,:/-])({_DAY})([./])({_MONTH})\2([0-9]{{2}})(?![0-9.:/-])")

# --- forms that stand alone, matched against the whole text
_COMPACT = re.compile(rf"({_YEAR})(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9])(?:[T\s]?([0-2][0-9])([0-5][0-9])([0-5][0-9])?(Z|[+-][0-9]{{4}})?)?")
_EPOCH = re.compile(r"([1-9][0-9]{9})([0-9]{3})?(?:\.[0-9]{1,9})?")
_YEAR_MONTH = re.compile(rf"({_YEAR})\s{{0,3}}(?:[-/]\s{{0,3}}({_MONTH})|[年년]\s{{0,3}}({_MONTH})\s{{0,3}}[月월])")
_MONTH_YEAR = re.compile(rf"({_WORD})\s{{0,3}}(?:,|de\s|del\s)?\s{{0,3}}({_YEAR})", re.I)
_ROC_NUMERIC = re.compile(rf"(1[0-9]{{2}})(?:([-/.])({_MONTH})\2({_DAY})|(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9]))(?![0-9])")
_ERA_LETTER = re.compile(rf"([RHS])([0-9]{{1,2}})[./]({_MONTH})[./]({_DAY})(?![0-9])")

# --- the clock behind (or before) a date
_HALF = (
    r"上午|下午|今早|今晨|早上|早晨|清晨|凌晨|中午|正午|午后|午前|傍晚|晚上|晚间|夜间|深夜|夜里|晚|早|晨|夜|오전|오후|[ap]\.?m\.?(?=\s?[0-9])"
)
_WEEKDAY = (
    r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天1-7][)\]]?|[(\[][^()\[\]0-9:]{1,12}[)\]]|[월화수목금토일]요일"
)
_BETWEEN = re.compile(
    rf"(?:T(?=[0-9])|\s{{0,9}}(?:г\.|года|року|р\.|r\.|roku)?\s{{0,3}}[,|·/]?\s{{0,3}}(?:{_WEEKDAY}|{_LETTER}{{3,12}},)?\s{{0,3}}[,|·•]?\s{{0,9}}"
    r"(?P<mark>(?:(?:at|um|à|a\s+las?|alle|ore|às|om|kl\.?|klo|kello|o\s+godz\.?|godz\.?|в|о|saat|pukul|lúc|ב|på)\s{1,3}){1,2})?(?:[-@]\s{1,3}|@)?)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"(?P<half>{_HALF})?\s{{0,3}}(?P<hour>2[0-3]|[01]?[0-9])(?:"
    r"\s{0,3}:\s{0,3}(?P<minute>[0-5][0-9])(?:\s{0,3}:\s{0,3}(?P<second>[0-5][0-9])(?:[.,:][0-9]{1,9})?)?"
    r"|\s{0,3}(?:点钟?|时|시)(?!间)\s{0,3}(?:(?P<thirty>半)|整|(?P<minute_han>[0-5]?[0-9])(?![0-9])\s{0,3}(?:分|분)?\s{0,3}"
    r"(?:(?P<second_han>[0-5]?[0-9])\s{0,3}[秒초])?)?"
    r"|\s?(?:h|uhr)\s?(?P<minute_h>[0-5][0-9])?(?![a-z0-9])"
    r"|\.(?P<minute_dot>[0-5][0-9])(?:\.(?P<second_dot>[0-5][0-9]))?"
    r"|(?=\s?[ap]\.?m(?![a-z])))"
    r"(?![0-9:])(?:\s{0,2}(?P<half_after>[ap]\.?m)(?![a-z])\.?)?(?:\s{0,2}(?:uhr|hrs?|hs?|Ч)\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\s{0,2}[(,]?\s?(?:(?:GMT|UTC)\s?(?P<shift>[+-]\s?[0-9]{1,2}(?::?[0-9]{2})?)|(?<=[0-9])(?P<near>[+-][0-9]{2})(?![0-9:])"
    r"|(?P<offset>[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)(?![0-9:])|(?P<name>[A-Z]{1,5}(?![A-Za-z0-9])|МСК|[北台香东日首][京北港本尔]时间))\)?"
)
_ZONE_BEFORE = re.compile(r"([北台香东日首][京北港本尔]时间)[\s:,(]{0,3}$")
# A time of day before its date: "6:31 AM EST, Tue March 5, 2024".
_CLOCK_BEFORE = re.compile(
    rf"(?<![0-9:.])({_CLOCK.pattern})(?:\s{{0,2}}\(?([A-Z]{{1,5}}|GMT[+-][0-9]{{1,2}})\)?)?\s{{0,2}}[,|·-]?\s{{0,2}}(?:on\s|am\s)?"
    rf"(?:{_WORD},?)?\s{{0,2}}$",
    re.IGNORECASE,
)
# Behind a date whose time could not be read, or the other end of a span of days.
_UNREAD = re.compile(r"\s{0,3}T?[0-9]{1,2}\s{0,2}[:点时]|\s{0,2}(?:-|~|至|到|to\s|bis\s)\s{0,2}[0-9]|[0-9]")

# --- forms that need the moment of capture
_DAY_WORDS = {
    0: "今天 今日 当日 本日 오늘 today heute aujourd'hui aujourd’hui hoy oggi hoje vandaag сегодня сьогодні dziś dzisiaj bugün "
       "idag i\u00a0dag dnes tänään",
    1: "昨天 昨日 어제 yesterday gestern hier ayer ieri ontem gisteren вчера вчора wczoraj dün igår i\u00a0går včera eilen",
    2: "前天 前日 그저께 vorgestern avant-hier anteayer anteontem eergisteren позавчера przedwczoraj",
    3: "大前天",
}  # fmt: skip
_DAYS_BACK = {calendars.fold(w): back for back, words in _DAY_WORDS.items() for w in words.split(" ")}
_HALF_DAYS = {"今早": 0, "今晨": 0, "今晚": 0, "今夜": 0, "昨晚": 1, "昨夜": 1, "昨晨": 1, "前晚": 2}
_DAY_WORD = re.compile(
    "(" + "|".join(sorted((w.replace("\u00a0", r"\s") for ws in _DAY_WORDS.values() for w in ws.split(" ")), key=len, reverse=True))
    + ")(?![a-zà-ÿа-я])|(" + "|".join(_HALF_DAYS) + ")(上)?",
    re.IGNORECASE,
)
_NOW = re.compile(r"刚刚|刚才|방금(?:\s?전)?|たった今|just\s?now|(?:gerade|soeben)(?:\s+eben)?|à l['’]instant|ahora mismo|только что", re.I)
_COUNT = r"(?P<count>[0-9]{1,3}|半|(?:an?|one|eine[rmn]?|une?|una|uma?)(?=\s))"
_UNIT = rf"(?P<unit>{_LETTER}{{1,9}}?)"
_ELAPSED = re.compile(
    rf"(?:(?P<front>vor|il y a|hace|há|for|för)\s{{1,2}}(?:about |etwa |environ )?)?(?<![0-9.:]){_COUNT}\s{{0,2}}{_UNIT}\.?"
    r"(?P<back>\s{0,2}(?:之?前|以前|전|ago|fa|atrás|geleden|назад|тому|temu|önce|lalu|sedan|siden|trước)(?!\w))?(?!\w)",
    re.IGNORECASE,
)
_HAN_WEEKDAY = re.compile(r"(上|本|这)?(?:周|星期|礼拜)([一二三四五六日天])")
_MONTH_DAY = re.compile(rf"(?<![0-9年년-])(?:(去年|前年|今年|昨年)\s?)?({_MONTH})\s{{0,3}}[月월]\s{{0,3}}({_DAY})\s{{0,3}}[日号일]")
_DASHED_DAY = re.compile(r"(?<![0-9./:-])([0-3]?[0-9])([-/.])([0-3]?[0-9])(?![0-9/-])\.?")
_NAMED_DAY = re.compile(
    rf"(?<![0-9])({_DAY}){_DAY_MARK}\s{{0,3}}(?:de\s|of\s)?({_WORD})|(?<!{_LETTER})({_WORD})\s{{1,3}}({_DAY})(?:st|nd|rd|th)?(?![0-9])",
    re.IGNORECASE,
)

# --- labels
_UPDATED = re.compile(
    r"更新|修改|修订|수정|updat|modif|edited|aktualisi|geändert|mis(?:e)? à jour|màj|maj\s|actuali[sz]|aggiorna|atualiza|gewijzigd|"
    r"bijgewerkt|обновл|изменен|оновлен|aktualiz|güncel|oppdater|uppdatera|opdater|diperbarui|cập nhật|актуализ|ενημέρ",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"发布|发表|刊发|發布|發佈|發表|刊登|入库|입력|등록|승인|게재|配信|公開|掲載|投稿|publi|posted|created|veröffentlicht|erstellt|geplaatst|"
    r"опубл|dodano|yayın|giriş|objavljeno|δημοσ|diterbitkan",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\s{0,9}(?:$|[|)\]】,;，。/·•_<>\-]|\s(?=\D)|(?:稿源|来源|來源|作者|记者|記者|编辑|編輯|责编|責編|责任编辑|选稿|字号|阅读|浏览|点击|评论|分享|source|by\s))",
    re.IGNORECASE,
)
_HAN_NUMBER = re.compile(r"(?<![周期拜])[〇○零一二两三四五六七八九十]{1,4}(?=\s?[年月日号点时分秒个小天周月半]|$)")

# A page's header line is shorter; what is longer is prose, in which a date means something else.
_LONGEST = 400
_DAY_SLACK = timedelta(days=1)
_YEAR_SLACK = timedelta(days=366)


class _Day(NamedTuple):
    """A day found in a text: where it stands and what was read; month or day 0 is not printed."""

    start: int
    end: int
    year: int
    month: int
    day: int
    rule: str


class _Clock(NamedTuple):
    hour: int
    minute: int
    second: int
    precision: Precision
    zone: tzinfo | None
    zone_name: str | None
    end: int


class _Reading(NamedTuple):
    """What a printed date is read with."""

    zone: ZoneInfo
    now: datetime | None
    language: str | None


def instant(printed: str, zone: ZoneInfo, captured_at: datetime | None, *, language: str | None = None) -> Instant:
    """The moment a printed date means, in the outlet's zone, only as precise as it is printed.

    captured_at (UTC) says which day 昨天 was and which year 10-06 belongs to; without it such dates are refused.
    language (BCP 47, of the page) settles the order of day and month and the meaning of month names.
    Of several dates the one labeled as publication is read, else the first not labeled as an update.
    Raises DateUnreadable, carrying the printed text, rather than guess.
    """
    reading = _Reading(zone, _now(captured_at, zone), language.replace("_", "-").lower() if language else None)
    try:
        found = _common(printed, reading) or _read(printed, reading)
    except ValueError as error:  # the 30th of February, an hour 25
        raise DateUnreadable(printed, "no such day or time") from error
    except _Refused as refusal:
        raise DateUnreadable(printed, str(refusal)) from None
    if found is None:
        raise DateUnreadable(printed)
    return found


class _Refused(Exception):  # noqa: N818 - an answer, told to the caller as DateUnreadable
    """The form is known, the meaning is not certain."""


def _now(captured_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    if captured_at is None:
        return None
    # Capture.captured_at is UTC; a naive one would be taken for this machine's zone.
    return (captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)).astimezone(zone)


def _common(printed: str, reading: _Reading) -> Instant | None:
    match = _COMMON.fullmatch(printed)
    if match is None:
        return None
    year, month, day, sign, hour, minute, second, offset = match.groups()
    if hour is None:
        return _instant(int(year), int(month), int(day), None, reading, "year-month-day", printed.strip())
    if minute is None and sign != "T":
        return None
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    clock = _Clock(int(hour), int(minute or 0), int(second or 0), precision, _offset(offset) if offset else None, None, 0)
    return _instant(int(year), int(month), int(day), clock, reading, "year-month-day", printed.strip())


def _read(printed: str, reading: _Reading) -> Instant | None:
    text = calendars.flat(printed[:_LONGEST])
    found = _absolute(text, printed, reading) or _alone(text, printed, reading) or _partial(text, printed, reading)
    if found is None and (plain := _HAN_NUMBER.sub(_arabic, text)) != text:
        found = _absolute(plain, plain, reading) or _partial(plain, plain, reading)
        if found:
            found = replace(found, printed=printed.strip(), rule=f"Chinese numerals, {found.rule}")
    return found or _last_resort(printed, reading)


def _arabic(match: re.Match[str]) -> str:
    value = calendars.number(match[0])
    return match[0] if value is None else str(value)


# --- full dates ------------------------------------------------------------------------------------------------------


def _absolute(text: str, printed: str, reading: _Reading) -> Instant | None:
    days = _days(text, reading.language)
    if not days:
        return None
    chosen = _choice(text, days)
    return _instant_at(text, printed, days[chosen], reading, days[chosen - 1].end if chosen else 0)


def _choice(text: str, days: list[_Day]) -> int:
    """Index of the day that is the publication's."""
    labels = _labels(text, days)
    return next((i for wanted in ("published", "", "updated") for i, label in enumerate(labels) if label == wanted), 0)


def _labels(text: str, days: list[_Day]) -> list[str]:
    """What each day's label, standing between it and the day before, calls it: "published", "updated" or ""."""
    labels, behind = [], 0
    for day in days:
        before = text[max(behind, day.start - 60) : day.start]
        updated = max((m.end() for m in _UPDATED.finditer(before)), default=-1)
        told = max((m.end() for m in _PUBLISHED.finditer(before)), default=-1)
        labels.append("updated" if updated > told else "published" if told >= 0 else "")
        behind = day.end
    return labels


def _days(text: str, language: str | None) -> list[_Day]:
    """Every full date in a text made plain, in order."""
    days = [
        *(_Day(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3]), "year-month-day") for m in _YMD.finditer(text)),
        *_named_days(text, language),
        *_numeric_days(text, language),
    ]
    if "年" in text or "民" in text or "和" in text or "平成" in text:
        days += _era_days(text)
    if len(days) < 2:
        return days
    days.sort()
    apart = days[:1]
    for day in days[1:]:
        if day.start >= apart[-1].end:
            apart.append(day)
    return apart


def _named_days(text: str, language: str | None) -> Iterator[_Day]:
    for m in _DMY_NAMED.finditer(text):
        if month := calendars.month(m[2], language):
            year = int(m[3])
            # Thailand counts from the year 543 before ours.
            yield _Day(m.start(), m.end(), year - 543 if year >= 2400 else year, month, int(m[1]), "day, month's name, year")
    for m in _MDY_NAMED.finditer(text):
        if month := calendars.month(m[1], language):
            yield _Day(m.start(), m.end(), int(m[3]), month, int(m[2]), "month's name, day, year")
    for m in _YMD_NAMED.finditer(text):
        if month := calendars.month(m[2], language):
            yield _Day(m.start(), m.end(), int(m[1]), month, int(m[3]), "year, month's name, day")
    for m in _CTIME.finditer(text):
        if month := calendars.month(m[1], language):
            yield _Day(m.start(), m.end(), int(m[5]), month, int(m[2]), "ctime")
    if "tháng" in text:
        for m in _VIETNAMESE.finditer(text):
            yield _Day(m.start(), m.end(), int(m[3]), int(m[2]), int(m[1]), "day, month's name, year")


def _numeric_days(text: str, language: str | None) -> Iterator[_Day]:
    for m in _NUMERIC.finditer(text):
        yield _Day(m.start(), m.end(), int(m[4]), int(m[1]), int(m[3]), "two numbers and year")
    # "05.03.24" is certain only where a language says what comes first.
    if language and (language in calendars.DAY_FIRST or language.partition("-")[0] in calendars.DAY_FIRST):
        for m in _SHORT_YEAR.finditer(text):
            yield _Day(m.start(), m.end(), 2000 + int(m[4]), int(m[3]), int(m[1]), "day, month, two digits of the year")


def _era_days(text: str) -> Iterator[_Day]:
    for m in _ERA.finditer(text):
        year = calendars.ERAS[m[1]][0] + (1 if m[2] == "元" else int(m[2]))
        yield _Day(m.start(), m.end(), year, int(m[3]), int(m[4]), m[1])
    for m in _ROC.finditer(text):
        yield _Day(m.start(), m.end(), int(m[1]) + 1911, int(m[2]), int(m[3]), "民國")


def _instant_at(text: str, printed: str, day: _Day, reading: _Reading, behind: int = 0) -> Instant:
    """The instant of a day found in the text, with the clock beside it; the day before it ends at `behind`."""
    clock, start, end = _clock_beside(text, day, behind)
    if clock is None and _UNREAD.match(text, end):
        raise _Refused("the time, or a span of days, cannot be read")
    year, month, number = day.year, day.month, day.day
    if day.rule == "two numbers and year":
        month, number = _month_and_day(month, number, reading)
    elif day.rule in calendars.ERAS:
        _, first, last = calendars.ERAS[day.rule]
        if not first <= date(year, month, number) <= last:
            raise _Refused("not a day of that era")
    return _instant(year, month, number, clock, reading, day.rule, printed[start:end].strip())


def _clock_beside(text: str, day: _Day, behind: int) -> tuple[_Clock | None, int, int]:
    """The time of day behind a date or before it, and the span of both."""
    if day.rule == "ctime" and (m := _CTIME.match(text, day.start)):
        hour, minute, second = map(int, m[3].split(":"))
        return _Clock(hour, minute, second, Precision.SECOND, None, m[4], day.end), day.start, day.end
    clock = _clock(text, day.end)
    if clock is not None:
        if clock.zone is None and (before := _ZONE_BEFORE.search(text, max(0, day.start - 12), day.start)):
            clock = clock._replace(zone_name=before[1])
        return clock, day.start, clock.end
    begin = max(behind, day.start - 60)
    if not behind and (m := _CLOCK_BEFORE.search(text[begin : day.start])) and (clock := _clock_of(m)):
        name = m.groups()[-1]
        return clock._replace(zone_name=name.upper() if name else None), begin + m.start(), day.end
    return None, day.start, day.end


def _clock(text: str, at: int) -> _Clock | None:
    between = _BETWEEN.match(text, at)
    start = between.end() if between else at
    match = _CLOCK.match(text, start)
    if match is None:
        return None
    if start == at and text[at - 1].isdigit() and not match["half"] and len(match["hour"]) < 2:
        return None  # "2019-10-107:26" may be the 1st or the 10th
    clock = _clock_of(match)
    if clock is None:
        return None
    zone = _ZONE.match(text, match.end())
    if match["minute_dot"] and not (zone or match["half_after"] or (between and between["mark"]) or not text[clock.end :].strip()):
        return None  # "06.31" is a time in Finland and Italy and a number elsewhere
    if zone is None:
        return clock
    if offset := zone["shift"] or zone["near"] or zone["offset"]:
        return clock._replace(zone=_offset(offset.replace(" ", "")), end=zone.end())
    name = zone["name"]
    if name in calendars.NAMED_ZONES or name in calendars.AMBIGUOUS_ZONES:
        return clock._replace(zone_name=name, end=zone.end())
    if name in calendars.ABBREVIATED_ZONES and match["half_after"]:
        return clock._replace(zone_name=name, end=zone.end())
    return clock  # any other word is the text behind


def _clock_of(match: re.Match[str]) -> _Clock | None:
    """The time of day of a match of _CLOCK."""
    group = match.groupdict()
    minute = group["minute"] or group["minute_han"] or group["minute_h"] or group["minute_dot"] or (group["thirty"] and "30")
    second = group["second"] or group["second_han"] or group["second_dot"]
    hour: int | None = int(group["hour"])
    for half in (group["half"], group["half_after"]):
        if half and hour is not None:
            hour = calendars.hour_of_day(hour, half)
    if hour is None:
        raise _Refused("the hour does not fit the part of the day")
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    return _Clock(hour, int(minute or 0), int(second or 0), precision, None, None, match.end())


def _offset(printed: str) -> tzinfo:
    if printed == "Z":
        return UTC
    digits = printed[1:].replace(":", "")
    if len(digits) in (1, 3):
        digits = "0" + digits
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0), seconds=int(digits[4:6] or 0))
    # ISO 8601 zones reach from -12:00 to +14:00; local mean time before 1900 goes beyond.
    if shift > timedelta(hours=16):
        raise _Refused("no such offset from UTC")
    return timezone(-shift if printed[0] == "-" else shift) if shift else UTC


def _zone_named(name: str, wall: datetime, zone: ZoneInfo) -> tzinfo:
    """The zone a printed abbreviation means at that time of the wall clock."""
    if name in calendars.NAMED_ZONES:
        return timezone(timedelta(hours=calendars.NAMED_ZONES[name]))
    if wall.replace(tzinfo=zone).tzname() == name:
        return zone
    if name in calendars.ABBREVIATED_ZONES:
        return ZoneInfo(calendars.ABBREVIATED_ZONES[name])
    raise _Refused(f"{name} is the name of several zones")


def _month_and_day(first: int, second: int, reading: _Reading) -> tuple[int, int]:
    """Month and day of two numbers before a year, or without one."""
    if first > 12 or second > 12:
        return (second, first) if first > 12 else (first, second)
    if first == second:
        return first, second
    order = _order(reading)
    if order is None:
        raise _Refused("day and month cannot be told apart")
    return (first, second) if order == "month first" else (second, first)


_AMERICAN = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix", "America/Detroit")


def _order(reading: _Reading) -> str | None:
    language = reading.language
    if language:
        if language in ("en-us", "en-ph", "fil"):
            return "month first"
        if language in calendars.DAY_FIRST or language.partition("-")[0] in calendars.DAY_FIRST:
            return "day first"
        if language != "en":
            return None
    # English does not say; the place where the outlet is printed does.
    place = reading.zone.key or ""
    if place in _AMERICAN or place.startswith(("US/", "America/Indiana/")):
        return "month first"
    return "day first" if place.startswith(("Europe/", "Australia/", "Africa/")) else None


def _instant(
    year: int, month: int, day: int, clock: _Clock | None, reading: _Reading, rule: str, printed: str,
    *, slack: timedelta = _YEAR_SLACK, precision: Precision = Precision.DAY,
) -> Instant:  # fmt: skip
    """Put together what was read; refuses what no page can have been published at."""
    if not 1600 <= year <= 2200:
        raise _Refused("no plausible year")
    if clock is None:
        moment = datetime(year, month, day, tzinfo=reading.zone)
    else:
        precision = clock.precision
        wall = datetime(year, month, day, clock.hour, clock.minute, clock.second)  # noqa: DTZ001 - the zone follows
        zone = clock.zone or (_zone_named(clock.zone_name, wall, reading.zone) if clock.zone_name else reading.zone)
        moment = wall.replace(tzinfo=zone)
    if year == 1970 and month == 1 and day == 1:
        raise _Refused("the epoch, which is no date but a missing one")
    if reading.now is not None and moment > reading.now + slack:
        raise _Refused("far after the capture" if slack is _YEAR_SLACK else "after the capture")
    return Instant(moment, precision, rule, printed)


# --- forms that are the whole text -----------------------------------------------------------------------------------


def _alone(text: str, printed: str, reading: _Reading) -> Instant | None:
    text = text.strip()
    if (label := text.rfind(":")) >= 0 and not text[label - 1 : label].isdigit():
        text = text[label + 1 :].strip()
    if not text or not (text[0].isdigit() or text[-1].isdigit() or text[-1] in "月월Z"):
        return None
    if m := _EPOCH.fullmatch(text):
        moment = datetime.fromtimestamp(int(m[1]), reading.zone)
        clock = _Clock(moment.hour, moment.minute, moment.second, Precision.SECOND, moment.tzinfo, None, 0)
        found = _instant(moment.year, moment.month, moment.day, clock, reading, "epoch", text)
        return replace(found, moment=moment)  # keeps the fold of an hour that a clock shows twice
    if m := _COMPACT.fullmatch(text):
        compact = None
        if m[4]:
            precision = Precision.SECOND if m[6] else Precision.MINUTE
            compact = _Clock(int(m[4]), int(m[5]), int(m[6] or 0), precision, _offset(m[7]) if m[7] else None, None, 0)
        return _instant(int(m[1]), int(m[2]), int(m[3]), compact, reading, "YYYYMMDD", text)
    if m := _YEAR_MONTH.fullmatch(text):
        return _instant(int(m[1]), int(m[2] or m[3]), 1, None, reading, "year-month", text, precision=Precision.MONTH)
    if (m := _MONTH_YEAR.fullmatch(text)) and (month := calendars.month(m[1], reading.language)):
        return _instant(int(m[2]), month, 1, None, reading, "month's name, year", text, precision=Precision.MONTH)
    if m := _ROC_NUMERIC.match(text):
        day = _Day(0, m.end(), int(m[1]) + 1911, int(m[3] or m[5]), int(m[4] or m[6]), "民國")
        return _instant_at(text, text, day, reading)
    # "R6.3.5" is a date in Japan only.
    if (reading.zone.key == "Asia/Tokyo" or reading.language in ("ja", "ja-jp")) and (m := _ERA_LETTER.match(text)):
        era = calendars.JAPANESE_ERA_LETTERS[m[1]]
        day = _Day(0, m.end(), calendars.ERAS[era][0] + int(m[2]), int(m[3]), int(m[4]), era)
        return _instant_at(text, text, day, reading)
    return None


# --- forms counted from the capture ----------------------------------------------------------------------------------


def _partial(text: str, printed: str, reading: _Reading) -> Instant | None:
    for read in (_elapsed, _day_word, _weekday, _month_day):
        found = read(text, reading)
        if found is not None:
            start, end, clocked, result = found
            if not _stands_alone(text, start, end, clocked):
                continue
            if reading.now is None:
                raise _Refused("no time of capture to count from")
            if result is None:
                raise _Refused("after the capture")
            return replace(result, printed=printed[start:end].strip())
    return None


_Partial = tuple[int, int, bool, Instant | None]


def _stands_alone(text: str, start: int, end: int, clocked: bool) -> bool:
    """No part of a sentence: nothing but a label or a name before it and no word joined to it behind."""
    before = text[:start]
    if before and (len(before) > 40 or not (before[-1].isspace() or before[-1] in ":|·,)]】>・") or any(c.isdigit() for c in before)):
        return False
    rest = text[end:]
    if clocked:
        return _CREDIT.match(rest) is not None
    return not rest.strip() or rest.strip()[0] in "|)]】,;" or (_CREDIT.match(rest) is not None and not rest[0].isspace())


def _elapsed(text: str, reading: _Reading) -> _Partial | None:
    now = reading.now
    if m := _NOW.search(text):
        return m.start(), m.end(), True, now and Instant(now.replace(second=0, microsecond=0), Precision.MINUTE, "now", m[0])
    for m in _ELAPSED.finditer(text):
        unit = calendars.ELAPSED_UNITS.get(calendars.fold(m["unit"]))
        if unit is None or not (m["front"] or m["back"]):
            continue
        if now is None:
            return m.start(), m.end(), True, None
        count = m["count"]
        length = unit * int(count) if count.isdigit() else unit / 2 if count == "半" else unit
        moment = (now.astimezone(UTC) - length).astimezone(reading.zone).replace(microsecond=0)
        if unit < timedelta(hours=1) or count == "半":
            moment, precision = moment.replace(second=0), Precision.MINUTE
        elif unit < timedelta(days=1):
            moment, precision = moment.replace(minute=0, second=0), Precision.HOUR
        elif unit < timedelta(days=30):
            back = now.date() - length
            moment, precision = datetime(back.year, back.month, back.day, tzinfo=reading.zone), Precision.DAY
        else:
            months = now.year * 12 + now.month - 1 - int(length / unit)
            moment, precision = datetime(months // 12, months % 12 + 1, 1, tzinfo=reading.zone), Precision.MONTH
        return m.start(), m.end(), True, Instant(moment, precision, "time elapsed", m[0])
    return None


def _day_word(text: str, reading: _Reading) -> _Partial | None:
    m = _DAY_WORD.search(text)
    if m is None:
        return None
    back = _HALF_DAYS[m[2]] if m[2] else _DAYS_BACK[calendars.fold(m[1])]
    at = m.end()
    clock = _clock(text, at)
    if m[2] and (spoken := _clock(text[: m.start()] + m[2][1] + text[at:], m.start())):
        # 昨晚8点 is 昨天 晚8点.
        clock = spoken._replace(end=spoken.end + (at - m.start() - 1))
    end = clock.end if clock else at
    if reading.now is None:
        return m.start(), end, clock is not None, None
    day = reading.now.date() - timedelta(days=back)
    found = _instant(day.year, day.month, day.day, clock, reading, "named day", "", slack=_DAY_SLACK)
    return m.start(), end, clock is not None, found


def _weekday(text: str, reading: _Reading) -> _Partial | None:
    m = _HAN_WEEKDAY.search(text)
    if m is None:
        return None
    clock = _clock(text, m.end())
    end = clock.end if clock else m.end()
    if reading.now is None:
        return m.start(), end, clock is not None, None
    today = reading.now.date()
    wanted = "一二三四五六日".index(m[2].replace("天", "日"))
    if m[1]:
        day = today + timedelta(days=wanted - today.weekday() - (7 if m[1] == "上" else 0))
        found = _instant(day.year, day.month, day.day, clock, reading, "weekday", "", slack=timedelta())
    else:
        day = today - timedelta(days=(today.weekday() - wanted) % 7)
        found = _instant(day.year, day.month, day.day, clock, reading, "weekday", "")
        if found.moment > reading.now:
            day -= timedelta(days=7)
            found = _instant(day.year, day.month, day.day, clock, reading, "weekday", "")
    return m.start(), end, clock is not None, found


def _month_day(text: str, reading: _Reading) -> _Partial | None:
    """A day without its year, in the last year that does not put it after the capture."""
    found = _yearless(text, reading)
    if found is None:
        return None
    start, at, month, day, back = found
    clock = _clock(text, at)
    end = clock.end if clock else at
    if reading.now is None:
        return start, end, clock is not None, None
    this_year = reading.now.year
    if back is not None:
        return start, end, clock is not None, _instant(
            this_year - back, month, day, clock, reading, "month-day", "", slack=_DAY_SLACK
        )
    for year in range(this_year + 1, this_year - 9, -1):
        try:
            result = _instant(year, month, day, clock, reading, "month-day", "", slack=_DAY_SLACK)
        except (ValueError, _Refused):  # 02-29, or after the capture
            continue
        return start, end, clock is not None, result
    raise _Refused("no such day")


def _yearless(text: str, reading: _Reading) -> tuple[int, int, int, int, int | None] | None:
    """Span, month, day and the years back that a word like 去年 tells."""
    if m := _MONTH_DAY.search(text):
        back = {"去年": 1, "昨年": 1, "前年": 2, "今年": 0}.get(m[1] or "")
        return m.start(), m.end(), int(m[2]), int(m[3]), back
    for m in _NAMED_DAY.finditer(text):
        if month := calendars.month(m[2] or m[3], reading.language):
            return m.start(), m.end(), month, int(m[1] or m[4]), None
    if m := _DASHED_DAY.search(text):
        first, second = int(m[1]), int(m[3])
        # "10-06" is month and day wherever dates are written as in ISO 8601.
        han = reading.language is None or reading.language.startswith(("zh", "ja", "ko"))
        if m[2] == "-" and han and first <= 12:
            month, day = first, second
        elif han and reading.language and first <= 12:
            month, day = first, second
        else:
            month, day = _month_and_day(first, second, reading)
        if not (len(m[1]) == len(m[3]) == 2) and _clock(text, m.end()) is None:
            return None  # "3-5" alone is a score
        return m.start(), m.end(), month, day, None
    return None


# --- the last resort -------------------------------------------------------------------------------------------------

_FOUR_DIGITS = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_NUMBERS = re.compile(r"[0-9]{1,4}")


def _last_resort(printed: str, reading: _Reading) -> Instant | None:
    """dateparser's reading of a date in words, kept only where what was printed bears it out."""
    text = calendars.flat(printed).strip()
    years = _FOUR_DIGITS.findall(text)
    numbers = {int(n) for n in _NUMBERS.findall(text)}
    # It fills gaps from today and takes "03-05 06:31" for 2003: only a whole date whose month is a word may pass.
    if len(text) > 60 or len(years) != 1 or not 2 <= len(numbers) <= 5 or re.search(r"[0-9]\s?[-/.]\s?[0-9]", text):
        return None
    if sum(c.isalpha() for c in text) < 3:
        return None
    import dateparser  # 0.2 s to import, and rarely needed

    languages = [reading.language.partition("-")[0]] if reading.language else None
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    try:
        parsed = dateparser.parse(text, languages=languages, settings=settings)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - whatever it trips over, the text is not read
        return None
    if parsed is None or parsed.year != int(years[0]) or parsed.day not in numbers:
        return None
    clock = None
    if m := _CLOCK.search(text):
        clock = _clock_of(m)
        if clock is None or (clock.hour, clock.minute) != (parsed.hour, parsed.minute):
            return None
        clock = clock._replace(zone=parsed.tzinfo)
    return _instant(parsed.year, parsed.month, parsed.day, clock, reading, "dateparser", printed.strip())


# --- dates in a line, on a page, in an address -----------------------------------------------------------------------


def find(text: str, language: str | None = None) -> tuple[str, int, int] | None:
    """The first unmistakable date (day, month and year) printed in a line, with its time, and where it begins and ends.

    >>> find("来源：新报 2019年10月04日 12:34 编辑：某人")
    ('2019年10月04日 12:34', 6, 23)
    >>> find("10-06 20:58")
    """
    for _, start, end in _spans(text, language):
        return text[start:end], start, end
    return None


def _spans(text: str, language: str | None) -> Iterator[tuple[str, int, int]]:
    """Label, begin and end of every full date."""
    plain = calendars.flat(text)
    days = _days(plain, language)
    behind = 0
    for label, day in zip(_labels(plain, days), days, strict=True):
        try:
            _, start, end = _clock_beside(plain, day, behind)
        except _Refused:
            start, end = day.start, day.end
        yield label, start, start + len(plain[start:end].rstrip())
        behind = end


class Where(IntEnum):
    """Where on a page a date stands, best first."""

    VISIBLE = 0  # printed in the header of the article
    STRUCTURED = 1  # JSON-LD, the page's own JSON, #pubtime_baidu, Founder's enpproperty
    META = 2
    URL = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A date that a page shows or carries."""

    text: str
    where: Where = Where.VISIBLE
    updated: bool = False
    """It is labeled as the last change: "Updated", 更新时间, dateModified."""


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article appeared and when it was last changed."""

    published: Instant | None
    updated: Instant | None
    where: Where | None
    """Where the day of publication was read."""


def mentions(line: str, where: Where = Where.VISIBLE, *, language: str | None = None) -> list[Mention]:
    """The full dates printed in a line, each with what its label says.

    >>> mentions("Published March 5, 2024 06:31 | Updated March 6, 2024")
    [Mention(text='March 5, 2024 06:31', where=<Where.VISIBLE: 0>, updated=False), \
Mention(text='March 6, 2024', where=<Where.VISIBLE: 0>, updated=True)]
    """
    return [Mention(line[a:b], where, label == "updated") for label, a, b in _spans(line, language)]


_COARSE = (Precision.MONTH, Precision.DAY)


def published(
    found: Iterable[Mention], zone: ZoneInfo, captured_at: datetime | None, *, language: str | None = None
) -> Publication:
    """The publication and last change of an article, of all the dates its page mentions.

    1. What cannot be read or lies after the capture (a day's slack) is passed over.
    2. A visible date with a time of day goes before structured data, then a visible day, meta and the address.
    3. A day is refined by a mention of that day with a time; midnight to the second is no time but a day.
    4. A wall clock of an outlet whose zone is unknown (UTC) takes the offset of structured data that shows the same moment.
    5. Where a page dates only its update, that is its date.
    """
    now = _now(captured_at, zone)
    read = list(_readings(found, zone, captured_at, now, language))
    first = [(rank, inst, where) for rank, inst, where, updated in read if not updated]
    changed = [(rank, inst, where) for rank, inst, where, updated in read if updated]
    first.sort(key=lambda r: r[0])
    changed.sort(key=lambda r: r[0])
    updated = _refined(changed, zone) if changed else None
    if not first:
        return Publication(updated, updated, changed[0][2] if changed else None)
    best = _refined(first, zone)
    if updated is not None and updated.moment.date() < best.moment.date():
        updated = None  # a change before the publication is another date's label
    return Publication(best, updated, first[0][2])


def _readings(
    found: Iterable[Mention], zone: ZoneInfo, captured_at: datetime | None, now: datetime | None, language: str | None
) -> Iterator[tuple[int, Instant, Where, bool]]:
    for mention in found:
        try:
            inst = instant(mention.text, zone, captured_at, language=language)
        except DateUnreadable:
            continue
        if now is not None and inst.moment > now + _DAY_SLACK:
            continue
        clock = inst.moment.timetz()
        if mention.where is not Where.VISIBLE and inst.precision is Precision.SECOND and not (clock.hour or clock.minute or clock.second):
            # A content system writes a day as its midnight, in whatever zone.
            day = datetime(inst.moment.year, inst.moment.month, inst.moment.day, tzinfo=zone)
            inst = replace(inst, moment=day, precision=Precision.DAY)
        rank = 2 * mention.where
        if mention.where is Where.VISIBLE and inst.precision in _COARSE:
            rank = 2 * Where.STRUCTURED + 1
        yield rank, inst, mention.where, mention.updated


def _refined(ranked: list[tuple[int, Instant, Where]], zone: ZoneInfo) -> Instant:
    """The first of the ranked instants, made more precise by the others that agree with it."""
    best = ranked[0][1]
    for _, other, _ in ranked[1:]:
        if best.precision in _COARSE and other.precision not in _COARSE:
            here = other.moment.astimezone(zone)
            for moment in (here, other.moment):
                if moment.strftime("%Y-%m") == best.iso or moment.date().isoformat() == best.iso:
                    return replace(other, moment=moment)
        elif best.precision is Precision.MONTH and other.precision is Precision.DAY and other.iso.startswith(best.iso):
            best = other
    if zone.key in ("UTC", "Etc/UTC") and best.precision not in _COARSE and best.moment.tzinfo is zone:
        for _, other, _ in ranked[1:]:
            if other.precision not in _COARSE and other.moment.tzinfo is not zone and (placed := _placed(best, other)):
                return placed
    return best


def _placed(wall: Instant, other: Instant) -> Instant | None:
    """A wall clock of unknown zone, in the offset that makes it the moment of another mention; None where none does."""
    shown = wall.moment.replace(tzinfo=None, second=0)
    if other.moment.replace(tzinfo=None, second=0) == shown:
        return replace(wall, moment=wall.moment.replace(tzinfo=other.moment.tzinfo))
    shift = shown - other.moment.astimezone(UTC).replace(tzinfo=None, second=0)
    # Zones lie a multiple of 15 minutes from UTC, from -12 to +14 hours; the page's clock may be one of them.
    if timedelta(hours=-12) <= shift <= timedelta(hours=14) and not shift % timedelta(minutes=30):
        return replace(wall, moment=wall.moment.replace(tzinfo=timezone(shift)))
    return None


_URL_DATE = re.compile(
    r"(?:/|[/_.-][a-zA-Z]{0,2})(?<![0-9])((?:19[89]|20[0-4])[0-9])(?:"
    r"[-_/.]?(1[0-2]|0[1-9])[-_/.]?(3[01]|[12][0-9]|0[1-9])(?![0-9])"
    r"|/([1-9])/([1-9]|[12][0-9]|3[01])(?=/))"
)


def url_date(url: str) -> str | None:
    """The day in an address, ISO 8601; None where there is none.

    >>> url_date("https://news.example/2019-10/12/content_1.htm"), url_date("https://news.example/t20191012_77.html")
    ('2019-10-12', '2019-10-12')
    >>> url_date("https://news.example/2019/1012/77.html"), url_date("https://news.example/a/20191345/77.html")
    ('2019-10-12', None)
    """
    path = url.partition("?")[0].partition("#")[0]
    for m in _URL_DATE.finditer(path[:2000]):
        try:
            return date(int(m[1]), int(m[2] or m[4]), int(m[3] or m[5])).isoformat()
        except ValueError:
            continue
    return None
