"""A page of an outlet without layouts of its own: the generic reading, and the selectors that its configuration gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import canonical
from newsarchive.errors import DateUnreadable, NotAnArticle
from newsarchive.extract import credits, dates, json_ld, parts, posted, teasers
from newsarchive.extract.language import zone_of
from newsarchive.extract.paragraphs import paragraphs
from newsarchive.extract.text import squeeze
from newsarchive.items import Article, Credit, Outlet, Precision, Reason
from newsarchive.pages import generic
from newsarchive.pages.article import Rest, decoded_of, tree_of
from newsarchive.pages.generic import GenericPage
from newsarchive.pages.poet import HttpResponse
from newsarchive.pages.poet import field as item_field

__all__ = ["FIELDS", "SitePage", "page_class", "xpath"]

#: The fields that a configuration may give a place for.
FIELDS: Final = ("title", "source", "author", "date", "summary", "body", "editor", "section")

#: schema.org's and OpenGraph's names of pages that hold no article.
_LISTS: Final = frozenset(
    {"collectionpage", "itemlist", "searchresultspage", "profilepage", "profile", "contactpage", "aboutpage"}
)
#: Bytes of text (a Chinese character has three) below which a page is an article only if it is declared or its address says so.
PLAIN: Final = 300


def xpath(place: str) -> etree.XPath:
    """A place as written in a configuration, "h1.headline" or "xpath://div[@id='x']", ready to be asked.

    Raises ValueError for what is neither.

    >>> xpath("#x > p::attr(title)").path
    "descendant-or-self::*[@id = 'x']/p/@title"
    """
    if place.startswith("xpath:"):
        expression = place.removeprefix("xpath:")
    else:
        try:
            expression = HTMLTranslator().css_to_xpath(place)
        except Exception as error:  # cssselect has several kinds, without a base
            raise ValueError(f"no CSS selector: {error}") from error
    try:
        return etree.XPath(expression)
    except etree.XPathError as error:
        raise ValueError(f"no XPath: {error}") from error


_compiled = lru_cache(maxsize=1024)(xpath)


# Asked before a page is read and after: whether it is a further page, and whether it has one.
@lru_cache(maxsize=1)
def _parts(answer: HttpResponse) -> parts.Parts | None:
    return parts.parts(tree_of(answer).root, str(answer.url))


class SitePage(GenericPage):
    """A page of any outlet without layouts.

    places_of: field -> where it is printed, where the generic reading needs help. zoned: whether the outlet's zone was told,
    or is to be taken from the page's country or language. strict: whether pages come from a crawl, where most are no article;
    whoever hands over a single page has seen that it is one.
    """

    outlet: ClassVar[Outlet]
    hosts: ClassVar[tuple[str, ...]] = ()
    valid_from: ClassVar[date | None] = None
    valid_until: ClassVar[date | None] = None
    places_of: ClassVar[Mapping[str, str]] = {}
    zoned: ClassVar[bool] = True
    strict: ClassVar[bool] = True

    def fits(self) -> bool:
        """Every page is one of any site's."""
        return True

    @property
    def zone(self) -> ZoneInfo | None:
        """The outlet's zone, None for the page's own."""
        return ZoneInfo(self.outlet.zone) if self.zoned else None

    @property
    def root(self) -> etree._Element:
        """The page's tree."""
        return tree_of(self.response).root

    @cached_property
    def plain(self) -> generic.Reading:
        """What the page says to whoever knows nothing of its outlet."""
        answer, moment = self.response, self.captured_at.moment
        return generic.read_tree(
            tree_of(answer), decoded_of(answer).text, str(answer.url), moment, self.zone, self.outlet.language
        )

    @cached_property
    def reading(self) -> generic.Reading:
        """What the page says. What a selector finds is an article, whatever the page looks like without it."""
        told = self.told
        return replace(
            self.plain,
            title=told.get("title") or self.plain.title,
            body=told.get("body") or self.plain.body,
            no_article=None if told.get("body") else self.plain.no_article,
        )

    @item_field
    def url(self) -> str:
        return self._own_url(self.declared_url)

    def article(self) -> Article:
        """The whole reading.

        Raises NotAnArticle, with the reason, for a list, an empty page and the like.
        """
        if self.strict:
            self._judge()
        return replace(super().article(), canonical_url=self.declared_url, **{**self.marked(), **self.told})

    @property
    def declared_url(self) -> str | None:
        """What the page names as its own address, absolute."""
        # Not web-poet's urljoin: it asks for the field `url`, which asks for this.
        try:
            return urljoin(str(self.response.url), self.plain.canonical_url) if self.plain.canonical_url else None
        except ValueError:
            return None

    @property
    def parts(self) -> parts.Parts | None:
        """Which page of an article in several this is."""
        return _parts(self.response)

    @property
    def rest(self) -> Rest:
        """What this page adds to an article of which it is a further page."""
        return Rest(self.reading.body, self.plain.images, self.plain.editors)

    # -- whose address ----------------------------------------------------------------------------------------------

    def _own_url(self, declared: str | None) -> str:
        """The article's canonical URL: what the page names as its own address, when that can be one.

        Templates name the front page, a section or another site; only an address of the outlet with the shape of an
        article's is believed, and differences that mean nothing are passed over.
        """
        address = str(self.response.url)
        own = self.outlet.identity(address) or canonical(address)
        if not declared:
            return own
        other = self.outlet.identity(declared)
        if other is None or _same(other, own) or not self._is_ours(other):
            return own
        if shape(own) is Shape.ARTICLE and shape(other) is not Shape.ARTICLE:
            return own
        return other

    def _is_ours(self, url: str) -> bool:
        from newsarchive.pages import serves

        return serves(self.outlet.hosts, url)

    # -- is it one --------------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Raises NotAnArticle for what the page's prose alone does not give away: it is of other pages, or of the house."""
        address, body = str(self.response.url), self.reading.body or ""
        kinds = {kind.rpartition("/")[2].lower() for kind in self.plain.declared.types}
        is_declared = any(json_ld.ARTICLES.search(kind) for kind in kinds)
        if not is_declared and not kinds.isdisjoint(_LISTS):
            raise NotAnArticle(f"{address}: declared as a list", Reason.LISTING_PAGE)
        if body and teasers.share(self.root, address, body.split("\n\n")) >= 0.5:
            raise NotAnArticle(f"{address}: the headlines of other pages stand over its text", Reason.LISTING_PAGE)
        if is_declared or shape(address) is Shape.ARTICLE or self.told.get("body"):
            return
        is_dated = self.plain.date is not None or "date" in self.told or posted.moment(self.root) is not None
        if self.reading.no_article is None and not is_dated:
            raise NotAnArticle(f"{address}: neither a date, nor an address or a declaration of an article")
        if len(body.encode("utf-8", "replace")) < PLAIN:
            few = Reason.LISTING_PAGE if sum(1 for _ in self.root.iter("a")) >= 10 else Reason.NOT_ARTICLE
            raise NotAnArticle(f"{address}: little text, and neither an address nor a declaration of an article", few)

    def marked(self) -> dict[str, Any]:
        """What markup says of date and author where the reading has none, or a day only."""
        reading = self.plain
        found: dict[str, Any] = {}
        is_vague = reading.date is None or reading.date.precision in (Precision.MONTH, Precision.DAY)
        if is_vague and (written := posted.moment(self.root)):
            found |= self._date(written)
            if reading.date is not None and not str(found.get("date", "")).startswith(reading.date.iso):
                found = {}
        if not reading.authors and (name := posted.writer(self.root)):
            names = credits.read(name).authors or (name,)
            found["author"] = _joined(names, reading.language)
            found["credits"] = (*(Credit(role="", name=one, role_normalized="author") for one in names), *reading.editors)
        return found

    def _date(self, written: str) -> dict[str, Any]:
        try:
            instant = dates.instant(
                written,
                self.zone or zone_of(str(self.response.url), self.plain.language),
                self.captured_at.moment,
                language=self.outlet.language,
            )
        except DateUnreadable:
            return {}
        return _dated(instant, written)

    # -- what the configuration places --------------------------------------------------------------------------------

    @cached_property
    def told(self) -> dict[str, Any]:
        """The fields that the configuration's selectors find."""
        found: dict[str, Any] = {}
        for name, place in self.places_of.items():
            values = _compiled(place)(self.root)
            nodes = values if isinstance(values, list) else [values]
            if nodes:
                found |= self._field(name, nodes)
        return {name: value for name, value in found.items() if value}

    def _field(self, name: str, nodes: list[Any]) -> dict[str, Any]:
        if name == "body":
            lines = [
                line for node in nodes for line in (paragraphs(node) if isinstance(node, etree._Element) else [_text(node)])
            ]
            return {"body": "\n\n".join(line for line in lines if line and not credits.is_credit_line(line)) or None}
        if name == "section":
            return {"section": tuple(text for node in nodes if (text := _text(node)))}
        text = squeeze(" ".join(filter(None, map(_text, nodes)))) if name in ("author", "editor") else _text(nodes[0])
        if not text:
            return {}
        if name == "date":
            return self._date(text)
        if name == "author":
            printed = credits.read(text)
            return {"author": _joined(printed.authors, self.outlet.language) or text}
        if name == "source":
            return {"source": credits.read(text).source or text}
        return {name: text}


def _same(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, "www." and a slash at the end."""

    def plain(url: str) -> str:
        return url.partition("://")[2].removeprefix("www.").rstrip("/")

    return plain(one) == plain(other)


def _text(node: Any) -> str | None:
    return squeeze("".join(node.itertext()) if isinstance(node, etree._Element) else str(node))


def _dated(instant: dates.Instant, printed: str) -> dict[str, Any]:
    return {"date": instant.iso, "date_utc": instant.utc, "date_printed": printed, "date_precision": instant.precision}


def _joined(names: tuple[str, ...], language: str | None) -> str | None:
    return ("、" if (language or "").split("-")[0] in ("zh", "ja") else ", ").join(names) or None


def page_class(
    outlet: Outlet, places: Mapping[str, str] | None = None, *, zoned: bool = False, strict: bool = True
) -> type[SitePage]:
    """The layout of an outlet that nobody has written one for."""
    told = {"outlet": outlet, "places_of": dict(places or {}), "zoned": zoned, "strict": strict, "__module__": __name__}
    return type("SitePage", (SitePage,), told)
