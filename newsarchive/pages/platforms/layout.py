"""A layout told by its places: what is printed where, in CSS; the rest is read as on any page.

    class DeskPage(PlacedPage):
        outlet = OUTLET
        at: ClassVar = {"headline": "h1.title", "byline": "div.info", "prose": "div.content"}

The places, each a selector or several in order of preference:

    headline    the displayed headline
    byline      the lines that credit and date the article, labels and all; every match counts
    author      names alone, which no label tells apart from other words
    source      the origin alone, with or without its label
    date        the date alone, where the byline does not hold it or holds others too
    desk        the credits at the article's end; every match counts
    standfirst  the summary
    prose       the element that holds the body; of several matches, all, in order
    crumbs      the section path: each match is a section, outermost first
    cut         what stands in the prose and is no part of it

A layout derived from another has its places too, behind its own.

Where a layout names no place for a field, or nothing stands there, the generic reading of the whole page is asked. Where the
layout's credits do stand, they are believed when they name no author or source; editors, who often stand elsewhere, are looked
for on the whole page where neither they nor the place `desk` name any.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar, TypeAlias
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.etree import _Element as Element

from newsarchive.errors import NotAnArticle
from newsarchive.extract import captions, credits, dates, parts, prose
from newsarchive.extract.blocks import outline
from newsarchive.extract.paragraphs import ends_line, lines
from newsarchive.extract.roles import LABELS, ROLES, Group
from newsarchive.extract.text import clean_text, squeeze
from newsarchive.items import Article, Credit, Image, Outlet, Precision
from newsarchive.pages import generic
from newsarchive.pages.article import ArticlePage, decoded_of, tree_of
from newsarchive.pages.poet import field
from newsarchive.pages.site import xpath

__all__ = ["BAIDU", "PlacedPage", "Places", "fragment", "plain_page"]

Places: TypeAlias = "str | tuple[str, ...]"

#: What holds Baidu's four ids. Their elements often hold the labels alone, and the values stand behind them.
BAIDU = "xpath://*[*[" + " or ".join(
    f"normalize-space(@id)='{name}_baidu'" for name in ("pubtime", "source", "author", "editor")
) + "]]"

_compiled = lru_cache(maxsize=1024)(xpath)
#: What a path begins and ends with on every page.
_NO_SECTIONS = frozenset({"首页", "网站首页", "正文", "文章详情"})
#: Paragraphs at the body's beginning and end that may credit: a dateline's reporters, the desk's last line.
_HEAD, _TAIL = 3, 5
# Where scripts that load an image when it is scrolled to keep its address.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


class PlacedPage(ArticlePage):
    """A layout of some outlet's: see above.

    marks: what tells the layout from others of the outlet, all of which must be there; without them it is the prose's place.
    """

    at: ClassVar[Mapping[str, Places]] = {}
    marks: ClassVar[Places] = ()

    def fits(self) -> bool:
        marks = (self.marks,) if isinstance(self.marks, str) else self.marks
        if marks:
            return all(self.select(mark) for mark in marks)
        return not _selectors(type(self), "prose") or bool(self.elements("prose"))

    # -- the places -------------------------------------------------------------------------------------------------

    def elements(self, name: str) -> list[Element]:
        """What stands at a place: the matches of the first selector that has any, the platform's after the outlet's."""
        return next((found for selector in _selectors(type(self), name) if (found := self.select(selector))), [])

    def select(self, selector: str) -> list[Element]:
        """The elements that a selector matches, in document order."""
        if selector not in self._selected:
            found = _compiled(selector)(self.root)
            elements = [one for one in found if isinstance(one, Element)] if isinstance(found, list) else []
            self._selected[selector] = elements
        return self._selected[selector]

    @cached_property
    def _selected(self) -> dict[str, list[Element]]:
        return {}  # what was selected already: a place is asked for by several fields

    def absent(self) -> tuple[str, ...]:
        """The places that the layout names and the page does not have; of what is cut out, nothing is missed."""
        named = dict.fromkeys(name for one in type(self).__mro__ for name in one.__dict__.get("at", {}))
        return tuple(name for name in named if name != "cut" and not self.elements(name))

    def printed(self, name: str) -> str | None:
        """The lines printed at a place, joined by line feeds; fields side by side are kept apart."""
        return "\n".join(text for one in self.elements(name) for text, _ in lines(one, " ") if text) or None

    @property
    def root(self) -> Element:
        """The page's tree."""
        return tree_of(self.response).root

    @cached_property
    def plain(self) -> generic.Reading:
        """What the page says to whoever knows nothing of its outlet."""
        zone, language = ZoneInfo(self.outlet.zone), self.outlet.language
        text, address = decoded_of(self.response).text, str(self.response.url)
        return generic.read_tree(tree_of(self.response), text, address, self.captured_at.moment, zone, language)

    @property
    def headline(self) -> str | None:
        return self.displayed or self.plain.title

    @property
    def displayed(self) -> str | None:
        """What stands at the headline's place: phone and desktop may each have theirs in one page."""
        return squeeze(" ".join(text for one in self.elements("headline")[:1] for text, _ in lines(one, " ")))

    @cached_property
    def byline(self) -> str | None:
        return self.printed("byline")

    @property
    def desk(self) -> str | None:
        return self.printed("desk")

    @property
    def standfirst(self) -> str | None:
        return self.printed("standfirst") or self.plain.summary

    @property
    def crumbs(self) -> tuple[str, ...]:
        found = (squeeze("".join(one.itertext())) for one in self.elements("crumbs"))
        return tuple(text for text in found if text and text not in _NO_SECTIONS) or self.plain.section

    @cached_property
    def proses(self) -> list[Element]:
        """The elements that hold the body, without what is cut out of them."""
        found = _once(self.elements("prose"))
        cut = {one for one in self.elements("cut") if any(box in one.iterancestors() for box in found)}
        if not cut:
            return found
        marked = [element for box in found for element in box.iter() if element in cut]
        for element in marked:  # a copy of the box is cut: the tree is shared with the other layouts
            element.set("newsarchive-cut", "")
        copies = [deepcopy(box) for box in found]
        for element in marked:
            del element.attrib["newsarchive-cut"]
        for box in copies:
            for element in box.xpath(".//*[@newsarchive-cut]"):
                _take_out(element)
        return copies

    @property
    def prose(self) -> Element | None:
        return next(iter(self.proses), None)

    # -- what is read there -----------------------------------------------------------------------------------------

    @property
    def is_credited(self) -> bool:
        """Whether the layout's own place for credits is there, so that nobody need look for another."""
        return bool(self.byline or self.desk or self.printed("author") or self.printed("source"))

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The body's lines, credits and all."""
        return tuple(block.text for box in self.proses for block in prose.inside(outline(box)))

    @cached_property
    def inner(self) -> credits.PrintedCredits:
        """What the body's first and last lines credit, and those between that do nothing else."""
        last = len(self.blocks) - _TAIL
        told = (text for at, text in enumerate(self.blocks) if at < _HEAD or at >= last or credits.is_credit_line(text))
        return credits.read("\n".join(text for text in told if not captions.is_caption(text)))

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        lines = map(clean_text, self.blocks)
        return tuple(text for text in lines if not (credits.is_credit_line(text) or _is_empty_label(text)))

    @cached_property
    def signed(self) -> tuple[str, ...]:
        """The names at the author's place."""
        return credits.people(self.printed("author"))

    @property
    def _writers(self) -> tuple[str, ...]:
        placed = self.signed or self.header.authors or self.footer.authors or self.inner.authors
        # the source signs where nobody else does
        return tuple(name for name in placed if name != self.source) or (() if self.is_credited else self.plain.authors)

    @property
    def _credited(self) -> tuple[Credit, ...]:
        """Everybody credited at a place or in the body, in that order, each role and name once."""
        if not self.is_credited and not self.inner.credits:
            return self.plain.credits
        bare = tuple(Credit(role="", name=name, role_normalized="author") for name in self.signed)
        labelled = credits.read(self.printed("author") or "").credits
        signed = labelled if {credit.name for credit in labelled} >= set(self.signed) else bare
        inner = self.inner.credits
        if self.signed or self.header.authors or self.footer.authors:  # a dateline repeats, or names who was there too
            inner = tuple(credit for credit in inner if not _writes(credit))
        found: dict[tuple[str, str], Credit] = {}
        for credit in (*signed, *self.header.credits, *self.footer.credits, *inner):
            found.setdefault((credit.role, credit.name), credit)
        named = any(not _writes(credit) for credit in found.values()) or any(map(_is_empty_label, self.blocks))
        if not named and not self.elements("desk"):
            found |= {(one.role, one.name): one for one in self.plain.editors}
        return tuple(found.values())

    @field
    def source(self) -> str | None:
        if placed := self.printed("source"):
            return credits.read(placed).source or squeeze(placed)
        printed = self.header.source or self.footer.source or self.inner.source
        return printed or (None if self.is_credited else self.plain.source)

    @field
    def credits(self) -> tuple[Credit, ...]:
        writers = set(self._writers)
        return tuple(sorted(self._credited, key=lambda one: not (one.name in writers and _writes(one))))

    @field
    def editor(self) -> str | None:
        # 整理 wrote, and is the desk's work all the same
        told = [one for one in self._credited if not _writes(one) or one.role_normalized == "compiler"]
        names: dict[str, list[str]] = {}
        for one in told:
            names.setdefault(one.role, []).append(one.name)
        return " ".join(f"{role}：{' '.join(of)}" if role else " ".join(of) for role, of in names.items()) or None

    @property
    def printed_date(self) -> str | None:
        return self.printed("date") or self.header.date

    @cached_property
    def instant(self) -> dates.Instant | None:
        placed = self._instant(self.printed_date)
        if placed is not None and placed.precision not in (Precision.MONTH, Precision.DAY):
            return placed
        other = self.plain.date
        return other if other is not None and (placed is None or other.iso.startswith(placed.iso)) else placed

    @field
    def date_printed(self) -> str | None:
        return squeeze(self.instant.printed) if self.instant else squeeze(self.printed_date or "")

    @field
    def body(self) -> str | None:
        return "\n\n".join(self.paragraphs) or (None if self.proses else self.plain.body)

    @field
    def images(self) -> tuple[Image, ...]:
        if not self.proses:
            return self.plain.images
        whole = self.proses[0]
        if len(self.proses) > 1:  # an image's caption may stand in the next of them
            whole = etree.Element("div")
            whole.extend(deepcopy(box) for box in self.proses)
        inner = self._captioned(whole)
        return tuple({image.url: image for image in (*self.banner, *inner)}.values())

    def _captioned(self, box: Element) -> list[Image]:
        found = []
        for element, caption in captions.captioned(box):
            source = next((value.strip() for name in _SOURCES if (value := element.get(name))), "")
            if source and not source.startswith("data:"):
                try:
                    url = urljoin(str(self.response.url), source)
                except ValueError:  # brackets that are no IPv6 address
                    continue
                found.append(Image(url=url, caption=caption, credit=captions.credit(caption) if caption else None))
        return found

    # -- the article, and its further pages -------------------------------------------------------------------------

    def article(self) -> Article:
        """The whole reading.

        Raises NotAnArticle, with the reason: for what the generic reading takes for none, where no place holds the body.
        """
        if not self.proses and self.plain.no_article is not None:
            reason = self.plain.no_article
            raise NotAnArticle(f"{self.url}: {reason.value.replace('_', ' ')}", reason)
        article = super().article()
        if self.proses or self.plain.updated is None:
            return article
        return replace(article, updated=self.plain.updated.iso)

    @property
    def parts(self) -> parts.Parts | None:
        return parts.parts(self.root, str(self.response.url))


