"""enorth (北方网's system, at many a regional site): articles at /system/YYYY/MM/DD/N.shtml, templates of each site's own."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.platforms.identity import ENORTH, rule
from newsarchive.pages.platforms.layout import BAIDU, PlacedPage

__all__ = ["EnorthPage", "identity"]

identity = rule(ENORTH)


class EnorthPage(PlacedPage):
    """An article's page; a subclass adds the places of its templates before these."""

    at: ClassVar = {"byline": BAIDU, "prose": ("#Zoom", "#zoom", "#cons")}

    def fits(self) -> bool:
        return super().fits() if self.marks else True
