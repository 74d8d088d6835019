"""Scripts of JSON-LD, in the sloppy forms they are served in -> what they say of the page's article."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

__all__ = ["ARTICLES", "BEGINS", "Said", "read"]

ARTICLES: Final = re.compile(r"article|blogposting|^report$|newsitem|review$|^recipe$|^howto$|^analysis", re.IGNORECASE)
"""schema.org types of one written piece: NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting, Report …"""

BEGINS: Final = re.compile(r"\s{0,200}[\[{]\s{0,20}\{?\s{0,20}\"@(?:context|type|graph|id)\"")
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


class Said(NamedTuple):
    """What the JSON-LD of a page says of its article."""

    statements: list[tuple[str, Any, str]]
    """Field, value of whatever type, and origin ("json-ld headline"), as `structured.Declared.add` takes them."""
    types: list[str]
    """Of all its objects, lower case."""
    text: str | None
    """articleBody, as written."""


def read(scripts: list[str]) -> Said:
    """What scripts of JSON-LD say.

    >>> read(['{"@type": "NewsArticle", "headline": "Rain", "author": {"name": "Jane Doe"}}']).statements
    [('title', 'Rain', 'json-ld headline'), ('author', 'Jane Doe', 'json-ld author')]
    """
    found: list[tuple[str, Any, str]] = []
    text = None

    def say(name: str, value: Any, origin: str) -> None:
        if value is not None:
            found.append((name, value, origin))

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
            say("title", article.get(key), f"json-ld {key}")
        say("date", _text(article.get("datePublished")), "json-ld datePublished")
        say("date", _text(article.get("dateCreated")), "json-ld dateCreated")
        say("updated", _text(article.get("dateModified")), "json-ld dateModified")
        say("summary", _text(article.get("description")), "json-ld description")
        text = _text(article.get("articleBody"))
        say("language", _text(article.get("inLanguage")), "json-ld inLanguage")
        say("section", _text(article.get("articleSection")), "json-ld articleSection")
        for key in ("author", "creator"):
            for name, kind in _people(article.get(key), by_id):
                say("author", name, "json-ld organization" if kind == "organization" else f"json-ld {key}")
            if article.get(key):
                break
        for name, _ in _people(article.get("editor"), by_id):
            say("editor", name, "json-ld editor")
        for name, _ in _people(article.get("publisher"), by_id):
            say("site", name, "json-ld publisher")
    for node, kinds in nodes:
        if node is not article and not _SITES.isdisjoint(kinds):
            say("site", node.get("name"), "json-ld site")
    return Said(found, [kind.lower() for _, kinds in nodes for kind in kinds], text)


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
