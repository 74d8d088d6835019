"""Tree -> what the publisher's markup declares about the article, statement by statement.

Read are JSON-LD in the sloppy forms it is served in, OpenGraph and the many families of `<meta>`, microdata, Baidu's
four ids, the comment that Founder's (方正) system leaves, and the state that script frameworks embed. Nothing is
judged here: every statement says where it stands, and `evidence` weighs it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from newsarchive.extract import json_ld
from newsarchive.extract.told import told

__all__ = ["Declared", "Statement", "declared"]


class Statement(NamedTuple):
    """One value that the markup gives a field."""

    field: str
    """title, author, date, updated, summary, source, site, editor, section, language, canonical, image, body, kind."""
    value: str
    """White space squeezed, never empty."""
    origin: str
    """Where it stands: "json-ld headline", "og:title", "meta author", "microdata author", "baidu pubtime" …"""


@dataclass(slots=True)
class Declared:
    """Everything the markup declares, in page order within each origin."""

    statements: list[Statement] = field(default_factory=list)
    bylines: list[tuple[etree._Element, str, str]] = field(default_factory=list)
    """Elements that microdata calls the author, with their text (byline.told) and origin."""
    types: tuple[str, ...] = ()
    """schema.org types and og:type of the page, lower case."""
    text: str | None = None
    """JSON-LD's articleBody, as written."""

    def all(self, name: str) -> list[Statement]:
        """The statements about one field."""
        return [statement for statement in self.statements if statement.field == name]

    def first(self, name: str) -> str | None:
        """The first value of a field."""
        return next((statement.value for statement in self.statements if statement.field == name), None)

    def add(self, name: str, value: object, origin: str) -> None:
        """Note a value, unless it is empty, no text, or a template's unfilled tag."""
        if not isinstance(value, str):
            return
        text = " ".join(html.unescape(value).split()) if "&" in value else " ".join(value.split())
        # cnhubei served `<trs_document field='docreltime'/>` in its metas; others serve {{title}}, ${title}, undefined
        if not text or (len(text) < 10 and text.lower() in _NOTHING):
            return
        if ("{" in text or "<" in text) and _UNFILLED.search(text):
            return
        self.statements.append(Statement(name, text, origin))


_NOTHING: Final = frozenset({"undefined", "null", "none", "n/a", "false", "true"})
_UNFILLED: Final = re.compile(r"\{\{|\$\{|<[a-z_]+[ />]", re.IGNORECASE)

METAS: Final = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "dcterms.title": "title",
    "title": "title",
    "headline": "title",
    "hdl": "title",
    "parsely-title": "title",
    "sailthru.title": "title",
    "citation_title": "title",
    "cxenseparse:title": "title",
    "articletitle": "title",
    "arttitle": "title",
    "mrc__share_title": "title",
    "og:description": "summary",
    "twitter:description": "summary",
    "description": "summary",
    "dc.description": "summary",
    "dcterms.description": "summary",
    "dcterms.abstract": "summary",
    "sailthru.description": "summary",
    "parsely-summary": "summary",
    "author": "author",
    "article:author": "author",
    "article:author_name": "author",
    "article_author": "author",
    "og:author": "author",
    "og:article:author": "author",
    "parsely-author": "author",
    "sailthru.author": "author",
    "cxenseparse:author": "author",
    "dc.creator": "author",
    "dcterms.creator": "author",
    "dc.contributor": "author",
    "byl": "author",
    "byline": "author",
    "citation_author": "author",
    "dable:author": "author",
    "mediator_author": "author",
    "twitter:creator": "author",
    "article:published_time": "date",
    "og:article:published_time": "date",
    "og:published_time": "date",
    "og:pubdate": "date",
    "og:release_date": "date",
    "article:published": "date",
    "article_date_original": "date",
    "date": "date",
    "pubdate": "date",
    "publishdate": "date",
    "publish-date": "date",
    "publish_date": "date",
    "publication_date": "date",
    "publicationdate": "date",
    "published": "date",
    "datepublished": "date",
    "date_published": "date",
    "pdate": "date",
    "ptime": "date",
    "parsely-pub-date": "date",
    "sailthru.date": "date",
    "cxenseparse:publishtime": "date",
    "cxenseparse:recs:publishtime": "date",
    "dc.date": "date",
    "dc.date.issued": "date",
    "dc.date.created": "date",
    "dcterms.date": "date",
    "dcterms.issued": "date",
    "dcterms.created": "date",
    "dcterms:created": "date",
    "dc:date.created": "date",
    "dc:date.issued": "date",
    "article:published:time": "date",
    "citation_date": "date",
    "citation_publication_date": "date",
    "shareaholic:article_published_time": "date",
    "weibo:article:create_at": "date",
    "article.published": "date",
    "article.created": "date",
    "firstpublishedtime": "date",
    "mediator_published_time": "date",
    "originalpublicationdate": "date",
    "article:modified_time": "updated",
    "article:modified:time": "updated",
    "og:updated_time": "updated",
    "dcterms.modified": "updated",
    "dc.date.modified": "updated",
    "lastmod": "updated",
    "last-modified": "updated",
    "revised": "updated",
    "source": "source",
    "contentsource": "source",
    "mediaid": "source",
    "og:site_name": "site",
    "application-name": "site",
    "dc.publisher": "site",
    "dcterms.publisher": "site",
    "publisher": "site",
    "copyright": "site",
    "twitter:site": "site",
    "al:ios:app_name": "site",
    "editor": "editor",
    "article:section": "section",
    "parsely-section": "section",
    "og:locale": "language",
    "language": "language",
    "dc.language": "language",
    "og:url": "canonical",
    "og:image": "image",
    "og:type": "kind",
}
"""Name of a meta (property, name or itemprop; lower case) -> the field it speaks of."""


