"""The command line, one file a command: data to stdout, talk to stderr, one line for a failure.

Exit codes: 0 done, 1 a failure, 2 a wrong call, 3 the disk is full, 130 interrupted, 141 nobody read the output.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import click

from newsarchive import clock
from newsarchive.cli.options import archive_option, archive_path
from newsarchive.errors import NewsarchiveError
from newsarchive.version import __version__

__all__ = ["main"]

#: In the order of the help: fill an archive, ask it, look after it.
COMMANDS = (
    "crawl",
    "backfill",
    "run",
    "schedule",
    "status",
    "import",
    "coverage",
    "report",
    "replay",
    "merge",
    # ask
    "search",
    "ask",
    "sql",
    "show",
    "diff",
    "gone",
    "why",
    "reprints",
    "export",
    # look after
    "sources",
    "suppress",
    "outlets",
    "runs",
    "reparse",
    "health",
    "notify",
    "verify",
    "fixture",
    "demo",
)


#: Commands whose module cannot have their name.
_MODULES = {"import": "importing"}


class Commands(click.Group):
    """Imports a command when it is called, and tells every failure in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = _MODULES.get(name, name)
        command: click.Command = importlib.import_module(f"newsarchive.cli.{module}").command
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a terminal that does not know a sign shows its number
                stream.reconfigure(errors="backslashreplace")
        with _told_in_one_line():
            code = super().main(*args, **{**extra, "standalone_mode": False})
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        with _told_in_one_line():  # before click has its own way with Ctrl-C and a broken pipe
            clock.now()  # what NEWSARCHIVE_CLOCK says wrongly is told before anything starts
            super().invoke(ctx)
            sys.stdout.flush()


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """Ends the process with the right exit code and one line, whatever was raised on purpose or by the system."""
    try:
        yield
    except BrokenPipeError:
        # `| head` has seen enough. Python would flush stdout once more at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except (KeyboardInterrupt, click.Abort):
        _tell("Interrupted.")
        sys.exit(130)
    except Exception as error:
        message = _message(error)
        if message is None:
            raise
        _tell(f"Error: {message[0]}")
        sys.exit(message[1])


def _message(error: Exception) -> tuple[str, int] | None:
    """What to say, and the exit code; None for a mistake of ours, which deserves its traceback."""
    if isinstance(error, NewsarchiveError):
        return str(error), error.exit_code
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "newsarchive"
        return f"{error.format_message()} See `{command} --help`.", 2
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return f"{place}the disk is full; free some space and run the same command again", 3
        return f"{place}{error.strerror or error}", 1
    if isinstance(error, UnicodeEncodeError):
        return "the call holds bytes that are no text in the terminal's encoding; type it anew", 2
    from newsarchive.store.connection import DatabaseError, wrapped

    if isinstance(error, DatabaseError):
        failure = wrapped(error, archive_path() / "archive.db")
        return str(failure), failure.exit_code
    return None


def _tell(line: str) -> None:
    click.echo(" ".join(line.split("\n")), err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@archive_option(main=True)
@click.version_option(__version__, prog_name="newsarchive")
def main() -> None:
    """Crawl, archive, read and query regional news.

    An archive is a folder with archive.db (SQLite) and the WARC files in warc/.

    \b
      newsarchive crawl shobserver --limit 20
      newsarchive search 援疆 --since 2024-03
      newsarchive sql "select outlet, count(*) from articles group by 1"
    """
