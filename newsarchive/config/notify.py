"""The table [notify] -> whom to tell of which alarms.

    [notify]
    command = ["mail", "-s", "newsarchive", "desk@library.example"]   # gets JSON on its standard input
    webhook = "https://chat.example/hooks/1"                          # gets the same as the body of a POST
    on = ["failed", "blocked", "disk"]    # all kinds, unless it is said
    failures = 3                          # crawls of an outlet that fail in a row
    disk = 5                              # GB free, at the least
    timeout = 20                          # seconds for a hook
    allow_private = true                  # for a webhook in one's own network
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from newsarchive.alarms import Kind
from newsarchive.config.operation import number
from newsarchive.config.problems import Keys, Problems, string, strings
from newsarchive.discover.urls import is_http

__all__ = ["KEYS", "Notify", "read"]


@dataclass(frozen=True, slots=True)
class Notify:
    """Whom to tell of what."""

    command: tuple[str, ...] = ()
    webhook: str | None = None
    on: frozenset[Kind] = frozenset(Kind)
    failures: int = 3
    """Crawls of an outlet that fail in a row before it is told."""
    disk_bytes: float = 5e9
    """Free, at the least."""
    timeout_seconds: float = 20.0
    allow_private: bool = False

    def __bool__(self) -> bool:
        return bool(self.command or self.webhook)


KEYS: Final = ("command", "webhook", "on", "failures", "disk", "timeout", "allow_private")


def read(told: Mapping[str, Any], here: Keys, problems: Problems) -> Notify:
    """What the table says; what is wrong goes to `problems`."""
    problems.unknown(here, told, KEYS)
    if told and not {"command", "webhook"} & set(told):
        problems.add(here, 'notify: nobody is told; write command = ["…"] or webhook = "https://…"')
    usual = Notify()
    failures = number(told, here, "failures", problems, least=1, most=1000, unit="crawls")
    disk = number(told, here, "disk", problems, least=0, most=1e6, unit="gigabytes")
    timeout = number(told, here, "timeout", problems, least=1, most=300, unit="seconds")
    return Notify(
        command=_command(told, here, problems),
        webhook=_webhook(told, here, problems),
        on=_kinds(told, here, problems),
        failures=usual.failures if failures is None else int(failures),
        disk_bytes=usual.disk_bytes if disk is None else disk * 1e9,
        timeout_seconds=usual.timeout_seconds if timeout is None else timeout,
        allow_private=_yes(told, here, "allow_private", problems),
    )


def _command(told: Mapping[str, Any], here: Keys, problems: Problems) -> tuple[str, ...]:
    if isinstance(told.get("command"), str):  # no shell splits it
        words = ", ".join(f'"{word}"' for word in told["command"].split())
        problems.add((*here, "command"), f"notify.command: words are needed, each for itself; write command = [{words}]")
        return ()
    return strings(told, here, "command", problems)


def _webhook(told: Mapping[str, Any], here: Keys, problems: Problems) -> str | None:
    url = string(told, here, "webhook", problems)
    if url is None or (is_http(url) and urlsplit(url).hostname):
        return url
    problems.add((*here, "webhook"), f'notify.webhook: {url!r} is no http(s) address; write webhook = "https://…"')
    return None


def _kinds(told: Mapping[str, Any], here: Keys, problems: Problems) -> frozenset[Kind]:
    named = strings(told, here, "on", problems)
    known = {str(kind) for kind in Kind}
    for name in named:
        if name not in known:
            problems.add((*here, "on"), f"notify.on: there is no alarm {name!r}; there are {', '.join(map(str, Kind))}")
    return frozenset(Kind(name) for name in named if name in known) if "on" in told else frozenset(Kind)


def _yes(told: Mapping[str, Any], here: Keys, key: str, problems: Problems) -> bool:
    value = told.get(key, False)
    if isinstance(value, bool):
        return value
    problems.add((*here, key), f"{'.'.join((*here, key))}: {value!r} is neither true nor false; write {key} = true")
    return False
