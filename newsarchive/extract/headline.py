"""Outline and declarations -> the displayed headline, without the site's suffix.

Witnesses are the page's headings and class names, what JSON-LD, OpenGraph and metas call the title, and `<title>`. A witness
that repeats another's words supports it; one that only adds the site's name around them supports the shorter form.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from newsarchive.extract.blocks import Outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.structured import Declared

__all__ = ["headline"]

WEIGHTS: Final = {
    "json-ld headline": 0.75,
    "og:title": 0.6,
    "twitter:title": 0.3,
    "<title>": 0.4,
    "json-ld name": 0.3,
    "json-ld alternativeHeadline": 0.1,
    "h1": 0.7,
    "h2": 0.25,
    "h3": 0.1,
    "named": 0.35,
    "printed": 0.15,
}
"""How far each witness is believed; other metas count 0.3. Measured on the development pages of bench/."""

_SEPARATOR: Final = re.compile(r"\s+[|｜–—\-·•:»«›/]+\s+|\s*[|｜_»]+\s*|\s*(?:--+|——+)\s*|(?<=[\u3040-\u9fff”》】？！）)\d])\s*[-–—]\s*(?=[\u3040-\u9fff])|\s*::\s*|\s*[-–—]\s*(?=[^\s]+\.(?:com|cn|net|org|jp|de|tw|kr|fr|co)\b)")
_KEY: Final = re.compile(r"[\W_]+")
_NAMED: Final = re.compile(r"(?<![a-z])(?:head-?line|(?:article|art|news|post|entry|story|main|content|page|detail|txt|text|big|doc)?[-_]?(?:title|tit|biaoti|bt)\d*|subject)(?![a-z])")


def key(text: str) -> str:
    """What two spellings of one headline have in common."""
    return _KEY.sub("", text).casefold()


def headline(outline: Outline, declared: Declared, url: str, before: int | None = None) -> list[Evidence]:
    """Every candidate headline with its witnesses, best first."""
    site_keys = {key(s.value) for s in declared.all("site") if s.value} | _host_keys(url)
    site_keys.discard("")
    found: dict[str, Evidence] = {}

    def testify(text: str, origin: str, weight: float) -> None:
        k = key(text)
        if not k or k in site_keys:
            return
        known = found.get(k)
        if known is None:
            found[k] = Evidence(text, origin, weight)
        else:
            rank = 1 if origin[0] in "hnp" and origin[1:2] in ("1", "2", "3", "a", "r") else 0
            known_rank = 1 if known.origin[0] in "hnp" and known.origin[1:2] in ("1", "2", "3", "a", "r") else 0
            first = known if known_rank >= rank else Evidence(text, origin, weight)
            found[k] = Evidence(first.value, f"{known.origin}, {origin}", 1 - (1 - known.weight) * (1 - weight))

    titles: list[tuple[str, str]] = []
    seen: set[str] = set()
    for statement in declared.statements:
        if statement.field in ("title", "page_title") and statement.origin not in seen:
            seen.add(statement.origin)
            titles.append((statement.value, statement.origin))
    h1s = 0
    page_keys = [key(text) for text, _ in titles]
    blocks = outline.blocks
    for box in outline.boxes:
        tag = box.tag
        if box.first == box.last or box.last - box.first > 4:
            continue
        named = bool(box.names) and _NAMED.search(box.names.lower()) is not None
        heading = tag in ("h1", "h2", "h3")
        if not heading and not named:
            continue
        if before is not None and box.first > before + 3:
            break
        text = " ".join(block.text for block in blocks[box.first : box.last])
        if len(text) > 300 or len(text) < 2:
            continue
        linked = sum(block.linked for block in blocks[box.first : box.last])
        weight = WEIGHTS.get(tag, 0.0) if heading else 0.0
        if tag == "h1":
            h1s += 1
            if h1s > 1:
                weight *= 0.7
        if named:
            weight = 1 - (1 - weight) * (1 - WEIGHTS["named"])
        if linked > 0.5 * len(text):
            weight *= 0.5
        k = key(text)
        if k and any(k in page for page in page_keys):
            weight = 1 - (1 - weight) * 0.7
        testify(text, tag if heading else "named", weight)
    for text, origin in titles:
        weight = WEIGHTS.get(origin, 0.3)
        k = key(text)
        # the longest displayed or shorter declared title that this one begins (or ends) with
        shorter = [other for other in found if other != k and len(other) > 5 and (k.startswith(other) or k.endswith(other)) and len(other) > 0.3 * len(k)]
        if shorter and k not in found:
            best = max(shorter, key=lambda other: (found[other].weight, len(other)))
            testify(found[best].value, origin, weight)
        else:
            testify(_without_site(text, site_keys) if k not in found else text, origin, weight)
    return sorted(found.values(), key=lambda evidence: -evidence.weight)


def _host_keys(url: str) -> set[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
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
    return not k or any(k == site or (len(k) > 2 and (k in site or (len(site) > 3 and site in k and len(k) < 3 * len(site)))) for site in site_keys)
