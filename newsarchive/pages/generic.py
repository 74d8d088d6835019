"""Any news article -> its fields, without code for its site.

`read` is a pure function of the page's text: one parse, one tree, one outline of it, from which everything is read
(`read_tree` spares the parse where there is a tree already).
What it finds are witnesses (extract/evidence); where they disagree, the rules of each field decide:

- title: extract/headline adds up who says what. The displayed spelling stays, without the site's name.
- body: extract/prose and the displayed lines above it, without credits, dates, and what the summary repeats; a text that
  only JSON-LD or a script holds (extract/state) where it is three times what is displayed: a paywall's teaser, a shell.
- source, editors, authors: what is printed beside the article (extract/credits); for authors see extract/byline.
- date: extract/publication; what a reader sees goes before what only markup says.
- summary: a labeled 摘要, else what the descriptions agree on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

import attr
from lxml.etree import _Element as Element

from newsarchive.errors import NotAnArticle
from newsarchive.extract import byline, credits, dates, posted, prose, recognition, standfirst, state, structured, tree
from newsarchive.extract import surroundings as around
from newsarchive.extract.blocks import Block, outline
from newsarchive.extract.evidence import Evidence
from newsarchive.extract.headline import headline, key, place
from newsarchive.extract.images import images
from newsarchive.extract.language import language as language_of
from newsarchive.extract.language import zone_of
from newsarchive.extract.publication import Mention, Where, published
from newsarchive.extract.signed import signatures
from newsarchive.extract.text import clean_text, squeeze
from newsarchive.items import Article, Credit, Image, Outlet, Reason
from newsarchive.pages.article import CapturedAt, decoded_of, tree_of
from newsarchive.pages.poet import WebPage
from newsarchive.pages.poet import field as item_field

__all__ = ["GenericPage", "Reading", "Workings", "read", "read_tree"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """What a reading was made of, for whoever asks why (pages/trace)."""

    lines: list[str]
    """Printed beside the article."""
    printed: credits.PrintedCredits
    """Read from those lines, joined by line feeds."""
    mentions: list[Mention]
    """Every date that the page gives for the article."""
    where: Where | None
    """Which kind of them told the day."""
    body: prose.Prose | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says, with the evidence for each field."""

    title: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    date: dates.Instant | None = None
    updated: dates.Instant | None = None
    summary: str | None = None
    standfirst: str | None = None
    """The displayed lines above the body that the summary repeats."""
    body: str | None = None
    """Paragraphs separated by a blank line, without the standfirst."""
    editors: tuple[Credit, ...] = ()
    credits: tuple[Credit, ...] = ()
    language: str | None = None
    section: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    no_article: Reason | None = None
    """Why the page is no article; the fields are what could be read all the same."""
    cut: bool = False
    """The page nests so deeply that its end could not be read."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """Field -> the witnesses for its answer."""
    declared: structured.Declared = field(default_factory=structured.Declared, repr=False)
    """What the page's markup declares."""
    workings: Workings | None = field(default=None, repr=False, compare=False)
    """None for an empty page."""


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
        return Reading(no_article=Reason.EMPTY)
    return read_tree(parsed, page, url, captured_at, zone, language)


