"""The month itself: the real daemon over an archive, with the papers that it crawls, in one process and by one clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from papers import FATES, Harbour, Log
from plan import Plan, Span, Trouble, plan, suspensions
from tideline import Tideline

from newsarchive import clock
from newsarchive.clock import Clock
from newsarchive.demo import Server

__all__ = ["BUDGET", "CHECKS", "EVERY", "HOSTS", "QUIET", "Month", "live"]

#: Seconds of the moved clock to one of others while something is under way; with nothing under way it is set forward.
SPEED = 60.0
HOSTS = {"demo": "127.0.0.1", "tideline": "127.0.0.2"}
EVERY = timedelta(minutes=30)
#: Requests a day.
BUDGET = {"demo": 1200, "tideline": 250}
#: Checks in a row, and over how many days, that make an article gone.
CHECKS = {"demo": (3, 3), "tideline": (2, 1)}
#: Hours of the outlet's day in which it is not to be asked.
QUIET = {"tideline": (2, 3)}
FILE = f"""\
[defaults]
every = "30m"
delay = 0
budget = {BUDGET["demo"]}

[outlets.demo]

[outlets.tideline]
title = "潮线周边"
start = "http://127.0.0.2:PORT/"
zone = "Asia/Shanghai"
quiet = "02:00-03:00"
budget = {BUDGET["tideline"]}
takedown = "2 checks, 1 day"
"""

_NO_REDESIGN = [one for one in Trouble if one is not Trouble.REDESIGN]


@dataclass(frozen=True, slots=True)
class Month:
    """What is to be lived through."""

    folder: Path
    seed: int
    days: float
    ports: tuple[int, int]

    def plans(self) -> dict[str, Plan]:
        """By outlet."""
        return {
            "demo": plan(self.seed, "demo", self.days, a_day=24, fates=FATES),
            # its redesign comes to stay
            "tideline": plan(self.seed, "tideline", self.days, a_day=12, fates=FATES, troubles=_NO_REDESIGN),
        }

    def sleeps(self) -> list[Span]:
        """When the archive's machine is asleep."""
        return suspensions(self.seed, self.days)

    def log(self, outlet: str) -> Path:
        """Where an outlet's requests are written down."""
        return self.folder / f"{outlet}.log"


class Waking(Clock):
    """A jumping clock of a machine that sleeps at times: whoever waits into such a time wakes at its end."""

    def __init__(self, start: datetime, sleeps: list[Span]) -> None:
        super().__init__(start, speed=SPEED, jumping=True)
        self._sleeps = sleeps

    async def idle(self, until: datetime, at_most: float) -> None:
        now = self.now()
        asleep = next((span for span in self._sleeps if span.start < until and now < span.end), None)
        await super().idle(max(until, asleep.end) if asleep else until, at_most)


def live(month: Month, start: datetime) -> None:
    """Let the daemon run from a moment of the month to its end; once in a process."""
    plans = month.plans()
    archive = month.folder / "archive"
    archive.mkdir(exist_ok=True)
    (archive / "newsarchive.toml").write_text(FILE.replace("PORT", str(month.ports[1])), "utf-8")
    clock.use(Waking(start, month.sleeps()))
    tideline = Tideline(plans["tideline"], Log(month.log("tideline")))
    with (
        Server(Harbour(plans["demo"], Log(month.log("demo"))), month.ports[0]) as harbor,
        Server(tideline, month.ports[1], host=HOSTS["tideline"]) as other,
        (month.folder / "daemon.log").open("a", encoding="utf-8") as told,
    ):
        tideline.origin = other.url
        os.environ["NEWSARCHIVE_DEMO_SITE"] = harbor.url
        from newsarchive.daemon import Daemon

        settings = {"NEWSARCHIVE_ALLOW_PRIVATE": True, "NEWSARCHIVE_CONTACT": "month@newsarchive.example"}
        Daemon(
            archive,
            settings=settings,
            told=lambda line: told.write(f"{clock.now():%m-%dT%H:%M:%S} {line}\n") and told.flush(),
            ended=lambda report: told.write(f"{clock.now():%m-%dT%H:%M:%S} {report}\n") and told.flush(),
            until=max(one.end for one in plans.values()),
        ).run()
