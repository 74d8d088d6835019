"""What captures tell of an article's absence -> rows in `misses` and `absences`, inside the caller's transaction.

Every row follows from the captures there are, so that they are the same in whatever order those came. What one capture means
may depend on others: an error page is known by standing at several addresses. When such a thing becomes known, the articles
that it concerns are reckoned anew.

An article is checked where it once stood: that it has no phone page, say, is no takedown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.absence import CHECKS, DAYS, Absence, Absent, Miss, Rule, Sight, absences
from newsarchive.discover import robots
from newsarchive.items import Reason
from newsarchive.schedule import moment, timestamp

__all__ = [
    "Answer",
    "decide",
    "decide_for",
    "fill",
    "forget",
    "headlines_at",
    "looked",
    "note",
    "noted",
    "probed",
    "refresh",
    "rule",
    "ruled",
    "ruled_apart",
    "seen",
    "unseen",
    "wrong",
]

#: Under how many addresses of an outlet one page, or one target of redirects, must stand to be its error page.
ADDRESSES: Final = 3
#: The outlet served articles so shortly before and after: what it answered meanwhile was no wall.
AROUND: Final = timedelta(hours=1)
#: A page that has less than this share of the text that stood there before is emptied; else it was only read badly.
LEFT: Final = 0.5

_UNLIKE_AN_ARTICLE = frozenset({Reason.EMPTY, Reason.NOT_ARTICLE})
_REDIRECTS = {"missing": Absent.SOFT_404, "home": Absent.HOME, "list": Absent.LIST}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer without an article is like: a row of `answers`."""

    kind: str
    """error, probe, page; of a redirect missing, home, list, elsewhere."""
    likeness: str | None = None
    letters: int | None = None


def rule(connection: Any, outlet: str | None = None) -> Rule:
    """What makes an article of an outlet gone in this archive; without one, of those for which nothing else is said."""
    told: dict[str, Any] = {}
    for ending in ("", f".{outlet}") if outlet else ("",):
        names = (f"gone_checks{ending}", f"gone_days{ending}")
        rows = connection.execute("SELECT name, value FROM settings WHERE name IN (?, ?)", names)
        told |= {row["name"].removesuffix(ending): row["value"] for row in rows}
    return Rule(int(told.get("gone_checks", CHECKS)), float(told.get("gone_days", DAYS)))


def decide(connection: Any, checks: int | None, days: float | None) -> int:
    """Let so many checks over so many days make an article gone from now on; how many are gone then.

    Not of the outlets for which `decide_for` says something else.
    """
    for name, value in (("gone_checks", checks), ("gone_days", days)):
        if value is not None:
            connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
    _refresh_all(connection, connection.execute("SELECT DISTINCT article_id FROM misses").fetchall())
    return int(connection.execute("SELECT count(*) FROM gone").fetchone()[0])


def decide_for(connection: Any, outlet: str, told: Rule | None) -> bool:
    """Let an outlet's articles be gone by a rule of their own, None: by the archive's; False when that was so before."""
    names = (f"gone_checks.{outlet}", f"gone_days.{outlet}")
    before = rule(connection, outlet) if _has_own(connection, outlet) else None
    if told == before:
        return False
    connection.execute("DELETE FROM settings WHERE name IN (?, ?)", names)
    if told is not None:
        values = zip(names, (told.checks, told.days), strict=True)
        connection.executemany("INSERT INTO settings (name, value) VALUES (?, ?)", values)
    _refresh_all(
        connection,
        connection.execute(
            "SELECT DISTINCT article_id FROM misses JOIN articles ON articles.id = article_id WHERE outlet = ?", (outlet,)
        ).fetchall(),
    )
    return True


def ruled_apart(connection: Any) -> dict[str, Rule]:
    """The outlets with a rule of their own."""
    rows = connection.execute("SELECT name FROM settings WHERE substr(name, 1, 12) = 'gone_checks.' ORDER BY name").fetchall()
    return {(outlet := row["name"].partition(".")[2]): rule(connection, outlet) for row in rows}


def _has_own(connection: Any, outlet: str) -> bool:
    return connection.execute("SELECT 1 FROM settings WHERE name = ?", (f"gone_checks.{outlet}",)).fetchone() is not None


def _rule_of(connection: Any, article_id: int) -> Rule:
    row = connection.execute("SELECT outlet FROM articles WHERE id = ?", (article_id,)).fetchone()
    return rule(connection, row["outlet"] if row else None)


