"""Printed credits, declared names -> the authors, with the evidence.

Rules, in order:
1. What credits.read finds printed beside the article (作者：…, 记者 …, （記者…報導）) is what a reader sees: it wins
   in Chinese, Japanese and Korean.
2. Elsewhere JSON-LD's author is written by the same hand that prints the byline, and is cleaner: it wins where it
   names a person.
3. Then what the markup calls author or byline (microdata, rel=author, class), then the metas that name writers.
4. `meta author` is believed last, and never when it is an editor of the page, a number, a date, an address or the
   site's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from newsarchive.extract import credits
from newsarchive.extract.evidence import Evidence
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
    "baidu author": 0.5,
    "founder author": 0.4,
    "meta author": 0.45,
    "the site itself": 0.3,
}
"""How far each place is believed; other metas count 0.5."""

_BY: Final = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|story|words|text|review|opinion|analysis|guest post|"
    r"article)\s+)?(?:by|von|par|por|di|da|door|av|af|przez|autor(?:in|es?|a)?|author|authors|auteur|autore|"
    r"redakteur(?:in)?|journalist|redaktor|автор|от|yazan|oleh|texte?|foto|tekst|publi(?:é|cado) (?:par|por)|"
    r"escrito por)\b\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[;|•·]|、|，|\s/\s|／|&|\band\b|\bund\b|\bet\b|\by\b|\bog\b|\boch\b|\be\b(?=\s[A-Z])|\bi\b(?=\s[A-ZŁŚŻ])|,(?!\s*(?:jr|sr|ph|md)\b))\s*",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"https?:|www\.|@|\d|^(?:admin(?:istrator)?|editor|editors|staff|redaktion|redaction|redacción|rédaction|author|"
    r"guest|none|unknown|undefined|null|user|root|webmaster|follow|share|comments?|more|view all posts?|"
    r"see (?:full )?bio)$|"
    r"\b(?:published|updated|posted|minutes?|hours?|subscribe|newsletter|comments?|read|share|follow|email|posts?|"
    r"articles?|contributor since|view all|all rights)\b|[:?!。！？]",
    re.IGNORECASE,
)
_AFTER_NAME: Final = re.compile(
    r"\s*(?:\(.{0,60}\)|\bfor (?:the )?[A-Z].*|\b(?:in|aus|à|en) [A-Z].*|[-–—|] .*|,?\s*\b(?:staff writer|reporter|"
    r"correspondent|senior|political|chief|associated press|editor|journalist|redakteur\w*|writer|contributor|"
    r"opinion columnist|columnist)\b.*)$",
    re.IGNORECASE,
)


def begins(line: str) -> bool:
    """Whether a line begins as a Western byline does.

    >>> begins("By Jane Doe"), begins("Bye, Jane")
    (True, False)
    """
    return _BY.match(line) is not None


def people(printed: str) -> tuple[str, ...]:
    """The names in a declared author or a Western byline, without "By", roles and addresses.

    >>> people("By Jane Doe and John Roe, Political Editor")
    ('Jane Doe', 'John Roe')
    >>> people("2019-6-6 10:38:49"), people("https://x.example/jane")
    ((), ())
    """
    text = _BY.sub("", " ".join(printed.split()).strip(" \"'"))
    found = []
    for piece in _BETWEEN.split(text):
        name = _AFTER_NAME.sub("", piece).strip(" ,.;:-–—|*\"'“”") if piece else ""
        if 2 <= len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def authors(
    printed: credits.PrintedCredits,
    declared: Declared,
    bylines: Iterable[tuple[str, str]],
    sites: Iterable[str],
    cjk: bool,
) -> tuple[tuple[str, ...], Evidence | None]:
    """The names of the writers, and the witnesses for them.

    bylines: text and origin of the elements near the article that call themselves its author.
    """
    if printed.authors and cjk:
        return printed.authors, Evidence("、".join(printed.authors), "printed credits", 0.95)
    editors = tuple({credit.name for credit in printed.editors} | {s.value for s in declared.all("editor")})
    names_of_sites = tuple({site.casefold() for site in sites})
    groups: dict[str, list[str]] = {}
    for statement in declared.all("author"):
        groups.setdefault(statement.origin, []).append(statement.value)
    for text, origin in bylines:
        groups.setdefault(origin, []).append(text)
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
            own = all(name.casefold() in names_of_sites for name in kept)
            who = frozenset(name.casefold() for name in kept)
            people_of.setdefault(who, kept)
            found[who] = Evidence(
                ", ".join(kept), origin, WEIGHTS["the site itself"] if own else WEIGHTS.get(origin, 0.5)
            ).joined(found.get(who))
    if printed.authors:
        who = frozenset(name.casefold() for name in printed.authors)
        people_of.setdefault(who, printed.authors)
        found[who] = Evidence(", ".join(printed.authors), "printed credits", WEIGHTS["printed credits"]).joined(
            found.get(who)
        )
    if not found:
        return (), None
    who, evidence = max(found.items(), key=lambda item: item[1].weight)
    return people_of[who], evidence
