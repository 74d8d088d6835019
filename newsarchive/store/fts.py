"""Text -> the tokens that SQLite's FTS5 indexes under `unicode61`; what a person typed -> an FTS5 query over them.

FTS5's own tokenizers fail Chinese: unicode61 makes one token of a whole run of Han, trigram finds no word of two
characters, and a segmenter loses what it cuts elsewhere. So a run of Han, kana or Hangul is indexed as its overlapping
pairs and its last character; everything else as words. A query becomes a phrase of the same pairs, and is exact: it
finds precisely the texts that hold those characters side by side. One character is a prefix query over the pairs.

>>> tokens("码头开港 iPhone")
'码头 头开 开港 港 iphone'
>>> match("码头"), match("港"), match("A股")
('"码头"', '"港"*', '"a 股"*')

The plain-SQL recipe, for any SQLite tool: `SELECT rowid FROM search WHERE search MATCH '"码头 头开"'` finds 码头开.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from operator import add

__all__ = ["Run", "fold", "match", "phrases", "runs", "tokens"]

# Scripts written without spaces (Hangul with, but with particles glued to the word): Han with its extensions, 々〆〇,
# kana, Hangul. unicode61 takes every one of them for a letter, the extensions newer than its own Unicode 6.1 too.
_PAIRED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
)
# A letter or digit of any script with its combining marks; "_" separates, as under unicode61.
_RUN = re.compile(f"(?P<paired>[{_PAIRED}]+)|(?P<word>[^\\W_{_PAIRED}](?:[^\\W_{_PAIRED}]|[\u0300-\u036f])*)")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
# Signs that show nothing and part nothing: soft hyphen, zero-width signs, variation selectors (as in Japanese names).
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")

# Signs that every Chinese paragraph has, and what NFKC makes of them: a text without other such signs is then normal already,
# which is told in a hundredth of the time that normalizing takes (70 µs for 800 characters).
_WIDE = [(sign, unicodedata.normalize("NFKC", sign)) for sign in "，：；？！（）％…\u3000"]

#: Characters of one kind that stand side by side, and whether their script is one of the paired.
Run = tuple[str, bool]


def fold(text: str) -> str:
    """The text with widths, compatibility forms and letter case made one, and without invisible signs.

    >>> fold("ＡＩ\u200b㈱ Straße")
    'ai(株) strasse'
    """
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def runs(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each run in a folded text, in order; True for the paired scripts."""
    for found in _RUN.finditer(folded):
        yield found.start(), found.end(), found.lastgroup == "paired"


def _runs_of(text: str) -> list[Run]:
    folded = fold(text)
    return [(folded[start:end], paired) for start, end, paired in runs(folded)]


def _pairs(run: str) -> Iterator[str]:
    return map(add, run, run[1:])


def tokens(text: str | None) -> str:
    """The text as FTS5 is to index it: tokens with a space between them."""
    out: list[str] = []
    for run, word in _RUN.findall(fold(text or "")):
        if run:
            out.extend(_pairs(run))
            out.append(run[-1])
        else:
            out.append(word)
    return " ".join(out)


def phrases(query: str) -> list[list[Run]]:
    """What must occur: for each word or "quoted phrase" of a query the runs that must follow each other.

    >>> phrases('"iPhone15发布" ，')
    [[('iphone15', False), ('发布', True)]]
    """
    found = (_runs_of(quoted or bare) for quoted, bare in _PHRASE.findall(query))
    return [phrase for phrase in found if phrase]


def _fts_phrase(phrase: list[Run]) -> str:
    """One FTS5 phrase for runs that follow each other."""
    out: list[str] = []
    prefix = False
    for position, (run, paired) in enumerate(phrase):
        if not paired:
            out.append(run)
            continue
        out.extend(_pairs(run))
        if position + 1 < len(phrase):
            out.append(run[-1])  # something follows: the run ends here in the text too
        elif len(run) == 1:
            out.append(run)
            prefix = True  # a pair that begins with it, or itself at the end of a run
    return f'"{" ".join(out)}"' + ("*" if prefix else "")


def match(query: str) -> str | None:
    """An FTS5 query for what a person typed: every word and every "quoted phrase" must occur; None when there is none.

    Any text is accepted: signs that mean something to FTS5 are only signs here.

    >>> match('援疆 "上海, 港口"')
    '"援疆" AND "上海 海 港口"'
    >>> match("AND -x NEAR(")
    '"and" AND "x" AND "near"'
    >>> match('？！"') is None
    True
    """
    return " AND ".join(dict.fromkeys(map(_fts_phrase, phrases(query)))) or None
