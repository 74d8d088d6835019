"""articles.toml -> stories, sections and editions: what the invented paper says, whatever it is served as."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

PAPER = "汐港观察"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Generation(StrEnum):
    """Which of the site's page generations an article belongs to: by its id, as listings link to it."""

    DESKTOP = "desktop"  # 1001…, /news/detail
    MOBILE = "mobile"  # 2001…, /wx/detail.do
    JSON = "json"  # 3001…, an empty shell and /news/getNewsDetail


@dataclass(frozen=True, slots=True)
class Section:
    """A section (`/news/list`) or a subsection (`/news/sublist`): two separate spaces of numbers."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a body: kind "p" (paragraph), "h" (subhead) or "img" (image, `text` its path)."""

    kind: str
    text: str
    link: tuple[str, str] | None = None
    """Words of the text that are a link, and where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as its editors wrote it: what a reader of its page must find."""

    id: int
    generation: Generation
    section: Section
    subsection: Section
    title: str
    published: datetime
    """Asia/Shanghai, to the second; article pages print the minute, listings the second."""
    authors: tuple[str, ...]
    correspondents: tuple[str, ...] = ()
    author_role: str = "作者"
    """As printed before the authors' names."""
    byline: str
    """As printed after 作者： "谷汀兰、闻一帆 通讯员 樊小满"."""
    source: str = PAPER
    summary: str | None = None
    blocks: tuple[Block, ...]
    desk: tuple[str, ...] = ()
    """The credits under the body, one printed span each: "栏目主编：闻一帆"."""
    glued: bool = False
    """The spans are printed in one, without a space between them."""
    custom: str | None = None
    """The free line under the credits, printed in <pre class="custom-attr">."""
    banner: bool = False
    charset: str = "utf-8"
    signed: bool = False
    """JSON only: the author stands in the credit paragraph and not in a field of his own."""
    likes: int = 0
    comments: int = 0
    edited: datetime | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Paragraphs and subheads, in order."""
        return tuple(block.text for block in self.blocks if block.kind != "img")

    @property
    def body(self) -> str:
        """Paragraphs and subheads separated by a blank line."""
        return "\n\n".join(self.paragraphs)

    @property
    def images(self) -> tuple[str, ...]:
        """Paths of the images in the body."""
        return tuple(block.text for block in self.blocks if block.kind == "img")

    @property
    def editor(self) -> str:
        """Every printed credit that has a value, one space between them: "栏目主编：闻一帆 内文图：司徒屿 摄"."""
        printed = [*self.desk, self.custom or ""]
        return " ".join(credit for credit in printed if credit and credit[-1] not in ":：")

    @property
    def date(self) -> str:
        """As its page prints it, ISO 8601, to the minute."""
        return self.published.isoformat(timespec="minutes")

    @property
    def crumbs(self) -> tuple[str, ...]:
        """The section path as its page prints it: the phone's has the subsection only."""
        path = (self.section.name, self.subsection.name)
        return path[1:] if self.generation is Generation.MOBILE else path

    @property
    def address(self) -> str:
        """Path and query that listings link to."""
        match self.generation:
            case Generation.DESKTOP:
                return f"/news/detail?id={self.id}"
            case Generation.MOBILE:
                return f"/wx/detail.do?id={self.id}"
            case Generation.JSON:
                return f"/staticsg/res/html/web/newsDetail.html?id={self.id}&sid={self.section.number}"

    @property
    def document(self) -> str:
        """Path and query of the page that holds the text."""
        return f"/news/getNewsDetail?id={self.id}" if self.generation is Generation.JSON else self.address

    @property
    def credits(self) -> tuple[tuple[str, str], ...]:
        """(role, name) pairs of the printed credits, writers first.

        >>> [story] = [story for story in Edition().stories.values() if story.id == 1001]
        >>> story.credits[:3]
        (('作者', '谷汀兰'), ('作者', '闻一帆'), ('通讯员', '樊小满'))
        """
        writers = [(self.author_role, name) for name in self.authors]
        writers += [("通讯员", name) for name in self.correspondents]
        desk = [pair for printed in (*self.desk, self.custom) if printed for pair in _credit(printed)]
        return tuple(dict.fromkeys(writers + desk))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A listed address that is no article page."""

    path: str
    """Path and query."""
    title: str
    status: int
    location: str | None = None
    """Where it redirects to."""
    printed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a crawl of one edition must find different from the edition before: ids of articles."""

    new: frozenset[int] = frozenset()
    edited: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    restored: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    """robots.txt forbids it from now on; it is there all the same."""
    counters: frozenset[int] = frozenset()
    """Only a widget differs (likes, comments): other bytes, the same article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the paper holds at one moment.

    number: 0 is the first crawl, each later one has the changes of `changes(number)`.
    articles: how many in all at number 0; None is the hand-written ones, more are grown from `seed`.
    """

    number: int = 0
    articles: int | None = None
    seed: int = 1

    @property
    def stories(self) -> Mapping[int, Story]:
        """Every article that can be read, by id, newest first."""
        return _stories(self)

    @property
    def strays(self) -> tuple[Stray, ...]:
        """Listed addresses that are no article pages."""
        return _paper()[2]

    @property
    def gone(self) -> frozenset[int]:
        """Articles that an earlier edition held and this one does not."""
        absent: frozenset[int] = frozenset()
        for number in range(1, self.number + 1):
            absent = (absent | changes(number).gone) - changes(number).restored
        return absent

    @property
    def fates(self) -> Mapping[int, str]:
        """How the articles are answered for that are not served as they are, by id: `demo.fates.Fate`."""
        found: dict[int, str] = {}
        for change in _paper()[3]:
            if change["kind"] == "gone" and change["edition"] <= self.number and change["id"] in self.gone:
                found[change["id"]] = change.get("as", "404")
            elif change["kind"] == "troubled" and self.number in change["editions"]:
                found[change["id"]] = change["as"]
        return found

    @property
    def forbidden(self) -> frozenset[int]:
        """Articles that robots.txt forbids, and did not at first."""
        rows = (change for change in _paper()[3] if change["kind"] == "forbidden" and change["edition"] <= self.number)
        return frozenset(change["id"] for change in rows)

    def withdrawn(self, id: int) -> Story:
        """An article as it was last, whether or not it can be read."""
        return self.stories.get(id) or _paper()[0][id]


