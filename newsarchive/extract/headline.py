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

from newsarchive.extract.blocks import Block, Outline
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
    "over a date": 0.2,
}
"""How far each witness is believed; other metas count 0.3. Measured on the development pages of bench/."""

# what separates has one of a few signs, which is asked first: most places of a title have none
_SEPARATOR: Final = re.compile(
    r"(?=\s{0,4}[：:|｜–—\-·•»«›/_])(?:\s{1,4}[：:]\s{0,4}|\s{1,4}[|｜–—\-·•:»«›/]{1,4}\s{1,4}|\s{0,4}[|｜_»]{1,4}\s{0,4}|\s{0,4}(?:-{2,9}|—{2,9})\s{0,4}|(?<=[\u3040-\u9fff”》】？！）)\d])\s{0,4}[-–—]\s{0,4}(?=[\u3040-\u9fff])|\s{0,4}::\s{0,4}|\s{0,4}[-–—]\s{0,4}(?=[^\s]{1,60}\.(?:com|cn|net|org|jp|de|tw|kr|fr|co)\b))"
)
_KEY: Final = re.compile(r"[\W_]+")
_DATE: Final = re.compile(r"(?:19|20)\d\d ?[-./年] ?\d{1,2} ?[-./月] ?\d")
_WORD: Final = re.compile(r"\w+")
_COLON_ENDS: Final = re.compile(r"\S:\s*\Z")
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
    shown: set[tuple[str, str]] = set()
    for text, origin, weight in _displayed(outline, [key(text) for text in titles.values()], body_at):
        if origin == "printed" and _is_site(text, sites):
            continue
        # "Follow us" nine times is one witness
        if (k := key(text)) and k not in sites and (k, origin) not in shown:
            shown.add((k, origin))
            found[k] = Evidence(text, origin, weight).joined(found.get(k))
    # <title> last: what it has more than the others is the site's name
    for origin, text in sorted(titles.items(), key=lambda title: title[0] == "<title>"):
        weight = WEIGHTS.get(origin, 0.3)
        k = key(text)
        if k not in found:
            # what is displayed and begins or ends this title is the headline in it, unless it is a small part
            bare = _without_site(text, sites)
            parts = [part for part in found if len(part) > 5 and (_holds(k, part) or _holds(key(bare), part))]
            if origin == "json-ld headline":
                # Google asked for at most 110 characters: what breaks off there goes on as it is displayed
                parts = [part for part in found if len(text) > 100 and part.startswith(k)]
            if parts:
                k = max(parts, key=lambda part: (found[part].weight, len(part)))
                text = found[k].value
            else:
                k, text = key(bare), bare
        if k and not _is_site(text, sites):
            found[k] = Evidence(text, origin, weight).joined(found.get(k))
            if (origin == "json-ld headline" and len(text) <= 100) or _parted(text, found[k].value):
                # the publisher's own spelling: kicker and headline, which a page sets apart by looks, are parted by a
                # sign
                found[k] = found[k]._replace(value=text)
    return _bare_first(sorted(found.values(), key=lambda evidence: -evidence.weight), titles.get("og:title"), sites)


def _holds(title: str, part: str) -> bool:
    """Whether a title (keys) is a headline and more; its end is as well the site's name, so it must be the greater part."""
    if title.startswith(part):
        return len(part) > 0.3 * len(title)
    return title.endswith(part) and len(part) > 0.5 * len(title)


def _parted(text: str, other: str) -> bool:
    """Whether a spelling parts words that stand glued in another: "Strike / Trains stop", "StrikeTrains stop"."""
    return text != other and len(_WORD.findall(text)) > len(_WORD.findall(other))


def _bare_first(found: list[Evidence], shared: str | None, sites: set[str]) -> list[Evidence]:
    """The candidates, with the best one's words alone before it where it holds more than the headline.

    Pages set a kicker or a date over the headline, often in the same element, and leave it out of og:title; or the
    byline under it, which nothing else repeats.
    """
    if not found:
        return found
    best = found[0]
    whole = key(best.value)
    for evidence in found[1:]:
        k = key(evidence.value)
        if best.origin == "h1" and "title" in evidence.origin and whole.startswith(k) and 2 * len(k) > len(whole):
            return [evidence, *(one for one in found if one is not evidence)]
    text = _without_site(shared or "", sites)
    k = key(text)
    if k != whole and whole.endswith(k) and 2 * len(k) > len(whole) and whole not in key(shared or ""):
        # a kicker that is printed with a colon of its own belongs to the line, unless the headline is displayed alone
        kicker = best.value[: best.value.find(text)] if text in best.value else ""
        alone = any("h1" in one.origin and key(one.value) == k for one in found)
        if alone or not _COLON_ENDS.search(kicker):
            return [Evidence(text, f"og:title, {best.origin}", best.weight), *(one for one in found if key(one.value) != k)]
    return found


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
    known = "\n".join(titles)
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
        text = " ".join([block.text for block in here])
        if not 2 <= len(text) <= 300:
            continue
        weight = WEIGHTS[box.tag] if heading else 0.0
        if box.tag == "h1":
            if not first_h1:
                weight *= 0.7
            first_h1 = False
        if named:
            weight = 1 - (1 - weight) * (1 - WEIGHTS["named"])
        if 2 * sum([block.linked for block in here]) > len(text):
            weight *= 0.5
        k = key(text)
        if k in known and any(_speaks_of(title, k) for title in titles):
            weight = 1 - (1 - weight) * (1 - WEIGHTS["in a title"])
        elif not (heading or named):
            if not _over_date(blocks, box.last, text):
                continue
            weight = WEIGHTS["over a date"]
        elif box.tag != "h1" or any(title.endswith(k) for title in titles):
            weight *= 0.5  # a title ends with the site's name
        if near:
            weight = 1 - (1 - weight) * (1 - WEIGHTS["near the text"])
        yield text, box.tag if heading else "named" if named else "printed", weight


def _over_date(blocks: list[Block], following: int, text: str) -> bool:
    """Whether a line stands directly over the one with the date, as a headline does that no markup calls one."""
    return (
        len(text) > 8 and following < len(blocks) and len(below := blocks[following].text) < 100 and bool(_DATE.search(below))
    )


def _speaks_of(title: str, part: str) -> bool:
    """Whether a title (keys) names a displayed line; the last words of a longer title are as well the site's name."""
    at = title.find(part)
    if at < 0 or not (len(part) > 0.3 * len(title) or len(part) > 12):
        return False
    return at == 0 or at + len(part) < len(title) or 2 * len(part) > len(title)


def _host_keys(url: str) -> frozenset[str]:
    try:
        return _keys_of(urlsplit(url).hostname or "")
    except ValueError:  # brackets that are no IPv6 address
        return frozenset()


@lru_cache(maxsize=1024)
def _keys_of(host: str) -> frozenset[str]:
    host = host.removeprefix("www.")
    return frozenset({key(host), *(key(part) for part in host.split(".")[:-1] if len(part) > 2)})


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
