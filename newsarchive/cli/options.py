"""What several commands are told alike: which archive, and how to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from newsarchive import logs
from newsarchive.cli.output import says
from newsarchive.errors import NewsarchiveError

__all__ = [
    "archive_option",
    "archive_path",
    "log_options",
    "logs_json_alone",
    "network_options",
    "note_contact",
    "pairs",
    "selection_options",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_KEY = "newsarchive.archive"


def _remember(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.find_root().meta[_KEY] = value


def archive_option(*, main: bool = False) -> Callable[[_Command], _Command]:
    """`-a PATH`, which may stand before or after the command; the last one counts."""
    return click.option(
        "-a",
        "--archive",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_remember,
        is_eager=True,
        default=Path("archive") if main else None,
        envvar="NEWSARCHIVE_ARCHIVE" if main else None,
        show_default="./archive" if main else False,
        show_envvar=main,
        help="Folder of the archive.",
        metavar="PATH",
    )


def archive_path() -> Path:
    """The archive that the call names."""
    ctx = click.get_current_context(silent=True)
    path: Path = ctx.find_root().meta[_KEY] if ctx else Path("archive")
    return path


_FILTERS = {
    "outlet": "Of an outlet; `newsarchive outlets` lists them.",
    "source": "Credited to this origin, by any of its names; `newsarchive sources` lists them.",
    "author": "Written by this person; 张* is every name that begins so.",
    "editor": "With this person credited for anything but the writing.",
    "role": "With that person, or anybody, in this role: 栏目主编 or section_editor.",
    "section": "In this section, at any depth, or this path of sections: 长三角, '长三角 > 华东局'.",
}


def selection_options(command: _Command) -> _Command:
    """The filters of `query.selection.Selection`, which the command gets as `selection`."""

    @wraps(command)
    def selecting(*arguments: Any, **options: Any) -> Any:
        from newsarchive.query.selection import Selection

        filters = {name: options.pop(name) for name in (*_FILTERS, "since", "until")}
        return command(*arguments, selection=Selection(**filters), **options)

    decorated: Any = selecting
    for name, told in reversed(_FILTERS.items()):
        metavar = "PATH" if name == "section" else "ROLE" if name == "role" else "NAME"
        decorated = click.option(f"--{name}", multiple=True, metavar=metavar, help=told)(decorated)
    decorated = click.option("--until", metavar="DATE", help="Published on this day or earlier.")(decorated)
    since = "Published on this day or later: 2024, 2024-03 or 2024-03-01."
    decorated = click.option("--since", metavar="DATE", help=since)(decorated)
    selected: _Command = decorated
    return selected


_AGAINST = "Crawl a file, not the network."
_CONTACT = re.compile(r"[^\s@()]+@[^\s@()]+\.[^\s@()]+|https?://[^\s()]+")


def pairs(ctx: click.Context, _: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """The values of an option that is given as NAME=VALUE, any number of times."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE.")
        found[name] = value
    return found


def _contact(ctx: click.Context, _: click.Parameter, value: str | None) -> str | None:
    if value and not _CONTACT.fullmatch(value):
        raise click.BadParameter(f"{value!r} is neither a mail address nor an http(s) address.")
    return value or None


def logs_json_alone(settings: Mapping[str, Any]) -> bool:
    """Whether stderr is to have nothing but the log's JSON lines, as who reads it (a journal, jq) expects."""
    return settings["NEWSARCHIVE_LOG_FORMAT"] == "json" and not settings["LOG_FILE"]


def note_contact(settings: Mapping[str, Any]) -> None:
    """Remind a person who crawls servers that are told no contact."""
    if not (settings.get("NEWSARCHIVE_CONTACT") or settings.get("NEWSARCHIVE_AGAINST") or logs_json_alone(settings)):
        says(
            "Note: the servers are told no contact; give --contact you@example.org or set NEWSARCHIVE_CONTACT, so that "
            "an outlet can write to you before it blocks you"
        )


def _log_options(command: Any) -> Any:
    for option in (
        click.option(
            "--log-file",
            type=click.Path(path_type=Path),
            metavar="PATH",
            help="Append the log to a file, begun anew when it is moved away, as logrotate does.",
        ),
        click.option(
            "--log-format",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="Of the log: text, or a JSON object a line.",
        ),
        click.option(
            "--log-level",
            type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False),
            default="WARNING",
            show_default=True,
            help="How much is told in the log, which goes to stderr.",
        ),
    ):
        command = option(command)
    return command


def _logged(options: dict[str, Any]) -> dict[str, Any]:
    """Scrapy's settings, and ours, for what `_log_options` took."""
    file = options.pop("log_file")
    return {
        "LOG_LEVEL": options.pop("log_level").upper(),
        "LOG_FILE": str(file) if file else None,
        "NEWSARCHIVE_LOG_FORMAT": options.pop("log_format"),
    }


def log_options(command: _Command) -> _Command:
    """How much is logged, where to and in which form, of a command that does not crawl."""

    @wraps(command)
    def logging(*arguments: Any, **options: Any) -> Any:
        told = _logged(options)
        logs.install(told["LOG_LEVEL"], told["NEWSARCHIVE_LOG_FORMAT"], told["LOG_FILE"])
        return command(*arguments, **options)

    logged: _Command = _log_options(logging)
    return logged


def network_options(command: _Command, *, replayed: bool = True) -> _Command:
    """How a crawl meets the network; the command gets Scrapy's settings for it as `settings`.

    replayed: a WARC file may stand for the network.
    """

    @wraps(command)
    def crawling(*arguments: Any, **options: Any) -> Any:
        against, contact, told = options.pop("against", None), options.pop("contact"), options.pop("settings")
        if against is not None and not against.is_file():
            raise NewsarchiveError(f"{against}: no such file; give the path of a .warc or .warc.gz file")
        settings = {
            "NEWSARCHIVE_ALLOW_PRIVATE": options.pop("allow_private"),
            "NEWSARCHIVE_AGAINST": str(against) if against else "",
            **_logged(options),
            **({"NEWSARCHIVE_CONTACT": contact} if contact else {}),
            **told,
        }
        return command(*arguments, settings=settings, **options)

    decorated: Any = _log_options(crawling)
    for option in (
        click.option("-s", "--set", "settings", multiple=True, callback=pairs, metavar="NAME=VALUE", help="A Scrapy setting."),
        click.option(
            "--contact",
            envvar="NEWSARCHIVE_CONTACT",
            show_envvar=True,
            callback=_contact,
            metavar="MAIL|URL",
            help="Where an outlet can reach you; told to its servers.",
        ),
        click.option("--allow-private", is_flag=True, help="Fetch from loopback and private networks too."),
        *([click.option("--against", type=click.Path(path_type=Path), metavar="WARC", help=_AGAINST)] if replayed else []),
    ):
        decorated = option(decorated)
    crawled: _Command = decorated
    return crawled
