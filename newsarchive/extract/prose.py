"""Outline -> the article's body."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate
from typing import Final

from newsarchive.extract.blocks import Block, Box, Outline
from newsarchive.extract.hints import Part, names, part

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ASIDE_TAGS: Final = frozenset("nav footer aside form figure figcaption fieldset menu address legend caption noscript".split())
MARKS: Final = (",", ".", "，", "。", "、", "?", "!", "？", "！", "；", ";", "।", "،", "؟", "…", "”", "»", ":", "：")


def mass(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def value(block: Block) -> float:
    text = block.text
    m = mass(text)
    tag = block.box.tag
    density = block.linked / len(text)
    if density > 0.5:
        return -min(m, 100.0) * density
    if tag in HEADINGS:
        return 0.0
    if tag == "tr":
        return 0.3 * m
    if m < 45 or not any(mark in text for mark in MARKS):
        return -10.0 if not block.soft else 0.0
    return m * (1 - 1.5 * density) - 30


def parts(outline: Outline) -> list[tuple[Part, str]]:
    cache: dict[str, tuple[Part, str]] = {}
    found = []
    nothing = (Part.UNSAID, "")
    for box in outline.boxes:
        if box.first == box.last:
            found.append(nothing)
            continue
        tag = box.tag
        n = box.names = names(box)
        p = nothing
        if n:
            p = cache.get(n) or cache.setdefault(n, part(n))
        if tag in ASIDE_TAGS and p[0] is not Part.FOREIGN:
            p = (Part.ASIDE, tag)
        if tag == "body" or tag == "html":
            p = nothing
        get = box.element.get
        style = get("style")
        if style and "none" in style and "display:none" in style.replace(" ", "").lower():
            p = (Part.FOREIGN, "display:none")
        found.append(p)
    return found


def main_box(outline: Outline, values: list[float], found: list[tuple[Part, str]]) -> Box | None:
    boxes = outline.boxes
    factor = [1.0] * len(values)
    until = 0
    # nested hints don't compound: the worst one counts
    for box, (p, _) in zip(boxes, found, strict=True):
        if p is Part.ASIDE or p is Part.FOREIGN:
            for i in range(box.first, box.last) if box.first >= until or p is Part.FOREIGN else ():
                factor[i] = min(factor[i], p.value)
            until = max(until, box.last)
    prefix = [0.0]
    total = 0.0
    for v, f in zip(values, factor, strict=True):
        total += v * f
        prefix.append(total)
    gains = [0.0, *accumulate(max(v, 0.0) * f for v, f in zip(values, factor, strict=True))]
    best, top = None, 0.0
    for box, (p, _) in zip(boxes, found, strict=True):
        mine = prefix[box.last] - prefix[box.first]
        if p is Part.BODY:
            gain = gains[box.last] - gains[box.first]
            mine = (0.5 * gain + 0.5 * mine) * p.value
        if mine >= top and mine > 0:
            best, top = box, mine
    return best


def read(outline: Outline) -> str | None:
    blocks, boxes = outline.blocks, outline.boxes
    values = [value(b) for b in blocks]
    found = parts(outline)
    best = main_box(outline, values, found)
    if best is None:
        return None
    positive = [0.0, *accumulate(max(v, 0.0) for v in values)]
    mine = positive[best.last] - positive[best.first]
    inner = []
    for box in boxes[best.index + 1 :]:
        if box.first >= best.last:
            break
        if box.last > box.first:
            inner.append(box)
    # articles within the article
    articles = [b for b in inner if b.tag == "article" and any(x.tag == "h1" and x.first >= b.first and x.last <= b.last for x in boxes[b.index:])] if sum(b.tag == "article" for b in inner) > 1 else []
    cut = [False] * len(blocks)
    if len(articles) > 1:
        for b in articles[1:]:
            if b.first >= articles[0].last:
                for i in range(b.first, b.last): cut[i] = True
    # by names
    share: dict[str, float] = defaultdict(float)
    until: dict[str, int] = defaultdict(int)
    for box in inner:
        p, word = found[box.index]
        if word and box.last > until[word]:
            share[word] += positive[box.last] - positive[box.first]
            until[word] = box.last
    for box in inner:
        p, word = found[box.index]
        if (p is Part.ASIDE and share[word] < 0.7 * mine) or (p is Part.FOREIGN and share[word] < 0.98 * mine):
            for i in range(box.first, box.last):
                cut[i] = True
    # by teasers: an item that begins with a link and has a little prose
    items: dict[tuple[int, str], list[Box]] = defaultdict(list)
    for box in inner:
        if 2 <= box.last - box.first <= 5 and box.tag != "p" and not cut[box.first]:
            lead = next((b for b in blocks[box.first : box.last] if len(b.text) > 12), None)
            if lead is not None and lead.linked > 0.8 * len(lead.text):
                rest = positive[box.last] - positive[box.first]
                if rest < 600:
                    items[box.parent, box.tag].append(box)
    for group in items.values():
        if len(group) > 1 or group[0].tag in ("article",):
            for box in group:
                for i in range(box.first, box.last):
                    cut[i] = True
    prefix = [0.0, *accumulate(0 if c else v for v, c in zip(values, cut, strict=True))]
    for box in inner:
        if box.last - box.first > 1 and prefix[box.last] - prefix[box.first] < 0:
            for i in range(box.first, box.last):
                if blocks[i].box.tag not in HEADINGS or blocks[i].linked > 0.5 * len(blocks[i].text):
                    cut[i] = True
    kept = [b for b in blocks[best.first : best.last] if not cut[b.index] and b.box.tag != "h1" and b.linked <= 0.6 * len(b.text)]
    first, last = 0, len(kept)
    while first < last and values[kept[first].index] <= 0:
        first += 1
    while last > first and values[kept[last - 1].index] <= 0:
        last -= 1
    return "\n\n".join(b.text for b in kept[first:last])
