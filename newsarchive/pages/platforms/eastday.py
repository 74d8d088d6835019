"""The eastday family: 东方网, its forty sub-sites, and the sites that it runs for others, on one system with many templates.

An article's file is u1aiN.html (u1aN, u7aiN, u8iN; _K30062 for phones), since 2021 /p/N on one host (/m/N for phones). Baidu's
ids hold the labels alone, the values stand behind them. `<pageinfo>`, a comment on most pages, is what the desk entered;
`meta author` is who picked the story (选稿), not who wrote it. Pages declare gb2312 and are GB18030. Templates of which the
headline's place is not known have it read as on any page, as are those since 2021, of which only the body's place is known.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import ClassVar
from urllib.parse import urlsplit

from newsarchive.extract.names import is_media
from newsarchive.extract.text import squeeze
from newsarchive.pages.platforms.layout import PlacedPage

__all__ = ["EastdayPage", "identity"]

_FILE = re.compile(r"(?P<id>u\d+ai?\d+|u\d+i\d+)(?:_K\d+)?\.html?")
_AGGREGATED = re.compile(r"/a/(?P<id>\d{12,})\.html")
_PRESENT = re.compile(r"/[pm]/(?P<id>\d{16})/?")
_INFO = re.compile(r"<pageinfo2?>(.{0,20000}?)</pageinfo2?>", re.DOTALL)
_VALUE = re.compile(r"<(\w+)>([^<]{1,4000})</\1>")


def identity(url: str) -> str | None:
    """The canonical URL of an article, without its phone's suffix and the names that its host has beside its own.

    >>> identity("http://mil.021east.com/m/20191012/u1ai20060137_K39460.html")
    'https://mil.eastday.com/m/20191012/u1ai20060137.html'
    >>> identity("http://shzw.eastday.com/eastday/city/gk/20191010/u1ai20053445.html")
    'https://city.eastday.com/gk/20191010/u1ai20053445.html'
    >>> identity("http://sh.eastday.com//m/20191013/u1ai20063226.html?from=timeline")
    'https://sh.eastday.com/m/20191013/u1ai20063226.html'
    >>> identity("https://j.eastday.com/m/1685165054031431")
    'https://j.eastday.com/p/1685165054031431'
    >>> identity("http://news.eastday.com/gd2008/news/index1.html") is None
    True
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().replace(".021east.com", ".eastday.com")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host == "j.eastday.com" and (present := _PRESENT.fullmatch(parts.path)):
        return f"https://{host}/p/{present['id']}"
    folder, _, name = re.sub(r"/{2,}", "/", parts.path).rpartition("/")
    if _AGGREGATED.fullmatch(f"{folder}/{name}"):
        return f"https://{host}{folder}/{name}"
    found = _FILE.fullmatch(name)
    if found is None:
        return None
    # /eastday/mil1/… on mil.eastday.com is /…; /eastday/city/… is the city's, whichever host serves it
    if inner := re.match(r"/eastday/([a-z]+)\d*(?=/|$)", folder):
        site = host.partition(".")[0]
        if inner[1] == "city" or inner[1] == site:
            host, folder = f"{inner[1]}.{host.partition('.')[2]}", folder[inner.end() :]
    return f"https://{host}{folder}/{found['id']}.html"


class EastdayPage(PlacedPage):
    """An article's page in any of the family's templates: the header is at one of these places, and says what the others do."""

    at: ClassVar = {
        "headline": (
            "#biaoti",
            ".gj_titile, h2.dabiao7, div.content01 > h2, div.title.tc, h1.tit",
            "#Pagephone .main_titlebg > h1, .post-header > h2, h1.artice-title",
        ),
        "byline": (
            "#sectionleft > .time, .time.grey12a",  # news, china, sh, enjoy, finance, history, pinglun
            ".textcenter.time, .textcenter.gjtime, .timer.textcenter",  # mil, panorama, shzw
            ".gj_l > .info",  # city
            ".gj_date, .gj_xg",  # city, for phones
            "div.content01 > h2 + p",  # gov
            ".blank20.pix12hui.fc, .pix12hui.fr",  # gov's projects
            "h2.dabiao7 ~ p.time, p.time",  # edu
            "p.form.fl",  # imedia
            ".draft_c",  # life
            "ul.x6",  # shcci
            ".timebg",  # shfda
            ".grey18.lh28.tc, div.time > p.fl",  # news, before 2018
            ".post-header .post-date, .post-header .post-author-name, .subtile.gray",  # mpdzh, an aggregator as auto is
            "td.pix12h1-lh24",  # artshow
            "h1.title ~ .subtitle, div.subtitle",  # auto
            ".grey12a.lh24.fc",  # health
            ".center.lh32.grey12a",  # 上海政法综治网
            "td.grey12b-line24",  # 上海社会建设网
            "#Pagephone .main_titlebg > h2",  # the copy for phones within the page
        ),
        "prose": (
            "#zw, #zw2, #gjzw",
            "div.nr, ul.zw, .draft_d, div.pix14hui, div.txt.mt15, div.detail-article",
            "xpath://div[contains(concat(' ', @class, ' '), ' content01 ')]/h2/following-sibling::p[position() > 1]",
            "xpath://*[comment()[normalize-space(.)='enpcontent']]",
            ".article_wrapper .mainLayer .content, .contentBox .article .detail, #J-contain_detail_cnt",
            "#zw1, td.grey14b-line30, td.pix14h2_lh30c",
        ),
        "desk": "td.pix12h2[align=right]",  # 上海市总工会
        "cut": ".bshare-custom, .bdsharebuttonbox, #pageindex, .xgxw",
    }

    def fits(self) -> bool:
        return True

    @cached_property
    def entered(self) -> dict[str, str]:
        """What the desk entered, by pageinfo's names."""
        values = [pair for block in _INFO.findall(self.html[:20000]) for pair in _VALUE.findall(block)]
        return {name: text for name, value in values if (text := squeeze(value))}

    @property
    def headline(self) -> str | None:
        return self.displayed or self.entered.get("title") or self.plain.title

    @cached_property
    def byline(self) -> str | None:
        if printed := super().byline:
            return "\n".join(filter(None, (self._signature, printed)))
        told = (("来源", "source"), ("作者", "author"), ("选稿", "selector"), ("编辑", "editor"))
        return "\n".join(f"{label}：{self.entered[name]}" for label, name in told if name in self.entered) or None

    @property
    def _signature(self) -> str | None:
        """The line of the city's pages for phones that labels nothing: 东方网 王冰."""
        place, _, names = (self.text_at(".gj_author") or "").partition(" ")
        told = (("来源", place), ("作者", names)) if is_media(place) else (("作者", f"{place} {names}"),)
        return "\n".join(f"{label}：{value}" for label, value in told if value.strip()) or None

    @property
    def printed_date(self) -> str | None:
        return super().printed_date or self.entered.get("date")

    @property
    def standfirst(self) -> str | None:
        return self.entered.get("description")  # the metas describe the site

    @property
    def crumbs(self) -> tuple[str, ...]:
        channel = self.entered.get("wchannel")
        return (channel,) if channel else super().crumbs
