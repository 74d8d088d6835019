"""Words -> the source of a regular expression that finds any of them quickly; signs -> a function that replaces them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final

__all__ = ["any_of", "begins", "led_by", "rarest", "replacing"]

_Tree = dict[str, "_Tree"]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, as a tree of characters: a place of the text costs one look-up.

    >>> any_of(["记者", "记录", "编辑"]), any_of(["a", "ab"])
    ('(?:记(?:者|录)|编辑)', 'a(?:b)?')
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}

    def pattern(node: _Tree) -> str:
        rest = {character: pattern(child) for character, child in node.items() if character}
        if not rest:
            return ""
        body = led_by(rest)
        if "" not in node:
            return body
        return f"(?:{body})?" if len(rest) == 1 or len(rest) > _FEW else f"{body}?"

    return pattern(tree)


_FEW: Final = 8
"""Branches that are tried one after the other in no more time than it takes to find the right one."""


def led_by(rest: Mapping[str, str]) -> str:
    """A pattern for a character and what follows it, of many: the character is found by halves, where alternatives would be
    tried one by one.

    >>> led_by({"a": "b", "c": "d"})
    '(?:ab|cd)'
    >>> led_by({letter: "x" for letter in "abcdefghi"})
    '[abcdefghi](?:(?<=[a-d])(?:(?<=[a-b])(?:(?<=a)x|(?<=b)x)|(?<=[c-d])(?:(?<=c)x|(?<=d)x))|(?<=[e-i])(?:(?<=[e-f])\
(?:(?<=e)x|(?<=f)x)|(?<=[g-i])(?:(?<=g)x|(?<=h)x|(?<=i)x)))'
    """
    if len(rest) <= _FEW:
        alternatives = [re.escape(character) + following for character, following in rest.items()]
        return alternatives[0] if len(alternatives) == 1 else f"(?:{'|'.join(alternatives)})"

    def behind(characters: list[str]) -> str:
        if len(characters) <= 3:
            return "|".join(f"(?<={re.escape(character)}){rest[character]}" for character in characters)
        middle = len(characters) // 2
        halves = (characters[:middle], characters[middle:])
        return "|".join(f"(?<=[{re.escape(half[0])}-{re.escape(half[-1])}])(?:{behind(half)})" for half in halves)

    characters = sorted(rest)
    return f"[{''.join(map(re.escape, characters))}](?:{behind(characters)})"


def begins(words: Iterable[str]) -> str:
    """A look-ahead for the characters that the words begin with, which spares the rest of the text.

    >>> begins(["记者", "编辑", "记录"])
    '(?=[编记])'
    """
    return f"(?=[{''.join(sorted({re.escape(word[0]) for word in words}))}])"


_RARE_LAST = " etaoinshrdlcumwfgypbvkjxqz"


def rarest(words: Iterable[str]) -> str:
    """A pattern for any of the words that looks for the rarest letter of each, and from there at what stands around it.

    A search passes over a letter that begins no alternative ten times as fast as over one that does, and between them the
    words of a list begin with nearly every letter of a text.

    >>> rarest(["subscribe", "inbox"])
    '(?:b(?:(?<=sub)scribe|(?<=inb)ox))'
    """
    words = list(words)
    letters = {max(word, key=_rarity) for word in words}
    for letter in sorted(letters, key=_rarity):  # the commonest can be spared where each of its words has another
        if all((letters - {letter}) & set(word) for word in words):
            letters.discard(letter)
    found: dict[str, list[str]] = {}
    for word in words:
        at = max(range(len(word)), key=lambda place: (word[place] in letters, _rarity(word[place])))
        before, after = word[: at + 1], word[at + 1 :]
        found.setdefault(word[at], []).append((f"(?<={re.escape(before)})" if at else "") + re.escape(after))
    alternatives = [f"{re.escape(letter)}(?:{'|'.join(around)})" for letter, around in found.items()]
    return f"(?:{'|'.join(alternatives)})"


def _rarity(letter: str) -> int:
    """How rare a letter is in the languages that are written with Latin letters."""
    place = _RARE_LAST.find(letter)
    return place if place >= 0 else len(_RARE_LAST)


def replacing(plain: Mapping[str, str]) -> Callable[[str], str]:
    """A function that puts the plain form of each sign in its place; where a text has few of the signs it is several times as
    fast as `str.translate`, which looks every character up.

    >>> replacing({"：": ":", "／": "/"})("来源：新报／综合")
    '来源:新报/综合'
    """
    return partial(re.compile(f"[{re.escape(''.join(plain))}]").sub, lambda sign: plain[sign[0]])
