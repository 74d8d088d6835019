"""An archive -> what lists named against what it holds, by outlet and day, with a reason for every gap.

Every URL that a feed, a list, a sitemap, an edition of an e-paper or a link names is in exactly one standing, so that the
sums balance: named = held + waiting + left out + missing, of each kind of source as of all together. The day of a URL is its
article's day of publication in the outlet's zone; where no article tells, the day that a list gives; else the day on which it
was named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from newsarchive import pages
from newsarchive.config import Configuration
from newsarchive.errors import OutletUnknown
from newsarchive.items import Kind, Reason
from newsarchive.query.daybook import Daybook
from newsarchive.query.gaps import BEHIND, BUDGET, PENDING, RESTING, SUPPRESSED, UNASKED, UNREAD, Standing, next_step, standing
from newsarchive.query.period import Period, day_of, utc_day, zone
from newsarchive.schedule import timestamp
from newsarchive.store.archive import Archive

__all__ = ["COUNTS", "SOURCES", "Covered", "Edition", "Gap", "Named", "coverage", "editions", "gaps", "named"]

#: What names articles, by items.Kind, and what a person calls it.
SOURCES: Final = {
    Kind.FEED: "feed",
    Kind.LISTING: "list",
    Kind.SITEMAP: "sitemap",
    Kind.EDITION: "e-paper",
    Kind.ARTICLE: "links",
}
COUNTS: Final = ("named", "held", "waiting", "left_out", "missing", "unlisted", "unnamed")
_EACH: Final = 1_000  # addresses between two words on how far it is
#: Redirects that are followed in the archive's rows.
_HOPS: Final = 20


@dataclass(slots=True)
class Count:
    """Of one kind of source."""

    named: int = 0
    held: int = 0


@dataclass(slots=True)
class Covered:
    """One outlet's day: named = held + waiting + left_out + missing."""

    outlet: str
    day: str
    """In the outlet's zone."""
    named: int = 0
    """URLs that any source names."""
    held: int = 0
    waiting: int = 0
    left_out: int = 0
    missing: int = 0
    sources: dict[str, Count] = field(default_factory=dict)
    """By SOURCES' values; a URL that two kinds name counts for both."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Of what is not held: items.Reason and those of query.gaps; they sum up to named - held."""
    unlisted: int = 0
    """Of those held, how many the lists that named them, read again on a later day, name no more."""
    unnamed: int = 0
    """Articles held that no list named, as far as is known: given by address, replayed, or older than this record."""

    def add(self, other: Covered) -> None:
        """Count what another counted, too."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, count in other.sources.items():
            own = self.sources.setdefault(name, Count())
            own.named += count.named
            own.held += count.held
        self.reasons.update(other.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A URL that was named and is not held; of a suppressed article only that there is one."""

    outlet: str
    day: str
    sources: tuple[str, ...]
    standing: Standing
    reason: str
    url: str | None
    leads_to: str | None = None
    """Where it redirects to, at last."""
    next: str
    """What to do, or what comes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A day's printed paper, as its e-paper lists it."""

    outlet: str
    edition: str
    lists: int
    """Lists of the edition that are known: one, or one a page."""
    lists_read: int
    pages: int
    """Printed pages with articles."""
    named: int
    held: int
    reason: str | None
    """Why it is not there, or not whole: items.Reason, pending, or "not asked for"; None: all of its lists are read.
    not_found: no paper came out that day."""
    next: str


@dataclass(frozen=True, slots=True)
class Named:
    """A URL of the frontier with its standing."""

    outlet: str
    day: str
    sources: tuple[str, ...]
    standing: Standing
    reason: str
    url: str
    leads_to: str | None
    unlisted: bool


