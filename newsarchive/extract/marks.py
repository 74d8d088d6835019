"""What the marks of a printed line look like, in flat text (`printed`): labels, dates, widgets, brackets and bars.

At its marks `labelled` cuts a line; what stands between two of them is the value of the label before it, or loose text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.extract.patterns import any_of, begins, led_by
from newsarchive.extract.roles import LABELS, Form

__all__ = ["DATE", "EASTERN", "HAN", "MARK", "MAY_HOLD_MARK", "WESTERN", "eastern"]

HAN = "\u3400-\u9fff"


WESTERN = {word.lower(): label for word, label in LABELS.items() if re.match(r"[A-Za-zÀ-ÿ]", word)}
EASTERN = {word: label for word, label in LABELS.items() if word.lower() not in WESTERN}


def eastern(*forms: Form) -> str:
    """A pattern for the Chinese, Japanese and Korean labels of some forms."""
    return any_of(word for word, label in EASTERN.items() if label.form in forms)


# 责　　编：, 作 者：, 时 间：
_PADDED_WORDS = [word for word in EASTERN if re.fullmatch(f"[{HAN}]{{2}}", word)]
_PADDED_HEADS = sorted({word[0] for word in _PADDED_WORDS})
_PADDED = f"(?=[{''.join(_PADDED_HEADS)}] )" + led_by(
    {head: f" {{1,6}}[{''.join(word[1] for word in _PADDED_WORDS if word[0] == head)}]" for head in _PADDED_HEADS}
)

_TIME = r"\d{1,2} ?(?:[:时時시] ?\d{2}(?: ?[:分분] ?\d{2}(?:[.:]\d{1,3})?)?[秒초분分]?|[时時点點시])"
_MONTH = (
    r"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Oktober"
    r"|Nov(?:ember)?|Dec(?:ember)?|Dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\.?"
)
_WEEKDAY = r"(?:,? ?\(?(?:星期|周|週)[一二三四五六日天]\)?|\([월화수목금토일月火水木金土日]\))"
DATE = re.compile(
    r"(?<!\d)(?:"
    # Two elements run together: 09:37 and 2023/08/28.
    r"\d\d:\d\d(?:19|20)\d\d[-/]\d\d[-/]\d\d"
    # The lost space of 2019-10-0507:26:30 is why a day may run into a time.
    rf"|(?:19|20)\d\d ?[-/.年년] ?\d{{1,2}} ?[-/.月월] ?(?:\d{{1,2}} ?[日일号]|\d\d(?=\d\d:)"
    rf"|\d{{1,2}}(?!\d)(?:\.(?= ?오[전후]))?){_WEEKDAY}?"
    rf"(?:[ T]{{0,4}}(?:[上下]午|오전|오후|午前|午後|at )? ?{_TIME}(?: ?(?:Z|[+-]\d\d:?\d\d))?)?"
    rf"|(?:19|20)\d\d \d{{1,2}}/ ?\d{{1,2}}(?: {{1,3}}{_TIME})?"
    rf"|\d{{1,2}}[-/]\d{{1,2}} {{1,3}}{_TIME}"
    r"|(?<=\))1[01]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # （編輯：…）1120823: the year of the Republic of China
    rf"|\d{{1,2}}月\d{{1,2}}日 ?{_TIME}"
    rf"|\d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)?\d\d)(?:,? (?:um )?{_TIME})?"
    rf"|(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th|er"
    rf"|\.)? (?:de )?{_MONTH},?(?: de)? (?:19|20)\d\d)"
    rf"(?:,? (?:at |à |um )?{_TIME}(?: ?[ap]\.?m\b\.?)?)?"
    r")(?!\d)"
)
_RELATIVE = (
    r"刚刚|\d{1,3} ?(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年)(?:之)?前|(?:今天|昨天|前天|昨日"
    r"|今日) ?\d{1,2}:\d{2}"
    r"|\b\d{1,3} (?:second|minute|min|hour|day|week|month)s? ago\b"
)
# Counters, buttons and links of a header line.
_WIDGET_WORDS = (
    "欢迎发表评论 参与互动 小字号 字号 字体 字級 举报 我要纠错 纠错 我有话说 手机看新闻 手机看 阅读全文 全网传播量 "
    "打印本页 打印 关闭 分享到 分享至 分享 收藏 关注 订阅 点赞 返回搜狐 查看更多 扫一扫 展开全文 打开APP 听新闻 语音播报 "
    "我要评论 留言 列印 轉寄 공유 글자크기 스크랩 프린트 구독 좋아요"
).split()
_WIDGET = (
    r"评论 ?\(|评论\d|\d{0,9}人参与|进入[^ |\d]{0,6}论坛|阅读 ?\d|阅读$|点击 ?\d|浏览 ?\d|共? ?\d{1,7} ?条?评论|微博 |A-A?\+"
    r"|\d{1,8} ?次?(?:阅读|浏览)|大 {0,3}中 {0,3}小|\d 条评论|読了時間 ?\d{0,3} ?分?|댓글 ?\d{0,5}|다른기사 보기"
    rf"|www\.[A-Za-z0-9.\-]{{1,60}}|https?://[^ ]{{1,200}}|{any_of(_WIDGET_WORDS)}"
)
# ／台北報導 ends a Taiwanese byline; 記, 编 and 編 begin a title and are no place.
_TAIL = r"[/|] ?(?P<place>[^/|:()\[\]\n记記编編]{0,14}?) ?(?:報導|报道|報道|電|專訪|专访|特稿)(?![\u3400-\u9fff])"
# 台北23日電 behind the reporters of an agency.
_WIRE = r"(?:\d{1,2}月)?\d{1,2}日(?:專電|专电|電|电|讯|訊|报道|報導|摄影报道)"
# 张三 文/图 and 文/图 张三: words and pictures are the same person's.
_BOTH = r"(?:文[、及和 ]?[/]? ?(?:图|圖|摄影|攝影|摄|攝|照片|视频)|[图圖][、及和]?[/]? ?文)(?=$|[ )\]])"

# What each kind of mark can begin with. Asking for that first spares nearly every place of a line the long patterns.
_DIGITS = "0123456789"
_OF_DATES = _DIGITS + "JFMASONDjfmasonde"
_OF_RELATIVES = _DIGITS + "刚今昨前"
_OF_WIDGETS = _DIGITS + "Awh评人参字小举我纠进手阅点浏全打关分收共微订返查扫展听语大留列轉読공댓글스프다구좋欢"
_OF_SIGNS = "()[]|■●◆◎○▌★☆□▍▎"
_OF_WESTERN = "".join({letter for word in WESTERN for letter in (word[0], word[0].upper())})
_SIGNED = eastern(Form.SLASH, Form.BARE, Form.TITLE)


def _led(signs: Iterable[str], *alternatives: str) -> str:
    """A pattern of which a place is asked only where it has one of the signs, or the beginning of one of the words."""
    return f"{begins(signs)}(?:{'|'.join(alternatives)})"


MARK = re.compile(
    _led(
        (*EASTERN, *_OF_DATES, *_OF_RELATIVES, *_OF_WIDGETS, *_OF_WESTERN, *_OF_SIGNS, *"/供文图圖"),
        _led(_OF_DATES, rf"(?P<date>{DATE.pattern})"),
        _led(_OF_RELATIVES, rf"(?P<relative>{_RELATIVE})"),
        _led(_OF_WIDGETS, rf"(?P<widget>{_WIDGET})"),
        # most characters that can begin a label begin none: whether one does is asked once
        rf"{begins(EASTERN)}(?={any_of(EASTERN)})(?:"
        rf"(?P<colon>{any_of(EASTERN)}) {{0,4}}:"
        r"|(?P<handed>供稿)(?= |$|\))"
        rf"|(?P<both>{_BOTH})"
        rf"|(?<=[/|])(?P<after>{_SIGNED})(?=[ )\]|/,、;\d]|$)"
        rf"|(?P<slash>{_SIGNED}) ?[/|=](?! ?[^ /|=]{{0,8}}(?:報導|报道|專訪))"
        rf"|(?P<title>{eastern(Form.TITLE)})"
        rf"|(?P<bare>{eastern(Form.BARE)})(?= |$))",
        _led(EASTERN, rf"(?P<padded>{_PADDED}) {{0,4}}:"),
        rf"\b{begins(_OF_WESTERN)}(?i:(?P<western>{any_of(WESTERN)})) {{0,2}}:",
        _led(_DIGITS, rf"(?P<wire>{_WIRE})"),
        _led("/|", rf"(?P<tail>{_TAIL})"),
        _led("[", rf"\[(?P<boxed>{eastern(Form.BARE)})\](?= ?[^ \[])"),
        _led("|", r"\| ?(?P<field>作者|来源|來源|稿源|编辑|編輯|责编|責編|责任编辑|責任編輯)(?=[^ :|/])"),
        _led(_OF_SIGNS, r"(?P<open>\()|(?P<close>\))|(?P<stop>[\[\]|■●◆◎○▌★☆□▍▎])"),
    )
)

# What a line without a mark has none of: the digits and signs of most, and the words of those that need neither.
MAY_HOLD_MARK = re.compile(
    any_of(
        (
            *(word for word, label in EASTERN.items() if label.form in (Form.BARE, Form.TITLE)),
            *_WIDGET_WORDS,
            *"人参与 论坛 阅读 微博 大中 読了時間 댓글 다른기사 www. http 刚刚 供稿".split(),
            *("文" + sign for sign in "、及和 图圖摄攝照视"),
            *(picture + sign for picture in "图圖" for sign in "、及和 文"),
            "大 ",
            *f"{_DIGITS}{_OF_SIGNS}:/=+",
        )
    )
)
