"""Tree -> what the publisher's markup declares about the article, statement by statement.

Read are JSON-LD in the sloppy forms it is served in, OpenGraph and the many families of `<meta>`, microdata, Baidu's
four ids, the comment that Founder's (方正) system leaves, and the state that script frameworks embed. Nothing is
judged here: every statement says where it stands, and `evidence` weighs it.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

from lxml import etree

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

ARTICLES: Final = re.compile(r"article|blogposting|^report$|newsitem|review$|^recipe$|^howto$|^analysis", re.IGNORECASE)
"""schema.org types of one written piece: NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting, Report …"""


# The attributes' axis, without a condition on elements, costs half of the customary //*[@itemprop].
_MARKED: Final = etree.XPath("descendant::*/attribute::itemprop/..")
_BAIDUS: Final = etree.XPath("descendant::*/attribute::id[contains(., '_baidu')]/..")
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


def declared(root: etree._Element, page: str = "", *, eastern: bool = True) -> Declared:
    """What the page under root declares; page is its text, where comments are looked for.

    eastern: it may be Chinese. Baidu's ids and Founder's comment are on no other, and looked for all over the page.

    >>> page = '<meta property="og:title" content="A"><script type="application/ld+json">{"@type":"NewsArticle",'
    >>> page += '"headline":"B","author":[{"name":"C"},"D"],}</script>'
    >>> [tuple(s) for s in declared(etree.fromstring(page, etree.HTMLParser())).statements]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('title', 'B', 'json-ld headline'), ('author', 'C', 'json-ld author'), ('author', 'D', 'json-ld author'),
     ('title', 'A', 'og:title')]
    """
    found = Declared()
    scripts: list[str] = []
    untyped: list[etree._Element] = []
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
            if not kind:
                untyped.append(element)
            elif "ld+json" in kind and (text := element.text):
                scripts.append(text)
        elif tag == "link":
            if element.get("rel") == "canonical":
                found.add("canonical", element.get("href"), "rel=canonical")
        elif element.text and element.getparent() is not None and element.getparent().tag != "svg":
            found.add("page_title", "".join(element.itertext()), "<title>")
    if not scripts:  # some JSON-LD does not say what it is; to look at the text of every script is dear
        scripts = [text for element in untyped if (text := element.text) and _UNTYPED.match(text)]
    types = _json_ld(scripts, found)
    for name, speaks_of, content in metas:
        found.add(speaks_of, content, name if ":" in name or "." in name else f"meta {name}")
        if speaks_of == "kind":
            types.append(content.strip().lower())
    found.types = tuple(types)
    _microdata(root, found)
    if eastern:
        _baidu(root, found)
    # looking through all of a page costs as much as reading its JSON-LD, which Founder's pages do not carry
    if eastern and not scripts and "enpproperty" in page and (comment := _FOUNDER.search(page)):
        for name, value in _FOUNDER_FIELD.findall(comment[1]):
            # the fraction of a second is printed ":0" or ".0"
            found.add(
                _FOUNDER_FIELDS[name], re.sub(r"[:.]0$", "", value) if name == "date" else value, f"founder {name}"
            )
    return found


def _microdata(root: etree._Element, found: Declared) -> None:
    for element in _MARKED(root):
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


def _baidu(root: etree._Element, found: Declared) -> None:
    for element in _BAIDUS(root):
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


# --- JSON-LD ----------------------------------------------------------------------------------------------------------

_UNTYPED: Final = re.compile(r"\s{0,200}[\[{]\s{0,20}\{?\s{0,20}\"@(?:context|type|graph|id)\"")
"""How JSON-LD begins in a script that does not say what it is."""
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_MISSING_COMMA: Final = re.compile(r"(?<=[}\]])\s*(?=[{\[])")
_WRAPPING: Final = re.compile(
    r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>"
)
_DECODER: Final = json.JSONDecoder(strict=False)


def loads(text: str) -> Any:
    """The value of a JSON text as publishers write it, None where nothing helps.

    Mended are raw line breaks in strings, comment and CDATA wrappers, trailing commas, several values in a row,
    entities, and a text that begins well and breaks off after its first value.

    >>> loads('<!-- {"a": "b\\nc",} -->')
    {'a': 'b\\nc'}
    """
    text = text.strip()
    if not text:
        return None
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        pass
    mended = _WRAPPING.sub("", text).strip().rstrip(";").strip()
    for attempt in (mended, _TRAILING_COMMA.sub("", mended), html.unescape(_TRAILING_COMMA.sub("", mended))):
        try:
            return _DECODER.decode(attempt)
        except (ValueError, RecursionError):
            continue
    attempt = _TRAILING_COMMA.sub("", mended)
    try:
        return _DECODER.decode("[" + _MISSING_COMMA.sub(",", attempt) + "]")
    except (ValueError, RecursionError):
        pass
    try:
        return _DECODER.raw_decode(attempt)[0]
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, outermost first."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting.extend(value for value in reversed(here.values()) if isinstance(value, (dict, list)))
        elif isinstance(here, list):
            waiting.extend(reversed(here))


_SITES: Final = frozenset({"WebSite", "NewsMediaOrganization", "Organization"})


@lru_cache(maxsize=1024)
def _is_article(kind: str) -> bool:
    return ARTICLES.search(kind) is not None


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type") or node.get("type")
    if isinstance(kind, str) and "/" not in kind:
        return [kind]
    return [one.rsplit("/", 1)[-1] for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str)]


def _json_ld(scripts: list[str], found: Declared) -> list[str]:
    """Note what the JSON-LD says of its article; -> the types of its objects, lower case."""
    if not scripts:
        return []
    nodes = [(node, _types(node)) for script in scripts for node in _nodes(loads(script))]
    by_id: dict[str, dict[str, Any]] = {}
    for node, _ in nodes:
        identity = node.get("@id")
        if isinstance(identity, str) and len(node) > 1:
            by_id.setdefault(identity, node)
    article = max((node for node, kinds in nodes if any(map(_is_article, kinds))), key=_fullness, default=None)
    if article is None:
        article = next(
            (node for node, kinds in nodes if "webpage" in map(str.lower, kinds) and node.get("headline")), None
        )
    if article is not None:
        for key in ("headline", "name", "alternativeHeadline"):
            found.add("title", article.get(key), f"json-ld {key}")
        found.add("date", _text(article.get("datePublished")), "json-ld datePublished")
        found.add("date", _text(article.get("dateCreated")), "json-ld dateCreated")
        found.add("updated", _text(article.get("dateModified")), "json-ld dateModified")
        found.add("summary", _text(article.get("description")), "json-ld description")
        found.text = _text(article.get("articleBody"))
        found.add("language", _text(article.get("inLanguage")), "json-ld inLanguage")
        found.add("section", _text(article.get("articleSection")), "json-ld articleSection")
        for key in ("author", "creator"):
            for name, kind in _people(article.get(key), by_id):
                found.add("author", name, "json-ld organization" if kind == "organization" else f"json-ld {key}")
            if article.get(key):
                break
        for name, _ in _people(article.get("editor"), by_id):
            found.add("editor", name, "json-ld editor")
        for name, _ in _people(article.get("publisher"), by_id):
            found.add("site", name, "json-ld publisher")
    for node, kinds in nodes:
        if node is not article and not _SITES.isdisjoint(kinds):
            found.add("site", node.get("name"), "json-ld site")
    return [kind.lower() for _, kinds in nodes for kind in kinds]


def _fullness(node: dict[str, Any]) -> int:
    """How much an object says of the article: the page's own says most, a teaser's little."""
    return sum(
        2 if key in ("headline", "datePublished") else 1
        for key in (
            "headline",
            "datePublished",
            "author",
            "articleBody",
            "description",
            "mainEntityOfPage",
            "dateModified",
        )
        if node.get(key)
    )


def _text(value: Any) -> str | None:
    """The text of a value that may be a string, a list of them or an object with @value or name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return value if isinstance(value, str) else None


def _people(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Names and kinds ("person", "organization", "" where it is not said) of an author in any shape, @id followed
    once."""
    waiting = deque([value])
    followed: set[str] = set()
    while waiting:
        here = waiting.popleft()
        if isinstance(here, list):
            waiting.extendleft(reversed(here))
        elif isinstance(here, str):
            if here in by_id and here not in followed:
                followed.add(here)
                waiting.appendleft(by_id[here])
            else:
                yield here, ""
        elif isinstance(here, dict):
            name = here.get("name")
            if not name and (here.get("givenName") or here.get("familyName")):
                name = f"{here.get('givenName') or ''} {here.get('familyName') or ''}"
            identity = here.get("@id")
            kinds = {kind.lower() for kind in _types(here)}
            if name:
                kind = (
                    "person"
                    if "person" in kinds
                    else "organization"
                    if any("organization" in k for k in kinds)
                    else ""
                )
                for one in name if isinstance(name, list) else [name]:
                    if isinstance(one, str):
                        yield one, kind
            elif isinstance(identity, str) and identity in by_id and identity not in followed:
                followed.add(identity)
                waiting.appendleft(by_id[identity])
