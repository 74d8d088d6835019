"""The base of every page object: says what is printed where -> Article.

A subclass names places (`headline`, `byline`, `desk`, `standfirst`, `prose`, `crumbs`); this base turns what stands there
into people, moments and text with `extract/`. So a redesign touches selectors only, and a rule about credits or dates
is written once for all outlets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

import attr
from lxml import etree
from lxml.etree import _Element as Element
from parsel import Selector

from newsarchive.errors import DateUnreadable, NotAnArticle
from newsarchive.extract import charset, credits, dates, tree
from newsarchive.extract.paragraphs import paragraphs
from newsarchive.extract.parts import Parts
from newsarchive.extract.printed import Span
from newsarchive.extract.roles import ROLES, Group
from newsarchive.extract.text import squeeze
from newsarchive.items import Article, Credit, Image, Outlet, Precision, Reason
from newsarchive.pages.poet import HttpResponse, WebPage, field, register_serialization

__all__ = ["ArticlePage", "CapturedAt", "Rest", "decoded_of", "field", "tree_of"]

_HAN_JOIN = frozenset({"zh", "ja"})
_NO_PEOPLE = frozenset({Group.SOURCE, Group.DATE, Group.UPDATED})


@dataclass(frozen=True, slots=True)
class CapturedAt:
    """When the page was fetched (UTC): what "yesterday" and a date without a year are counted from."""

    moment: datetime | None = None

    def iso(self) -> str | None:
        """ "2024-03-01T08:30:00Z"."""
        return None if self.moment is None else self.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Rest(NamedTuple):
    """What a further page of an article adds to it."""

    body: str | None
    images: tuple[Image, ...]
    credits: tuple[Credit, ...]
    """Of the desk, which is named at the end of the last page."""

    def behind(self, article: Article) -> Article:
        """The article, gone on with."""
        known = {credit.name for credit in article.credits}
        added = tuple(credit for credit in self.credits if credit.name not in known)
        printed = (f"{one.role}：{one.name}" if one.role else one.name for one in added)
        return replace(
            article,
            body="\n\n".join(filter(None, (article.body, self.body))) or None,
            images=tuple({image.url: image for image in (*article.images, *self.images)}.values()),
            credits=(*article.credits, *added),
            editor=" ".join(filter(None, (article.editor, *printed))) or None,
        )


# The layouts that are tried on one response share its text and its tree; a page is read at a time, so one is enough.
@lru_cache(maxsize=1)
def decoded_of(answer: HttpResponse) -> charset.Decoded:
    """The text of a response."""
    return charset.decode(bytes(answer.body), answer.headers.get("Content-Type"))


@lru_cache(maxsize=1)
def tree_of(answer: HttpResponse) -> tree.Tree:
    """The tree of a response; of an empty one, an empty one."""
    return tree.parse(decoded_of(answer).text) or tree.Tree(etree.Element("html"), cut=False)


@lru_cache(maxsize=2)
def _places(answer: HttpResponse, tags: str) -> dict[str, list[Element]]:
    """Elements by "#id" and ".class", in document order: one pass, where each CSS query would be one."""
    found: dict[str, list[Element]] = {}
    for element in _named(tags)(tree_of(answer).root):
        if name := element.get("id"):
            found.setdefault(f"#{name.strip()}", []).append(element)  # newssc.org writes ids with a space at the end
        for name in element.get("class", "").split():
            found.setdefault(f".{name}", []).append(element)
    return found


@cache
def _named(tags: str) -> etree.XPath:
    return etree.XPath("|".join(["//*[@id]", *(f"//{tag}[@class]" for tag in tags.split())]))


def _freeze(captured_at: CapturedAt) -> dict[str, bytes]:
    return {"txt": (captured_at.iso() or "").encode()}


def _thaw(cls: type[CapturedAt], data: dict[str, bytes]) -> CapturedAt:
    text = data["txt"].decode().strip()
    return cls(datetime.fromisoformat(text) if text else None)


register_serialization(_freeze, _thaw)


@attr.s(auto_attribs=True)
class ArticlePage(WebPage[Article]):
    """One layout of one outlet (web-poet: one `@field` a field of Article).

    outlet: whose page it is. hosts: where this layout is served, when not on all of the outlet's.
    valid_from, valid_until: first and last day (of capture) of the layout, in the outlet's zone; None is open.
    version: raised when the class reads a page differently, so that `articles.parser` tells old readings apart.
    """

    captured_at: CapturedAt

    outlet: ClassVar[Outlet]
    hosts: ClassVar[tuple[str, ...]] = ()
    valid_from: ClassVar[date | None] = None
    valid_until: ClassVar[date | None] = None
    version: ClassVar[int] = 1
    tags: ClassVar[str] = "*"
    """The elements whose classes `places` looks at: "div span". Those of a page's lists would be most of the cost."""

    # -- what a subclass says -------------------------------------------------------------------------------------

    def fits(self) -> bool:
        """Whether this is a page of the layout: decides between layouts that are served on the same day."""
        return True

    @property
    def headline(self) -> str | None:
        """The displayed headline."""
        raise NotImplementedError

    @property
    def byline(self) -> str | None:
        """The line under the headline: source, author, date, in any order, labels and all."""
        return None

    @property
    def desk(self) -> str | None:
        """The credits at the article's end, labels and all."""
        return None

    @property
    def standfirst(self) -> str | None:
        """The summary, with or without its label."""
        return None

    @property
    def prose(self) -> Element | None:
        """The element that holds the body's paragraphs."""
        return None

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The section path, outermost first."""
        return ()

    @property
    def printed_date(self) -> str | None:
        """The publication date where it does not stand in the byline."""
        return self.header.date

    @property
    def banner(self) -> tuple[Image, ...]:
        """Images of the article that stand outside its prose."""
        return ()

    # -- what follows from it -------------------------------------------------------------------------------------

    @property
    def decoded(self) -> charset.Decoded:
        """The page's text, and how it was come by: a wrong charset label is found out."""
        return decoded_of(self.response)

    @property
    def html(self) -> str:
        """The page as text."""
        return self.decoded.text

    @cached_property
    def selector(self) -> Selector:
        """The page's tree."""
        return Selector(root=tree_of(self.response).root, type="html")

    @cached_property
    def header(self) -> credits.PrintedCredits:
        """What the byline credits."""
        return credits.read(self.byline or "")

    @cached_property
    def footer(self) -> credits.PrintedCredits:
        """What the desk's line credits."""
        return credits.read(self.desk or "")

    @cached_property
    def instant(self) -> dates.Instant | None:
        """The publication; None when nothing is printed or what is printed cannot be read."""
        return self._instant(self.printed_date)

    def _instant(self, printed: str | None) -> dates.Instant | None:
        if printed is None:
            return None
        try:
            return dates.instant(
                printed, ZoneInfo(self.outlet.zone), self.captured_at.moment, language=self.outlet.language
            )
        except DateUnreadable:
            return None

    @cached_property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs in order, those that are nothing but credits left out."""
        if self.prose is None:
            return ()
        return tuple(text for text in paragraphs(self.prose) if not credits.is_credit_line(text))

    def places(self, name: str) -> list[Element]:
        """The elements of an id ("#content") or class (".byline"), in document order."""
        return _places(self.response, self.tags).get(name, [])

    def place(self, name: str) -> Element | None:
        """The first of `places`."""
        return next(iter(self.places(name)), None)

    def text_at(self, name: str) -> str | None:
        """All text in the first of `places`, white space squeezed."""
        element = self.place(name)
        return None if element is None else squeeze(" ".join(element.itertext()))

    def _images(self, nodes: Iterator[Element]) -> tuple[Image, ...]:
        found: dict[str, Image] = {}
        for node in nodes:
            src = node.get("data-src") or node.get("src")
            if src and not src.startswith("data:"):
                url = self.urljoin(src)
                found.setdefault(url, Image(url=url))
        return tuple(found.values())

    @property
    def parts(self) -> Parts | None:
        """Which page of an article in several this is; None for one that stands alone."""
        return None

    @property
    def rest(self) -> Rest:
        """What this page adds to an article of which it is a further page."""
        return Rest(self.body, self.images, tuple(credit for credit in self.credits if not _writes(credit)))

    # -- the fields -----------------------------------------------------------------------------------------------

    @field
    def url(self) -> str:
        """Canonical: the outlet's identity rule, or the address itself."""
        address = str(self.response.url)
        return self.outlet.identity(address) or address

    @field
    def title(self) -> str | None:
        return squeeze(self.headline or "")

    @field
    def source(self) -> str | None:
        return self.header.source or self.footer.source

    @field
    def author(self) -> str | None:
        joint = "、" if (self.language or "").split("-")[0] in _HAN_JOIN else ", "
        return joint.join(self._writers) or None

    @property
    def _writers(self) -> tuple[str, ...]:
        return self.header.authors or self.footer.authors

    @field
    def credits(self) -> tuple[Credit, ...]:
        both = (*self.header.credits, *self.footer.credits)
        once = {(credit.role, credit.name): credit for credit in reversed(both)}
        unique = [credit for credit in both if once.get((credit.role, credit.name)) is credit]
        writers = set(self._writers)
        return tuple(sorted(unique, key=lambda credit: not (credit.name in writers and _writes(credit))))

    @field
    def editor(self) -> str | None:
        # Not the whole line: a label without a name credits nobody, and JSON pages sign the author there too.
        printed = self.desk or ""
        ends: dict[int, int] = {}
        for span in self.footer.spans:
            if (role := ROLES.get(span.role_normalized)) is None or role.group in _NO_PEOPLE:
                continue
            if role.group is not Group.WRITING or span.name not in self._writers:
                start = min(span.label_start, span.start)
                ends[start] = max(ends.get(start, 0), _after_note(printed, span))
        return squeeze(" ".join(printed[start:end] for start, end in sorted(ends.items())))

    @field
    def date(self) -> str | None:
        return self.instant.iso if self.instant else None

    @field
    def date_utc(self) -> str | None:
        return self.instant.utc if self.instant else None

    @field
    def date_printed(self) -> str | None:
        return squeeze(self.printed_date or "")

    @field
    def date_precision(self) -> Precision | None:
        return self.instant.precision if self.instant else None

    @field
    def summary(self) -> str | None:
        text = squeeze(self.standfirst or "")
        for label in ("摘要", "核心提示", "导读"):
            if text and text.startswith((f"{label}：", f"{label}:")):
                text = squeeze(text[len(label) + 1 :])
        return text

    @field
    def body(self) -> str | None:
        return "\n\n".join(self.paragraphs) or None

    @field
    def section(self) -> tuple[str, ...]:
        return tuple(text for crumb in self.crumbs if (text := squeeze(crumb)))

    @field
    def images(self) -> tuple[Image, ...]:
        inner = self._images(self.prose.iter("img")) if self.prose is not None else ()
        return tuple({image.url: image for image in (*self.banner, *inner)}.values())

    @field
    def language(self) -> str | None:
        return self.outlet.language

    @field
    def canonical_url(self) -> str | None:
        head = self.selector.root.find("head")
        for element in () if head is None else head.iter("link", "meta"):
            if element.get("rel", "").lower() == "canonical" or element.get("property") == "og:url":
                href = element.get("href") or element.get("content")
                return self.urljoin(href.strip()) if href else None
        return None

    def article(self) -> Article:
        """The whole reading.

        Raises NotAnArticle when the page has neither headline nor body: an error page, a shell, a list.
        """
        values: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        if values["title"] is None:
            raise NotAnArticle(f"{self.url}: no headline where {type(self).__name__} expects it")
        if values["body"] is None and not values["images"]:
            raise NotAnArticle(f"{self.url}: a headline without a text", Reason.EMPTY)
        return Article(
            outlet=self.outlet.name,
            captured_at=self.captured_at.iso(),
            parser=self.parser_name(),
            **values,
        )

    async def to_item(self) -> Article:
        """web-poet's door to `article`."""
        return self.article()

    @classmethod
    def parser_name(cls) -> str:
        """ "shobserver.DesktopPage/1": module, class and version."""
        return f"{cls.__module__.removeprefix('newsarchive.pages.')}.{cls.__name__}/{cls.version}"


def _after_note(printed: str, span: Span) -> int:
    """Where a printed credit ends, its note ("摄", "（QN054）") included."""
    if span.note is None:
        return span.end
    found = printed.find(span.note, span.end, span.end + len(span.note) + 2)
    end = span.end if found < 0 else found + len(span.note)
    return end + (printed[end : end + 1] in ("）", ")", "]", "】"))


def _writes(credit: Credit) -> bool:
    role = ROLES.get(credit.role_normalized)
    return role is not None and role.group is Group.WRITING


_FIELDS = (
    "url",
    "title",
    "source",
    "author",
    "date",
    "summary",
    "body",
    "editor",
    "section",
    "language",
    "images",
    "canonical_url",
    "credits",
    "date_utc",
    "date_printed",
    "date_precision",
)


def response(url: str, body: bytes, headers: tuple[tuple[str, str], ...] = (), status: int = 200) -> HttpResponse:
    """What web-poet calls a response, of a capture's parts."""
    return HttpResponse(url, body=body, status=status, headers=list(headers))
