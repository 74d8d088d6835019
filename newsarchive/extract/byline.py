"""Printed credits, declared names -> the authors, with the evidence.

Rules, in order:
1. What credits.read finds printed beside the article (作者：…, 记者 …, （記者…報導）) is what a reader sees: it wins
   in Chinese, Japanese and Korean.
2. Elsewhere JSON-LD's author is written by the same hand that prints the byline, and is cleaner: it wins where it
   names a person.
3. Then what the markup calls author or byline (microdata, rel=author, class), then the metas that name writers.
4. Where a page marks nothing, the lines around the text tell (extract/signed).
5. `meta author` is believed last, and never when it is an editor of the page, a number, a date, an address or the
   site's own name; on a page in simplified Chinese not at all.
6. Where nobody is named, a desk is ("Redaktion", "Staff").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Final

from newsarchive.extract import credits, western
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.lexicon import AGENCIES
from newsarchive.extract.names import Kind, judge
from newsarchive.extract.structured import Declared

__all__ = ["authors", "begins", "people"]

WEIGHTS: Final = {
    "json-ld author": 0.85,
    "json-ld creator": 0.7,
    "microdata author": 0.75,
    "microdata creator": 0.6,
    "rel=author": 0.75,
    "byline class": 0.7,
    "parsely-author": 0.7,
    "sailthru.author": 0.7,
    "cxenseparse:author": 0.7,
    "json-ld organization": 0.5,
    "printed credits": 0.6,
    "printed byline": 0.72,
    "name beside a date": 0.42,
    "name above the text": 0.42,
    "signature": 0.35,
    "baidu author": 0.5,
    "founder author": 0.4,
    "meta author": 0.45,
    "the site itself": 0.3,
}
"""How far each place is believed; other metas count 0.5."""

_BY: Final = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|story|words|text|review|opinion|analysis|guest post|article|"
    r"erstellt|verfasst|geschrieben|veröffentlicht|artikel|about the)\s+)?"
    r"(?:by|vo[nm]|par|por|di|da|door|av|af|przez|autor(?:in|es?|a)?|author|authors|auteur|autore|"
    r"redakteur(?:in)?|journalist|redaktor|автор|от|yazan|oleh|texte?|foto|tekst|publi(?:é|cado) (?:par|por)|"
    r"escrito por)\b\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\s{0,9}(?:[;|•·]|、|，|\s/\s|／|&|\band\b|\bund\b|\bet\b|\by\b|\bog\b|\boch\b|\be\b(?=\s[A-Z])|\bi\b(?=\s[A-ZŁŚŻ])|,(?!\s{0,9}(?:jr|sr|ph|md)\b))\s{0,9}",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|@|©|\[at\]|\b\d+\b|\d{3}|"
    r"^(?:admin(?:istrator)?|editor|editors|staff|redaktion|redaction|redacción|rédaction|author|"
    r"red|guest|none|no author|unknown|anonymous|undefined|null|user|root|webmaster|"
    r"developer|follow|share|comments?|more|view all posts?|"
    r"see (?:full )?bio|more (?:by|from)\b.*|(?:letzte )?aktualisierung|(?:forum )?moderator)$|"
    r"\b(?:published|updated|posted|minutes?|hours?|subscribe|newsletter|comments?|read|share|follow|email|posts?|"
    r"articles?|相关|相關|推荐|推薦|contributor since|view all|all rights)\b|[:?!。！？]",
    re.IGNORECASE,
)
_AFTER_NAME: Final = re.compile(
    r"\s{0,9}(?:\(.{0,60}\)|\bfor (?:the )?[A-Z].*|\b(?:in|aus|à|en) [A-Z].*|[-–—|] .*|,?\s{0,9}\b(?:staff writer|reporter|"
    r"correspondent|senior|political|chief|associated press|editor|journalist|redakteur\w*|writer|contributor|"
    r"opinion columnist|columnist)\b.*)$",
    re.IGNORECASE,
)

_INITIAL: Final = re.compile(r"\b(?:[A-Z]|[Jj]r|[Ss]r)\.$")
_EDITED: Final = re.compile(r"(?:edited by|editors?|editing|redaktur|penyunting|editado por)\s*:[\s–]*", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\((?:www\.)?[\w-]+\.[a-z]{2,4}\)")
"""An outlet that signs with its address: Harbour Radio (www.harbour.example)."""
_LOGIN: Final = re.compile(r"[a-z\d]{1,40}(?:[_.-][a-z\d]{1,40}){1,9}|[a-z]{1,40}\d{1,9}")
_OF_A_SITE: Final = re.compile(
    r"(?:www\.)?[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:de|com|net|org|info|at|ch|it|fr|uk|nl)(?: {0,3},| {1,3}/ )",
    re.IGNORECASE,
)
"""How a site names itself and where it sits: courier.example, Bilt, Germany."""
_HOST_BEFORE: Final = re.compile(
    r"\A[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:de|com|net|org|info|at|ch|it|fr|uk|nl)/(?=[^\W\d_]+ [^\W\d_])", re.IGNORECASE
)
"""courier.example/Jane Doe."""
_BUTTON: Final = re.compile(r"\s{0,9}(?:Foto|Fotos|Symbolbild|Bild|Photo|(?<=[a-z])Follow)$")
"""What a layout glues to a name."""
_COMMENT: Final = re.compile(r"\b(?:says|said|sagt|schreibt|writes|dit|dice)\s*:?$", re.IGNORECASE)
"""How the markup of a comment's writer ends."""
_DESKS: Final = re.compile(
    r"^(?:redaktion|redaction|redacción|rédaction|staff|staff writer|editorial team|die redaktion)$", re.IGNORECASE
)
"""Names of nobody, which stand where a page names nobody else."""


