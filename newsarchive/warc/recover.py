"""What a killed writer left in the WARC folder -> finished files, and the captures in them that no row knows yet.

A file that ends in `.open` belonged to a writer that died, or that gave it up after a failed sync. Whole records behind
the last committed one are adopted: the store makes rows of them. A torn tail is copied to `quarantine/` and cut off;
only then does the file get its final name.

Every step may be the last before a power cut, and running again goes on from there: the tail is safe in quarantine
before it is cut, the cut is on the disk before the name changes, and a capture that no row knows is found in a finished
file as well as in an open one. The caller holds the archive's lock, so that no file here is being written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsarchive.items import Place
from newsarchive.warc import disk
from newsarchive.warc.scan import DamagedError, RecordStream, next_start, opened, size_of
from newsarchive.warc.verify import Problem
from newsarchive.warc.write import OPEN, failure

__all__ = ["Recovery", "recover"]

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What was found and done."""

    closed: tuple[str, ...]
    """Names of the files that were open and are finished now."""
    adopted: tuple[Place, ...]
    """Whole responses and revisits behind the last committed record, in the order written. `read_at` reads them."""
    quarantined: tuple[Path, ...]
    """Copies of the tails that were cut off."""
    problems: tuple[Problem, ...]
    """Damage that was left as it is, because whole records lie behind it or the archive has rows that point there."""


def recover(folder: Path, committed: Mapping[str, int]) -> Recovery:
    """Finish every open file of the folder, and find the captures that were written and not committed.

    committed: per file name (without `.open`) the end of the last record that has a row: offset + length.
    An empty file is removed, one that holds only its warcinfo record is kept. Running again changes nothing more, and
    finds the same captures until they are committed.
    Raises ArchiveFull or WarcError when the disk refuses; run again after it is mended.
    """
    closed: list[str] = []
    adopted: list[Place] = []
    quarantined: list[Path] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob(f"*{OPEN}")):
        final = path.with_name(path.name.removesuffix(OPEN))
        if final.exists():
            what = f"{path.name} stands beside it; neither is touched, move one of them away"
            problems.append(Problem(final.name, 0, None, what))
            continue
        found = _scanned(path, start=0, committed=committed.get(final.name, 0))
        adopted += found.adopted
        problems += [problem for problem in found.damage if problem.offset < found.end or found.end == found.size]
        try:
            if found.size > found.end:
                quarantined.append(quarantine(path, found.end))
            cut(path, found.end)
            if found.end == 0:
                path.unlink()
            else:
                path.rename(final)
                closed.append(final.name)
            disk.sync_folder(folder)
        except OSError as error:
            raise failure(error, f"{path}: cannot be repaired") from error
    for path in sorted(folder.glob("newsarchive-*.warc.gz")):
        # A repair may have ended between the new name and the store's commit.
        done = committed.get(path.name, 0)
        if path.name not in closed and path.stat().st_size > done:
            found = _scanned(path, start=done, committed=done)
            adopted += found.adopted
            problems += found.damage
    return Recovery(
        closed=tuple(closed), adopted=tuple(adopted), quarantined=tuple(quarantined), problems=tuple(problems)
    )


def quarantine(path: Path, offset: int) -> Path:
    """Copy a file from offset to its end into the quarantine folder; the copy is on the disk, whole, or not there."""
    folder = path.parent / QUARANTINE
    folder.mkdir(exist_ok=True)
    disk.sync_folder(path.parent)
    copy = folder / f"{path.name.removesuffix(OPEN)}.{offset}.tail"
    part = copy.with_name(copy.name + ".part")
    with path.open("rb") as source, part.open("wb") as target:
        source.seek(offset)
        shutil.copyfileobj(source, target)
        target.flush()
        disk.sync(target.fileno())
    part.replace(copy)
    disk.sync_folder(folder)
    return copy


def cut(path: Path, offset: int) -> None:
    """End a file at offset, and sync it: the process that wrote its last records may have died before its sync."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.ftruncate(descriptor, offset)
        disk.sync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """What a file holds."""

    size: int
    end: int
    """Of the last record that stays: a whole one, or one that has a row."""
    adopted: tuple[Place, ...]
    damage: tuple[Problem, ...]


def _scanned(path: Path, *, start: int, committed: int) -> _Scan:
    name = path.name.removesuffix(OPEN)
    adopted: list[Place] = []
    damage: list[Problem] = []
    with opened(path) as file:
        size = size_of(file)
        end, offset = start, start
        while offset < size:
            try:
                stream = RecordStream(file, offset)
                stream.finish()
            except DamagedError as error:
                damage.append(Problem(name, offset, None, error.what))
                offset = next_start(file, offset + 1) or size
                continue
            kind = stream.header("WARC-Type")
            # A request whose response did not follow is the first half of an exchange that was never acknowledged.
            if kind != "request":
                end = stream.next
            if kind in ("response", "revisit") and offset >= committed:
                adopted.append(_place(name, stream))
            offset = stream.next
    if size < committed:
        what = f"the file ends here, {committed - size} bytes before the last record that has a row"
        damage.append(Problem(name, size, None, what))
    return _Scan(size=size, end=max(end, min(committed, size)), adopted=tuple(adopted), damage=tuple(damage))


def _place(name: str, stream: RecordStream) -> Place:
    return Place(
        warc_file=name,
        warc_offset=stream.offset,
        warc_length=stream.length,
        record_id=stream.header("WARC-Record-ID") or "",
        payload_digest=stream.header("WARC-Payload-Digest") or "",
        revisit_of=stream.header("WARC-Refers-To") if stream.header("WARC-Type") == "revisit" else None,
    )
