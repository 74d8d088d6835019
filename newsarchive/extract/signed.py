"""Lines around a Western text -> those that name its writer where no markup does.

Three habits are read: a byline anywhere in a short line ("29. Juni 2017 · von Tobi", "Posted on May 1 by Jane Doe"), a
line that holds nothing but names beside a date or directly above the text, and a name alone that ends the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from newsarchive.extract import western

__all__ = ["signatures"]

_BY: Final = re.compile(
    r"(?P<done>\b(?:posted|written|published|reported|created|submitted|erstellt|geschrieben|veröffentlicht|verfasst|"
    r"gepostet|publié|écrit|rédigé|publicado|escrito|scritto|pubblicato)\b.{0,40}?)?"
    r"(?:^|(?<=[\s|·•,/(~–—\d-]))"
    r"(?P<by>by|von|vom|par|por|door|av|af|przez)(?:\s*:\s*|\s+|(?=[A-Z][a-z.]))",
    re.IGNORECASE,
)
_MAY_BE_BY: Final = re.compile(
    r"b(?<![^\W\d_]b)y|v(?<![^\W\d_]v)o[nm]|p(?<![^\W\d_]p)(?:ar|or|rzez)|d(?<![^\W\d_]d)oor|a(?<![^\W\d_]a)[vf]"
)
"""What a line (lower case) in which _BY finds anything has, found ten times as fast."""
_AUTHOR: Final = re.compile(
    r"(?:^|(?<=[\s|·•/]))(?:aut(?:h)?or(?:/autor)?(?:[*:_]?in)?(?:/autor)?(?:\(s\))?|auteur(?:e|\(s\))?|autore|"
    r"written by)(?:\s*:\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(r"(?:aut(?:h)?or(?:/autor)?(?:[*:_]?in)?(?:\(s\))?|auteur(?:\(s\))?|von|by|par)\s*:?\Z", re.I)
_END: Final = re.compile(
    r"\s{0,9}(?:[|·•(©]|//|\s[-–—]\s|,\s{0,9}(?:in|am|on|den|\d|dat\w+:)|\b(?:am|on|at|in|um|vor|le|el|den|dem|for|aus|updated|"
    r"published)\b|\b\d{1,4}\b).*$",
    re.IGNORECASE,
)
_PIECE: Final = re.compile(
    r"(?:(?:an?|eine?|une?|una|uno?|by|el|la|il) )?(?:guest )?(?:kolumne|kommentar|gastbeitrag|gastkommentar|analyse|interview|"
    r"blog ?-?beitrag|beitrag|bericht|essay|reportage|glosse|rezension|porträt|text|artikel|meinung|leitartikel|story|column|"
    r"comment|commentary|opinion|analysis|review|feature|guest post|article|chronique|tribune|reportaje|crónica|columna|"
    r"opinión|artículo|commento|editoriale)",
    re.IGNORECASE,
)
"""What stands before "by" where a piece says what it is: Eine Kolumne von Jane Doe."""
_LOGIN: Final = re.compile(r"[^\W\d_][\w.\-]{1,24}\Z")
_CLOCK: Final = re.compile(r"\d(?:[.:/-]\d|(?<=\b1)9\d\d\b|(?<=\b2)0\d\d\b)")
_AROUND_DATE: Final = re.compile(r"\s*[|·•]\s*|\s{2,}|,\s*$")
_LONGEST: Final = 140


def signatures(
    head: Sequence[str], title: str | None, last: Sequence[str], below: Iterable[str] = (), cut: str | None = None
) -> list[tuple[str, str]]:
    """Names and origin ("printed byline", "name beside a date", "signature") that lines around a text tell.

    head: the lines above the text and its first, in order; last: its last paragraphs; below: what follows it; cut:
    the first of that, where it stands in the text's own element.

    >>> signatures(["A storm", "29. Juni 2017, 23:39 · von Tobi"], "A storm", [])
    [('Tobi', 'printed byline')]
    >>> signatures(["A storm", "May 14, 2025", "Mohau Lekoa"], "A storm", ["He left.", "Jane Doe"])
    [('Mohau Lekoa', 'name beside a date'), ('Jane Doe', 'signature')]
    >>> signatures(["A storm", "By the end of 2019, nothing was left."], "A storm", [])
    []
    """
    found: list[tuple[str, str]] = []
    begin = max((place + 1 for place, line in enumerate(head) if line == title), default=0)
    from_here = head[max(0, begin - 5) :]
    for place, line in enumerate(from_here, 1):
        if _ALONE.match(line):
            line = f"{line.rstrip(' :')}: {from_here[place] if place < len(from_here) else ''}"
        if len(line) <= _LONGEST and (names := _after_label(line)):
            found.append((names, "printed byline"))
            break
    dated = [place for place, line in enumerate(head) if len(line) < 80 and _CLOCK.search(line)]
    for place in range(max(0, begin - 2), len(head)):
        line = head[place]
        if len(line) > 80 or line == title:
            continue
        pieces = _AROUND_DATE.split(line) if _CLOCK.search(line) else [line.rstrip(" ,|")]
        near = len(pieces) > 1 or place - 1 in dated or place + 1 in dated
        for piece in pieces:
            if _only_names(piece, near):
                found.append((piece, "name beside a date" if near else "name above the text"))
                break
        else:
            continue
        break
    labeled = (_after_author(line) or _after_deed(line) for line in (*last, *below) if len(line) < 60)
    found.extend((names, "printed byline") for names in labeled if names)
    for line, told in (*((line, True) for line in last[-1:]), (cut or "", False)):
        if 0 < len(line) < 40 and _only_names(line, told):
            found.append((line, "signature"))
            break
    return found


def _after_deed(line: str) -> str | None:
    """The names in "Erstellt von Jane Doe", below a text."""
    match = _BY.search(line) if _MAY_BE_BY.search(line.lower()) else None
    return _names(line[match.end() :], login=False) if match and match["done"] and not match.start() else None


def _after_label(line: str) -> str | None:
    """The names behind "by" or "Autor:" in a line that is no sentence."""
    for match in _BY.finditer(line) if _MAY_BE_BY.search(line.lower()) else ():
        before = line[: match.start("by")].strip()
        told = bool(match["done"]) or _CLOCK.search(line) is not None or _PIECE.fullmatch(before) is not None
        if len(before) <= 70 and (not before or told or before[-1] in "|·•/"):
            names = _names(line[match.end() :], login=told or match["by"][0].islower())
            if names:
                return names
    return _after_author(line)


def _after_author(line: str) -> str | None:
    lower = line.lower()
    match = _AUTHOR.search(line) if "aut" in lower or "written" in lower else None
    return _names(line[match.end() :], login=":" in match.group()) if match else None


def _names(rest: str, *, login: bool) -> str | None:
    """The names that a run begins with; a login where the label leaves no doubt."""
    run = _END.sub("", rest).strip(" ,|/~")
    people, end = western.leading_names(run)
    people = [person for person in people if not western.is_title(person[0])]
    if people and len(run) - end <= 3 and all(" " in name or len(name) > 2 for name, _, _ in people):
        return run[:end] if login or any(" " in name for name, _, _ in people) or run.isupper() else None
    return run if login and _LOGIN.match(run) and run.lower() not in _NOBODY else None


_NOBODY: Final = frozenset(
    "admin administrator redaktion redaction staff editor user guest gast human the der die das den dem le la el los "
    "und and".split()
)


def _only_names(line: str, near_date: bool) -> bool:
    """Whether a line holds nothing but people; without a date beside it the first given name must be a known one."""
    if not line[:1].isupper():
        return False
    people, end = western.leading_names(line)
    return bool(
        people
        and end >= len(line.rstrip(" ,.")) - 1
        and all(1 <= name.count(" ") <= 3 and not western.is_title(name) for name, _, _ in people)
        and (western.is_given_name(people[0][0].split(" ")[0].split("-")[0]) or (near_date and _LABELS.search(line) is None))
    )


_LABELS: Final = re.compile(
    r"(?i)\b(?:woche|tages|news|nachrichten|jetzt|lokal|local|politik|politics|kultur|culture|sport|sports|foto|photo|video|home|"
    r"more|share|mehr|teilen|kommentar\w*|comments?|read|lesen|anmelden|login|sign|log|subscribe|menu|search|suche|"
    r"page|online|blog|media|times|post|press|breaking|world|business|magazin|magazine|zeitung|redaktion|today|tv|"
    r"ajansı|agency|agence|agentur|agencia|dpa|reuters|facebook|twitter|whatsapp|instagram|linkedin|youtube|pinterest|google|print|email|minutes?|like|all|new|top|moderator|"
    r"ciudad|noticias|actualidad|deportes|mundo|monde|france|united|street|city|university|berita|terkait)\b"
)
