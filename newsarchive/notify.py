"""Alarms -> whoever [notify] of newsarchive.toml names: each once, until it is over.

What was told whom is kept in `alarms.json` in the archive's folder, so that no restart repeats it and no other process
(`newsarchive health --notify` beside a daemon) tells it too. A hook that fails is tried again at the next look.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from newsarchive import hooks
from newsarchive.alarms import Alarm, Kind
from newsarchive.config import Notify
from newsarchive.errors import ArchiveBusy, StoreError
from newsarchive.hooks import HookFailed
from newsarchive.schedule import timestamp
from newsarchive.store.lock import WriterLock

__all__ = ["Telling", "Told", "known", "tell", "test"]

FILE: Final = "alarms.json"
#: Alarms that a message's text names; all of them are in its fields.
_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm, and whom it was told."""

    alarm: Alarm
    since: str
    """When it was first seen, UTC."""
    hooks: tuple[str, ...] = ()
    """"command", "webhook": those that took it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What came of a look."""

    hook: str
    alarms: tuple[str, ...]
    """New ones, and ones that are over, in words."""
    error: HookFailed | None = None
    """None: it was taken."""

    def __str__(self) -> str:
        what = "; ".join(self.alarms[:3]) + (f"; and {len(self.alarms) - 3} more" if len(self.alarms) > 3 else "")
        return f"could not be told by {self.hook} ({self.error}): {what}" if self.error else f"told by {self.hook}: {what}"


def known(archive: Path) -> list[Told]:
    """The alarms that were there at the last look, oldest first.

    Raises StoreError when the file cannot be read.
    """
    path = archive / FILE
    try:
        rows = json.loads(path.read_text("utf-8"))["alarms"]
        return [
            Told(
                Alarm(kind=Kind(row["kind"]), outlet=row["outlet"], about=row["about"], told=row["told"]),
                row["since"],
                tuple(row["hooks"]),
            )
            for row in rows
        ]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check its permissions") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: not as newsarchive writes it; delete it, and what is wrong is told once more") from error


def tell(
    archive: Path,
    notify: Notify,
    alarms: Iterable[Alarm],
    looked_for: frozenset[Kind],
    now: datetime,
    *,
    allow_private: bool = False,
) -> list[Telling]:
    """Tell what is new and what is over; alarms of other kinds than those looked for stay as they were.

    Takes as long as the hooks do, `notify.timeout_seconds` each at the most. Does nothing while another process is at it.
    Raises StoreError when what was told cannot be kept.
    """
    try:
        lock = WriterLock(archive, "alarms.lock")
    except ArchiveBusy:
        return []
    try:
        before = {told.alarm.key: told for told in known(archive)}
        there = {alarm.key: alarm for alarm in alarms}
        kept = {key: told for key, told in before.items() if told.alarm.kind not in looked_for and key not in there}
        fresh = Told(Alarm(kind=Kind.DISK, told=""), timestamp(now))
        kept |= {key: replace(before.get(key, fresh), alarm=alarm) for key, alarm in there.items()}
        over = [told for key, told in before.items() if key not in kept and told.hooks]
        _keep(archive, kept.values())
        done = []
        for hook in _hooks(notify):
            raised = [key for key, told in kept.items() if hook not in told.hooks and told.alarm.kind in notify.on]
            cleared = [told for told in over if hook in told.hooks]
            if not raised and not cleared:
                continue
            news = [(kept[key], "raised") for key in raised] + [(told, "over") for told in cleared]
            done.append(_delivered(notify, hook, _message(archive, news, now), _lines(news), allow_private))
            if done[-1].error is None:
                kept |= {key: replace(kept[key], hooks=(*kept[key].hooks, hook)) for key in raised}
                _keep(archive, kept.values())
        return done
    finally:
        lock.release()


def test(archive: Path, notify: Notify, now: datetime, *, allow_private: bool = False) -> list[Telling]:
    """Send a message of no alarm to each hook."""
    text = f"newsarchive: a test from {_place(archive)}; nothing is wrong"
    message = {**_message(archive, [], now), "text": text, "test": True}
    return [_delivered(notify, hook, message, (), allow_private) for hook in _hooks(notify)]


def _hooks(notify: Notify) -> list[str]:
    return [name for name, there in (("command", notify.command), ("webhook", notify.webhook)) if there]


def _delivered(notify: Notify, hook: str, message: Mapping[str, Any], lines: tuple[str, ...], allow_private: bool) -> Telling:
    try:
        if hook == "command":
            hooks.run(notify.command, message, notify.timeout_seconds)
        else:
            allow_private = allow_private or notify.allow_private
            hooks.post(notify.webhook or "", message, notify.timeout_seconds, allow_private=allow_private)
    except HookFailed as error:
        return Telling(hook, lines, error)
    return Telling(hook, lines)


def _lines(told: Iterable[tuple[Told, str]]) -> tuple[str, ...]:
    return tuple(f"{'over: ' if state == 'over' else ''}{one.alarm}" for one, state in told)


def _message(archive: Path, told: list[tuple[Told, str]], now: datetime) -> dict[str, Any]:
    """What a hook gets: `text` is what Slack, Mattermost and Matrix's bridges show."""
    lines = _lines(told)
    more = [f"… and {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
    return {
        "text": "\n".join([f"newsarchive at {_place(archive)}:", *lines[:_NAMED], *more]),
        "host": socket.gethostname(),
        "archive": str(archive.absolute()),
        "at": timestamp(now),
        "alarms": [
            {
                "kind": str(one.alarm.kind),
                "outlet": one.alarm.outlet,
                "state": state,
                "since": one.since,
                "told": one.alarm.told,
            }
            for one, state in told
        ],
    }


def _place(archive: Path) -> str:
    return f"{socket.gethostname()}:{archive.absolute()}"


def _keep(archive: Path, told: Iterable[Told]) -> None:
    """Write the file anew, whole or not at all."""
    rows = [
        {
            "kind": str(one.alarm.kind),
            "outlet": one.alarm.outlet,
            "about": one.alarm.about,
            "told": one.alarm.told,
            "since": one.since,
            "hooks": list(one.hooks),
        }
        for one in sorted(told, key=lambda one: (one.since, one.alarm.key))
    ]
    path = archive / FILE
    partial = path.with_name(f"{FILE}.partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            json.dump({"alarms": rows}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; what was told is told again") from error
