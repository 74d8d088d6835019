"""TEI P5: a `teiCorpus` with a `TEI` an article, for tools of text studies (TXM, TEI Publisher, oXygen).

Where a credit stands follows the Guidelines (2.2.1): authors and editors in `titleStmt`, each with the words printed, other
roles as `respStmt`. Dates are `when-iso`, which takes what is printed, "2019-09" and "2019-09-07T12:06+08:00" alike.
Control characters, which XML 1.0 does not allow, become U+FFFD.
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from lxml import etree

from newsarchive.extract.roles import ROLES, Group
from newsarchive.items import Credit
from newsarchive.query.corpus import Corpus, Entry
from newsarchive.version import __version__

__all__ = ["NAMESPACE", "document", "write"]

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# BCP 47, 2.1, in short: anything else is no value of xml:lang.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def write(corpus: Corpus, out: BinaryIO) -> None:
    """The corpus as one document, an article after another."""
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE}):
            file.write(_corpus_header(len(corpus)))
            for entry in corpus:
                file.write(document(entry))


def document(entry: Entry) -> Any:
    """An article as a `TEI` element."""
    article = entry.article
    tei = _root("TEI")
    header = _add(tei, "teiHeader")
    _file(_add(header, "fileDesc"), entry)
    _profile(header, entry)
    if entry.revisions > 1:
        revised = _add(header, "revisionDesc")
        _add(revised, "change", f"one of {entry.revisions} versions that were seen", when=article.captured_at)
    text = _add(tei, "text")
    if language := _language(article.language):
        text.set(f"{_XML}lang", language)
    body = _add(text, "body")
    if article.title:
        _add(body, "head", article.title)
    if article.author:
        _add(body, "byline", article.author)
    for paragraph in (article.body or "").split("\n\n"):
        _add(body, "p", paragraph)
    return tei


def _corpus_header(count: int) -> Any:
    header = _root("teiHeader")
    file = _add(header, "fileDesc")
    _add(_add(file, "titleStmt"), "title", "News articles from an archive")
    _add(_add(file, "extent"), "measure", f"{count} articles", unit="article", quantity=str(count))
    _add(_add(file, "publicationStmt"), "p", f"Exported by newsarchive {__version__}.")
    _add(_add(file, "sourceDesc"), "p", "Pages as captured from the web; each text names its capture.")
    return header


def _file(file: Any, entry: Entry) -> None:
    article = entry.article
    titles = _add(file, "titleStmt")
    _add(titles, "title", article.title or article.url)
    for credit in sorted(article.credits, key=_rank):
        _credit(titles, credit)
    published = _add(file, "publicationStmt")
    _add(published, "publisher", entry.outlet_title or article.outlet or article.url.split("/")[2])
    if article.date:
        _add(published, "date", article.date_printed or article.date, **{"when-iso": article.date})
    _add(published, "idno", article.url, type="URL")
    source = _add(_add(file, "sourceDesc"), "bibl")
    if article.source:
        _add(source, "publisher", article.source)
    _add(source, "ref", article.canonical_url or article.url, target=_address(article.canonical_url or article.url))
    if entry.capture:
        _add(source, "date", entry.capture["captured_at"], type="captured", **{"when-iso": entry.capture["captured_at"]})
        _add(source, "idno", entry.capture["record_id"], type="WARC-Record-ID")
        _add(source, "idno", entry.digest, type="sha256")


def _rank(credit: Credit) -> int:
    """model.titleStmtPart in a steady order: authors, editors, then who else is responsible."""
    return ("author", "editor", "").index(_element(credit))


def _element(credit: Credit) -> str:
    role = ROLES.get(credit.role_normalized)
    if role and role.group is Group.WRITING and role.schema == "author":
        return "author"
    return "editor" if role and role.schema == "editor" else ""


def _credit(titles: Any, credit: Credit) -> None:
    if element := _element(credit):
        person = _add(titles, element)
        if credit.role:
            person.set("role", credit.role_normalized)
            person.set("n", _text(credit.role))
        _add(person, "name", credit.name)
        return
    statement = _add(titles, "respStmt")
    _add(statement, "resp", credit.role or credit.role_normalized)
    _add(statement, "name", credit.name)


def _profile(header: Any, entry: Entry) -> None:
    """profileDesc, when there is something to say in it: abstract, language, section."""
    article = entry.article
    language = _language(article.language)
    if not (article.summary or language or article.section):
        return
    profile = _add(header, "profileDesc")
    if article.summary:
        _add(_add(profile, "abstract"), "p", article.summary)
    if language:
        _add(_add(profile, "langUsage"), "language", language, ident=language)
    if article.section:
        keywords = _add(_add(profile, "textClass"), "keywords")
        for section in article.section:
            _add(keywords, "term", section)


def _language(tag: str | None) -> str | None:
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def _address(url: str) -> str:
    """teidata.pointer: without white space."""
    return "".join(f"%{byte:02X}" if byte <= 0x20 else chr(byte) if byte < 0x7F else f"%{byte:02X}" for byte in url.encode())


def _root(name: str) -> Any:
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})


def _add(parent: Any, name: str, text: str | None = None, **attributes: str | None) -> Any:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for key, value in attributes.items():
        if value:
            element.set(key, _text(value))
    if text:
        element.text = _text(text)
    return element


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
