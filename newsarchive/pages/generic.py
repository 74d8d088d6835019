"""Any news article -> its fields, without code for its site.

`read` is a pure function of the page's text: one parse, one tree, one outline of it, from which everything is read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from newsarchive.extract import byline, credits, dates, prose, standfirst, structured, tree
from newsarchive.extract.blocks import Outline, outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.headline import headline, key, place
from newsarchive.extract.language import language as language_of
from newsarchive.extract.language import zone_of
from newsarchive.items import Credit

__all__ = ["Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says, with the evidence for each field."""

    title: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    date: dates.Instant | None = None
    updated: dates.Instant | None = None
    summary: str | None = None
    body: str | None = None
    editors: tuple[Credit, ...] = ()
    language: str | None = None
    section: tuple[str, ...] = ()
    canonical_url: str | None = None
    cut: bool = False
    """The page nests so deeply that its end could not be read."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """Field -> the witnesses for its answer."""


def read(
    page: str,
    url: str,
    captured_at: datetime | None = None,
    zone: ZoneInfo | None = None,
    language: str | None = None,
) -> Reading:
    """What a page says, whatever it is: an article is always attempted.

    captured_at (UTC) resolves relative dates; zone and language, where they are not told, are taken from the page.
    """
    parsed = tree.parse(page)
    if parsed is None:
        return Reading()
    evidence: dict[str, Evidence] = {}
    blocks = outline(parsed.root)
    declared = structured.declared(parsed.root, page)
    body = prose.read(blocks)
    titles = headline(blocks, declared, url, body.first if body else None)
    title = titles[0].value if titles else None
    if titles:
        evidence["title"] = titles[0]
    sample = (body.blocks[0].text if body else "") + (title or "")
    tongue = language or language_of(declared.first("language") or parsed.root.get("lang"), sample)
    cjk = (tongue or "")[:2] in ("zh", "ja", "ko")
    zone = zone or zone_of(url, tongue)
    at = place(title, blocks, body.first) if body else None
    head, foot = _around(blocks, body, at)
    paragraphs = body.blocks if body else []
    if cjk:
        ends = [block.text for block in (paragraphs[:3] + paragraphs[3:][-5:])]
        lines = [line for line in [*head[-24:], *ends, *foot] if _may_credit(line)]
    else:
        lines = [line for line in head[-16:] if len(line) < 100 and (":" in line or byline.begins(line))]
    printed = credits.read("\n".join(lines))
    credited = _with_spans(lines, printed) if cjk else frozenset()
    lead = standfirst.displayed(blocks, body, at) if body else []
    kept = [
        block for block in [*lead, *paragraphs]
        if not (block.text in credited and credits.is_credit_line(block.text))
        and not (len(block.text) < 200 and key(block.text) == key(title or ""))
        and not (block.index <= paragraphs[0].index + 1 and _is_dateline(block.text, tongue))
    ]
    sites = [s.value for s in declared.all("site")]
    names, why = byline.authors(printed, declared, _bylines(declared, blocks, body), sites, cjk)
    if why:
        evidence["author"] = why
    summary = standfirst.summary(blocks, declared, body.first if body else 0)
    if summary:
        evidence["summary"] = summary
    above = [*head, *(block.text for block in paragraphs[:2] if len(block.text) < 160)]
    publication = dates.published(
        _mentions(above, printed.date, declared, url, tongue), zone, captured_at, language=tongue
    )
    return Reading(
        title=title,
        source=printed.source or _declared_source(declared),
        authors=names,
        date=publication.published,
        updated=publication.updated,
        summary=summary.value if summary else None,
        body=prose.text(kept),
        editors=printed.editors,
        language=tongue,
        canonical_url=declared.first("canonical"),
        cut=parsed.cut,
        evidence=evidence,
    )


_SIGNS = re.compile(r"[:：/／|｜丨(（【\[〔〕=＝]|记者|記者|通讯员|作者|编辑|編輯|来源|來源|责编|기자|特派員")


def _may_credit(line: str) -> bool:
    """Whether a line can hold a Chinese, Japanese or Korean credit: a label's sign or a title stands near one of its ends."""
    return _SIGNS.search(line, 0, 60) is not None or (len(line) > 60 and _SIGNS.search(line, len(line) - 40) is not None)


def _with_spans(lines: list[str], printed: credits.PrintedCredits) -> frozenset[str]:
    """The lines, of those that were read joined, in which something was credited."""
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 1)
    return frozenset(lines[bisect_right(begins, span.start) - 1] for span in printed.spans)


def _is_dateline(line: str, tongue: str | None) -> bool:
    """Whether a line above the text is there for its date: "Published Monday, November 18, 2019"."""
    if len(line) > 120 or not any(character.isdigit() for character in line):
        return False
    found = dates.find(line, tongue)
    return found is not None and (len(found[0]) > 0.4 * len(line) or (found[1] < 14 and len(line) < 70 and line[-1] not in "。.)）"))


def _around(blocks: Outline, body: prose.Prose | None, at: int | None) -> tuple[list[str], list[str]]:
    """The short lines above the body, from shortly before the headline at block `at`, and those behind it."""
    if body is None:
        return [block.text for block in blocks.blocks if len(block.text) < 300][:80], []
    begin = max(0, at - 6, body.first - 40) if at is not None else max(0, body.first - 15)
    kept = {block.index for block in body.blocks}
    head = [block.text for block in blocks.blocks[begin : body.first] if len(block.text) < 300]
    foot = [b.text for b in blocks.blocks[body.first : body.last] if b.index not in kept and len(b.text) < 200][-8:]
    foot += [block.text for block in blocks.blocks[body.last + 1 : body.last + 16] if len(block.text) < 300]
    return head, foot


def _bylines(declared: structured.Declared, blocks: Outline, body: prose.Prose | None) -> list[tuple[str, str]]:
    """Text and origin of the bylines that stand near the body: those of related articles and comments stand elsewhere."""
    if not declared.bylines:
        return []
    boxes = {box.element: box for box in blocks.boxes}
    near = []
    for element, text, origin in declared.bylines:
        here = element
        while here not in boxes and (parent := here.getparent()) is not None:
            here = parent
        box = boxes.get(here)
        if box is None or len(text) >= 160:
            continue
        if body is None or body.first - 15 <= box.first <= body.last + 4:
            near.append((text, origin))
    return near[:6]


def _mentions(
    above: list[str], credited: str | None, declared: structured.Declared, url: str, tongue: str | None
) -> list[dates.Mention]:
    """Every date the page gives for the article: in the lines above its text, labeled below it, in markup and address."""
    found: list[dates.Mention] = []
    for line in above:
        if any(character.isdigit() for character in line):
            found += dates.mentions(line, language=tongue)
    if not found and credited:
        found.append(dates.Mention(credited))
    for statement in declared.statements:
        if statement.field in ("date", "updated"):
            meta = not statement.origin.startswith(("json-ld", "baidu", "founder", "microdata"))
            where = dates.Where.META if meta else dates.Where.STRUCTURED
            found.append(dates.Mention(statement.value, where, statement.field == "updated"))
    if day := dates.url_date(url):
        found.append(dates.Mention(day, dates.Where.URL))
    return found


def _declared_source(declared: structured.Declared) -> str | None:
    for statement in declared.all("source"):
        value = statement.value
        for label in ("来源：", "来源:", "來源：", "來源:"):
            value = value.removeprefix(label).strip()
        if value:
            return value
    return None
