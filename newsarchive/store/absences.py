"""What captures tell of an article's absence -> rows in `misses` and `absences`, inside the caller's transaction.

Every row follows from the captures there are, so that they are the same in whatever order those came. What one capture means
may depend on others: an error page is known by standing at several addresses. When such a thing becomes known, the articles
that it concerns are reckoned anew.

An article is checked where it once stood: that it has no phone page, say, is no takedown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newsarchive.dedupe.absence import CHECKS, DAYS, Absence, Rule, absences
from newsarchive.schedule import moment, timestamp
from newsarchive.store import rulings, sightings

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
    if answer.likeness is None or answer.kind in sightings.REDIRECTS:
        return
    known = sightings.is_error_page(connection, row["outlet"], answer.likeness)
    if known and known != sightings.is_error_page(connection, row["outlet"], answer.likeness, without=row["id"]):
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
    if row is not None and row["likeness"] is not None and row["kind"] not in sightings.REDIRECTS:
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
        rulings.ask(connection, article_id, capture["url"])
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
        rulings.ask(connection, article_id, url, new=True)
    for row in captures:
        if row["outlet"] is not None:
            _served(connection, row["outlet"], row["captured_at"])


def ruled(connection: Any, record_id: str, site: str, body: bytes) -> None:
    """A robots.txt was served with rules: the articles that they forbid from now on are reckoned anew.

    site: "https://paper.example".
    """
    _refresh_all(connection, rulings.keep(connection, record_id, site, body))


def _served(connection: Any, outlet: str, at: str) -> None:
    """An outlet served an article at a time: what it answered since the one before, and until the next, may now be clear."""
    earliest, latest = (timestamp(moment(at) + step) for step in (-sightings.AROUND, sightings.AROUND))
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
    misses = sightings.misses(connection, article_id)
    kept = _kept(connection, article_id)
    if not misses and not kept:
        return
    if kept != {(miss.capture_id, miss.captured_at, str(miss.reason)) for miss in misses}:
        connection.execute("DELETE FROM misses WHERE article_id = ?", (article_id,))
        connection.executemany(
            "INSERT INTO misses (article_id, capture_id, checked_at, reason) VALUES (?, ?, ?, ?)",
            [(article_id, miss.capture_id, miss.captured_at, miss.reason) for miss in misses],
        )
    found = absences(sightings.sights(connection, article_id), misses, _rule_of(connection, article_id))
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
    misses = sightings.misses(connection, article_id)
    if _kept(connection, article_id) != {(miss.capture_id, miss.captured_at, str(miss.reason)) for miss in misses}:
        return "its rows in misses are not what its captures say"
    found = absences(sightings.sights(connection, article_id), misses, _rule_of(connection, article_id)) if misses else []
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


# -- what is still to be learned -----------------------------------------------------------------------------------------


def probed(connection: Any, outlet: str, since: str) -> bool:
    """Whether an outlet was asked for an address that cannot exist since a moment."""
    return (
        connection.execute(
            "SELECT 1 FROM answers WHERE outlet = ? AND captured_at >= ? AND kind = 'probe' LIMIT 1", (outlet, since)
        ).fetchone()
        is not None
    )
