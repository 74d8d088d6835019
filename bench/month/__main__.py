"""Days of a daemon's life in minutes: two invented papers publish, edit, take down and fail; the archive is held against them.

    python bench/month [--days 30] [--seeds 1,2] [--kills 3] [--folder FOLDER] [--again]

The daemon, its spiders, the store and the papers' servers are the real ones; only the clock is moved: sixty times as fast
while a crawl is under way, and set forward while nothing is. What the papers do is drawn from the seed before the first
request, and what they were asked and answered stands in their logs: those two are the truth. In the midst of a crawl the
process is killed with -9 and begun again. Prints a table of what was found with the bound that each figure must hold; exit
code 1 when one does not. † is time in which the outlet could be asked: its server answered, the machine was awake, the hours
were not quiet, the budget was not used up.

--folder keeps the archive, the logs and what the daemon told; --again reads the figures of such a folder once more.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from figures import Figure, figures
from living import HOSTS, Month, live
from papers import Log
from plan import DAY, START

HERE = Path(__file__).parent
#: Seconds without a request after which the month is taken to have stopped.
STUCK = 300.0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python bench/month", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--seeds", default="1", help="one after the other: 1,2,3")
    parser.add_argument("--kills", type=int, help="of the process; without it one, and another for every ten days")
    parser.add_argument("--folder", type=Path, help="kept, a folder in it for each seed; without it they are thrown away")
    parser.add_argument("--again", action="store_true", help="the figures of what is in the folder, without living it again")
    parser.add_argument("--live", nargs=3, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.live:
        folder, ports, start = told.live
        first, second = map(int, ports.split(","))
        live(Month(Path(folder), int(told.seeds), told.days, (first, second)), datetime.fromisoformat(start))
        return 0
    kills = told.kills if told.kills is not None else 1 + int(told.days // 10)
    wrong = 0
    with tempfile.TemporaryDirectory() as made:
        for seed in map(int, told.seeds.split(",")):
            folder = (told.folder or Path(made)) / f"seed-{seed}"
            began, spent = time.monotonic(), _spent()
            month = Month(folder, seed, told.days, (_free(HOSTS["demo"]), _free(HOSTS["tideline"])))
            if not told.again:
                folder.mkdir(parents=True)
                _live(month, kills)
            took = f"lived in {time.monotonic() - began:.0f} s, {_spent() - spent:.0f} s of them the processor's"
            print(f"\n{told.days:g} days, seed {seed}, {kills} kills" + ("" if told.again else f": {took}") + "\n")
            found = list(figures(month))
            _print(found)
            wrong += sum(not figure.holds for figure in found)
    if wrong:
        print(f"\n{wrong} {'figure does' if wrong == 1 else 'figures do'} not hold")
    return 1 if wrong else 0


def _spent() -> float:
    """Processor's seconds of the processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _free(host: str) -> int:
    with socket.socket() as one:
        one.bind((host, 0))
        return int(one.getsockname()[1])


def _live(month: Month, kills: int) -> None:
    """The month from beginning to end, killed within as many crawls."""
    chance = random.Random(f"{month.seed} kills")
    moments = sorted(START + month.days * DAY * chance.uniform(0.1, 0.95) for _ in range(kills))
    start = START
    while True:
        process = subprocess.Popen(
            [
                *(sys.executable, str(HERE), "--seeds", str(month.seed), "--days", str(month.days)),
                *("--live", str(month.folder), f"{month.ports[0]},{month.ports[1]}", start.isoformat()),
            ],
            env=os.environ,
        )
        try:
            killed = _watched(month, process, moments)
        finally:
            process.kill()
            process.wait()
        if not killed:
            break
        start = _latest(month) + timedelta(minutes=1)
    if process.returncode != 0:
        raise SystemExit(f"{month.folder}: the month ended with code {process.returncode}; see daemon.log there")


def _watched(month: Month, process: subprocess.Popen[bytes], moments: list[datetime]) -> bool:
    """Let it run to its end, or to the first of the moments; whether it was killed."""
    latest, moved, told = START, time.monotonic(), 0.0
    while process.poll() is None:
        time.sleep(0.02)
        if (now := _latest(month)) != latest:
            latest, moved = now, time.monotonic()
        elif time.monotonic() - moved > STUCK:
            raise SystemExit(f"{month.folder}: nothing was asked for since {latest}; see daemon.log there")
        if time.monotonic() - told > 5:
            told = time.monotonic()
            print(f"seed {month.seed}: day {(latest - START) / DAY:.1f} of {month.days:g}", end="\r", file=sys.stderr)
        if moments and latest >= moments[0]:
            moments.pop(0)
            process.kill()
            return True
    return False


def _latest(month: Month) -> datetime:
    """The last request that was written down."""
    return max((Log.last(month.log(name)) or START for name in HOSTS), default=START)


def _print(found: list[Figure]) -> None:
    print("| figure | measured | bound | |")
    print("| --- | --- | --- | --- |")
    for one in found:
        print(f"| {one.name} | {one.value} | {one.bound} | {'holds' if one.holds else '**does not hold**'} |")
    for one in found:
        if not one.holds:
            print(f"\n{one.name}:")
            for example in one.broken[:10]:
                print(f"  {example}")


if __name__ == "__main__":
    sys.exit(main())
