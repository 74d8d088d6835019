"""What another archive knows beside its captures -> rows here: the frontier, runs, hosts, names, suppressions, reports.

Rows meet under what they are of (a URL, a host, a moment), whatever their numbers. Where both archives speak of the same
thing the later word counts, and of what a person decided this archive's own. Joining the same rows again changes none.
Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from newsarchive.store import sources

__all__ = [
    "backfills",
    "behind",
    "differing_settings",
    "hosts",
    "named",
    "names",
    "origins",
    "outlets",
    "reparses",
    "runs",
    "suppressions",
    "urls",
]

_URL = (
    "url fetch_url outlet kind state reason redirects_to priority depth hops attempts published discovered_at fetched_at"
    " next_fetch_at poll_seconds".split()
)
_RUN = (
    "kind outlet started_at finished_at outcome pid parameters discovered done failed pending new revised unchanged copies"
    " unreadable".split()
)
_BACKFILL = (
    "outlet since until told origin state numbers note asked_at ended_at archived known outside failed lists requests".split()
)
_SUPPRESSION = (
    "url reason suppressed_at suppressed_by until content_hash payload_digest lifted_at lifted_by lifted_reason".split()
)


def suppressions(mine: Any, theirs: Any) -> int:
    """What either withdrew is withdrawn; one that either lifted is lifted."""
    return _insert(
        mine,
        "suppressions",
        _SUPPRESSION,
        theirs.execute(f"SELECT {', '.join(_SUPPRESSION)} FROM suppressions ORDER BY id"),  # noqa: S608
        "(url, suppressed_at) DO UPDATE SET lifted_at = excluded.lifted_at, lifted_by = excluded.lifted_by,"
        " lifted_reason = excluded.lifted_reason WHERE lifted_at IS NULL AND excluded.lifted_at IS NOT NULL",
    )


def outlets(mine: Any, theirs: Any) -> int:
    """Outlets that were not known here."""
    columns = ["name", "title", "home", "zone", "language"]
    rows = theirs.execute("SELECT name, title, home, zone, language FROM outlets ORDER BY name")
    return _insert(mine, "outlets", columns, rows, "(name) DO NOTHING")


def origins(mine: Any, theirs: Any) -> int:
    """Where imported captures come from."""
    columns = ["record_id", "kind", "source", "position", "software", "digest", "imported_at"]
    rows = theirs.execute(f"SELECT {', '.join(columns)} FROM origins ORDER BY record_id")  # noqa: S608
    return _insert(mine, "origins", columns, rows, "(record_id) DO NOTHING")


def urls(mine: Any, theirs: Any) -> int:
    """The frontier: of a URL that both know, what the later fetch made of it; what waited there waits here."""
    # A lease is of a run of that archive, which is over.
    columns = ", ".join("replace(state, 'leased', 'pending')" if name == "state" else name for name in _URL)
    later = ", ".join(
        f"{name} = excluded.{name}" for name in _URL if name not in ("url", "outlet", "kind", "discovered_at", "published")
    )
    count = _insert(
        mine,
        "urls",
        _URL,
        theirs.execute(f"SELECT {columns} FROM urls ORDER BY id"),  # noqa: S608
        f"(url) DO UPDATE SET {later} WHERE ifnull(excluded.fetched_at > ifnull(urls.fetched_at, ''), 0)",
    )
    for row in theirs.execute(
        "SELECT urls.url, urls.discovered_at, urls.published, parents.url AS parent"
        " FROM urls LEFT JOIN urls AS parents ON parents.id = urls.parent_id ORDER BY urls.id"
    ):
        # The page that named it first, and the date beside the link there: of whichever archive found it sooner.
        count += mine.execute(
            "UPDATE urls SET parent_id = (SELECT id FROM urls AS parents WHERE parents.url = :parent),"
            " published = coalesce(:published, published), discovered_at = :discovered_at"
            " WHERE url = :url AND (discovered_at > :discovered_at"
            "  OR (discovered_at = :discovered_at AND parent_id IS NULL AND :parent IS NOT NULL))",
            dict(row),
        ).rowcount
    return count


def named(mine: Any, theirs: Any) -> int:
    """Which lists named the URLs of the frontier: first and last of either archive."""
    before = mine.total_changes
    # Of two lists that named it on the same day the first by its address, whichever archive is joined to which.
    later = (
        "(excluded.last_named > last_named OR (excluded.last_named = last_named AND"
        " (SELECT url FROM urls WHERE id = excluded.list_id) < (SELECT url FROM urls WHERE id = named.list_id)))"
    )
    mine.executemany(
        "INSERT INTO named (url_id, by, list_id, first_named, last_named)"  # noqa: S608
        " SELECT urls.id, :by, lists.id, :first_named, :last_named FROM urls, urls AS lists"
        " WHERE urls.url = :url AND lists.url = :list_url"
        " ON CONFLICT (url_id, by) DO UPDATE SET first_named = min(first_named, excluded.first_named),"
        f" list_id = iif({later}, excluded.list_id, list_id), last_named = max(last_named, excluded.last_named)"
        f" WHERE excluded.first_named < first_named OR {later}",
        map(dict, theirs.execute("SELECT url, by, list_url, first_named, last_named FROM namings")),
    )
    return int(mine.total_changes - before)


def hosts(mine: Any, theirs: Any) -> None:
    """What servers asked for: the longer pause, the later look at robots.txt."""
    _insert(
        mine,
        "hosts",
        ["host", "paused_until", "robots_at", "robots_state"],
        theirs.execute("SELECT host, paused_until, robots_at, robots_state FROM hosts"),
        "(host) DO UPDATE SET paused_until = max(coalesce(paused_until, excluded.paused_until),"
        "  coalesce(excluded.paused_until, paused_until)),"
        " robots_state = iif(coalesce(excluded.robots_at, '') > coalesce(robots_at, ''), excluded.robots_state, robots_state),"
        " robots_at = max(coalesce(robots_at, excluded.robots_at), coalesce(excluded.robots_at, robots_at))",
    )


def backfills(mine: Any, theirs: Any) -> dict[int, int]:
    """Back-fills of the other archive; one that was under way goes on there, not here. Returns its numbers and ours."""
    found = {}
    for row in theirs.execute(f"SELECT id, {', '.join(_BACKFILL)} FROM backfills ORDER BY id").fetchall():  # noqa: S608
        told = {**dict(row), "state": "done" if row["state"] == "done" else "stopped"}
        known = mine.execute(
            "SELECT id FROM backfills WHERE outlet = :outlet AND asked_at = :asked_at AND told = :told", told
        ).fetchone()
        if known is None:
            known = mine.execute(
                f"INSERT INTO backfills ({', '.join(_BACKFILL)}) VALUES (:{', :'.join(_BACKFILL)}) RETURNING id",  # noqa: S608
                told,
            ).fetchone()
        found[row["id"]] = known["id"]
    return found


def behind(mine: Any, theirs: Any) -> None:
    """Captures that the other archive fetched behind the news tell nothing of how an outlet is doing here either."""
    rows = theirs.execute("SELECT record_id FROM captures WHERE behind IS NOT NULL")
    mine.executemany("UPDATE captures SET behind = 1 WHERE record_id = ? AND behind IS NULL", map(tuple, rows))


def runs(mine: Any, theirs: Any) -> int:
    """Crawls and replays of the other archive; one that never ended was killed."""
    numbers = backfills(mine, theirs)
    columns = ", ".join(
        "iif(finished_at IS NULL, coalesce(outcome, 'killed'), outcome)" if name == "outcome" else name for name in _RUN
    )
    marks = ", ".join("?" * len(_RUN))
    rows = theirs.execute(f"SELECT backfill_id, {columns} FROM runs ORDER BY id")  # noqa: S608
    return sum(
        mine.execute(
            f"INSERT INTO runs (backfill_id, {', '.join(_RUN)}) SELECT ?, {marks} WHERE NOT EXISTS"  # noqa: S608
            " (SELECT 1 FROM runs WHERE kind = ? AND started_at = ? AND pid = ? AND outlet IS ? AND parameters = ?)",
            (numbers.get(backfill_id), *row, row[0], row[2], row[5], row[1], row[6]),
        ).rowcount
        for backfill_id, *row in map(tuple, rows)
    )


def names(mine: Any, theirs: Any, told: Callable[[str], None]) -> int:
    """Names of outlets that a person gave there; one that is another outlet's here stays so, and is told.

    Those that every archive begins with are not taken: where one is missing, somebody removed it.
    """
    count = 0
    seeds = sources.seeds()
    for alias, name in theirs.execute("SELECT alias, name FROM sources ORDER BY name, alias").fetchall():
        if seeds.get(alias) == name:
            continue
        row = mine.execute("SELECT name FROM sources WHERE alias = ?", (alias,)).fetchone()
        own = mine.execute("SELECT name FROM sources WHERE alias = ?", (name,)).fetchone()
        called = own["name"] if own else name
        if row is None:
            mine.execute("INSERT INTO sources (alias, name) VALUES (?, ?)", (alias, called))
            count += 1
        elif row["name"] != called and alias not in seeds:
            told(f"{alias} is a name of {row['name']} here and of {name} there; `newsarchive sources` changes it")
    return count


def differing_settings(mine: Any, theirs: Any) -> list[str]:
    """Settings that are others there; this archive's stay."""
    own = dict(map(tuple, mine.execute("SELECT name, value FROM settings")))
    others = dict(map(tuple, theirs.execute("SELECT name, value FROM settings")))
    return [
        f"{name} is {own.get(name, 'the default')} here and {others.get(name, 'the default')} there"
        for name in sorted(own.keys() | others.keys())
        if own.get(name) != others.get(name)
    ]


