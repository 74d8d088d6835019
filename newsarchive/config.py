"""newsarchive.toml -> outlets that need no code: where they are, in which zone they print, which selectors help.

    [outlets.harbour]
    title = "Harbour Courier"
    start = ["https://harbour.example/", "https://harbour.example/local/"]
    zone = "Europe/Berlin"
    language = "de"                       # optional, as is all below
    hosts = [".harbour.example"]          # a leading "." stands for every sub-domain
    identity = ["id"]                     # the query keys that tell its articles apart
    [outlets.harbour.fields]
    title = "h1.headline"                 # CSS
    body = "xpath://div[@id='text']"      # XPath

Everything that is wrong is told at once, with its line and what to write instead, before anything starts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from newsarchive.discover.adhoc import hosts_of, identity_of, outlet_at
from newsarchive.discover.urls import is_http
from newsarchive.errors import ConfigError
from newsarchive.items import Outlet
from newsarchive.pages import with_modules
from newsarchive.pages.site import FIELDS, xpath

__all__ = ["Configured", "load", "parse", "written"]

_KEYS: Final = ("title", "start", "zone", "language", "hosts", "identity", "fields")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_HOST: Final = re.compile(r"\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Configured:
    """An outlet as the file describes it."""

    outlet: Outlet
    starts: tuple[str, ...]
    """The addresses that a crawl begins with."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field -> CSS selector, or "xpath:" and an expression."""


@dataclass(slots=True)
class _Problems:
    """What is wrong with a file, line by line."""

    path: str
    lines: dict[tuple[str, ...], int]
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, keys: tuple[str, ...], what: str) -> None:
        here = keys
        while here and here not in self.lines:
            here = here[:-1]
        self.found.append((self.lines.get(here, 1), what))


def load(path: Path) -> tuple[Configured, ...]:
    """The outlets that a file describes.

    Raises ConfigError, with a line for everything that is wrong.
    """
    try:
        return parse(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; give the path of a file that can be read") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: no UTF-8 at byte {error.start}; save the file as UTF-8") from error