def read_tree(
    parsed: tree.Tree,
    page: str,
    url: str,
    captured_at: datetime | None = None,
    zone: ZoneInfo | None = None,
    language: str | None = None,
) -> Reading:
    """What a parsed page says; page is its text. The tree stays as it is."""
    declared = structured.declared(parsed.root, page)
    if not declared.all("date") and (timed := posted.moment(parsed.root)):
        declared.add("date", timed, "time element")
    blocks = outline(parsed.root)
    body = prose.read(blocks)
    story = _carried(parsed.root, declared, body, url)
    titles = headline(blocks, declared, url, body.first if body else None)
    title = titles[0].value if titles else None
    paragraphs = body.blocks if body else []

    language = language or language_of(
        declared.first("language") or parsed.root.get("lang"),
        (paragraphs[0].text if paragraphs else "") + (title or ""),
    )
    cjk = (language or "")[:2] in ("zh", "ja", "ko")
    zone = zone or zone_of(url, language)
    headline_at = place(title, blocks, body.first) if body else None
    near = around.surroundings(blocks, body, headline_at)
    lines, printed = around.printed_credits(around.credited_lines(near, body, cjk), near.hidden)
    sites = [statement.value for statement in declared.all("site")]
    signed_by = around.bylines(declared, blocks, body, headline_at)
    if body and not cjk:
        texts = [block.text for block in body.blocks]
        first = [text for place, text in enumerate(texts[:5]) if len(text) < (160 if place < 2 else 80)]
        cut = blocks.blocks[body.last + 1].text if body.last + 1 < body.box.last else None
        signed_by += signatures([*near.head[-14:], *first], title, texts[-2:], near.below, cut)
    if not signed_by and not cjk and not declared.all("author") and (name := posted.writer(parsed.root)):
        signed_by.append((name, "rel=author"))
    authors, witnesses = byline.authors(printed, declared, signed_by, sites, language)
    mentions = around.mentions(near, printed.date, declared, url, zone, language)
    appeared = published(mentions, zone, captured_at, language=language)
    lead = standfirst.displayed(blocks, body, headline_at) if body else []
    summary = standfirst.summary(blocks, declared, body.first if body else 0, lead)
    nothing_but_credits = (
        around.with_credits(lines, printed, (block.text for block in [*lead, *paragraphs])) if cjk else frozenset()
    )
    told, title_key = key(summary.value) if summary else "", key(title or "")
    called = [block for block in paragraphs[:2] if standfirst.unlabelled(block.text) != block.text]
    repeated = [block for block in dict.fromkeys([*lead, *called]) if key(standfirst.unlabelled(block.text)) in told]
    kept = [
        block
        for place_in_text, block in enumerate([*lead, *(block for block in paragraphs if block not in lead)])
        if block not in repeated
        and not (nothing_but_credits and block.text in nothing_but_credits)
        and not (place_in_text < len(lead) + 2 and _is_headline(block, title_key))
        and not (place_in_text < len(lead) + 2 and around.is_dateline(block.text, language))
    ]
    text = clean_text(prose.text(kept) or "") or None
    no_article = recognition.no_article(parsed.root, blocks, declared, body, title)
    unseen = _unseen(declared, story, sum(block.mass for block in [*kept, *repeated]))
    if unseen is not None:
        text, no_article = unseen.value, None
    return Reading(
        title=squeeze(title),
        source=printed.source or _declared_source(declared),
        authors=authors,
        date=appeared.published,
        updated=appeared.updated,
        summary=squeeze(summary.value) if summary else None,
        standfirst=clean_text(prose.text(repeated) or "") or None,
        body=text,
        editors=printed.editors,
        credits=printed.credits,
        language=language,
        section=tuple(dict.fromkeys(statement.value for statement in declared.all("section")[:1])),
        images=images(blocks, body, url) if body else (),
        canonical_url=declared.first("canonical"),
        no_article=no_article,
        cut=parsed.cut,
        evidence={
            name: found
            for name, found in (
                ("title", titles[0] if titles else None),
                ("author", witnesses),
                ("summary", summary),
                ("body", unseen),
            )
            if found is not None
        },
        declared=declared,
        workings=Workings(lines=lines, printed=printed, mentions=mentions, where=appeared.where, body=body),
    )


UNSEEN: Final = 3
"""How many times what is displayed a text must be that only the markup holds, to be the body: a teaser before a paywall, the
shell of a page that is drawn in the browser."""
ENOUGH: Final = 300
"""Bytes below which a text that only the markup holds is a teaser itself."""


def _carried(root: Element, declared: structured.Declared, body: prose.Prose | None, url: str) -> state.Story | None:
    """The article that the page's scripts carry, looked for where the page itself lacks a text or a date; what it says of
    fields that nothing else declares is added to what is declared."""
    if body is not None and body.worth >= recognition.LITTLE and declared.all("date"):
        return None
    titles = [statement.value for statement in declared.statements if statement.field in ("title", "page_title")]
    story = state.article(state.scripts(root), titles, url)
    if story is None:
        return None
    said = {statement.field for statement in declared.statements}
    for name, value in (("title", story.title), ("date", story.date), ("source", story.source), ("summary", story.summary)):
        if name not in said:
            declared.add(name, value, f"state {name}")
    if "author" not in said:
        for name in story.authors:
            declared.add("author", name, "state author")
    return story