@cache
def changes(number: int) -> Changes:
    """How edition `number` differs from the one before it; nothing for numbers past the last that changes.

    >>> changes(2).restored <= changes(1).gone
    True
    """
    kinds: dict[str, set[int]] = {}
    for change in _paper()[3]:
        if change.get("edition") == number:
            kinds.setdefault(change["kind"], set()).add(change["id"])
    return Changes(**{kind: frozenset(ids) for kind, ids in kinds.items()})


@cache
def sections() -> tuple[tuple[Section, tuple[Section, ...]], ...]:
    """Each section of the paper with its subsections."""
    return tuple(
        (Section(int(number), row["name"]), tuple(Section(int(n), name) for n, name in row["sub"].items()))
        for number, row in _toml()["section"].items()
    )


@cache
def _stories(edition: Edition) -> Mapping[int, Story]:
    from newsarchive.demo.grown import grow  # it writes stories, so it stands above this module

    written, first_edition = _paper()[:2]
    held = {id: story for id, story in written.items() if first_edition.get(id, 0) <= edition.number}
    for change in _paper()[3]:
        if "set" in change and change["edition"] <= edition.number:
            held[change["id"]] = _changed(held[change["id"]], change["set"])
    for id in edition.gone:
        del held[id]
    if edition.articles is not None:
        hand_written = sum(1 for number in first_edition.values() if number == 0)
        held |= {story.id: story for story in grow(edition.articles - hand_written, edition.seed)}
    return dict(sorted(held.items(), key=lambda item: item[1].published, reverse=True))


