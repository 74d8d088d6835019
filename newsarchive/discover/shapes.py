"""The shape of an address -> whether it is an article's, a list's, or neither; and what a crawl learns of an outlet's shapes.

`shape` is a pure function of the address: it decides what is read, so a crawl and a replay agree. `Patterns` is a crawl's
experience with one outlet: it decides what is fetched, and in which order, never what a page means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.items import Reason

__all__ = ["Patterns", "Shape", "day_in", "is_page", "pattern", "shape", "trapped"]


class Shape(Enum):
    """What an address looks like."""

    ARTICLE = "article"
    """A date and something behind it, a long number, the words of a headline."""
    OPEN = "open"
    """Nothing is certain: the page decides."""
    LIST = "list"
    """A front page, a tag, an author, the archive of a month: fetched for its links, never read."""
    NEITHER = "neither"
    """Log-ins, searches, prints, feeds, files: not followed from a page."""


#: Path segments below which nothing is an article, as the content systems of newspapers name them in their languages.
_LISTS: Final = frozenset(
    "tag tags schlagwort schlagworte etiqueta etiquetas mot-cle mots-cles author authors autor autoren autores "
    "auteur auteurs reporter reporters contributor contributors category categories kategorie kategorien categoria "
    "categorie label labels".split()
)
#: Segments that name a list when no article's mark stands behind them: WordPress serves /archives/123 as an article.
_SECTIONS: Final = frozenset(
    "topic topics thema themen tema temas archive archives archiv archivo section sections rubrik rubriken ressort "
    "channel channels special specials zt list lists sitemap latest newest index page".split()
)
_NEITHER: Final = frozenset(
    "login log-in signin sign-in signup sign-up register registration logout account accounts my-account profile- "
    "edit password cart checkout basket shop search suche buscar recherche sousuo cgi-bin wp-admin wp-login.php wp- "
    "json wp-content wp-includes xmlrpc.php oauth auth sso feed feeds rss atom rss2 comments comment-page trackback "
    "embed oembed attachment print printable newsletter newsletters subscribe subscription subscriptions abo "
    "abonnement calendar kalender calendario rss.xml".split()
)
#: The same, where it is the whole path or its end: an article may well stand in a section of that name.
_HOUSE: Final = frozenset(
    "privacy privacy-policy datenschutz terms terms-of-service terms-of-use terms-and-conditions agb imprint "
    "impressum cookies cookie-policy contact contacts contact-us kontakt contacto about about-us aboutus ueber-uns "
    "advertise advertising advertise-with-us careers jobs legal legal-notice disclaimer faq help accessibility rss- "
    "feeds sitemap.html copyright mentions-legales".split()
)
_FILES: Final = frozenset(
    "jpg jpeg png gif webp svg ico bmp tif tiff avif pdf doc docx xls xlsx ppt pptx odt ods epub zip rar gz tar 7z "
    "exe dmg apk mp3 m4a wav ogg mp4 m4v mov avi wmv flv webm m3u8 css js mjs json xml rss atom rdf txt csv ics "
    "woff woff2 ttf eot swf map webmanifest".split()
)
_PAGES: Final = frozenset("html htm shtml shtm xhtml php asp aspx jsp jspx do cms dpbs thtml".split())
_FRONTS: Final = frozenset("index default list home main front".split())
#: Query keys whose value names an article, as `newsDetail?id=`; "p" is WordPress's.
_IDENTITIES: Final = frozenset(
    "id newsid news_id articleid article_id artid aid docid doc_id contentid content_id cid nid tid itemid storyid "
    "story_id p".split()
)
_QUERIES: Final = frozenset(
    "s q query search keyword keywords wd replytocom attachment_id attachment feed share print printable login "
    "redirect redirect_to return returnurl cal calendar like_comment doing_wp_cron preview rest_route".split()
)
_PAGED: Final = frozenset("page paged pg pageno page_no pageindex pagenum currentpage offset start".split())

# 2024/05/12, 2024-05-12, 2024-05/12, 202405/12, 20240512: a year from 1990 on, so that other numbers are no dates.
_DAY: Final = re.compile(r"(?<!\d)((?:19[89]|20[0-4])\d)([-/_]?)(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH: Final = re.compile(r"(?:^|/)((?:19[89]|20[0-4])\d)[-/]?(0?[1-9]|1[0-2])(?=/|$)")
_DATE_SEGMENT: Final = re.compile(r"(?:19[89]|20[0-4])\d(?:[-_]?\d\d){0,2}|0?[1-9]|[12]\d|3[01]")
_LONG_NUMBER: Final = re.compile(r"\d{5}|(?<![0-9a-z])(?=[a-z]*\d)[0-9a-f]{16,}")
_LIST_FILE: Final = re.compile(r"(?:node|list|col|index|channel|default)[-_]?\d*")
_HAN: Final = re.compile("[\u3400-\u9fff\uac00-\ud7a3\u3041-\u30fa]")


def _parts(url: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The lower-case segments of a path, decoded, and the pairs of the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return [], []
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    return segments, parse_qsl(parts.query[:2000], keep_blank_values=True, max_num_fields=None)


def shape(url: str) -> Shape:
    """What an address looks like.

    >>> shape("https://paper.example/2024/05/12/harbour-opens"), shape("https://paper.example/newsDetail?id=158798")
    (<Shape.ARTICLE: 'article'>, <Shape.ARTICLE: 'article'>)
    >>> shape("https://paper.example/tag/harbour"), shape("https://paper.example/2024/05/")
    (<Shape.LIST: 'list'>, <Shape.LIST: 'list'>)
    >>> shape("https://paper.example/sport"), shape("https://paper.example/wp-login.php")
    (<Shape.OPEN: 'open'>, <Shape.NEITHER: 'neither'>)
    """
    segments, query = _parts(url)
    keys = {key.lower() for key, _ in query}
    if _is_neither(segments, keys):
        return Shape.NEITHER
    named = any(key.lower() in _IDENTITIES and any(c.isdigit() for c in value) for key, value in query)
    if not segments:
        return Shape.ARTICLE if named else Shape.LIST
    dated = _has_day(segments[:-1])
    if not _LISTS.isdisjoint(segments) and not dated:
        return Shape.LIST
    stem, _, extension = segments[-1].rpartition(".")
    if extension not in _PAGES:
        stem, extension = segments[-1], ""
    if named:
        return Shape.ARTICLE
    if stem in _FRONTS and not dated:
        return Shape.LIST
    if extension and _LIST_FILE.fullmatch(stem):
        return Shape.LIST
    if _is_page_number(segments, keys) or all(_DATE_SEGMENT.fullmatch(s) for s in _behind_words(segments)):
        return Shape.LIST
    if _is_marked(segments, stem, extension):
        return Shape.ARTICLE
    if not _SECTIONS.isdisjoint(segments) and not segments[-1].isdigit():
        return Shape.LIST
    return Shape.OPEN


def _is_neither(segments: list[str], keys: set[str]) -> bool:
    if not _NEITHER.isdisjoint(segments) or not _QUERIES.isdisjoint(keys):
        return True
    if not segments:
        return False
    last = segments[-1]
    return (last.rpartition(".")[0] != "" and last.rpartition(".")[2] in _FILES) or last.split(".")[0] in _HOUSE


def _is_page_number(segments: list[str], keys: set[str]) -> bool:
    """/sport/page/3, /sport?page=3"""
    tail = len(segments) > 1 and segments[-2] in ("page", "seite", "pagina", "p") and segments[-1].isdigit()
    return tail or not _PAGED.isdisjoint(keys)


def is_page(url: str) -> bool:
    """Whether an address is that of a list's further page.

    >>> is_page("https://paper.example/sport/page/3"), is_page("https://paper.example/sport?page=3")
    (True, True)
    """
    segments, query = _parts(url)
    return _is_page_number(segments, {key.lower() for key, _ in query})


def _behind_words(segments: list[str]) -> list[str]:
    """What follows the last segment that is a word; the whole, which is then no date, when nothing does."""
    at = len(segments)
    while at and segments[at - 1][0].isdigit():
        at -= 1
    tail = segments[at:]
    # /2024/05/12 is a day's list; /sport/12 may be the twelfth article
    return tail if tail and len(tail[0]) >= 4 else [*segments, "-"]


def _has_day(segments: list[str]) -> bool:
    return _DAY.search("/".join(segments)) is not None


def _is_marked(segments: list[str], stem: str, extension: str) -> bool:
    """Whether a path that is no list bears an article's mark."""
    path = "/".join(segments)
    if _DAY.search(path) or _MONTH.search(path):
        return True
    if _LONG_NUMBER.search(stem) or any(_LONG_NUMBER.search(segment) for segment in segments[-2:]):
        return True
    words = stem.replace("_", "-").count("-")
    if words >= 3 or len(_HAN.findall(stem)) >= 8:
        return True
    return bool(extension) and (words >= 2 or any(character.isdigit() for character in stem))


