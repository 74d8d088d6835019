"""An element of a page -> CSS selectors that find it, on this page and on its like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element
from parsel.csstranslator import HTMLTranslator

__all__ = ["found", "selectors"]

_NAME: Final = re.compile(r"-?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*")
# A build's own marks: index_title__B8mhI (CSS modules), css-1x2y3z, jsx-4711 (emotion, styled-jsx), sc-a1b2 (styled-components)
_MODULE: Final = re.compile(r"([A-Za-z][\w-]*?__)[A-Za-z0-9_-]{5}$")
_BUILT: Final = re.compile(r"(?:css|jsx|sc|svelte|astro)-[A-Za-z0-9]+")
# post-158798: one article's own
_OWN: Final = re.compile(r"\d{3,}")
# Words of the layout, which say nothing of what stands there, and of scripts, which come and go.
_LAYOUT: Final = re.compile(
    r"(?:f_?l(?:eft)?|f_?r(?:ight)?|cf|clear|clearfix|left|right|center|textcenter|active|show|on|cur|col-.*|row|w\d+|h\d+|lh\d+|mt\d+|mb\d+|[mp]_?[tblr]_?\d+"
    r"|f\d+|fs\d+|grey.*|gray.*|black\d*|overf|block)"
)
#: Elements above that may be named in front of an element's own name.
_ABOVE: Final = 6


def selectors(element: Element) -> Iterator[str]:
    """CSS selectors of an element, the one that is likeliest to outlive the page's next version first.

    An id, a telling class, an attribute of a vocabulary; then the same under an element that has one; then its place among
    its siblings. What a build or an article made up (index__B8mhI, post-158798) is cut or left out.

    >>> from lxml.html import fromstring
    >>> page = fromstring('<div id="a"><p class="fl"><b>x</b></p><p>y</p></div>')
    >>> list(selectors(page[1]))
    ['#a > p:nth-of-type(2)']
    >>> next(selectors(fromstring('<h1 class="index_title__B8mhI">x</h1>')))
    'h1[class*="index_title__"]'
    """
    given: dict[str, None] = {}
    for name in _names(element):
        given[name] = None
    if element.tag in ("h1", "article", "time"):
        given[str(element.tag)] = None
    inner = [*_names(element), str(element.tag)] if _is_telling(element) else []
    above = [(distance, name) for distance, one in enumerate(_above(element)) for name in _names(one)]
    for _, name in above:
        for own in inner:
            given[f"{name} {own}"] = None
    for distance, name in above:
        given[f"{name} > {_path(element, distance)}"] = None
    yield from given


def _names(element: Element) -> Iterator[str]:
    """What an element is called: "#text", "div.article", "[itemprop=name]"."""
    tag = str(element.tag)
    if (given := (element.get("id") or "").strip()) and not _OWN.search(given):
        yield f"#{given}" if _NAME.fullmatch(given) else f'[id="{given}"]'.replace("\\", "")
    if name := element.get("itemprop"):
        yield f'{tag}[itemprop="{name}"]'
    classes = [name for name in (element.get("class") or "").split() if not _OWN.search(name) and not _BUILT.fullmatch(name)]
    telling = [name for name in classes if not _LAYOUT.fullmatch(name)]
    for name in telling:
        if module := _MODULE.fullmatch(name):
            yield f'{tag}[class*="{module[1]}"]'
        elif _NAME.fullmatch(name):
            yield f"{tag}.{name}"
    plain = [name for name in classes if _NAME.fullmatch(name) and not _MODULE.fullmatch(name)]
    if len(plain) > 1:
        yield f"{tag}.{'.'.join(plain)}"
    if not telling and len(plain) == 1:
        yield f"{tag}.{plain[0]}"


def _is_telling(element: Element) -> bool:
    """Whether the tag alone says something under a named element."""
    return element.tag not in ("div", "span", "p", "td", "tr", "li", "a", "b", "strong", "font", "section")


def _above(element: Element) -> Iterator[Element]:
    for distance, one in enumerate(element.iterancestors()):
        if distance >= _ABOVE or one.tag in ("body", "html"):
            return
        yield one


def _path(element: Element, distance: int) -> str:
    """The way down to an element from the one that stands distance + 1 above it."""
    steps = [element, *list(element.iterancestors())[:distance]]
    return " > ".join(map(_step, reversed(steps)))


def _step(element: Element) -> str:
    above = element.getparent()
    alike = [one for one in above if one.tag == element.tag] if above is not None else [element]
    return str(element.tag) if len(alike) == 1 else f"{element.tag}:nth-of-type({alike.index(element) + 1})"


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))


def found(selector: str, root: Element) -> list[Element]:
    """The elements that a selector finds, in document order."""
    return [one for one in _compiled(selector)(root) if isinstance(one, etree._Element)]
