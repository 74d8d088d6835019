"""Body -> its images, with captions."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from newsarchive.extract.blocks import Outline
from newsarchive.extract.prose import Prose
from newsarchive.items import Image

__all__ = ["images"]

# where scripts that load an image when it is scrolled to keep its address
_SOURCES: Final = ("data-src", "data-original", "data-lazy-src", "data-url", "src")
_FRAMES: Final = frozenset({"figure", "figcaption", "caption", "gallery", "slideshow", "embed"})
_ORNAMENT: Final = re.compile(
    r"^data:|(?:spacer|blank|pixel|1x1|logo|icon|avatar|placeholder|loading)[^/]*$|\.svg(?:\?|$)", re.IGNORECASE
)


def images(outline: Outline, body: Prose, url: str) -> tuple[Image, ...]:
    """The images inside the body's element, in order, none twice; those in asides and ornaments left out."""
    found: dict[str, Image] = {}
    for element in body.box.element.iter("img"):
        boxes = outline.by_element
        source = next((value.strip() for name in _SOURCES if (value := element.get(name))), "")
        if not source or _ORNAMENT.search(source) or element.get("width") in ("0", "1"):
            continue
        caption = None
        aside = False
        for above in element.iterancestors():
            if above is body.box.element:
                break
            if above.tag == "figure" and caption is None:
                caption = _caption(above)
            box = boxes.get(above)
            if box is not None:
                part, word = body.parts[box.index]
                aside = aside or (part.worth < 1 and word not in _FRAMES)
        if not aside:
            try:
                address = urljoin(url, source)
            except ValueError:  # brackets that are no IPv6 address
                continue
            found.setdefault(address, Image(url=address, caption=caption))
    return tuple(found.values())


def _caption(figure: etree._Element) -> str | None:
    caption = figure.find(".//figcaption")
    return " ".join("".join(caption.itertext()).split()) or None if caption is not None else None
