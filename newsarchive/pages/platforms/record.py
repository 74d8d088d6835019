"""A layout whose article is an object of JSON: an answer of an API, or the state that a script framework leaves in the page.

    class AppPage(RecordPage):
        outlet = OUTLET
        within = "data.article"
        keys: ClassVar = {"headline": "title", "author": "author", "date": "publishTime", "prose": "content"}

What stands at a key goes before what stands at the place of that name (layout), where the answer is a page too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final

from lxml.etree import _Element as Element

from newsarchive.errors import NotAnArticle
from newsarchive.extract import dates
from newsarchive.extract.text import squeeze
from newsarchive.items import Precision, Reason
from newsarchive.pages import generic
from newsarchive.pages.platforms.layout import PlacedPage, Places, fragment

__all__ = ["RecordPage", "dig", "lacking"]

#: Characters of an answer up to which it says no more than that there is nothing.
SHORT: Final = 500


class RecordPage(PlacedPage):
    """An article in JSON.

    within: where the article's object is, keys joined by "."; several in order of preference. state: the id of the script that
    holds the JSON in a page, "" where the answer is JSON itself. keys: place -> key, or several in order of preference.
    """

    within: ClassVar[Places] = ""
    state: ClassVar[str] = ""
    keys: ClassVar[Mapping[str, Places]] = {}

    def fits(self) -> bool:
        if self.state:
            return self.place(f"#{self.state}") is not None
        return self.html.lstrip()[:1] == "{"

    @cached_property
    def record(self) -> dict[str, Any]:
        """The article's object; an empty one where a page holds none.

        Raises NotAnArticle when an API's answer has none.
        """
        script = self.place(f"#{self.state}") if self.state else None
        text = (script.text or "") if script is not None else self.html
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        for path in (self.within,) if isinstance(self.within, str) else self.within:
            found = dig(answer, path)
            if isinstance(found, dict) and found:
                return found
        if self.state:
            return {}
        raise lacking(str(self.response.url), text)

    def value(self, name: str) -> str | None:
        """What stands at a place's key, as text; lists of texts in lines."""
        given = self.keys.get(name, ())
        for path in (given,) if isinstance(given, str) else given:
            value = dig(self.record, path)
            if isinstance(value, list):
                value = "\n".join(one for one in value if isinstance(one, str))
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                value = str(value)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return None

    @property
    def displayed(self) -> str | None:
        return squeeze(self.value("headline")) or super().displayed

    def printed(self, name: str) -> str | None:
        return (None if name == "prose" else self.value(name)) or super().printed(name)

    @property
    def crumbs(self) -> tuple[str, ...]:
        told = self.value("crumbs")
        return tuple(told.split("\n")) if told else super().crumbs

    @cached_property
    def proses(self) -> list[Element]:
        told = self.value("prose")
        return [fragment(told)] if told else super().proses

    @cached_property
    def plain(self) -> generic.Reading:
        # the generic reading reads pages
        return super().plain if self.html.lstrip()[:1] == "<" else generic.Reading()

    @cached_property
    def instant(self) -> dates.Instant | None:
        # sites print their clocks to the minute: an article is not to seem edited when its generation changes
        found = super().instant
        counted = found is not None and squeeze(self.printed_date or "") == found.printed and found.printed.isdigit()
        return replace(found, precision=Precision.MINUTE) if found and counted and len(found.printed) >= 10 else found

    def article(self) -> Any:
        """The whole reading.

        Raises NotAnArticle, with the reason.
        """
        if not self.state and not self.record:
            raise lacking(str(self.response.url), self.html)
        return super().article()


def lacking(url: str, answer: str) -> NotAnArticle:
    """What an API's answer without the article that is expected means: there is none; or, where it says much, another form.

    >>> lacking("https://paper.example/api?id=7", '{"code": 404, "data": null}').reason
    <Reason.ERROR_PAGE: 'error_page'>
    """
    try:
        said = isinstance(json.loads(answer), dict) and len(answer) <= SHORT
    except (ValueError, RecursionError):
        said = False
    if said:
        return NotAnArticle(f"{url}: the answer holds no article", Reason.ERROR_PAGE)
    return NotAnArticle(f"{url}: the answer is in none of the forms known", Reason.NOT_ARTICLE)


def dig(value: Any, path: str) -> Any:
    """What stands at keys joined by "." in nested objects and lists; None where nothing does.

    >>> dig({"data": [{"title": "Rain"}]}, "data.0.title"), dig({"data": []}, "data.0.title")
    ('Rain', None)
    """
    for key in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
