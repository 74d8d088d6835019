"""Text -> the tokens that SQLite's FTS5 indexes under `unicode61`; what a person typed -> an FTS5 query over them.

FTS5's own tokenizers fail Chinese: unicode61 makes one token of a whole run of Han, trigram finds no word of two
characters, and a segmenter loses what it cuts elsewhere. So a run of Han, kana or Hangul is indexed as its overlapping pairs
and its last character; everything else as words. A query becomes a phrase of the same pairs, and is exact: it finds
precisely the texts that hold those characters side by side. One character is a prefix query over the pairs.

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

__all__ = ["match", "tokens"]

# Scripts written without spaces (Hangul with, but with particles glued to the word): Han with its extensions, 々〆〇, kana, Hangul.
_PAIRED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# A letter or digit of any script with its combining marks; "_" separates, as under unicode61.
_RUN = re.compile(f"(?P<paired>[{_PAIRED}]+)|(?P<word>[^\\W_{_PAIRED}](?:[^\\W_{_PAIRED}]|[\u0300-\u036f])*)")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of one kind, in order; True for the paired scripts. Widths and letter case are folded (NFKC)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for found in _RUN.finditer(folded):
        yield found.group(), found.lastgroup == "paired"


def _letter(character: str) -> str:
    # unicode61 knows letters up to Unicode 6.1: later Han (extension E and on) would be dropped as punctuation.
    return character if character < "\U0002b740" else f"x{ord(character):x}"


def _pairs(run: str) -> list[str]:
    letters = [_letter(character) for character in run]
    return [first + second for first, second in zip(letters, letters[1:], strict=False)]


def tokens(text: str | None) -> str:
    """The text as FTS5 is to index it: tokens with a space between them."""
    out: list[str] = []
    for run, paired in _runs(text or ""):
        if paired:
            out.extend(_pairs(run))
            out.append(_letter(run[-1]))
        else:
            out.append(run)
    return " ".join(out)


def _phrase(text: str) -> str | None:
    """One FTS5 phrase for characters that stand side by side; None when there is nothing but punctuation."""
    runs = list(_runs(text))
    out: list[str] = []
    prefix = False
    for position, (run, paired) in enumerate(runs):
        if not paired:
            out.append(run)
            continue
        out.extend(_pairs(run))
        if position + 1 < len(runs):
            out.append(_letter(run[-1]))  # something follows: the run ends here in the text too
        elif len(run) == 1:
            out.append(_letter(run))
            prefix = True  # a pair that begins with it, or itself at the end of a run
    if not out:
        return None
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
    phrases = (_phrase(quoted or bare) for quoted, bare in _PHRASE.findall(query))
    return " AND ".join(dict.fromkeys(filter(None, phrases))) or None
