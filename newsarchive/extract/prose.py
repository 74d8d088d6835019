"""Outline -> the article's body.

How the body is found, in four steps. Every step is linear in the page, nothing asks for a language.

1. *Every block is worth points* (`worth`). A paragraph is worth its length in UTF-8 bytes, so that a Chinese
   character counts three Latin letters, which is about what it says; what it holds of links is deducted, and a fixed
   price is paid by every block. So running text is worth a lot, a caption or label (short, or without a punctuation
   mark) costs a little, and a block that is mostly links costs its length. Headings are worth nothing either way.
2. *The article is the box worth most* (`_main`). A box is worth the sum of its blocks; as navigation and link lists
   are negative, the sum grows up to the element that holds all paragraphs and falls beyond it. What an element is
   called (`hints`) scales the worth of what it holds: prose in a sidebar counts a third, comments and cookie notices
   hardly at all.
3. *What does not belong is cut out of it*: whole elements by name or tag (figures, sidebars, newsletters), unless
   their name proves meaningless on this page because most of the prose stands in such elements; further articles;
   teasers, that is items that open with a link and go on with a line or two; elements whose sum is negative; lines
   that `boilerplate` knows.
4. *The ends are trimmed* to the first and last block of running text, and everything behind a heading like "Related"
   goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from newsarchive.extract import boilerplate
from newsarchive.extract.blocks import Block, Box, Outline
from newsarchive.extract.hints import Part

__all__ = ["Prose", "inside", "read"]

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS: Final = frozenset("ul ol dl table tbody tr p pre blockquote".split())
MARKS: Final = re.compile("[,.，。、?!？！；;।،؟…”»:：]")

PRICE: Final = 30.0
"""What a paragraph costs: one shorter than this is worth nothing."""
LABEL: Final = 38
"""Bytes below which a block is a label, whatever it says."""
LEAD: Final = 60
"""Bytes from which a heading before the text is a standfirst."""
TAIL: Final = 0.3
"""Share of the text that short lines at its end must make up to be more than remains of the page's furniture."""
TEASER: Final = 600
"""Bytes of prose a teaser may hold at most."""


LEFT: Final = 0.25
"""Share of the prose that must be left when everything named an aside is cut."""


_ITEM: Final = re.compile(r"[:：]\s{0,4}\S")
_GAP: Final = re.compile(
    r"\W{0,3}(?:advertisement|advert|ad|anzeige|werbung|publicité|publicidad|pubblicità|广告|廣告|広告|광고)\W{0,3}\Z", re.I
)


@dataclass(frozen=True, slots=True)
class Prose:
    """The body of a page."""

    blocks: list[Block]
    """Its paragraphs, subheads, list items and table rows, in order."""
    box: Box
    """The element it was found in."""
    worth: float
    """Points of the kept blocks: below about 100 there is no article."""
    parts: list[tuple[Part, str]]
    """What the names of each box of the page announce."""

    @property
    def first(self) -> int:
        """Index of the first block in the outline."""
        return self.blocks[0].index

    @property
    def last(self) -> int:
        """Index of the last block in the outline."""
        return self.blocks[-1].index


def worth(block: Block) -> float:
    """The points of a block: see step 1."""
    text = block.text
    size = block.mass
    linked = block.linked / len(text)
    tag = block.box.tag
    if linked > 0.5:
        if text.startswith(("http", "www.")):
            return 0.0
        return -min(size, 100.0) * linked
    if tag in HEADINGS:
        return 0.0
    if tag == "tr":
        return 0.3 * size
    if size < LABEL:
        return 0.0 if block.soft else -10.0
    if MARKS.search(text) is None:
        return max(0.5 * size - PRICE, 0.0 if block.soft else -10.0)
    return size * (1 - 1.5 * linked) - PRICE


def read(outline: Outline) -> Prose | None:
    """The body of a page, None where nothing reads like prose."""
    blocks = outline.blocks
    worths = [worth(block) for block in blocks]
    parts = _parts(outline)
    main = _main(outline, worths, parts)
    if main is None:
        return None
    inner = _within(outline, main)
    positive = _gains(worths)
    cut = bytearray(len(blocks))
    _cut_further_articles(main, inner, outline, positive, cut)
    _cut_named(inner, parts, positive, main, cut)
    _cut_teasers(inner, blocks, positive, cut)
    _cut_poor(inner, blocks, worths, cut)
    kept = [block for block in blocks[main.first : main.last] if not cut[block.index] and _reads_on(block)]
    kept = _without_furniture(kept, worths)
    kept = _trimmed(kept, worths)
    if not kept:
        return None
    return Prose(kept, main, sum([worths[block.index] for block in kept]), parts)