def fill(connection: Any) -> None:
    """Reckon every article of an archive that knew of no absences: by the answers whose status tells."""
    rows = connection.execute(
        "SELECT DISTINCT shown.article_id FROM captures JOIN captures AS shown ON shown.url = captures.url"
        " WHERE captures.status IN (404, 410) AND shown.state = 'read' AND shown.article_id IS NOT NULL"
    ).fetchall()
    connection.execute("UPDATE articles SET missing_since = NULL WHERE missing_since IS NOT NULL")
    _refresh_all(connection, rows)


# -- what has just been learned -----------------------------------------------------------------------------------------


def note(connection: Any, record_id: str, answer: Answer) -> None:
    """Keep what an answer is like, and reckon anew what that explains."""
    row = connection.execute("SELECT id, outlet, captured_at FROM captures WHERE record_id = ?", (record_id,)).fetchone()
    if row is None or row["outlet"] is None:
        return
    connection.execute(
        "INSERT OR REPLACE INTO answers (capture_id, outlet, captured_at, kind, likeness, letters) VALUES (?, ?, ?, ?, ?, ?)",
        (row["id"], row["outlet"], row["captured_at"], answer.kind, answer.likeness, answer.letters),
    )
    if answer.likeness is None or answer.kind in _REDIRECTS:
        return
    known = _is_error_page(connection, row["outlet"], answer.likeness)
    if known and known != _is_error_page(connection, row["outlet"], answer.likeness, without=row["id"]):
        _refresh_alike(connection, row["outlet"], answer.likeness)


def noted(connection: Any, record_id: str) -> bool:
    """Whether an answer's likeness, or its rules, are kept: not those of an archive that an older newsarchive filled."""
    return (
        connection.execute(
            "SELECT 1 FROM captures WHERE record_id = ? AND (id IN (SELECT capture_id FROM answers)"
            " OR id IN (SELECT capture_id FROM robots))",
            (record_id,),
        ).fetchone()
        is not None
    )


def forget(connection: Any, record_id: str) -> None:
    """Forget what an answer is like: it is read otherwise now. What rested on it is reckoned anew."""
    row = connection.execute(
        "DELETE FROM answers WHERE capture_id = (SELECT id FROM captures WHERE record_id = ?) RETURNING outlet, likeness, kind",
        (record_id,),
    ).fetchone()
    if row is not None and row["likeness"] is not None and row["kind"] not in _REDIRECTS:
        _refresh_alike(connection, row["outlet"], row["likeness"])


def _refresh_alike(connection: Any, outlet: str, likeness: str) -> None:
    """Reckon anew the articles at whose addresses a page stood."""
    _refresh_all(
        connection,
        connection.execute(
            "SELECT DISTINCT shown.article_id FROM answers JOIN captures ON captures.id = answers.capture_id"
            " JOIN captures AS shown ON shown.url = captures.url AND shown.state = 'read'"
            " WHERE answers.outlet = ? AND likeness = ? AND kind IN ('page', 'elsewhere')",
            (outlet, likeness),
        ).fetchall(),
    )


def headlines_at(connection: Any, url: str) -> frozenset[str]:
    """The letters of each headline of the articles that stood at an address; none where none did."""
    rows = connection.execute(
        "SELECT DISTINCT letters FROM headlines JOIN captures USING (article_id) WHERE url = ? AND state = 'read'", (url,)
    )
    return frozenset(letters for (letters,) in rows)


def looked(connection: Any, record_id: str) -> None:
    """An article's address was asked, and its capture is entered or judged: reckon anew the articles that stood there."""
    _refresh_all(
        connection,
        connection.execute(
            "SELECT DISTINCT article_id FROM captures WHERE state = 'read' AND article_id IS NOT NULL"
            " AND url = (SELECT url FROM captures WHERE record_id = ?)",
            (record_id,),
        ).fetchall(),
    )


def seen(connection: Any, article_id: int, record_id: str | None) -> None:
    """A capture shows an article: reckon it anew, and the articles that the same outlet answered oddly for about that time."""
    capture = connection.execute(
        "SELECT id, url, outlet, captured_at FROM captures WHERE record_id = ?", (record_id,)
    ).fetchone()
    if capture is not None and capture["outlet"] is not None:
        _forbid(connection, article_id, capture["url"])
        _served(connection, capture["outlet"], capture["captured_at"])
    refresh(connection, article_id)


