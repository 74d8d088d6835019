"""A line made plain -> the full dates (day, month, year) printed in it, what their labels call them, their clocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsarchive.extract import calendars
from newsarchive.extract.calendars import DAY, LETTER, MONTH, WORD, YEAR
from newsarchive.extract.clocks import Clock, clock_at, clock_before, zone_before
from newsarchive.items import Precision

__all__ = ["UNREAD", "Day", "clock_beside", "full_dates", "labels"]

# Without a year of four digits no other pattern is worth a try; 24 and 25 are the centuries of Thailand.
_ANY_YEAR = re.compile(r"(?:1[6-9]|2[045])[0-9]{2}")
# Two letters that are none of Chinese, Japanese or Korean, where months are numbers.
_MAY_NAME_MONTH = re.compile(r"[^\s0-9!-@\[-`{-~\u3000-\u9fff\uac00-\ud7a3]{2}")
_YMD = re.compile(
    rf"(?<![0-9])({YEAR})(?:\s{{0,5}}[-/.,年년]\s{{0,5}}|\s{{1,5}}(?=[0-9]{{1,2}}\s?[-/.月]))({MONTH})\s{{0,5}}[-/.,月월]\s{{0,5}}"
    # A lost space leaves the day and the time together: "2019-10-0507:26:30".
    rf"({DAY})(?:\s{{0,3}}[日号일]|(?<=[0-9]{{2}})(?=[0-2][0-9]:[0-5][0-9])|(?![0-9]))\.?"
)
_ERA = re.compile(
    rf"(令和|平成|昭和|大正|明治|民[国國])\s{{0,3}}(元|[0-9]{{1,3}})\s{{0,3}}[-/.年]\s{{0,3}}({MONTH})\s{{0,3}}[-/.月]\s{{0,3}}({DAY})(?![0-9])日?"
)
_ROC = re.compile(rf"(?<![0-9])(1[0-9]{{2}})\s{{0,3}}年\s{{0,3}}({MONTH})\s{{0,3}}月\s{{0,3}}({DAY})\s{{0,3}}[日号]")
_DAY_MARK = r"(?:st|nd|rd|th|er|ère|[.ºª°])?"
_DMY_NAMED = re.compile(
    rf"(?<![0-9])({DAY}){_DAY_MARK}(?:\s{{0,3}}[-/.,]\s?|\s{{0,3}}(?:de\s|of\s|d['’]|di\s)?)({WORD})"
    rf",?\s{{0,3}}(?:[-/]|del?\s|of\s)?\s{{0,3}}({YEAR}|2[45][0-9]{{2}})(?![0-9])\.?",
    re.IGNORECASE,
)
_MDY_NAMED = re.compile(
    rf"(?<!{LETTER})({WORD})[\s-]{{0,3}}({DAY})(?:st|nd|rd|th)?(?:\s{{0,2}},\s{{0,3}}|[\s-]{{1,3}})"
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}},?\s{{1,3}})?({YEAR})(?![0-9])",
    re.IGNORECASE,
)
_YMD_NAMED = re.compile(
    rf"(?<![0-9])({YEAR})[.,]?[\s-]{{1,3}}(?:m\.\s)?({WORD})[\s-]{{1,3}}({DAY})(?![0-9])(?:\.|\s?d\.)?", re.IGNORECASE
)
# Java's and C's: "Tue Mar 05 06:31:00 CST 2024".
_CTIME = re.compile(
    rf"(?<!{LETTER})({WORD})\s{{1,3}}({DAY})\s([0-2][0-9]:[0-5][0-9]:[0-5][0-9])(?:\s([A-Z]{{1,5}}))?\s({YEAR})(?![0-9])"
)
_VIETNAMESE = re.compile(
    rf"(?<![0-9])({DAY})\s{{1,3}}tháng\s{{1,3}}({MONTH})(?:\s{{0,3}},|\s{{1,3}}năm)?\s{{1,3}}({YEAR})(?![0-9])",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    rf"(?<![0-9.,:/-])([0-3]?[0-9])\s?([-/.])\s?([0-3]?[0-9])\s?\2\s?({YEAR})(?![0-9])\.?"
)
_SHORT_YEAR = re.compile(rf"(?<![0-9.,:/-])({DAY})([./])({MONTH})\2([0-9]{{2}})(?![0-9.:/-])")

# Behind a date whose time could not be read, or the other end of a span of days.
UNREAD = re.compile(r"\s{0,3}T?[0-9]{1,2}\s{0,2}[:点时]|\s{0,2}(?:-|~|至|到|to\s|bis\s)\s{0,2}[0-9]|[0-9]")

# Labels of dates.
_UPDATED = re.compile(
    r"更新|修改|修订|수정|updat|modif|edited|aktualisi|geändert|mis(?:e)? à jour|màj|maj\s|actuali[sz]|aggiorna|"
    r"atualiza|gewijzigd|bijgewerkt|обновл|изменен|оновлен|aktualiz|güncel|oppdater|uppdatera|opdater|diperbarui|"
    r"cập nhật|актуализ|ενημέρ",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"发布|发表|刊发|發布|發佈|發表|刊登|入库|입력|등록|승인|게재|配信|公開|掲載|投稿|publi|posted|created|veröffentlicht|erstellt|geplaatst|"
    r"опубл|dodano|yayın|giriş|objavljeno|δημοσ|diterbitkan",
    re.IGNORECASE,
)


class Day(NamedTuple):
    """A day found in a text: where it stands and what was read."""

    start: int
    end: int
    year: int
    month: int
    day: int
    rule: str
    """Name of the form; of "two numbers and year" the order of month and day is still open."""


def full_dates(text: str, language: str | None) -> list[Day]:
    """Every full date in a text made plain, in order."""
    days = list(_short_years(text, language))
    if _ANY_YEAR.search(text):
        days += [Day(*m.span(), int(m[1]), int(m[2]), int(m[3]), "year-month-day") for m in _YMD.finditer(text)]
        if _MAY_NAME_MONTH.search(text):
            days += _named_days(text, language)
        days += _numeric_days(text)
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


def _named_days(text: str, language: str | None) -> Iterator[Day]:
    for m in _DMY_NAMED.finditer(text):
        if month := calendars.month(m[2], language):
            # Thailand counts from the year 543 before ours.
            year = int(m[3]) - (543 if int(m[3]) >= 2400 else 0)
            yield Day(*m.span(), year, month, int(m[1]), "day, month's name, year")
    for m in _MDY_NAMED.finditer(text):
        if month := calendars.month(m[1], language):
            yield Day(*m.span(), int(m[3]), month, int(m[2]), "month's name, day, year")
    for m in _YMD_NAMED.finditer(text):
        if month := calendars.month(m[2], language):
            yield Day(*m.span(), int(m[1]), month, int(m[3]), "year, month's name, day")
    for m in _CTIME.finditer(text):
        if month := calendars.month(m[1], language):
            yield Day(*m.span(), int(m[5]), month, int(m[2]), "ctime")
    if "tháng" in text:
        for m in _VIETNAMESE.finditer(text):
            yield Day(*m.span(), int(m[3]), int(m[2]), int(m[1]), "day, month's name, year")


def _numeric_days(text: str) -> Iterator[Day]:
    for m in _NUMERIC.finditer(text):
        yield Day(*m.span(), int(m[4]), int(m[1]), int(m[3]), "two numbers and year")


def _short_years(text: str, language: str | None) -> Iterator[Day]:
    # "05.03.24" is certain only where a language says what comes first.
    if language and calendars.is_day_first(language):
        for m in _SHORT_YEAR.finditer(text):
            yield Day(*m.span(), 2000 + int(m[4]), int(m[3]), int(m[1]), "day, month, two digits of the year")


def _era_days(text: str) -> Iterator[Day]:
    for m in _ERA.finditer(text):
        year = calendars.ERAS[m[1]][0] + (1 if m[2] == "元" else int(m[2]))
        yield Day(*m.span(), year, int(m[3]), int(m[4]), m[1])
    for m in _ROC.finditer(text):
        yield Day(*m.span(), int(m[1]) + 1911, int(m[2]), int(m[3]), "民國")


def labels(text: str, days: list[Day]) -> list[str]:
    """What each day's label, standing between it and the day before, calls it: "published", "updated" or ""."""
    labels, behind = [], 0
    for day in days:
        before = text[max(behind, day.start - 60) : day.start]
        behind = day.end
        if not before or before.isspace():
            labels.append("")
            continue
        updated = max((m.end() for m in _UPDATED.finditer(before)), default=-1)
        told = max((m.end() for m in _PUBLISHED.finditer(before)), default=-1)
        labels.append("updated" if updated > told else "published" if told >= 0 else "")
    return labels


def clock_beside(text: str, day: Day, behind: int) -> tuple[Clock | None, int, int]:
    """The time of day behind a date, or before it if no other date (ending at `behind`) is; and the span of both."""
    if day.rule == "ctime" and (m := _CTIME.match(text, day.start)):
        hour, minute, second = map(int, m[3].split(":"))
        return Clock(hour, minute, second, Precision.SECOND, None, m[4], day.end), day.start, day.end
    clock = clock_at(text, day.end)
    if clock is not None:
        if clock.zone is None and clock.zone_name is None:
            clock = clock._replace(zone_name=zone_before(text[max(0, day.start - 12) : day.start]))
        return clock, day.start, clock.end
    if not behind:
        begin = max(0, day.start - 60)
        if before := clock_before(text[begin : day.start]):
            return before[0], begin + before[1], day.end
    return None, day.start, day.end
