"""A printed run of names -> the single names, and a judgment on each: a person, an organization, an agency, or no name.

>>> [name.text for name in split("徐湘东肖洋、张　三")]
['徐湘东', '肖洋', '张三']
>>> judge("欧阳慧敏"), judge("徐汇区枫林街道"), judge("新华社"), judge("获悉")
(<Kind.PERSON: 'person'>, <Kind.ORGANIZATION: 'organization'>, <Kind.AGENCY: 'agency'>, <Kind.UNSURE: 'unsure'>)
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from newsarchive.extract import western
from newsarchive.extract.lexicon import (
    AGENCIES,
    COMMON_SURNAMES,
    COMMON_WORDS,
    COMPOUND_SURNAMES,
    JAPANESE_SURNAMES,
    KOREAN_SURNAMES,
    OUTLETS,
    PLACES,
    SURNAMES,
)

__all__ = [
    "BY_SURNAME",
    "Kind",
    "Name",
    "believable",
    "is_common_word",
    "is_han_person",
    "is_japanese_person",
    "is_media",
    "is_organization",
    "is_place",
    "is_position",
    "judge",
    "split",
    "without_place",
]


class Kind(Enum):
    """What a printed name looks like."""

    PERSON = "person"
    ORGANIZATION = "organization"
    AGENCY = "agency"  # a news agency: where a text comes from, never who wrote it
    UNSURE = "unsure"  # a pen name, a nickname, a word


# asked for every name: naming a member of an enum costs more than all else that is asked
_PERSON, _ORGANIZATION_KIND, _AGENCY, _UNSURE = Kind


class Name(NamedTuple):
    """One name of a run: its text without padding, its span in the text given, and what stood with it."""

    text: str
    start: int
    end: int
    note: str | None = None


_MEDIA_END = (
    r"(?:网|網|报|報|社|在线|在線|新闻|新聞|電視|电视|电视台|電視台|广播|廣播|客户端|发布|時報|时报|周刊|週刊|杂志"
    r"|雜誌|频道|頻道|传媒|傳媒|融媒|"
    r"融媒体|台|通讯|导报|商报|晚报|日报|视频|視訊|卫视|衛視|Knews|TV|公众号|澎湃号|百家号|财经|在線|观察|评论|论坛"
    r"|壹点|快报|红网|央视|半月谈|半月談|"
    r"求是|财新|財新|融媒体中心|新媒体|编辑部|编辑室|通讯社|要闻|早报|早報|晚報|日報|快訊|快讯|热线|网站|官网|智库"
    r"|书局|出版社|警方|交警|电台|之声)"
)
_MEDIA = re.compile(rf"{_MEDIA_END}(?:[》」]|综合|[A-Za-z]{{1,8}}|-[^-\s,。]{{2,8}})?\Z")
_NO_MEDIA = re.compile(r"[\s,。!?:;()\[\]“”\"]")

_ORGANIZATION = re.compile(
    r"(?:社|报|報|网|網|台|局|部|处|處|委|办|辦|院|校|所|厅|廳|会|會|站|馆|館|署|厂|廠|行|团|團|队|隊|组|組|科"
    r"|室|街道|大学|大學|学院|學院|公司|集团|"
    r"中心|协会|协會|政府|频道|新闻|新聞|发布|支部|党委|总支|医院|银行|法院|检察院|公安|交警|警方|客户端|编辑部"
    r"|工作室|研究院|联络处|发展处|系统管理员|管理员|"
    r"传媒|文化|科技|杂志|周刊|出版社|基金|联盟|俱乐部|博物馆|图书馆|本站|原创|网友|读者|作者|提供|机构|平台|镇|乡|县"
    r"|市|区|省|局|影视|视觉中国|视频|图虫|题图|截图|资料图|网络|互联网|取|編輯室|電子報|編集部|新聞社|取材班|支局)\Z"
)
_POSITION = re.compile(
    r"(?:教授|副教授|讲师|主任|副主任|书记|副书记|研究员|副研究员|助理研究员|博士|硕士|院长|校长|所长|部长|局长|处长"
    r"|会长|理事|秘书长|总裁|总经理|经理|董事长|"
    r"律师|医生|医师|主席|副主席|委员|委員|顾问|分析师|首席|学者|专家|作家|评论员|评论人|媒体人|自由撰稿人|学生"
    r"|党委书记|所員|員|特派员|記者|记者|編輯|编辑|"
    r"장|위원|교수)\Z"
)

_HAN = "\u3400-\u9fff\uf900-\ufaff々〇"
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,4}}\Z")
_HAN_DOT = re.compile(rf"[{_HAN}A-Za-z]{{1,10}}(?:[·•・‧．.][{_HAN}A-Za-z]{{1,12}}){{1,4}}\Z")
_HANGUL = re.compile(r"[가-힣]{2,4}\Z")
_LATIN = re.compile(r"[A-Za-zÀ-ɏĀ-ž'’.\-]{1,30}(?: [A-Za-zÀ-ɏĀ-ž'’.\-]{1,30}){0,4}\Z")


def judge(name: str) -> Kind:
    """What a single printed name, without padding, looks like.

    >>> judge("艾尔肯·买买提"), judge("홍길동"), judge("Jane Doe"), judge("娱乐八卦姐妹淘")
    (<Kind.PERSON: 'person'>, <Kind.PERSON: 'person'>, <Kind.PERSON: 'person'>, <Kind.UNSURE: 'unsure'>)
    """
    if name.lower() in AGENCIES:
        return _AGENCY
    if is_han_person(name) or (_HAN_DOT.match(name) and not is_media(name)):
        return _PERSON
    if _HANGUL.match(name) and name[0] in KOREAN_SURNAMES:
        return _PERSON
    if _LATIN.match(name) and name[0].isupper() and " " in name:
        return _PERSON
    if is_organization(name) or is_media(name):
        return _ORGANIZATION_KIND
    return _UNSURE


def is_han_person(name: str) -> bool:
    """Whether Han characters make a Chinese personal name: a surname and one or two more, or a compound one.

    >>> is_han_person("上官云"), is_han_person("张三"), is_han_person("国际"), is_han_person("从上海")
    (True, True, False, False)
    """
    if not _HAN_NAME.match(name) or name in COMMON_WORDS or name in PLACES or name[-1] in _NEVER_LAST:
        return False
    if name[:2] in COMPOUND_SURNAMES and len(name) >= 3:
        return True
    if name[0] not in SURNAMES:
        return False
    # a husband's name before a wife's: 陳李玉英; rarer ones begin words: 相关文章
    return len(name) < 4 or (name[0] in COMMON_SURNAMES and name[1] in COMMON_SURNAMES)


_NEVER_LAST = frozenset("网網报報社刊")
"""No given name ends so, outlets do: 东方网, 红网, 黄河报."""


def is_place(text: str) -> bool:
    """Whether it is a place that datelines name: 台北, 北京, 综合 …"""
    return text in PLACES


def is_common_word(text: str) -> bool:
    """Whether it begins as a surname does and is an everyday word: 时政, 国际."""
    return text in COMMON_WORDS


def is_japanese_person(name: str) -> bool:
    """Whether it is a common Japanese surname and a given name, solid or with a space.

    >>> is_japanese_person("松村太郎"), is_japanese_person("中村 真子"), is_japanese_person("江山如画")
    (True, True, False)
    """
    solid = name.replace(" ", "")
    if not 3 <= len(solid) <= 7 or not _JAPANESE.match(solid) or is_organization(solid):
        return False
    return solid[:2] in JAPANESE_SURNAMES or solid[:3] in JAPANESE_SURNAMES


_JAPANESE = re.compile(rf"[{_HAN}ぁ-んァ-ヶー]+\Z")


def is_organization(text: str) -> bool:
    """Whether a printed word ends as the name of an office, a company, a school or a desk does.

    >>> is_organization("徐汇区枫林街道"), is_organization("张三")
    (True, False)
    """
    ending = _ORGANIZATION.search(text, max(2, len(text) - 6))
    return ending is not None


def is_position(text: str) -> bool:
    """Whether a printed word is a job rather than who has it.

    >>> is_position("上海交通大学党委书记"), is_position("本报评论员"), is_position("规划发展处")
    (True, False, False)
    """
    return _POSITION.search(text) is not None and not text.endswith(("评论员", "評論員", "记者", "記者", "管理员"))


def is_media(text: str) -> bool:
    """Whether a printed word ends as the name of a newspaper, a site or a channel does.

    >>> is_media("东方网·纵相新闻"), is_media("南昌发布"), is_media("教育在线 2019")
    (True, True, False)
    """
    if text in OUTLETS or text.lower() in AGENCIES:
        return True
    if not 2 <= len(text) <= 32 or _NO_MEDIA.search(text):
        return False
    ending = _MEDIA.search(text, max(0, len(text) - 16))
    return (ending is not None and ending.start() > 0) or _PORTAL.match(text) is not None


# The channels of portals: 新浪旅游.
_PORTAL = re.compile(rf"(?:新浪|搜狐|网易|腾讯|凤凰|人民网|新华网|中国网|央视网|光明网|东方网)-?[{_HAN}]{{2,5}}\Z")


def without_place(dateline: str) -> str:
    """The outlet of a dateline that glues the place to it: the part to the end of the outlet's name.

    >>> without_place("广西新闻网芷江"), without_place("新华社北京"), without_place("半月谈")
    ('广西新闻网', '新华社', '半月谈')
    """
    if dateline.endswith(PLACES):
        for place in PLACES:
            if dateline.endswith(place) and len(dateline) > len(place) + 1:
                return dateline[: -len(place)].strip()
    ends = [m.end() for m in _DATELINE_END.finditer(dateline)]
    return dateline[: ends[-1]].strip() if ends else dateline.strip()


_DATELINE_END = re.compile(
    r"(?:新闻网|新聞網|[网網报報社]|在线|在線|新闻|新聞|电视台|电台|客户端|时报|周刊|频道|传媒|视频|热线)(?!站|络)"
)

# -- a run of names

_TOKEN = re.compile(r"\([^()]{0,80}\)?|[^\s、,;/|&()]+")
_CODE = re.compile(r"[_\-]?[A-Z]{1,4}\d{2,8}\Z|\d{2,10}\Z")
_GLUED_CODE = re.compile(r"[_\-](?P<code>[A-Z]{1,4}\d{2,8})\Z")
# What follows a name and says what was done: 李梅综合报道, 戴磊、姚帅寓 摄, 赵省伟 编, 杨艳 长沙报道.
_DEED = re.compile(
    rf"(?:[{_HAN}]{{0,6}}(?:报道|报导|報導|報道)|综合整理|文/图|文/摄|图/文|文图|图文|整理|综合|供图|供圖|提供|拍摄"
    rf"|拍攝|摄影|攝影|摄|攝|编|編|文|图|圖|绘|译|譯|著|等|发|電|电|讯)\Z"
)
_GLUED_DEED = re.compile(r"(?:综合报道|综合整理|綜合報導|摄影报道|图文报道|报道|報導|供图|供圖|拍摄|摄影|摄|攝|等)\Z")
# No name of a person or body ends so: 螺洲完小供图 is a picture that the school gave.
_NEVER_A_NAME = frozenset({"供图", "供圖"})
BY_SURNAME = "separated by surname"
"""The note on names that stood without a separator."""


def split(run: str) -> list[Name]:
    """The names of a printed run, in order, each with its place in it and a note on what was taken off.

    Staff codes, deeds (摄, 综合报道), bracketed affiliations, a department printed before the names and an affiliation
    glued behind one become the note. Names without a separator are cut at surnames, and the note says so.

    >>> for name in split("东方网教育频道 陈乐 夏荔"):
    ...     print(name.text, name.note)
    陈乐 东方网教育频道
    夏荔 东方网教育频道
    >>> split("刘潇(ZN028)")[0].note, split("方敏北京大学经济学院教授")[0].text
    ('ZN028', '方敏')
    """
    names = _western(run) if _TWO_WORDS.search(run) and not _EASTERN_SIGN.search(run) else []
    if names:
        return names
    pad: tuple[str, int, int] | None = None  # a single character that waits for the rest of its name
    for match in _TOKEN.finditer(run):
        token, start, end = match.group(), match.start(), match.end()
        if token[0] == "(":
            inner = token.strip("() ")
            if names and inner:
                names[-1] = _noted(names[-1], inner)
            continue
        if pad is not None:
            letter, pad_start, pad_end = pad
            pad = None
            padded = letter + token
            if run[pad_end:start].isspace() and _HAN_NAME.match(padded) and (len(token) == 1 or letter in SURNAMES):
                names.append(Name(padded, pad_start, end))
                continue
        if names and (_CODE.match(token) or _DEED.match(token)):
            names[-1] = _noted(names[-1], token)
        elif len(token) == 1 and _HAN_NAME.match(token * 2):
            pad = (token, start, end)
        else:
            names.extend(_names_of(token, start))
    return _without_department(_whole_western(names, run), run)


_EASTERN_SIGN = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
_TWO_WORDS = re.compile(r"[^\W\d_]\.? [^\W\d_]")


def _western(run: str) -> list[Name]:
    """Jane Doe and John Roe, Staff Writers: what follows the names is the last one's note."""
    people, end = western.leading_names(run)
    names = [Name(name, start, stop) for name, start, stop in people]
    rest = run[end:].strip(" ,;/|&()")
    if names and rest:
        names[-1] = _noted(names[-1], rest)
    return names