@cache
def _selectors(layout: type, name: str) -> tuple[str, ...]:
    """The selectors of a place, those of the class before those of its bases."""
    given = [one.__dict__.get("at", {}).get(name, ()) for one in layout.__mro__]
    return tuple(selector for one in given for selector in ((one,) if isinstance(one, str) else one))


def _is_empty_label(text: str) -> bool:
    """Whether a line is the desk's label without a name. A lone 记者： stands over a question, and stays."""
    label = LABELS.get(text[:-1].strip()) if text[-1:] in (":", "：", "|", "｜", "/") else None
    return label is not None and label.group in (Group.EDITING, Group.SOURCE)


def _writes(credit: Credit) -> bool:
    role = ROLES.get(credit.role_normalized)
    return role is not None and role.group is Group.WRITING


def _once(boxes: list[Element]) -> list[Element]:
    """The elements that say something new: not those within another, nor a copy of it for phones."""
    kept: list[Element] = []
    told = ""
    for box in boxes:
        text = "".join("".join(box.itertext()).split())
        if text and text in told:
            continue
        kept.append(box)
        told += text
    return kept or boxes[:1]


def _take_out(element: Element) -> None:
    """Remove an element and leave the text behind it, on a line of its own where the element was one."""
    parent = element.getparent()
    if parent is None:
        return
    rest = etree.Element("br" if ends_line(element) else "span")
    rest.tail = element.tail
    element.tail = None
    parent.replace(element, rest)


def plain_page(outlet: Outlet, module: str) -> type[PlacedPage]:
    """The layout of an outlet's pages that nobody has told of: every field as the generic reading has it."""
    told: dict[str, Any] = {"outlet": outlet, "__module__": module, "__qualname__": "PlainPage"}
    return type("PlainPage", (PlacedPage,), told)


def fragment(html: str) -> Element:
    """The tree of a piece of HTML, as JSON answers hold it."""
    return etree.fromstring(f"<div>{html}</div>", etree.HTMLParser())