def begins(line: str) -> bool:
    """Whether a line begins as a Western byline does.

    >>> begins("By Jane Doe"), begins("Bye, Jane")
    (True, False)
    """
    return _BY.match(line) is not None


@lru_cache(maxsize=2048)  # markup repeats what is printed, and a site its reporters
def people(printed: str) -> tuple[str, ...]:
    """The names in a declared author or a Western byline, without "By", roles and addresses.

    >>> people("By Jane Doe and John Roe, Political Editor")
    ('Jane Doe', 'John Roe')
    >>> people("2019-6-6 10:38:49"), people("https://x.example/jane")
    ((), ())
    """
    text = _BY.sub("", " ".join(printed.split()).strip(" \"'"))
    if _COMMENT.search(text) or _OF_A_SITE.match(text):
        return ()
    text = _BUTTON.sub("", _HOST_BEFORE.sub("", text))
    found: list[str] = []
    for piece in _BETWEEN.split(text):
        name = _without_job(piece, alone=not found).strip(" ,;:-–—|*/\"'“”") if piece else ""
        if name.endswith(".") and not _INITIAL.search(name):
            name = name.rstrip(".")
        if 2 <= len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _without_job(name: str, *, alone: bool) -> str:
    """A name without what follows it, unless hardly a name would be left: "Associated Press", "Rasender Reporter"."""
    match = _AFTER_NAME.search(name)
    if match is None:
        return name
    left = name[: match.start()].strip()
    sign = match.group().lstrip()[:1]
    kept = sign in "(,-–—|" or (" " in left and left.split()[-1][:1].isupper()) or not (left or alone)
    return left if kept else name


def _names_a_person(site: str) -> bool:
    given, _, family = site.partition(" ")
    return 0 < len(family) <= 20 and family.count(" ") < 2 and western.is_given_name(given) and family[0].isupper()


def _unlabeled(printed: str) -> str:
    return _BY.sub("", " ".join(printed.split()))


def authors(
    printed: credits.PrintedCredits,
    declared: Declared,
    bylines: Iterable[tuple[str, str]],
    sites: Iterable[str],
    language: str | None,
) -> tuple[tuple[str, ...], Evidence | None]:
    """The names of the writers, and the witnesses for them.

    bylines: text and origin of the elements near the article that call themselves its author.
    """
    cjk = (language or "")[:2] in ("zh", "ja", "ko")
    # "By Jane Doe" beside a Japanese text is as often a teaser's: it is weighed against what is declared
    foreign = "".join(printed.authors).isascii() and bool(declared.all("author"))
    if printed.authors and cjk and not foreign:
        return printed.authors, Evidence("、".join(printed.authors), "printed credits", 0.95)
    editors = tuple({credit.name for credit in printed.editors} | {s.value for s in declared.all("editor")})
    # a person's own site is named after the person
    names_of_sites = tuple({site.casefold() for site in sites if not _names_a_person(site)})
    groups: dict[str, list[str]] = {}
    for statement in declared.all("author"):
        groups.setdefault(statement.origin, []).append(statement.value)
    if "json-ld author" in groups:
        # an agency listed beside a person is credited with them; the publisher is not
        groups["json-ld author"] += [
            body
            for body in groups.get("json-ld organization", ())
            if body.casefold() not in names_of_sites or body.lower() in AGENCIES
        ]
    for text, origin in bylines:
        if _EDITED.match(text):
            editors += people(_EDITED.sub("", text))
        elif not text.startswith("|"):  # what follows a film's length: 03:07 | Jane Doe
            groups.setdefault(origin, []).append(text)
    if language == "zh":
        # on the mainland's pages it names the desk's editor, in 94 of 94 that were counted, or the login of whoever typed
        groups.pop("meta author", None)
    found: dict[frozenset[str], Evidence] = {}
    people_of: dict[frozenset[str], tuple[str, ...]] = {}
    for origin, values in groups.items():
        trusted = not cjk and origin.startswith("json-ld")
        kept = tuple(
            dict.fromkeys(
                name
                for value in values
                for name in people(value)
                if name not in editors
                and (trusted or credits.believable(name, editors, names_of_sites))
                and (not cjk or judge(name) is Kind.PERSON)
            )
        )
        if kept:
            # the site as its own author fills a template's field
            own = all(name.casefold() in names_of_sites for name in kept) or all(map(_ADDRESSED.search, values))
            who = frozenset(name.casefold() for name in kept)
            people_of.setdefault(who, kept)
            weight = WEIGHTS["the site itself"] if own else WEIGHTS.get(origin, 0.5)
            if all(map(_LOGIN.fullmatch, kept)):
                weight /= 2
            found[who] = Evidence(", ".join(kept), origin, weight).joined(found.get(who))
    if printed.authors:
        who = frozenset(name.casefold() for name in printed.authors)
        people_of.setdefault(who, printed.authors)
        found[who] = Evidence(", ".join(printed.authors), "printed credits", WEIGHTS["printed credits"]).joined(found.get(who))
    if not found:
        told = () if cjk else map(_unlabeled, chain(*groups.values()))
        desk = next((name for name in told if _DESKS.match(name)), None)
        return ((desk,), Evidence(desk, "a desk", WEIGHTS["the site itself"])) if desk else ((), None)
    if not cjk:
        for listed, evidence in list(found.items()):
            for who in found:
                # a byline may leave out some that JSON-LD names, and JSON-LD some that are printed as links to writers
                longer = evidence.origin.startswith("json-ld") and evidence.weight > 0.8
                if who < listed and (longer or ("rel=author" in evidence.origin and len(listed) < 5)):
                    found[listed] = found[listed].joined(found[who])
    who, evidence = max(found.items(), key=lambda item: item[1].weight)
    return people_of[who], evidence