def day_in(url: str) -> str | None:
    """The day, or the month, that an address bears, ISO 8601: a hint for --since.

    >>> day_in("https://paper.example/a/20240512/7.html"), day_in("https://paper.example/2024/05/harbour/")
    ('2024-05-12', '2024-05')
    """
    path = urlsplit(url).path[:2000]
    if found := _DAY.search(path):
        return f"{found[1]}-{found[3]}-{found[4]}"
    if found := _MONTH.search(path):
        return f"{found[1]}-{int(found[2]):02}"
    return None


_NUMBER: Final = re.compile(r"\d+")
_CLASS: Final = re.compile(r"[a-z]{1,20}")
# content_158798, c1234-567890, t20240512_77, 2024-05: letters stand in front of numbers, if at all
_CODE: Final = re.compile(r"[a-z]{0,10}[-_]?\d{1,20}(?:[-_]\d{1,20}){0,2}")


def pattern(url: str) -> str:
    """The form that addresses of one kind share: numbers by their length, headlines and codes as *, words as they are.

    >>> pattern("https://paper.example/sport/2024/05/12/harbour-opens.html?from=home")
    'paper.example/sport/9999/99/99/*.html?from'
    >>> pattern("https://paper.example/content_158798.shtml"), pattern("https://paper.example/sport/")
    ('paper.example/content_999999.shtml', 'paper.example/*')
    """
    segments, query = _parts(url)
    host = urlsplit(url).netloc.lower()
    forms = [_form(segment, last=at == len(segments) - 1) for at, segment in enumerate(segments)]
    keys = "&".join(sorted({key.lower()[:30] for key, _ in query})[:6])
    return f"{host}/{'/'.join(forms[:12])}{'?' if keys else ''}{keys}"


