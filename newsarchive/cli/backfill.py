"""`newsarchive backfill`: the past of outlets -> the archive, newest first, behind the news."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive.cli.options import archive_option, archive_path, network_options, note_contact
from newsarchive.cli.output import clean, print_table, says
from newsarchive.errors import ArchiveBusy, ArchiveFull, NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.backfill import Progress
    from newsarchive.config import Configuration
    from newsarchive.items import Outlet
    from newsarchive.store.backfills import Backfill

__all__ = ["command", "line", "progresses"]


@click.command("backfill", short_help="Fetch the past of outlets, behind their news.")
@click.argument("names", metavar="[NAME|URL]...", nargs=-1)
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="First day of the window.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its last day, instead of today.")
@click.option("--ids", metavar="FROM..TO", help="Ask for numbered addresses too; auto: those of the window.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Fetch at the most N articles of each outlet in this call.")
@click.option("--for", "length", metavar="TIME", help="Stop by itself after so long: 30m, 6h.")
@click.option("--again", is_flag=True, help="Walk a window anew that is done.")
@click.option("--dry-run", is_flag=True, help="Only say what it would begin with; nothing is fetched or noted.")
@click.option("--status", "action", flag_value="status", help="Say how far each has come, and what is left.")
@click.option("--pause", "action", flag_value="pause", help="Let it rest, until the same command goes on with it.")
@click.option("--stop", "action", flag_value="stop", help="End it; what is archived stays.")
@click.option("--json", "as_json", is_flag=True, help="With --status: one JSON object.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@network_options
@archive_option()
def command(
    names: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    ids: str | None,
    limit: int | None,
    length: str | None,
    again: bool,
    dry_run: bool,
    action: str | None,
    as_json: bool,
    config: Path | None,
    settings: dict[str, Any],
) -> None:
    """Fetch what an outlet published between two days, newest first: by the pages of its lists, dated sitemaps, the editions
    of an e-paper and, if you say so, by the numbers of its articles.

    What the archive has is not fetched again, and no article from outside of the window is taken in. Ctrl-C ends it after what
    is under way; the same command, or without --from, goes on from there, as it does after kill -9. While `newsarchive run` is
    active it only notes the task, and the daemon goes on with it between the crawls for news, with what they leave of a day's
    budget; `backfill = 2019-01-01` in an outlet's table of newsarchive.toml does the same.

    --ids costs a request for each gap in the numbers: it steps faster through empty stretches, and ends where dates leave the
    window or nothing is found.

    \b
      newsarchive backfill shobserver --from 2019-01-01
      newsarchive backfill https://paper.example/ --from 2022-01-01 --until 2022-12-31
      newsarchive backfill shobserver --from 2016-01-01 --ids auto --for 6h
      newsarchive backfill --status
      newsarchive backfill                     # go on with all that are under way
      newsarchive backfill shobserver --stop
    """
    from newsarchive.known import make_known

    configuration = make_known(archive_path(), config)
    if action == "status":
        _tell_status(names, configuration, as_json=as_json)
        return
    if action is not None:
        _move(names, action)
        return
    if (until or ids) and not since:
        raise click.UsageError("Give the first day of the window, as --from 2019-01-01.")
    if since and not names:
        raise click.UsageError("Give the outlet, by its name or the address of its front page.")
    wanted = _wanted(names, since, until, ids)
    if dry_run:
        _tell_plan(wanted, config, settings)
        return
    tasks = _noted(wanted, again=again) if names else _open_ones(configuration)
    if tasks:
        _go_on(tasks, configuration, limit, length, settings, config)


# -- which -------------------------------------------------------------------------------------------------------------


def _outlet(name: str) -> Outlet:
    from newsarchive import pages
    from newsarchive.errors import OutletUnknown
    from newsarchive.known import outlet_of

    if "://" in name:
        return outlet_of(name)
    try:
        return pages.outlet_named(name)
    except OutletUnknown as error:
        raise OutletUnknown(f"{error}; an address, as https://paper.example/, is one too") from None


def _wanted(names: Sequence[str], since: datetime | None, until: datetime | None, ids: str | None) -> list[Any]:
    from newsarchive.backfill import Wanted

    return [
        Wanted(outlet=_outlet(name), since=since.date() if since else None, until=until.date() if until else None, ids=ids)
        for name in dict.fromkeys(names)
    ]


def _noted(wanted: Sequence[Any], *, again: bool) -> list[Backfill]:
    """The back-fills that are wanted, noted in the archive; those that are done are told, and left out."""
    from newsarchive import clock
    from newsarchive.backfill import noting, want
    from newsarchive.store import backfills

    with noting(archive_path()) as connection:
        found = [want(connection, one, clock.now(), again=again) for one in wanted]
        for one in found:
            if one.state == "paused":
                backfills.move(connection, one.id, "open", clock.now())
    for one in found:
        if one.state == "done":
            says(f"{one.outlet}: {one.since} to {one.until} is done since {one.ended_at}; --again walks it anew.")
    return [one for one in found if one.state != "done"]


def _open_ones(configuration: Configuration) -> list[Backfill]:
    """Those under way, what newsarchive.toml asks for among them."""
    from newsarchive import clock
    from newsarchive.backfill import noting, unnoted, want
    from newsarchive.store import backfills

    with noting(archive_path()) as connection:
        for one in unnoted(connection, configuration).wanted:
            want(connection, one, clock.now(), origin="configuration")
        found = backfills.open_ones(connection)
    if not found:
        says("No back-fill is under way; `newsarchive backfill NAME --from 2019-01-01` begins one.")
    return found


def _move(names: Sequence[str], action: str) -> None:
    from newsarchive import clock
    from newsarchive.backfill import noting
    from newsarchive.store import backfills
    from newsarchive.store.archive import Archive

    if not names:
        raise click.UsageError(f"Give the outlet whose back-fill to {action}.")
    state = {"pause": "paused", "stop": "stopped"}[action]
    with Archive(archive_path()):
        pass  # tells whether there is one
    with noting(archive_path()) as connection:
        for outlet in map(_outlet, names):
            known = backfills.latest(connection, outlet.name)
            if known is None or known.state not in ("open", "paused"):
                raise NewsarchiveError(f"{outlet.name}: no back-fill is under way; see `newsarchive backfill --status`")
            backfills.move(connection, known.id, state, clock.now())
            goes_on = f"; `newsarchive backfill {outlet.name}` goes on with it" if action == "pause" else ""
            says(f"{outlet.name}: {known.since} to {known.until} is {state}{goes_on}.")


# -- going on ----------------------------------------------------------------------------------------------------------


def _go_on(
    tasks: Sequence[Backfill],
    configuration: Configuration,
    limit: int | None,
    length: str | None,
    settings: dict[str, Any],
    config: Path | None,
) -> None:
    from newsarchive.store.lock import holder
    from newsarchive.timetable import interval

    if holder(archive_path(), "daemon") is not None:
        for task in tasks:
            says(f"{task.outlet}: {task.since} to {task.until} is noted; the daemon goes on with it between its crawls.")
        return
    time: timedelta | None = interval(length) if length else None
    note_contact(settings)
    from newsarchive.crawl import go_on

    try:
        with _told(tasks, configuration) as started:
            reports = go_on(
                tasks, archive_path(), limit=limit, length=time, settings=settings, config=config, started=started
            )
    except ArchiveBusy as error:
        raise ArchiveBusy(f"{error}; the back-fill is noted, and the same command goes on with it", pid=error.pid) from error
    found = progresses(archive_path(), [task.outlet for task in tasks], configuration)
    for one in found:
        click.echo(clean(line(one)))
    outcomes = {report.outcome for report in reports}
    if "full" in outcomes:
        raise ArchiveFull(f"{archive_path()}: the disk is full; free some space and run the same command, it goes on from here")
    if "shutdown" in outcomes and time is None:
        says("Interrupted; the same command goes on from here.")
        sys.exit(130)
    if any(one.state != "done" for one in found):
        says("The same command goes on from here.")


@contextmanager
def _told(tasks: Sequence[Backfill], configuration: Configuration) -> Iterator[Any]:
    """Progress from the archive's rows, read beside the crawls; yields what `go_on` calls when one has begun."""
    from newsarchive.cli.progress import Progress as Bar
    from newsarchive.cli.progress import beside

    archive = archive_path()
    outlets = [task.outlet for task in tasks]

    def watch(over: Event) -> None:
        took = 0.0
        with Bar("backfill") as bar:
            while not over.wait(max(0.5, 20 * took)):  # to count a million that wait takes a sixth of a second
                begun = monotonic()
                found = progresses(archive, outlets, configuration)
                bar.at(sum(one.requests for one in found), "requests", note="; ".join(map(line, found)))
                took = monotonic() - begun

    with beside(watch) as begin:
        yield lambda _: begin()