def unseen(connection: Any, article_id: int, captures: Iterable[Any]) -> None:
    """Captures that were taken to show an article do not: reckon anew what rested on them.

    captures: rows with outlet and captured_at.
    """
    connection.execute("DELETE FROM forbidden WHERE article_id = ?", (article_id,))
    for (url,) in connection.execute(
        "SELECT DISTINCT url FROM captures WHERE article_id = ? AND state = 'read'", (article_id,)
    ).fetchall():
        _forbid(connection, article_id, url, new=True)
    for row in captures:
        if row["outlet"] is not None:
            _served(connection, row["outlet"], row["captured_at"])


def _served(connection: Any, outlet: str, at: str) -> None:
    """An outlet served an article at a time: what it answered since the one before, and until the next, may now be clear."""
    earliest, latest = (timestamp(moment(at) + step) for step in (-AROUND, AROUND))
    odd = "SELECT 1 FROM answers WHERE outlet = ? AND captured_at BETWEEN ? AND ? AND likeness IS NOT NULL LIMIT 1"
    if connection.execute(odd, (outlet, earliest, latest)).fetchone() is None:
        return
    low, high = (
        connection.execute(
            f"SELECT {which}(captured_at) FROM captures WHERE outlet = ? AND state = 'read' AND captured_at {side} ?",  # noqa: S608
            (outlet, at),
        ).fetchone()[0]
        for which, side in (("max", "<"), ("min", ">"))
    )
    _refresh_all(
        connection,
        connection.execute(
            "SELECT DISTINCT shown.article_id FROM answers JOIN captures ON captures.id = answers.capture_id"
            " JOIN captures AS shown ON shown.url = captures.url AND shown.state = 'read'"
            " WHERE answers.outlet = ? AND answers.captured_at BETWEEN ? AND ? AND likeness IS NOT NULL",
            (outlet, max(low or "", earliest), min(high or "9", latest)),
        ).fetchall(),
    )


def _refresh_all(connection: Any, found: Iterable[Any]) -> None:
    for (article_id,) in found:
        refresh(connection, article_id)


# -- one article ----------------------------------------------------------------------------------------------------------


def refresh(connection: Any, article_id: int) -> None:
    """Make an article's rows in `misses` and `absences`, and `articles.missing_since`, what its captures say."""
    misses = _misses(connection, article_id)
    kept = _kept(connection, article_id)
    if not misses and not kept:
        return
    if kept != {(miss.capture_id, miss.captured_at, str(miss.reason)) for miss in misses}:
        connection.execute("DELETE FROM misses WHERE article_id = ?", (article_id,))
        connection.executemany(
            "INSERT INTO misses (article_id, capture_id, checked_at, reason) VALUES (?, ?, ?, ?)",
            [(article_id, miss.capture_id, miss.captured_at, miss.reason) for miss in misses],
        )
    found = absences(_sights(connection, article_id), misses, _rule_of(connection, article_id))
    connection.execute("DELETE FROM absences WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO absences (article_id, missing_since, last_seen, last_check, checks, reason, gone_at, returned_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(article_id, *_values(absence)) for absence in found],
    )
    open_since = found[-1].missing_since if found and found[-1].returned_at is None else None
    connection.execute("UPDATE articles SET missing_since = ? WHERE id = ?", (open_since, article_id))


def _kept(connection: Any, article_id: int) -> set[tuple[Any, ...]]:
    rows = connection.execute("SELECT capture_id, checked_at, reason FROM misses WHERE article_id = ?", (article_id,))
    return set(map(tuple, rows))


def wrong(connection: Any, article_id: int) -> str | None:
    """What an article's rows in `misses` and `absences` say that its captures do not; None when they agree."""
    misses = _misses(connection, article_id)
    if _kept(connection, article_id) != {(miss.capture_id, miss.captured_at, str(miss.reason)) for miss in misses}:
        return "its rows in misses are not what its captures say"
    found = absences(_sights(connection, article_id), misses, _rule_of(connection, article_id)) if misses else []
    rows = connection.execute(
        "SELECT missing_since, last_seen, last_check, checks, reason, gone_at, returned_at FROM absences"
        " WHERE article_id = ? ORDER BY missing_since",
        (article_id,),
    ).fetchall()
    if list(map(tuple, rows)) != [_values(absence) for absence in found]:
        return "its rows in absences are not what its captures say"
    return None


def _values(absence: Absence) -> tuple[Any, ...]:
    return (
        absence.missing_since,
        absence.last_seen,
        absence.last_check,
        absence.checks,
        str(absence.reason),
        absence.gone_at,
        absence.returned_at,
    )


