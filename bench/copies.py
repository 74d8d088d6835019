"""Copies found, copies missed, and the time an article costs as the archive grows: python bench/copies.py [--size 30000]

`--filled 10000 1000000` adds `--size` articles to archives of so many texts each, in turn, a transaction at a time: what the
archive's size costs is then a ratio within one run. They are filled in bulk, with random keys and signatures: of 72,000 keys of
invented articles six were among those of a million others.

The articles are invented, of words as frequent as in real ones (invented.py). How alike unrelated ones are is printed: of 37
real Chinese news pages two have a mean J² of 8e-8. Into them are planted, at random places: reprints with 0 to 20 % of the
characters changed (a third each replaced, left out, put in), excerpts of a half and a third, stories of an
agency under a lead of the paper's own, and, as traps, stories that quote the same statement and notices of one form with
other content.

Recall is the part of the planted copies that ended in the cluster of their original; precision the part of all pairs that
were compared and joined which were planted. The time is that of `store.copies.add` and of its share of the commit, in
transactions of 100 articles. Beside it stands what no index could do without: the keys of the same texts, looked up and added
one by one in a bare table of SQLite, in a file of its own, with the same settings, in transactions of 100 texts.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from invented import Newsroom, batched

from newsarchive.dedupe import fingerprint
from newsarchive.dedupe.copies import SHARE, overlap, shingles, signature
from newsarchive.store import bands, copies
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect, transaction

EDITS = (0.0, 0.01, 0.03, 0.05, 0.10, 0.20)
BATCH = 100  # articles a transaction
WARMING = 500  # articles that are not counted
BANDS = 24
SKETCH = "INSERT OR IGNORE INTO text_sketches (text, sketch) VALUES (?, ?)"
ONE_BY_ONE = 40_000  # of the texts that an archive is filled with: more than wait in memory


class Writer:
    """Writes meaningless prose, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._newsroom = Newsroom(seed)
        self.chance = self._newsroom.chance

    def prose(self, length: int) -> str:
        return self._newsroom.words_of(length)

    def story(self) -> str:
        """An article's length: 250 to 3,000 characters, 900 most often."""
        return self.prose(min(3_000, max(250, int(self.chance.lognormvariate(6.8, 0.5)))))

    def edited(self, text: str, part: float) -> str:
        out = list(text)
        for place in self.chance.sample(range(len(text)), round(part * len(text))):
            out[place] = self.chance.choice(("", self.prose(1), out[place] + self.prose(1)))
        return "".join(out)


@dataclass(slots=True)
class Planted:
    """An article: its text, of which original it is a copy (its number), and of what kind."""

    text: str
    original: int | None = None
    kind: str = "own"


