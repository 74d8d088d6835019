"""Samples of an outlet -> the code that reads and crawls it, as a draft: what is proposed, how it reads, and the files."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from parsel import Selector

from newsarchive import fixtures
from newsarchive.discover import paging
from newsarchive.discover.shapes import pattern
from newsarchive.errors import Unreadable
from newsarchive.items import Article
from newsarchive.pages.article import ArticlePage, CapturedAt, response
from newsarchive.scaffold import templates
from newsarchive.scaffold.proposals import Place, places
from newsarchive.scaffold.samples import Sample, Samples
from newsarchive.scaffold.selectors import found

__all__ = ["Draft", "Layout", "draft", "targets", "written"]

#: Fixtures that are written at the most: more are looked at, not kept.
FIXTURES: Final = 5
#: Layouts that are told apart; what is in none is read as any page.
LAYOUTS: Final = 3
#: What is compared with the generic reading.
_COMPARED: Final = ("title", "source", "author", "date", "editor", "body")
_TOLD: Final = {
    "headline": "the headline",
    "byline": "a line with date, source and names (来源, 作者, 记者, 编辑, 时间)",
    "desk": "credits at the article's end: those of the line under the headline, or in the text, are all there are",
    "standfirst": "a summary (摘要, 导读)",
    "crumbs": "the section path (当前位置)",
    "prose": "one element that holds the text",
}


class Layout(NamedTuple):
    """A layout of some of the samples."""

    places: dict[str, Place]
    samples: tuple[Sample, ...]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is proposed for an outlet."""

    samples: Samples
    layouts: tuple[Layout, ...]
    page: str
    """Source text of newsarchive/pages/NAME.py."""
    spider: str
    """Source text of newsarchive/spiders/NAME.py."""

    @property
    def name(self) -> str:
        """The outlet's."""
        return self.samples.outlet.name

    def table(self) -> list[tuple[str, str, str, str]]:
        """What is proposed: field, selector, on how many samples it holds, what stands there on one of them."""
        found = [
            (f"{field}{number}", place.selector, f"{place.agreed} of {place.of}", _short(place.example))
            for number, layout in self._numbered()
            for field, place in layout.places.items()
        ]
        for listed in self.samples.lists:
            following = paging.following(Selector(root=listed.root), listed.url)
            found.append(("list", listed.url, f"{len(listed.articles)} articles", f"next: {following}" if following else ""))
        found += [("feed", url, "", "") for url in self.samples.feeds]
        known = {listed.url for listed in self.samples.lists}
        linked = [(name, url) for name, url in self.samples.linked.items() if url not in known]
        found += [("list?", url, "not looked at", name) for name, url in linked]
        return found

    def _numbered(self) -> Iterator[tuple[str, Layout]]:
        """The layouts with what is written behind their names."""
        return ((f" ({at})" if at > 1 else "", layout) for at, layout in enumerate(self.layouts, 1))

    def missing(self) -> Iterator[str]:
        """What was not found, in words."""
        for number, layout in self._numbered():
            found = {*layout.places, *(["byline"] if {"author", "date"} & set(layout.places) else [])}
            yield from (f"{told}{number}" for field, told in _TOLD.items() if field not in found)
            for field, place in layout.places.items():
                if place.agreed < place.of:
                    yield f"{field}{number} on {place.of - place.agreed} of {place.of} pages"
        placed = {sample.capture.url for layout in self.layouts for sample in layout.samples}
        yield from (f"a layout of {url}" for sample in self.samples.articles if (url := sample.capture.url) not in placed)
        if not self.samples.lists and not self.samples.feeds:
            yield "a list of articles: name some in the spider"

    def lost(self) -> int:
        """How many fields of the samples the generic page reads and the draft does not."""
        return sum(
            1
            for sample, read in self.readings
            for field in _COMPARED
            if getattr(sample.article, field) and (isinstance(read, Unreadable) or not getattr(read, field))
        )

    def differences(self) -> Iterator[str]:
        """How the draft reads the samples otherwise than the generic page does."""
        for sample, read in self.readings:
            if isinstance(read, Unreadable):
                yield str(read)
                continue
            for field in _COMPARED:
                here, there = getattr(read, field), getattr(sample.article, field)
                if here != there:
                    yield f"{read.url}: {field}: {_short(str(here))} / {_short(str(there))}"

    @cached_property
    def classes(self) -> tuple[type[ArticlePage], ...]:
        """The page classes of the draft: of each layout, and of any page."""
        with TemporaryDirectory(prefix="newsarchive-") as folder:
            path = Path(folder) / f"{self.name}.py"
            path.write_text(self.page, "utf-8")
            spec = spec_from_file_location(f"newsarchive.pages.{self.name}", path)
            assert spec is not None and spec.loader is not None, "the path ends in .py"
            module = module_from_spec(spec)
            sys.modules[module.__name__] = module  # web-poet and dataclasses look a class's module up
            spec.loader.exec_module(module)
        return tuple(module.PAGES)

    def page_of(self, sample: Sample) -> ArticlePage:
        """A sample as a page of the draft's: in the layout that recognizes it, or as any page."""
        capture = sample.capture
        inputs = response(capture.url, capture.body, capture.headers), CapturedAt(capture.captured_at)
        read = [layout(*inputs) for layout in self.classes]
        return next((page for page in read if page.fits()), read[-1])

    @cached_property
    def readings(self) -> list[tuple[Sample, Article | Unreadable]]:
        """Each sample as the draft reads it, or why it does not."""
        return [(sample, self._read(sample)) for sample in self.samples.articles]

    def _read(self, sample: Sample) -> Article | Unreadable:
        try:
            return self.page_of(sample).article()
        except Unreadable as error:
            return error


