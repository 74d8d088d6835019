"""Time to read the ten commonest printed dates, beside dateparser, in one run: python bench/dates.py

Rounds of both readers alternate, so that a machine's busy moments fall on both; the median round counts. dateparser is
told the language, its fastest way. A second table has the share that each reads to the moment meant.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dateparser

from newsarchive.errors import DateUnreadable
from newsarchive.extract.dates import instant

ZONE = ZoneInfo("Asia/Shanghai")
CAPTURED = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
ROUNDS, CALLS = 21, 20

# What is printed, its language, and what it means.
COMMON = [
    ("2019-09-07 12:06", "zh", "2019-09-07T12:06"),
    ("2019-10-12 16:55:44", "zh", "2019-10-12T16:55:44"),
    ("2019年09月07日 12:06", "zh", "2019-09-07T12:06"),
    ("2019-10-12", "zh", "2019-10-12T00:00"),
    ("2019/9/29 9:27:56", "zh", "2019-09-29T09:27:56"),
    ("发布时间：2024-03-05 06:31", "zh", "2024-03-05T06:31"),
    ("10-06 20:58", "zh", "2025-10-06T20:58"),
    ("昨天 13:20", "zh", "2026-03-05T13:20"),
    ("2024-03-05T06:31:00+08:00", "en", "2024-03-05T06:31"),
    ("March 5, 2024 6:31 AM", "en", "2024-03-05T06:31"),
]


def ours(printed: str, language: str) -> datetime | None:
    try:
        return instant(printed, ZONE, CAPTURED, language=language).moment
    except DateUnreadable:
        return None


def theirs(printed: str, language: str) -> datetime | None:
    now = CAPTURED.astimezone(ZONE).replace(tzinfo=None)
    zone = {"TIMEZONE": "Asia/Shanghai", "RETURN_AS_TIMEZONE_AWARE": True}
    settings = {**zone, "RELATIVE_BASE": now, "DATE_ORDER": "YMD", "PREFER_DATES_FROM": "past"}
    return dateparser.parse(printed, languages=[language], settings=settings)


def microseconds(read: Callable[[str, str], datetime | None], printed: str, language: str) -> float:
    began = time.perf_counter()
    for _ in range(CALLS):
        read(printed, language)
    return (time.perf_counter() - began) / CALLS * 1e6


def main() -> None:
    print(f"{'printed':<28} {'newsarchive':>12} {'dateparser':>12} {'ratio':>7}  right: newsarchive dateparser")
    medians, right = [], [0, 0]
    for printed, language, meant in COMMON:
        rounds = [[microseconds(read, printed, language) for read in (ours, theirs)] for _ in range(ROUNDS)]
        mine, other = (statistics.median(column) for column in zip(*rounds, strict=True))
        expected = datetime.fromisoformat(meant).replace(tzinfo=ZONE)
        answers = [read(printed, language) == expected for read in (ours, theirs)]
        right = [total + answer for total, answer in zip(right, answers, strict=True)]
        medians.append(mine)
        times = f"{mine:>9.1f} µs {other:>9.1f} µs {other / mine:>6.0f}x"
        print(f"{printed:<28} {times}  {answers[0]!s:>18} {answers[1]!s:>10}")
    print(f"median of the ten: {statistics.median(medians):.1f} µs; right: {right[0]} and {right[1]} of {len(COMMON)}")


if __name__ == "__main__":
    main()
