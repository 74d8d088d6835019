"""Bytes -> the disk, so that they are there after the power fails.

The functions are called through this module (`disk.sync(fd)`): a fault test replaces one and sees the archive notice.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["sync", "sync_folder", "write_at"]

sync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync
"""sync(fd): the file's bytes and length are on the disk when it returns. Never called again on a descriptor that it
failed on: Linux drops the pages it could not write and the second call succeeds without them (fsync(2), NOTES)."""


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when it returns: after a file is made or renamed there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_at(descriptor: int, data: bytes, offset: int) -> None:
    """All of data, at that offset: write(2) may take less than it is given, as on a disk that is nearly full."""
    rest = memoryview(data)
    while rest:
        written = os.pwrite(descriptor, rest, offset)
        rest = rest[written:]
        offset += written