_URLS = """
SELECT urls.id, urls.url, urls.fetch_url, urls.outlet, state, reason, redirects_to, published, discovered_at,
       articles.id AS article_id, articles.date,
       articles.id IN (SELECT article_id FROM suppressed) AS is_suppressed,
       (SELECT group_concat(by) FROM (SELECT by FROM named WHERE url_id = urls.id
        UNION SELECT 'edition' FROM print_pages WHERE print_pages.url = urls.url)) AS sources,
       (SELECT min(first_named) FROM named WHERE url_id = urls.id) AS first_named,
       EXISTS (SELECT 1 FROM named JOIN urls AS lists ON lists.id = list_id WHERE url_id = urls.id AND NOT
               (lists.state = 'done' AND lists.reason IS NULL AND substr(lists.fetched_at, 1, 10) > last_named)) AS is_listed
FROM urls LEFT JOIN articles ON articles.url = urls.url
WHERE kind = 'article' AND (:outlet IS NULL OR urls.outlet = :outlet)
"""
# Some pages of an e-paper tell more of what is printed beside them than its lists were asked for.
_PRINTED_ONLY = """
SELECT print_pages.url, print_pages.outlet, edition, articles.id AS article_id, articles.date,
       articles.id IN (SELECT article_id FROM suppressed) AS is_suppressed
FROM print_pages LEFT JOIN articles USING (url)
WHERE (:outlet IS NULL OR print_pages.outlet = :outlet)
AND NOT EXISTS (SELECT 1 FROM urls WHERE urls.url = print_pages.url AND kind = 'article')
"""
_BEHIND = """
SELECT backfill_urls.url, outlet, published, dated, reach, by FROM backfill_urls
JOIN backfills ON backfills.id = backfill_id
WHERE backfills.state IN ('open', 'paused') AND backfill_urls.state = 'waiting' AND kind = 'article' AND by IS NOT NULL
AND (:outlet IS NULL OR outlet = :outlet) AND NOT EXISTS (SELECT 1 FROM urls WHERE urls.url = backfill_urls.url)
AND NOT EXISTS (SELECT 1 FROM print_pages WHERE print_pages.url = backfill_urls.url)
"""
_UNNAMED = """
SELECT id, outlet, date, first_seen FROM articles
WHERE (:outlet IS NULL OR outlet = :outlet) AND id NOT IN (SELECT article_id FROM suppressed)
AND NOT EXISTS (SELECT 1 FROM urls JOIN named ON url_id = urls.id WHERE urls.url = articles.url)
AND NOT EXISTS (SELECT 1 FROM print_pages WHERE print_pages.url = articles.url)
"""
_REDIRECTED_TO = """
SELECT articles.id FROM urls CROSS JOIN articles ON articles.url = redirects_to WHERE reason = 'redirected'
"""


def coverage(
    archive: Archive,
    configuration: Configuration,
    now: datetime,
    period: Period,
    outlet: str | None = None,
    told: Callable[[int], None] = lambda done: None,
) -> Daybook[Covered]:
    """Every outlet's days on which something was named or is held, the newest day first.

    archive: opened as a whole, so that suppressed articles count. told: called now and then with how many addresses were
    looked at. Raises OutletUnknown.
    """
    found = Daybook(Covered)
    zones = _zones(archive, outlet)
    for done, one in enumerate(named(archive, configuration, now, period, outlet)):
        if done % _EACH == 0:
            told(done)
        covered = found.of(one.outlet, one.day)
        covered.named += 1
        is_held = one.standing is Standing.HELD
        setattr(covered, one.standing, getattr(covered, one.standing) + 1)
        if not is_held:
            covered.reasons[one.reason] += 1
        covered.unlisted += one.unlisted
        for source in one.sources:
            count = covered.sources.setdefault(source, Count())
            count.named += 1
            count.held += is_held
    redirected_to = _redirected_to(archive.connection)
    for seen in archive.connection.execute(_UNNAMED, {"outlet": outlet}):
        if redirected_to[seen["id"]]:
            continue
        where = zone(zones.get(seen["outlet"]))
        day = day_of(seen["date"], where) or day_of(seen["first_seen"], where) or ""
        if period.holds(day):
            found.of(seen["outlet"] or "", day).unnamed += 1
    return found