def draft(samples: Samples) -> Draft:
    """The code proposed for an outlet."""
    layouts: list[Layout] = []
    left = samples.articles
    while left and len(layouts) < LAYOUTS:
        box = places(left).get("prose")
        own = tuple(sample for sample in left if box and found(box.selector, sample.root))
        if not own:
            break
        layouts.append(_layout(samples, own))
        left = tuple(sample for sample in left if sample not in own)
    return _draft(samples, tuple(layouts) or (_layout(samples, samples.articles),))


def _layout(samples: Samples, own: tuple[Sample, ...]) -> Layout:
    """The layout of some samples: of the ways to take the line under the headline the one that loses least."""
    proposed = places(own)
    left_out = (("author", "date"), ("byline",), ("byline", "author", "date"))
    ways = [{field: place for field, place in proposed.items() if field not in out} for out in left_out]
    alike = replace(samples, articles=own)
    return min((Layout(way, own) for way in ways), key=lambda made: _draft(alike, (made,)).lost())


def _draft(samples: Samples, layouts: tuple[Layout, ...]) -> Draft:
    addresses = [sample.capture.url for sample in samples.articles]
    keys = _keys(addresses)
    return Draft(
        samples=samples,
        layouts=layouts,
        page=templates.page(
            samples.outlet,
            [(layout.places, len(layout.samples)) for layout in layouts],
            expression=_literally(addresses) if keys else expression(addresses),
            keys=keys,
            count=len(addresses),
            platform=templates.platform_of(addresses),
        ),
        spider=templates.spider(samples.outlet, _sections(samples)),
    )


def _sections(samples: Samples) -> dict[str, str]:
    """The feeds by their paths, the lists by the names that their pages have; the front page where there is none."""
    named: dict[str, str] = {urlsplit(url).path: url for url in samples.feeds}
    for listed in samples.lists:
        name = listed.title or listed.url
        named.setdefault(listed.url if name in named else name, listed.url)
    for name, url in samples.linked.items():
        if url not in named.values():
            named.setdefault(name, url)
    return named or {"front": samples.outlet.home}


