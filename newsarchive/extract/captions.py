"""An article's images with what is printed beneath them, on pages that mark captions by their words rather than by tags.

Chinese newsrooms write a caption as the paragraph behind the image: under a class of its own, after a sign (△, 图说：, 图为：),
or ended by who took it (新华社记者 张三 摄).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element as Element

from newsarchive.extract.names import split
from newsarchive.extract.paragraphs import lines
from newsarchive.extract.printed import flat

__all__ = ["captioned", "credit", "is_caption"]

#: Characters beyond which a line is a paragraph of the article.
LONGEST: Final = 160
_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:img|image|pic|photo|picture|fig)[_-]?(?:caption|text|desc|info|note|title|cap)|caption|tushuo|tuzhu)",
    re.IGNORECASE,
)
_SIGN: Final = re.compile(
    r"[△▲↑▼]|图说|图为|图片说明|资料图|图[一二三四五六七八九十\d]{1,2}[ :：]|图[/|]|图片来源|图源|摄影[:/|]"
)
_PROVIDER: Final = "视觉中国|新华社|中新社|东方IC|图虫创意|人民视觉"
_DEED: Final = re.compile(
    rf"(?:摄|摄影|拍摄|航拍|供图|制图|绘图|资料图片?|资料|(?:{_PROVIDER})(?: ?(?:供图|发|图片?))?)[ )\].。]*$"
)
_TAKEN: Final = re.compile(
    r"(?P<who>[^。,;:!?()\[\]]{1,40}?) ?"
    r"(?:摄影报道|摄影|拍摄|航拍|摄|供图|提供|发|制图|绘图|制|绘|/图|资料图片?|资料)[ )\].。]*$"
)
_LABELLED: Final = re.compile(
    r"(?:摄影|图片来源|图片来自|图源|供图|图|来源|制图) ?[:/|] ?(?P<who>[^。,;:()\[\]]{1,40}?)[ )\].。]*$"
)
_BARE: Final = re.compile(rf"(?:^|[ 。(])(?P<who>{_PROVIDER})(?: ?(?:资料图?|供图|发|图片?))?[ )\].。]*$")
_TITLE: Final = re.compile(
    r"^.{0,20}(?:摄影记者|见习记者|实习记者|记者|通讯员|特派员|实习生)[ :]?|^(?:图片)?(?:均)?由|^本报|^均为"
)


def is_caption(text: str, element: Element | None = None) -> bool:
    """Whether a line behind an image is its caption.

    element: the block that the line stands in, which may say so by its class.

    >>> is_caption("图为：护士站。记者 杨威 摄"), is_caption("他说，天要下雨了。")
    (True, False)
    """
    if len(text) > LONGEST:
        return False
    if element is not None and (element.tag == "figcaption" or _CLASS.search(element.get("class", ""))):
        return True
    even = flat(text)
    return bool(_SIGN.match(even) or _DEED.search(even))


def credit(caption: str) -> str | None:
    """Who took or provided an image, as its caption says; None where it does not.

    >>> credit("图为：护士站。记者 杨威 摄"), credit("△钟声响起（央视记者张宇、刘苏拍摄）"), credit("资料照片。视觉中国 图")
    ('杨威', '张宇、刘苏', '视觉中国')
    >>> credit("茶馆里的旧天平。视觉中国 资料"), credit("茶馆（资料图）")
    ('视觉中国', None)
    >>> credit("图片来源：市民政局"), credit("孩子们在操场上拍摄视频")
    ('市民政局', None)
    """
    even = flat(caption)
    found = _LABELLED.search(even) or _BARE.search(even) or _TAKEN.search(even)
    if found is None:
        return None
    who = _behind_title(caption[found.start("who") : found.end("who")].strip(" 　（(［[【"))
    short = who.split()[-1] if who and " " in who.strip() and not _is_names(who) else who
    return short if short and len(short) <= 24 else None


def _behind_title(who: str) -> str:
    while (title := _TITLE.match(flat(who))) and title.end() < len(who):
        who = who[title.end() :].strip(" 　")
    return who


def _is_names(text: str) -> bool:
    return all(2 <= len(name.text) <= 4 for name in split(text))


def captioned(root: Element) -> Iterator[tuple[Element, str | None]]:
    """Each `img` under an element with its caption, in order; of several over one caption the last has it.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><p><img src='a'></p><p>△渡口（张三 摄）</p><img src='b'><p>渡口在下雨。</p></div>")
    >>> [(image.get("src"), caption) for image, caption in captioned(page)]
    [('a', '△渡口（张三 摄）'), ('b', None)]
    """
    waiting: Element | None = None
    for text, node in lines(root):
        if not text:
            if waiting is not None:
                yield waiting, None
            waiting = node
        elif waiting is not None:
            block = next((above for above in (node, node.getparent()) if above is not None and above.get("class")), node)
            yield waiting, text if is_caption(text, block if block is not root else None) else None
            waiting = None
    if waiting is not None:
        yield waiting, None
