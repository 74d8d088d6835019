"""Another archive -> this one: its captures read here as a replay reads them, then what it knows beside them.

WARC files come first, copied and synced; then their captures are recorded and read through the doors that a crawl and a
replay use, so the rows are those that one crawl of all captures would have made. Every step may be the last before a kill:
running again goes on, and merging the same archive again changes nothing.

What wins: pages are read by today's readers, whatever read them there. Of what a person decided, names, settings and
newsarchive.toml, this archive's word counts, and where that archive has another it is told. A suppression of either hides;
lifted in either, it is lifted. A URL of the frontier is as its later fetch left it. A reading is taken over as it is where the
page cannot be read here: its bytes are lost there or were never kept, or today's readers find no article in it, which
`newsarchive reparse` then reports.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsarchive import config
from newsarchive.errors import ConfigError, StoreError, UsageError
from newsarchive.items import Capture, Reason, Verdict
from newsarchive.known import CONFIG, make_known
from newsarchive.reading import NO_LOSS
from newsarchive.replay import Replayed, read_file, settle
from newsarchive.store import articles, joining, migrations
from newsarchive.store.archive import Archive
from newsarchive.store.connection import DatabaseError, connect
from newsarchive.store.lock import no_writer
from newsarchive.warc import disk, salvage
from newsarchive.warc.write import OPEN

__all__ = ["Merged", "merge", "rehearse"]

#: Why a page that was read as an article there is rightly none here: what it holds is read at another address, or was.
_ELSEWHERE = NO_LOSS | {Reason.EMPTY}
#: Why it is no version of an article that is known here: only its beginning is shown, which was not known there.
_BEGINNING = frozenset({Reason.PAYWALL, Reason.TRUNCATED})


@dataclass(slots=True)
class Merged:
    """What came of another archive."""

    readings: Replayed
    """Verdicts on the captures that are new here."""
    total: int = 0
    """Captures there."""
    looked_at: int = 0
    added: int = 0
    """Captures that are new here."""
    files: int = 0
    """WARC files copied."""
    size: int = 0
    """Of them, in bytes."""
    kept: int = 0
    """Versions taken over as they were read there."""
    urls: int = 0
    """Rows of the frontier that are new or changed."""
    rows: dict[str, int] = field(default_factory=dict)
    """What else was taken over, how many of each."""
    lost: int = 0
    """Captures whose bytes could not be read there."""
    first_lost: str | None = None
    notes: list[str] = field(default_factory=list)
    """Where the archives say different things, and what counts."""


Told = Callable[[Merged], None]


def merge(archive: Archive, other: Path, told: Told = lambda so_far: None, *, link: bool = False) -> Merged:
    """Join another archive to one that is open to write; the other is not changed.

    link: WARC files may be symbolic links, for a rehearsal.
    Raises ArchiveMissing; ArchiveBusy while the other is written to; StoreError when its database is damaged or newer;
    UsageError when the two are one; WarcError, ArchiveFull when a file cannot be written here.
    """
    if not link and other.exists() and other.samefile(archive.path):
        raise UsageError(f"{other}: is this archive itself; name another one")
    with _opened(other) as theirs:
        return _Merge(archive, theirs, other, told, link=link).run()


def rehearse(path: Path, other: Path, told: Told = lambda so_far: None) -> Merged:
    """What `merge` would do, found out in a temporary copy of the database; neither archive is changed.

    Raises what `merge` does.
    """
    if other.exists() and path.exists() and other.samefile(path):
        raise UsageError(f"{other}: is this archive itself; name another one")
    with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
        copy = Path(folder) / "archive"
        (copy / "warc").mkdir(parents=True)
        if (path / "archive.db").is_file():
            _backup(path / "archive.db", copy / "archive.db")
            for warc in (path / "warc").iterdir() if (path / "warc").is_dir() else ():
                (copy / "warc" / warc.name).symlink_to(warc.resolve())
            if (path / CONFIG).is_file():
                (copy / CONFIG).write_bytes((path / CONFIG).read_bytes())
        with Archive(copy, write=True) as archive:
            return merge(archive, other, told, link=True)


@contextmanager
def _opened(other: Path) -> Iterator[Archive]:
    """The other archive, open to read as a whole; one of an older version as a copy of its database that is of today's."""
    if not (other / "archive.db").is_file():
        with Archive(other):  # says what is missing
            return
    with no_writer(other):
        connection = connect(other / "archive.db", readonly=True)
        try:
            newest = migrations.check(connection, other / "archive.db")
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
        except DatabaseError as error:
            found, newest = str(error), True
        finally:
            connection.close()
        if found != "ok":
            raise StoreError(
                f"{other}: its database is damaged ({found}); `newsarchive replay {other}/warc/*.warc.gz` reads its captures"
            )
        if newest:
            with Archive(other, whole=True) as theirs:
                yield theirs
            return
        with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
            copy = Path(folder)
            _backup(other / "archive.db", copy / "archive.db")
            (copy / "warc").symlink_to((other / "warc").resolve(), target_is_directory=True)
            Archive(copy, write=True).close()
            with Archive(copy, whole=True) as theirs:
                yield theirs


