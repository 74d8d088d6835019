"""The demo outlet: an invented paper on loopback, in the markup of 上观新闻 (newsarchive/demo)."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from newsarchive.pages import shobserver
from newsarchive.pages.platforms import jiefang


def identity(url: str) -> str | None:
    """The article's canonical URL on the server that it came from: the demo's port is not fixed.

    >>> identity("http://127.0.0.1:8642/wx/detail.do?id=2001")
    'http://127.0.0.1:8642/news/detail?id=2001'
    """
    number = jiefang.article_id(url)
    return f"http://{urlsplit(url).netloc}/news/detail?id={number}" if number else None


OUTLET = replace(
    shobserver.OUTLET,
    name="demo",
    title="汐港观察",
    home="http://127.0.0.1:8642/",
    hosts=("127.0.0.1", "localhost"),
    identity=identity,
)


class DesktopPage(shobserver.DesktopPage):
    """As 上观新闻's."""

    outlet = OUTLET


class MobilePage(shobserver.MobilePage):
    """As 上观新闻's."""

    outlet = OUTLET


class JsonPage(shobserver.JsonPage):
    """As 上观新闻's."""

    outlet = OUTLET


PAGES = (DesktopPage, MobilePage, JsonPage)
