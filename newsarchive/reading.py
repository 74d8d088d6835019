"""A Capture -> rows: the second, repeatable step of every door into the archive.

A crawl, a replay and the recovery after a crash all come through here, so they cannot differ.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from newsarchive import pages, partial
from newsarchive.dedupe import fingerprint
from newsarchive.discover.answers import reason_of, redirected
from newsarchive.discover.leads import is_probe, leads
from newsarchive.errors import NotAnArticle, OtherAddress, Unreadable, WarcError
from newsarchive.extract.likeness import likeness
from newsarchive.extract.parts import MAX_PARTS, Parts
from newsarchive.items import NO_LOSS, Article, Capture, Outlet, Reason, Verdict
from newsarchive.schedule import timestamp
from newsarchive.store import absences, articles, captures, origins, printed
from newsarchive.store.archive import Archive
from newsarchive.store.origins import Origin

__all__ = ["NO_LOSS", "give_up", "own", "part_of", "read_into", "read_waiting", "reconsider", "record", "said", "store"]

# What an article can be served as: feeds and sitemaps are neither.
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/json"})


def record(archive: Archive, capture: Capture) -> bool:
    """Enter a capture whose bytes are in the archive's WARC, inside the caller's transaction.

    True when there is something new to read in it: a success at the address of an article. What any other answer tells of
    an article that stood there is reckoned (store/absences.py).
    """
    outlet = pages.outlet_for(capture.url)
    article = outlet.identity(capture.url) if outlet and not is_probe(capture.url) else None
    reason = capture.truncated or reason_of(capture.status)
    readable = article is not None and reason is None and 200 <= capture.status < 300 and _is_page(capture)
    added = captures.add(archive.connection, capture, outlet.name if outlet else None, reason, readable=readable)
    if added and capture.source is not None and capture.place is not None:
        at = timestamp(capture.source.asked_at)
        memento = Origin(
            record_id=capture.place.record_id, kind="wayback", source=capture.source.address, imported_at=at
        )
        origins.add(archive.connection, [memento])
    if added and outlet and reason is None:
        _note_printed(archive, capture, outlet.name)
    if outlet and capture.place is not None and not readable:
        record_id = capture.place.record_id
        if added or not absences.noted(archive.connection, record_id):
            _learn(archive, capture, outlet, record_id)
    return added and readable


def _note_printed(archive: Archive, capture: Capture, outlet: str) -> None:
    """Store where a page of an e-paper says that articles are printed; one that is none says nothing."""
    try:
        for place in pages.printed_in(capture):
            printed.add(archive.connection, outlet, place)
    except NotAnArticle:
        return


def _learn(archive: Archive, capture: Capture, outlet: Outlet, record_id: str) -> None:
    """Keep what an answer without an article tells of articles, when all of it came."""
    connection, parts = archive.connection, urlsplit(capture.url)
    if capture.truncated is not None:
        return
    if parts.path == "/robots.txt" and 200 <= capture.status < 300:
        absences.ruled(connection, record_id, f"{parts.scheme}://{parts.netloc}", capture.body)
    led = leads(capture, outlet) if redirected(capture.status) else None
    if is_probe(capture.url):
        found = absences.Answer("probe", led[1]) if led else _alike(capture, "probe")
    elif led:
        found = absences.Answer(*led)
    elif capture.status in (404, 410):
        found = _alike(capture, "error")
    else:
        return
    absences.note(connection, record_id, found)
    absences.looked(connection, record_id)


def _alike(capture: Capture, kind: str) -> absences.Answer:
    if not capture.body.strip() or not _is_page(capture):
        return absences.Answer(kind)
    alike = likeness(pages.root_of(capture))
    return absences.Answer(kind, alike.key, alike.letters)


def give_up(archive: Archive, capture: Capture, reason: Reason) -> None:
    """Say why there is no article in a recorded capture, inside the caller's transaction, and what that tells of one."""
    if capture.place is None:
        return
    was_article = False
    if reason is Reason.LISTING_PAGE and (headlines := absences.headlines_at(archive.connection, capture.url)):
        was_article = True
        if headlines & _displayed(capture):  # the article's own page: what is left of it are the links around
            reason = Reason.EMPTY
    captures.mark_unreadable(archive.connection, capture.place.record_id, reason)
    odd = was_article or reason in (Reason.EMPTY, Reason.NOT_ARTICLE)
    if odd and 200 <= capture.status < 300:
        absences.note(archive.connection, capture.place.record_id, _alike(capture, "page"))
    absences.looked(archive.connection, capture.place.record_id)


