"""`newsarchive demo`: the main job, shown on an invented newspaper on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.errors import NewsarchiveError, UsageError

__all__ = ["command"]

FOLDER = Path("demo-archive")

ARTICLES = """\
SELECT id, substr(title, 1, 18) AS title, source, author, substr(date, 1, 16) AS date, editor
FROM articles ORDER BY date_utc DESC LIMIT 10"""
DESKS = """\
SELECT role, name, count(*) AS articles, group_concat(DISTINCT author) AS writers
FROM credits JOIN articles ON articles.id = article_id
WHERE role_normalized = 'section_editor' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5"""
EDITED = "SELECT article_id, substr(title, 1, 18) AS title, noticed_at, changed, share FROM edited"


@click.command("demo", short_help="Crawl an invented newspaper on this machine and show what the archive knows.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8642, show_default=True, help="Of the newspaper's server."
)
@archive_option()
def command(port: int) -> None:
    """Show the main job in under a minute, without network.

    A small invented newspaper is served on this machine, crawled, let change, and crawled again. Each command is printed
    before it runs; the archive stays in ./demo-archive, or where -a says.

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
        show = _Show(archive, server.url)
        show.say(f"{PAPER}, an invented newspaper, is served at {server.url}")
        show.run("crawl", "demo")
        show.run("sql", ARTICLES)
        show.run("search", "码头", "--limit", "3")
        show.run("sql", DESKS)
        outlet.advance()
        show.say("A day later the newspaper has changed: the archive looks at everything again.")
        show.run("crawl", "demo", "--recheck", "all")
        show.run("sql", EDITED)
        show.run("diff", _most_edited(archive))
        show.run("gone")
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

    def __init__(self, archive: Path, site: str) -> None:
        self._archive = archive
        # `crawl` in a process of its own: Twisted's reactor runs once in a process.
        self._environment = {
            **os.environ,
            "NEWSARCHIVE_ARCHIVE": str(archive),
            "NEWSARCHIVE_DEMO_SITE": site,
            "NEWSARCHIVE_CONTACT": "demo@newsarchive.example",
        }

    def say(self, text: str) -> None:
        click.echo(click.style(f"\n# {text}", bold=True))

    def run(self, *arguments: str) -> None:
        """Print a command, run it, and stop the demo if it fails."""
        typed = " ".join(["newsarchive", "-a", str(self._archive), *map(_quoted, arguments)])
        click.echo(click.style(f"\n$ {typed}", bold=True))
        own = ("--allow-private",) if arguments[0] == "crawl" else ()
        sys.stdout.flush()
        command = [sys.executable, "-m", "newsarchive", *arguments, *own]
        answer = subprocess.run(command, env=self._environment, check=False)  # noqa: S603
        if answer.returncode:
            raise NewsarchiveError(f"`{typed}` ended with code {answer.returncode}")
