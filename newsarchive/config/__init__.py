"""newsarchive.toml -> the outlets that need no code (outlets.py), how each is crawled (operation.py), who is told (notify.py).

    [defaults]
    every = "1h"
    quiet = "01:00-05:30"

    [outlets.shobserver]                  # known to newsarchive: only when and how it is crawled
    every = "30m"

    [outlets.harbour]
    title = "Harbour Courier"
    start = ["https://harbour.example/", "https://harbour.example/local/"]
    zone = "Europe/Berlin"
    language = "de"                       # optional, as is all below
    hosts = [".harbour.example"]          # a leading "." stands for every sub-domain
    identity = ["id"]                     # the query keys that tell its articles apart
    cron = "*/20 6-22 * * *"
    [outlets.harbour.fields]
    title = "h1.headline"                 # CSS
    body = "xpath://div[@id='text']"      # XPath

Everything that is wrong is told at once, with its line and what to write instead, before anything starts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsarchive.config import notify, operation
from newsarchive.config.notify import Notify
from newsarchive.config.operation import Operation
from newsarchive.config.outlets import KEYS, Configured, described, tell_apart, written
from newsarchive.config.problems import Problems, key_lines, syntax
from newsarchive.errors import ConfigError
from newsarchive.pages import with_modules

__all__ = ["Configuration", "Configured", "Notify", "Operation", "load", "parse", "written"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file says; an empty one says nothing."""

    outlets: Mapping[str, Configured] = field(default_factory=dict)
    """By name: those that the file describes."""
    operations: Mapping[str, Operation] = field(default_factory=dict)
    """By name: of every outlet that has a table, described or known to newsarchive; without the defaults."""
    defaults: Operation = field(default_factory=Operation)
    notify: Notify = field(default_factory=Notify)

    def operation(self, name: str) -> Operation:
        """How an outlet is crawled."""
        return self.operations.get(name, Operation()).over(self.defaults)


def load(path: Path) -> Configuration:
    """What a file says.

    Raises ConfigError, with a line for everything that is wrong.
    """
    try:
        return parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; give the path of a file that can be read") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: no UTF-8 at byte {error.start}; save the file as UTF-8") from error


def parse(text: str, path: str = "newsarchive.toml") -> Configuration:
    """What a text says.

    >>> said = parse('[outlets.harbour]\\nstart = "https://harbour.example/"\\nzone = "Europe/Berlin"\\nevery = "2h"')
    >>> said.outlets["harbour"].outlet.hosts, said.operation("harbour").every
    (('.harbour.example',), datetime.timedelta(seconds=7200))
    >>> parse('[outlets.harbour]\\nstart = "https://harbour.example"\\nzone = "Berlin"')
    Traceback (most recent call last):
    newsarchive.errors.ConfigError: newsarchive.toml:3: outlets.harbour.zone: there is no zone 'Berlin'; write Europe/Berlin
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(syntax(path, str(error))) from error
    problems = Problems(path, key_lines(text))
    for key in data:
        if key not in ("outlets", "defaults", "notify"):
            problems.add((key,), f"{key}: no such key; outlets stand under [outlets.NAME]")
    defaults = _table(data, ("defaults",), problems)
    problems.unknown(("defaults",), defaults, operation.KEYS)
    outlets: dict[str, Configured] = {}
    operations: dict[str, Operation] = {}
    for name in _table(data, ("outlets",), problems):
        here = ("outlets", name)
        told = _table(data["outlets"], here, problems)
        operations[name] = operation.read(told, here, problems)
        if name in with_modules():
            if taken := [key for key in told if key in KEYS]:
                remedy = f"choose another, or leave out {', '.join(taken)}"
                problems.add(here, f"outlets.{name}: newsarchive has an outlet of that name; {remedy}")
            problems.unknown(here, [key for key in told if key not in KEYS], operation.KEYS)
        elif one := described(name, told, problems):
            outlets[name] = one
    tell_apart(list(outlets.values()), problems)
    said = operation.read(defaults, ("defaults",), problems)
    told_of = notify.read(_table(data, ("notify",), problems), ("notify",), problems)
    if problems.found:
        raise ConfigError("\n".join(f"{path}:{line}: {what}" for line, what in sorted(problems.found)))
    return Configuration(outlets, operations, said, told_of)


def _table(data: Mapping[str, Any], here: tuple[str, ...], problems: Problems) -> Mapping[str, Any]:
    found = data.get(here[-1], {})
    if isinstance(found, dict):
        return found
    name = ".".join(here)
    problems.add(here, f"{name}: a table is needed; write [{'outlets.NAME' if name == 'outlets' else name}]")
    return {}
