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
_WHOLE: Final = re.compile(r"https?://[!\"$-:<->@-Z^-~]+(?:\?[!\"$-:<-Z^-~]+)?")
"""An address that `urljoin`, which takes ten times as long, would leave as it is."""
_ORNAMENT: Final = re.compile(r"spacer|blank|pixel|1x1|logo|icon|avatar|placeholder|loading")


def images(outline: Outline, body: Prose, url: str) -> tuple[Image, ...]:
    """The images inside the body's element, in order, none twice; those in asides and ornaments left out."""
    found: dict[str, Image] = {}
    for element, box in outline.images:
        above = outline.above(box, body.box)
        if above is None:
            continue
        source = next((value.strip() for name in _SOURCES if (value := element.get(name))), "")
        if not source or _is_ornament(source.lower()) or element.get("width") in ("0", "1"):
            continue
        if any(part.worth < 1 and word not in _FRAMES for part, word in (body.parts[box.index] for box in above)):
            continue
        try:
            address = source if _WHOLE.fullmatch(source) else urljoin(url, source)
        except ValueError:  # brackets that are no IPv6 address
            continue
        if address not in found:
            figure = next((box.element for box in above if box.tag == "figure"), None)
            found[address] = Image(url=address, caption=_caption(figure) if figure is not None else None)
    return tuple(found.values())


def _is_ornament(address: str) -> bool:
    """Whether an image's address (lower case) is that of no picture: its file is called so, or is drawn or empty."""
    return (
        address.startswith("data:")
        or address.endswith(".svg")
        or ".svg?" in address
        or _ORNAMENT.search(address, address.rfind("/") + 1) is not None
    )


def _caption(figure: etree._Element) -> str | None:
    caption = figure.find(".//figcaption")
    return " ".join("".join(caption.itertext()).split()) or None if caption is not None else None
