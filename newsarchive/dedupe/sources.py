"""A credited source as printed -> the names of the outlets in it. Touches no I/O.

Which of those names are one outlet's is told by the table `sources` of an archive (store/sources.py).
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["names"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NEXT_TO_HAN = f"(?<=[{_HAN}》」)])"
_BEFORE_HAN = f"(?=[{_HAN}《「])"
# Between names: 、 , ; / | anywhere, a space between Han alone: "The New York Times" is one name.
_BETWEEN = re.compile(rf"\s*[、,;/|]\s*|{_NEXT_TO_HAN}\s+{_BEFORE_HAN}")
# Within one: a dash or a middle dot between Han; a hyphen elsewhere is a part of the name (Agence France-Presse).
_JOINT = re.compile(rf"{_NEXT_TO_HAN}\s*(?:[-‐-―─━]+|[·•・‧])\s*{_BEFORE_HAN}")
_DASH = re.compile(r"[-‐-―─━]")
_WEBSITE = ("网", "在线", "网站", "網")
_PLACE = re.compile(r"\s*\([^()]*\)\s*$")  # 澎湃新闻(上海)
_WRAPPING = "《》「」『』【】〈〉<>\"'“”‘’ \t:"
# What says on which channel, not who: longest first.
_CHANNEL = re.compile(
    r"(?:微信公众号|微信公众平台|官方公众号|公众号|官方微信|官方微博|官方网站|官方账号|新浪微博|客户端|视频号|抖音号|头条号|官微|官网|微信|微博"
    r"|综合报道|综合|\s+等|等|(?<=[\s\u3400-\u9fff])app)$",
    re.IGNORECASE,
)
# 新华社发布 is 新华社, but 无锡发布 is a name: the account of a city.
_PUBLISHED = re.compile(r"(?<=[社报网台])发布$")


def names(source: str | None) -> tuple[str, ...]:
    """The outlets that a printed source names, in the order printed, each once.

    What joins two names tells what they are to each other: before a dash stands the website that carries the second, or
    the house whose column the second is; before a middle dot the house of both.

    >>> names("新华社客户端"), names("人民网－《人民日报》"), names("北京青年报-政知见")
    (('新华社',), ('人民日报',), ('北京青年报',))
    >>> names("央视新闻、南昌晚报"), names("新华社 人民日报 央视新闻 等")
    (('央视新闻', '南昌晚报'), ('新华社', '人民日报', '央视新闻'))
    >>> names("无锡发布微博"), names("澎湃新闻（上海）"), names("Agence France-Presse / Reuters")
    (('无锡发布',), ('澎湃新闻',), ('Agence France-Presse', 'Reuters'))
    """
    text = " ".join(unicodedata.normalize("NFKC", source or "").split())
    found = (_plain(_house(part)) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(name for name in found if name and name != "等"))


def _house(name: str) -> str:
    """The one of two joined names that the text comes from."""
    joint = _JOINT.search(name)
    if joint is None:
        return name
    first, rest = name[: joint.start()], name[joint.end() :]
    carried = _DASH.search(joint[0]) and first.endswith(_WEBSITE)
    return _house_after(rest) if carried else first


def _house_after(rest: str) -> str:
    """What a website carries: 中国经济网—经济日报—周末版 is the second of the three."""
    joint = _JOINT.search(rest)
    return rest[: joint.start()] if joint else rest


def _plain(name: str) -> str:
    """A name without its wrapping, place and channel; a name that is nothing else stays."""
    while True:
        name = name.strip(_WRAPPING)
        shorter = _PLACE.sub("", name)
        shorter = _PUBLISHED.sub("", _CHANNEL.sub("", shorter))
        if shorter == name or len(shorter.strip(_WRAPPING)) < 2:
            return name
        name = shorter
