"""Outline, declarations -> the summary: the displayed standfirst, else what the page's description says."""

from __future__ import annotations

import re
from typing import Final

from newsarchive.extract import boilerplate, credits
from newsarchive.extract.blocks import Block, Outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.headline import key
from newsarchive.extract.prose import HEADINGS, LEAD, Prose, worth
from newsarchive.extract.structured import Declared

__all__ = ["displayed", "summary", "unlabelled"]

_LABEL: Final = re.compile(r"^\W{0,2}(?:摘要|内容摘要|内容提要|核心提示|导读|导语|提要|概要)\W{0,2}[:：]?\s*")
_CUT_OFF: Final = re.compile(r"\s{0,9}(?:\.{2,9}|…{1,9}|\[\W{0,9}\])\s{0,9}$")
_BYLINE_AFTER: Final = re.compile(r"(?<=[.!?…]) (?:By|Von|Par|Por|Di) (?:[A-ZÀ-Ý][\w'’-]+ ?){2,4}\.?$")
_NAMED: Final = re.compile(
    r"(?<![a-z])(?:stand-?first|lead|lede|intro\w*|teaser\w*|sub-?(?:title|headline|head|line)|dek|summary|excerpt|abstract|"
    r"description|vorspann|anreisser|chapo|chapeau|bajada|copete|entradilla|sottotitolo|occhiello|sommario|ingress|manchet|"
    r"perex|zhaiyao|daodu|strap(?:line)?|tagline)(?![a-z])",
    re.IGNORECASE,
)
SHOWN: Final = 0.99
"""How far a displayed standfirst is believed: what is printed is the summary, whatever search engines are told."""
SLOGAN: Final = 0.3
"""Share of its words, or pairs of Han and kana, that the text has, below which a description is not of the article: those of
articles share .4 and more, Chinese and Japanese ones nearly all, a site's own .3 at most."""
FOREIGN: Final = 8
"""By how much a description in words is believed less for that: it may be a paraphrase."""
BEGINNING: Final = 2000
"""Characters of a description whose words are looked for: a hostile one has no end."""
LONGEST: Final = 900
"""Bytes beyond which the lines above the body are its beginning."""
WEIGHTS: Final = {
    "og:description": 0.6,
    "json-ld description": 0.55,
    "meta description": 0.5,
    "twitter:description": 0.4,
}


def unlabelled(line: str) -> str:
    """A line without the word that calls it the summary.

    >>> unlabelled("摘要：潮水退了。"), unlabelled("导读者进门。")
    ('潮水退了。', '导读者进门。')
    """
    label = _LABEL.match(line)
    return line[label.end() :] if label and label[0].rstrip()[-1:] in ":：】］]" else line


def summary(outline: Outline, declared: Declared, first: int, lead: list[Block]) -> Evidence | None:
    """The summary of an article whose body begins at block `first`, with the displayed lines before it."""
    for block in outline.blocks[max(0, first - 12) : first + 2]:
        if (text := unlabelled(block.text)) and text != block.text:
            return Evidence(text, "printed label", 0.9)
    shown = " ".join(block.text for block in lead)
    if shown and _is_standfirst(lead, outline) and not _is_title(shown, declared):
        return Evidence(shown, "standfirst", SHOWN)
    found: dict[str, Evidence] = {}
    sites = {key(statement.value) for statement in declared.all("site")}
    said = " ".join([block.text for block in outline.blocks[max(0, first - 12) : first + 40]])
    shares: dict[str, float] = {}
    for statement in declared.all("summary"):
        text = _once(_without_site(statement.value, sites))
        whole = _whole(text, outline, first) if _CUT_OFF.search(text, max(0, len(text) - 24)) else _BYLINE_AFTER.sub("", text)
        k = key(whole)
        if k:
            weight = WEIGHTS.get(statement.origin, 0.3)
            if whole not in shares:  # OpenGraph, metas and JSON-LD repeat each other
                shares[whole] = _in_common(whole, said)
            if shares[whole] < SLOGAN:
                if _RUN.search(whole):
                    continue
                weight /= FOREIGN
            found[k] = Evidence(whole, statement.origin, weight).joined(found.get(k))
    return max(found.values(), key=lambda evidence: evidence.weight, default=None)


