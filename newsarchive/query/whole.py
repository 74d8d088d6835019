"""A file or folder that appears under its name only when it is whole and on the disk.

It is made beside its place under another name, synced, and renamed: a kill, a full disk or a power cut leaves what was there
before, never half of the new. What an earlier, killed process left half made is removed by the next one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive.errors import UsageError

__all__ = ["check", "whole"]


def check(path: Path, *, force: bool, ours: Callable[[Path], bool] = lambda path: path.is_file()) -> None:
    """Whether something may be made at a path.

    force: what is there may be replaced, if `ours` says that it is an export and not somebody's folder.
    Raises UsageError.
    """
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder; make it, or give another path with -o")
    if not path.exists() and not path.is_symlink():
        return
    if not force:
        raise UsageError(f"{path}: is there already; give another path with -o, or --force to replace it")
    if not ours(path):
        raise UsageError(f"{path}: is no earlier export of this format, and is not replaced; give another path with -o")


@contextmanager
def whole(
    path: Path, *, force: bool = False, ours: Callable[[Path], bool] = lambda path: path.is_file()
) -> Iterator[Path]:
    """A path beside `path`, to make a file or folder at; when the block ends it is at `path`, when it raises it is gone.

    force, ours: as in `check`, which is asked first and last. Raises UsageError.
    """
    check(path, force=force, ours=ours)
    _sweep(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        yield partial
        _sync(partial)
        check(path, force=force, ours=ours)
        _put(partial, path)
    except BaseException:
        _remove(partial)
        raise


def _put(partial: Path, path: Path) -> None:
    """Rename; the folder that stood there is moved away first, as a folder replaces only an empty one."""
    old = path.with_name(f".{path.name}.{os.getpid()}.old.partial")
    if path.is_dir():
        path.rename(old)
        try:
            partial.rename(path)
        except OSError:
            old.rename(path)
            raise
    else:
        partial.replace(path)
    _sync_one(path.parent)
    _remove(old)


def _sweep(path: Path) -> None:
    """Remove what dead processes left half made for this path; give back what one had moved away and not replaced."""
    for left in path.parent.glob(f".{_literal(path.name)}.*.partial"):
        pid = left.name.removeprefix(f".{path.name}.").partition(".")[0]
        if not pid.isdigit() or _alive(int(pid)):
            continue
        if left.name.endswith(".old.partial") and not path.exists():
            left.rename(path)
        else:
            _remove(left)


def _literal(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            _sync(inner)
    _sync_one(path)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
