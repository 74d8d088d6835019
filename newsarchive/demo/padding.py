"""A size in bytes -> what stands around an article on a large news page: styles, scripts, lists of links, comments."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cached_property

from newsarchive.demo.stories import Edition, Story

_BARE_BYTES = 7_000
"""A page without padding."""
_POOL = 24
"""Blocks of each kind; pages take different runs of them."""


class Padding:
    """page_bytes: the size of page aimed at; 0 pads nothing."""

    def __init__(self, page_bytes: int) -> None:
        self._wanted = max(0, page_bytes - _BARE_BYTES)

    def around(self, edition: Edition, id: int) -> tuple[str, str]:
        """What goes to the end of the head and of the body of the page with this id: 3 parts to 5.

        >>> head, tail = Padding(50_000).around(Edition(), 1001)
        >>> 40_000 < len((head + tail).encode()) < 46_000
        True
        """
        if not self._wanted:
            return "", ""
        head = _run(self._head, id, self._wanted * 3 // 8)
        lists = [_list(random.Random(id * 97 + n), list(edition.stories.values())) for n in range(3)]  # noqa: S311
        listed = "".join(lists)
        return head, listed + _run(self._tail, id, self._wanted * 5 // 8 - len(listed.encode()))

    @cached_property
    def _head(self) -> list[str]:
        return _pool((_style, _script))

    @cached_property
    def _tail(self) -> list[str]:
        return _pool((_script, _comments, _drawing))


def _pool(kinds: Sequence[Callable[[random.Random], str]]) -> list[str]:
    chance = random.Random(7)  # noqa: S311
    return [kind(chance) for _ in range(_POOL) for kind in kinds]


def _run(pool: Sequence[str], start: int, size: int) -> str:
    """Blocks of the pool from `start` on, round and round, until `size` bytes are reached."""
    blocks: list[str] = []
    while size > 0:
        block = pool[(start + len(blocks)) % len(pool)]
        blocks.append(block)
        size -= len(block.encode())
    return "".join(blocks)


_WORDS = "tide quay berth crane ferry gull reef mast harbor pilot anchor buoy deck sail wharf lagoon".split()
_CHATTER = "说得好 去过几次了 支持 小时候常坐那班船 希望早点修好 记者辛苦了 不太同意 有图有真相 顶一下 涨知识了".split()


def _style(chance: random.Random) -> str:
    rules = [
        f".{chance.choice(_WORDS)}-{chance.choice(_WORDS)} .{chance.choice(_WORDS)}{n}"
        f"{{margin:{chance.randrange(30)}px;padding:{chance.randrange(20)}px 0;color:#{chance.randrange(4096):03x};"
        f"width:{chance.randrange(100)}%;float:left}}"
        for n in range(22)
    ]
    return "<style type=\"text/css\">\n" + "\n".join(rules) + "\n</style>\n"


def _script(chance: random.Random) -> str:
    functions = [
        f"function {chance.choice(_WORDS)}{n}(e){{var {chance.choice('abcxyz')}=$('#{chance.choice(_WORDS)}');"
        f"if(e&&e.{chance.choice(_WORDS)}>{chance.randrange(900)}){{return '<p>{chance.choice(_CHATTER)}</p>';}}"
        f"$.getJSON('/wx/{chance.choice(_WORDS)}.do?n='+{chance.randrange(9999)},function(d){{show(d);}});}}"
        for n in range(12)
    ]
    return '<script type="text/javascript">\n' + "\n".join(functions) + "\n</script>\n"


def _comments(chance: random.Random) -> str:
    remarks = [
        f'<li class="reply"><img src="/img/head/{chance.randrange(99)}.png"><span class="nick">潮友{chance.randrange(9999)}'
        f"</span><span>{chance.choice(_CHATTER)}</span><a>回复</a><a>赞({chance.randrange(50)})</a></li>"
        for _ in range(16)
    ]
    return f'<div class="reply-box"><ul class="reply-list">{"".join(remarks)}</ul></div>\n'


def _drawing(chance: random.Random) -> str:
    points = " ".join(f"L{chance.randrange(640)} {chance.randrange(480)}" for _ in range(160))
    return f'<div class="tide-chart"><svg viewBox="0 0 640 480"><path d="M0 0 {points}"/></svg></div>\n'


def _list(chance: random.Random, stories: Sequence[Story]) -> str:
    rows = "".join(
        f'<li><a href="{story.address.replace("&", "&amp;")}"><img src="/img/thumb/{story.id}.jpg">{story.title}</a></li>'
        for story in chance.sample(stories, min(20, len(stories)))
    )
    return f'<div class="hot-news"><h3>热门推荐</h3><ul>{rows}</ul></div>\n'
