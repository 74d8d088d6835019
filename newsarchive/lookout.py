"""An archive -> its alarms: what an operator would want to be told of, from rows alone, whoever crawls."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from newsarchive import pages
from newsarchive.agenda import agenda
from newsarchive.alarms import Alarm, Kind
from newsarchive.config import Configuration
from newsarchive.health import CHANCE, State, Trouble
from newsarchive.query.status import running
from newsarchive.schedule import timestamp
from newsarchive.store import timetables
from newsarchive.store.archive import Archive
from newsarchive.timetable import spoken

__all__ = ["OF_HEALTH", "of_health", "of_rows"]

_TROUBLES: Final = {
    Trouble.BLOCKED: Kind.BLOCKED,
    Trouble.PAYWALLED: Kind.PAYWALLED,
    Trouble.REDESIGNED: Kind.REDESIGNED,
    Trouble.NO_NEWS: Kind.SILENT,
}
#: The kinds that `of_health` finds; `of_rows` finds the others, and hosts that refuse.
OF_HEALTH: Final = frozenset(_TROUBLES.values())

#: How crawls end that went well, as far as they went.
_WELL: Final = frozenset({"finished", "shutdown", "limit"})
#: A crawl is late when it has been due for so long, and was allowed all the while.
GRACE: Final = timedelta(hours=1)
#: A pause of which more is left than this is an alarm.
_LONG: Final = timedelta(minutes=30)
#: Articles of a day that are missing, at the least; and against so many days before.
_MISSING: Final = 5
_DAYS: Final = 28
#: At the rate of the last week, the disk is full in less.
_SOON: Final = timedelta(days=7)


def of_health(states: Iterable[State]) -> Iterator[Alarm]:
    """What `newsarchive health` finds wrong with the outlets."""
    for state in states:
        for alarm in state.alarms:
            yield Alarm(
                kind=_TROUBLES[alarm.trouble], outlet=alarm.outlet, about=" ".join(alarm.fields), told=alarm.told
            )


def of_rows(archive: Archive, configuration: Configuration, now: datetime, told: Iterable[Alarm] = ()) -> list[Alarm]:
    """What the crawls, the absences and the disk tell; cheap, however large the archive is.

    told: the alarms before: a disk is well again once it has more than a little room.
    """
    before = any(one.kind is Kind.DISK for one in told)
    return [
        *_failed(archive, configuration.notify.failures),
        *_late(archive, configuration, now),
        *_refusing(archive, now),
        *_takedowns(archive, now),
        *_disk(archive.path, configuration.notify.disk_bytes * (1.1 if before else 1.0)),
    ]


def _failed(archive: Archive, count: int) -> Iterator[Alarm]:
    for (outlet,) in archive.connection.execute("SELECT name FROM outlets ORDER BY name").fetchall():
        runs = archive.connection.execute(
            "SELECT outcome, done, lists_failed FROM runs WHERE kind = 'crawl' AND outlet = ? AND outcome IS NOT NULL"
            " AND backfill_id IS NULL"
            # One that found nothing due, or only articles that are gone, says nothing of how crawls go.
            " AND (done > 0 OR lists_failed > 0 OR outcome NOT IN (SELECT value FROM json_each(?)))"
            " ORDER BY started_at DESC, id DESC LIMIT ?",
            (outlet, json.dumps(sorted(_WELL)), count),
        ).fetchall()
        if len(runs) == count and all(run["done"] == 0 or run["outcome"] not in _WELL for run in runs):
            last = runs[0]["outcome"]
            how = f"the last one: {last}" if last not in _WELL else "nothing could be fetched"
            yield Alarm(kind=Kind.FAILED, outlet=outlet, told=f"{count} crawls in a row failed, {how}")


def _late(archive: Archive, configuration: Configuration, now: datetime) -> Iterator[Alarm]:
    under_way = {crawl.outlet for crawl in running(archive)}
    then = now - GRACE  # as it was seen then: an hour that was quiet does not count
    for entry in agenda(archive.path, configuration, then):
        since = entry.last or timetables.known_since(archive.connection, entry.outlet)
        if since is None or since > then:
            continue  # on the timetable since a moment ago
        if entry.due.at <= then and entry.outlet not in under_way:
            yield Alarm(
                kind=Kind.LATE,
                outlet=entry.outlet,
                told=f"its crawl was due at {timestamp(entry.due.at)} and has not begun; is `newsarchive run` running?",
            )


def _refusing(archive: Archive, now: datetime) -> Iterator[Alarm]:
    """Hosts that are left alone for long, since they refused again and again or asked for it: known before a day is judged."""
    rows = archive.connection.execute(
        "SELECT host, paused_until FROM hosts WHERE paused_until > ? ORDER BY host", (timestamp(now + _LONG),)
    )
    for host, until in rows.fetchall():
        if (outlet := pages.outlet_for(f"https://{host}/") or pages.outlet_for(f"http://{host}/")) is not None:
            told = f"{host} refuses, or asked for it: it is left alone until {until}"
            yield Alarm(kind=Kind.BLOCKED, outlet=outlet.name, about=host, told=told)


def _takedowns(archive: Archive, now: datetime) -> Iterator[Alarm]:
    rows = archive.connection.execute(
        "SELECT outlet, sum(missing_since >= :day) AS lately, sum(missing_since < :day) AS before FROM ("
        " SELECT outlet, absences.missing_since FROM absences JOIN articles ON articles.id = article_id"
        " WHERE returned_at IS NULL AND absences.missing_since >= :month) GROUP BY outlet ORDER BY outlet",
        {"day": timestamp(now - timedelta(days=1)), "month": timestamp(now - timedelta(days=_DAYS + 1))},
    )
    for outlet, lately, before in rows:
        usual = (before + 1) / _DAYS
        if lately >= _MISSING and _at_least(lately, usual) < CHANCE:
            told = f"{lately} articles that stood are not found since yesterday, {before / _DAYS:.1f} a day before"
            yield Alarm(kind=Kind.TAKEDOWNS, outlet=outlet, told=f"{told}; see `newsarchive gone --outlet {outlet}`")


def _at_least(count: int, mean: float) -> float:
    """The chance of so many events or more where there are `mean` on average (Poisson).

    >>> round(_at_least(3, 1.0), 4), _at_least(0, 1.0)
    (0.0803, 1.0)
    """
    return max(0.0, 1.0 - math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count)))


def _disk(path: Path, least: float) -> Iterator[Alarm]:
    free = shutil.disk_usage(path).free
    recent = time.time() - _SOON.total_seconds()
    files = [file.stat() for file in (path / "warc").glob("*") if file.is_file()]
    week = sum(file.st_size for file in files if file.st_mtime >= recent)
    if free < least:
        yield Alarm(kind=Kind.DISK, told=f"{free / 1e9:.1f} GB are free, {least / 1e9:g} GB are to be")
    elif week > free:
        days = timedelta(seconds=_SOON.total_seconds() * free / week)
        yield Alarm(kind=Kind.DISK, told=f"{free / 1e9:.1f} GB are free, which last for {spoken(days)} at last week's rate")
