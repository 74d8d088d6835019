"""`newsarchive demo`: the main job, shown on an invented newspaper on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.known import CONFIG

__all__ = ["command"]

FOLDER = Path("demo-archive")

ARTICLES = """\
SELECT id, substr(title, 1, 18) AS title, source, author, substr(date, 1, 16) AS date, editor
FROM articles ORDER BY date_utc DESC LIMIT 10"""
DESKS = """\
SELECT role, name, count(*) AS articles, group_concat(DISTINCT author) AS writers
FROM credits JOIN articles ON articles.id = article_id
WHERE role_normalized = 'section_editor' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5"""
#: The demo's days: two crawls by hand, then four days of a daemon.
FIRST, SECOND, MORNING, AFTERWARDS = (
    "2026-03-11T12:00:00Z",
    "2026-03-12T12:00:00Z",
    "2026-04-03T01:40:00Z",
    "2026-04-07T01:40:00Z",
)
#: A minute a second while a crawl is under way; from one to the next the clock is set forward.
FAST = "*60 jumping"
FILE = """\
[defaults]
every = "6h"
takedown = "3 checks, 3 days"

[outlets.demo]
"""
WATCHED = """\
SELECT title, (SELECT count(*) FROM revisions WHERE article_id = articles.id) AS versions,
  absences.missing_since, gone_at FROM articles LEFT JOIN absences ON absences.article_id = articles.id
WHERE date > '2026-04' ORDER BY date_utc"""
EDITED = "SELECT article_id, substr(title, 1, 18) AS title, noticed_at, changed, share FROM edited"


@click.command("demo", short_help="Crawl an invented newspaper on this machine and show what the archive knows.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="Of the newspaper's server."
)
@archive_option()
def command(port: int) -> None:
    """Show the main job in about a minute, without network.

    A small invented newspaper is served on this machine, crawled, let change, and crawled again; then a daemon crawls it for
    four days of a clock that is set forward. Each command is printed before it runs; the archive stays in ./demo-archive, or
    where -a says.

    \b
      newsarchive demo
    """
    from newsarchive.demo import Outlet, Server
    from newsarchive.demo.stories import PAPER

    archive = archive_path() if _named() else FOLDER
    _clear(archive)
    outlet = Outlet()
    try:
        server = Server(outlet, port)
    except OSError as error:
        raise NewsarchiveError(f"port {port} is taken ({error.strerror}); choose another with --port") from error
    with server:
        show = _Show(archive, server.url, FIRST)
        show.say(f"{PAPER}, an invented newspaper, is served at {server.url}")
        show.run("crawl", "demo")
        show.run("sql", ARTICLES)
        show.run("search", "码头", "--limit", "3")
        show.run("sql", DESKS)
        outlet.advance()
        show.clock = SECOND
        show.say("A day later the newspaper has changed: the archive looks at everything again.")
        show.run("crawl", "demo", "--recheck", "all")
        show.run("sql", EDITED)
        show.run("diff", _most_edited(archive))
        show.run("gone")
        outlet.advance(5)
        (archive / CONFIG).write_text(FILE, "utf-8")
        show.clock = MORNING + FAST
        show.say(
            f"From now on the archive crawls by itself, every six hours, as {archive / CONFIG} says. Four days go by in"
            " half a minute; after the first crawl an article is edited, and another is taken down."
        )
        show.run("run", "--for", "4d", after_first_crawl=outlet.advance)
        show.clock = AFTERWARDS
        show.run("sql", WATCHED)
        show.run("status")
        show.run("report", "--html", str(archive / "report.html"))
    show.run("verify")
    show.say(
        f"The archive is in {archive}/. Go on with `newsarchive -a {archive} search 渡轮`"
        f" or `newsarchive -a {archive} sql --schema`."
    )


def _named() -> bool:
    """Whether the call names an archive, before or after the command: without, the demo has one of its own."""
    here = click.get_current_context()
    told = click.core.ParameterSource.COMMANDLINE
    return "NEWSARCHIVE_ARCHIVE" in os.environ or any(
        context.get_parameter_source("archive") is told for context in (here, here.find_root())
    )


def _clear(archive: Path) -> None:
    """Make room for a new demo: an earlier demo's archive is replaced, anything else is left alone.

    Raises UsageError where something else is.
    """
    from newsarchive.store.archive import Archive

    if not archive.exists() or not any(archive.iterdir()):
        return
    if not (archive / "archive.db").exists():
        raise UsageError(f"{archive}: holds something else; choose another folder with -a")
    with Archive(archive, write=True) as found:
        others = found.connection.execute("SELECT name FROM outlets WHERE name <> 'demo'").fetchall()
    if others:
        raise UsageError(f"{archive}: holds articles of {others[0]['name']}; choose another folder with -a")
    shutil.rmtree(archive)


def _most_edited(archive: Path) -> str:
    from newsarchive.store.archive import Archive

    with Archive(archive) as found:
        row = found.connection.execute("SELECT article_id FROM edited ORDER BY length(changed) DESC LIMIT 1").fetchone()
    return str(row["article_id"])


def _quoted(argument: str) -> str:
    """As a person would type it: the queries above hold single quotes and nothing that a shell expands in double ones."""
    return argument if argument.isalnum() or argument.startswith("-") else f'"{argument}"'


class _Show:
    """Runs this program's own commands as a reader would type them."""

    def __init__(self, archive: Path, site: str, clock: str) -> None:
        self._archive = archive
        self.clock = clock
        """NEWSARCHIVE_CLOCK of the commands."""
        # `crawl` in a process of its own: Twisted's reactor runs once in a process.
        self._environment = {
            **os.environ,
            "NEWSARCHIVE_ARCHIVE": str(archive),
            "NEWSARCHIVE_DEMO_SITE": site,
            "NEWSARCHIVE_CONTACT": "demo@newsarchive.example",
        }

    def say(self, text: str) -> None:
        click.echo(click.style(f"\n# {text}", bold=True))

    def run(self, *arguments: str, after_first_crawl: Callable[[], None] = lambda: None) -> None:
        """Print a command, run it, and stop the demo if it fails.

        after_first_crawl: called once a line tells what a crawl came to.
        """
        typed = " ".join(["newsarchive", "-a", str(self._archive), *map(_quoted, arguments)])
        click.echo(click.style(f"\n$ {typed}", bold=True))
        own = ("--allow-private",) if arguments[0] in ("crawl", "run") else ()
        sys.stdout.flush()
        command = [sys.executable, "-m", "newsarchive", *arguments, *own]
        environment = {**self._environment, "NEWSARCHIVE_CLOCK": self.clock}
        if arguments[0] != "run":
            code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
        else:
            code = self._follow(command, environment, after_first_crawl)
        if code:
            raise NewsarchiveError(f"`{typed}` ended with code {code}")

    def _follow(self, command: list[str], environment: dict[str, str], after_first_crawl: Callable[[], None]) -> int:
        """Pass on what a daemon tells; its code."""
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8") as daemon:  # noqa: S603
            assert daemon.stdout is not None
            first = True
            for line in daemon.stdout:
                click.echo(line, nl=False)
                if first and " discovered " in line:
                    first = False
                    after_first_crawl()
        return daemon.returncode
