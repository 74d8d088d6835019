"""A run of names in Latin or Cyrillic script -> the people it begins with, and where they end.

Capitals tell names from prose: "Jane Doe and John Roe, Staff Writers" begins with two people, "the end of the day" with
none.

>>> people, end = leading_names("Jane Doe and John Roe, Staff Writers")
>>> [name for name, _, _ in people], end
(['Jane Doe', 'John Roe'], 21)
>>> leading_names("the end of the day")
([], 0)
"""

from __future__ import annotations

import re

from newsarchive.extract.lexicon import GIVEN_NAMES

__all__ = ["is_given_name", "is_title", "leading_names"]

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_]))*\.?")
_AND = re.compile(
    r" {1,3}(?:and|und|et|y|og|och|& ?|with|mit|avec|con|sowie) {1,3}|(?<=[^\W_]) {0,2}[,;/&+] ?(?:and |und |et |y )?",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words(
    "van von der den de del della di da do dos das du la le el al bin ibn ben ter ten zur zum af av mac st"
)
_NEVER = _words(
    "the a an our your this that these all any more read sign subscribe email share follow click get see view "
    "continue home news sport sports terms privacy "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember "
    "from for in on at with after before how why when where what who an as is are about "
    "published updated photo image video watch listen live breaking last first next previous posted by am pm "
    "uhr"
)
_LEADING = frozenset(("van", "von", "de", "di", "da", "el", "al"))  # particles that can begin a name
_MONTH_NAMES = frozenset(("may", "april", "june", "august"))  # which are given names and surnames, too
_TITLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|editor-in-chief|columnists?|contributors?|journalists?"
    r"|producers?|bureau|chief|professor|analyst|critic|freelance"
    r"|redakteur(?:in)?|korrespondent(?:in)?|volontär(?:in)?|reporter(?:in)?|autor(?:in)?|chefredakteur(?:in)?"
    r"|journalist(?:in)?|redaktion|praktikant(?:in)?|ressortleiter(?:in)?"
    r"|correspondante?|journaliste|rédact(?:eur|rice)|envoyée? spéciale?|chroniqueu(?:r|se)|grand reporter|stagiaire"
    r"|corresponsal|periodista|redactora?|enviad[oa] especial|columnista|director[a]?|team|agencies|agenturen|desk)\b",
    re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """Whether it tells what somebody is: "Political Correspondent", "Redakteurin für Finanzen".

    >>> is_title("Political Correspondent"), is_title("Frankfurt")
    (True, False)
    """
    return _TITLE.search(text) is not None


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name of English, German, French, Spanish or Italian."""
    return word.lower() in GIVEN_NAMES


def leading_names(run: str) -> tuple[list[tuple[str, int, int]], int]:
    """The names that begin a run, each with its place, and where the last one ends.

    A single capitalized word behind a comma is a place or a desk ("Anna Berg, Frankfurt") and ends the names.
    """
    found: list[tuple[str, int, int]] = []
    at, end = len(run) - len(run.lstrip(" ")), 0
    listed = False  # behind a comma, where a title or a place may stand as well
    while len(found) < 40:
        stop = _name_end(run, at)
        name = run[at:stop]
        if not name or (listed and ((" " not in name and not name.isupper()) or is_title(name))):
            break
        found.append((name, at, stop))
        end = stop
        connector = _AND.match(run, stop)
        if connector is None:
            break
        listed = not connector.group().strip(" ,;/").isalpha() and connector.group().strip() not in ("&", "+")
        at = connector.end()
        while run[at : at + 1] == " ":
            at += 1
    return found, end


def _name_end(run: str, start: int) -> int:
    """Where the name that starts here ends; start where none does."""
    at, end, words = start, start, 0
    while words < 6:
        match = _WORD.match(run, at)
        if match is None:
            break
        word = match.group()
        particle = word.lower().rstrip(".")
        if word[0].isupper():
            if particle in _NEVER and not (words and particle in _MONTH_NAMES):
                break
            if words and _TITLE.fullmatch(word):
                break
            end = match.end()
        elif particle not in _PARTICLES or (words == 0 and particle not in _LEADING):
            break
        elif words > 1 and particle in ("von", "par", "por"):
            break  # "Hauptstadt Inside von …": the byline of a series
        words += 1
        at = match.end()
        if run[at : at + 1] != " ":
            break
        while run[at : at + 1] == " ":
            at += 1
        if words and at - match.end() > 3:
            break
    if end > start and run[end - 1] == "." and end - start > 3:
        end -= 1
    # ExnerKorrespondent, DoeNovember: the title or date was an element of its own.
    glued = _GLUED_TITLE.search(run, start, end)
    return glued.start() if glued else end


_GLUED_TITLE = re.compile(
    r"(?<=[a-zß-ÿ])(?:Korrespondent|Redakteur|Reporter|Editor|Correspondent|Volontär|Journalist|Writer|Staff"
    r"|Columnist|News|Travel|Political|Sport|(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)$)"
)


