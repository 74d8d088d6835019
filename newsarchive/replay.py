"""WARC files -> rows, without network and without Scrapy."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from newsarchive import pages
from newsarchive.discover.adhoc import outlet_at
from newsarchive.discover.urls import is_http
from newsarchive.errors import StoreError, WarcError
from newsarchive.items import Capture, Outlet, Reason, Verdict
from newsarchive.known import OUTLET_FIELD, make_known, met
from newsarchive.reading import NO_LOSS, read_into, read_waiting, record
from newsarchive.store import captures
from newsarchive.store.archive import Archive
from newsarchive.warc.read import captures as captures_in
from newsarchive.warc.read import records
from newsarchive.warc.write import failure

__all__ = ["Replayed", "read_file", "replay", "settle"]


@dataclass(slots=True)
class Replayed:
    """What a WARC file gave."""

    path: Path
    captures: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    unreadable: int = 0
    error: str | None = None
    """Why the file was not read to its end; what came before is in the archive."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Of the unreadable."""

    def count(self, outcome: Verdict | Reason | None) -> None:
        """Note what became of a reading; None waits for further pages."""
        if outcome in (Verdict.NEW, Verdict.COPY):
            self.new += 1
        elif outcome is Verdict.REVISED:
            self.revised += 1
        elif outcome is Verdict.UNCHANGED:
            self.unchanged += 1
        elif outcome is not None and outcome not in NO_LOSS:
            self.unreadable += 1
            self.reasons[str(outcome)] += 1


def replay(archive: Archive, path: Path, progress: Callable[[Replayed], None] = lambda so_far: None) -> Replayed:
    """Read every article in a WARC file into an archive that is open to write.

    A revisit that was replayed before its original is read when that comes: the order of files makes no difference.
    The file is copied into the archive's `warc/` folder, unless it is there, so that every row can be traced to its bytes.
    Replaying a file twice changes no row.
    """
    kept = _adopt(archive, path)
    run_id = archive.begin_run("replay", None, {"warc": path.name})
    result = Replayed(path)
    make_known(archive.path)
    read_file(archive, kept, result, run_id, progress)
    settle(archive, result, run_id)
    archive.end_run(run_id, result.error or "finished")
    return result


def read_file(
    archive: Archive,
    kept: Path,
    result: Replayed,
    run_id: int,
    progress: Callable[[Replayed], None] = lambda so_far: None,
    again: Callable[[Capture], bool] = lambda capture: True,
) -> None:
    """Record and read the captures of a file in the archive's own folder; the outlets are known already.

    again: whether to read a page whose capture was recorded before. What cannot be read of the file is in result.error.
    """
    for outlet in (*pages.outlets(), *_told(kept)):
        archive.add_outlet(outlet)
    known = {outlet.name for outlet in pages.outlets()}
    try:
        for capture in captures_in(kept, lookup=archive.place, folder=archive.warc_folder):
            result.captures += 1
            served_by = met(capture.url)
            with archive.transaction():
                readable = record(archive, capture)
            if readable or (_is_article(capture) and again(capture)):
                outcome = read_into(archive, capture, run_id)
                result.count(outcome)
                if isinstance(outcome, Verdict) and served_by is not None and served_by.name not in known:
                    known.add(served_by.name)
                    archive.add_outlet(served_by)
            progress(result)
    except WarcError as error:
        result.error = str(error)


def settle(archive: Archive, result: Replayed, run_id: int | None = None) -> None:
    """Read what waited for a capture in another file: revisits for their originals, articles for their further pages."""
    for row in captures.awaiting(archive.connection):
        try:
            capture = archive.capture(row)
        except WarcError:  # the original's file is not there: `verify` tells
            continue
        if capture.truncated is None:
            with archive.transaction():
                captures.forget(archive.connection, row["record_id"])
                readable = record(archive, capture)
            if readable:
                result.count(read_into(archive, capture, run_id))
    for verdict in read_waiting(archive, run_id=run_id):
        result.count(verdict)


def _told(path: Path) -> list[Outlet]:
    """The outlets without a module that a file of ours says it holds pages of, now known."""
    told = []
    for first in records(path):
        if first.type == "warcinfo":
            lines = first.payload.decode("utf-8", "replace").splitlines()
            value = next((line.partition(":")[2] for line in lines if line.startswith(f"{OUTLET_FIELD}:")), "")
            told = [one.split() for one in value.split(";")]
        break
    found = []
    for name, home in (words for words in told if len(words) == 2 and is_http(words[1])):
        if name not in {outlet.name for outlet in pages.outlets()}:
            found.append(pages.use(replace(outlet_at(home), name=name)))
    return found


def _is_article(capture: Capture) -> bool:
    """Whether a capture that was recorded before may be read again."""
    outlet = pages.outlet_for(capture.url)
    whole = capture.truncated is None and 200 <= capture.status < 300
    return whole and outlet is not None and outlet.identity(capture.url) is not None


def _adopt(archive: Archive, path: Path) -> Path:
    """The file's copy in the archive's own folder.

    Raises StoreError when another file of that name is there, WarcError when there is none to copy.
    """
    if not path.is_file():
        raise WarcError(f"{path}: no such file; give the path of a .warc or .warc.gz file")
    kept = archive.warc_folder / path.name
    if kept.exists():
        if kept.samefile(path) or _digest(kept) == _digest(path):
            return kept
        raise StoreError(f"{path}: the archive has another file of that name; rename this one and replay it again")
    partial = kept.with_name(f".{kept.name}.partial")
    try:
        shutil.copyfile(path, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.rename(kept)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise failure(error, f"{kept}: cannot be copied into the archive") from error
    return kept


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
