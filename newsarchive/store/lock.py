"""One writer an archive: a lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive.errors import ArchiveBusy, StoreError

__all__ = ["WriterLock", "holder", "is_alive", "no_writer"]


class WriterLock:
    """An exclusive flock on the archive's `lock` file, which holds the pid of its holder.

    name: of another file, for what only one process may do besides writing.
    Raises ArchiveBusy, with that pid, when another process has it.
    """

    def __init__(self, folder: Path, name: str = "lock") -> None:
        path = folder / name
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; check the permissions of the folder") from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            busy = _busy(folder, self._fd)
            os.close(self._fd)
            raise busy from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next writer in."""
        os.close(self._fd)


def is_alive(pid: int) -> bool:
    """Whether there is such a process: the row of a run that was killed does not say."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True


def holder(folder: Path, name: str = "lock") -> int | None:
    """The process that holds a lock, as its file tells; None: nobody does.

    Looks at the process, not at the lock: to try that would keep out, for a moment, one that wants it.
    """
    try:
        pid = int((folder / name).read_text("ascii"))
    except (OSError, ValueError):
        return None
    if not is_alive(pid):
        return None
    try:  # its number may have gone to another program since
        return pid if b"newsarchive" in Path(f"/proc/{pid}/cmdline").read_bytes() else None
    except OSError:
        return pid


@contextmanager
def no_writer(folder: Path) -> Iterator[None]:
    """Keeps writers away from an archive while it is looked at as a whole; needs no right to write.

    Raises ArchiveBusy, with the writer's pid, when there is one.
    """
    path = folder / "lock"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:  # a copy of an archive: nobody has written to it
        yield
        return
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check the permissions of the folder") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            raise _busy(folder, descriptor) from error
        yield
    finally:
        os.close(descriptor)


def _busy(folder: Path, descriptor: int) -> ArchiveBusy:
    pid = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
    holder = f"process {pid}" if pid.isdigit() else "another process"
    return ArchiveBusy(
        f"{folder}: {holder} is writing to this archive; wait for it, stop it, or give another archive with -a",
        pid=int(pid) if pid.isdigit() else None,
    )
