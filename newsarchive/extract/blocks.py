"""Tree -> the page's text as blocks in reading order, each with the boxes it stands in.

A *block* is what a reader sees as one run of text: a paragraph, a heading, a list item, a cell, or the part of one
between two line breaks. A *box* is an element that can hold blocks. Boxes cover contiguous ranges of blocks, so
whatever is asked of a box ("how much prose is in it?") is a difference of two prefix sums. One walk, no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from lxml import etree

from newsarchive.extract.hints import Part, part

__all__ = ["Block", "Box", "Outline", "outline"]

_SKIP, _BOX, _LINK, _BREAK, _INLINE = range(5)

_KINDS: Final = {
    # without text for a reader
    **dict.fromkeys(
        "script style template head title meta link svg math canvas map object embed video audio iframe button "
        "select option textarea input datalist param source track img picture frameset noframes applet dialog".split(),
        _SKIP,
    ),
    # begin and end a block
    **dict.fromkeys(
        "html body div section article main header footer aside nav ul ol dl li dt dd table tbody thead tfoot tr td th "
        "caption p h1 h2 h3 h4 h5 h6 blockquote pre noscript figure figcaption form fieldset address center details "
        "summary hgroup menu legend".split(),
        _BOX,
    ),
    "a": _LINK,
    "br": _BREAK,
    **dict.fromkeys(
        "span b i em strong u s small big sub sup font time mark abbr cite q code label ins del tt wbr".split(),
        _INLINE,
    ),
}
"""What an element is to the outline. An unknown one begins and ends a block if it is a custom element, with a
hyphen."""

_AROUND_IMAGES: Final = frozenset("picture button object map dialog template video audio canvas".split())
"""Elements without text for a reader that may hold images."""
_ASIDES: Final = frozenset(
    "nav footer aside form figure figcaption fieldset menu address legend caption noscript".split()
)
_HOLDERS: Final = frozenset({"div", "section", "article", "main", "td"})
_NEUTRAL: Final = frozenset({"body", "tr"})  # all of the page; a row is called by what it lists ("player")
_MENUS: Final = frozenset({"nav", "footer", "menu"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# asked of every box: naming a member of an enum costs ten times as much
_MENU: Final = Part.MENU
_FOREIGN: Final = Part.FOREIGN
_UNSEEN: Final = (_FOREIGN, "display:none")
_UNSAID: Final = (Part.UNSAID, "")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Box:
    """An element that can hold blocks."""

    __slots__ = ("element", "first", "index", "last", "names", "parent", "part", "tag")

    def __init__(
        self,
        index: int,
        parent: int,
        tag: str,
        element: etree._Element,
        first: int,
        names: str,
        said: tuple[Part, str],
    ) -> None:
        self.index = index
        self.parent = parent
        self.tag = tag
        self.element = element
        self.first = first
        """Index of its first block."""
        self.last = first
        """Index after its last block."""
        self.names = names
        """Its class, id and itemprop as written, separated by spaces."""
        self.part = said
        """What they, or its tag, announce, and the word that does."""


class Block:
    """A run of text without line break."""

    __slots__ = ("box", "index", "linked", "mass", "soft", "text")

    def __init__(self, index: int, text: str, linked: int, box: Box, soft: bool) -> None:
        self.index = index
        self.text = text = " ".join(text.split())
        """White space squeezed; never empty."""
        self.mass = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        """How much it says: its UTF-8 bytes."""
        self.linked = linked
        """How many of its characters are in links."""
        self.box = box
        """The innermost box."""
        self.soft = soft
        """Only a line break parts it from the block before, of the same box."""


class Outline:
    """The blocks and boxes of a page, in document order."""

    def __init__(self, blocks: list[Block], boxes: list[Box], images: list[tuple[etree._Element, Box]]) -> None:
        self.blocks = blocks
        self.boxes = boxes
        self.images = images
        """The page's images, but for those in menus, each with the innermost box it stands in."""

    @cached_property
    def filled(self) -> list[Box]:
        """The boxes that hold anything, fewer than half."""
        return [box for box in self.boxes if box.first < box.last]

    @cached_property
    def unseen(self) -> list[Box]:
        """The boxes that their own style hides."""
        return [box for box in self.filled if box.part is _UNSEEN]

    @cached_property
    def by_element(self) -> dict[etree._Element, Box]:
        """The boxes by their elements."""
        return {box.element: box for box in self.boxes}

    def above(self, box: Box, until: Box) -> list[Box] | None:
        """The boxes from one out to `until`, innermost first, that one left out; None for a box that does not stand in it."""
        found = []
        while box.index > until.index:
            found.append(box)
            box = self.boxes[box.parent]
        return found if box is until else None


