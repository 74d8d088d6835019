"""Sample pages -> where each field is printed: selectors, each checked against all samples.

A field is looked for where its value stands, as the generic page reads it: the headline by its text, the line with date,
source and names by what it prints, the body by its paragraphs. Of the selectors of such a place the first one that leads to
it, and only to it, on the most samples is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lxml.etree import _Element as Element

from newsarchive.extract import credits
from newsarchive.extract.text import squeeze
from newsarchive.scaffold.samples import Sample
from newsarchive.scaffold.selectors import found, selectors

__all__ = ["FIELDS", "Place", "places"]

#: The places of a layout (pages.platforms.layout).
FIELDS: Final = ("headline", "byline", "author", "date", "desk", "standfirst", "crumbs", "prose", "cut")

_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "head", "option", "textarea"})
_CRUMBS: Final = re.compile(r"(?:当前|您的|您现在的|我的|所在)?位置[：:]|首页\s*[>›»\-/]|home\s*[>›»/]", re.I)
_CRUMBS_NAME: Final = re.compile(r"crumb|weizhi|location|position|dqwz|\bpath\b", re.I)
#: Elements that one field stands in, at the most.
MOST_ELEMENTS: Final = 6
#: Characters of a line of credits, at the most.
_LINE: Final = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is printed."""

    selector: str
    agreed: int
    """Samples on which it leads to the field, and to nothing else."""
    of: int
    """Samples that have the field."""
    example: str
    """What stands there, on the first of them."""


class _Page:
    """A sample with its visible elements and their texts."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.article = sample.article

    @cached_property
    def elements(self) -> list[tuple[Element, str]]:
        """Elements in document order, each with its text; those with too much text for a line are left to `body`."""
        kept = []
        body = self.sample.root.find("body")
        for element in (self.sample.root if body is None else body).iter():
            if isinstance(element.tag, str) and element.tag not in _UNSEEN:
                text = squeeze("".join(element.itertext()))
                if text:
                    kept.append((element, text))
        return kept

    @cached_property
    def prose(self) -> list[Element]:
        """The smallest element that holds the body's paragraphs."""
        wanted = [squeeze(line) or "" for line in (self.article.body or "").split("\n\n")]
        if not self.article.body:
            return []
        least = max(round(0.9 * len(wanted)), 1)
        smallest: tuple[int, Element] | None = None
        for element, text in self.elements:
            if len(text) * 1.1 < sum(map(len, wanted)):
                continue
            if sum(line in text for line in wanted) >= least and (smallest is None or len(text) <= smallest[0]):
                smallest = (len(text), element)
        return [smallest[1]] if smallest else []

    @cached_property
    def begins(self) -> int:
        """Where in `elements` the body's first paragraph is; behind the last where there is none."""
        first = squeeze((self.article.body or "").split("\n\n")[0])
        holding = [(len(text), -at) for at, (element, text) in enumerate(self.elements) if first and first in text]
        return -min(holding)[1] if holding else len(self.elements)

    @cached_property
    def inside(self) -> frozenset[Element]:
        """The elements of the body, from its first paragraph on: what some layouts put above it into the same box is none."""
        box = {element for one in self.prose for element in one.iter()}
        return frozenset(element for element, _ in self.elements[self.begins :] if element in box)

    def uncut(self, known: Sequence[Element]) -> list[Element]:
        """The first element in the body's box above its first paragraph that is not known yet."""
        if not self.prose or self.begins >= len(self.elements):
            return []
        first = self.elements[self.begins][0]
        around = {first, *first.iterancestors()}
        box = set(self.prose[0].iter())
        above = [element for element, _ in self.elements[: self.begins] if element in box and element not in around]
        read = f"{self.article.summary} {self.article.body}"
        loose = [element for element in above if element.getparent() in around and self.text_of(element) not in read]
        return [element for element in loose if element not in known][:1]

    @cached_property
    def headline(self) -> list[Element]:
        """Elements that hold the headline and nothing else: headings first, then the smallest."""
        alike = [element for element, text in self.elements if text == self.article.title and element not in self.inside]
        rank = {tag: at for at, tag in enumerate(_HEADINGS)}
        return sorted(alike, key=lambda element: (rank.get(str(element.tag), 9), len(element)))

    def byline(self, above: Sequence[Element]) -> list[Element]:
        """The smallest element above the text that prints most of the date, the source and the names that `above` do not."""
        said = " ".join(self.text_of(element) for element in above)
        facts = {fact for fact in (self.article.date_printed, self.article.source, *self._names()) if fact and fact not in said}
        return self._printing(facts, self.above)

    @cached_property
    def author(self) -> list[Element]:
        """Elements above the text that hold the names of the writers and, but for a word or two, nothing else."""
        names = [name for name in re.split("、|, ", self.article.author or "") if name]
        long = sum(map(len, names)) + 6 * len(names)
        holding = [(element, text) for element, text in self.above if names and all(name in text for name in names)]
        return [element for element, text in sorted(holding, key=lambda one: len(one[1])) if len(text) <= long]

    @cached_property
    def date(self) -> list[Element]:
        """Elements above the text that hold the date, the smallest first."""
        printed = self.article.date_printed or self.article.date or ""
        holding = [(element, text) for element, text in self.above if printed and (printed in text or element.tag == "time")]
        return [element for element, text in sorted(holding, key=lambda one: len(one[1])) if len(text) <= _LINE]

    @cached_property
    def above(self) -> list[tuple[Element, str]]:
        """The elements that end before the text begins."""
        if self.begins >= len(self.elements):
            return self.elements
        around = set(self.elements[self.begins][0].iterancestors())
        return [(element, text) for element, text in self.elements[: self.begins] if element not in around]

    @cached_property
    def desk(self) -> list[Element]:
        """The smallest element behind the text's beginning that prints most of the names that stand nowhere above it."""
        said = " ".join(text for _, text in self.above)
        left = {name for name in self._names() if name not in said}
        behind = [(element, text) for element, text in self.elements[self.begins :] if left and credits.read(text).editors]
        return self._printing(left, behind)

    def _names(self) -> set[str]:
        named = {credit.name for credit in self.article.credits}
        return named | {name for name in re.split("、|, ", self.article.author or "") if name}

    def _printing(self, facts: set[str], elements: Iterable[tuple[Element, str]]) -> list[Element]:
        best: tuple[int, int] = (0, 0)
        kept: list[Element] = []
        for element, text in elements:
            if len(text) > _LINE or (self.article.title and self.article.title in text) or text in (self.article.body or ""):
                continue
            score = (sum(fact in text for fact in facts), -len(text))
            if score > best:
                best, kept = score, [element]
            elif score == best and score[0]:
                kept.append(element)
        return kept

    @cached_property
    def standfirst(self) -> list[Element]:
        """Elements that hold the summary, with its label or without."""
        summary = self.article.summary
        if not summary or summary == self.article.title:
            return []
        return [
            element
            for element, text in self.elements
            if summary in text and len(text) <= len(summary) + 12 and element not in self.inside
        ]

    @cached_property
    def crumbs(self) -> list[Element]:
        """Elements with the way from the front page to the section."""
        return [
            element
            for element, text in self.elements
            if len(text) <= 120
            and element not in self.inside
            and sum(1 for _ in element.iter("a")) >= 2
            and (_CRUMBS.search(text) or _CRUMBS_NAME.search(f"{element.get('class')} {element.get('id')}"))
        ]

    def text_of(self, element: Element) -> str:
        return next((text for one, text in self.elements if one is element), "")


