"""One crawl of one outlet: the order in which everything is written.

    lease the URL -> fetch -> gzip members in memory -> append -> fdatasync -> ONE transaction (capture, links found, the
    URL's state) -> commit -> read the article -> a second transaction

Any other order leaves rows that point at bytes which are not there, or links that nobody follows. Scrapy is not
imported: the middlewares, the scheduler and the pipeline carry these calls out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from newsarchive import clock
from newsarchive.dedupe.absence import Rule
from newsarchive.discover import leads
from newsarchive.discover.answers import MAX_ATTEMPTS
from newsarchive.discover.naming import named_by
from newsarchive.discover.robots import MAX_AGE
from newsarchive.errors import StoreError, WarcError
from newsarchive.hosts import Hosts
from newsarchive.items import Article, Candidate, Capture, Kind, Outlet, Reason, Verdict
from newsarchive.known import met
from newsarchive.reading import give_up, read_into, read_waiting, record, store
from newsarchive.recorder import Recorder
from newsarchive.schedule import moment, timestamp
from newsarchive.store import absences, backfills, captures, named
from newsarchive.store.backlog import Backlog
from newsarchive.store.frontier import Frontier, Lease, Tally
from newsarchive.warc.read import located

__all__ = ["Offer", "Outcome", "Run"]

#: How often an outlet is asked at most for an address that cannot exist.
PROBED_EVERY = timedelta(days=30)

#: Every so often a page is asked for whole, however often the server said that it has not changed.
FULL_EVERY = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A URL that a page named, and why it is not to be fetched, if so."""

    candidate: Candidate
    refused: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a URL: done, unless it says otherwise."""

    reason: Reason | None = None
    failed: bool = False
    again: timedelta | None = None
    """Ask the host again, after this time."""
    instead: str | None = None
    """Fetch the article at this address of its, since the one fetched holds no text."""
    kind: Kind | None = None
    """What the URL turned out to hold, where that was not known before."""
    awaits: str | None = None
    """The next page of an article in several: the limit of articles does not keep it out."""
    dated: str | None = None
    """The article's own date, where that is why it is not wanted."""