def _form(segment: str, *, last: bool) -> str:
    stem, dot, extension = segment.rpartition(".")
    if extension not in _PAGES:
        stem, dot, extension = segment, "", ""
    stem, twin = (stem[:-4], ".amp") if stem.endswith(".amp") else (stem, "")
    if _CLASS.fullmatch(stem):
        stem = "*" if last and stem != "amp" else stem
    elif _CODE.fullmatch(stem) and any(character.isdigit() for character in stem):
        stem = _NUMBER.sub(lambda found: "9" * min(len(found[0]), 9), stem)
    else:
        stem = "*"
    return f"{stem}{twin}{dot}{extension}"


# -- traps ---------------------------------------------------------------------------------------------------------------

MAX_URL: Final = 1500
MAX_SEGMENTS: Final = 12
MAX_QUERY_KEYS: Final = 6


def trapped(url: str) -> bool:
    """Whether an address is one that a site makes without end: segments that repeat, facets upon facets.

    >>> trapped("https://paper.example/a/b/a/b/a/b/"), trapped("https://paper.example/l?a=1&b=2&c=3&d=4&e=5&f=6&g=7")
    (True, True)
    >>> trapped("https://paper.example/news/2024/05/news/harbour-opens")
    False
    """
    if len(url) > MAX_URL:
        return True
    segments, query = _parts(url)
    if len(segments) > MAX_SEGMENTS or len({key for key, _ in query}) > MAX_QUERY_KEYS:
        return True
    words = Counter(segment for segment in segments if not segment.isdigit())
    return bool(words) and max(words.values()) >= 3