def _redirected_to(connection: Any) -> bytearray:
    """Of each article, by its number, whether another address leads to it."""
    [highest] = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    found = bytearray(highest + 1)
    for (article_id,) in connection.execute(_REDIRECTED_TO):
        found[article_id] = True
    return found


def gaps(
    archive: Archive,
    configuration: Configuration,
    now: datetime,
    period: Period,
    outlet: str | None = None,
    reasons: Sequence[str] = (),
) -> Iterator[Gap]:
    """Every URL that was named and is not held, with the next step; reasons: only of these. Raises OutletUnknown."""
    for one in named(archive, configuration, now, period, outlet):
        if one.standing is Standing.HELD or (reasons and one.reason not in reasons):
            continue
        step = next_step(one.reason, outlet=one.outlet, day=one.day, url=one.leads_to or one.url)
        if one.leads_to and one.standing is Standing.LEFT_OUT:
            step = "the archive holds it where it leads"
        elif one.reason == Reason.NOT_ARTICLE and one.standing is Standing.LEFT_OUT:
            step = f"a page that others link to, and no article; if it is one: {step}"
        yield Gap(
            outlet=one.outlet,
            day=one.day,
            sources=one.sources,
            standing=one.standing,
            reason=one.reason,
            url=None if one.reason == SUPPRESSED else one.url,
            leads_to=one.leads_to,
            next=step,
        )


def _zones(archive: Archive, outlet: str | None) -> dict[str, str]:
    zones = dict(map(tuple, archive.connection.execute("SELECT name, zone FROM outlets ORDER BY name")))
    if outlet is not None and outlet not in zones:
        raise OutletUnknown(f"no outlet is called {outlet!r} in this archive; there are: {', '.join(zones) or 'none yet'}")
    return zones


def named(
    archive: Archive, configuration: Configuration, now: datetime, period: Period, outlet: str | None = None
) -> Iterator[Named]:
    """Every URL that was named, with its standing, in no order; see `coverage`."""
    zones = _zones(archive, outlet)
    hosts = _Hosts(archive.connection, configuration, now)
    described = pages.with_modules()
    for row in archive.connection.execute(_URLS, {"outlet": outlet}):
        if row["sources"] is None:
            continue
        where = zone(zones.get(row["outlet"]))
        day = day_of(row["date"], where) or day_of(row["published"], where)
        day = day or day_of(row["first_named"] or row["discovered_at"], where) or ""
        if not period.holds(day):
            continue
        is_held = row["article_id"] is not None and not row["is_suppressed"]
        reason, leads_to = "", None
        stands = Standing.HELD
        kinds = row["sources"].split(",")
        if not is_held:
            reason = _reason(row, hosts)
            stands = standing(reason)
            # Nobody said which of an outlet's addresses are articles: what pages link to need not be one, what a feed names is.
            if reason == Reason.NOT_ARTICLE and row["outlet"] not in described and Kind.FEED not in kinds:
                stands = Standing.LEFT_OUT
            if reason == Reason.REDIRECTED and row["redirects_to"]:
                leads_to, stands = _end(archive.connection, row["redirects_to"])
        yield Named(
            outlet=row["outlet"],
            day=day,
            sources=tuple(name for kind, name in SOURCES.items() if kind in kinds),
            standing=stands,
            reason=reason,
            url=row["url"],
            leads_to=leads_to,
            unlisted=is_held and row["first_named"] is not None and not row["is_listed"],
        )
    yield from _behind(archive.connection, zones, period, outlet)
    yield from _printed_only(archive.connection, zones, period, outlet)


def _behind(connection: Any, zones: dict[str, str], period: Period, outlet: str | None) -> Iterator[Named]:
    """What lists of the past named, and a back-fill has not come to yet."""
    for row in connection.execute(_BEHIND, {"outlet": outlet}):
        day = day_of(row["dated"] or row["published"], zone(zones.get(row["outlet"]))) or row["reach"][:10]
        if period.holds(day):
            sources = tuple(name for kind, name in SOURCES.items() if kind == row["by"])
            yield Named(row["outlet"], day, sources, Standing.WAITING, BEHIND, row["url"], None, False)


