"""What a killed writer left in the WARC folder -> finished files, and the captures in them that no row knows yet.

A file that ends in `.open` belonged to a writer that died, that gave it up after a failed sync, or whose captures did
not all get their rows. A torn tail is copied to `quarantine/` and cut off; the captures without a row are adopted,
wherever in the file they lie, since a crawl commits them in another order than it writes them; only then does the file
get its final name.

Every step may be the last before a power cut, and running again goes on from there: the tail is safe in quarantine
before it is cut, the cut is on the disk before a capture is adopted, and the rows are before the name changes. The
caller holds the archive's lock, so that no file here is being written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
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
    """Whole responses, revisits and resources without a row, in the order written. `read_at` reads them."""
    quarantined: tuple[Path, ...]
    """Copies of the tails that were cut off."""
    problems: tuple[Problem, ...]
    """Damage that was left as it is, because whole records lie behind it or the archive has rows that point there."""


def recover(
    folder: Path,
    committed: Mapping[str, int],
    *,
    known: Callable[[str], bool] | None = None,
    adopt: Callable[[Place], None] = lambda place: None,
) -> Recovery:
    """Finish every open file of the folder, and find the captures that were written and not committed.

    committed: per file name (without `.open`) the end of the last record that has a row: offset + length.
    known(record_id): whether a capture has a row; without it, those before `committed` are taken to have one.
    adopt(place): makes the row of a capture that has none.
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
        found = _scanned(path, start=0, committed=committed.get(final.name, 0), known=known)
        adopted += found.adopted
        problems += [problem for problem in found.damage if problem.offset < found.end or found.end == found.size]
        try:
            if found.size > found.end:
                quarantined.append(quarantine(path, found.end))
            cut(path, found.end)
            for place in found.adopted:
                adopt(place)
            if found.end == 0:
                path.unlink()
            else:
                path.rename(final)
                closed.append(final.name)
            disk.sync_folder(folder)
        except OSError as error:
            raise failure(error, f"{path}: cannot be repaired") from error
    for path in sorted(folder.glob("newsarchive-*.warc.gz")):
        # Captures newer than the database, when that was restored from a backup.
        done = committed.get(path.name, 0)
        if path.name not in closed and path.stat().st_size > done:
            found = _scanned(path, start=done, committed=done)
            adopted += found.adopted
            problems += found.damage
            for place in found.adopted:
                adopt(place)
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


def _scanned(path: Path, *, start: int, committed: int, known: Callable[[str], bool] | None = None) -> _Scan:
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
            if kind in ("response", "revisit", "resource"):
                place = _place(name, stream)
                if not known(place.record_id) if known else offset >= committed:
                    adopted.append(place)
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