# -- what a crawl learns -------------------------------------------------------------------------------------------------

CONFIRMED: Final = 3
"""So many articles of a pattern, and four times as many as not, make the next one an article's."""
REFUTED: Final = 5
"""So many pages of a pattern without an article make the next one none."""
FREE: Final = 40
"""Addresses of a pattern that are fetched before one of them turned out an article."""
PER_PATH: Final = 6
"""Addresses that differ in nothing but their query, when they are no article's."""
HELD: Final = 2000
"""Addresses of a pattern that are kept back until one of them turned out an article."""
MAX_PATTERNS: Final = 5000
UNPROVED: Final = 1000
"""Addresses of all unconfirmed patterns together that are fetched from pages' links, and five more for each article found: a
maze makes new patterns as it makes new addresses."""


@dataclass(slots=True)
class Patterns:
    """What a crawl has seen of an outlet's addresses: which patterns hold articles, and how many of each were named."""

    articles: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    twins: Counter[str] = field(default_factory=Counter)
    """Pages that named another address as their own: AMP, print."""
    _found: int = 0
    _unproved: int = 0
    _granted: Counter[str] = field(default_factory=Counter)
    _queries: Counter[str] = field(default_factory=Counter)
    _held: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, url: str, reason: Reason | None) -> list[str]:
        """Count a page that was read; returns the addresses that were kept back and may be fetched now.

        reason: why there is no article in it, None when there is one.
        """
        form = pattern(url)
        self._found += reason is None
        counter = self.articles if reason is None else self.twins if reason is Reason.REDIRECTED else self.others
        if form in counter or len(counter) < MAX_PATTERNS:
            counter[form] += 1
        return self._held.pop(form, []) if self.confirmed(form) else []

    def relearn(self, pages: Iterable[tuple[str, bool]]) -> None:
        """Count what earlier runs read: addresses, and whether an article was there."""
        for url, article in pages:
            self._found += article
            (self.articles if article else self.others)[pattern(url)] += 1

    def confirmed(self, form: str) -> bool:
        """Whether addresses of a pattern are articles, by what was read so far."""
        return self.articles[form] >= CONFIRMED and self.articles[form] >= 4 * self.others[form]

    def shape(self, url: str) -> Shape:
        """`shape`, corrected by what was learned."""
        seen = shape(url)
        form = pattern(url)
        if seen in (Shape.NEITHER, Shape.LIST):
            return seen
        if self.confirmed(form):
            return Shape.ARTICLE
        if self.others[form] >= REFUTED and self.others[form] > 4 * self.articles[form]:
            return Shape.LIST
        return seen

    def admits(self, url: str) -> bool:
        """Whether an address that a page names is within bounds; one that is not may be kept back for `learn`.

        To be asked once for each address.
        """
        if trapped(url):
            return False
        seen = self.shape(url)
        if seen is Shape.NEITHER:
            return False
        form = pattern(url)
        if self.confirmed(form):
            return True
        if self.twins[form] >= REFUTED and not self.articles[form]:
            return False
        if self._unproved >= UNPROVED + 5 * self._found:
            return False
        path, _, query = url.partition("?")
        if query and seen is not Shape.ARTICLE and not is_page(url):
            if self._queries[path] >= PER_PATH:
                return False
            self._queries[path] += 1
        bound = FREE + 4 * self.articles[form]
        if seen is Shape.ARTICLE and not self.others[form]:
            bound *= 4
        if self._granted[form] < bound:
            self._granted[form] += 1
            self._unproved += 1
            return True
        held = self._held.setdefault(form, []) if form in self._held or len(self._held) < 200 else []
        if len(held) < HELD:
            held.append(url)
        return False
