"""A text and a query -> the places where the query stands in it, and the piece round the first of them.

The full-text table holds no text (store/fts.py), so FTS5's own snippet() has nothing to cut from. The places are found
as the index finds them, on folded text, and told as offsets into the text as it was printed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from newsarchive.store import fts

__all__ = ["Snippet", "marks", "opening", "snippet"]

Span = tuple[int, int]

# What composes with the character before it (NFKC): marks, Hangul vowels and finals, half-width voicing marks.
_JOINING = "\u0300-\u036f\u0653-\u0655\u093c\u09be\u09d7\u1161-\u11ff\u3099\u309a\uff9e\uff9f"
_CLUSTER = re.compile(f"(?:[ -~、。\u4e00-\u9fff](?![{_JOINING}]))+|.[{_JOINING}]*", re.DOTALL)
_BEFORE = 20  # characters shown before the first hit
_WORD_START = re.compile(r"[0-9A-Za-z\u00c0-\u024f'-]{1,15}\Z")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text."""

    text: str
    """On one line, "…" where it was cut."""
    marks: tuple[Span, ...]
    """Start and end of each place in it where the query stands."""


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters, and its end, the offset in the text that it comes from."""
    out: list[str] = []
    origins: list[int] = []
    for found in _CLUSTER.finditer(text):
        cluster = found.group()
        folded = fts.fold(cluster)
        out.append(folded)
        if len(folded) == len(cluster):
            origins.extend(range(found.start(), found.end()))
        else:
            origins.extend([found.start()] * len(folded))
    origins.append(len(text))
    return "".join(out), origins


def _bare(word: str) -> str:
    """A word without the marks that the index leaves out (remove_diacritics): "café" is found by "cafe"."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not "\u0300" <= sign <= "\u036f")


def marks(text: str, query: str) -> tuple[Span, ...]:
    """Where the query's words and phrases stand in a text: (start, end) offsets, in order, none overlapping another.

    >>> marks("Ａ股收盘", "a股")
    ((0, 2),)
    """
    folded, origins = _folded(text)
    bounds = list(fts.runs(folded))
    spans: list[Span] = []
    for phrase in fts.phrases(query):
        spans.extend(_places(folded, bounds, phrase))
    merged: list[Span] = []
    for start, end in sorted(spans):
        first, last = origins[start], origins[end - 1]
        # One printed sign may fold into several (㈱) or several into one: the hit ends where the next sign begins.
        while end < len(folded) and origins[end] <= last:
            end += 1
        after = origins[end]
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return tuple(merged)


def _places(folded: str, bounds: list[tuple[int, int, bool]], phrase: list[fts.Run]) -> list[Span]:
    """Spans of the folded text where the phrase's runs follow each other."""
    run, paired = phrase[0]
    if len(phrase) == 1 and paired:
        return [(found.start(), found.end()) for found in re.finditer(re.escape(run), folded)]
    bare = [_bare(run) for run, _ in phrase]
    spans: list[Span] = []
    for index in range(len(bounds) - len(phrase) + 1):
        window = bounds[index : index + len(phrase)]
        if all(_fits(folded, window, bare, at) for at in range(len(phrase))):
            start, end = window[0][0], window[-1][1]
            if phrase[0][1]:
                start = window[0][1] - len(phrase[0][0])
            if phrase[-1][1]:
                end = window[-1][0] + len(phrase[-1][0])
            spans.append((start, end))
    return spans


def _fits(folded: str, window: list[tuple[int, int, bool]], bare: list[str], at: int) -> bool:
    """Whether a run of the text can be the run of a phrase at that place: whole, save at the ends of a paired one."""
    start, end, paired = window[at]
    found = _bare(folded[start:end])
    if paired and at == 0:
        return found.endswith(bare[at])
    if paired and at == len(bare) - 1:
        return found.startswith(bare[at])
    return found == bare[at]


def snippet(text: str, query: str, width: int = 60) -> Snippet | None:
    """About `width` characters round the first place where the query stands; None where it does not.

    >>> snippet("清晨，码头开港，首船靠泊。", "开港", 8)
    Snippet(text='…晨，码头开港，首…', marks=((5, 7),))
    """
    line = " ".join(text.split())
    found = marks(line, query)
    if not found:
        return None
    first, last = found[0]
    start = max(0, min(first - min(_BEFORE, (width - (last - first)) // 2 + 1), len(line) - width))
    start = min(start, first)
    if cut := _WORD_START.search(line, 0, start):  # not inside a word
        start = cut.start()
    end = min(len(line), max(start + width, last))
    lead = "…" if start > 0 else ""
    shift = len(lead) - start
    return Snippet(
        text=lead + line[start:end] + ("…" if end < len(line) else ""),
        marks=tuple((a + shift, min(b, end) + shift) for a, b in found if a < end and b > start),
    )


def opening(text: str, width: int = 60) -> Snippet:
    """The first `width` characters of a text, without marks.

    >>> opening("清晨，码头开港。", 5).text
    '清晨，码头…'
    """
    line = " ".join(text.split())
    return Snippet(line if len(line) <= width else line[:width] + "…", ())