def _unseen(declared: structured.Declared, story: state.Story | None, shown: int) -> Evidence | None:
    """The text that JSON-LD or a state holds and the page does not show; shown: how much it does, in bytes."""
    least = max(ENOUGH, UNSEEN * shown)
    told = [("state", list(story.paragraphs))] if story else []
    if declared.text and len(declared.text.encode("utf-8", "surrogatepass")) >= least:  # its lines have no more than it
        told.append(("json-ld articleBody", state.lines(declared.text)))
    sized = ((len("".join(lines).encode("utf-8", "replace")), origin, lines) for origin, lines in told)
    size, origin, lines = max(sized, default=(0, "", []))
    if size < least:
        return None
    text = clean_text("\n\n".join(line for line in lines if not credits.is_credit_line(line)))
    return Evidence(text, origin, 0.8) if text else None


def _is_headline(block: Block, title_key: str) -> bool:
    """Whether a line is the headline; where it is set as one, with or without a kicker before it."""
    k = key(block.text)
    return k == title_key or (block.box.tag in prose.HEADINGS and k.endswith(title_key) and len(k) < 2 * len(title_key))


def _declared_source(declared: structured.Declared) -> str | None:
    """The source that metas and ids name, its own label removed: people.com.cn serves content="来源：人民网"."""
    for statement in declared.all("source"):
        value = statement.value
        for label in ("来源：", "来源:", "來源：", "來源:"):
            value = value.removeprefix(label).strip()
        if value:
            return value
    return None


@attr.s(auto_attribs=True)
class GenericPage(WebPage[Article]):
    """A page of any site.

    outlet: set by a subclass for an outlet that needs no layout of its own, to lend its zone, language and identity.
    version: of the generic reading, raised with every change of `extract/` or of this module after which `newsarchive
    reparse` reports a change in some archive: `articles.parser` then tells old readings apart.
    """

    captured_at: CapturedAt

    outlet: ClassVar[Outlet | None] = None
    version: ClassVar[int] = 1

    @cached_property
    def reading(self) -> Reading:
        """What the page says."""
        return read_tree(
            tree_of(self.response),
            decoded_of(self.response).text,
            str(self.response.url),
            self.captured_at.moment,
            ZoneInfo(self.outlet.zone) if self.outlet else None,
            self.outlet.language if self.outlet else None,
        )

    @item_field
    def url(self) -> str:
        address = str(self.response.url)
        return (self.outlet.identity(address) if self.outlet else None) or address

    def article(self) -> Article:
        """The whole reading.

        Raises NotAnArticle, with the reason, for a page that holds none.
        """
        reading = self.reading
        if reading.no_article is not None:
            raise NotAnArticle(f"{self.url}: {reading.no_article.value.replace('_', ' ')}", reading.no_article)
        if reading.title is None or reading.body is None:
            raise NotAnArticle(f"{self.url}: no {'text' if reading.title else 'headline'} was found", Reason.NOT_ARTICLE)
        return Article(
            url=self.url,
            outlet=self.outlet.name if self.outlet else None,
            title=reading.title,
            source=reading.source,
            author=("、" if (reading.language or "")[:2] in ("zh", "ja") else ", ").join(reading.authors) or None,
            date=reading.date.iso if reading.date else None,
            summary=reading.summary,
            body=reading.body,
            editor=" ".join(f"{credit.role}：{credit.name}" if credit.role else credit.name for credit in reading.editors)
            or None,
            section=reading.section,
            language=reading.language,
            images=reading.images,
            canonical_url=reading.canonical_url,
            credits=reading.credits,
            date_utc=reading.date.utc if reading.date else None,
            date_printed=reading.date.printed if reading.date else None,
            date_precision=reading.date.precision if reading.date else None,
            updated=reading.updated.iso if reading.updated else None,
            captured_at=self.captured_at.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            if self.captured_at.moment
            else None,
            parser=self.parser_name(),
        )

    async def to_item(self) -> Article:
        """web-poet's door to `article`."""
        return self.article()

    @classmethod
    def parser_name(cls) -> str:
        """ "generic.GenericPage/1": module, class and version."""
        return f"{cls.__module__.removeprefix('newsarchive.pages.')}.{cls.__name__}/{cls.version}"