@dataclass(slots=True)
class Run:
    """One crawl of one outlet into an archive."""

    recorder: Recorder
    outlet: Outlet
    parameters: dict[str, Any]
    recheck: str = "due"
    """Which known articles to fetch again: "due", "all" or "none"."""
    lists: str = "all"
    """Which known lists to fetch again: "all", or "due", the seldomer, the less is new on them."""
    limit: int | None = None
    """Articles to fetch at the most."""
    budget: int | None = None
    """Requests a day to a host, at the most."""
    backfill_id: int | None = None
    """The back-fill that it goes on with, instead of crawling for news."""
    article_at: Callable[[str], Candidate | None] = lambda address: None
    """An address -> the article there, as the outlet's spider fetches it."""
    steps: Sequence[timedelta] | None = None
    """So long after publication to look at an article again; None: after schedule.RECHECKS."""
    takedown: Rule | None = None
    """What makes the outlet's articles gone; None: what does in the whole archive."""
    clock: Callable[[], datetime] = clock.now
    id: int = field(init=False)
    frontier: Frontier = field(init=False)
    hosts: Hosts = field(init=False)
    backlog: Backlog | None = field(init=False, default=None)
    _granted: int = field(init=False, default=0)
    _awaited: set[str] = field(init=False, default_factory=set)
    _probing: bool = field(init=False, default=False)
    _first_address: dict[int, str] = field(init=False, default_factory=dict)
    """Lease -> where its article was asked for before it was tried elsewhere."""

    def __post_init__(self) -> None:
        # All of it waits for the disk once, and every crawl of the process with it.
        with self.recorder.archive.group() as group:
            self._begin()
        group.commit()

    def _begin(self) -> None:
        archive = self.recorder.archive
        if self.outlet.hosts:  # what is asked of web archives is of no outlet
            archive.add_outlet(self.outlet)
        self.id = archive.begin_run("crawl", self.outlet.name, self.parameters, self.backfill_id)
        behind = self.backfill_id is not None
        every_list = behind or self.lists == "all"
        self.frontier = Frontier(archive.connection, self.outlet.name, self.id, every_list=every_list, behind=behind)
        with archive.transaction():
            absences.decide_for(archive.connection, self.outlet.name, self.takedown)
            self.frontier.look_again(self.steps)
            self.frontier.reclaim()
            if self.backfill_id is not None:
                self.backlog = self._open_backlog(self.backfill_id)
            elif self.recheck != "none":
                self.frontier.requeue_due(self.clock(), everything=self.recheck == "all")
        self.hosts = Hosts(archive.connection, self.clock, self.budget, behind=behind)

    def _open_backlog(self, backfill_id: int) -> Backlog:
        connection = self.recorder.archive.connection
        backfill = backfills.get(connection, backfill_id)
        if backfill is None:
            raise StoreError(f"{self.recorder.archive.path}: no back-fill {backfill_id}; see `newsarchive backfill --status`")
        backlog = Backlog(connection, backfill, self.frontier, self.article_at)
        backlog.resume()
        return backlog

    # -- URLs -----------------------------------------------------------------------------------------------------

    def offer(self, offers: Iterable[Offer]) -> None:
        """Queue URLs that no page named: start pages, which the next run would offer again."""
        with self.recorder.archive.transaction(durable=False):
            if self.backlog is not None:
                self.backlog.name(offer.candidate for offer in offers if offer.refused is None)
                return
            for offer in offers:
                self.frontier.offer(offer.candidate, self.clock(), refused=offer.refused)

    def waiting(self, *, articles: bool = True) -> bool:
        """Whether any URL waits, or any that is not an article's; cheap, however many do."""
        return (self.backlog or self.frontier).waiting(articles=articles)

    def lease(self, count: int) -> list[Lease]:
        """Hand out URLs; no more articles than the limit."""
        room = count if self.limit is None else min(count, self.limit - self._granted)
        with self.recorder.archive.transaction(durable=False):
            if self.backlog is not None:
                self.backlog.fill(count, self.clock())
            leases = self.frontier.lease(count if self.limit is None else max(room, 1), articles=room > 0)
        self._granted += sum(lease.candidate.kind is Kind.ARTICLE for lease in leases)
        return leases

    def give_back(self, leases: Iterable[Lease]) -> None:
        """Take leases back that were not fetched."""
        with self.recorder.archive.transaction(durable=False):
            self.frontier.release(lease.id for lease in leases)

    def not_sent(self, lease: Lease) -> None:
        """Take a lease back that was handed over, and did not get to its host."""
        self.give_back([lease])
        self.hosts.unask(urlsplit(lease.candidate.fetch_url).hostname or "")
        self._granted -= lease.candidate.kind is Kind.ARTICLE

    def exhausted(self) -> bool:
        """Whether the limit of articles is reached."""
        if self.limit is None or self._granted < self.limit:
            return False
        return not (self._awaited and self.waiting(articles=False))

    def validators(self, lease: Lease) -> captures.Validators | None:
        """By what to ask whether a page has changed; None to ask for it whole, as each further attempt does."""
        if lease.attempts > 1:
            return None
        archive = self.recorder.archive
        known = captures.validators(archive.connection, lease.candidate.fetch_url, FULL_EVERY)
        place = archive.place(known.original.record_id) if known else None
        try:
            return known if place and located(archive.warc_folder, place.warc_file) else None
        except WarcError:  # the page itself is wanted again
            return None

    def robots_kept(self, url: str) -> Capture | None:
        """A robots.txt that was fetched less than a day ago, for crawls by a timetable; a person's crawl asks anew."""
        if self.lists != "due":
            return None
        archive = self.recorder.archive
        row = captures.latest(archive.connection, url)
        fresh = row is not None and moment(row["captured_at"]) > self.clock() - MAX_AGE
        if not fresh or row["truncated"] or row["status"] >= 500 or 300 <= row["status"] < 400:
            return None
        try:
            return archive.capture(row)
        except WarcError:
            return None

    # -- answers --------------------------------------------------------------------------------------------------

    def name(self, lease: Lease, capture: Capture, outcome: Outcome, offers: Sequence[Offer]) -> int:
        """Queue some of many URLs that a page named, before it is settled; how many of them are articles not known before.

        A run that is killed in between leaves the page leased: the next one fetches it again, and finds these queued.
        """
        with self.recorder.archive.transaction(durable=False):
            return self._queue(lease, capture, outcome, offers, self.clock())

    def put_off(self, lease: Lease, capture: Capture) -> None:
        """Keep an answer whose links were not all queued, as the crawl is being stopped; the next one asks for it again."""
        with self.recorder.archive.transaction():
            record(self.recorder.archive, capture)
            self.frontier.release([lease.id])

    def _queue(
        self, lease: Lease, capture: Capture | None, outcome: Outcome, offers: Sequence[Offer], now: datetime
    ) -> int:
        new = 0
        for offer in offers:
            queued = self.frontier.offer(offer.candidate, now, parent_id=lease.id, refused=offer.refused)
            new += queued and offer.refused is None and offer.candidate.kind is Kind.ARTICLE
        if capture is not None and offers:
            self._note_names(lease, capture, outcome, offers, now)
        return new

    def settle(
        self, lease: Lease, capture: Capture | None, outcome: Outcome, offers: Iterable[Offer] = (), new: int = 0
    ) -> None:
        """The first transaction: capture, links, state of the URL, or none of them.

        capture: what was answered, None when nothing was. offers: the URLs that the page named, in any order; of a long list
        the last ones, and new: what `name` told of those before.
        """
        offers = tuple(offers)
        now = self.clock()
        archive = self.recorder.archive
        again = outcome.again is not None and lease.attempts < MAX_ATTEMPTS
        host = urlsplit(lease.candidate.fetch_url).hostname or ""
        if self.backlog is not None and outcome.failed and self.backlog.is_guessed(lease.candidate.url):
            outcome = replace(outcome, failed=False)
        with archive.transaction():
            if capture is not None:
                self._enter(capture, outcome)
                if (probe := self._probe(lease, capture, outcome, now)) is not None:
                    self.frontier.offer(probe, now, parent_id=lease.id)
            if not self.hosts.failed(host, outcome.reason, lease.candidate.url) and capture is not None:
                self.hosts.answered(host, outcome.reason)
            self.hosts.save()
            if outcome.again is not None:
                self.hosts.pause(host, outcome.again)
            if outcome.reason is Reason.REDIRECTED and not all(
                self.frontier.redirects(lease.id, offer.candidate.url) for offer in offers
            ):
                outcome = Outcome(reason=Reason.REDIRECT_LOOP, failed=True)
            if self.backlog is not None:
                by = _names(lease, capture, outcome) if capture is not None else None
                self.backlog.name((one.candidate for one in offers if one.refused is None), lease.candidate.url, by)
                offers = ()
            new += self._queue(lease, capture, outcome, offers, now)
            if outcome.instead is not None:
                self._first_address.setdefault(lease.id, lease.candidate.fetch_url)
                self.frontier.redirect(lease.id, outcome.instead)
            elif again:
                self.frontier.release([lease.id], fetched=True)
            else:
                # None of its addresses held it: another time from the first one on.
                first = self._first_address.pop(lease.id, None) if outcome.failed else None
                self.frontier.settle(
                    lease.id, outcome.reason, now, failed=outcome.failed, kind=outcome.kind, new=new, address=first
                )
                if self.backlog is not None:
                    kind = outcome.kind or lease.candidate.kind
                    url, reason = lease.candidate.url, outcome.reason
                    self.backlog.settle(url, reason, failed=outcome.failed, kind=kind, dated=outcome.dated)
        if lease.candidate.kind is Kind.ARTICLE and (outcome.reason is not None or again or outcome.instead):
            self._granted -= 1  # it gave no article, so another may be fetched in its place
        elif lease.candidate.kind is not Kind.ARTICLE and outcome.kind is Kind.ARTICLE:
            self._granted += 1
        if not again:
            self._awaited.discard(lease.candidate.url)
        if outcome.awaits is not None:
            self._awaited.add(outcome.awaits)

    def _note_names(self, lease: Lease, capture: Capture, outcome: Outcome, offers: Sequence[Offer], now: datetime) -> None:
        """Keep which kind of page names the articles."""
        if (by := _names(lease, capture, outcome)) is not None:
            articles = (offer.candidate.url for offer in offers if offer.candidate.kind is Kind.ARTICLE)
            named.add(self.recorder.archive.connection, articles, by, lease.id, now)

    def _enter(self, capture: Capture, outcome: Outcome) -> None:
        archive = self.recorder.archive
        is_new = record(archive, capture)
        if self.backlog is not None:
            self._mark_behind(capture)
        if is_new and outcome.reason is not None:
            give_up(archive, capture, outcome.reason)
            if outcome.failed:
                archive.connection.execute("UPDATE runs SET unreadable = unreadable + 1 WHERE id = ?", (self.id,))

    def _probe(self, lease: Lease, capture: Capture, outcome: Outcome, now: datetime) -> Candidate | None:
        """An address that cannot exist, to be asked for when a known article's shows a page that nobody can place."""
        odd = outcome.reason in (Reason.NOT_ARTICLE, Reason.EMPTY)
        if self._probing or not odd or lease.candidate.kind is not Kind.ARTICLE:
            return None
        connection, since = self.recorder.archive.connection, timestamp(now - PROBED_EVERY)
        stood = connection.execute("SELECT 1 FROM captures WHERE url = ? AND state = 'read' LIMIT 1", (capture.url,)).fetchone()
        if stood is None or absences.probed(connection, self.outlet.name, since):
            return None
        self._probing = True
        address = leads.probe(capture.url)
        return Candidate(url=address, fetch_url=address, outlet=self.outlet.name, kind=Kind.PROBE, priority=50)

    def capture(self, capture: Capture) -> None:
        """Record an answer that belongs to no lease: robots.txt."""
        with self.recorder.archive.transaction():
            record(self.recorder.archive, capture)
            if self.backlog is not None:
                self._mark_behind(capture)

    def _mark_behind(self, capture: Capture) -> None:
        if capture.place is not None:
            self.recorder.archive.connection.execute(
                "UPDATE captures SET behind = 1 WHERE record_id = ?", (capture.place.record_id,)
            )

    def add(self, article: Article) -> Verdict:
        """The second transaction: the article's rows; a third where they say when to look at it again."""
        archive = self.recorder.archive
        verdict = store(archive, article, self.id)
        with archive.transaction(durable=False):
            if self.backlog is not None:
                self.backlog.read(article)
            self.frontier.reckon(article.url)
        return verdict

    def read(self, capture: Capture) -> None:
        """The same for a recorded capture of any outlet, unless it is read already."""
        archive = self.recorder.archive
        if capture.place is None or not captures.is_unread(archive.connection, capture.place.record_id):
            return
        outlet = met(capture.url)
        if isinstance(read_into(archive, capture, self.id), Verdict) and outlet is not None:
            archive.add_outlet(outlet)

    def close(self, outcome: str) -> Tally:
        """End the run; what is leased goes back to pending."""
        archive = self.recorder.archive
        read_waiting(archive, self.outlet.name, self.id)
        with archive.transaction():
            self.frontier.give_back()
            self.hosts.save()
            self.hosts.forget()
            if self.backlog is not None and outcome == "finished":
                self.backlog.close(self.clock())
        tally = self.frontier.tally()
        archive.end_run(self.id, outcome, tally, self.frontier.lists_failed())
        return tally


def _names(lease: Lease, capture: Capture, outcome: Outcome) -> Kind | None:
    """As which kind of page an answer names articles; None: what it redirects to it does not name."""
    by = named_by(outcome.kind or lease.candidate.kind, capture)
    return by if outcome.reason not in (Reason.REDIRECTED, Reason.REDIRECT_LOOP) else None