def _printed_only(connection: Any, zones: dict[str, str], period: Period, outlet: str | None) -> Iterator[Named]:
    """What an e-paper's pages place, and no list named: as in an archive that was replayed."""
    for row in connection.execute(_PRINTED_ONLY, {"outlet": outlet}):
        day = day_of(row["date"], zone(zones.get(row["outlet"]))) or row["edition"]
        if period.holds(day):
            is_held = row["article_id"] is not None and not row["is_suppressed"]
            reason = "" if is_held else SUPPRESSED if row["is_suppressed"] else UNASKED
            stands = Standing.HELD if is_held else standing(reason)
            yield Named(row["outlet"], day, (SOURCES[Kind.EDITION],), stands, reason, row["url"], None, False)


def _reason(row: Any, hosts: _Hosts) -> str:
    if row["is_suppressed"]:
        return SUPPRESSED
    if row["state"] in ("pending", "leased"):
        return hosts.wait(row["outlet"], row["fetch_url"]) or PENDING
    return row["reason"] or UNREAD


def _end(connection: Any, target: str) -> tuple[str, Standing]:
    """Where a redirect leads at last, and how that stands: held there, nothing is missing here."""
    row = None
    for _ in range(_HOPS):
        row = connection.execute(
            "SELECT state, reason, redirects_to, kind, articles.id AS article_id"
            " FROM (SELECT ? AS url) AS asked LEFT JOIN urls USING (url) LEFT JOIN articles USING (url)",
            (target,),
        ).fetchone()
        if row["article_id"] is not None:
            return target, Standing.LEFT_OUT
        if row["reason"] != Reason.REDIRECTED or not row["redirects_to"]:
            break
        target = row["redirects_to"]
    if row is not None and row["kind"] == Kind.ARTICLE and row["state"] in ("pending", "leased"):
        return target, Standing.WAITING
    return target, Standing.MISSING


class _Hosts:
    """Why a URL waits: its host was asked often enough today, or asked to be left alone."""

    def __init__(self, connection: Any, configuration: Configuration, now: datetime) -> None:
        self._configuration = configuration
        self._asked = dict(
            map(tuple, connection.execute("SELECT host, requests FROM host_days WHERE day = ?", (utc_day(now),)))
        )
        self._resting = {
            host for (host,) in connection.execute("SELECT host FROM hosts WHERE paused_until > ?", (timestamp(now),))
        }

    def wait(self, outlet: str, url: str) -> str | None:
        host = urlsplit(url).hostname or ""
        if host in self._resting:
            return RESTING
        budget = self._configuration.operation(outlet).budget
        return BUDGET if budget is not None and self._asked.get(host, 0) >= budget else None


# -- e-papers -----------------------------------------------------------------------------------------------------------

# Both groups come in the order of an index: SQLite would keep whole what it had to sort.
_PLACED = """
SELECT print_pages.outlet, edition, count(DISTINCT page) AS pages, count(*) AS named, count(articles.id) AS held
FROM print_pages LEFT JOIN articles USING (url)
WHERE :outlet IS NULL OR print_pages.outlet = :outlet GROUP BY print_pages.outlet, edition
"""
# What a list names that no page of that edition is known to have: of papers that give no pages all.
_LISTED = """
SELECT lists.outlet, lists.published AS edition, count(*) AS named, count(articles.id) AS held
FROM urls AS lists CROSS JOIN named ON list_id = lists.id AND by = 'edition' JOIN urls ON urls.id = url_id
LEFT JOIN articles ON articles.url = urls.url
WHERE lists.kind = 'edition' AND lists.published IS NOT NULL AND (:outlet IS NULL OR lists.outlet = :outlet)
AND NOT EXISTS (SELECT 1 FROM print_pages WHERE print_pages.url = urls.url
                AND print_pages.outlet = lists.outlet AND edition = lists.published)
GROUP BY lists.id
"""
_LISTS = """
SELECT outlet, published AS edition, state, reason, url
FROM urls WHERE kind = 'edition' AND published IS NOT NULL AND (:outlet IS NULL OR outlet = :outlet)
"""
NOT_ASKED: Final = "not asked for"


