"""Dates without a year or counted from the capture -> instants: 10-06 20:58, 昨晚8点, 周二, 3小时前, two days ago."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsarchive.extract import calendars
from newsarchive.extract.calendars import DAY, LETTER, MONTH, WORD
from newsarchive.extract.clocks import Refused, clock_at
from newsarchive.extract.instants import DAY_SLACK, Instant, Reading, assembled, month_and_day
from newsarchive.items import Precision

__all__ = ["partial"]

_DAY_WORDS = {
    0: "今天 今日 当日 本日 오늘 today heute aujourd'hui aujourd’hui hoy oggi hoje vandaag сегодня "
       "сьогодні dziś dzisiaj bugün idag i\u00a0dag dnes tänään",
    1: "昨天 昨日 어제 yesterday gestern hier ayer ieri ontem gisteren вчера вчора "
       "wczoraj dün igår i\u00a0går včera eilen",
    2: "前天 前日 그저께 vorgestern avant-hier anteayer anteontem eergisteren позавчера przedwczoraj",
    3: "大前天",
}  # fmt: skip
_DAYS_BACK = {calendars.fold(w): back for back, words in _DAY_WORDS.items() for w in words.split(" ")}
_HALF_DAYS = {"今早": 0, "今晨": 0, "今晚": 0, "今夜": 0, "昨晚": 1, "昨夜": 1, "昨晨": 1, "前晚": 2}
_LONGEST_FIRST = sorted((word for words in _DAY_WORDS.values() for word in words.split(" ")), key=len, reverse=True)
_DAY_WORD = re.compile(
    rf"({'|'.join(_LONGEST_FIRST)})(?![a-zà-ÿа-я])|({'|'.join(_HALF_DAYS)})(上)?".replace("\u00a0", r"\s"),
    re.IGNORECASE,
)
_NOW = re.compile(
    r"刚刚|刚才|방금(?:\s?전)?|たった今|just\s?now|gerade eben|soeben|à l['’]instant|ahora mismo|только что",
    re.IGNORECASE,
)
_COUNT = r"(?P<count>[0-9]{1,3}|半|(?:an?|one|eine[rmn]?|une?|una|uma?)(?=\s))"
_UNIT = rf"(?P<unit>{LETTER}{{1,9}}?)"
_ELAPSED = re.compile(
    r"(?:(?P<front>vor|il y a|hace|há|for|för)\s{1,2}(?:about |etwa |environ )?)?"
    rf"(?<![0-9.:]){_COUNT}\s{{0,2}}{_UNIT}\.?"
    r"(?P<back>\s{0,2}(?:之?前|以前|전|ago|fa|atrás|geleden|назад|тому|temu|önce|lalu|sedan|siden|trước))?(?:(?!\w)|(?=发布|发表|更新))",
    re.IGNORECASE,
)
_HAN_WEEKDAY = re.compile(r"(上|本|这)?(?:周|星期|礼拜)([一二三四五六日天])")
_MONTH_DAY = re.compile(
    rf"(?<![0-9年년-])(?:(去年|前年|今年|昨年)\s?)?({MONTH})\s{{0,3}}[月월]\s{{0,3}}({DAY})\s{{0,3}}[日号일]"
)
_DASHED_DAY = re.compile(r"(?<![0-9./:-])([0-3]?[0-9])([-/.])([0-3]?[0-9])(?![0-9/-])\.?")
_DAY_MARK = r"(?:st|nd|rd|th|er|ère|[.ºª°])?"
_NAMED_DAY = re.compile(
    rf"(?<![0-9])({DAY}){_DAY_MARK}\s{{0,3}}(?:de\s|of\s)?({WORD})|(?<!{LETTER})({WORD})\s{{1,3}}({DAY})(?:st|nd|rd|th)?(?![0-9])",
    re.IGNORECASE,
)
_LABEL_END = re.compile(r"(?:发布|发表|更新|修改|发稿|发佈|發佈|發布|發表)于?於?$")
# What may stand behind a time: nothing, a separator, another field.
_CREDIT = re.compile(
    r"\s{0,9}(?:$|[|)\]】,;，。/·•_<>\-]|\s(?=\D)|(?:稿源|来源|來源|作者|记者|記者|编辑|編輯|责编|責編|责任编辑|选稿|字号|阅读|浏览|点击|评论|分享|发布|发表|更新|source|by\s))",
    re.IGNORECASE,
)


def partial(text: str, printed: str, reading: Reading) -> Instant | None:
    """The instant of a date that stands alone in a text made plain (as printed: `printed`), or None."""
    for read in (_elapsed, _month_day, _day_word, _weekday):
        found = read(text, reading)
        if found is not None:
            start, end, clocked, result = found
            if not _stands_alone(text, start, end, clocked):
                continue
            if reading.now is None:
                raise Refused("no time of capture to count from")
            assert result is not None
            return replace(result, printed=printed[start:end].strip())
    return None


# Begin and end, whether it is as sure as a time of day, and what it means (None without a capture).
_Partial = tuple[int, int, bool, Instant | None]


def _stands_alone(text: str, start: int, end: int, clocked: bool) -> bool:
    """No part of a sentence: nothing but a label or a name before it and no word joined to it behind."""
    before = text[:start]
    apart = not before or before[-1].isspace() or before[-1] in ":|·,)]】>・" or _LABEL_END.search(before)
    if not apart or len(before) > 40:
        return False
    if any(sign.isdigit() for sign in before):
        return False
    rest = text[end:]
    if clocked:
        return _CREDIT.match(rest) is not None
    # A headline may begin with 今天, a date line goes on with a sign or the next field.
    words = rest.strip()
    return not words or words[0] in "|)]】,;" or (not rest[0].isspace() and _CREDIT.match(rest) is not None)


def _elapsed(text: str, reading: Reading) -> _Partial | None:
    now = reading.now
    if m := _NOW.search(text):
        just = Instant(now.replace(second=0, microsecond=0), Precision.MINUTE, "now", m[0]) if now else None
        return m.start(), m.end(), True, just
    for m in _ELAPSED.finditer(text):
        unit = calendars.ELAPSED_UNITS.get(calendars.fold(m["unit"])) if m["front"] or m["back"] else None
        if unit is None:
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


def _day_word(text: str, reading: Reading) -> _Partial | None:
    m = _DAY_WORD.search(text)
    if m is None:
        return None
    back = _HALF_DAYS[m[2]] if m[2] else _DAYS_BACK[calendars.fold(m[1])]
    at = m.end()
    clock = clock_at(text, at)
    if m[2] and (spoken := clock_at(text[: m.start()] + m[2][1] + text[at:], m.start())):
        # 昨晚8点 is 昨天 晚8点.
        clock = spoken._replace(end=spoken.end + (at - m.start() - 1))
    end = clock.end if clock else at
    if reading.now is None:
        return m.start(), end, clock is not None, None
    day = reading.now.date() - timedelta(days=back)
    found = assembled(day.year, day.month, day.day, clock, reading, "named day", "", slack=DAY_SLACK)
    return m.start(), end, clock is not None, found


def _weekday(text: str, reading: Reading) -> _Partial | None:
    m = _HAN_WEEKDAY.search(text)
    if m is None:
        return None
    clock = clock_at(text, m.end())
    end = clock.end if clock else m.end()
    if reading.now is None:
        return m.start(), end, clock is not None, None
    today = reading.now.date()
    wanted = "一二三四五六日".index(m[2].replace("天", "日"))
    if m[1]:
        day = today + timedelta(days=wanted - today.weekday() - (7 if m[1] == "上" else 0))
        found = assembled(day.year, day.month, day.day, clock, reading, "weekday", "", slack=timedelta())
    else:
        day = today - timedelta(days=(today.weekday() - wanted) % 7)
        found = assembled(day.year, day.month, day.day, clock, reading, "weekday", "")
        if found.moment > reading.now:
            day -= timedelta(days=7)
            found = assembled(day.year, day.month, day.day, clock, reading, "weekday", "")
    return m.start(), end, clock is not None, found


def _month_day(text: str, reading: Reading) -> _Partial | None:
    """A day without its year, in the last year that does not put it after the capture."""
    found = _yearless(text, reading)
    if found is None:
        return None
    start, at, month, day, back = found
    clock = clock_at(text, at)
    end = clock.end if clock else at
    if reading.now is None:
        return start, end, clock is not None, None
    this_year = reading.now.year
    if back is not None:
        return start, end, clock is not None, assembled(
            this_year - back, month, day, clock, reading, "month-day", "", slack=DAY_SLACK
        )
    # On the last day of a year the next may have begun elsewhere; a 29th of February may lie eight years back.
    for year in range(this_year + (reading.now.month == 12), this_year - 9, -1):
        try:
            result = assembled(year, month, day, clock, reading, "month-day", "", slack=DAY_SLACK)
        except (ValueError, Refused):  # 02-29, or after the capture
            continue
        return start, end, clock is not None, result
    raise Refused("no such day")


def _yearless(text: str, reading: Reading) -> tuple[int, int, int, int, int | None] | None:
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
        if han and first <= 12 and (m[2] == "-" or reading.language):
            month, day = first, second
        else:
            month, day = month_and_day(first, second, reading)
        if not (len(m[1]) == len(m[3]) == 2) and clock_at(text, m.end()) is None:
            return None  # "3-5" alone is a score
        return m.start(), m.end(), month, day, None
    return None