def _displayed(capture: Capture) -> set[str]:
    """The letters of the headlines that a page shows."""
    return {fingerprint.letters("".join(element.itertext())) for element in pages.root_of(capture).iter("h1", "h2")}


def store(archive: Archive, article: Article, run_id: int | None = None, capture: Capture | None = None) -> Verdict:
    """Add a reading, in a transaction of its own, unless its page shows only the beginning of what is known.

    capture: the page, which is read from the WARC where it is not at hand.
    """
    if article.record_id and partial.shortened(archive, article):
        capture = capture or _captured(archive, article.record_id)
        if capture and (why := partial.reason(archive, capture)):
            with archive.transaction():
                give_up(archive, capture, why)
                archive.count_verdict(Verdict.UNCHANGED, run_id)
            return Verdict.UNCHANGED
    verdict = archive.add(article, run_id)
    if verdict is Verdict.REVISED and (less := partial.later(archive, article)):
        with archive.transaction():
            articles.drop(archive.connection, article.url, less)
    reconsider(archive, article.record_id)
    return verdict


def _captured(archive: Archive, record_id: str) -> Capture | None:
    row = archive.connection.execute("SELECT * FROM captures WHERE record_id = ?", (record_id,)).fetchone()
    try:
        return archive.capture(row) if row else None
    except WarcError:
        return None  # `verify` tells


def reconsider(archive: Archive, record_id: str | None) -> None:
    """Look again at what an article's address answered without a text, now that a capture of it shows what stood there."""
    rows = archive.connection.execute(
        "SELECT * FROM captures WHERE url = (SELECT url FROM captures WHERE record_id = ?) AND state = 'not_read'"
        " AND reason IN (?, ?) AND status BETWEEN 200 AND 299"
        " AND NOT EXISTS (SELECT 1 FROM answers WHERE capture_id = captures.id)",
        (record_id, Reason.EMPTY, Reason.LISTING_PAGE),
    ).fetchall()
    for row in rows:
        if capture := _captured(archive, row["record_id"]):
            with archive.transaction():
                give_up(archive, capture, Reason(row["reason"]))


def _is_page(capture: Capture) -> bool:
    return (capture.header("Content-Type") or "").partition(";")[0].strip().lower() in _PAGES


def own(capture: Capture) -> Article:
    """What a captured page says, if it stands at the article's own address.

    Raises NotAnArticle with Reason.REDIRECTED where it names another one (an AMP or print version, a visit's number in the
    query): the article is read there, so that it is one row, however many addresses it has.
    """
    article = pages.read(capture)
    outlet = pages.outlet_for(capture.url)
    address = outlet.identity(capture.url) if outlet else None
    if address is not None and article.url != address:
        raise OtherAddress(capture.url, article.url)
    return article


def said(archive: Archive, capture: Capture, *, last: bool = False, anew: bool = False) -> tuple[Article | None, list[int]]:
    """What a recorded capture says, with the text of its further pages, and the ids of their captures; changes nothing.

    No article while one of those pages is not captured, unless this is the last chance. anew: what the archive says of other
    captures may be an older parser's.
    Raises Unreadable; NotAnArticle with Reason.PART for a further page.
    """
    if part_of(archive, capture, anew=anew):
        raise NotAnArticle(f"{capture.url}: a further page of an article", Reason.PART)
    return _whole(archive, capture, own(capture), last=last)


