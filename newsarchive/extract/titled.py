"""The text around a reporter's title or a dateline -> the outlet it names, and whether a person follows."""

from __future__ import annotations

import re

from newsarchive.extract import names
from newsarchive.extract.marks import HAN

__all__ = ["KINDS_OF_REPORTERS", "loose_person", "outlet_before", "outlet_of_dateline", "person_begins"]

_OWN = ("本报", "本台", "本网", "本刊", "本社", "本站", "本報", "本網")
KINDS_OF_REPORTERS = frozenset("职工 職工 学生 學生 校园 校園 小 实习 公民 市民 热心 社区 青年 少年 大学生 优秀 老".split())
"""What stands before 记者 without being an outlet: 小记者, 学生记者."""
_PROSE_BEFORE = re.compile(
    r"现场|前方|随队|随行|体育|财经|文字|本市|我市|我省|一线|当地|驻|兼职|业余|国内|国外|外国"
    r"|[的对向有据據多被告诉各众本该这那位名男女前旧獨独自受让请等,。:\"“”!?]"
)
_FIRST_WORD = re.compile(rf" {{0,9}}([{HAN}·]+|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.' ]+|[가-힣]+)")
_DATELINE = re.compile(r"(?P<before>.*?)(?:\d{1,2}月)?(?:\d{1,2}日)? ?(?:电|電|讯|訊|消息|报道|報導)? ?\Z")


def outlet_of_dateline(run: str) -> str | None:
    """The outlet of 新华社北京9月13日电, which the bracket with its reporters follows; None for 本报讯 and prose."""
    match = _DATELINE.match(run.strip(" ■,").removeprefix("据").removeprefix("據"))
    before = match["before"].strip() if match else ""
    if not 2 <= len(before) <= 30 or before.startswith(_OWN) or re.search(r"[,。:;!?“”\"据據]", before):
        return None
    outlet = names.without_place(re.split(r"[—–]{1,2}", before)[-1])  # 荆楚网客户端—荆楚网消息
    return outlet if names.is_media(outlet) else None


def outlet_before(run: str) -> str | None:
    """The outlet before a title: 齐鲁晚报·齐鲁壹点 in 齐鲁晚报·齐鲁壹点 记者张晓燕; None for 本报 and prose."""
    run = re.sub(r"\A[ ■●\[]*(?:\d{1,2}月\d{1,2}日 ?,?|近日,|日前,)?", "", run)
    run = re.sub(r" ?\([\w.\-:/]{3,60}\)?\Z", "", run.rstrip(" ("), flags=re.ASCII).rstrip(" /")
    word = run.split(" ")[-1]
    if not 2 <= len(word) <= 24 or word.startswith(_OWN):
        return None
    if names.is_media(word):
        return None if re.search(r"[,。:;!?“”\"据據]", word) else word
    # 半月谈记者, 国广记者: a short name that nothing but the title follows.
    short = word == run and len(word) <= 10 and not _PROSE_BEFORE.search(word) and word not in KINDS_OF_REPORTERS
    if not short or names.is_han_person(word) or names.is_place(word) or not re.search(f"[{HAN}]", word):
        return None
    return word


def person_begins(follows: str) -> bool:
    """Whether a name follows a title: 记者熊芳雨, not 记者从."""
    match = _FIRST_WORD.match(follows)
    if not match:
        return False
    word = match.group(1)
    if not "\u3400" <= word[0] <= "\u9fff":
        return True
    if len(word) == 1:
        return re.match(rf" {{0,9}}{word} +[{HAN}]{{1,2}}(?![{HAN}])", follows) is not None
    if not names.believable(word[:6]) or names.is_common_word(word[:2]):
        return False
    if names.is_han_person(word[:2]) or names.is_han_person(word[:3]):
        return True
    return follows[:1] == " " and 2 <= len(word) <= 3 and names.believable(word + "甲乙")


def loose_person(word: str) -> bool:
    """Whether a word beside a date can be nothing but a person."""
    return names.is_japanese_person(word) or (len(word) <= 3 and names.is_han_person(word))
