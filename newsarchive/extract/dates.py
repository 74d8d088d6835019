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

    >>> iso("10-06 20:58"), iso("3月5日 06:31"), iso("去年12月31日"), iso("昨晚 20:15")
    ('2023-10-06T20:58+08:00', '2024-03-05T06:31+08:00', '2023-12-31', '2024-03-05T20:15+08:00')
    >>> iso("五分钟前"), iso("3小时前"), iso("2 周前"), iso("周二 08:00"), iso("2 days ago")
    ('2024-03-06T09:25+08:00', '2024-03-06T06+08:00', '2024-02-21', '2024-03-05T08:00+08:00', '2024-03-04')

Day and month are never guessed: the language or the outlet's zone must tell, or a number above twelve:

    >>> iso("05/03/2024")
    Traceback (most recent call last):
    newsarchive.errors.DateUnreadable: date '05/03/2024': day and month cannot be told apart
    >>> iso("05/03/2024", language="en-US"), iso("05/03/2024", language="fr"), iso("25/03/2023")
    ('2024-05-03', '2024-03-05', '2023-03-25')

Also refused: impossible days and times, epoch 0, zone names of several meanings (CST is China's and Chicago's; the
outlet's zone may settle it), 上午12点 and 晚上12点, anything relative without a capture time, anything later than the
capture (a day's slack; a year's for a full date, which may be of an event).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from newsarchive.errors import DateUnreadable
from newsarchive.extract import calendars
from newsarchive.extract.calendars import DAY, LETTER, MONTH, WORD, YEAR
from newsarchive.extract.clocks import Clock, Refused, clock_in, offset_of
from newsarchive.extract.days import UNREAD, Day, clock_beside, full_dates, labels
from newsarchive.extract.instants import Instant, Reading, assembled, month_and_day
from newsarchive.extract.relative import partial
from newsarchive.items import Precision

__all__ = ["Instant", "find", "instant", "spans", "url_date"]

# What nearly every page prints, with a label or without: read without any preparation.
_COMMON = re.compile(
    r"\s{0,9}(?:[^\W0-9_]{2,8}[:：]\s{0,3})?([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:([T\s])\s?([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,:][0-9]{1,9})?)?)?(Z|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)?)?"
    r"\s{0,9}"
)
# Forms that are the whole text.
_COMPACT = re.compile(
    rf"({YEAR})(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9])(?:[T\s]?([0-2][0-9])([0-5][0-9])([0-5][0-9])?(Z|[+-][0-9]{{4}})?)?"
)
_EPOCH = re.compile(r"([1-9][0-9]{9})([0-9]{3})?(?:\.[0-9]{1,9})?")
_YEAR_MONTH = re.compile(rf"({YEAR})\s{{0,3}}(?:[-/]\s{{0,3}}({MONTH})|[年년]\s{{0,3}}({MONTH})\s{{0,3}}[月월])")
_MONTH_YEAR = re.compile(rf"({WORD})\s{{0,3}}(?:,|de\s|del\s)?\s{{0,3}}({YEAR})", re.IGNORECASE)
_ROC_NUMERIC = re.compile(rf"(1[0-9]{{2}})(?:([-/.])({MONTH})\2({DAY})|(1[0-2]|0[1-9])(3[01]|[12][0-9]|0[1-9]))(?![0-9])")
_ERA_LETTER = re.compile(rf"([RHS])([0-9]{{1,2}})[./]({MONTH})[./]({DAY})(?![0-9])")
_HAN_NUMBER = re.compile(r"(?<![周期拜])[〇○零一二两三四五六七八九十]{1,4}(?=\s?[年月日号点时分秒个小天周月半]|$)")

_LUNAR = re.compile(r"(?:[农農阴陰旧][历曆暦]|음력)[\s:(]{0,3}$")

# A page's header line is shorter; what is longer is prose, in which a date means something else.
_LONGEST = 400


def instant(printed: str, zone: ZoneInfo, captured_at: datetime | None, *, language: str | None = None) -> Instant:
    """The moment a printed date means, in the outlet's zone, only as precise as it is printed.

    captured_at (UTC) says which day 昨天 was and which year 10-06 belongs to; without it such dates are refused.
    language (BCP 47, of the page) settles the order of day and month and the meaning of month names.
    Of several dates the one labeled as publication is read, else the first not labeled as an update.
    Raises DateUnreadable, carrying the printed text, rather than guess.
    """
    reading = Reading(zone, _now(captured_at, zone), language.replace("_", "-").lower() if language else None)
    try:
        found = _common(printed, reading) or _read(printed, reading)
    except ValueError as error:  # the 30th of February, an hour 25
        raise DateUnreadable(printed, "no such day or time") from error
    except Refused as refusal:
        raise DateUnreadable(printed, str(refusal)) from None
    if found is None:
        raise DateUnreadable(printed)
    return found


def _now(captured_at: datetime | None, zone: ZoneInfo) -> datetime | None:
    if captured_at is None:
        return None
    # Capture.captured_at is UTC; a naive one would be taken for this machine's zone.
    return (captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)).astimezone(zone)


