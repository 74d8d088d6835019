"""BagIt (RFC 8493): a folder with checksums, as libraries and repositories take deposits.

Of a selection, the bag holds `articles.jsonl` and `captures.wacz`. Of the whole archive it holds the archive: `archive.db`, of
one moment, `warc/` and `newsarchive.toml`; its `data/` opens as an archive, and verifies.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from newsarchive import clock
from newsarchive.errors import StoreError
from newsarchive.query.corpus import Corpus
from newsarchive.query.formats import tables, wacz
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect
from newsarchive.store.lock import no_writer
from newsarchive.version import __version__

__all__ = ["is_ours", "write", "write_whole"]

_KEPT = ("newsarchive.toml",)


def write(archive: Archive, corpus: Corpus, folder: Path, title: str) -> wacz.LeftOut:
    """A bag of a selection, in a folder that is not there yet; the captures that could not be put in."""
    data = folder / "data"
    data.mkdir(parents=True)
    with (data / "articles.jsonl").open("w", encoding="utf-8", newline="") as out:
        tables.write_lines(corpus, out)
    left_out = wacz.write(archive, corpus, data / "captures.wacz", title)
    _finish(folder, title)
    return left_out


def write_whole(
    archive: Archive, folder: Path, title: str, told: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """A bag of the whole archive, suppressed articles included. told(done, total): bytes of WARC files.

    Raises ArchiveBusy while it is written to, StoreError when a WARC file cannot be read.
    """
    data = folder / "data"
    (data / "warc").mkdir(parents=True)
    with no_writer(archive.path):
        with Archive(archive.path, whole=True) as source:
            copy = connect(data / archive.database.name)
            try:
                source.connection.backup(copy, pages=1_000)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
            finally:
                copy.close()
        paths = sorted(path for path in archive.warc_folder.rglob("*") if path.is_file() and not path.name.endswith(".partial"))
        total = sum(path.stat().st_size for path in paths)
        done = 0
        for path in paths:
            place = data / "warc" / path.relative_to(archive.warc_folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(path, place)
            except OSError as error:
                raise StoreError(f"{path}: {error.strerror}; put it back from a copy, or mend the disk") from error
            done += place.stat().st_size
            told(done, total)
        for name in _KEPT:
            if (archive.path / name).is_file():
                shutil.copyfile(archive.path / name, data / name)
    _finish(folder, title)


def is_ours(path: Path) -> bool:
    """Whether a folder is a bag."""
    return (path / "bagit.txt").is_file()


def _finish(folder: Path, title: str) -> None:
    """The tag files: RFC 8493, 2.1.1 to 2.2.4."""
    data = folder / "data"
    size = count = 0
    with (folder / "manifest-sha256.txt").open("w", encoding="utf-8", newline="") as manifest:
        for path in sorted(path for path in data.rglob("*") if path.is_file()):
            manifest.write(f"{_sha256(path)}  {_encoded(path.relative_to(folder))}\n")
            size += path.stat().st_size
            count += 1
    _tag(folder, "bagit.txt", [("BagIt-Version", "1.0"), ("Tag-File-Character-Encoding", "UTF-8")])
    _tag(
        folder,
        "bag-info.txt",
        [
            ("External-Description", title),
            ("Bagging-Date", clock.now().astimezone(UTC).date().isoformat()),
            ("Bag-Software-Agent", f"newsarchive {__version__}"),
            ("Payload-Oxum", f"{size}.{count}"),
        ],
    )
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in tags]
    (folder / "tagmanifest-sha256.txt").write_text("".join(lines), "utf-8", newline="")


def _tag(folder: Path, name: str, fields: list[tuple[str, str]]) -> None:
    lines = [f"{label}: {' '.join(value.split())}\n" for label, value in fields]
    (folder / name).write_text("".join(lines), "utf-8", newline="")


def _encoded(path: Path) -> str:
    """2.1.3: line ends and % in a name are percent-encoded."""
    return path.as_posix().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