def _noted(name: Name, note: str) -> Name:
    return Name(name.text, name.start, name.end, f"{name.note}; {note}" if name.note else note)


def _names_of(token: str, start: int) -> list[Name]:
    """The names of one token, that is a run without a separator."""
    note = None
    taken = _GLUED_CODE.search(token)
    if taken:
        token, note = token[: taken.start()], taken["code"]
    deed = _GLUED_DEED.search(token)
    if deed and (
        (deed.group() in _NEVER_A_NAME and deed.start() > 1)
        or judge(token[: deed.start()]) is _PERSON
        or (len(token) > 5 and _cut(token[: deed.start()]))
    ):
        token, note = token[: deed.start()], deed.group()
    if not token:
        return []
    placed = len(token) > 3 and token.endswith(PLACES)
    place = next(place for place in PLACES if token.endswith(place)) if placed else None
    if place and judge(token) is not _PERSON and is_han_person(token[: -len(place)]):
        token, note = token[: -len(place)], place  # 中央社記者沈佩瑤台北23日電
    if len(token) > 4 and _POSITION.search(token):
        length = _name_before_affiliation(token)
        if length:
            return [Name(token[:length], start, start + length, token[length:])]
    pieces = _cut(token) if len(token) >= 4 and judge(token) is _UNSURE else []
    if len(pieces) < 2:
        return [Name(token, start, start + len(token), note)]
    names = []
    for piece in pieces:
        names.append(Name(piece, start, start + len(piece), note or BY_SURNAME))
        start += len(piece)
    return names