def _common(printed: str, reading: Reading) -> Instant | None:
    match = _COMMON.fullmatch(printed)
    if match is None:
        return None
    year, month, day, sign, hour, minute, second, offset = match.groups()
    text = printed[match.start(1) :].rstrip()
    if hour is None:
        return assembled(int(year), int(month), int(day), None, reading, "year-month-day", text)
    if minute is None and sign != "T":
        return None
    if offset and offset[0] == "-" and sign != "T" and second is None:
        raise Refused("an offset or the end of a span of time")
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    zone = offset_of(offset) if offset else None
    clock = Clock(int(hour), int(minute or 0), int(second or 0), precision, zone, None, 0)
    return assembled(int(year), int(month), int(day), clock, reading, "year-month-day", text)


def _read(printed: str, reading: Reading) -> Instant | None:
    text = calendars.flat(printed[:_LONGEST])
    found = _absolute(text, printed, reading) or _alone(text, printed, reading) or partial(text, printed, reading)
    if found is None and (plain := _HAN_NUMBER.sub(_arabic, text)) != text:
        found = _absolute(plain, plain, reading) or partial(plain, plain, reading)
        if found:
            found = replace(found, printed=printed.strip(), rule=f"Chinese numerals, {found.rule}")
    return found or _last_resort(printed, reading)


def _arabic(match: re.Match[str]) -> str:
    value = calendars.number(match[0])
    return match[0] if value is None else str(value)


def _absolute(text: str, printed: str, reading: Reading) -> Instant | None:
    days = full_dates(text, reading.language)
    if not days:
        return None
    chosen = _choice(text, days)
    return _instant_at(text, printed, days[chosen], reading, days[chosen - 1].end if chosen else 0)


def _choice(text: str, days: list[Day]) -> int:
    """Index of the day that is the publication's."""
    told = labels(text, days)
    return next(i for wanted in ("published", "", "updated") for i, label in enumerate(told) if label == wanted)


def _instant_at(text: str, printed: str, day: Day, reading: Reading, behind: int = 0) -> Instant:
    """The instant of a day found in the text, with the clock beside it; the day before it ends at `behind`."""
    clock, start, end = clock_beside(text, day, behind)
    if _LUNAR.search(text, max(0, start - 6), start):
        raise Refused("a day of the lunar calendar")
    if clock is None and UNREAD.match(text, end):
        raise Refused("the time, or a span of days, cannot be read")
    year, month, number = day.year, day.month, day.day
    if day.rule == "two numbers and year":
        month, number = month_and_day(month, number, reading)
    elif day.rule in calendars.ERAS:
        _, first, last = calendars.ERAS[day.rule]
        if not first <= date(year, month, number) <= last:
            raise Refused("not a day of that era")
    return assembled(year, month, number, clock, reading, day.rule, printed[start:end].strip())


def _alone(text: str, printed: str, reading: Reading) -> Instant | None:
    text = text.strip()
    if (label := text.rfind(":")) >= 0 and not text[label - 1 : label].isdigit():
        text = text[label + 1 :].strip()
    if not text or not (text[0].isdigit() or text[-1].isdigit() or text[-1] in "月월Z"):
        return None
    if m := _EPOCH.fullmatch(text):
        moment = datetime.fromtimestamp(int(m[1]), reading.zone)
        clock = Clock(moment.hour, moment.minute, moment.second, Precision.SECOND, moment.tzinfo, None, 0)
        found = assembled(moment.year, moment.month, moment.day, clock, reading, "epoch", text)
        return replace(found, moment=moment)  # keeps the fold of an hour that a clock shows twice
    if m := _COMPACT.fullmatch(text):
        compact = None
        if m[4]:
            precision = Precision.SECOND if m[6] else Precision.MINUTE
            compact = Clock(int(m[4]), int(m[5]), int(m[6] or 0), precision, offset_of(m[7]) if m[7] else None, None, 0)
        return assembled(int(m[1]), int(m[2]), int(m[3]), compact, reading, "YYYYMMDD", text)
    if m := _YEAR_MONTH.fullmatch(text):
        return assembled(int(m[1]), int(m[2] or m[3]), 1, None, reading, "year-month", text, precision=Precision.MONTH)
    if (m := _MONTH_YEAR.fullmatch(text)) and (month := calendars.month(m[1], reading.language)):
        return assembled(int(m[2]), month, 1, None, reading, "month's name, year", text, precision=Precision.MONTH)
    if m := _ROC_NUMERIC.match(text):
        day = Day(0, m.end(), int(m[1]) + 1911, int(m[3] or m[5]), int(m[4] or m[6]), "民國")
        return _instant_at(text, text, day, reading)
    # "R6.3.5" is a date in Japan only.
    if (reading.zone.key == "Asia/Tokyo" or reading.language in ("ja", "ja-jp")) and (m := _ERA_LETTER.match(text)):
        era = calendars.JAPANESE_ERA_LETTERS[m[1]]
        day = Day(0, m.end(), calendars.ERAS[era][0] + int(m[2]), int(m[3]), int(m[4]), era)
        return _instant_at(text, text, day, reading)
    return None