def _backup(database: Path, copy: Path) -> None:
    source, target = connect(database, readonly=True), connect(copy)
    try:
        source.backup(target, pages=1_000)
    finally:
        target.close()
        source.close()


class _Merge:
    """One merge under way."""

    def __init__(self, archive: Archive, theirs: Archive, other: Path, told: Told, *, link: bool) -> None:
        self._archive, self._theirs, self._other, self._told, self._link = archive, theirs, other, told, link
        self._mine, self._ask = archive.connection, theirs.connection.execute
        self._damage: dict[str, str] = {}  # WARC file there -> what is wrong with it
        self._result = Merged(Replayed(other))

    def run(self) -> Merged:
        result = self._result
        result.total = self._ask("SELECT count(*) FROM captures").fetchone()[0]
        before = self._count()
        self._configure()
        run_id = self._archive.begin_run("replay", None, {"merge": str(self._other)})
        with self._archive.transaction():  # first: what is withdrawn there shows here at no moment
            result.rows["suppressions"] = joining.suppressions(self._mine, self._theirs.connection)
            result.rows["outlets"] = joining.outlets(self._mine, self._theirs.connection)
            joining.origins(self._mine, self._theirs.connection)  # a revisit may call its original by what they say
        for path in self._files():
            self._read(path, run_id)
        settle(self._archive, result.readings, run_id)
        result.added = self._count() - before
        self._keep_readings(run_id)
        self._join()
        self._archive.end_run(run_id, "finished")
        return result

    def _count(self) -> int:
        return int(self._mine.execute("SELECT count(*) FROM captures").fetchone()[0])

    # -- newsarchive.toml -----------------------------------------------------------------------------------------------

    def _configure(self) -> None:
        """Make the outlets of both known, and write those that only the other describes into this newsarchive.toml."""
        path, source = self._archive.path / CONFIG, self._other / CONFIG
        there = make_known(self._theirs.path, source if source.is_file() else None)
        here = make_known(self._archive.path)  # after the other's: of an outlet that both describe, this one's word counts
        if not source.is_file():
            return
        blocks = _outlets_in(source.read_text("utf-8"))
        text = path.read_text("utf-8") if path.is_file() else ""
        count = 0
        for name in sorted({*there.outlets, *there.operations}):
            if name in here.outlets or name in here.operations:
                if _said(here, name) != _said(there, name):
                    self._result.notes.append(f"{path}: says other things of {name} than {source}, and counts")
                continue
            joined = f"{text.rstrip()}\n\n{blocks.get(name, '')}".lstrip()
            try:
                is_said = _said(config.parse(joined, str(path)), name) == _said(there, name)
            except ConfigError:
                is_said = False
            if is_said:
                text, count = joined, count + 1
            else:
                self._result.notes.append(f"{path}: the entry of {name} in {source} does not fit in; add it by hand")
        if there.defaults not in (here.defaults, config.Operation()):
            self._result.notes.append(f"{path}: other defaults than in {source}; they count")
        if count:
            self._result.rows["outlets described"] = count
            partial = path.with_name(f".{CONFIG}.partial")
            with partial.open("w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                disk.sync(out.fileno())
            partial.replace(path)
            disk.sync_folder(path.parent)

    # -- captures -------------------------------------------------------------------------------------------------------

    def _files(self) -> Iterator[Path]:
        """The WARC files of the other archive that hold something to record or read here."""
        folder = self._other / "warc"
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if not (path.is_file() and path.name.removesuffix(OPEN).endswith((".warc", ".warc.gz"))):
                continue
            rows = self._ask("SELECT * FROM captures WHERE warc_file = ?", (path.name.removesuffix(OPEN),))
            wanted = [self._is_wanted(row["record_id"], row["state"]) for row in rows]
            if any(wanted) or not wanted or path.name.endswith(OPEN):
                yield path
            self._result.looked_at += len(wanted)
            self._told(self._result)

    def _is_wanted(self, record_id: str, state: str | None) -> bool:
        """Whether a capture is new here, or was read there and not here."""
        own = self._mine.execute("SELECT state FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        return own is None or own["state"] == "unread" or (state == "read" and own["state"] != "read")

    def _read(self, path: Path, run_id: int) -> None:
        result = self._result
        copied = salvage.copy_into(self._archive.warc_folder, path, link=self._link)
        if copied.size:
            result.files += 1
            result.size += copied.size
        if copied.damage:
            first = copied.damage[0]
            self._damage[path.name.removesuffix(OPEN)] = f"{path}: the record at byte {first.offset}: {first.what}"
        if copied.path.stat().st_size == 0:
            return
        before = result.looked_at

        def told(so_far: Replayed) -> None:
            result.looked_at = before + so_far.captures - counted
            self._told(result)

        counted = result.readings.captures
        read_file(self._archive, copied.path, result.readings, run_id, told, self._again)
        result.looked_at = before
        if result.readings.error:
            self._damage.setdefault(path.name.removesuffix(OPEN), result.readings.error)

    def _again(self, capture: Capture) -> bool:
        if capture.place is None:
            return False
        record_id = capture.place.record_id
        row = self._ask("SELECT state FROM captures WHERE record_id = ?", (record_id,)).fetchone()
        return self._is_wanted(record_id, row["state"] if row else None)

    # -- what cannot be read here -----------------------------------------------------------------------------------------

    def _keep_readings(self, run_id: int) -> None:
        """Take over readings of captures whose bytes are lost, or in which no article is found here, or that never had any."""
        result = self._result
        for row in self._ask("SELECT * FROM captures ORDER BY id"):
            own = self._mine.execute("SELECT state, reason FROM captures WHERE record_id = ?", (row["record_id"],)).fetchone()
            if own is None:
                result.lost += 1
                why = self._damage.get(row["warc_file"], f"{self._other / 'warc' / row['warc_file']}: the file is not there")
                result.first_lost = result.first_lost or f"{row['record_id']} of {row['url']} ({why})"
            elif own["state"] == "read" or own["reason"] in _ELSEWHERE:
                continue
            if row["article_id"] is None or row["state"] != "read":
                continue
            version = self._ask(
                "SELECT * FROM revisions WHERE article_id = ? AND content_hash = ? LIMIT 1",
                (row["article_id"], row["content_hash"]),
            ).fetchone()
            if version and not (own and own["reason"] in _BEGINNING and self._is_known(version)):
                self._keep(version, row["captured_at"], row["record_id"] if own else None, run_id)
        for version in self._ask("SELECT * FROM revisions WHERE capture_id IS NULL ORDER BY article_id, captured_at"):
            self._keep(version, version["captured_at"], None, run_id)

    def _is_known(self, version: Any) -> bool:
        url = json.loads(version["fields"])["url"]
        return self._mine.execute("SELECT 1 FROM articles WHERE url = ?", (url,)).fetchone() is not None

    def _keep(self, version: Any, captured_at: str, record_id: str | None, run_id: int) -> None:
        article = articles.article_from(json.loads(version["fields"]), captured_at, version["parser"], record_id)
        verdict = self._archive.add(article, run_id)
        self._result.kept += verdict is not Verdict.UNCHANGED

    # -- the rest ---------------------------------------------------------------------------------------------------------

    def _join(self) -> None:
        result, theirs = self._result, self._theirs.connection
        with self._archive.transaction():
            result.urls = joining.urls(self._mine, theirs)
            joining.named(self._mine, theirs)
        with self._archive.transaction():
            joining.hosts(self._mine, theirs)
            joining.behind(self._mine, theirs)
            result.rows["runs"] = joining.runs(self._mine, theirs)
            result.rows["names"] = joining.names(self._mine, theirs, result.notes.append)
            result.rows["reparses"] = joining.reparses(self._mine, theirs)
        result.notes += joining.differing_settings(self._mine, theirs)


def _outlets_in(text: str) -> dict[str, str]:
    """The lines of each [outlets.NAME] in a newsarchive.toml, with its sub-tables and the comments above it.

    >>> sorted(_outlets_in("[outlets.a]\\nzone = 'UTC'\\n[outlets.a.fields]\\ntitle = 'h1'\\n\\n[outlets.b]\\n"))
    ['a', 'b']
    """
    blocks: dict[str, list[str]] = {}
    waiting: list[str] = []
    name: str | None = None
    for line in text.splitlines():
        words = line.strip().removeprefix("[").partition("]")[0].split(".")
        if line.strip().startswith("["):
            name = words[1].strip().strip("\"'") if words[0].strip() == "outlets" and len(words) > 1 else None
            if name is not None:
                blocks.setdefault(name, []).extend(waiting)
            waiting = []
        if not line.strip() or line.strip().startswith("#"):
            waiting.append(line)
        elif name is not None:
            blocks[name].extend([*waiting, line])
            waiting = []
    return {name: "\n".join(lines).strip() + "\n" for name, lines in blocks.items()}


def _said(said: config.Configuration, name: str) -> Any:
    """What a configuration says of an outlet, to compare: two rules of identity are never equal."""
    one = said.outlets.get(name)
    outlet = one and (one.outlet.title, one.outlet.home, one.outlet.hosts, one.outlet.zone, one.outlet.language)
    return outlet, one and (one.starts, dict(one.fields)), said.operations.get(name)