def _cut(token: str) -> list[str]:
    """A token of names without separators -> the fewest names it is made of, [] where it does not come out.

    Each is 2 or 3 characters, 3 or 4 with a compound surname. Of two ways to cut, the longer first name wins.
    """
    if not 4 <= len(token) <= 60 or not _ALL_HAN.match(token):
        return []
    ways: list[list[str] | None] = [None] * len(token) + [[]]  # ways[i]: how the rest from i is cut
    for start in range(len(token) - 2, -1, -1):
        for length in (4, 3) if token[start : start + 2] in COMPOUND_SURNAMES else (3, 2):
            rest = ways[start + length] if start + length <= len(token) else None
            piece = token[start : start + length]
            if rest is None or not is_han_person(piece):
                continue
            best = ways[start]
            if best is None or len(rest) + 1 < len(best):
                ways[start] = [piece, *rest]
    return ways[0] or []


_ALL_HAN = re.compile(rf"[{_HAN}]+\Z")


def _name_before_affiliation(token: str) -> int:
    """How long the name is that begins 方敏北京大学经济学院教授; 0 where none does."""
    lengths = (length for length in (2, 3, 4) if is_han_person(token[:length]))
    return next((length for length in lengths if token[length:].startswith(_AFFILIATION_BEGINS)), 0)


