"""Scripts -> the article that a page's framework carries as data: Next.js, Nuxt, Redux, Apollo, Arc.

A page that is drawn in the browser brings its text as JSON: in `<script type="application/json">` (`__NEXT_DATA__`,
`__NUXT_DATA__`), or assigned to a variable (`window.__INITIAL_STATE__ = {…}`). Nothing is run: what is no JSON is passed
over. In it the article is the object whose title is the page's, or whose id or slug is in the page's address; an object
of another story, of which such states hold many, is neither.

>>> script = '{"props": {"it": {"headline": "Rain again", "publishedAt": 1709620260000, "body": "<p>It rains.<p>It pours."}}}'
>>> found = article([script], ["Rain again"], "https://courier.example/1")
>>> found.title, found.date, found.paragraphs
('Rain again', '1709620260000', ('It rains.', 'It pours.'))
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from newsarchive.extract import tree
from newsarchive.extract.paragraphs import paragraphs
from newsarchive.extract.text import squeeze

__all__ = ["Story", "article", "lines", "scripts"]

LONGEST: Final = 4_000_000
"""Characters of scripts looked at, in all."""
MOST: Final = 60_000
"""Objects looked at, in all."""

_ASSIGNED: Final = re.compile(
    r"\b(?:__(?:INITIAL|PRELOADED|APOLLO|NEXT|NUXT|REDUX|APP|SERVER|STORE|PAGE|INITIAL_REDUX)?_?(?:STATE|DATA|PROPS)?(?:__)|"
    r"Fusion\.globalContent)\"?\]?\s{0,9}=\s{0,9}(?:JSON\.parse\(\s{0,9}(?=\"))?(?=[\[{\"])"
)
_TITLE: Final = ("headline", "title", "newsTitle", "contentTitle", "name", "articleTitle")
_TEXT: Final = (
    "articleBody", "body", "content", "contentHtml", "bodyHtml", "content_html", "html", "text", "articleContent",
    "newsContent", "mainContent", "detail", "content_elements", "paragraphs", "blocks", "components", "elements",
)  # fmt: skip
_PART: Final = ("content", "text", "html", "value", "body", "data")
_DATE: Final = (
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "publishedDate", "publicationDate",
    "publishTime", "publish_time", "publishtime", "pubTime", "pubDate", "pubdate", "display_date", "first_publish_date",
    "firstPublished", "published",
)  # fmt: skip
_AUTHOR: Final = ("author", "authors", "byline", "writer", "writers", "reporter", "credits", "by")
_SOURCE: Final = ("source", "sourceName", "sourcename", "copyFrom", "origin")
_SUMMARY: Final = ("description", "summary", "abstract", "dek", "excerpt", "standfirst", "lead", "subheadline")
_ADDRESS: Final = ("slug", "id", "_id", "articleId", "contentId", "url", "path", "canonicalUrl", "canonical_url", "uri")
_DECODER: Final = json.JSONDecoder(strict=False)
_KEY: Final = re.compile(r"[\W_]+")
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as a state tells it."""

    title: str | None
    paragraphs: tuple[str, ...]
    date: str | None
    """As written: ISO 8601, or seconds or milliseconds since 1970."""
    authors: tuple[str, ...] = ()
    source: str | None = None
    summary: str | None = None


def scripts(root: etree._Element) -> Iterator[str]:
    """The scripts of a page that may hold its state."""
    for element in root.iter("script"):
        kind = element.get("type") or ""
        if "ld+json" in kind or element.get("src"):
            continue
        text = element.text
        if text and ("json" in kind or (_may_assign(text) and _ASSIGNED.search(text, 0, 4000) is not None)):
            yield text


def _may_assign(script: str) -> bool:
    """Whether a script names what a state is assigned to, which few of a page's do."""
    return script.find("__", 0, 4000) >= 0 or script.find("Fusion", 0, 4000) >= 0


def article(found: Iterable[str], titles: Iterable[str], url: str) -> Story | None:
    """The page's article in its scripts (`scripts`), None where none is it.

    titles: what the page calls itself anywhere; an object with the same title is the article.
    """
    known = [k for title in titles if len(k := _key(title)) > 3]
    best: tuple[int, dict[str, Any], tuple[str, ...]] | None = None
    left, objects = LONGEST, MOST
    for script in found:
        left -= len(script)
        if left < 0:
            break
        for value in _values(script):
            for node in _nodes(value):
                objects -= 1
                if objects < 0:
                    break
                if not _is_it(node, known, url):
                    continue
                text = _text(node)
                size = sum(map(len, text))
                if best is None or size > best[0]:
                    best = size, node, text
    if best is None:
        return None
    _, node, text = best
    story = Story(
        title=squeeze(_first(node, _TITLE)),
        paragraphs=text,
        date=_first(node, _DATE),
        authors=tuple(dict.fromkeys(name for field in _AUTHOR for name in _names(node.get(field)))),
        source=squeeze(_first(node, _SOURCE)),
        summary=squeeze(" ".join(lines(_first(node, _SUMMARY) or ""))),
    )
    return story if story.paragraphs or story.date else None


