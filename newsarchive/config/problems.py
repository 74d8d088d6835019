"""What is wrong with newsarchive.toml, line by line; and the readers of single values, which say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

__all__ = ["Keys", "Problems", "key_lines", "string", "strings", "syntax"]

#: Where a value stands: ("outlets", "harbour", "zone").
Keys = tuple[str, ...]


@dataclass(slots=True)
class Problems:
    """What is wrong with a file, line by line."""

    path: str
    lines: dict[Keys, int]
    """Of each key, from 1."""
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, keys: Keys, what: str) -> None:
        """Note what is wrong with a value, and the remedy."""
        here = keys
        while here and here not in self.lines:
            here = here[:-1]
        self.found.append((self.lines.get(here, 1), what))

    def unknown(self, here: Keys, told: Iterable[str], known: tuple[str, ...]) -> None:
        """Note each key of a table that is not one of those known."""
        for key in told:
            if key not in known:
                near = get_close_matches(key, known, 1)
                remedy = f"write {near[0]}" if near else f"there are {', '.join(known)}"
                self.add((*here, key), f"{'.'.join((*here, key))}: no such key; {remedy}")


def syntax(path: str, message: str) -> str:
    """tomllib's message, with the line in front: "Cannot declare ('outlets', 'a') twice (at line 4, column 11)"."""
    at = re.search(r" \(at line (\d+), column \d+\)$", message)
    what = message[: at.start()] if at else message
    remedy = (
        "give each outlet a name of its own"
        if "twice" in what or "overwrite" in what
        else "see https://toml.io for how it is written"
    )
    return f"{path}:{at[1] if at else 1}: {what}; {remedy}"


_HEADER: Final = re.compile(r"\s*\[\[?([^\]]+)\]")
_KEY: Final = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")


def key_lines(text: str) -> dict[Keys, int]:
    """Each key's line, from 1: tomllib does not tell."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _dotted(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *_dotted(key[1]))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    return found


def _dotted(written: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in written.split("."))


def string(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> str | None:
    """A text, None where there is none."""
    value = told.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    problems.add((*here, key), f'{".".join(here)}.{key}: {value!r} is no text; write {key} = "…"')
    return None


def strings(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> tuple[str, ...]:
    """One text or a list of them."""
    value = told.get(key, [])
    values: Any = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(one, str) and one.strip() for one in values):
        return tuple(one.strip() for one in values)
    problems.add((*here, key), f'{".".join(here)}.{key}: {value!r} is no list of texts; write {key} = ["…"]')
    return ()
