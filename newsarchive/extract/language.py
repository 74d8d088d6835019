"""Markup and text of a page -> its language, and the zone its clocks are taken to show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

__all__ = ["language", "zone_of"]

_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?\b")
_EASTERN: Final = re.compile("[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")
_HAN: Final = re.compile("[\u4e00-\u9fff]+")
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]+")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]+")
_TRADITIONAL: Final = re.compile(
    "[這個們來時說會對發國學過還後經與為從關開實點機號話電報導聞記東車長門問間見觀讓應當處據將總統區灣]"
)
_SIMPLIFIED: Final = re.compile(
    "[这个们来时说会对发国学过还后经与为从关开实点机号话电报导闻记东车长门问间见观让应当处据将总统区湾]"
)


def language(declared: str | None, text: str) -> str | None:
    """BCP 47 tag of a page: what its script proves, else what its markup declares.

    Templates declare wrongly ("en" on Chinese pages), letters do not.

    >>> language("en", "记者从上海市了解到这个问题"), language("zh-TW", "記者從台北報導"), language("en_US", "Rain")
    ('zh', 'zh-Hant', 'en-US')
    """
    sample = text[:3000]
    eastern = not sample.isascii() and _EASTERN.search(sample) is not None
    han, kana, hangul = (sum(map(len, runs.findall(sample))) if eastern else 0 for runs in (_HAN, _KANA, _HANGUL))
    if hangul > 0.2 * len(sample):
        return "ko"
    if han + kana > 0.2 * len(sample):
        if kana > 0.1 * (han + kana):
            return "ja"
        return "zh-Hant" if len(_TRADITIONAL.findall(sample)) > len(_SIMPLIFIED.findall(sample)) else "zh"
    tag = _TAG.match(declared.strip()) if declared else None
    if tag is None:
        return None
    parts = [tag[1].lower()]
    if tag[2]:
        parts.append(tag[2].capitalize())
    if tag[3]:
        parts.append(tag[3].upper())
    return "-".join(parts)


# Languages that one zone's press is written in; Chinese on .hk, .tw and .sg is told by the address.
_BY_LANGUAGE: Final = {
    "zh": "Asia/Shanghai", "zh-Hant": "Asia/Taipei", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "vi": "Asia/Ho_Chi_Minh",
    "th": "Asia/Bangkok", "id": "Asia/Jakarta", "hi": "Asia/Kolkata", "he": "Asia/Jerusalem", "tr": "Europe/Istanbul",
    "de": "Europe/Berlin", "it": "Europe/Rome", "pl": "Europe/Warsaw", "cs": "Europe/Prague",
    "sk": "Europe/Bratislava", "hu": "Europe/Budapest", "da": "Europe/Copenhagen", "no": "Europe/Oslo",
    "nb": "Europe/Oslo", "nn": "Europe/Oslo", "sv": "Europe/Stockholm", "fi": "Europe/Helsinki",
    "el": "Europe/Athens", "ro": "Europe/Bucharest", "bg": "Europe/Sofia", "uk": "Europe/Kyiv",
}  # fmt: skip
# Countries of one time zone.
_BY_DOMAIN: Final = {
    "cn": "Asia/Shanghai", "tw": "Asia/Taipei", "hk": "Asia/Hong_Kong", "jp": "Asia/Tokyo", "kr": "Asia/Seoul",
    "sg": "Asia/Singapore", "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich", "fr": "Europe/Paris",
    "it": "Europe/Rome", "nl": "Europe/Amsterdam", "be": "Europe/Brussels", "lu": "Europe/Luxembourg",
    "dk": "Europe/Copenhagen", "no": "Europe/Oslo", "se": "Europe/Stockholm", "fi": "Europe/Helsinki",
    "pl": "Europe/Warsaw", "cz": "Europe/Prague", "sk": "Europe/Bratislava", "hu": "Europe/Budapest",
    "ro": "Europe/Bucharest", "bg": "Europe/Sofia", "gr": "Europe/Athens", "tr": "Europe/Istanbul",
    "uk": "Europe/London", "ie": "Europe/Dublin", "ua": "Europe/Kyiv", "il": "Asia/Jerusalem", "in": "Asia/Kolkata",
    "vn": "Asia/Ho_Chi_Minh", "th": "Asia/Bangkok", "za": "Africa/Johannesburg", "tz": "Africa/Dar_es_Salaam",
    "ls": "Africa/Maseru", "nz": "Pacific/Auckland", "ar": "America/Argentina/Buenos_Aires",
}  # fmt: skip


_zone: Final = lru_cache(maxsize=256)(ZoneInfo)  # ZoneInfo itself remembers eight


def zone_of(url: str, tongue: str | None) -> ZoneInfo:
    """The zone of a page nobody told one of: its country's where that has one, its language's, else UTC.

    >>> zone_of("https://paper.example.cn/1", "zh").key, zone_of("https://paper.example/1", "ja").key
    ('Asia/Shanghai', 'Asia/Tokyo')
    """
    try:
        domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:  # brackets that are no IPv6 address
        domain = ""
    return _zone(
        _BY_DOMAIN.get(domain)
        or _BY_LANGUAGE.get(tongue or "")
        or _BY_LANGUAGE.get((tongue or "").split("-")[0])
        or "UTC"
    )