def _sights(connection: Any, article_id: int) -> list[Sight]:
    rows = connection.execute(
        "SELECT captured_at, url FROM captures WHERE article_id = ? AND state = 'read'"
        # its beginning was there
        " UNION ALL SELECT captured_at, url FROM captures WHERE state = 'not_read' AND reason IN ('paywall', 'truncated')"
        " AND truncated IS NULL AND url IN (SELECT url FROM captures WHERE article_id = ? AND state = 'read')"
        # readings that were added without their captures
        " UNION ALL SELECT captured_at, NULL FROM revisions WHERE article_id = ? AND capture_id IS NULL AND captured_at <> ''",
        (article_id, article_id, article_id),
    )
    return [Sight(row["captured_at"], row["url"]) for row in rows]


def _misses(connection: Any, article_id: int) -> list[Miss]:
    rows = connection.execute(
        "SELECT captures.id, captures.url, captures.outlet, captures.captured_at, status, truncated, state, reason,"
        " kind, likeness, letters FROM captures LEFT JOIN answers ON answers.capture_id = captures.id"
        " WHERE captures.url IN (SELECT url FROM captures WHERE article_id = ? AND state = 'read')"
        " AND article_id IS NOT ? AND (status IN (404, 410) OR status BETWEEN 300 AND 399 OR state = 'not_read')",
        (article_id, article_id),
    ).fetchall()
    found = [
        Miss(row["captured_at"], row["url"], reason, row["id"])
        for row in rows
        if (reason := _absent(connection, article_id, row)) is not None
    ]
    forbidding = connection.execute(
        "SELECT captures.id, url, captured_at FROM forbidden JOIN robots USING (site, rules)"
        " JOIN captures ON captures.id = robots.capture_id WHERE forbidden.article_id = ?",
        (article_id,),
    )
    return found + [Miss(row["captured_at"], row["url"], Absent.ROBOTS, row["id"]) for row in forbidding]


def _absent(connection: Any, article_id: int, row: Any) -> Absent | None:
    """What an answer at an article's address says of it; None for whatever leaves it open."""
    if row["truncated"] is not None:
        return None
    if row["status"] == 404:
        return Absent.NOT_FOUND
    if row["status"] == 410:
        return Absent.GONE
    if row["kind"] in _REDIRECTS:
        return _REDIRECTS[row["kind"]]
    if row["kind"] == "elsewhere":
        return Absent.ELSEWHERE if _shared(connection, row) else None
    if row["state"] != "not_read" or not 200 <= row["status"] < 300:
        return None
    if row["reason"] == Reason.ERROR_PAGE:
        return Absent.SOFT_404
    if row["reason"] == Reason.LISTING_PAGE:
        return Absent.LIST if _serves(connection, row["outlet"], row["captured_at"]) else None
    if row["reason"] in _UNLIKE_AN_ARTICLE and row["kind"] == "page":
        if _shared(connection, row):
            return Absent.SOFT_404
        if row["reason"] == Reason.EMPTY and _is_emptied(connection, article_id, row):
            return Absent.EMPTIED
    return None


def _shared(connection: Any, row: Any) -> bool:
    """Whether an answer is the outlet's own word for what it does not have, and no wall before what it has."""
    if row["likeness"] is None:
        return False
    if _is_error_page(connection, row["outlet"], row["likeness"], kinds=("error",)):
        return True
    return _is_error_page(connection, row["outlet"], row["likeness"]) and _serves(connection, row["outlet"], row["captured_at"])


def _is_error_page(
    connection: Any, outlet: str, likeness: str, *, without: int = 0, kinds: tuple[str, ...] = ("error", "probe")
) -> bool:
    """Whether a page, or a target of redirects, is what an outlet answers for addresses that it does not have."""
    told = connection.execute(
        "SELECT count(DISTINCT CASE WHEN kind IN ('page', 'elsewhere') THEN captures.url END) AS addresses,"
        " max(kind = 'error') AS error, max(kind = 'probe') AS probe"
        " FROM answers JOIN captures ON captures.id = capture_id"
        " WHERE answers.outlet = ? AND likeness = ? AND capture_id <> ?",
        (outlet, likeness, without),
    ).fetchone()
    if any(told[kind] for kind in kinds):
        return True
    return "probe" in kinds and told["addresses"] >= ADDRESSES