# The attributes' axis, without a condition on elements, costs half of the customary //*[@itemprop].
_MARKED: Final = etree.XPath(
    "descendant::*/attribute::itemprop/.. | descendant::*/attribute::id[contains(., '_baidu')]/.."
)
_MICRODATA: Final = {
    "headline": "title",
    "author": "author",
    "creator": "author",
    "datepublished": "date",
    "datecreated": "date",
    "datemodified": "updated",
    "description": "summary",
}
_BAIDU: Final = {
    "pubtime_baidu": "date",
    "source_baidu": "source",
    "author_baidu": "author",
    "editor_baidu": "editor",
}
_FOUNDER: Final = re.compile(r"<!--\s*enpproperty\s(.{0,20000}?)/enpproperty\s*-->", re.DOTALL)
_FOUNDER_FIELD: Final = re.compile(r"<(title|author|date|sourcename|abstract|nodename)>([^<]{1,2000})</\1>")
_FOUNDER_FIELDS: Final = {
    "title": "title",
    "author": "author",
    "date": "date",
    "sourcename": "source",
    "abstract": "summary",
    "nodename": "section",
}


def declared(root: etree._Element, page: str = "") -> Declared:
    """What the page under root declares; page is its text, where comments are looked for.

    >>> page = '<meta property="og:title" content="A"><script type="application/ld+json">{"@type":"NewsArticle",'
    >>> page += '"headline":"B","author":[{"name":"C"},"D"],}</script>'
    >>> [tuple(s) for s in declared(etree.fromstring(page, etree.HTMLParser())).statements]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('title', 'B', 'json-ld headline'), ('author', 'C', 'json-ld author'), ('author', 'D', 'json-ld author'),
     ('title', 'A', 'og:title')]
    """
    found = Declared()
    scripts: list[str] = []
    metas: list[tuple[str, str, str]] = []
    for element in root.iter("script", "meta", "link", "title"):
        tag = element.tag
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if name and (speaks_of := METAS.get(name := name.strip().lower())):
                content = element.get("content") or element.get("value")  # value= is what some serializers write
                if content:
                    metas.append((name, speaks_of, content))
        elif tag == "script":
            kind = element.get("type")
            if (not kind or "ld+json" in kind) and (text := element.text) and (kind or json_ld.BEGINS.match(text)):
                scripts.append(text)
        elif tag == "link":
            if element.get("rel") == "canonical":
                found.add("canonical", element.get("href"), "rel=canonical")
        elif element.text and element.getparent() is not None and element.getparent().tag != "svg":
            found.add("page_title", "".join(element.itertext()), "<title>")
    said = json_ld.read(scripts)
    for name, value, origin in said.statements:
        found.add(name, value, origin)
    found.text = said.text
    types = said.types
    for name, speaks_of, content in metas:
        found.add(speaks_of, content, name if ":" in name or "." in name else f"meta {name}")
        if speaks_of == "kind":
            types.append(content.strip().lower())
    found.types = tuple(types)
    _marked(root, found)
    # looking through all of a page costs as much as reading its JSON-LD, which Founder's pages do not carry
    if not scripts and "enpproperty" in page and (comment := _FOUNDER.search(page)):
        for name, value in _FOUNDER_FIELD.findall(comment[1]):
            # the fraction of a second is printed ":0" or ".0"
            found.add(
                _FOUNDER_FIELDS[name], re.sub(r"[:.]0$", "", value) if name == "date" else value, f"founder {name}"
            )
    return found


def _marked(root: etree._Element, found: Declared) -> None:
    """Note microdata and Baidu's ids."""
    marked = _MARKED(root)
    for element in marked:
        for one in (element.get("itemprop") or "").lower().split():
            speaks_of = _MICRODATA.get(one)
            if speaks_of == "author" and not element.get("content"):
                named = next(
                    (child for child in element.iterdescendants() if child.get("itemprop") == "name"), element
                )
                found.bylines.append((element, named.get("content") or told(named), "microdata author"))
            elif speaks_of:
                value = element.get("content") or element.get("datetime")
                found.add(speaks_of, value or "".join(element.itertext())[:600], f"microdata {one}")
    for element in marked:
        # newssc writes the ids with a space behind
        if speaks_of := _BAIDU.get((element.get("id") or "").strip()):
            found.add(speaks_of, _labeled(element), f"baidu {speaks_of}")


def _labeled(element: etree._Element) -> str:
    """The value of a label's element: its text, or what follows where it holds only the label (来源:)."""
    text = " ".join("".join(element.itertext()).split())
    if text and text[-1] in ":：":
        after = element.tail or ""
        if (
            not after.strip()
            and (following := element.getnext()) is not None
            and following.tag in ("a", "span", "b", "em")
        ):
            after = "".join(following.itertext())
        text += " " + after
    return text
