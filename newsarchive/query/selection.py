"""What a person asks for -> a condition on `articles`: the one language of filters that searching and exporting share.

Values of one filter are alternatives, filters narrow each other. A name is met exactly as it is printed; with a * it is a
pattern: 张* begins so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from newsarchive.errors import OutletUnknown, QueryError
from newsarchive.extract.roles import ROLES, Group
from newsarchive.store import sources

__all__ = ["Condition", "Selection"]

_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"\d{{4}}(?:-(?:0[1-9]|1[0-2])(?:-{_DAY}(?:T(?:[01]\d|2[0-3]):[0-5]\d)?)?)?", re.ASCII)

_WRITERS = [name for name, role in ROLES.items() if role.group is Group.WRITING]
_DESK = [name for name, role in ROLES.items() if role.group is not Group.WRITING]


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE over `articles`."""

    sql: str
    """With named parameters; "1" when everything is selected."""
    values: dict[str, str]
    """The parameters, JSON arrays among them."""
    narrow: bool
    """Whether an index leads to the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles are meant; without a filter all are."""

    outlet: Sequence[str] = ()
    """Names or titles of outlets."""
    source: Sequence[str] = ()
    """Credited origins, by any of their names: 解放日报 is 上观新闻 too (`newsarchive sources`)."""
    author: Sequence[str] = ()
    """People credited for the writing."""
    editor: Sequence[str] = ()
    """People credited otherwise: the desk, pictures."""
    role: Sequence[str] = ()
    """As printed (栏目主编) or normalized (section_editor): of the editor who is named, else of the author, else of anybody."""
    since: str | None = None
    """A day as printed, in the outlet's zone, included: "2024", "2024-03", "2024-03-01" or "2024-03-01T08:30"."""
    until: str | None = None
    """Likewise, and included as a whole: until 2024-03 takes all of March. With either, undated articles are left out."""
    section: Sequence[str] = ()
    """A section at any depth, or a path of them: "长三角", "长三角 > 华东局"."""

    def __bool__(self) -> bool:
        """Whether there is any filter."""
        return self != Selection()

    def where(self, connection: Any) -> Condition:
        """The condition, for a statement that has the table `articles` under its own name.

        Raises QueryError for a date of another form, OutletUnknown, UsageError for a source that is no one name.
        """
        parts: list[str] = []
        values: dict[str, str] = {}
        if self.outlet:
            parts.append("articles.outlet IN (SELECT value FROM json_each(:outlet))")
            values["outlet"] = _json(_outlet(connection, name) for name in self.outlet)
        if self.source:
            parts.append(
                "articles.id IN (SELECT article_id FROM credited WHERE name IN"
                " (SELECT value FROM json_each(:source) UNION ALL"
                "  SELECT alias FROM sources WHERE name IN (SELECT value FROM json_each(:source))))"
            )
            values["source"] = _json(sources.name_of(connection, name) for name in self.source)
        parts.extend(self._credits(values))
        parts.extend(self._dates(values))
        if self.section:
            parts.append(
                "EXISTS (SELECT 1 FROM json_each(:section)"
                " WHERE instr(' > ' || articles.section || ' > ', ' > ' || value || ' > '))"
            )
            values["section"] = _json(" > ".join(re.split(r"\s*>\s*", path.strip())) for path in self.section)
        narrow = any((self.outlet, self.source, self.author, self.editor, self.role, self.since, self.until))
        return Condition(" AND ".join(parts) or "1", values, narrow)

    def _credits(self, values: dict[str, str]) -> Iterable[str]:
        anyhow = ["1"]
        role = [*anyhow]
        if self.role:
            values["role"] = _json(self.role)
            given = "(SELECT value FROM json_each(:role))"
            role.append(f"(role IN {given} OR role_normalized IN {given})")
        if self.author:
            yield _credited([*_person("author", self.author, _WRITERS, values), *(anyhow if self.editor else role)])
        if self.editor:
            yield _credited([*_person("editor", self.editor, _DESK, values), *role])
        if self.role and not self.author and not self.editor:
            yield _credited(role)

    def _dates(self, values: dict[str, str]) -> Iterable[str]:
        # A date that is printed less exactly than it is asked for counts when it may be meant: 2024-03 is since 2024-03-15.
        # date_utc, which has an index, leads near: zones are up to 14 hours apart, and a month counts from its first day.
        if self.since is not None:
            values["since"] = _date("since", self.since)
            values["since_utc"] = _before(self.since)
            yield "articles.date >= substr(:since, 1, length(articles.date)) AND articles.date_utc >= :since_utc"
        if self.until is not None:
            values["until"] = _date("until", self.until)
            values["until_utc"] = _after(self.until)
            yield "substr(articles.date, 1, length(:until)) <= :until AND articles.date_utc < :until_utc"


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _credited(conditions: Iterable[str]) -> str:
    return f"articles.id IN (SELECT article_id FROM credits WHERE {' AND '.join(conditions)})"  # noqa: S608


def _person(name: str, people: Sequence[str], roles: Sequence[str], values: dict[str, str]) -> Iterable[str]:
    """The conditions on a row of `credits` that one of the people is named in one of the roles."""
    values[name] = _json(person for person in people if "*" not in person)
    names = [f"name IN (SELECT value FROM json_each(:{name}))"]  # noqa: S608
    for number, pattern in enumerate(person for person in people if "*" in person):
        values[f"{name}_{number}"] = re.sub(r"[\[?]", r"[\g<0>]", pattern)  # * alone is a sign of GLOB's
        names.append(f"name GLOB :{name}_{number}")
    values[f"{name}_roles"] = _json(roles)
    yield f"({' OR '.join(names)})"
    yield f"+role_normalized IN (SELECT value FROM json_each(:{name}_roles))"  # noqa: S608


def _outlet(connection: Any, wanted: str) -> str:
    row = connection.execute("SELECT name FROM outlets WHERE ? IN (name, title)", (wanted,)).fetchone()
    if row is None:
        known = [row[0] for row in connection.execute("SELECT name FROM outlets ORDER BY name")]
        there_are = f"there are: {', '.join(known)}" if known else "there are none yet"
        raise OutletUnknown(f"no outlet is called {wanted!r} in this archive; {there_are}")
    return str(row[0])


def _date(name: str, text: str) -> str:
    if not _DATE.fullmatch(text):
        raise QueryError(f"--{name} {text!r} is no date; write it as 2024, 2024-03, 2024-03-01 or 2024-03-01T08:30")
    return text


def _before(text: str) -> str:
    """A moment in UTC before everything that a date as printed may mean.

    >>> _before("2024-03-15"), _before("2024"), _before("0001")
    ('2024-02-29', '2023-12-31', '0000')
    """
    first = date(max(int(text[:4]), 1), int(text[5:7] or 1), 1)
    return (first - timedelta(days=1)).isoformat() if first > date.min else "0000"


def _after(text: str) -> str:
    """A moment in UTC after everything that a date as printed may mean.

    >>> _after("2024-02"), _after("2024-12-31T23:59"), _after("9999")
    ('2024-03-02', '2025-01-02', '9999~')
    """
    year, month = int(text[:4]), int(text[5:7] or 12)
    if (year, month) >= (9999, 12):
        return "9999~"
    following = date(max(year, 1) + month // 12, month % 12 + 1, 1)
    return (following + timedelta(days=1)).isoformat()