def _is_title(line: str, declared: Declared) -> bool:
    """Whether a displayed line is what the markup calls the title: another spelling of the headline."""
    k = key(line)
    return any(k in key(s.value) for s in declared.statements if s.field in ("title", "page_title"))


_RUN: Final = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]{2,}")
_WORD: Final = re.compile(r"[^\W\d_\u3040-\u9fff\uac00-\ud7a3]{4,}")


def _in_common(text: str, said: str) -> float:
    """Which share of a description's words the text has, 1.0 where it has none: of words of four letters and more, and of
    pairs of Han, kana and Hangul."""
    text = text[:BEGINNING]
    at = said.find(text)
    end = at + len(text)
    if at >= 0 and not said[at - 1 : at].isalpha() and not said[end : end + 1].isalpha():
        return 1.0  # it is the beginning of the text, or was taken from it
    text, said = text.lower(), said.lower()
    pairs = {run[at : at + 2] for run in _RUN.findall(text) for at in range(len(run) - 1)}
    words = set(_WORD.findall(text))
    known = [pair for pair in pairs if pair in said] + [word for word in words if _stands(word, said)]
    return len(known) / (len(pairs) + len(words)) if pairs or words else 1.0


def _stands(word: str, text: str) -> bool:
    """Whether a text has a word, and not only within a longer one."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not any(sign.isalnum() and not sign.isdecimal() for sign in (text[at - 1 : at], text[end : end + 1])):
            return True
        at = text.find(word, end)
    return False


def _once(text: str) -> str:
    """A text that is written twice, once."""
    half = len(text) // 2
    return text[:half] if len(text) > 40 and len(text) % 2 and text[:half] == text[half + 1 :] else text


def _without_site(text: str, sites: set[str]) -> str:
    """A description without the site's name behind or before it."""
    head, sign, tail = text.rpartition(" - ") if " - " in text else text.rpartition(" | ")
    if sign and key(tail) in sites:
        return head
    head, sign, tail = text.partition(" - ")
    return tail if sign and key(head) in sites else text


def _is_standfirst(lead: list[Block], outline: Outline) -> bool:
    """Whether lines are set as a standfirst: as headings, or in an element called one."""
    return sum(block.mass for block in lead) <= LONGEST and all(_is_called_one(block, outline) for block in lead)


def _may_be_one(first: Block, outline: Outline) -> bool:
    """Whether the first line in the body's own element is a standfirst."""
    return first.box.tag not in HEADINGS and _is_called_one(first, outline) and not credits.is_credit_line(first.text)


def _is_called_one(block: Block, outline: Outline) -> bool:
    box = block.box
    for _ in range(3):
        if box.last - box.first > 4:
            return False
        if box.tag in HEADINGS or _NAMED.search(box.names):
            return True
        box = outline.boxes[box.parent]
    return False


def displayed(outline: Outline, prose: Prose, headline_at: int | None) -> list[Block]:
    """The lines between the headline and the body that read like prose, else the body's first that are called so."""
    first = prose.first
    if headline_at is None or first - headline_at > 40:
        return []
    out = bytearray(len(outline.blocks))
    for box in outline.filled:
        if box.first >= first:
            break
        # what holds the headline or the body too is a frame, whatever it is called
        between = headline_at < box.first and box.last <= first
        if between and prose.parts[box.index][0].worth < 1:
            out[box.first : box.last] = b"\1" * (box.last - box.first)
    found = []
    for block in outline.blocks[headline_at + 1 : first]:
        says_much = worth(block) > 0 or (block.box.tag in HEADINGS and block.mass >= LEAD)
        if not says_much or out[block.index] or 4 * block.linked > len(block.text):
            continue
        text = block.text
        if not (boilerplate.is_furniture(text) or boilerplate.is_caption(text) or credits.is_credit_line(text)):
            found.append(block)
    if not found and len(prose.blocks) > 2:
        # it may stand in the body's own element
        own = prose.blocks[0]
        found = [own] if _may_be_one(own, outline) else []
    return found[:3]


def _whole(text: str, outline: Outline, first: int) -> str:
    """A description that breaks off with dots, completed from the line it was taken from."""
    start = _CUT_OFF.sub("", text)
    if len(start) > 20:
        for block in outline.blocks[max(0, first - 12) : first + 2]:
            if block.text.startswith(start):
                return block.text
    return text
