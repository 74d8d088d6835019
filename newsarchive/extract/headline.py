"""Outline and declarations -> the displayed headline, without the site's suffix.

Witnesses are the page's headings and class names, what JSON-LD, OpenGraph and metas call the title, and `<title>`. A
witness that repeats another's words supports it; one that only adds the site's name around them supports the shorter
form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from newsarchive.extract.blocks import Outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.structured import Declared

__all__ = ["headline", "key", "place"]

WEIGHTS: Final = {
    "json-ld headline": 0.99,
    "og:title": 0.6,
    "twitter:title": 0.3,
    "<title>": 0.4,
    "meta articletitle": 0.7,
    "founder title": 0.7,
    "microdata headline": 0.6,
    "json-ld name": 0.3,
    "json-ld alternativeHeadline": 0.1,
    "h1": 0.7,
    "h2": 0.25,
    "h3": 0.1,
    "named": 0.35,
    "in a title": 0.3,
    "near the text": 0.3,
}
"""How far each witness is believed; other metas count 0.3. Measured on the development pages of bench/."""

_SEPARATOR: Final = re.compile(
    r"\s+[：:]\s*|\s+[|｜–—\-·•:»«›/]+\s+|\s*[|｜_»]+\s*|\s*(?:--+|——+)\s*|(?<=[\u3040-\u9fff”》】？！）)\d])\s*[-–—]\s*(?=[\u3040-\u9fff])|\s*::\s*|\s*[-–—]\s*(?=[^\s]+\.(?:com|cn|net|org|jp|de|tw|kr|fr|co)\b)"
)
_KEY: Final = re.compile(r"[\W_]+")
_NAMED: Final = re.compile(
    r"(?<![a-z])(?:head-?line|(?:article|art|news|post|entry|story|main|content|page|detail|txt|text|big|doc)?[-_]?(?:title|tit|biaoti|bt)\d*|subject)(?![a-z])"
)


@lru_cache(maxsize=8192)  # the pages of a site share their names
def _is_named(names: str) -> bool:
    return _NAMED.search(names.lower()) is not None


@lru_cache(maxsize=2048)  # markup repeats what is displayed, and itself
def key(text: str) -> str:
    """What two spellings of one headline have in common."""
    return _KEY.sub("", text).casefold()


def headline(outline: Outline, declared: Declared, url: str, body_at: int | None = None) -> list[Evidence]:
    """Every candidate headline with its witnesses, best first; body_at is the index of the body's first block."""
    sites = {key(statement.value) for statement in declared.all("site")} | _host_keys(url)
    sites.discard("")
    titles: dict[str, str] = {}
    for statement in declared.statements:
        if statement.field in ("title", "page_title"):
            titles.setdefault(statement.origin, statement.value)
    found: dict[str, Evidence] = {}
    for text, origin, weight in _displayed(outline, [key(text) for text in titles.values()], body_at):
        if (k := key(text)) and k not in sites:
            found[k] = Evidence(text, origin, weight).joined(found.get(k))
    for origin, text in titles.items():
        weight = WEIGHTS.get(origin, 0.3)
        k = key(text)
        if k not in found:
            # what is displayed and begins or ends this title is the headline in it, unless it is a small part
            parts = [
                part for part in found if 5 < len(part) > 0.3 * len(k) and (k.startswith(part) or k.endswith(part))
            ]
            if parts:
                k = max(parts, key=lambda part: (found[part].weight, len(part)))
                text = found[k].value
            else:
                text = _without_site(text, sites)
                k = key(text)
        if k and k not in sites:
            found[k] = Evidence(text, origin, weight).joined(found.get(k))
            if origin == "json-ld headline":
                # the publisher's own spelling: kicker and headline, which a page sets apart by looks, are parted by a
                # sign
                found[k] = found[k]._replace(value=text)
    return sorted(found.values(), key=lambda evidence: -evidence.weight)


def place(title: str | None, outline: Outline, body_at: int) -> int | None:
    """Index of the block where a title is displayed: the last before the body, a heading before other text."""
    wanted = key(title or "")
    if not wanted:
        return None
    found = None
    for block in outline.blocks[max(0, body_at - 80) : body_at + 1]:
        if len(block.text) < 400:
            k = key(block.text)
            heading = block.box.tag in ("h1", "h2", "h3")
            if wanted in k or (heading and len(k) > 8 and k in wanted):
                found = block.index
                if block.box.tag == "h1":
                    break
    return found


def _displayed(outline: Outline, titles: list[str], body_at: int | None) -> Iterator[tuple[str, str, float]]:
    """Text, place and weight of what the page shows as a headline or calls one."""
    blocks = outline.blocks
    first_h1 = True
    for box in outline.filled:
        if body_at is not None and box.first > body_at + 2:
            break
        if box.last - box.first > 4:
            continue
        heading = box.tag in ("h1", "h2", "h3")
        named = bool(box.names) and _is_named(box.names)
        near = body_at is not None and body_at - 12 <= box.first <= body_at
        if not (heading or named or (near and box.last - box.first == 1)):
            continue
        here = blocks[box.first : box.last]
        text = " ".join(block.text for block in here)
        if not 2 <= len(text) <= 300:
            continue
        weight = WEIGHTS[box.tag] if heading else 0.0
        if box.tag == "h1":
            if not first_h1:
                weight *= 0.7
            first_h1 = False
        if named:
            weight = 1 - (1 - weight) * (1 - WEIGHTS["named"])
        if 2 * sum(block.linked for block in here) > len(text):
            weight *= 0.5
        k = key(text)
        if any(k in title and (len(k) > 0.3 * len(title) or len(k) > 12) for title in titles):
            weight = 1 - (1 - weight) * (1 - WEIGHTS["in a title"])
        elif not (heading or named):
            continue
        elif box.tag != "h1":
            weight *= 0.5
        if near:
            weight = 1 - (1 - weight) * (1 - WEIGHTS["near the text"])
        yield text, box.tag if heading else "named" if named else "printed", weight


def _host_keys(url: str) -> set[str]:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # brackets that are no IPv6 address
        return set()
    return {key(host), *(key(part) for part in host.split(".")[:-1] if len(part) > 2)}


def _without_site(title: str, site_keys: set[str]) -> str:
    """A title without the parts that name the site: from the end while they do, once from the front."""
    spans = [m.span() for m in _SEPARATOR.finditer(title)]
    if not spans:
        return title
    cuts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(title)]
    parts = [title[a:b] for a, b in zip(cuts, ends, strict=True)]
    first, last = 0, len(parts)
    while last - first > 1 and _is_site(parts[last - 1], site_keys):
        last -= 1
    while last - first > 1 and _is_site(parts[first], site_keys):
        first += 1
    if last == len(parts) and first == 0:
        # nobody names the site: the first part, where it is clearly the longer one
        longest = max(range(len(parts)), key=lambda i: len(parts[i]))
        if len(parts[longest]) > 2 * sum(len(p) for i, p in enumerate(parts) if i != longest):
            return parts[longest].strip()
        return title
    return title[cuts[first] : ends[last - 1]].strip()


def _is_site(part: str, site_keys: set[str]) -> bool:
    k = key(part)
    return not k or any(
        k == site or (len(k) > 2 and (k in site or (len(site) > 3 and site in k and len(k) < 3 * len(site))))
        for site in site_keys
    )
