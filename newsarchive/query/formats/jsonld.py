"""schema.org NewsArticle as JSON-LD: one document whose `@graph` holds the articles.

Each credit goes to the property that extract/roles.py gives its role, within a schema.org `Role` that keeps the words printed
(schema.org/Role): `"editor": {"@type": "Role", "roleName": "栏目主编", "editor": {"@type": "Person", "name": "孔令君"}}`.
`reviewedBy` is a property of WebPage, so it stands on the page that the article is the main entity of; a credit for pictures
is the article's `creditText`, since it does not say for which of them it is.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

from newsarchive.dedupe.sources import names
from newsarchive.extract.roles import ROLES
from newsarchive.items import Credit
from newsarchive.query.corpus import Corpus, Entry

__all__ = ["news_article", "write"]

Node = dict[str, Any]

_ORGANIZATIONS = frozenset({"provider"})  # 供稿单位: the body that handed the text in


def write(corpus: Corpus, out: TextIO) -> None:
    """The document, an article a line."""
    out.write('{"@context": "https://schema.org", "@graph": [')
    for number, entry in enumerate(corpus):
        node = news_article(entry, corpus.organizations)
        out.write(("," if number else "") + "\n" + json.dumps(node, ensure_ascii=False))
    out.write("\n]}\n")


def news_article(entry: Entry, organizations: frozenset[str] = frozenset()) -> Node:
    """An article as schema.org describes it. organizations: names that are no person's."""
    article = entry.article
    page: Node = {"@type": "WebPage", "@id": article.canonical_url or article.url}
    node: Node = {
        "@type": "NewsArticle",
        "@id": article.url,
        "url": article.url,
        "mainEntityOfPage": page,
        "headline": article.title,
        "abstract": article.summary,
        "articleBody": article.body,
        "articleSection": list(article.section) or None,
        "inLanguage": article.language,
        "datePublished": article.date,
        "dateModified": article.updated,
        "publisher": _publisher(entry),
        "sourceOrganization": _one_or_all([{"@type": "Organization", "name": name} for name in names(article.source)]),
        "image": [_image(image.url, image.caption, image.credit) for image in article.images] or None,
        "encoding": _encoding(entry),
        "identifier": {"@type": "PropertyValue", "propertyID": "newsarchive:content_hash", "value": entry.content_hash},
    }
    # An author who is the credited origin too is an agency, not a person.
    _credit(node, page, article.credits, organizations.union(names(article.source)))
    return {name: value for name, value in node.items() if value is not None}


def _credit(node: Node, page: Node, credits: tuple[Credit, ...], organizations: frozenset[str]) -> None:
    """Put each credit where its role belongs."""
    texts = []
    for credit in credits:
        known = ROLES.get(credit.role_normalized)
        place = known.schema if known and known.schema else "contributor"
        if place in ("creditText", "sourceOrganization"):
            if place == "creditText":
                texts.append(f"{credit.role}：{credit.name}" if credit.role else credit.name)
            continue
        is_body = place in _ORGANIZATIONS or credit.name in organizations
        agent: Node = {"@type": "Organization" if is_body else "Person", "name": credit.name}
        if credit.note:
            agent["description"] = credit.note
        if credit.role:
            agent = {"@type": "Role", "roleName": credit.role, place: agent}
        (page if place == "reviewedBy" else node).setdefault(place, []).append(agent)
    if texts:
        node["creditText"] = "；".join(texts)


def _publisher(entry: Entry) -> Node | None:
    if entry.outlet_title is None:
        return None
    return {"@type": "NewsMediaOrganization", "name": entry.outlet_title, "url": entry.outlet_home}


def _image(url: str, caption: str | None, credit: str | None) -> Node:
    image = {"@type": "ImageObject", "contentUrl": url, "caption": caption, "creditText": credit}
    return {name: value for name, value in image.items() if value is not None}


def _encoding(entry: Entry) -> Node | None:
    """The captured page: when, and the SHA-256 of its bytes as sent."""
    if entry.capture is None:
        return None
    return {
        "@type": "MediaObject",
        "contentUrl": entry.capture["url"],
        "encodingFormat": entry.capture["mime"] or "text/html",
        "dateCreated": entry.capture["captured_at"],
        "sha256": str(entry.digest).removeprefix("sha256:"),
        "identifier": entry.capture["record_id"],
    }


def _one_or_all(nodes: list[Node]) -> Node | list[Node] | None:
    return (nodes[0] if len(nodes) == 1 else nodes) if nodes else None
