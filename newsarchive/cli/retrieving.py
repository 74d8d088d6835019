"""What `newsarchive import` does with indexes of web archives: choose, tell, get."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from newsarchive.cli.options import archive_path, note_contact
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.importing.choice import Choice

__all__ = ["get", "read", "rehearse"]


def read(choice: Choice, files: list[Path]) -> None:
    """Take up index files, telling how far it is."""
    from newsarchive.cli.progress import Progress

    with Progress("import") as progress:
        for path in files:
            choice.read(path, lambda lines, path=path: progress.at(lines, f"lines of {path.name}"))  # type: ignore[misc]
    for path, line in choice.illegible:
        says(f"{path}, line {line.line}: names no capture: {line.text}")


def rehearse(choice: Choice, settings: Mapping[str, Any]) -> None:
    """Tell what would be got, and how long that would take at the least."""
    from newsarchive.store import captures
    from newsarchive.store.connection import connect

    database = archive_path() / "archive.db"
    hosts: Counter[str] = Counter()
    articles: set[str] = set()
    days: list[str] = []
    # In memory where there is no archive yet: its one table is empty.
    with closing(connect(database, readonly=True)) if database.is_file() else closing(_nothing()) as connection:
        for one in choice.chosen(lambda url, at: captures.is_there(connection, url, at)):
            hosts[urlsplit(one.address).netloc] += 1
            articles.add(one.article)
            days = [min([*days[:1], one.at[:10]]), max([*days[1:], one.at[:10]])]
    total = sum(hosts.values())
    if choice.wanted.limit is not None and total > choice.wanted.limit:
        says(f"  --limit: {choice.wanted.limit} of them now, the others with the same command again")
    span = f", captured from {days[0]} to {days[1]}" if days else ""
    click.echo(f"{total} captures of {len(articles)} articles would be got{span}")
    delay = float(settings.get("DOWNLOAD_DELAY") or 1.0)
    for host, count in hosts.most_common():
        click.echo(f"  {count} from {clean(host)}: {_span(count * delay)} at the least, a request every {delay:g} s")
    _tell_skipped(choice)


def get(choice: Choice, files: list[Path], settings: Mapping[str, Any]) -> None:
    """Get what is chosen, as politely as a crawl, and tell what it came to."""
    from newsarchive.cli.crawl import account, end, log_account, watched
    from newsarchive.retrieval import retrieve

    note_contact(settings)
    with watched(archive_path(), settings) as started:
        report = retrieve(choice, archive_path(), [path.name for path in files], settings=settings, started=started)
    log_account(report)
    for line in account(report):
        click.echo(line)
    _tell_skipped(choice)
    if report.tally.pending and report.outcome == "finished":
        says(f"  {report.tally.pending} wait for their host to answer again; the same command goes on from here")
    end([report])
    if report.tally.failed:
        sys.exit(1)


def _tell_skipped(choice: Choice) -> None:
    for reason, count in choice.skipped.most_common():
        says(f"  {count} skipped: {reason}")


def _nothing() -> Any:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE captures (url TEXT, captured_at TEXT)")
    return connection


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
