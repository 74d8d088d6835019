"""Questions asked again and again -> SQL with named parameters: `canned/*.sql`, and those in the archive's `questions/`.

A file is one SELECT under comments that say what it answers and which values it takes:

    -- How often an outlet's articles name a word, a month a row.
    -- More sentences, for the help of that question alone.
    -- :word          what is looked for
    -- :limit = 100   rows to show

A value without a default is NULL when it is not given; one that ends in "!" (`-- :word!`) must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from newsarchive.errors import QueryError

__all__ = ["FOLDER", "Parameter", "Question", "question", "questions"]

#: Where a person's own questions are, in the archive's folder.
FOLDER = "questions"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_PARAMETER = re.compile(r":(?P<name>[a-z][a-z0-9_]*)(?P<needed>!)?(?:\s*=\s*(?P<default>\S+))?(?:\s+(?P<told>.*))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question takes."""

    name: str
    default: str | int | float | None
    needed: bool
    told: str


@dataclass(frozen=True, slots=True)
class Question:
    """A SELECT with a name."""

    name: str
    told: str
    """What it answers, in a sentence."""
    more: str
    """What else is to be known."""
    parameters: tuple[Parameter, ...]
    sql: str

    def values(self, given: dict[str, str | None]) -> dict[str, Any]:
        """The value of each parameter. Raises QueryError for one that is missing, or that there is not."""
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                takes = f"it takes {', '.join(names)}" if names else "it takes none"
                raise QueryError(f"{self.name} takes no value {name!r}; {takes}")
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name)
            if value is None and parameter.needed:
                raise QueryError(f"{self.name} needs a value: give --{parameter.name.replace('_', '-')}")
            # As SQLite would take it from its shell: a number where it is written as one.
            values[parameter.name] = parameter.default if value is None else _value(value)
        return values


def questions(archive: Path | None = None) -> dict[str, Question]:
    """All questions by name; those of an archive's folder count for more than ours of the same name.

    Raises QueryError for a file that is none.
    """
    found = {}
    for path in sorted(files("newsarchive.query").joinpath("canned").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".sql"):
            found[path.name.removesuffix(".sql")] = read(path.name, path.read_text("utf-8"))
    for own in _own(archive):
        try:
            found[own.stem] = read(str(own), own.read_text("utf-8"))
        except UnicodeDecodeError as error:
            raise QueryError(f"{own}: is no UTF-8 ({error.reason}); save it as such") from error
    return found


def _own(archive: Path | None) -> Iterator[Path]:
    if archive is not None:
        yield from sorted((archive / FOLDER).glob("*.sql"))


def question(name: str, archive: Path | None = None) -> Question:
    """The question of that name. Raises QueryError when there is none."""
    known = questions(archive)
    if name not in known:
        raise QueryError(f"there is no question {name!r}; there are: {', '.join(known)}")
    return known[name]


def read(file: str, text: str) -> Question:
    """A file's text -> the question.

    Raises QueryError for a name with other signs than a-z, 0-9 and -, and for a file that does not begin with a comment.

    >>> found = read("a.sql", "-- How many.\\n-- :limit = 5  rows\\nSELECT 1 LIMIT :limit")
    >>> found.told, found.parameters
    ('How many.', (Parameter(name='limit', default=5, needed=False, told='rows'),))
    """
    name = Path(file).stem
    if not _NAME.fullmatch(name):
        raise QueryError(f"{file}: name it with a-z, 0-9 and - alone, as in most-reprinted.sql")
    told: list[str] = []
    parameters = []
    for line in text.splitlines():
        comment = line.strip()
        if not comment.startswith("--"):
            break
        comment = comment.removeprefix("--").strip()
        if parameter := _PARAMETER.fullmatch(comment):
            default = None if parameter["default"] is None else _value(parameter["default"])
            parameters.append(Parameter(parameter["name"], default, bool(parameter["needed"]), parameter["told"] or ""))
        elif comment:
            told.append(comment)
    if not told:
        raise QueryError(f"{file}: says in no comment what it answers; begin it with a line: -- What …")
    return Question(name, told[0], " ".join(told[1:]), tuple(parameters), text)


def _value(text: str) -> str | int | float:
    """
    >>> _value("20"), _value("0.5"), _value("2024-03"), _value("007")
    (20, 0.5, '2024-03', '007')
    """
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,17})", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text
