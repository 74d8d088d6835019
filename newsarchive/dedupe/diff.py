"""Two readings of an article -> what was taken out and put in, field by field.

Characters of Han, kana and Hangul are compared one by one, other scripts by words: an editor changes a character of one
and a word of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from newsarchive.dedupe import fingerprint

__all__ = ["Change", "Piece", "changes", "compare", "share"]

# A word with its marks, or one sign of any other kind: a Han character, a space, a comma.
_SIGNS = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
_TOKEN = re.compile(f"[^\\W{_SIGNS}]+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？!?.\n]+[。！？!?.\n”’」』\"')）]*|.", re.DOTALL)
# difflib takes time in proportion to the product of the lengths: beyond this, one text is told to stand for the other.
_MOST = 2_000_000
# Two sentences that share less than this are two sentences: the signs they happen to share would only confuse.
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is in both readings or in one."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that two readings have differently."""

    field: str
    pieces: tuple[Piece, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields in which two readings (`Archive.revisions`, "fields") differ.

    >>> blank = dict.fromkeys(fingerprint.CONTENT)
    >>> changes({**blank, "title": "首日客流10万"}, {**blank, "title": "首日客流12万"})[0].pieces[1:3]
    (Piece(kind='removed', text='10'), Piece(kind='added', text='12'))
    """
    return [
        Change(name, compare(_printed(before[name]), _printed(after[name])))
        for name in fingerprint.changed(dict(before), dict(after))
    ]


def share(before: Mapping[str, Any], after: Mapping[str, Any]) -> float:
    """How much of two readings was taken out or put in: changed characters among all of both, white space not counted.

    What credits say as data is printed in author and editor, and counts there; alone only where nothing else was changed.

    >>> blank = dict.fromkeys(fingerprint.CONTENT)
    >>> share({**blank, "title": "首日客流10万", "body": "一" * 13}, {**blank, "title": "首日客流12万", "body": "一" * 13})
    0.1
    """
    found = changes(before, after)
    texts = [change for change in found if change.field != "credits"] or found
    moved = sum(_length(piece.text) for change in texts for piece in change.pieces if piece.kind != "same")
    names = {*fingerprint.CONTENT} - {"credits"} | {change.field for change in texts}
    total = sum(_length(_printed(reading[name])) for reading in (before, after) for name in names)
    return round(moved / total, 4) if total else 0.0


def _length(text: str) -> int:
    return len("".join(text.split()))


def _printed(value: Any) -> str:
    """A field as one text: a path of sections by " > ", a credit a line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if all(isinstance(item, str) for item in value):
        return " > ".join(value)
    return "\n".join(_credit(item) for item in value)


def _credit(credit: Mapping[str, Any]) -> str:
    label = f"{credit['role']}：" if credit["role"] else ""
    note = f"（{credit['note']}）" if credit["note"] else ""
    return f"{label}{credit['name']}{note}"


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """What became of a text, in order.

    >>> [(piece.kind, piece.text) for piece in compare("The old harbor.", "The new harbor.")]
    [('same', 'The '), ('removed', 'old'), ('added', 'new'), ('same', ' harbor.')]
    """
    pieces: list[Piece] = []
    for old, new in _aligned(_SENTENCE.findall(before), _SENTENCE.findall(after)):
        if old == new:
            _put(pieces, "same", old)
            continue
        for old_part, new_part in _alike(old, new) or [(old, new)]:
            if old_part == new_part:
                _put(pieces, "same", old_part)
            else:
                _put(pieces, "removed", old_part)
                _put(pieces, "added", new_part)
    return tuple(pieces)


def _alike(old: str, new: str) -> list[tuple[str, str]] | None:
    """Two sentences in the parts that they share and do not; None for two that have little in common."""
    if not old or not new:
        return None
    parts = [("".join(a), "".join(b)) for a, b in _stretches(_TOKEN.findall(old), _TOKEN.findall(new))]
    shared = sum(len(a) for a, b in parts if a == b)
    return parts if shared >= _ALIKE * max(len(old), len(new)) else None


def _aligned(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Which sentence became which: neighbors of equal ones are paired while alike, the rest stands together."""
    out: list[tuple[str, str]] = []
    for old, new in _stretches(before, after):
        if old == new:
            out.append(("".join(old), "".join(new)))
            continue
        head = tail = 0
        while head < min(len(old), len(new)) and _alike(old[head], new[head]):
            out.append((old[head], new[head]))
            head += 1
        while tail < min(len(old), len(new)) - head and _alike(old[-1 - tail], new[-1 - tail]):
            tail += 1
        out.append(("".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])))
        out.extend((old[at], new[at]) for at in range(-tail, 0))
    return out


def _put(pieces: list[Piece], kind: Literal["same", "removed", "added"], text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].kind == kind:
        text = pieces.pop().text + text
    pieces.append(Piece(kind, text))


def _stretches(before: list[str], after: list[str]) -> list[tuple[list[str], list[str]]]:
    """Two sequences in stretches that are equal or not, in order."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    middle = [(old, new)]
    if len(old) * len(new) <= _MOST:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        middle = [(old[a:b], new[c:d]) for _, a, b, c, d in matcher.get_opcodes()]
    start, end = before[:head], before[len(before) - tail :]
    return [(start, start), *middle, (end, end)]
