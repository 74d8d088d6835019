"""What several commands are told alike: which archive, and how to print."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["archive_option", "archive_path", "selection_options"]

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