def _changed(story: Story, values: Mapping[str, Any]) -> Story:
    values = dict(values)
    blocks = list(story.blocks)
    for row in values.pop("paragraph", ()):
        texts = [i for i, block in enumerate(blocks) if block.kind != "img"]
        place = texts[row["number"] - 1] if row["number"] <= len(texts) else len(blocks)
        blocks[place : place + 1] = [Block("p", row["text"])]
    if "desk" in values:
        values["desk"] = tuple(values["desk"])
    if "edited" in values:
        values["edited"] = values["edited"].replace(tzinfo=CHINA)
    if values.get("summary") == "":
        values["summary"] = None
    return replace(story, blocks=tuple(blocks), **values)


_Paper = tuple[Mapping[int, Story], Mapping[int, int], tuple[Stray, ...], tuple[Mapping[str, Any], ...]]


@cache
def _paper() -> _Paper:
    """The stories as first printed, the edition each appears in, the strays, the changes."""
    toml = _toml()
    stories: dict[int, Story] = {}
    for row in toml["article"]:
        stories[row["id"]] = _story(row, stories)
    appearances = {row["id"]: row.get("edition", 0) for row in toml["article"]}
    strays = tuple(
        Stray(
            path=row["path"],
            title=row["title"],
            status=row["status"],
            location=row.get("location"),
            printed=row["printed"].replace(tzinfo=CHINA),
        )
        for row in toml["stray"]
    )
    appearing = ({"edition": n, "kind": "new", "id": id} for id, n in appearances.items() if n)
    return stories, appearances, strays, (*appearing, *toml["change"])


def _story(row: Mapping[str, Any], earlier: Mapping[int, Story]) -> Story:
    section, subsection = _place(row["subsection"])
    blocks = tuple(_blocks(row["id"], row["published"], row.get("body", "")))
    if "text_of" in row:  # a reprint or copy: what it adds stands before the other's text
        blocks += tuple(block for block in earlier[row["text_of"]].blocks if block.kind != "img")
    authors, correspondents = tuple(row["authors"]), tuple(row.get("correspondents", ()))
    byline = "、".join(authors) + (" 通讯员 " + "、".join(correspondents) if correspondents else "")
    texts = ("title", "source", "author_role", "summary", "custom", "charset")
    others = ("glued", "banner", "signed", "likes", "comments")
    return Story(
        id=row["id"],
        generation=list(Generation)[row["id"] // 1000 - 1],
        section=section,
        subsection=subsection,
        published=row["published"].replace(tzinfo=CHINA),
        authors=authors,
        correspondents=correspondents,
        byline=row.get("byline", byline),
        blocks=blocks,
        desk=tuple(row.get("desk", ())),
        **{field: row[field] for field in (*texts, *others) if field in row},
    )


def _place(subsection: int) -> tuple[Section, Section]:
    return next((outer, inner) for outer, inners in sections() for inner in inners if inner.number == subsection)


def _blocks(id: int, published: datetime, body: str) -> Iterable[Block]:
    """Blank lines part the blocks; "## " begins a subhead, "![name]" stands for an image."""
    for text in filter(None, (part.strip().replace("\n", "") for part in body.split("\n\n"))):
        if text.startswith("## "):
            yield Block("h", text[3:])
        elif text.startswith("!["):
            yield Block("img", f"/img/{published.year}/{published.month}/{published.day}/{id}_{text[2:-1]}.jpg")
        elif link := _LINK.search(text):
            yield Block("p", _LINK.sub(link[1], text), (link[1], link[2]))
        else:
            yield Block("p", text)


def _credit(printed: str) -> Iterable[tuple[str, str]]:
    role, _, names = printed.replace(":", "：").partition("：")
    names = names.removesuffix(" 摄").removesuffix("供图").strip()
    return ((role, name) for name in names.replace(" ", "、").split("、") if name)


@cache
def _toml() -> dict[str, Any]:
    return tomllib.loads(resources.files("newsarchive.demo").joinpath("articles.toml").read_text("utf-8"))
