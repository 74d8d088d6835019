"""A plan and a clock -> two papers on loopback that do what it says, and keep a log of what they were asked and answered.

`Harbour` is the demo outlet, whose pages newsarchive has page objects for; `Tideline` (tideline.py) any paper, with a feed and
a sitemap, which is read as on any page.
"""

from __future__ import annotations

import json
import re
import time
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from plan import RETRY_AFTER, Plan, Trouble

from newsarchive import clock
from newsarchive.demo import Answer, Edition, Mishap, Outlet, Story
from newsarchive.demo.fates import Fate

__all__ = ["FATES", "AsOf", "Asked", "Harbour", "Log", "Paper"]

#: Seconds of the clock before each answer of a slow server.
SLOWNESS = 10.0
FATES = (Fate.NOT_FOUND, Fate.GONE, Fate.SOFT, Fate.HOME, Fate.EMPTIED)
_MISHAPS = {Trouble.WALL: Mishap.BOT_WALL, Trouble.REFUSAL: Mishap.REFUSAL, Trouble.REDESIGN: Mishap.LAYOUT}
_TROUBLES = frozenset(str(trouble) for trouble in Trouble)
_NUMBER = re.compile(r"\b([123]\d{6})\b")


class Asked(NamedTuple):
    """One request, and what was answered."""

    at: datetime
    path: str
    status: int
    """0: the connection was cut."""
    id: int | None
    """Of the article, where its own address was asked for."""
    said: str
    """Of an article: "v" and the version's number, or its fate; else what befell the server, or ""."""

    @property
    def version(self) -> int | None:
        """Which version of the article was served."""
        return int(self.said[1:]) if self.said.startswith("v") else None

    @property
    def trouble(self) -> str | None:
        """What befell the server, where that is all that the answer tells."""
        return self.said if self.said in _TROUBLES else None


class Log:
    """What a paper was asked, kept in a file: it outlives the process."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = Lock()

    def add(self, asked: Asked) -> None:
        """Append a request."""
        with self._lock:
            self._file.write(json.dumps([asked.at.isoformat(), *asked[1:]], ensure_ascii=False) + "\n")
            self._file.flush()

    @staticmethod
    def last(path: Path) -> datetime | None:
        """When the last request of a file was made."""
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - 1000))
                lines = file.read().split(b"\n")[:-1]
            return datetime.fromisoformat(json.loads(lines[-1])[0]) if lines else None
        except OSError:
            return None

    @staticmethod
    def read(path: Path) -> list[Asked]:
        """The requests in a file; a last line that a kill cut short is none."""
        lines = path.read_text("utf-8").splitlines(keepends=True)
        rows = (json.loads(line) for line in lines if line.endswith("\n"))
        return sorted(Asked(datetime.fromisoformat(at), *rest) for at, *rest in rows)


@dataclass(frozen=True, kw_only=True)
class AsOf(Edition):
    """What a paper holds between two moments of its plan."""

    held: Mapping[int, Story]
    down: Mapping[int, str]
    last: Mapping[int, Story]

    @property
    def stories(self) -> Mapping[int, Story]:
        return self.held

    @property
    def fates(self) -> Mapping[int, str]:
        return self.down

    def withdrawn(self, id: int) -> Story:
        return self.last[id]

    strays = ()
    gone = frozenset()  # type: ignore[assignment]
    forbidden = frozenset()  # type: ignore[assignment]

    def __hash__(self) -> int:
        return id(self)


class Paper(Outlet):
    """An outlet that lives by a plan."""

    def __init__(self, plan: Plan, log: Log) -> None:
        self.plan = plan
        self._log = log
        self._moments = plan.moments()
        self._turning = Lock()
        self._state: tuple[int, Mishap | None] | None = None
        super().__init__(crawl_delay_seconds=None)
        self._per_page = 20

    def response(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """As the plan has it at this moment. Raises ConnectionAbortedError while the server is dead."""
        now = clock.now()
        trouble = self.plan.trouble(now)
        if trouble is Trouble.SLOW:
            time.sleep(clock.takes(SLOWNESS))
        with self._turning:
            self._turn(now, trouble)
        answer = self._troubled(now, trouble) or super().response(path, headers)
        id = self.id_at(path)
        self._log.add(Asked(now, path, answer.status if answer else 0, id, self._said(now, id, answer, trouble)))
        if not answer.status:
            raise ConnectionAbortedError
        return answer

    def id_at(self, path: str) -> int | None:
        """The article whose own address a path is."""
        found = _NUMBER.search(path)
        piece = self.plan.pieces.get(int(found[1])) if found else None
        if piece is None or urlsplit(path).path != urlsplit(self.address(piece.versions[0].story)).path:
            return None
        return piece.id

    def address(self, story: Story) -> str:
        """Where the text of an article stands."""
        return story.document

    def _said(self, at: datetime, id: int | None, answer: Answer, trouble: Trouble | None) -> str:
        down = self.plan.pieces[id].down(at) if id is not None else None
        if trouble is not None and trouble is not Trouble.SLOW and not (down and trouble in _MISHAPS):
            return trouble.value
        if id is None:
            return ""
        piece = self.plan.pieces[id]
        if down is not None:  # what befalls pages befalls none that is not there
            return str(down.fate)
        version = piece.version(at)
        assert (answer.status in (200, 304)) is (version is not None), (at, id, answer.status, version)
        return "" if version is None else f"v{version}"

    def _turn(self, at: datetime, trouble: Trouble | None) -> None:
        """Let what the paper holds be what it is at a moment."""
        number, mishap = bisect_right(self._moments, at), _MISHAPS.get(trouble) if trouble else None
        if (number, mishap) == self._state:
            return
        self._state = number, mishap
        there = [piece for piece in self.plan.pieces.values() if piece.published <= at]
        last = {piece.id: piece.versions[piece.version(at) or 0].story for piece in there}
        down = {piece.id: str(one.fate) for piece in there if (one := piece.down(at))}
        held = {id: story for id, story in last.items() if id not in down}
        held = dict(sorted(held.items(), key=lambda item: item[1].published, reverse=True))
        self.edition = AsOf(held=held, down=down, last=last, articles=len(held))
        self.befall(mishap)

    def _troubled(self, at: datetime, trouble: Trouble | None) -> Answer | None:
        """What a server says that is not well; status 0: nothing."""
        told: tuple[tuple[str, str], ...]
        match trouble:
            case Trouble.UNAVAILABLE:
                told = (("Retry-After", str(int(RETRY_AFTER[trouble].total_seconds()))),)
            case Trouble.BUSY:
                told = (("Retry-After", format_datetime(at + RETRY_AFTER[trouble], usegmt=True)),)
            case Trouble.ERROR:
                told = ()
            case Trouble.DEAD:
                return Answer(0, (), b"")
            case _:
                return None
        body = "服务繁忙，请稍候再试。".encode()
        return Answer(
            int(trouble), (("Content-Type", "text/html; charset=utf-8"), *told, ("Content-Length", str(len(body)))), body
        )


class Harbour(Paper):
    """The demo outlet."""