def inside(outline: Outline) -> list[Block]:
    """The article's blocks in an element that is known to hold them: steps 3 and 4 of the above, short lines kept.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><p>It rained.</p><p>So</p><div class='share'>Share</div><p>未经授权不得转载</p></div>")
    >>> from newsarchive.extract.blocks import outline
    >>> [block.text for block in inside(outline(page))]
    ['It rained.', 'So']
    >>> [block.text for block in inside(outline(fromstring("<div>It rained.<br>It poured.</div>")))]
    ['It rained.', 'It poured.']
    """
    blocks, main = outline.blocks, outline.boxes[0]
    worths = [worth(block) for block in blocks]
    parts, inner = _parts(outline), _within(outline, main)
    positive = _gains(worths)
    cut = bytearray(len(blocks))
    _cut_named(inner, parts, positive, main, cut)
    _cut_teasers(inner, blocks, positive, cut)
    return _without_furniture([block for block in blocks if not cut[block.index] and _reads_on(block)], worths)


def _parts(outline: Outline) -> list[tuple[Part, str]]:
    """What each box announces; what holds the headline holds the article, whatever a content system puts into its
    class."""
    headline = next((box for box in outline.boxes if box.tag == "h1"), None)
    found = [box.part for box in outline.boxes]
    above = headline
    while above is not None:
        if found[above.index][0].worth < 1:
            found[above.index] = (Part.UNSAID, "")
        above = outline.boxes[above.parent] if above.parent >= 0 else None
    return found


def _main(outline: Outline, worths: list[float], parts: list[tuple[Part, str]]) -> Box | None:
    """The box that holds the article: see step 2."""
    scaled = worths.copy()
    aside_until = foreign_until = 0
    foreign, called_body = Part.FOREIGN, Part.BODY  # a box costs less than naming a member of an enum does
    for box in outline.filled:
        said = parts[box.index][0]
        if said.worth >= 1:
            continue
        first, last, by = box.first, box.last, said.worth
        if said is foreign and last > foreign_until:
            scaled[first:last] = [points * by for points in worths[first:last]]
            foreign_until = last
        elif last > aside_until and last > foreign_until:
            scaled[first:last] = [points * by for points in worths[first:last]]
            aside_until = last
    sums = _sums(scaled)
    gains = _gains(scaled)
    best, most = None, 0.0
    for box in outline.filled:
        points = sums[box.last] - sums[box.first]
        if parts[box.index][0] is called_body:
            # an element that calls itself the article's body is believed about its short lines, by half
            gained = gains[box.last] - gains[box.first]
            points = Part.BODY.worth * max(0.5 * points + 0.5 * gained, 0.6 * gained)
        if points >= most and points > 0:
            best, most = box, points
    return best


def _sums(points: list[float]) -> list[float]:
    """The sum before each place, and of all."""
    return [0.0, *accumulate(points)]


def _gains(points: list[float]) -> list[float]:
    """The sum before each place, and of all, without what is negative."""
    return [0.0, *accumulate([point if point > 0.0 else 0.0 for point in points])]  # noqa: FURB136 - a call for each costs more


def _within(outline: Outline, main: Box) -> list[Box]:
    """The boxes in main that hold anything."""
    inner = []
    for box in outline.filled:
        if box.first >= main.last:
            break
        if box.index > main.index:
            inner.append(box)
    return inner


def _cut(box: Box, cut: bytearray) -> None:
    cut[box.first : box.last] = b"\1" * (box.last - box.first)


def _cut_further_articles(
    main: Box, inner: list[Box], outline: Outline, positive: list[float], cut: bytearray
) -> None:
    """Of several `article` elements with a headline of their own, endless scrolling adds all but the first."""
    above: Box | None = main
    while above is not None:
        if above.tag == "article":  # those in it are parts of it, or comments
            return
        above = outline.boxes[above.parent] if above.parent >= 0 else None
    headlines = [box.first for box in outline.boxes if box.tag == "h1"]
    articles = [
        box
        for box in inner
        if box.tag == "article"
        and positive[box.last] - positive[box.first] > TEASER
        and any(box.first <= at < box.last for at in headlines)
    ]
    for box in articles[1:]:
        if box.first >= articles[0].last:
            _cut(box, cut)


