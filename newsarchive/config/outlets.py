"""A table [outlets.NAME] -> an outlet that needs no code: where it is, in which zone it prints, which selectors help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from newsarchive.config import operation
from newsarchive.config.problems import Keys, Problems, string, strings
from newsarchive.discover.adhoc import hosts_of, identity_of, outlet_at
from newsarchive.discover.urls import is_http
from newsarchive.items import Outlet
from newsarchive.pages.site import FIELDS, xpath

__all__ = ["KEYS", "Configured", "described", "is_zone", "near_zone", "tell_apart", "written"]

KEYS: Final = ("title", "start", "zone", "language", "hosts", "identity", "fields")
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


def described(name: str, told: Mapping[str, Any], problems: Problems) -> Configured | None:
    """One table -> the outlet, None when something is wrong with it."""
    here = ("outlets", name)
    before = len(problems.found)
    if not _NAME.fullmatch(name):
        problems.add(
            here, f"outlets.{name}: a name is made of a-z, 0-9, - and _, 64 at the most, and begins with a letter or digit"
        )
    problems.unknown(here, told, (*KEYS, *operation.KEYS))
    starts = strings(told, here, "start", problems)
    if not starts and "start" not in told:
        problems.add(here, f'outlets.{name}: no start; write start = "https://…/", the address of its front page')
    for address in starts:
        if not is_http(address):
            problems.add(
                (*here, "start"), f"outlets.{name}.start: {address!r} is no http(s) address; write it as {_as_http(address)}"
            )
    zone = string(told, here, "zone", problems)
    if "zone" not in told:
        problems.add(here, f'outlets.{name}: no zone; write zone = "Asia/Shanghai", or wherever its clocks are read')
    elif zone is not None and not is_zone(zone):
        meant = near_zone(zone) or "an IANA name such as Asia/Shanghai"
        problems.add((*here, "zone"), f"outlets.{name}.zone: there is no zone {zone!r}; write {meant}")
    language = string(told, here, "language", problems)
    if language is not None and not _LANGUAGE.fullmatch(language):
        problems.add(
            (*here, "language"), f"outlets.{name}.language: {language!r} is no BCP 47 tag; write it as zh, zh-Hant or en-GB"
        )
    hosts = tuple(host.lower() for host in strings(told, here, "hosts", problems))
    for host in hosts:
        if not _HOST.fullmatch(host):
            problems.add(
                (*here, "hosts"),
                f"outlets.{name}.hosts: {host!r} is no host; write paper.example, or .paper.example for all under it",
            )
    keys = strings(told, here, "identity", problems)
    fields = _fields(told.get("fields", {}), here, problems)
    if len(problems.found) > before:
        return None
    home = starts[0]
    outlet = replace(
        outlet_at(home),
        name=name,
        title=string(told, here, "title", problems) or outlet_at(home).title,
        hosts=hosts or tuple(dict.fromkeys(host for address in starts for host in hosts_of(address))),
        zone=zone or "UTC",
        language=language,
        identity=identity_of(home, keys),
    )
    return Configured(outlet, starts, fields) if len(problems.found) == before else None


def _as_http(address: str) -> str:
    bare = address.partition("://")[2] or address.lstrip("/:")
    return f"https://{bare}" + ("" if "/" in bare else "/")


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        return False
    return True


def near_zone(name: str) -> str | None:
    zones = available_timezones()
    city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
    near = get_close_matches(name.rpartition("/")[2].lower().replace(" ", "_"), city, 1, 0.75)
    return city[near[0]] if near else None


def _fields(told: Any, here: Keys, problems: Problems) -> dict[str, str]:
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
        selector = string(told, (*here, "fields"), name, problems)
        if selector is None:
            continue
        try:
            xpath(selector)
        except ValueError as error:
            problems.add(place, f"{'.'.join(place)}: {selector!r} is {error}; write CSS as h1.headline, XPath as xpath://h1")
            continue
        found[name] = selector
    return found


def tell_apart(found: list[Configured], problems: Problems) -> None:
    """Each host belongs to one outlet."""
    owners: dict[str, str] = {}
    for one in found:
        name = one.outlet.name
        for host in one.outlet.hosts:
            if host in owners:
                problems.add(
                    ("outlets", name),
                    f"outlets.{name}: {host} belongs to {owners[host]} already; give hosts to both, each its own",
                )
            owners.setdefault(host, name)


def written(one: Configured) -> str:
    """The entry of an outlet, as it stands in a file; the inverse of `parse`.

    >>> from newsarchive.config import parse
    >>> [harbour] = parse('[outlets.harbour]\\nstart = "https://harbour.example/"\\nzone = "Europe/Berlin"').outlets.values()
    >>> parse(written(harbour)).outlets["harbour"].outlet.hosts == harbour.outlet.hosts
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