def _key(text: str) -> str:
    return _KEY.sub("", text).casefold()


def _values(script: str) -> Iterator[Any]:
    """The JSON values of a script: all of it, or what it assigns."""
    text = script.strip()
    starts = [0] if text[:1] in ("{", "[") else [match.end() for match in _ASSIGNED.finditer(text)][:4]
    for start in starts:
        try:
            value, _ = _DECODER.raw_decode(text, start)
            if isinstance(value, str):  # JSON.parse("…")
                value = _DECODER.decode(value)
        except (ValueError, RecursionError):
            continue
        yield _revived(value) if isinstance(value, list) else value


def _revived(values: list[Any]) -> Any:
    """Nuxt's data, in which every value is the index of another (devalue), with three levels put in their places."""
    objects = [value for value in values if isinstance(value, dict)]
    if not objects or not all(isinstance(index, int) for value in objects[:50] for index in value.values()):
        return values
    count, left = len(values), MOST

    def revived(value: Any, levels: int) -> Any:
        nonlocal left
        left -= 1
        if not levels or left < 0 or not isinstance(value, (dict, list)):
            return value
        if isinstance(value, dict):
            return {name: revived(at(index), levels - 1) for name, index in value.items()}
        return [revived(at(index), levels - 1) for index in value[:100]]

    def at(index: Any) -> Any:
        return values[index] if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < count else index

    return [revived(value, 3) for value in objects]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting.extend(held for held in here.values() if isinstance(held, (dict, list)))
        elif isinstance(here, list):
            waiting.extend(held for held in here if isinstance(held, (dict, list)))


def _is_it(node: dict[str, Any], known: list[str], url: str) -> bool:
    title = _first(node, _TITLE)
    if title is None or not any(field in node for field in (*_TEXT, *_DATE)):
        return False
    k = _key(title)
    if len(k) > 3 and any(k == other or (len(k) > 9 and k in other) for other in known):
        return True
    for field in _ADDRESS:
        address = node.get(field)
        if isinstance(address, int) and not isinstance(address, bool):
            address = str(address)
        if isinstance(address, str) and len(part := address.rstrip("/").rpartition("/")[2]) > 4 and _ends_with(url, part):
            return True
    return False


def _ends_with(url: str, part: str) -> bool:
    """Whether an id or slug is the last part of an address or a value of its query."""
    at = url.rfind(part)
    before, after = url[at - 1 : at], url[at + len(part) : at + len(part) + 1]
    return at > 0 and not before.isalnum() and not after.isalnum()


def _first(node: dict[str, Any], fields: tuple[str, ...]) -> str | None:
    """The first of the fields that holds a text or a number; Arc keeps texts in {"basic": …}."""
    for field in fields:
        value = node.get(field)
        if isinstance(value, dict):
            value = value.get("basic") or value.get("rendered") or value.get("text") or value.get("name")
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and value > 10**8:
            return str(value)
    return None


def _names(value: Any) -> Iterator[str]:
    """The names in an author of any shape."""
    waiting = [(value, 0)]
    while waiting:
        here, depth = waiting.pop(0)
        if isinstance(here, str):
            if 1 < len(here) < 80 and not here.startswith("http"):
                yield " ".join(here.split())
        elif isinstance(here, list) and depth < 3:
            waiting.extend((one, depth + 1) for one in here[:20])
        elif isinstance(here, dict) and depth < 3:
            waiting.append((here.get("name") or here.get("fullName") or here.get("displayName") or here.get("by"), depth + 1))


def _text(node: dict[str, Any]) -> tuple[str, ...]:
    """The longest text that an object holds, in paragraphs."""
    best: tuple[str, ...] = ()
    for field in _TEXT:
        value = node.get(field)
        parts: list[str] = []
        if isinstance(value, str):
            parts = lines(value)
        elif isinstance(value, dict):
            parts = lines(_first(value, _PART) or "")
        elif isinstance(value, list):
            for one in value[:2000]:
                if isinstance(one, str):
                    parts += lines(one)
                elif isinstance(one, dict):
                    parts += lines(_first(one, _PART) or "")
        if sum(map(len, parts)) > sum(map(len, best)):
            best = tuple(parts)
    return best


def lines(text: str) -> list[str]:
    """The paragraphs of a text that may be HTML."""
    if "<" in text and _TAG.search(text) and (parsed := tree.parse(text)) is not None:
        return paragraphs(parsed.root)
    return [line for part in text.split("\n") if (line := squeeze(part))]