def reparses(mine: Any, theirs: Any) -> int:
    """Re-readings that were accepted there, with both readings of each capture that they changed.

    They are numbered below zero: the last report, which `newsarchive reparse --accept` applies, stays this archive's.
    """
    count = 0
    for report in map(dict, theirs.execute("SELECT * FROM reparses WHERE accepted_at IS NOT NULL ORDER BY id").fetchall()):
        same = " AND ".join(f"{name} = :{name}" for name in ("started_at", "accepted_at", "parsers", "parameters", "captures"))
        if mine.execute(f"SELECT 1 FROM reparses WHERE {same}", report).fetchone():  # noqa: S608
            continue
        [number] = mine.execute("SELECT min(0, coalesce(min(id), 0)) - 1 FROM reparses").fetchone()
        _insert_row(mine, "reparses", report | {"id": number, "first": 0, "last": 0})
        rows = theirs.execute("SELECT * FROM readings WHERE reparse_id = ? AND accepted_at IS NOT NULL", (report["id"],))
        for reading in map(dict, rows):
            capture_id = _own(mine, theirs, reading["capture_id"])
            if capture_id is not None:
                parts = _all_own(mine, theirs, reading["parts"])
                _insert_row(mine, "readings", reading | {"reparse_id": number, "capture_id": capture_id, "parts": parts})
        for field in map(dict, theirs.execute("SELECT * FROM reparse_fields WHERE reparse_id = ?", (report["id"],)).fetchall()):
            samples = _all_own(mine, theirs, field["samples"])
            _insert_row(mine, "reparse_fields", field | {"reparse_id": number, "samples": samples})
        count += 1
    return count


def _own(mine: Any, theirs: Any, capture_id: int) -> int | None:
    """The number here of a capture there."""
    found = theirs.execute("SELECT record_id FROM captures WHERE id = ?", (capture_id,)).fetchone()
    own = mine.execute("SELECT id FROM captures WHERE record_id = ?", tuple(found)).fetchone() if found else None
    return int(own["id"]) if own else None


def _all_own(mine: Any, theirs: Any, numbers: str | None) -> str | None:
    """The same of a JSON array, without those that are not here."""
    if numbers is None:
        return None
    return json.dumps([own for number in json.loads(numbers) if (own := _own(mine, theirs, number)) is not None])


def _insert(mine: Any, table: str, columns: list[str], rows: Any, conflict: str) -> int:
    """Insert rows as they come; how many rows are new or changed."""
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        f" ON CONFLICT {conflict}"
    )
    before = mine.total_changes
    mine.executemany(statement, map(tuple, rows))
    return int(mine.total_changes - before)


def _insert_row(mine: Any, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    mine.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
