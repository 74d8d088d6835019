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
_CUT_OFF: Final = re.compile(r"\s*(?:\.{2,}|…+|\[\W*\])\s*$")
_BYLINE_AFTER: Final = re.compile(r"(?<=[.!?…]) (?:By|Von|Par|Por|Di) (?:[A-ZÀ-Ý][\w'’-]+ ?){2,4}\.?$")
_NAMED: Final = re.compile(
    r"(?<![a-z])(?:stand-?first|lead|lede|intro\w*|teaser\w*|sub-?(?:title|headline|head|line)|dek|summary|excerpt|abstract|"
    r"description|vorspann|anreisser|chapo|chapeau|bajada|copete|entradilla|sottotitolo|occhiello|sommario|ingress|manchet|"
    r"perex|zhaiyao|daodu|strap(?:line)?|tagline)(?![a-z])",
    re.IGNORECASE,
)
SHOWN: Final = 0.99
"""How far a displayed standfirst is believed: what is printed is the summary, whatever search engines are told."""
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
    found: dict[str, Evidence] = {}
    for statement in declared.all("summary"):
        text = statement.value
        whole = _whole(text, outline, first) if _CUT_OFF.search(text) else _BYLINE_AFTER.sub("", text)
        k = key(whole)
        if k:
            found[k] = Evidence(whole, statement.origin, WEIGHTS.get(statement.origin, 0.3)).joined(found.get(k))
    best = max(found.values(), key=lambda evidence: evidence.weight, default=None)
    shown = " ".join(block.text for block in lead)
    if shown and _is_standfirst(lead, outline):
        return Evidence(shown, "standfirst", SHOWN)
    return best


def _is_standfirst(lead: list[Block], outline: Outline) -> bool:
    """Whether lines are set as a standfirst: as headings, or in an element called one."""
    return sum(block.mass for block in lead) <= LONGEST and all(_is_called_one(block, outline) for block in lead)


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
    if headline_at is None or prose.first - headline_at > 40:
        return []
    out = bytearray(len(outline.blocks))
    for box in outline.filled:
        if box.first >= prose.first:
            break
        # what holds the headline or the body too is a frame, whatever it is called
        between = headline_at < box.first and box.last <= prose.first
        if between and prose.parts[box.index][0].worth < 1:
            out[box.first : box.last] = b"\1" * (box.last - box.first)
    found = []
    for block in outline.blocks[headline_at + 1 : prose.first]:
        says_much = worth(block) > 0 or (block.box.tag in HEADINGS and block.mass >= LEAD)
        if not says_much or out[block.index] or 4 * block.linked > len(block.text):
            continue
        text = block.text
        if not (boilerplate.is_furniture(text) or boilerplate.is_caption(text) or credits.is_credit_line(text)):
            found.append(block)
    if not found and len(prose.blocks) > 2:
        # it may stand in the body's own element
        first = prose.blocks[0]
        found = [first] if first.box.tag not in HEADINGS and _is_called_one(first, outline) else []
    return found[:3]


def _whole(text: str, outline: Outline, first: int) -> str:
    """A description that breaks off with dots, completed from the line it was taken from."""
    start = _CUT_OFF.sub("", text)
    if len(start) > 20:
        for block in outline.blocks[max(0, first - 12) : first + 2]:
            if block.text.startswith(start):
                return block.text
    return text
