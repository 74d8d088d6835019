"""The time of day and the zone printed beside a date -> numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from newsarchive.extract import calendars
from newsarchive.extract.calendars import LETTER, WORD
from newsarchive.items import Precision

__all__ = ["Clock", "Refused", "clock_at", "clock_before", "clock_in", "offset_of", "zone_before", "zone_named"]

_HALF = (
    r"上午|下午|今早|今晨|早上|早晨|清晨|凌晨|中午|正午|午后|午前|傍晚|晚上|晚间|夜间|深夜|夜里|晚|早|晨|夜|오전|오후|[ap]\.?m\.?(?=\s?[0-9])"
)
_WEEKDAY = (
    r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天1-7][)\]]?|[(\[][^()\[\]0-9:]{1,12}[)\]]|[월화수목금토일]요일"
)
_BETWEEN = re.compile(
    rf"(?:T(?=[0-9])|\s{{0,9}}(?:г\.|года|року|р\.|r\.|roku)?\s{{0,3}}[,|·/]?\s{{0,3}}(?:{_WEEKDAY}|{LETTER}{{3,12}},)?\s{{0,3}}[,|·•]?\s{{0,9}}"
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
_DIGIT = re.compile("[0-9]")
_ZONE_BEFORE = re.compile(r"([北台香东日首][京北港本尔]时间)[\s:,(]{0,3}$")
# A time of day before its date: "6:31 AM EST, Tue March 5, 2024".
_CLOCK_BEFORE = re.compile(
    rf"(?<![0-9:.])({_CLOCK.pattern})(?:\s{{0,2}}\(?([A-Z]{{1,5}}|GMT[+-][0-9]{{1,2}})\)?)?\s{{0,2}}[,|·-]?\s{{0,2}}(?:on\s|am\s)?"
    rf"(?:{WORD},?)?\s{{0,2}}$",
    re.IGNORECASE,
)


class Refused(Exception):
    """The form is known, the meaning is not certain."""


class Clock(NamedTuple):
    """A time of day; what is not printed is 0."""

    hour: int
    minute: int
    second: int
    precision: Precision
    zone: tzinfo | None
    zone_name: str | None
    """An abbreviation whose meaning may hang on the day and the outlet."""
    end: int
    """Where it ends in its text."""


def clock_at(text: str, at: int) -> Clock | None:
    """The time of day behind a date that ends at that place, with its zone, weekdays and joining words passed over."""
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
    marked = zone or match["half_after"] or (between and between["mark"]) or not text[clock.end :].strip()
    if match["minute_dot"] and not marked:
        return None  # "06.31" is a time in Finland and Italy and a number elsewhere
    if zone is None:
        return clock
    if offset := zone["shift"] or zone["near"] or zone["offset"]:
        return clock._replace(zone=offset_of(offset.replace(" ", "")), end=zone.end())
    name = zone["name"]
    if name in calendars.NAMED_ZONES or name in calendars.AMBIGUOUS_ZONES:
        return clock._replace(zone_name=name, end=zone.end())
    if name in calendars.ABBREVIATED_ZONES and match["half_after"]:
        return clock._replace(zone_name=name, end=zone.end())
    return clock  # any other word is the text behind


def clock_before(text: str) -> tuple[Clock, int] | None:
    """The time of day that a text ends with, before its date, and where it begins: "6:31 AM EST, Tue"."""
    match = _CLOCK_BEFORE.search(text) if _DIGIT.search(text) else None
    if match is None or (clock := _clock_of(match)) is None:
        return None
    name = match.groups()[-1]
    return clock._replace(zone_name=name.upper() if name else None), match.start()


def clock_in(text: str) -> Clock | None:
    """The first time of day in a text."""
    match = _CLOCK.search(text)
    return _clock_of(match) if match else None


def zone_before(text: str) -> str | None:
    """The name of a zone that a text ends with, before its date: 北京时间."""
    match = _ZONE_BEFORE.search(text)
    return match[1] if match else None


def _clock_of(match: re.Match[str]) -> Clock | None:
    """The time of day of a match of _CLOCK."""
    group = match.groupdict()
    minute = group["minute"] or group["minute_han"] or group["minute_h"] or group["minute_dot"]
    minute = "30" if group["thirty"] else minute
    second = group["second"] or group["second_han"] or group["second_dot"]
    hour: int | None = int(group["hour"])
    for half in (group["half"], group["half_after"]):
        if half and hour is not None:
            hour = calendars.hour_of_day(hour, half)
    if hour is None:
        raise Refused("the hour does not fit the part of the day")
    precision = Precision.SECOND if second else Precision.MINUTE if minute else Precision.HOUR
    return Clock(hour, int(minute or 0), int(second or 0), precision, None, None, match.end())


def offset_of(printed: str) -> tzinfo:
    """The zone of a printed offset: "Z", "+08:00", "+0800", "-5"."""
    if printed == "Z":
        return UTC
    digits = printed[1:].replace(":", "")
    if len(digits) in (1, 3):
        digits = "0" + digits
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4] or 0), seconds=int(digits[4:6] or 0))
    # ISO 8601 zones reach from -12:00 to +14:00; local mean time before 1900 goes beyond.
    if shift > timedelta(hours=16):
        raise Refused("no such offset from UTC")
    return timezone(-shift if printed[0] == "-" else shift) if shift else UTC


def zone_named(name: str, wall: datetime, zone: ZoneInfo) -> tzinfo:
    """The zone a printed abbreviation means at that time of the wall clock."""
    if name in calendars.NAMED_ZONES:
        return timezone(timedelta(hours=calendars.NAMED_ZONES[name]))
    if wall.replace(tzinfo=zone).tzname() == name:
        return zone
    if name in calendars.ABBREVIATED_ZONES:
        return ZoneInfo(calendars.ABBREVIATED_ZONES[name])
    raise Refused(f"{name} is the name of several zones")