def read_into(archive: Archive, capture: Capture, run_id: int | None = None, *, last: bool = False) -> Verdict | Reason | None:
    """Read a recorded capture and store what it says, or why it says nothing; in a transaction of its own.

    None: the article has further pages, and one of them has not been captured yet. The capture stays unread until
    `read_waiting`, which says that it is the last chance and takes the pages there are.
    """
    try:
        article, used = said(archive, capture, last=last)
        if article is None:
            return None
        verdict = store(archive, article, run_id, capture)
        if used:
            _belong(archive, used, article.url)
        return verdict
    except Unreadable as error:
        reason = error.reason
    with archive.transaction():
        give_up(archive, capture, reason)
        if run_id is not None and reason not in NO_LOSS:
            archive.connection.execute("UPDATE runs SET unreadable = unreadable + 1 WHERE id = ?", (run_id,))
    return reason


def read_waiting(archive: Archive, outlet: str | None = None, run_id: int | None = None) -> list[Verdict]:
    """Read the captures that waited for further pages, of one outlet or all, with the pages there are."""
    verdicts = []
    unread = "SELECT id FROM captures WHERE state = 'unread' AND (?1 IS NULL OR outlet = ?1) ORDER BY id"
    numbers = archive.connection.execute(unread, (outlet,)).fetchall()
    for (number,) in numbers:
        row = archive.connection.execute("SELECT * FROM captures WHERE id = ?", (number,)).fetchone()
        try:
            verdict = read_into(archive, archive.capture(row), run_id, last=True)
        except WarcError:
            archive.unreadable(row["record_id"], Reason.UNREADABLE, run_id)
            continue
        if isinstance(verdict, Verdict):
            verdicts.append(verdict)
    return verdicts


# -- articles in several pages ---------------------------------------------------------------------------------------


def part_of(archive: Archive, capture: Capture, *, anew: bool = False) -> Parts | None:
    """Which further page of an article a capture is; None when it is none, or when its first page was no article.

    anew: that page is read for it, whatever is stored of it.
    """
    parts = pages.parts_of(capture)
    if parts is None or parts.number == 1:
        return None
    bare = parts.first.rstrip("/")
    row = archive.connection.execute(
        "SELECT * FROM captures WHERE url IN (?, ?, ?) AND status = 200 ORDER BY captured_at DESC, id DESC LIMIT 1",
        (parts.first, bare, f"{bare}/"),
    ).fetchone()
    if anew and row is not None:
        try:
            own(archive.capture(row))
        except (Unreadable, WarcError):
            return None
        return parts
    return parts if row is not None and row["state"] in ("unread", "read") else None


def _whole(archive: Archive, capture: Capture, article: Article, *, last: bool) -> tuple[Article | None, list[int]]:
    """The article with the text of its further pages, and their captures' ids.

    None while one of them is not captured, unless this is the last chance.
    """
    parts = pages.parts_of(capture) if capture.place is not None else None
    following = parts.next if parts is not None and parts.number == 1 else None
    number = 1
    used: list[int] = []
    while following is not None and number < MAX_PARTS:
        row = _part_at(archive, following, capture.captured_at, last=last)
        if row is None:
            if not last:
                return None, []
            break
        if row["id"] in used:
            break
        part = archive.capture(row)
        used.append(row["id"])
        number += 1
        article = pages.rest_of(part).behind(article)
        here = pages.parts_of(part)
        following = here.next if here is not None and here.number == number else None
    return article, used


def _part_at(archive: Archive, url: str, since: datetime, *, last: bool) -> Any:
    """The first capture of a part since the article's own; at the last chance, the latest before it."""
    found = archive.connection.execute(
        "SELECT * FROM captures WHERE url = ? AND status = 200 AND captured_at >= ? ORDER BY captured_at, id LIMIT 1",
        (url, timestamp(since)),
    ).fetchone()
    if found is None and last:
        found = archive.connection.execute(
            "SELECT * FROM captures WHERE url = ? AND status = 200 ORDER BY captured_at DESC, id DESC LIMIT 1", (url,)
        ).fetchone()
    return found


def _belong(archive: Archive, parts: list[int], url: str) -> None:
    """Note whose article further pages are."""
    with archive.transaction(durable=False):
        archive.connection.executemany(
            "UPDATE captures SET state = 'not_read', reason = ?,"
            " article_id = (SELECT id FROM articles WHERE url = ?) WHERE id = ?",
            [(Reason.PART, url, part) for part in parts],
        )
