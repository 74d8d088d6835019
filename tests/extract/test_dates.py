"""Printed dates are read exactly as printed, or refused."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import html

from newsarchive.errors import DateUnreadable
from newsarchive.extract import calendars, charset, clocks, dates, days, instants, relative, text
from newsarchive.extract.dates import find, instant, url_date
from newsarchive.extract.publication import Mention, Where, mentions, published
from newsarchive.items import Precision

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNKNOWN = ZoneInfo("UTC")
CAPTURED = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)  # a Friday, 09:30 in Shanghai


def iso(printed: str, zone: ZoneInfo = SHANGHAI, language: str | None = None) -> str:
    return instant(printed, zone, CAPTURED, language=language).iso


CHINESE = {
    "2019-09-07 12:06": "2019-09-07T12:06+08:00",
    "2019-10-12 16:55:44": "2019-10-12T16:55:44+08:00",
    "2019-6-6 10:38:49": "2019-06-06T10:38:49+08:00",
    "2019/9/29 9:27:56": "2019-09-29T09:27:56+08:00",
    "2019.10.12": "2019-10-12",
    "2018.06.06 10:05": "2018-06-06T10:05+08:00",
    "2019年09月07日 12:06": "2019-09-07T12:06+08:00",
    "2018年06月06日08:25": "2018-06-06T08:25+08:00",
    "2024年 03月 05日 12:06": "2024-03-05T12:06+08:00",
    "2019年05月02日 09:03:20": "2019-05-02T09:03:20+08:00",
    "2015年04月14日15：56": "2015-04-14T15:56+08:00",
    "２０１５年４月１４日": "2015-04-14",
    "2026年02月23日12时": "2026-02-23T12+08:00",
    "2019年09月17日 星期二": "2019-09-17",
    "2024年3月5日（星期二）6时31分": "2024-03-05T06:31+08:00",
    "2023 11/ 17 20:52:15": "2023-11-17T20:52:15+08:00",
    "2019-10-0507:26:30": "2019-10-05T07:26:30+08:00",
    "2019-10-0507:26:30来源：新报": "2019-10-05T07:26:30+08:00",
    "2019-06-21   07:29:26": "2019-06-21T07:29:26+08:00",
    "2024-10-28 10:25:36:0": "2024-10-28T10:25:36+08:00",
    "2024-10-28 10:25:36.0": "2024-10-28T10:25:36+08:00",
    "1559790480000": "2019-06-06T11:08:00+08:00",
    "1559790480": "2019-06-06T11:08:00+08:00",
    "20190927": "2019-09-27",
    "20240305063100": "2024-03-05T06:31:00+08:00",
    "2024年3月5日 下午3点": "2024-03-05T15+08:00",
    "2024年3月5日 下午3点半": "2024-03-05T15:30+08:00",
    "2024年3月5日晚上8点30分": "2024-03-05T20:30+08:00",
    "2016年9月14日晚8：00": "2016-09-14T20:00+08:00",
    "2024/3/5 上午6:31": "2024-03-05T06:31+08:00",
    "2024年3月5日凌晨1时": "2024-03-05T01+08:00",
    "2024年3月5日中午12:10": "2024-03-05T12:10+08:00",
    "2024年3月5日傍晚6点": "2024-03-05T18+08:00",
    "二〇二四年三月五日": "2024-03-05",
    "二○二四年十二月二十一日": "2024-12-21",
    "2024年3月": "2024-03",
    "2024-03-05 06:31:22 GMT+8": "2024-03-05T06:31:22+08:00",
    "北京时间2024年3月5日 06:31": "2024-03-05T06:31+08:00",
    "发布时间：2024-03-05 06:31 来源：新报": "2024-03-05T06:31+08:00",
    "更新于 2024-03-05 06:31": "2024-03-05T06:31+08:00",
    "【时间：2019年06月20日】【来源：新报】": "2019-06-20",
    "2024-03-05 06:31 1234次阅读": "2024-03-05T06:31+08:00",
    "新报客户端 2019年10月04日 12:34": "2019-10-04T12:34+08:00",
}
PARTIAL = {
    "10-06 20:58": "2025-10-06T20:58+08:00",
    "03-05 06:31": "2026-03-05T06:31+08:00",
    "02-29 10:00": "2024-02-29T10:00+08:00",
    "3月5日 06:31": "2026-03-05T06:31+08:00",
    "去年12月31日": "2025-12-31",
    "河畔手机报 09-27 20:12 责编：某某": "2025-09-27T20:12+08:00",
    "今天 12:30": "2026-03-06T12:30+08:00",
    "昨天 13:20": "2026-03-05T13:20+08:00",
    "昨天": "2026-03-05",
    "前天 09:10": "2026-03-04T09:10+08:00",
    "昨晚 20:15": "2026-03-05T20:15+08:00",
    "昨晚8点": "2026-03-05T20+08:00",
    "今早": "2026-03-06",
    "今早 7:30": "2026-03-06T07:30+08:00",
    "周二 08:00": "2026-03-03T08:00+08:00",
    "周五 10:00": "2026-02-27T10:00+08:00",  # later today would be in the future
    "刚刚": "2026-03-06T09:30+08:00",
    "发布于3小时前": "2026-03-06T06+08:00",
    "1小时前发布": "2026-03-06T08+08:00",
    "更新于昨天 12:30": "2026-03-05T12:30+08:00",
    "10分钟前": "2026-03-06T09:20+08:00",
    "五分钟前": "2026-03-06T09:25+08:00",
    "半小时前": "2026-03-06T09:00+08:00",
    "3小时前": "2026-03-06T06+08:00",
    "2天前": "2026-03-04",
    "2 周前": "2026-02-20",
    "一个月前": "2026-02",
    "2分鐘前": "2026-03-06T09:28+08:00",
    "河畔新闻 45分钟前": "2026-03-06T08:45+08:00",
    "3시간 전": "2026-03-06T06+08:00",
    "3 hours ago": "2026-03-06T06+08:00",
    "an hour ago": "2026-03-06T08+08:00",
    "vor 3 Stunden": "2026-03-06T06+08:00",
    "il y a 2 jours": "2026-03-04",
    "hace una hora": "2026-03-06T08+08:00",
    "yesterday, 14:05": "2026-03-05T14:05+08:00",
    "gestern um 14:05 Uhr": "2026-03-05T14:05+08:00",
    "hier à 14h05": "2026-03-05T14:05+08:00",
    "Mar 5, 6:31 AM": "2026-03-05T06:31+08:00",
}
FOREIGN = {
    "民國112年8月23日 11:41": "2023-08-23T11:41+08:00",
    "112年8月23日": "2023-08-23",
    "1120823": "2023-08-23",
    "112/08/23 11:41": "2023-08-23T11:41+08:00",
    "令和6年3月5日": "2024-03-05",
    "令和元年5月1日 午後3時10分": "2019-05-01T15:10+08:00",
    "2020.07.06 10:11": "2020-07-06T10:11+08:00",
    "2020. 7. 6. 오후 3:05": "2020-07-06T15:05+08:00",
    "2020년 7월 6일 오전 10:11": "2020-07-06T10:11+08:00",
    "입력 2020.07.06 10:11 수정 2020.07.06 11:00": "2020-07-06T10:11+08:00",
    "March 5, 2024 6:31 AM EST": "2024-03-05T06:31-05:00",
    "Updated 10:02 PM ET, Sat April 4, 2020": "2020-04-04T22:02-04:00",
    "5 March 2024 at 06:31 GMT": "2024-03-05T06:31+00:00",
    "Wed 6 Mar 2024 06.31 GMT": "2024-03-06T06:31+00:00",
    "5th of March 2024": "2024-03-05",
    "March 2024": "2024-03",
    "5. März 2024, 06:31 Uhr": "2024-03-05T06:31+08:00",
    "Publié le 5 mars 2024 à 06h31": "2024-03-05T06:31+08:00",
    "1er août 2024": "2024-08-01",
    "5 de marzo de 2024 - 06:31": "2024-03-05T06:31+08:00",
    "Il 5 marzo 2024 alle ore 06:31": "2024-03-05T06:31+08:00",
    "publicado em 05 de março de 2024 às 06h31": "2024-03-05T06:31+08:00",
    "5 maart 2024 om 06:31": "2024-03-05T06:31+08:00",
    "5 марта 2024, 06:31": "2024-03-05T06:31+08:00",
    "5 Mart 2024 Salı, 06:31": "2024-03-05T06:31+08:00",
    "tiistai 5. maaliskuuta 2024 klo 6.31": "2024-03-05T06:31+08:00",
    "2024. március 5. 06:31": "2024-03-05T06:31+08:00",
    "5 tháng 3 năm 2024": "2024-03-05",
    "5 มีนาคม 2567": "2024-03-05",
    "Tue, 05 Mar 2024 06:31:00 +0800": "2024-03-05T06:31:00+08:00",
    "Tue, 05 Mar 2024 06:31:00 GMT": "2024-03-05T06:31:00+00:00",
    "Tue Mar 05 2024 06:31:00 GMT+0800 (CST)": "2024-03-05T06:31:00+08:00",
    "Tue Mar 05 06:31:00 CST 2024": "2024-03-05T06:31:00+08:00",
    "2024-03-05T06:31:00Z": "2024-03-05T06:31:00+00:00",
    "2024-03-05T06:31": "2024-03-05T06:31+08:00",
    "2024-03-05T06:31:00.123456+0800": "2024-03-05T06:31:00+08:00",
    "2024-03-05T06:31:00+08:00[Asia/Shanghai]": "2024-03-05T06:31:00+08:00",
    "25/12/2024": "2024-12-25",
    "12/25/2024 3:05 PM": "2024-12-25T15:05+08:00",
}


@pytest.mark.parametrize(("printed", "expected"), [*CHINESE.items(), *PARTIAL.items(), *FOREIGN.items()])
def test_a_printed_date_is_read_as_precisely_as_it_is_printed(printed, expected):
    assert iso(printed) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "2024",
        "3-5",
        "新闻",
        "记者今天从市政府获悉",
        "下午3点半",  # of which day?
        "3分钟",
        "3 days",
        "2024-13-05",
        "2024-02-30",
        "2024-03-05 25:61",
        "2019-10-107:26",  # the 1st at 07:26 or the 10th at 7:26
        "2024-03-05 至 2024-03-08",
        "2024年3月5日至8日",
        "2024年3月5日晚上12点",  # the midnight before or after
        "2024年3月5日上午12点",
        "2030-01-01 10:00",
        "1970-01-01 08:00:00",
        "1969-12-31T16:00:00-08:00",  # the epoch on an American server
        "0",
        "0000000000",
        "05/03/2024",
        "10/06 20:58",
        "令和元年4月1日",  # the last month of 平成
        "R6.3.5",
        "农历二〇二四年三月五日",
        "农历2024年3月5日",
        "2024-03-05 06:31-08:00",  # an offset, or open till eight
        "5 listopada 2024",  # November in Poland, October in Croatia
        "2024-03-05 06:31 IST",
        "2024-03-05 06:31 +19:00",
    ],
)
def test_what_is_not_certain_is_refused_with_the_printed_text(printed):
    with pytest.raises(DateUnreadable) as refusal:
        iso(printed)

    assert refusal.value.printed == printed


@pytest.mark.parametrize("printed", ["昨天 12:30", "10-06 20:58", "3小时前", "刚刚", "周二 08:00", "去年12月31日"])
def test_without_a_capture_time_a_relative_date_is_refused(printed):
    with pytest.raises(DateUnreadable):
        instant(printed, SHANGHAI, None)


@pytest.mark.parametrize(
    ("printed", "language", "expected"),
    [
        ("05/03/2024", "en-GB", "2024-03-05"),
        ("05/03/2024", "en_US", "2024-05-03"),
        ("05/03/2024 06:31", "fr", "2024-03-05T06:31+08:00"),
        ("Dienstag, 05.03.24, 06:31 Uhr", "de", "2024-03-05T06:31+08:00"),
        ("05.03. 06:31", "de", "2026-03-05T06:31+08:00"),
        ("10/06 20:58", "zh-TW", "2025-10-06T20:58+08:00"),
        ("5 listopada 2024", "pl", "2024-11-05"),
        ("5 listopada 2024", "hr", "2024-10-05"),
    ],
)
def test_the_language_settles_what_the_text_leaves_open(printed, language, expected):
    assert iso(printed, language=language) == expected


@pytest.mark.parametrize(
    ("printed", "zone", "expected"),
    [
        ("2024-03-05 06:31 IST", "Asia/Kolkata", "2024-03-05T06:31+05:30"),
        ("2024-07-05 06:31 BST", "Europe/London", "2024-07-05T06:31+01:00"),
        ("2024-03-05 06:31 CST", "America/Chicago", "2024-03-05T06:31-06:00"),
        ("05/03/2024", "America/New_York", "2024-05-03"),
        ("05/03/2024", "Europe/London", "2024-03-05"),
        ("R6.3.5", "Asia/Tokyo", "2024-03-05"),
    ],
)
def test_the_zone_of_the_outlet_settles_what_the_text_leaves_open(printed, zone, expected):
    assert iso(printed, ZoneInfo(zone)) == expected


def test_the_day_of_a_relative_date_is_the_outlets_not_utc():
    late = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)  # 01:00 of the 6th in Shanghai

    assert instant("今天", SHANGHAI, late).iso == "2026-03-06"
    assert instant("昨天 23:50", SHANGHAI, late).utc == "2026-03-05T15:50:00Z"


def test_the_printed_text_is_the_date_without_label_and_neighbors():
    found = instant("发布时间：２０２４年3月5日 06：31　来源：新报", SHANGHAI, CAPTURED)

    assert found.printed == "２０２４年3月5日 06：31"


def test_utc_of_a_day_is_the_outlets_midnight():
    assert instant("2019-09-07", SHANGHAI, CAPTURED).utc == "2019-09-06T16:00:00Z"
    assert instant("2019-09-07 12:06", SHANGHAI, CAPTURED).utc == "2019-09-07T04:06:00Z"


def test_of_two_labeled_dates_the_publication_is_read():
    assert iso("更新时间：2024-03-06 08:00 发布时间：2024-03-05 06:31") == "2024-03-05T06:31+08:00"
    assert iso("Updated March 6, 2024 | March 5, 2024 06:31") == "2024-03-05T06:31+08:00"


def test_dateparser_is_not_imported_for_what_this_module_reads():
    code = (
        "import sys; from zoneinfo import ZoneInfo; from newsarchive.extract.dates import instant;"
        "instant('2024年3月5日 06:31', ZoneInfo('Asia/Shanghai'), None); sys.exit('dateparser' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("printed", "language"), [("5 მარტი 2024", "ka"), ("5 մարտի 2024", "hy-AM")])
def test_dateparser_reads_a_whole_date_in_a_language_this_package_does_not_know(printed, language):
    found = instant(printed, SHANGHAI, CAPTURED, language=language)

    assert (found.iso, found.rule) == ("2024-03-05", "dateparser")


# --- properties ------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 2), date(2026, 3, 4))
TIMES = st.times().map(lambda t: t.replace(microsecond=0))
ENGLISH = "January February March April May June July August September October November December".split()

FORMS = {
    "iso": lambda d, t: f"{d.isoformat()}T{t.isoformat()}",
    "dash": lambda d, t: f"{d.year}-{d.month}-{d.day} {t.isoformat()}",
    "slash": lambda d, t: f"{d.year}/{d.month:02}/{d.day:02} {t.hour}:{t.minute:02}:{t.second:02}",
    "han": lambda d, t: f"{d.year}年{d.month}月{d.day}日{t.hour}时{t.minute}分{t.second}秒",
    "labeled": lambda d, t: f"发布时间：{d.year}年{d.month:02}月{d.day:02}日 {t.isoformat()}　来源：新报",
    "lost space": lambda d, t: f"{d.isoformat()}{t.isoformat()}",
    "korean": lambda d, t: f"{d.year}년 {d.month}월 {d.day}일 {'오전' if t.hour < 12 else '오후'} {t.hour % 12 or 12}:{t.minute:02}:{t.second:02}",
    "american": lambda d, t: f"{ENGLISH[d.month - 1]} {d.day}, {d.year} {t.hour % 12 or 12}:{t.minute:02}:{t.second:02} {'AM' if t.hour < 12 else 'PM'}",
    "british": lambda d, t: f"{d.day} {ENGLISH[d.month - 1][:3]} {d.year}, {t.isoformat()}",
    "roc": lambda d, t: f"民國{d.year - 1911}年{d.month}月{d.day}日 {t.isoformat()}",
    "full-width": lambda d, t: f"{d.isoformat()} {t.isoformat()}".translate({48 + i: 0xFF10 + i for i in range(10)} | {58: "："}),
}


@given(DAYS, TIMES, st.sampled_from(sorted(FORMS)))
def test_every_form_of_a_random_moment_reads_to_that_moment(day, clock, form):
    found = instant(FORMS[form](day, clock), SHANGHAI, CAPTURED)

    assert found.moment.replace(tzinfo=None) == datetime.combine(day, clock)
    assert found.precision is Precision.SECOND


@given(st.datetimes(datetime(1905, 1, 1), datetime(2026, 3, 4), timezones=st.timezones(), allow_imaginary=False), st.sampled_from(sorted(_ for _ in Precision)))
def test_what_an_instant_says_reads_back_to_the_same_moment_and_precision(moment, precision):
    zone = moment.tzinfo
    cut = {
        Precision.MONTH: {"day": 1, "hour": 0, "minute": 0, "second": 0, "fold": 0},
        Precision.DAY: {"hour": 0, "minute": 0, "second": 0, "fold": 0},
        Precision.HOUR: {"minute": 0, "second": 0},
        Precision.MINUTE: {"second": 0},
        Precision.SECOND: {},
    }[precision]
    printed = dates.Instant(moment.replace(microsecond=0, **cut), precision, "", "")
    assume(moment.date() != date(1970, 1, 1) and printed.moment.timestamp() != 0)  # the epoch is refused

    again = instant(printed.iso, zone, None)

    # == of two zones is never true in an hour that a clock shows twice (PEP 495).
    assert again.utc == printed.utc
    assert (again.precision, again.iso) == (precision, printed.iso)


DATE_SIGNS = st.text(alphabet="0123456789０１２３-/.:： T年月日时分秒上午下晚半今昨天前周二三〇十星期民國令和元月+Zamp,MarchvorSund(") | st.text()


@given(DATE_SIGNS, st.sampled_from([None, "zh", "de", "en-US", "xx"]), st.booleans())
def test_any_text_is_read_or_refused(text, language, told):
    try:
        found = instant(text, SHANGHAI, CAPTURED if told else None, language=language)
    except DateUnreadable:
        return

    assert found.moment.tzinfo is not None
    assert found.moment <= CAPTURED + timedelta(days=366) or not told
    assert instant(found.iso, SHANGHAI, None).precision is found.precision


@given(st.text(alphabet="0123456789分钟小时天周前今昨日月: 　晚上下午点-"))
def test_nothing_relative_lies_after_the_capture(text):
    try:
        found = instant(text, SHANGHAI, CAPTURED)
    except DateUnreadable:
        return

    if found.rule in ("now", "time elapsed", "named day", "weekday", "month-day"):
        assert found.moment <= CAPTURED + timedelta(days=1)


MODULES = (calendars, charset, clocks, dates, days, instants, relative, text)
PATTERNS = {f"{m.__name__}.{n}": p for m in MODULES for n, p in vars(m).items() if isinstance(p, re.Pattern)}
BITS = [
    "0", "2024", "2024-", "2024-03-05 ", "12:", " ", "a", "Mar ", "5 March ", "年", "(", "1.", "/2024", "-", "1 ", "a 1 ",
    "vor ", "3 h", "半", "今", "星期",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_hostile_text_of_100_kb_takes_no_pattern_long(name):
    for bit in BITS:
        text = bit * (100_000 // len(bit)) + "!"
        began = time.process_time()

        for _ in PATTERNS[name].finditer(text):
            pass
        PATTERNS[name].fullmatch(text)

        assert time.process_time() - began < 0.5, bit


# --- find, mentions, published, url_date -----------------------------------------------------------------------------


def test_find_gives_the_first_full_date_with_its_time_and_place():
    line = "稿源：新报 编辑：某人 2019-09-28 20:38 点击：17"

    found = find(line)

    assert found == ("2019-09-28 20:38", 12, 28)
    assert line[12:28] == found[0]


@pytest.mark.parametrize("line", ["", "10-06 20:58", "昨天", "电话 021-22899999", "第112期", "版本 1.2.3", "共2024条 第3页"])
def test_find_finds_nothing_where_no_full_date_stands(line):
    assert find(line) is None


@given(st.text())
def test_find_gives_the_text_at_its_span(text):
    if found := find(text):
        assert text[found[1] : found[2]] == found[0]


def test_a_header_line_gives_publication_and_update():
    assert mentions("입력 2020.07.06 10:11 수정 2020.07.06 11:00") == [
        Mention("2020.07.06 10:11"),
        Mention("2020.07.06 11:00", updated=True),
    ]


def test_a_visible_date_with_time_goes_before_structured_data():
    found = published(
        [Mention("2019-09-08T00:00:01+08:00", Where.STRUCTURED), Mention("2019-09-07 12:06")], SHANGHAI, CAPTURED
    )

    assert found.published.iso == "2019-09-07T12:06+08:00"
    assert found.where is Where.VISIBLE


def test_a_visible_day_is_refined_by_structured_data_of_that_day_in_another_zone():
    found = published([Mention("2019年9月7日"), Mention("2019-09-06T20:06:00Z", Where.STRUCTURED)], SHANGHAI, CAPTURED)

    assert found.published.iso == "2019-09-07T04:06:00+08:00"


def test_a_midnight_of_structured_data_is_a_day():
    found = published([Mention("2019-09-07T00:00:00Z", Where.STRUCTURED)], SHANGHAI, CAPTURED)

    assert found.published.iso == "2019-09-07"


@pytest.mark.parametrize(
    "structured", ["2019-09-07T12:06:11+08:00", "2019-09-07T04:06:11Z"], ids=["same wall clock", "same moment"]
)
def test_a_wall_clock_of_unknown_zone_takes_the_offset_of_structured_data(structured):
    found = published([Mention("2019-09-07 12:06"), Mention(structured, Where.STRUCTURED)], UNKNOWN, CAPTURED)

    assert found.published.iso == "2019-09-07T12:06+08:00"


def test_a_known_zone_is_not_overruled_by_structured_data():
    found = published(
        [Mention("2019-09-07 12:06"), Mention("2019-09-07T12:06:00Z", Where.STRUCTURED)], SHANGHAI, CAPTURED
    )

    assert found.published.iso == "2019-09-07T12:06+08:00"


def test_a_date_after_the_capture_is_passed_over():
    found = published([Mention("2026-04-01 12:06"), Mention("2026-03-01", Where.META)], SHANGHAI, CAPTURED)

    assert found.published.iso == "2026-03-01"


def test_another_mention_of_the_page_settles_day_and_month():
    found = published(
        [Mention("發表時間： 01/09/2023 - 09:49"), Mention("2023-09-01", Where.META)], SHANGHAI, CAPTURED, language="zh"
    )

    assert found.published.iso == "2023-09-01T09:49+08:00"


def test_an_update_is_kept_beside_the_publication():
    found = published(
        [Mention("2024-03-05 06:31"), Mention("2024-03-06 08:00", updated=True)], SHANGHAI, CAPTURED
    )

    assert found.published.iso == "2024-03-05T06:31+08:00"
    assert found.updated.iso == "2024-03-06T08:00+08:00"


def test_a_visible_date_that_structured_data_calls_the_update_is_the_update():
    found = published(
        [
            Mention("25.10.2025 - 15:26 Uhr"),
            Mention("2025-10-25T12:10:35+02:00", Where.STRUCTURED),
            Mention("2025-10-25T15:26:09+02:00", Where.STRUCTURED, updated=True),
        ],
        UNKNOWN,
        CAPTURED,
        language="de",
    )

    assert found.published.iso == "2025-10-25T12:10:35+02:00"
    assert found.updated.iso == "2025-10-25T15:26+02:00"


def test_a_visible_day_on_which_an_article_appeared_and_was_updated_is_its_publication():
    found = published(
        [
            Mention("2025-10-25"),
            Mention("2025-10-25T12:10:35+08:00", Where.STRUCTURED),
            Mention("2025-10-25T15:26:09+08:00", Where.STRUCTURED, updated=True),
        ],
        SHANGHAI,
        CAPTURED,
    )

    assert found.published.iso == "2025-10-25T12:10:35+08:00"


def test_a_page_that_dates_only_its_update_is_dated_by_it():
    found = published([Mention("2024-03-06 08:00", updated=True)], SHANGHAI, CAPTURED)

    assert found.published.iso == "2024-03-06T08:00+08:00"


def test_a_page_without_readable_dates_has_no_publication():
    found = published([Mention("05/03/2024"), Mention("soon")], SHANGHAI, CAPTURED)

    assert (found.published, found.updated, found.where) == (None, None, None)


def test_a_visible_day_that_the_markup_confirms_goes_before_the_weather_of_today():
    weather, byline = Mention("Nov 5th 2023 7PM"), Mention("22:00, 26 September 2023")
    structured = Mention("2023-09-26T22:00:27+01:00", Where.STRUCTURED)

    found = published([weather, byline, structured], ZoneInfo("Europe/London"), None, language="en")

    assert found.published is not None
    assert found.published.iso.startswith("2023-09-26T22:00")


def test_a_visible_day_goes_behind_one_that_markup_and_address_agree_on():
    markup, address = Mention("2023-09-26T23:17:00Z", Where.STRUCTURED), Mention("2023-09-26", Where.URL)

    found = published([Mention("2023/09/27 00:05"), markup, address], UNKNOWN, None)

    assert found.published is not None
    assert found.published.iso.startswith("2023-09-26T23:17")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://n.example/20191012/1.html", "2019-10-12"),
        ("https://n.example/2019-10/12/content_1.htm", "2019-10-12"),
        ("https://n.example/201910/t20191012_77.html", "2019-10-12"),
        ("https://n.example/2019/1012/77.shtml", "2019-10-12"),
        ("https://n.example/2019/10/12/77", "2019-10-12"),
        ("https://n.example/2019/06-17/498919.html", "2019-06-17"),
        ("https://n.example/201905/05/154597_1.htm", "2019-05-05"),
        ("https://n.example/2019/6/7/slug", "2019-06-07"),
        ("https://n.example/2024-03-05-slug", "2024-03-05"),
        ("https://n.example/a/20190907A0ABCD00", "2019-09-07"),
        ("https://n.example/a/20191345/77.html", None),
        ("https://n.example/a/345678901_1234", None),
        ("https://n.example/detail?d=20191012", None),
        ("https://n.example/4201910123.html", None),
        ("https://n.example/2019/02/30/x", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url, day):
    assert url_date(url) == day


# --- saved real pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def shared() -> Path:
    folder = Path(__file__).parents[3] / "shared"
    if not folder.is_dir():
        pytest.skip("no saved pages beside the checkout")
    return folder


def printed_on(page: bytes) -> set[str]:
    """Every short text of a page that holds digits: its text nodes, and the values of attributes and of JSON-LD."""
    decoded = charset.decode(page)
    tree = html.fromstring(page, parser=html.HTMLParser(encoding=decoded.encoding))
    texts = {*tree.xpath("//text()[not(parent::script or parent::style)]"), *tree.xpath("//@content | //@datetime | //@title")}
    texts |= {text for node in tree.xpath("//*[count(*) < 8][count(*) > 0]") for text in node.xpath("string()").splitlines()}
    texts |= set(re.findall(r'"date(?:Published|Created)"\s*:\s*"([^"]+)"', decoded.text))
    return {text.strip() for text in texts if len(text.strip()) < 200 and any(sign.isdigit() for sign in text)}


@pytest.mark.parametrize("name", ["zh", "cjk", "fundus"])
def test_the_publication_date_of_real_pages_is_among_the_dates_read_on_them(shared, name):
    missed, pages = [], 0

    for line in gzip.decompress((shared / f"bench/dev/{name}.jsonl.gz").read_bytes()).splitlines():
        row = json.loads(line)
        if truth := row["expected"].get("date"):
            meant = datetime.fromisoformat(truth)
            pages += 1
            if not any(matches(text, meant, row["lang"] or None) for text in printed_on(base64.b64decode(row["html"]))):
                missed.append((row["url"], truth))

    assert pages > 30
    assert len(missed) <= 0.05 * pages, missed


def matches(text: str, meant: datetime, language: str | None) -> bool:
    try:
        found = instant(text, UNKNOWN, datetime(2026, 11, 1, tzinfo=UTC), language=language)
    except DateUnreadable:
        return False
    if found.precision is Precision.DAY:
        return (meant.hour, meant.minute, found.iso) == (0, 0, meant.date().isoformat())
    if meant.tzinfo and found.moment.utcoffset():
        return abs(found.moment - meant) < timedelta(minutes=1)
    return found.moment.strftime("%F %R") == meant.strftime("%F %R")
