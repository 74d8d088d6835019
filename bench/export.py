"""Exports and merges of archives of two sizes: what each costs an article, and whether its memory stays as it is.

    python bench/export.py                      # 10,000 and 100,000 invented articles; about ten minutes and 3 GB of disk
    python bench/export.py --sizes 1000 10000 --folder /tmp/archives    # which are kept there for the next run

Every command runs in a process of its own; its CPU time and its peak of memory are the kernel's account of it. The merge is
that of an archive which is merged already: what it does for every row that both know. A merge of new captures costs what a
replay of them does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from invented import Newsroom
from loading import load

from newsarchive.store.archive import Archive

# The peak of this program's own memory: getrusage counts that of the process it was forked from as well.
CHILD = """
import sys
from newsarchive.cli import main
try:
    main(sys.argv[1:])
finally:
    with open("/proc/self/status") as status:
        print(*(line for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""
FORMATS = ("csv", "jsonl", "jsonld", "csl", "tei", "parquet", "wacz", "bagit")


def made(folder: Path, size: int) -> Path:
    """An archive of that many articles."""
    if not (folder / "archive.db").is_file():
        with Archive(folder, write=True) as archive:
            load(archive, Newsroom(), size)
    return folder


def measured(arguments: list[str]) -> tuple[float, float]:
    """CPU seconds of a command, and the most memory it had, in MB."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"newsarchive {' '.join(arguments)}: {said}")
    return used.ru_utime + used.ru_stime, int(said.rpartition("VmHWM:")[2].split()[0]) / 1024


def measure(archive: Path, scratch: Path) -> dict[str, tuple[float, float]]:
    """Command -> CPU seconds and MB."""
    found = {}
    for form in FORMATS:
        out = scratch / form
        # --since: a bag of a selection, which holds what the others do
        found[form] = measured(["-a", str(archive), "export", form, "--since", "1000", "-o", str(out)])
        shutil.rmtree(out) if out.is_dir() else out.unlink()
    copy = scratch / "copy"
    shutil.copytree(archive, copy)
    found["merge, known"] = measured(["-a", str(copy), "merge", str(archive)])
    shutil.rmtree(copy)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs=2, default=(10_000, 100_000), help="articles of the two archives")
    parser.add_argument("--folder", type=Path, help="where the archives are kept; otherwise they are removed")
    options = parser.parse_args()
    small, large = options.sizes
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        results = [measure(made(folder / str(size), size), Path(name)) for size in (small, large)]
    print(f"{'command':14} {'articles/CPU s':>15} {f'MB at {small:,}':>16} {f'MB at {large:,}':>16} {'ratio':>6}")
    for command, (_, less) in results[0].items():
        seconds, more = results[1][command]
        print(f"{command:14} {large / seconds:15,.0f} {less:16.0f} {more:16.0f} {more / less:6.2f}")


if __name__ == "__main__":
    main()