def editions(archive: Archive, now: datetime, period: Period, outlet: str | None = None) -> Iterator[Edition]:
    """Every day's edition of each e-paper, the newest first: from its first that is known, or since, to its last, or until.

    A day in between of which no list was ever asked for is an edition that is missing.
    """
    book, spans = Daybook(_Paper), dict[str, tuple[str, str]]()
    for row, note in _known_of_papers(archive, outlet):
        name, day = row["outlet"], row["edition"]
        note(book.of(name, day), row)
        first, last = spans.get(name, (day, day))
        spans[name] = min(first, day), max(last, day)
    for name, (first, last) in spans.items():
        if period.since and len(period.since) == 10:
            first = period.since
        if period.until and len(period.until) == 10:
            last = min(period.until, utc_day(now))
        spans[name] = min(first, last), last
    for day in _days_back(spans.values()):
        for name in sorted(spans):
            first, last = spans[name]
            if first <= day <= last and period.holds(day):
                yield _edition(name, day, book.get(name, day) or _Paper(name, day))


@dataclass(slots=True)
class _Paper:
    """What is known of an edition."""

    outlet: str
    edition: str
    pages: int = 0
    named: int = 0
    held: int = 0
    lists: int = 0
    read: int = 0
    waiting: int = 0
    reason: str | None = None
    """Why a list of it was not read: of several the last by its letters."""
    url: str = ""
    """Of its lists the first by its letters."""

    def add(self, other: _Paper) -> None:
        for name in ("pages", "named", "held", "lists", "read", "waiting"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reason = max(filter(None, (self.reason, other.reason)), default=None)
        self.url = min(filter(None, (self.url, other.url)), default="")

    def placed(self, row: Any) -> None:
        self.pages += row["pages"]
        self.listed(row)

    def listed(self, row: Any) -> None:
        self.named += row["named"]
        self.held += row["held"]

    def asked(self, row: Any) -> None:
        is_waiting = row["state"] in ("pending", "leased")
        reason = None if is_waiting else row["reason"]
        is_read = row["state"] == "done" and row["reason"] is None
        one = _Paper(self.outlet, self.edition, lists=1, read=is_read, waiting=is_waiting, reason=reason, url=row["url"])
        self.add(one)


def _known_of_papers(archive: Archive, outlet: str | None) -> Iterator[tuple[Any, Callable[[_Paper, Any], None]]]:
    for query, note in ((_PLACED, _Paper.placed), (_LISTED, _Paper.listed), (_LISTS, _Paper.asked)):
        for row in archive.connection.execute(query, {"outlet": outlet}):
            yield row, note


def _days_back(spans: Collection[tuple[str, str]]) -> Iterator[str]:
    """Every day from the last to the first."""
    if not spans:
        return
    day, end = date.fromisoformat(max(last for _, last in spans)), date.fromisoformat(min(first for first, _ in spans))
    while day >= end:
        yield day.isoformat()
        day -= timedelta(days=1)


def _edition(outlet: str, day: str, known: _Paper) -> Edition:
    reason: str | None = None
    if not known.lists:
        reason = None if known.named else NOT_ASKED
    elif known.read < known.lists:
        reason = PENDING if known.waiting else known.reason
    step = ""
    if reason == NOT_ASKED:
        step = f"`newsarchive crawl {outlet} --since {day}` asks for it"
    elif reason == Reason.NOT_FOUND:
        step = "no paper came out, or none is put online"
    elif reason is not None:
        step = next_step(reason, outlet=outlet, day=day, url=known.url)
    return Edition(
        outlet=outlet,
        edition=day,
        lists=known.lists,
        lists_read=known.read,
        pages=known.pages,
        named=known.named,
        held=known.held,
        reason=reason,
        next=step,
    )
