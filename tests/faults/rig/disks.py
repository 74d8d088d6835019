"""Disks of a test's own: one whose power can be cut, one that is soon full. Both need root, or sudo without a password."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

__all__ = ["after_power_cut", "ext4", "resize", "tmpfs", "unavailable"]

IMAGE_BYTES = 96 * 1024 * 1024


@contextmanager
def ext4(image: Path, folder: Path) -> Iterator[None]:
    """A new ext4 in a file, mounted on `folder` while the block lasts.

    The file holds what the kernel has written to the disk: what was synced, and what it wrote back by itself.
    """
    with image.open("wb") as file:
        file.truncate(IMAGE_BYTES)
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", image)
    with _mounted(folder, "-o", "loop", image):
        yield


@contextmanager
def after_power_cut(image: Path, folder: Path) -> Iterator[None]:
    """What is on the disk at this moment, as the next start finds it: a copy, whose journal the mount replays.

    Nothing is unmounted or synced before: whatever only memory holds is gone.
    """
    copy = image.with_name(image.name + ".cut")
    shutil.copyfile(image, copy)
    with _mounted(folder, "-o", "loop", copy):
        yield
    copy.unlink()


@contextmanager
def tmpfs(folder: Path, megabytes: int) -> Iterator[None]:
    """A small disk, mounted on `folder` while the block lasts."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs"):
        yield


def resize(folder: Path, megabytes: int) -> None:
    """Make room on a tmpfs."""
    _run("mount", "-o", f"remount,size={megabytes}m", folder)


@cache
def unavailable(folder: Path) -> str | None:
    """Why no such disk can be had on this machine; None when it can."""
    if not sys.platform.startswith("linux"):
        return "loop devices and tmpfs are Linux's"
    image, mounted = folder / "probe.img", folder / "probe"
    try:
        with ext4(image, mounted):
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no disk of the test's own can be mounted here: {getattr(error, 'stderr', None) or error}"
    finally:
        image.unlink(missing_ok=True)


@contextmanager
def _mounted(folder: Path, *arguments: str | Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    _run("mount", *arguments, folder)
    try:
        if os.geteuid():
            _run("chown", str(os.geteuid()), folder)
        yield
    finally:
        _run("umount", folder)


def _run(*command: str | Path) -> None:
    prefix = () if os.geteuid() == 0 else ("sudo", "-n")
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"  # where mkfs lies, outside an ordinary user's path
    subprocess.run([*prefix, *command], check=True, capture_output=True, text=True, env=os.environ | {"PATH": path})