_FOUR_DIGITS = re.compile(rf"(?<![0-9]){YEAR}(?![0-9])")
_NUMBERS = re.compile(r"[0-9]{1,4}")
_WORDS = re.compile(rf"{LETTER}{{3,14}}")
_NUMBER_PAIR = re.compile(r"[0-9]\s?[-/.]\s?[0-9]")


def _last_resort(printed: str, reading: Reading) -> Instant | None:
    """dateparser's reading of a date in words, kept only where what was printed bears it out."""
    text = calendars.flat(printed).strip()
    years = _FOUR_DIGITS.findall(text)
    numbers = {int(n) for n in _NUMBERS.findall(text)}
    # It fills gaps from today and takes "03-05 06:31" for 2003: only a whole date whose month is a word may pass.
    if len(text) > 60 or len(years) != 1 or not 2 <= len(numbers) <= 5 or _NUMBER_PAIR.search(text):
        return None
    words = _WORDS.findall(text)
    if not words or any(calendars.is_ambiguous_month(word) for word in words):
        return None
    # In a language known here no more can be read, and without one dateparser takes the first that fits (in 30 ms).
    if reading.language is None or calendars.knows_months(reading.language):
        return None
    import dateparser  # 0.2 s to import, and rarely needed

    languages = [reading.language.partition("-")[0]]
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    try:
        parsed = dateparser.parse(text, languages=languages, settings=settings)
    except Exception:  # whatever it trips over, the text is not read
        return None
    if parsed is None or parsed.year != int(years[0]) or parsed.day not in numbers:
        return None
    if clock := clock_in(text):
        if (clock.hour, clock.minute) != (parsed.hour, parsed.minute):
            return None
        clock = clock._replace(zone=parsed.tzinfo)
    return assembled(parsed.year, parsed.month, parsed.day, clock, reading, "dateparser", printed.strip())


def find(text: str, language: str | None = None) -> tuple[str, int, int] | None:
    """The first unmistakable date (day, month and year) printed in a line, with its time, and where it begins and ends.

    >>> find("来源：新报 2019年10月04日 12:34 编辑：某人")
    ('2019年10月04日 12:34', 6, 23)
    >>> find("10-06 20:58")
    """
    for _, start, end in spans(text, language):
        return text[start:end], start, end
    return None


def spans(text: str, language: str | None) -> Iterator[tuple[str, int, int]]:
    """Label, begin and end of every full date."""
    plain = calendars.flat(text)
    days = full_dates(plain, language)
    behind = 0
    for label, day in zip(labels(plain, days), days, strict=True):
        try:
            _, start, end = clock_beside(plain, day, behind)
        except Refused:
            start, end = day.start, day.end
        yield label, start, start + len(plain[start:end].rstrip())
        behind = end


_URL_DATE = re.compile(
    r"(?:/|[/_.-][a-zA-Z]{0,2})(?<![0-9])((?:19[89]|20[0-4])[0-9])(?:"
    r"[-_/.]?(1[0-2]|0[1-9])[-_/.]?(3[01]|[12][0-9]|0[1-9])(?![0-9])"
    r"|/([1-9])/([1-9]|[12][0-9]|3[01])(?=/))"
)

_URL_DATE_REVERSED = re.compile(r"/([0-3][0-9])[-.]([0-3][0-9])[-.]((?:19[89]|20[0-4])[0-9])(?:/|\.[a-z]{3,5})?\Z")
_ARCHIVED = re.compile(r"\Ahttps?://web\.archive\.org/web/[0-9]{4,14}[a-z_]{0,4}/")  # the capture's, not the page's


def url_date(url: str) -> str | None:
    """The day in an address, ISO 8601; None where there is none.

    >>> url_date("https://news.example/2019-10/12/content_1.htm"), url_date("https://news.example/t20191012_77.html")
    ('2019-10-12', '2019-10-12')
    >>> url_date("https://news.example/2019/1012/77.html"), url_date("https://news.example/a/20191345/77.html")
    ('2019-10-12', None)
    >>> [url_date(f"https://news.example/{day}") for day in ("29-10-2021", "09-10-2021", "31-02-2021")]
    ['2021-10-29', None, None]
    >>> url_date("https://web.archive.org/web/20120216182711/http://news.example/1")
    """
    path = _ARCHIVED.sub("", url).partition("?")[0].partition("#")[0]
    for m in _URL_DATE.finditer(path[:2000]):
        try:
            return date(int(m[1]), int(m[2] or m[4]), int(m[3] or m[5])).isoformat()
        except ValueError:
            continue
    if last := _URL_DATE_REVERSED.search(path[:2000]):
        day, month = sorted((int(last[1]), int(last[2])), reverse=True)
        try:
            return date(int(last[3]), month, day).isoformat() if day > 12 else None
        except ValueError:
            return None
    return None