@dataclass(slots=True)
class Scores:
    """What was found of what was planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    joined: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


def articles(writer: Writer, size: int) -> Iterator[Planted]:
    """A stream in which one article in seven is planted."""
    chance = random.Random(writer.chance.random())
    recent: list[tuple[int, str]] = []  # originals, each copied once
    statement, form = writer.prose(120), [writer.prose(30) for _ in range(6)]
    for number in range(size):
        if len(recent) > 50 and number % 7 == 0:
            original, text = recent.pop(chance.randrange(len(recent)))
            yield copied(writer, text, original, number // 7)
        elif number % 501 == 0:
            middle = writer.prose(250)
            yield Planted(middle + statement + writer.prose(250), kind="the same statement quoted")
        elif number % 503 == 0:
            yield Planted("".join(part + writer.prose(45) for part in form), kind="notices of one form")
        else:
            text = writer.story()
            if number % 3 == 0 and len(recent) < 2_000:
                recent.append((number, text))
            yield Planted(text)


def copied(writer: Writer, text: str, original: int, turn: int) -> Planted:
    kinds = [*EDITS, "half", "third", "lead"]
    kind = kinds[turn % len(kinds)]
    if isinstance(kind, float):
        return Planted(writer.edited(text, kind), original, f"reprint, {kind:.0%} changed")
    if kind == "lead":
        return Planted(writer.prose(len(text) // 4) + writer.edited(text, 0.02), original, "agency story, own lead")
    length = len(text) // (2 if kind == "half" else 3)
    start = writer.chance.randrange(len(text) - length)
    return Planted(text[start : start + length], original, f"excerpt of a {kind}")


def insert(archive: Archive, number: int, text: str) -> None:
    """A row of `articles` without the rest that an article costs."""
    archive.connection.execute(
        "INSERT INTO articles (id, url, title, body, images, captured_at, first_seen, last_seen, revisions, content_hash,"
        " body_hash) VALUES (?, ?, ?, ?, '[]', ?, ?, ?, 1, ?, ?)",
        (number, f"https://a.example/{number}", "题", text, "", f"{number:09}", "", "", fingerprint.body_hash(text)),
    )


def score(archive: Archive, planted: dict[int, Planted]) -> Scores:
    """Which articles ended in the cluster of their original, and which beside something else."""
    result = Scores()
    head = dict(map(tuple, archive.connection.execute("SELECT article_id, first_id FROM copies")))
    for number, article in planted.items():
        if article.original is not None:
            result.planted[article.kind] += 1
            result.found[article.kind] += head.get(number, number) == head.get(article.original, article.original)
    for number, first in head.items():
        if number != first:
            result.joined += 1
            article = planted.get(number)
            if article is None or article.original != first:
                result.wrong[article.kind if article else "own"] += 1
    return result


def likeness(writer: Writer) -> tuple[float, float]:
    """Mean of J and of J² of unrelated texts."""
    texts = [shingles(writer.story()) for _ in range(200)]
    found = []
    for one in range(200):
        for other in range(one):
            shared = overlap(texts[one], texts[other]).shared
            found.append(shared / (len(texts[one]) + len(texts[other]) - shared))
    return sum(found) / len(found), sum(value * value for value in found) / len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=30_000, help="articles")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--filled", type=int, nargs="+", metavar="TEXTS", help="add to archives of so many texts, in turn")
    parser.add_argument("--share", type=float, default=SHARE, help="of a text that makes a copy")
    options = parser.parse_args()
    writer = Writer(options.seed)
    mean, square = likeness(writer)
    print(f"unrelated texts: mean J {mean:.5f}, mean J² {square:.2g}")
    if options.filled:
        compare(writer, options.filled, options.size)
        return
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder), write=True) as archive:
        with archive.transaction():
            copies.regroup(archive.connection, options.share)
        planted = run(archive, writer, options.size)
        report(score(archive, planted))


@dataclass(slots=True)
class Spent:
    """Seconds."""

    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        began, busy = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - began
        self.processor += time.process_time() - busy

    def beside(self, other: Spent, count: int) -> str:
        """Milliseconds an article, of it the processor's, and how many times another's that is."""
        each = 1e3 / count
        return f"{self.clock * each:>13.3f} {self.processor * each:>10.3f} {self.processor / other.processor:>6.2f}"


class Bare:
    """Keys and texts in a table of a file of its own, and nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path)
        self._connection.execute("CREATE TABLE bare (key INTEGER, text INTEGER, PRIMARY KEY (key, text)) STRICT, WITHOUT ROWID")

    def fill(self, rows: list[tuple[int, int]]) -> None:
        with transaction(self._connection, self._path):
            self._connection.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", rows)

    def add(self, texts: list[tuple[int, list[int]]]) -> None:
        with transaction(self._connection, self._path):
            for text, keys in texts:
                self._connection.execute(
                    "SELECT count(*) FROM json_each(?) CROSS JOIN bare ON bare.key = value", (json.dumps(keys),)
                ).fetchone()
                self._connection.executemany("INSERT OR IGNORE INTO bare VALUES (?, ?)", [(key, text) for key in keys])


def run(archive: Archive, writer: Writer, size: int) -> dict[int, Planted]:
    """Add the articles, printing what they cost by the size of the archive; the planted ones and their numbers."""
    kept: dict[int, Planted] = {}
    steps = sorted({step for step in (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000) if step < size} | {size})
    bare, before = Bare(archive.path / "bare.db"), 0
    ours, its = Spent(), Spent()
    print(f"{'articles':>10} {'ms an article':>14} {'of it CPU':>10} {'bare table':>11} {'of it CPU':>10} {'database':>10}")
    batch: list[tuple[int, str]] = []
    for number, article in enumerate(articles(writer, size)):
        if article.kind != "own":
            kept[number] = replace(article, text="")
        batch.append((number, article.text))
        if len(batch) == BATCH or number + 1 == size:
            add(archive, batch, ours)
            keys = [(number, signature(shingles(text)).bands) for number, text in batch]
            with its.counting():
                bare.add(keys)
            batch = []
        if number + 1 in steps:
            megabytes = sum(path.stat().st_size for path in archive.path.glob("archive.db*")) / 1e6
            each = 1e3 / (number + 1 - before)
            cells = f"{ours.clock * each:>14.3f} {ours.processor * each:>10.3f}"
            cells += f" {its.clock * each:>11.3f} {its.processor * each:>10.3f}"
            print(f"{number + 1:>10,} {cells} {megabytes:>7,.0f} MB", flush=True)
            ours, its, before = Spent(), Spent(), number + 1
    return kept