def targets(name: str, root: Path) -> list[Path]:
    """The files and folders that an outlet of that name has in a source tree."""
    made = [root / "newsarchive" / part / f"{name}.py" for part in ("pages", "spiders")]
    return [*made, *sorted((root / "fixtures").glob(f"newsarchive.pages.{name}.*"))]


def written(drafted: Draft, root: Path) -> list[Path]:
    """Write a draft into a source tree; the files, and the folders of the fixtures.

    Raises NewsarchiveError where a fixture is there already.
    """
    drafted.readings  # noqa: B018  # what does not compile or read is not to be written by halves
    paths = []
    for path, text in zip(targets(drafted.name, root)[:2], (drafted.page, drafted.spider), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # never over what is there
            file.write(text)
        paths.append(path)
    for story, sample in _stories(drafted):
        paths.append(fixtures.save(root / "fixtures", story, sample.capture, drafted.page_of(sample)))
    return paths


def _stories(drafted: Draft) -> Iterator[tuple[str, Sample]]:
    """Samples worth a fixture, each under the name of what is special about it."""
    own = Counter(sample.article.source for sample in drafted.samples.articles).most_common(1)[0][0]
    kinds: dict[str, Sample] = {}
    for sample in drafted.samples.articles:
        kinds.setdefault(_story(sample.article, own), sample)
    rest = [sample for sample in drafted.samples.articles if sample not in kinds.values()]
    for number, sample in enumerate(rest[: max(FIXTURES - len(kinds), 0)], 2):
        kinds[f"ordinary-article-{number}"] = sample
    yield from list(kinds.items())[:FIXTURES]


def _story(article: Article, own: str | None) -> str:
    writers = {credit.name for credit in article.credits if credit.role_normalized == "author"}
    if len(article.credits) - len(writers) >= 2 and len(writers) >= 2:
        return "several-authors-and-editors"
    if article.source is not None and article.source != own:
        return "reprint-from-another-source"
    if not article.author and not article.editor:
        return "empty-labels"
    return "ordinary-article"


# -- the address of an article ------------------------------------------------------------------------------------------


def expression(urls: list[str]) -> str:
    r"""A regular expression for the paths of addresses like these.

    >>> expression(["https://paper.example/sport/2024/05/12/t20240512_158798.html", "https://paper.example/2024/5/7"])
    '/[\\w-]+/\\d{4}/\\d{2}/\\d{2}/t\\d+_\\d+\\.html|/\\d{4}/\\d+/\\d+'
    """
    forms = dict.fromkeys(f"/{pattern(url).partition('?')[0].partition('/')[2]}" for url in urls)
    return "|".join(dict.fromkeys(map(_expression, forms)))


def _literally(urls: list[str]) -> str:
    """The paths of addresses whose query names the article, as they are."""
    return "|".join(dict.fromkeys(re.escape(urlsplit(url).path) for url in urls))


def _expression(form: str) -> str:
    return "/".join(_segment(segment) for segment in form.split("/"))


def _segment(segment: str) -> str:
    stem, dot, extension = segment.rpartition(".") if "." in segment else (segment, "", "")
    if stem == "*":
        stem = "[^/]+"
    elif re.fullmatch(r"[a-z]+", stem):
        stem = r"[\w-]+"  # the next article is in another section
    else:
        stem = re.sub(r"9+", lambda run: rf"\d{{{len(run[0])}}}" if len(run[0]) in (2, 4) else r"\d+", re.escape(stem))
    return f"{stem}{dot and re.escape(dot)}{extension}"


def _keys(urls: list[str]) -> tuple[str, ...]:
    """The query keys that all of these addresses have."""
    found = [set(pattern(url).partition("?")[2].split("&")) - {""} for url in urls]
    return tuple(sorted(set.intersection(*found))) if found else ()


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49]}…"