def places(samples: Iterable[Sample]) -> dict[str, Place]:
    """Field -> where it is printed; a field is missing that is printed on no sample, or in no place with a selector."""
    looked_at = [_Page(sample) for sample in samples]
    proposed = {}
    for field in FIELDS:
        if field == "byline":
            place = _all([page.byline for page in looked_at], looked_at, counted=True)
        elif field == "cut":
            place = _all([page.uncut for page in looked_at], looked_at, counted=False)
        else:
            place = _place([(page, getattr(page, field)) for page in looked_at])
        if place:
            proposed[field] = place
    return proposed


def _all(
    ask: Sequence[Callable[[Sequence[Element]], list[Element]]], looked_at: Sequence[_Page], *, counted: bool
) -> Place | None:
    """One selector for a field that may stand in several elements, asked for one after another.

    ask: a page's elements of the field, beside those that are known already.
    """
    kept: list[Place] = []
    known: list[list[Element]] = [[] for _ in looked_at]
    while len(kept) < MOST_ELEMENTS:
        targets = [(page, more(have)) for page, more, have in zip(looked_at, ask, known, strict=True)]
        place = _place(targets, counted=counted and not kept)
        if place is None or place.selector in [one.selector for one in kept]:
            break
        kept.append(place)
        for page, have in zip(looked_at, known, strict=True):
            have += found(place.selector, page.sample.root)
    if not kept:
        return None
    having = [have for page, more, have in zip(looked_at, ask, known, strict=True) if have or more([])]
    return Place(", ".join(place.selector for place in kept), sum(map(bool, having)), len(having), kept[0].example)


def _place(targets: Sequence[tuple[_Page, list[Element]]], *, counted: bool = True) -> Place | None:
    """The selector of a field that holds on most pages. counted: one that counts siblings will do, where there is no other."""
    having = [(page, elements) for page, elements in targets if elements]
    ranked: dict[str, int] = {}
    for _, elements in having:
        for element in elements[:4]:
            for rank, selector in enumerate(one for one in selectors(element) if counted or ":nth" not in one):
                ranked[selector] = min(rank, ranked.get(selector, rank))
    best: tuple[tuple[int, int], str] | None = None
    for selector, rank in ranked.items():
        agreed = sum(_leads(selector, page.sample.root, elements) for page, elements in having)
        astray = sum(bool(found(selector, page.sample.root)) for page, elements in targets if not elements)
        score = (agreed - astray, -rank)
        if agreed and (best is None or score > best[0]):
            best = (score, selector)
    if best is None:
        return None
    selector = best[1]
    agreeing = [page for page, elements in having if _leads(selector, page.sample.root, elements)]
    example = agreeing[0].text_of(found(selector, agreeing[0].sample.root)[0])
    return Place(selector, len(agreeing), len(having), example)


def _leads(selector: str, root: Element, elements: Sequence[Element]) -> bool:
    """Whether a selector finds one element, and it is one of those."""
    one = found(selector, root)
    return len(one) == 1 and one[0] in elements