def _serves(connection: Any, outlet: str, at: str) -> bool:
    """Whether an outlet served articles shortly before and shortly after a moment, or in it."""
    earliest, latest = (timestamp(moment(at) + step) for step in (-AROUND, AROUND))
    query = "SELECT 1 FROM captures WHERE outlet = ? AND state = 'read' AND captured_at BETWEEN ? AND ? LIMIT 1"
    return all(
        connection.execute(query, (outlet, *between)).fetchone() is not None for between in ((earliest, at), (at, latest))
    )


def _is_emptied(connection: Any, article_id: int, row: Any) -> bool:
    """Whether most of the text that stood there before has gone from a page."""
    before = connection.execute(
        "SELECT json_extract(fields, '$.body') AS body FROM revisions WHERE article_id = ? AND captured_at < ?"
        " ORDER BY captured_at DESC LIMIT 1",
        (article_id, row["captured_at"]),
    ).fetchone()
    if before is None or not before["body"] or row["letters"] is None:
        return False
    return bool(row["letters"] < LEFT * len(fingerprint.letters(before["body"])))


# -- robots.txt -----------------------------------------------------------------------------------------------------------


def ruled(connection: Any, record_id: str, site: str, body: bytes) -> None:
    """A robots.txt was served with rules: the articles that they forbid from now on are reckoned anew.

    site: "https://paper.example".
    """
    text = _rules(body)
    key = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    connection.execute("INSERT INTO robots_rules (rules, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, text))
    is_new = connection.execute("SELECT 1 FROM robots WHERE site = ? AND rules = ?", (site, key)).fetchone() is None
    connection.execute(
        "INSERT OR REPLACE INTO robots (capture_id, site, rules) SELECT id, ?, ? FROM captures WHERE record_id = ?",
        (site, key, record_id),
    )
    if is_new:
        addresses: dict[int, list[str]] = {}
        for row in connection.execute(
            "SELECT DISTINCT article_id, url FROM captures WHERE state = 'read' AND article_id IS NOT NULL"
            " AND url >= ? AND url < ?",
            (f"{site}/", f"{site}0"),  # "0" comes after "/"
        ):
            addresses.setdefault(row["article_id"], []).append(row["url"])
        _write_forbidden(connection, site, key, text, addresses)
    _refresh_all(
        connection,
        connection.execute("SELECT article_id FROM forbidden WHERE site = ? AND rules = ?", (site, key)).fetchall(),
    )


def _rules(body: bytes) -> str:
    """A robots.txt without what says nothing: comments, which may hold a date, and the like."""
    text = body[: robots.MAX_BYTES].decode("utf-8", errors="replace")
    lines = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.lower().startswith("sitemap:"))


def _forbid(connection: Any, article_id: int, url: str, *, new: bool = False) -> None:
    """An article was seen at an address: if never before, its site's rules are asked about it. new: whether or not."""
    count = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM captures WHERE article_id = ? AND url = ? AND state = 'read' LIMIT 2)",
        (article_id, url),
    ).fetchone()[0]
    if count != 1 and not new:
        return
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    rows = connection.execute("SELECT DISTINCT rules FROM robots WHERE site = ?", (site,)).fetchall()
    if not rows:
        return
    addresses = [
        one
        for (one,) in connection.execute(
            "SELECT DISTINCT url FROM captures WHERE article_id = ? AND state = 'read'", (article_id,)
        )
        if one.startswith(f"{site}/")
    ]
    for (key,) in rows:
        text = connection.execute("SELECT text FROM robots_rules WHERE rules = ?", (key,)).fetchone()["text"]
        _write_forbidden(connection, site, key, text, {article_id: addresses})


def _write_forbidden(connection: Any, site: str, key: str, text: str, addresses: dict[int, list[str]]) -> None:
    policy = _policy(text)
    for article_id, urls in addresses.items():
        if all(policy.refusal(url, "newsarchive") for url in urls):
            connection.execute("INSERT OR IGNORE INTO forbidden VALUES (?, ?, ?)", (article_id, site, key))
        else:
            connection.execute(
                "DELETE FROM forbidden WHERE article_id = ? AND site = ? AND rules = ?", (article_id, site, key)
            )


@lru_cache(maxsize=64)
def _policy(text: str) -> robots.Policy:
    return robots.policy(200, text.encode())


# -- what is still to be learned -----------------------------------------------------------------------------------------


def probed(connection: Any, outlet: str, since: str) -> bool:
    """Whether an outlet was asked for an address that cannot exist since a moment."""
    return (
        connection.execute(
            "SELECT 1 FROM answers WHERE outlet = ? AND captured_at >= ? AND kind = 'probe' LIMIT 1", (outlet, since)
        ).fetchone()
        is not None
    )
