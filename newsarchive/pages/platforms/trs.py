"""TRS (拓尔思): articles at /YYYYMM/tYYYYMMDD_N.html, the body in an editor's element of fixed names."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.platforms.identity import TRS, rule
from newsarchive.pages.platforms.layout import BAIDU, PlacedPage

__all__ = ["EDITOR", "TrsPage", "identity"]

identity = rule(TRS)

#: The body's element in each version of the editor.
EDITOR = (".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".Custom_UnionStyle", ".TRS_PreAppend")


class TrsPage(PlacedPage):
    """An article's page; a subclass adds the places of its templates before these."""

    at: ClassVar = {"byline": BAIDU, "prose": EDITOR}

    def fits(self) -> bool:
        return super().fits() if self.marks else True