# -- telling -----------------------------------------------------------------------------------------------------------


def progresses(path: Path, outlets: Sequence[str], configuration: Configuration) -> list[Progress]:
    """Of each outlet's back-fill that is under way, or else its last; of no outlet named, of all there were."""
    from newsarchive import clock, pages
    from newsarchive.backfill import progress
    from newsarchive.store import backfills
    from newsarchive.store.archive import Archive

    with Archive(path) as archive:
        connection = archive.connection
        wanted = [backfills.latest(connection, name) for name in outlets] if outlets else backfills.listed(connection)
        found = []
        for backfill in wanted:
            if backfill is not None:
                host = urlsplit(pages.outlet_named(backfill.outlet).home).hostname or ""
                budget = configuration.operation(backfill.outlet).budget
                found.append(progress(connection, backfill, clock.now(), host, budget))
        return found


def _tell_status(names: Sequence[str], configuration: Configuration, *, as_json: bool) -> None:
    found = progresses(archive_path(), [_outlet(name).name for name in names], configuration)
    if as_json:
        click.echo(json.dumps({"backfills": [asdict(one) for one in found]}, ensure_ascii=False, indent=2))
        return
    if not found:
        says("There is no back-fill; `newsarchive backfill NAME --from 2019-01-01` begins one.")
        return
    columns = ("outlet", "from", "until", "state", "back to", "found", "archived", "known", "failed", "waiting", "a day")
    rows = [
        (
            one.outlet,
            one.since,
            one.until,
            one.state,
            one.back_to or "unknown",
            one.found,
            one.archived,
            one.known,
            one.failed,
            one.waiting,
            one.a_day,
            _left(one),
        )
        for one in found
    ]
    print_table((*columns, "left"), rows)
    for one in found:
        if one.budget_left is not None and one.state in ("open", "running"):
            click.echo(clean(f"{one.outlet}: {one.budget_left} requests of today's budget are left for it"))
        if one.note:
            click.echo(clean(f"{one.outlet}: {one.note}"))