def compare(writer: Writer, sizes: list[int], count: int) -> None:
    """Add the same articles to archives of these sizes in turn, and print what they cost in each."""
    batches = list(batched(enumerate(article.text for article in articles(writer, WARMING + count)), BATCH))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        filled = [fill(stack.enter_context(Archive(folder / str(size), write=True)), size) for size in sizes]
        ours, its = [Spent() for _ in sizes], [Spent() for _ in sizes]
        for number, batch in enumerate(batches):
            if number * BATCH == WARMING:
                ours, its = [Spent() for _ in sizes], [Spent() for _ in sizes]
            keys = [(number, signature(shingles(text)).bands) for number, text in batch]
            for (archive, bare), mine, other in zip(filled, ours, its, strict=True):
                add(archive, batch, mine)
                with other.counting():
                    bare.add(keys)
    columns = "".join(f" {name:>13} {'of it CPU':>10} {'ratio':>6}" for name in ("ms an article", "bare table"))
    print(f"{'texts there':>12}{columns}")
    for size, mine, other in zip(sizes, ours, its, strict=True):
        print(f"{size:>12,} {mine.beside(ours[0], count)} {other.beside(its[0], count)}")


def fill(archive: Archive, size: int) -> tuple[Archive, Bare]:
    """Put texts of random keys in as if they had been added one by one, the last of them so; with a bare table of the same."""
    print(f"filling an archive with {size:,} texts", file=sys.stderr)
    chance, connection, bare = random.Random(size), archive.connection, Bare(archive.path / "bare.db")
    texts = [chance.getrandbits(48) for _ in range(size)]
    moved = texts[: max(0, size - ONE_BY_ONE)]
    for part, band in product(range(4), range(BANDS)):  # in parts, since what is added in order alone leaves no room on a page
        rows = sorted((band << 42 | chance.getrandbits(42), text) for text in moved[part::4])
        with archive.transaction():
            connection.executemany("INSERT OR IGNORE INTO text_bands (key, text) VALUES (?, ?)", rows)
        bare.fill(rows)
    with archive.transaction():
        bands.fill_filter(connection)
        connection.executemany(SKETCH, ((text, chance.randbytes(128)) for text in sorted(moved)))
        connection.executemany(
            "INSERT INTO articles (id, url, images, captured_at, first_seen, last_seen, revisions, content_hash, body_hash)"
            " VALUES (?, ?, '[]', '', '', '', 1, '', ?)",
            (
                (-place, f"https://a.example/{-place}", f"{text:012x}{chance.getrandbits(208):052x}")
                for place, text in enumerate(texts, 1)
            ),
        )
    for some in batched(texts[len(moved) :], 1_000):
        keys = [(text, [band << 42 | chance.getrandbits(42) for band in range(BANDS)]) for text in some]
        with archive.transaction():
            for text, own in keys:
                connection.execute(SKETCH, (text, chance.randbytes(128)))
                bands.put(connection, text, own)
        bare.add(keys)
    return archive, bare


def add(archive: Archive, batch: list[tuple[int, str]], spent: Spent) -> None:
    """Look for the copies of a batch, counting the time that it takes with the commit of their rows."""
    with archive.transaction():
        for number, text in batch:
            insert(archive, number, text)
    with spent.counting(), archive.transaction():
        for number, _ in batch:
            copies.add(archive.connection, number)


def report(scores: Scores) -> None:
    print(f"\n{'planted':<28} {'number':>8} {'recall':>8}")
    for kind, number in sorted(scores.planted.items()):
        print(f"{kind:<28} {number:>8} {scores.found[kind] / number:>8.4f}")
    tenth = [f"reprint, {part:.0%} changed" for part in EDITS if part <= 0.10]
    number = sum(scores.planted[kind] for kind in tenth)
    print(f"{'reprints up to 10 %':<28} {number:>8} {sum(scores.found[kind] for kind in tenth) / max(number, 1):>8.4f}")
    wrong = sum(scores.wrong.values())
    precision = 1 - wrong / scores.joined if scores.joined else 1.0
    print(f"\n{scores.joined} articles joined with an earlier one, {wrong} of them wrongly: precision {precision:.4f}")
    for kind, count in scores.wrong.most_common():
        print(f"  {kind}: {count}")


if __name__ == "__main__":
    main()
