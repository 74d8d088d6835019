"""Peak memory of every command that works on an archive, as the archive grows: python bench/memory.py [--sizes 10000,100000]

Each command runs in a process of its own over archives of invented articles (loading.py --copies, 150 characters each unless
--length says otherwise) with all that crawls leave beside them (lived.py), pages in WARC files included; its peak is the
largest resident set that the system counts for it or a process that it started (getrusage). A command is flat when the last
archive costs it no more than the first but for 16 bytes an article: `verify` sums up the index in 8 of them.

A merge is one of what is known already, into a copy; and, up to 100,000 articles, one into an empty archive. --folder keeps and
reuses the archives; one that is there already, whoever made it, is asked as it is. Needs jieba and pyarrow (`pip install jieba
pyarrow`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS = {
    "search, a common word": "search 中国",
    "search, newest": "search 中国 --order newest",
    "search, recent": "search 中国 --order recent",
    "search, a filter": "search 中国 --source 新华社 --since 2011",
    "search, 1000 shown": "search 中国 --limit 1000",
    "search --count": "search 中国 --count",
    "search --facets": "search 中国 --facets outlet,source,author,month",
    "sql, all rows": "sql --nl --seconds 3600 SELECT+id,+title,+body+FROM+articles",
    "ask mentions": "ask mentions --word 中国 --seconds 3600",
    "ask who-takes-from-whom": "ask who-takes-from-whom --seconds 3600",
    "ask busiest-authors": "ask busiest-authors --seconds 3600",
    "ask gaps": "ask gaps --seconds 3600",
    "ask corrected": "ask corrected --seconds 3600",
    "ask most-edited": "ask most-edited --seconds 3600",
    "ask most-reprinted": "ask most-reprinted --seconds 3600",
    "ask published": "ask published --seconds 3600",
    "ask who-edits-whom": "ask who-edits-whom --seconds 3600",
    "sql, edited": "sql --seconds 3600 SELECT+*+FROM+edited",
    "sql, corrections": "sql --seconds 3600 SELECT+*+FROM+corrections",
    "sql, coverage": "sql --seconds 3600 SELECT+*+FROM+coverage",
    "show": "show 20",
    "diff": "diff 20",
    "why": "why 20",
    "reprints": "reprints",
    "reprints 7": "reprints 7",
    "reprints --csv": "reprints --csv {file}",
    "reprints --graphml": "reprints --graphml {file}",
    "sources": "sources",
    "gone": "gone",
    "gone --csv": "gone --csv",
    "gone --after-checks": "gone --after-checks 3",
    "runs": "runs",
    "status": "status",
    "coverage": "coverage",
    "coverage --csv": "coverage --csv",
    "coverage --gaps": "coverage --gaps --csv",
    "report": "report",
    "report --html": "report --html {file}",
    "report --json": "report --json",
    "backfill --status": "backfill --status",
    "crawl --dry-run": "crawl paper1 --dry-run",
    "outlets": "outlets",
    "notify": "notify",
    "schedule": "schedule",
    "suppress": "suppress 7 --reason test",
    "suppress --undo": "suppress 7 --undo --reason test",
    "suppress --list": "suppress --list",
    "health": "health",
    "export, JSON lines": "export jsonl -o {file}",
    "export, CSV": "export csv -o {file}",
    "export, JSON-LD": "export jsonld -o {file}",
    "export, CSL-JSON": "export csl -o {file}",
    "export, TEI": "export tei -o {file}",
    "export, Parquet": "export parquet -o {file}",
    "export, WACZ": "export wacz -o {file} --since 1000",
    "export, BagIt": "export bagit -o {file} --since 1000",
    "library, iterated": "",
    "verify": "verify",
    "reparse": "reparse",
    "replay of one file": "replay {warc}",
    "import of one file": "import {warc}",
    "import, new": "-a {empty} import {warc}",
    "merge, known": "-a {copy} merge {archive}",
    "merge, new": "-a {empty} merge {archive}",
}
_ITERATED = "import sys, newsarchive; print(sum(1 for _ in newsarchive.open(sys.argv[1])))"
_LONGEST = {"merge, new": 100_000}  # articles of the largest archive for which a command is run: it reads every page
_EACH = 16  # bytes an article that a command may keep


def peak(archive: Path, command: str) -> tuple[float, float, int]:
    """Megabytes of the resident set at most, seconds, exit code."""
    with tempfile.TemporaryDirectory(dir=archive.parent) as name:
        folder = Path(name)
        if "{copy}" in command:
            shutil.copytree(archive, folder / "copy")
        places = {
            "file": folder / "out",
            "empty": folder / "empty",
            "copy": folder / "copy",
            "archive": archive,
            "warc": min((archive / "warc").glob("*.warc.gz"), default=""),
        }
        words = [word.format(**places).replace("+", " ") for word in command.split()]
        call = ["-m", "newsarchive", "-a", str(archive), *words] if words else ["-c", _ITERATED, str(archive)]
        began = time.monotonic()
        with (
            (folder / "said").open("wb") as said,
            subprocess.Popen([sys.executable, *call], stdout=subprocess.DEVNULL, stderr=said) as process,
        ):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - began
        if process.returncode == 2:
            raise SystemExit(f"newsarchive {' '.join(words)}: {(folder / 'said').read_text()}")
        return usage.ru_maxrss / 1024, took, process.returncode


def archive_of(folder: Path, size: int, length: int) -> Path:
    # In another process: this one stays small, as Linux counts what it has to those that it starts.
    loading = [sys.executable, str(Path(__file__).with_name("loading.py")), "--copies", "--length", str(length)]
    path = folder / str(size)
    if not path.exists():
        making = folder / f"{size}.partial"
        subprocess.run([*loading, str(making), "--size", str(size)], check=True)
        making.rename(path)
    # Brings one of an earlier version up to date, too.
    subprocess.run([sys.executable, str(Path(__file__).with_name("lived.py")), str(path)], check=True)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="10000,100000", help="articles of each archive")
    parser.add_argument("--length", type=int, default=150, help="characters of each article")
    parser.add_argument("--folder", type=Path, help="where to keep the archives")
    parser.add_argument("--only", help="commands whose name has this in it")
    options = parser.parse_args()
    sizes = sorted(map(int, options.sizes.split(",")))
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        archives = [archive_of(folder, size, options.length) for size in sizes]
        compare(archives, sizes, options.only or "")


def compare(archives: list[Path], sizes: list[int], only: str) -> None:
    allowed = _EACH * (sizes[-1] - sizes[0]) / 2**20 + 8  # what differs from run to run
    print(f"{'peak MB, seconds':<26}" + "".join(f"{size:>18,}" for size in sizes))
    for name, command in COMMANDS.items():
        if only not in name:
            continue
        largest = _LONGEST.get(name, sizes[-1])
        found = [peak(archive, command) for archive, size in zip(archives, sizes, strict=True) if size <= largest]
        if not found:
            continue
        cells = "".join(f"{megabytes:>9.0f} {seconds:>7.1f}s" for megabytes, seconds, _ in found)
        grown = found[-1][0] - found[0][0]
        codes = {code for _, _, code in found}
        failed = f"  exit {sorted(codes)}" if codes - {0} else ""
        print(f"{name:<26}{cells}  {'flat' if grown <= allowed else f'grows by {grown:.0f} MB'}{failed}", flush=True)


if __name__ == "__main__":
    main()
