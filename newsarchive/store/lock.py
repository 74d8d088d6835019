"""One writer an archive: a lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from newsarchive.errors import ArchiveBusy, StoreError

__all__ = ["WriterLock"]


class WriterLock:
    """An exclusive flock on the archive's `lock` file, which holds the pid of its holder.

    Raises ArchiveBusy, with that pid, when another process has it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "lock"
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; check the permissions of the folder") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pid = os.read(self._fd, 20).decode(errors="replace").strip()
            os.close(self._fd)
            holder = f"process {pid}" if pid.isdigit() else "another process"
            raise ArchiveBusy(
                f"{folder}: {holder} is writing to this archive; wait for it, stop it, or give another archive with -a",
                pid=int(pid) if pid.isdigit() else None,
            ) from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._fd)