def outline(root: etree._Element) -> Outline:
    """The text of the page under root.

    >>> page = etree.fromstring("<div><h1>A <b>b</b></h1>c<br>d<p>e<a>f</a></p></div>", etree.HTMLParser())
    >>> [(block.box.tag, block.text, block.linked) for block in outline(page).blocks]
    [('h1', 'A b', 0), ('div', 'c', 0), ('div', 'd', 0), ('p', 'ef', 1)]
    """
    blocks: list[Block] = []
    box = Box(0, -1, "html", root, 0, "", _UNSAID)
    boxes = [box]
    images: list[tuple[etree._Element, Box]] = []
    kinds = _KINDS.copy()
    # the text since the last block; begins with a visible character
    buffer: list[str] = [root.text] if root.text and not root.text.isspace() else []
    linked = 0  # how many of its characters are in links
    links = 0  # depth of open links
    soft = False

    # Ending a block is written out four times: this loop costs half as much as the parse. Lists of children are the cheapest
    # way to walk: an iterator of lxml's costs twice as much a child, and etree.iterwalk tells of the end of every leaf, too.
    children = iter(root.getchildren())
    above: list[tuple[Iterator[etree._Element], etree._Element, int]] = []  # the elements that are open
    while True:
        element = next(children, None)
        if element is None:
            if not above:
                break
            children, element, kind = above.pop()
        else:
            tag = element.tag
            try:
                kind = kinds[tag]
            except KeyError:
                kind = kinds[tag] = _BOX if "-" in tag else _INLINE
            if kind == _BOX:
                if buffer:
                    blocks.append(Block(len(blocks), "".join(buffer), linked, box, soft))
                    buffer = []
                    linked = 0
                soft = False
                if not len(element) and not element.text:  # a fifth of them hold nothing
                    kind, is_open = _INLINE, False
                else:
                    names, said = _called(tag, attributes) if (attributes := element.items()) else ("", _UNSAID)
                    if tag in _ASIDES and said[0] is not _FOREIGN:
                        said = (_MENU if tag in _MENUS else Part.ASIDE, tag)
                    box = Box(len(boxes), box.index, tag, element, len(blocks), names, said)
                    boxes.append(box)
                    # a menu's links are of no use to anyone, its text to none
                    is_open = said[0] is not _MENU or next(element.iter("p", "h1", "article"), None) is not None
            elif kind == _SKIP:
                is_open = False
                if tag == "img":
                    images.append((element, box))
                elif tag in _AROUND_IMAGES:
                    images += [(image, box) for image in element.iter("img")]
            else:
                is_open = True
                if kind == _LINK:
                    links += 1
                elif kind == _BREAK and buffer:
                    if box.tag in _HEADINGS:
                        buffer.append(" ")
                    else:
                        blocks.append(Block(len(blocks), "".join(buffer), linked, box, soft))
                        buffer = []
                        linked = 0
                        soft = True
            if is_open:
                text = element.text
                if text and (buffer or not text.isspace()):
                    buffer.append(text)
                    if links:
                        linked += len(text.strip())
                if inner := element.getchildren():
                    above.append((children, element, kind))
                    children = iter(inner)
                    continue
        # here the element ends
        if kind == _BOX:
            if buffer:
                blocks.append(Block(len(blocks), "".join(buffer), linked, box, soft))
                buffer = []
                linked = 0
            soft = False
            box.last = len(blocks)
            box = boxes[box.parent]
        elif kind == _LINK:
            links -= 1
        text = element.tail
        if text and (buffer or not text.isspace()):
            buffer.append(text)
            if links:
                linked += len(text.strip())
    if buffer:
        blocks.append(Block(len(blocks), "".join(buffer), linked, box, soft))
    box.last = len(blocks)
    return Outline(_rows(blocks, boxes), boxes, images)


def _called(tag: str, attributes: list[tuple[str, str]]) -> tuple[str, tuple[Part, str]]:
    """What an element is called, and what that announces."""
    names = identity = itemprop = style = ""
    for name, value in attributes:
        if name == "class":
            names = value
        elif name == "id":
            identity = value
        elif name == "style":
            style = value
        elif name == "itemprop":
            itemprop = value
    if identity:
        names = f"{names} {identity}"
    if itemprop and tag in _HOLDERS:
        names = f"{names} {itemprop}"
    if style and "none" in style and tag not in _ASIDES and _HIDDEN.search(style):
        return names, _UNSEEN
    return names, part(names) if names and tag not in _NEUTRAL else _UNSAID


def _rows(blocks: list[Block], boxes: list[Box]) -> list[Block]:
    """The blocks with each row of a data table made one: a row of which no cell holds more than one block."""
    rows = [
        row
        for row in boxes
        if row.tag == "tr"
        and row.last - row.first > 1
        and len({block.box.index for block in blocks[row.first : row.last]}) == row.last - row.first
        and all(block.box.parent == row.index for block in blocks[row.first : row.last])
    ]
    if not rows:
        return blocks
    starts = {row.first: row for row in rows}
    joined: list[Block] = []
    place = []  # where each old block went
    until = 0
    for block in blocks:
        row = starts.get(block.index)
        if row is not None and row.last > until:
            cells = blocks[row.first : row.last]
            until = row.last
            joined.append(
                Block(
                    len(joined), " ".join(cell.text for cell in cells), sum(cell.linked for cell in cells), row, False
                )
            )
        elif block.index >= until:
            block.index = len(joined)
            joined.append(block)
        place.append(len(joined) - 1)
    place.append(len(joined))
    for box in boxes:
        inside = box.last > box.first
        box.last = place[box.last - 1] + 1 if inside else place[box.first]
        box.first = place[box.first]
    return joined