def _cut_named(
    inner: list[Box], parts: list[tuple[Part, str]], positive: list[float], main: Box, cut: bytearray
) -> None:
    """Cut what is called something other than the article's body, unless that would leave too little.

    Then the name that stands first and holds much means nothing on this page ("widget" in a page builder's markup,
    "paywalled" on every paragraph): it is forgiven, and the question put again.
    """
    named = [
        (box, said, word)
        for box in inner
        for said, word in (parts[box.index],)
        # a paragraph named so is what stands behind the paywall
        if said.worth < 1 and not (box.tag == "p" and word.startswith("paywall"))
    ]
    whole = positive[main.last] - positive[main.first]
    forgiven: set[str] = set()
    while True:
        left = whole
        held: dict[str, float] = {}
        until = 0
        for box, said, word in named:
            if word in forgiven or box.last <= until:
                continue
            until = box.last
            left -= positive[box.last] - positive[box.first]
            if said is not Part.FOREIGN or word == "display:none" or left < 0.02 * whole:
                held[word] = held.get(word, 0.0) + positive[box.last] - positive[box.first]
        suspect = next((word for word, much in held.items() if much > 0.25 * whole), None)
        if left >= LEFT * whole or suspect is None:
            break
        forgiven.add(suspect)
    for box, _, word in named:
        if word not in forgiven:
            _cut(box, cut)


def _cut_teasers(inner: list[Box], blocks: list[Block], positive: list[float], cut: bytearray) -> None:
    """Cut items that open with a link and go on with little prose, where an element holds two or more of them."""
    items: dict[tuple[int, str], list[Box]] = defaultdict(list)
    for box in inner:
        if not 2 <= box.last - box.first <= 5 or box.tag == "p" or cut[box.first]:
            continue
        lead = next((block for block in blocks[box.first : box.last] if len(block.text) > 12), None)
        if lead and lead.linked > 0.8 * len(lead.text) and positive[box.last] - positive[box.first] < TEASER:
            items[box.parent, box.tag].append(box)
    for group in items.values():
        if len(group) > 1 or group[0].tag == "article":
            for box in group:
                _cut(box, cut)


def _cut_poor(inner: list[Box], blocks: list[Block], worths: list[float], cut: bytearray) -> None:
    """Cut boxes of several blocks that are together worth less than nothing, but for unlinked headings."""
    sums = _sums([0.0 if gone else points for points, gone in zip(worths, cut, strict=True)])
    until = 0
    for box in inner:
        if box.last <= until or box.last - box.first < 2 or sums[box.last] - sums[box.first] >= 0:
            continue
        if box.tag in LISTS:
            here = [block for block in blocks[box.first : box.last] if not cut[block.index]]
            if sum(block.linked for block in here) < 0.2 * sum(len(block.text) for block in here):
                continue
        until = box.last
        for block in blocks[box.first : box.last]:
            if block.box.tag not in HEADINGS or 2 * block.linked > len(block.text):
                cut[block.index] = 1


def _reads_on(block: Block) -> bool:
    if block.box.tag == "h1":
        return False
    return block.linked <= 0.6 * len(block.text) or block.text.startswith(("http", "www."))


def _without_furniture(kept: list[Block], worths: list[float]) -> list[Block]:
    """The blocks without lines of furniture; a line that stands over furniture takes what follows, near the end."""
    left = _gains([worths[block.index] for block in reversed(kept)])[::-1]
    clean: list[Block] = []
    for place, block in enumerate(kept):
        if boilerplate.begins_furniture(block.text):
            # "Read more: Rain" is an item on its own, "Advertisement" a gap; "Read more" stands over what follows
            alone = _ITEM.search(block.text) or _GAP.match(block.text)
            if left[place] < 0.25 * left[0] and not alone:
                break
            continue
        if block.mass <= boilerplate.LONGEST and (
            boilerplate.is_furniture(block.text) or boilerplate.is_caption(block.text)
        ):
            continue
        clean.append(block)
    return clean


def _trimmed(kept: list[Block], worths: list[float]) -> list[Block]:
    first, last = 0, len(kept)
    while first < last and worths[kept[first].index] <= 0 and not _is_lead(kept[first]):
        first += 1
    while last > first and worths[kept[last - 1].index] <= 0 and not _ends_a_text(kept[last - 1]):
        last -= 1
    if last < len(kept) and sum(block.mass for block in kept[last:]) > TAIL * sum(block.mass for block in kept):
        last = len(kept)  # a list or table that is the article
    return kept[first:last]


def _is_lead(block: Block) -> bool:
    return block.box.tag in HEADINGS and block.mass >= LEAD


def _ends_a_text(block: Block) -> bool:
    return block.box.tag == "p" and not block.linked and block.text[-1] in ".!?。！？”"


def text(blocks: Iterable[Block]) -> str | None:
    """Blocks as one text, paragraphs separated by a blank line."""
    return "\n\n".join(block.text for block in blocks) or None
