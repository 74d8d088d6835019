"""澎湃新闻 (Shanghai): the pages of 2014–2021 for desktop and phone, those of its videos, and the present ones, since 2022.

The present ones hold their article as JSON, and print source and desk in elements whose class names carry a hash: only what
stands before it is asked for. Specials, live reports and h5 pages have other systems, and are read as on any page.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms.identity import rule
from newsarchive.pages.platforms.layout import PlacedPage, plain_page
from newsarchive.pages.platforms.record import RecordPage

OUTLET = Outlet(
    name="thepaper",
    title="澎湃新闻",
    home="https://www.thepaper.cn/",
    hosts=(".thepaper.cn",),
    zone="Asia/Shanghai",
    language="zh",
    identity=rule(
        r"/(?:newsDetail_forward_|detail/)(?P<id>\d+)/?", form="https://www.thepaper.cn/newsDetail_forward_{id}"
    ),
)


class DesktopPage(PlacedPage):
    """Desktop, 2014–2021."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": "h1.news_title",
        "byline": ".news_about > p",
        "prose": ".news_txt",
        "desk": ".news_infor_extra .infor_item",
        "crumbs": ".news_path a[href^='channel_'], .news_path a[href^='list_'], .news_path a[href^='gov_']",
    }


class VideoPage(PlacedPage):
    """A video's page, 2014–2021: what it says is a paragraph or two."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": ".video_txt_t > h2",
        "byline": ".video_info_left",
        "prose": ".video_txt_l",
        "desk": ".news_infor_extra .infor_item",
    }


class MobilePage(PlacedPage):
    """Phone, until 2021."""

    outlet = OUTLET
    at: ClassVar = {
        "headline": "h1.t_newsinfo",
        "byline": "p.about_news",
        "prose": ".news_part",
        "cut": ".news_infor_extra, .relations_div, .news_part_all, .news_keyword",
        "desk": ".news_infor_extra .infor_item",
        "crumbs": ".detail-gm a",
    }


class PresentPage(RecordPage):
    """Desktop and phone, since 2022 (Next.js)."""

    outlet = OUTLET
    valid_from = date(2022, 1, 1)
    state = "__NEXT_DATA__"
    within = (
        "props.pageProps.detailData.contentDetail",
        "props.pageProps.detailData.liveDetail",
        "props.pageProps.detailData.specialDetail.specialInfo",
    )
    keys: ClassVar = {
        "headline": ("name", "shareName"),
        "author": "author",
        "date": ("pubTimeLong", "publishTime", "pubTime"),
        "standfirst": ("summary", "desc"),
        "prose": "content",
        "crumbs": "nodeInfo.name",
    }
    at: ClassVar = {
        "headline": "[class*='index_title__'], [class*='header_title__']",
        "byline": "[class*='index_headerContent__'], [class*='header_source__']",
        "prose": "[class*='index_cententWrap__'], [class*='index_summary__']",
        "desk": "[class*='index_copyrightBox__'] .ant-space > div",
    }


PlainPage = plain_page(OUTLET, __name__)
PAGES = (DesktopPage, VideoPage, MobilePage, PresentPage, PlainPage)
