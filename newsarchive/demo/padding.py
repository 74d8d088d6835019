"""A size in bytes -> what stands around an article on a large news page: styles, scripts, lists of links, comments."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from html import escape

from newsarchive.demo.stories import Edition

_BARE_BYTES = 7_000
"""A page without padding."""


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
        chance, addresses = random.Random(id), _addresses(edition)  # noqa: S311
        lists = _run([_sized(_list(chance, addresses)) for _ in range(3)], 0, self._wanted // 8)
        return _run(_HEAD, id, self._wanted * 3 // 8), lists + _run(_TAIL, id, self._wanted * 4 // 8)


def _run(pool: Sequence[tuple[str, int]], start: int, size: int) -> str:
    """Blocks of the pool from `start` on, round and round, until they are about `size` bytes."""
    blocks: list[str] = []
    while size > 0:
        block, length = pool[(start + len(blocks)) % len(pool)]
        blocks.append(block)
        size -= length
    return "".join(blocks)


_WORDS = ("tide", "quay", "berth", "crane", "ferry", "gull", "reef", "mast", "harbor", "pilot", "anchor", "buoy")
_REMARKS = ("说得好", "去过几次了", "支持", "小时候常坐那班船", "希望早点修好", "记者辛苦了", "不太同意", "有图有真相")


def _style(chance: random.Random) -> str:
    rules = [
        f".{chance.choice(_WORDS)}-{chance.choice(_WORDS)} .{chance.choice(_WORDS)}{n}"
        f"{{margin:{chance.randrange(30)}px;padding:{chance.randrange(20)}px 0;color:#{chance.randrange(4096):03x};"
        f"width:{chance.randrange(100)}%;float:left}}"
        for n in range(22)
    ]
    return '<style type="text/css">\n' + "\n".join(rules) + "\n</style>\n"


def _script(chance: random.Random) -> str:
    functions = [
        f"function {chance.choice(_WORDS)}{n}(e){{var {chance.choice('abcxyz')}=$('#{chance.choice(_WORDS)}');"
        f"if(e&&e.{chance.choice(_WORDS)}>{chance.randrange(900)}){{return '<p>{chance.choice(_REMARKS)}</p>';}}"
        f"$.getJSON('/wx/{chance.choice(_WORDS)}.do?n='+{chance.randrange(9999)},function(d){{show(d);}});}}"
        for n in range(12)
    ]
    return '<script type="text/javascript">\n' + "\n".join(functions) + "\n</script>\n"


def _comments(chance: random.Random) -> str:
    remarks = [
        f'<li class="reply"><img src="/img/head/{chance.randrange(99)}.png">'
        f'<span class="nick">潮友{chance.randrange(9999)}</span><span>{chance.choice(_REMARKS)}</span>'
        f"<a>回复</a><a>赞({chance.randrange(50)})</a></li>"
        for _ in range(16)
    ]
    return f'<div class="reply-box"><ul class="reply-list">{"".join(remarks)}</ul></div>\n'


def _drawing(chance: random.Random) -> str:
    points = " ".join(f"L{chance.randrange(640)} {chance.randrange(480)}" for _ in range(160))
    return f'<div class="tide-chart"><svg viewBox="0 0 640 480"><path d="M0 0 {points}"/></svg></div>\n'


def _list(chance: random.Random, rows: Sequence[str]) -> str:
    chosen = "".join(rows[chance.randrange(len(rows))] for _ in range(20))
    return f'<div class="hot-news"><h3>热门推荐</h3><ul>{chosen}</ul></div>\n'


@cache
def _addresses(edition: Edition) -> list[str]:
    return [
        f'<li><a href="{escape(story.address)}"><img src="/img/thumb/{story.id}.jpg">{escape(story.title)}</a></li>'
        for story in edition.stories.values()
    ]


def _sized(block: str) -> tuple[str, int]:
    return block, len(block.encode())


def _pool(*kinds: Callable[[random.Random], str]) -> list[tuple[str, int]]:
    chance = random.Random(7)  # noqa: S311
    return [_sized(kind(chance)) for _ in range(24) for kind in kinds]


# Made once: pages take different runs of them.
_HEAD = _pool(_style, _script)
_TAIL = _pool(_script, _comments, _drawing)