def parse(text: str, path: str = "newsarchive.toml") -> tuple[Configured, ...]:
    """The outlets that a text describes.

    >>> [one] = parse('[outlets.harbour]\\nstart = "https://harbour.example/"\\nzone = "Europe/Berlin"')
    >>> one.outlet.name, one.outlet.hosts, one.starts
    ('harbour', ('.harbour.example',), ('https://harbour.example/',))
    >>> parse('[outlets.harbour]\\nstart = "https://harbour.example"\\nzone = "Berlin"')
    Traceback (most recent call last):
    newsarchive.errors.ConfigError: newsarchive.toml:3: outlets.harbour.zone: there is no zone 'Berlin'; write Europe/Berlin
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, str(error))) from error
    problems = _Problems(path, _lines(text))
    for key in data:
        if key != "outlets":
            problems.add((key,), f"{key}: no such key; outlets stand under [outlets.NAME]")
    described = data.get("outlets", {})
    if not isinstance(described, dict):
        problems.add(("outlets",), "outlets: a table is needed; write [outlets.NAME]")
        described = {}
    found = [one for name, told in described.items() if (one := _outlet(name, told, problems))]
    _tell_apart(found, problems)
    if problems.found:
        raise ConfigError("\n".join(f"{path}:{line}: {what}" for line, what in sorted(problems.found)))
    return tuple(found)


def _syntax(path: str, message: str) -> str:
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


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Each key's line, from 1: tomllib does not tell."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
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


def _outlet(name: str, told: Any, problems: _Problems) -> Configured | None:
    """One table -> the outlet, None when something is wrong with it."""
    here = ("outlets", name)
    before = len(problems.found)
    if not _NAME.fullmatch(name):
        problems.add(
            here, f"outlets.{name}: a name is made of a-z, 0-9, - and _, 64 at the most, and begins with a letter or digit"
        )
    if not isinstance(told, dict):
        problems.add(here, f"outlets.{name}: a table is needed; write [outlets.{name}]")
        return None
    for key in told:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            problems.add(
                (*here, key),
                f"outlets.{name}.{key}: no such key; " + (f"write {near[0]}" if near else f"there are {', '.join(_KEYS)}"),
            )
    starts = _strings(told, here, "start", problems)
    if not starts and "start" not in told:
        problems.add(here, f'outlets.{name}: no start; write start = "https://…/", the address of its front page')
    for address in starts:
        if not is_http(address):
            problems.add(
                (*here, "start"), f"outlets.{name}.start: {address!r} is no http(s) address; write it as {_as_http(address)}"
            )
    zone = _string(told, here, "zone", problems)
    if "zone" not in told:
        problems.add(here, f'outlets.{name}: no zone; write zone = "Asia/Shanghai", or wherever its clocks are read')
    elif zone is not None and not _is_zone(zone):
        meant = _near_zone(zone) or "an IANA name such as Asia/Shanghai"
        problems.add((*here, "zone"), f"outlets.{name}.zone: there is no zone {zone!r}; write {meant}")
    language = _string(told, here, "language", problems)
    if language is not None and not _LANGUAGE.fullmatch(language):
        problems.add(
            (*here, "language"), f"outlets.{name}.language: {language!r} is no BCP 47 tag; write it as zh, zh-Hant or en-GB"
        )
    hosts = tuple(host.lower() for host in _strings(told, here, "hosts", problems))
    for host in hosts:
        if not _HOST.fullmatch(host):
            problems.add(
                (*here, "hosts"),
                f"outlets.{name}.hosts: {host!r} is no host; write paper.example, or .paper.example for all under it",
            )
    keys = _strings(told, here, "identity", problems)
    fields = _fields(told.get("fields", {}), here, problems)
    if len(problems.found) > before:
        return None
    home = starts[0]
    outlet = replace(
        outlet_at(home),
        name=name,
        title=_string(told, here, "title", problems) or outlet_at(home).title,
        hosts=hosts or tuple(dict.fromkeys(host for address in starts for host in hosts_of(address))),
        zone=zone or "UTC",
        language=language,
        identity=identity_of(home, keys),
    )
    return Configured(outlet, starts, fields) if len(problems.found) == before else None


def _as_http(address: str) -> str:
    bare = address.partition("://")[2] or address.lstrip("/:")
    return f"https://{bare}" + ("" if "/" in bare else "/")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        return False
    return True


def _near_zone(name: str) -> str | None:
    zones = available_timezones()
    city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
    near = get_close_matches(name.rpartition("/")[2].lower().replace(" ", "_"), city, 1, 0.75)
    return city[near[0]] if near else None


def _string(told: Mapping[str, Any], here: tuple[str, ...], key: str, problems: _Problems) -> str | None:
    value = told.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    problems.add((*here, key), f'{".".join(here)}.{key}: {value!r} is no text; write {key} = "…"')
    return None


def _strings(told: Mapping[str, Any], here: tuple[str, ...], key: str, problems: _Problems) -> tuple[str, ...]:
    value = told.get(key, [])
    values: Any = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(one, str) and one.strip() for one in values):
        return tuple(one.strip() for one in values)
    problems.add((*here, key), f'{".".join(here)}.{key}: {value!r} is no list of texts; write {key} = ["…"]')
    return ()


def _fields(told: Any, here: tuple[str, ...], problems: _Problems) -> dict[str, str]:
    if not isinstance(told, dict):
        problems.add((*here, "fields"), f"{'.'.join(here)}.fields: a table is needed; write [{'.'.join(here)}.fields]")
        return {}
    found = {}
    for name in told:
        place = (*here, "fields", name)
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 1)
            problems.add(
                place,
                f"{'.'.join(place)}: no such field; " + (f"write {near[0]}" if near else f"there are {', '.join(FIELDS)}"),
            )
            continue
        selector = _string(told, (*here, "fields"), name, problems)
        if selector is None:
            continue
        try:
            xpath(selector)
        except ValueError as error:
            problems.add(place, f"{'.'.join(place)}: {selector!r} is {error}; write CSS as h1.headline, XPath as xpath://h1")
            continue
        found[name] = selector
    return found


def _tell_apart(found: list[Configured], problems: _Problems) -> None:
    """Each name and each host belongs to one outlet."""
    modules = with_modules()
    owners: dict[str, str] = {}
    for one in found:
        name = one.outlet.name
        if name in modules:
            problems.add(("outlets", name), f"outlets.{name}: newsarchive has an outlet of that name; choose another")
        for host in one.outlet.hosts:
            if host in owners:
                problems.add(
                    ("outlets", name),
                    f"outlets.{name}: {host} belongs to {owners[host]} already; give hosts to both, each its own",
                )
            owners.setdefault(host, name)


def written(one: Configured) -> str:
    """The entry of an outlet, as it stands in a file; the inverse of `parse`.

    >>> [harbour] = parse('[outlets.harbour]\\nstart = "https://harbour.example/"\\nzone = "Europe/Berlin"')
    >>> parse(written(harbour))[0].outlet.hosts == harbour.outlet.hosts
    True
    """
    outlet = one.outlet
    lines = [f"[outlets.{outlet.name}]", f"title = {_quoted(outlet.title)}"]
    starts = ", ".join(map(_quoted, one.starts))
    lines.append(f"start = [{starts}]")
    lines.append(f"zone = {_quoted(outlet.zone)}")
    if outlet.language:
        lines.append(f"language = {_quoted(outlet.language)}")
    lines.append(f"hosts = [{', '.join(map(_quoted, outlet.hosts))}]")
    if one.fields:
        lines.append(f"[outlets.{outlet.name}.fields]")
        lines += [f"{name} = {_quoted(place)}" for name, place in one.fields.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