_AFFILIATION_BEGINS = (*PLACES, "本报", "国家", "中央", "复旦", "清华", "人民", "系")


def _whole_western(names: list[Name], run: str) -> list[Name]:
    """Diogo Carleto and 中村 真子: parts with one space between them that are one name together."""
    joined: list[Name] = []
    for name in names:
        last = joined[-1] if joined else None
        if last is not None and run[last.end : name.start] == " " and not name.note and _one_name(last.text, name.text):
            joined[-1] = Name(run[last.start : name.end], last.start, name.end, last.note)
        else:
            joined.append(name)
    return joined


def _one_name(first: str, second: str) -> bool:
    if _LATIN.match(first) and _LATIN.match(second):
        return first.lower() not in AGENCIES and second.lower() not in AGENCIES
    if first not in JAPANESE_SURNAMES or first[0] in SURNAMES:
        return False
    return 1 <= len(second) <= 3 and not is_han_person(second)


def _without_department(names: list[Name], run: str) -> list[Name]:
    """东方网教育频道 陈乐 夏荔: what stands before the names and is none goes to their notes, where spaces part
    them."""
    if len(names) < 2 or judge(names[0].text) is not _ORGANIZATION_KIND:
        return names
    people = names[1:]
    if run[names[0].end : people[0].start].strip() or any(judge(name.text) is not _PERSON for name in people):
        return names
    return [_noted(name, names[0].text) for name in people]


_NO_NAME = re.compile(
    r"[。！？!?“”\"‘…《》<>=#@~^*%$:]|获悉|了解|采访|看到|表示|认为|注意|发现|他们|我们|你们|就是|因为|所以|什么|怎么"
    r"|这个|那个|没有"
    r"|\.(?:com|cn|net|org|html?)\b|www\.|https?"
)
_LETTER = re.compile(r"[^\W\d_]")
_PARTICLE = re.compile(r"[的了是吗呢吧我你他她它们着过]")


def believable(name: str) -> bool:
    """Whether a token can be a name at all: no sentence, no number, no address.

    >>> believable("肉圆"), believable("这种情况有人不太敢出手救助"), believable("2019"), believable("我与北京的十年")
    (True, False, False, False)
    """
    if not name or len(name) > 40 or _NO_NAME.search(name) or not _LETTER.search(name):
        return False
    if judge(name) is not _UNSURE:
        return True
    return len(name) <= 4 or (not _PARTICLE.search(name) and (len(name) <= 12 or not _ALL_HAN.match(name)))
