"""A WARC file of another archive -> its copy in this one's folder, whole and on the disk.

Of a damaged file the records that are whole are copied, byte for byte, and what is lost is told: a copy is never damaged
itself. A file that ends in `.open`, whose writer died, is copied up to its last whole exchange, under its final name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from newsarchive.errors import WarcError
from newsarchive.warc import disk
from newsarchive.warc.scan import DamagedError, RecordStream, next_start, opened, size_of
from newsarchive.warc.verify import Problem
from newsarchive.warc.write import OPEN, failure

__all__ = ["Copied", "copy_into"]

_STEP = 1024 * 1024
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that is in the folder now."""

    path: Path
    size: int
    """In bytes; 0 when it was there already."""
    damage: tuple[Problem, ...]
    """What of the other file is not in it, torn tails included."""


def copy_into(folder: Path, source: Path, *, link: bool = False) -> Copied:
    """Copy a file, under its own name or, where another file has that, one with a part of its digest.

    Copying it again finds the copy. link: an undamaged file may be a symbolic link, for a rehearsal.
    Raises WarcError for a file that cannot be read or written, ArchiveFull.
    """
    name = source.name.removesuffix(OPEN)
    with _told(source), opened(source) as file:
        spans, damage = _spans(file, source)
        digest = hashlib.sha256()
        for piece in _pieces(file, spans):
            digest.update(piece)
        path = _place(folder, name, digest.hexdigest())
        if path.exists():
            return Copied(path, 0, damage)
        if link and spans == [(0, size_of(file))] and source.name == name:
            path.symlink_to(source.resolve())
        else:
            _write(path, _pieces(file, spans))
        return Copied(path, sum(end - start for start, end in spans), damage)


@contextmanager
def _told(source: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WarcError(f"{source}: cannot be read ({error.strerror})") from error


def _spans(file: BinaryIO, source: Path) -> tuple[list[Span], tuple[Problem, ...]]:
    """Where the whole records are, neighbors joined, and what lies between them.

    A request whose response is damaged goes with it: alone it would be the first half of an exchange.
    """
    spans: list[Span] = []
    damage: list[Problem] = []
    request: Span | None = None
    offset, size = 0, size_of(file)
    while offset < size:
        try:
            stream = RecordStream(file, offset)
            stream.finish()
        except DamagedError as error:
            damage.append(Problem(source.name, offset, None, error.what))
            request = None
            offset = next_start(file, offset + 1) or size
            continue
        if request is not None:
            _join(spans, request)
            request = None
        if stream.header("WARC-Type") == "request":
            request = (offset, stream.next)
        else:
            _join(spans, (offset, stream.next))
        offset = stream.next
    if request is not None and not source.name.endswith(OPEN):
        _join(spans, request)  # other archivers write it behind its response
    return spans, tuple(damage)


def _join(spans: list[Span], span: Span) -> None:
    if spans and spans[-1][1] == span[0]:
        spans[-1] = (spans[-1][0], span[1])
    else:
        spans.append(span)


def _pieces(file: BinaryIO, spans: list[Span]) -> Iterator[bytes]:
    for start, end in spans:
        file.seek(start)
        while start < end:
            piece = file.read(min(_STEP, end - start))
            if not piece:
                raise OSError(5, "it became shorter while it was read")
            start += len(piece)
            yield piece


def _place(folder: Path, name: str, digest: str) -> Path:
    """Where a file with that content is, or is to be."""
    stem, dot, suffix = name.partition(".warc")
    for path in (folder / name, folder / f"{stem}-{digest[:12]}{dot}{suffix}"):
        still_open = path.with_name(path.name + OPEN)
        if not still_open.exists() and (not path.exists() or _digest(path) == digest):
            return path
    raise WarcError(f"{folder / name}: two other files have its name; rename one of them in the other archive")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """The bytes are on the disk before the name is."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            disk.sync(out.fileno())
        partial.rename(path)
        disk.sync_folder(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise failure(error, f"{path}: cannot be copied into the archive") from error