def _left(one: Progress) -> str:
    """What is left of a back-fill, in words.

    Honest: where too little is known it says so, and why.
    """
    if one.state in ("done", "stopped"):
        return ""
    if one.requests_left is None:
        return f"unknown: {one.why_unknown}"
    if one.days_left is None:
        return f"about {one.requests_left} requests; when: unknown ({one.why_unknown})"
    days = one.days_left
    time = f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} h" if days >= 2 / 24 else f"{max(1, days * 24 * 60):.0f} min"
    return f"about {one.requests_left} requests, {time}"


def line(one: Progress) -> str:
    """How far a back-fill has come, for a person."""
    back = f", back to {one.back_to}" if one.back_to and one.state != "done" else ""
    known = f", {one.known} known" if one.known else ""
    failed = f", {one.failed} failed" if one.failed else ""
    state = "done" if one.state == "done" else f"{_left(one)} left".replace("unknown: ", "what is left is unknown: ")
    if state.startswith("what is left"):
        state = state.removesuffix(" left")
    counts = f"{one.archived} archived{known}{failed}, {one.waiting} waiting"
    return f"{one.outlet}: {one.since} to {one.until}{back}: {counts}; {state}"


def _tell_plan(wanted: Sequence[Any], config: Path | None, settings: dict[str, Any]) -> None:
    """What back-fills would begin with: reads the archive, where there is one, and changes nothing."""
    from newsarchive import clock
    from newsarchive.backfill import plan
    from newsarchive.crawl import Crawls

    crawls = Crawls(archive_path(), settings, config)
    for one in wanted:
        told = plan(archive_path(), one, clock.now())
        starts = list(crawls.spider(one.outlet.name, {"since": told.since, "until": told.until}).starts())
        click.echo(clean(f"{one.outlet.name}: {told.since} to {told.until}, of which {told.held} articles are in the archive"))
        click.echo(clean(f"  {len(starts)} lists to begin with, newest first; further pages and sitemaps as they name them"))
        for address in starts[:5]:
            click.echo(clean(f"    {address}"))
        if len(starts) > 5:
            click.echo(f"    … {len(starts) - 5} more")
        if told.walk is not None:
            low, high = told.walk.address(told.walk.low), told.walk.address(told.walk.at)
            click.echo(clean(f"  numbered addresses from {high} down to {low}"))
