"""What several commands are told alike: which archive, and how to print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["archive_option", "archive_path"]

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
