"""Founder (方正翔宇): articles at /YYYY-MM/DD/content_N.htm, columns at node_N.htm, two comments in each article's page.

`<!--enpcontent-->` opens the body; `<!--enpproperty <date>…</date><author>…</author>…/enpproperty-->` is what was entered.
What is printed goes before it: on some sites its author is the desk's editor.
"""

from __future__ import annotations

import html
import re
from functools import cached_property
from typing import ClassVar

from lxml.etree import _Element as Element

from newsarchive.extract import credits
from newsarchive.extract.text import squeeze
from newsarchive.pages.platforms.identity import FOUNDER, rule
from newsarchive.pages.platforms.layout import BAIDU, PlacedPage
from newsarchive.pages.poet import field

__all__ = ["FounderPage", "identity"]

identity = rule(FOUNDER)

_PROPERTY = re.compile(r"<!--\s*enpproperty\s(.{0,20000}?)/enpproperty\s*-->", re.DOTALL)
_VALUE = re.compile(r"<(\w+)>([^<]{1,2000})</\1>")


class FounderPage(PlacedPage):
    """An article's page; a subclass adds the places of its templates before these.

    signs: whether the property's author is the article's (ycwb, cyol), and not its editor (hebnews).
    """

    at: ClassVar = {"byline": BAIDU}
    signs: ClassVar[bool] = False

    def fits(self) -> bool:
        return super().fits() if self.marks else True

    def elements(self, name: str) -> list[Element]:
        found = super().elements(name)
        if not found and name == "prose" and (box := self._content_box) is not None:
            return [box]
        return found

    @cached_property
    def _content_box(self) -> Element | None:
        """The element in which enpcontent opens."""
        for comment in self.root.xpath("//comment()[normalize-space(.)='enpcontent']"):
            if (box := comment.getparent()) is not None:
                # the comment may open in a paragraph of the body, which it then holds nothing else of
                return box.getparent() if box.tag == "p" and box.getparent() is not None else box
        return None

    @cached_property
    def entered(self) -> dict[str, str]:
        """What the editor entered, by the property's names."""
        found = _PROPERTY.search(self.html)
        values = _VALUE.findall(found[1]) if found else []
        return {name: text for name, value in values if (text := squeeze(html.unescape(value)))}

    @property
    def printed_date(self) -> str | None:
        # the fraction of a second is written ":0" or ".0"
        return super().printed_date or re.sub(r"[:.]0$", "", self.entered.get("date", "")) or None

    @cached_property
    def signed(self) -> tuple[str, ...]:
        placed = super().signed
        if placed or not self.signs or self.header.authors or self.footer.authors or self.inner.authors:
            return placed
        return credits.people(self.entered.get("author"))

    @field
    def source(self) -> str | None:
        printed: str | None = super().source
        return printed or self.entered.get("sourcename")

    @property
    def crumbs(self) -> tuple[str, ...]:
        return super().crumbs or tuple(filter(None, [self.entered.get("nodename")]))
