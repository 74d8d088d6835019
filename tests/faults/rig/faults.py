"""What goes wrong in a crawler's process: points at which it dies, and mutants, which break a promise of the archive.

A point dies by SIGKILL on its nth occasion; nothing of the process runs after that. A mutant is wrong all the time, and
exists to prove that the checks see it.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive import recorder
from newsarchive.run import Run
from newsarchive.store.archive import Archive
from newsarchive.store.commits import GroupCommit
from newsarchive.store.connection import Group
from newsarchive.warc import disk, recover, write

__all__ = ["FAULTS"]


def die() -> None:
    """Nothing after this line happens."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal is on its way


def counted(nth: int) -> Callable[[], bool]:
    """A question that is answered True from the nth time on."""
    left = nth

    def reached() -> bool:
        nonlocal left
        left -= 1
        return left <= 0

    return reached


def dying_before(holder: Any, name: str, nth: int) -> None:
    """Replace a function: the nth call dies before it does anything."""
    original, reached = getattr(holder, name), counted(nth)

    def replaced(*arguments: Any, **named: Any) -> Any:
        if reached():
            die()
        return original(*arguments, **named)

    setattr(holder, name, replaced)


def dying_after(holder: Any, name: str, nth: int) -> None:
    """Replace a function: the nth call dies when it has done everything."""
    original, reached = getattr(holder, name), counted(nth)

    def replaced(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        if reached():
            die()
        return result

    setattr(holder, name, replaced)


# -- points of a crawl -------------------------------------------------------------------------------------------------


def in_append(nth: int) -> None:
    """Half of the bytes are in the file: a torn tail."""
    original, reached = disk.write_at, counted(nth)

    def write_at(descriptor: int, data: bytes, offset: int) -> None:
        if reached():
            original(descriptor, data[: len(data) // 2], offset)
            die()
        original(descriptor, data, offset)

    disk.write_at = write_at


def in_commit(nth: int) -> None:
    """SQLite is writing the transaction into the WAL: the system ends the process inside that very write.

    A limit on the size of files lets the first page through and half of the second. The WARC is far smaller than that.
    """
    original, reached = Group.commit, counted(nth)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it otherwise
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def commit(group: Group) -> None:
        if reached():
            frame = 24 + group._connection.execute("PRAGMA page_size").fetchone()[0]  # sqlite.org/fileformat2.html, 4.1
            limit = Path(f"{group._path}-wal").stat().st_size + frame * 3 // 2
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        original(group)

    Group.commit = commit  # type: ignore[method-assign]


def out_of_order(nth: int) -> None:
    """One capture waits for its row while those behind it in the WARC get theirs; then the process dies."""
    submit, reached = GroupCommit.submit, counted(nth)
    held = False

    async def submitted(commits: GroupCommit, work: Callable[[], Any]) -> Any:
        nonlocal held
        if not held and reached():
            held = True
            dying_before(Group, "commit", 4)
            await asyncio.sleep(60)
        return await submit(commits, work)

    GroupCommit.submit = submitted  # type: ignore[method-assign]


def rotating(fault: Callable[[int], None]) -> Callable[[int], None]:
    """The fault in a crawl that begins a new WARC file every 20 KB."""

    def arm(nth: int) -> None:
        recorder.WarcWriter = partial(write.WarcWriter, max_bytes=20_000)  # type: ignore[misc]
        fault(nth)

    return arm


def before_rename(nth: int) -> None:
    """The file is complete and still called `.open`."""
    dying_before(write._OpenFile, "rename", nth)


def after_rename(nth: int) -> None:
    """The file has its final name, and the folder is not synced."""
    original, reached = disk.sync_folder, counted(nth)

    def sync_folder(folder: Path) -> None:
        if any(folder.glob("*.warc.gz")) and reached():
            die()
        original(folder)

    disk.sync_folder = sync_folder


# -- mutants -----------------------------------------------------------------------------------------------------------


def no_sync(_nth: int) -> None:
    """The WARC is never synced."""
    disk.sync = disk.sync_folder = lambda _: None  # type: ignore[assignment]


def commit_before_warc(_nth: int) -> None:
    """The rows are committed at once, and the bytes written when there is time."""
    original = disk.write_at

    def write_at(descriptor: int, data: bytes, offset: int) -> None:
        threading.Timer(0.25, original, (os.dup(descriptor), data, offset)).start()

    disk.write_at = write_at
    disk.sync = lambda _: None  # type: ignore[assignment]


def no_repair(_nth: int) -> None:
    """What a dead run left in the WARC folder is not looked at."""
    recorder.recover = lambda *_, **__: recover.Recovery(closed=(), adopted=(), quarantined=(), problems=())


def normal_synchronous(_nth: int) -> None:
    """SQLite does not sync its log at each commit."""
    original = Group.begin

    def begin(group: Group) -> None:
        group._connection.execute("PRAGMA synchronous = NORMAL")
        original(group)

    Group.begin = begin  # type: ignore[method-assign]


FAULTS: dict[str, Callable[[int], None]] = {
    "before-append": partial(dying_before, disk, "write_at"),
    "in-append": in_append,
    "after-append-before-sync": partial(dying_before, disk, "sync"),
    "after-sync-before-transaction": partial(dying_before, Run, "settle"),
    "before-commit": partial(dying_before, Group, "commit"),
    "in-commit": in_commit,
    "between-the-transactions": partial(dying_before, Run, "add"),
    "out-of-order": out_of_order,
    "before-rename": rotating(before_rename),
    "after-rename": rotating(after_rename),
    # in a recovery
    "before-quarantine": partial(dying_before, recover, "quarantine"),
    "after-quarantine-before-cut": partial(dying_before, recover, "cut"),
    "after-cut-before-rename": partial(dying_after, recover, "cut"),
    "before-adoption": partial(dying_before, Archive, "captured"),
    "in-adoption": partial(dying_before, recorder, "record"),
    # mutants
    "no-sync": no_sync,
    "commit-before-warc": commit_before_warc,
    "no-repair": no_repair,
    "normal-synchronous": normal_synchronous,
}
