"""Chinese words found among a million articles, beside the other ways to find them: python bench/search.py [--size 100000]

The articles are invented, 800 characters each, of words as frequent as in real ones (invented.py). They are put once into an
archive, as `articles`, `credits` and the index `search`, and the same texts into what else could be the index:

- trigram: FTS5's own tokenizer, which finds no word of two characters;
- unigram: FTS5 over single characters, a word a phrase of them;
- like: a scan of the column, without an index;
- tantivy: a search engine of its own, its ngram tokenizer set to pairs, as is usual for Chinese (`pip install tantivy`).

Asked are words of two characters: the commonest there are, 在我 and 上海 among them, and others drawn by how often they are
printed. An answer is the first 20 by rank. The archive's is all that `newsarchive search` does, with the texts read and the
hits marked in them; the others' are the numbers of the articles only. Each word is asked once to warm up and then five times.

The cost of the index is told by adding articles as a crawl does, `Archive.add`, with and without it, in turns, before the
archive is filled and after. Needs `pip install jieba tantivy`, and some 10 GB at a million; --folder keeps and reuses what was
built, --engines leaves some out.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from invented import OUTLETS, Newsroom, Story, batched
from loading import reading_of

from newsarchive.dedupe import fingerprint
from newsarchive.items import Article, Credit, Outlet
from newsarchive.query.search import count, search
from newsarchive.store import articles, fts
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect

ENGINES = ("archive", "like", "unigram", "trigram", "tantivy")
BATCH = 5_000
LENGTH = 800
COMMON = ("在我", "上海", "中国", "我们", "经济")
Ask = Callable[[str], int]


def stories(seed: int, size: int) -> Iterator[Story]:
    """The same articles for every engine."""
    newsroom = Newsroom(seed)
    assert newsroom.stock  # drawn first, as for the archive
    return newsroom.stories(size)


def names_of(story: Story) -> str:
    return " / ".join(dict.fromkeys(name for _, _, name in story.people))


def told(name: str, done: int, began: float) -> None:
    if done % 50_000 == 0:
        print(f"  {name}: {done:,}, {done / (time.monotonic() - began):.0f}/s", flush=True)


# -- what is built ----------------------------------------------------------------------------------------------------


class Tokens:
    """What the archive indexes of a text, put together from its sentences: the same tokens, cut once a sentence."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._known = {sentence: fts.tokens(sentence) for sentence in newsroom.stock}

    def __call__(self, text: str) -> str:
        sentences = [piece + "。" for piece in text.replace("\n\n", "").split("。")]
        last = sentences.pop()[:-1]
        return " ".join([*(self._known[sentence] for sentence in sentences), fts.tokens(last)])


def fill_archive(folder: Path, size: int, seed: int) -> None:
    """The archive: rows and index, in order as FTS5 keeps it."""
    newsroom = Newsroom(seed)
    tokens = Tokens(newsroom)
    with Archive(folder, write=True) as archive:
        add_outlets(archive)
        ask = archive.connection
        began = time.monotonic()
        for batch in batched(newsroom.stories(size), BATCH):
            readings = [(story.number, reading_of(story)) for story in batch]
            with archive.transaction(durable=batch[-1].number % (10 * BATCH) == 0):  # one keeps SQLite's log short
                rows = [
                    (number, reading["url"], reading["date_utc"], reading["date_utc"],
                     *articles._values(reading, f"{number:032x}", reading["date_utc"], "invented/1", None))
                    for number, reading in readings
                ]  # fmt: skip
                columns = ", ".join(("id, url, first_seen, last_seen, revisions", *articles._COLUMNS))
                marks = ", ?" * len(articles._COLUMNS)
                ask.executemany(f"INSERT INTO articles ({columns}) VALUES (?, ?, ?, ?, 1{marks})", rows)
                for number, reading in readings:
                    articles._credit(ask, number, reading)
                ask.executemany(
                    "INSERT INTO search (rowid, title, summary, body, names) VALUES (?, ?, ?, ?, ?)",
                    [
                        (story.number, fts.tokens(story.title), tokens(story.summary), tokens(story.body),
                         fts.tokens(names_of(story)))
                        for story in batch
                    ],
                )  # fmt: skip
            told("archive", batch[-1].number, began)
        ask.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def add_outlets(archive: Archive) -> None:
    for name, title in OUTLETS:
        archive.add_outlet(Outlet(name=name, title=title, home=f"https://{name}.example/", hosts=(f"{name}.example",)))


def fill_fts5(path: Path, size: int, seed: int, tokenizer: str, tokens: Callable[[str], str]) -> None:
    connection = connect(path)
    connection.execute(
        f"CREATE VIRTUAL TABLE search USING fts5(title, summary, body, names, content = '', tokenize = '{tokenizer}')"
    )
    began = time.monotonic()
    for batch in batched(stories(seed, size), BATCH):
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO search (rowid, title, summary, body, names) VALUES (?, ?, ?, ?, ?)",
            [(s.number, tokens(s.title), tokens(s.summary), tokens(s.body), tokens(names_of(s))) for s in batch],
        )
        connection.execute("COMMIT")
        told(path.name, batch[-1].number, began)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def tantivy_schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_text_field("text", tokenizer_name="pairs", index_option="freq")  # its ngrams have no positions
    return builder.build()


def tantivy_index(path: Path) -> Any:
    import tantivy

    index = tantivy.Index(tantivy_schema(), path=str(path))
    pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(min_gram=2, max_gram=2, prefix_only=False))
    index.register_tokenizer("pairs", pairs.filter(tantivy.Filter.lowercase()).build())
    return index


def fill_tantivy(path: Path, size: int, seed: int) -> None:
    import tantivy

    path.mkdir()
    writer = tantivy_index(path).writer(heap_size=200_000_000, num_threads=1)
    began = time.monotonic()
    for batch in batched(stories(seed, size), BATCH):
        for story in batch:
            text = "\n".join((story.title, story.summary, story.body, names_of(story)))
            writer.add_document(tantivy.Document(id=story.number, text=text))
        told("tantivy", batch[-1].number, began)
    writer.commit()
    writer.wait_merging_threads()


def build(engine: str, folder: Path, size: int, seed: int) -> Path:
    """The index of an engine, made unless it is there: its file or folder."""
    path = folder / engine
    if path.exists():
        return path
    making = folder / f"{engine}.partial"
    if making.is_dir():
        shutil.rmtree(making)
    making.unlink(missing_ok=True)
    if engine == "archive":
        fill_archive(making, size, seed)
    elif engine == "unigram":
        fill_fts5(making, size, seed, "unicode61", " ".join)
    elif engine == "trigram":
        fill_fts5(making, size, seed, "trigram", str)
    else:
        fill_tantivy(making, size, seed)
    making.rename(path)
    return path


# -- what is asked ----------------------------------------------------------------------------------------------------


def words(seed: int, number: int) -> list[str]:
    """Words of two characters: some very common, the others as they are printed, none twice."""
    newsroom = Newsroom(seed)
    drawn = newsroom.chance.choices(newsroom.words, cum_weights=newsroom.weights, k=20 * number)
    return list(dict.fromkeys([*COMMON, *(word for word in drawn if len(word) == 2)]))[:number]


def asker(engine: str, path: Path) -> tuple[Ask, Ask]:
    """What asks an engine for the first 20 (how many there were), and for the number of all."""
    if engine == "archive":
        archive = Archive(path)
        return lambda word: len(search(archive, word)), lambda word: count(archive, word)
    if engine == "tantivy":
        return asker_of_tantivy(path)
    connection = connect(path / "archive.db" if engine == "like" else path, readonly=True)
    if engine == "like":
        first, every = "id FROM articles WHERE body LIKE :word ORDER BY id DESC LIMIT 20", "articles WHERE body LIKE :word"
    else:
        match = "search WHERE search MATCH :word"
        first, every = f"rowid FROM {match} ORDER BY bm25(search, 8.0, 4.0, 1.0, 4.0) LIMIT 20", match

    def term(word: str) -> dict[str, str]:
        spelled = {"like": f"%{word}%", "unigram": f'"{" ".join(word)}"', "trigram": f'"{word}"'}
        return {"word": spelled[engine]}

    def ask(word: str) -> int:
        return len(connection.execute(f"SELECT {first}", term(word)).fetchall())

    def number(word: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {every}", term(word)).fetchone()[0])

    return ask, number


def asker_of_tantivy(path: Path) -> tuple[Ask, Ask]:
    import tantivy

    index = tantivy_index(path)
    index.reload()
    searcher = index.searcher()

    def query(word: str) -> Any:
        return tantivy.Query.term_query(index.schema, "text", word)

    def ask(word: str) -> int:
        return len([searcher.doc(address)["id"] for _, address in searcher.search(query(word), 20).hits])

    return ask, lambda word: int(searcher.search(query(word), 1, count=True).count)


def milliseconds(ask: Ask, asked: list[str], times: int) -> list[float]:
    spent = []
    for word in asked:
        ask(word)
        for _ in range(times):
            began = time.perf_counter()
            ask(word)
            spent.append(1e3 * (time.perf_counter() - began))
    return sorted(spent)


def size_of(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def index_size(path: Path) -> float:
    """Megabytes of the index in an archive."""
    connection = connect(path / "archive.db", readonly=True)
    rows = connection.execute("SELECT sum(length(block)) FROM search_data").fetchone()[0]
    return float(rows) / 1e6


# -- what the index costs a crawl -------------------------------------------------------------------------------------


def article_of(story: Story) -> Article:
    reading = reading_of(story)
    credits = tuple(Credit(**credit) for credit in reading.pop("credits"))
    section = tuple(reading.pop("section"))
    reading.pop("images")
    return Article(**reading, credits=credits, section=section, captured_at=reading["date_utc"], parser="invented/1")


@dataclass(slots=True)
class Rates:
    """What storing articles costs, in seconds of the processor's time for each turn."""

    without: list[float]
    indexed: list[float]
    tokens: float
    """Of all turns, for making the tokens of the texts."""


def rates(folder: Path, seed: int, turns: int = 50, each: int = 100) -> Rates:
    """Store articles as a crawl does, in groups of 25, without the index and with it.

    A turn without and one with it, in turn, as other programs on the machine slow both alike; and so many that the index merges
    its parts as often as it does in the long run. What a turn wrote it also takes out of SQLite's log.
    """
    with Archive(folder, write=True) as archive:
        # Others than the archive's own and those of a run before: they would be its edits.
        number = 10_000_000 + archive.count()
        newsroom, found = Newsroom(seed + number), Rates([], [], 0.0)
        add_outlets(archive)
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for turn in range(2 * turns):
            indexed = bool(turn % 2)
            stories = [article_of(newsroom.story(number := number + 1, LENGTH)) for _ in range(each)]
            began = time.process_time()
            with patch.object(articles, "_index", articles._index if indexed else lambda *_: None):
                for start in range(0, each, 25):
                    with archive.transaction():
                        for article in stories[start : start + 25]:
                            articles.store(archive.connection, article)
            archive.connection.execute("PRAGMA wal_checkpoint")
            (found.indexed if indexed else found.without).append((time.process_time() - began) / each)
            if indexed:
                began = time.process_time()
                for article in stories:
                    articles.indexed(fingerprint.fields(article) | {"credits": []})
                found.tokens += (time.process_time() - began) / each
    return found


def report_rates(label: str, folder: Path, seed: int) -> None:
    found = rates(folder, seed)
    without, indexed = statistics.mean(found.without), statistics.mean(found.indexed)
    pairs = statistics.median(one / other for one, other in zip(found.without, found.indexed, strict=True))
    print(
        f"{label}: {1 / without:.0f} articles a second without the index, {1 / indexed:.0f} with: {without / indexed:.2f},"
        f" median of {len(found.indexed)} pairs {pairs:.2f}; of the index {1e3 * (indexed - without):.2f} ms an article,"
        f" of that the tokens {1e3 * found.tokens / len(found.indexed):.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000, help="articles")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=100, help="how many are asked")
    parser.add_argument("--engines", default=",".join(ENGINES), help="of " + ", ".join(ENGINES))
    parser.add_argument("--folder", type=Path, help="where to keep what is built")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        report_rates("an empty archive", Path(temporary) / "empty", options.seed)
        compare(options.engines.split(","), folder, options)
        if "archive" in options.engines:
            report_rates(f"{options.size:,} articles", folder / "archive", options.seed)


def compare(engines: list[str], folder: Path, options: argparse.Namespace) -> None:
    asked = words(options.seed, options.words)
    lines = []
    for engine in engines:
        began = time.process_time()
        path = build("archive" if engine == "like" else engine, folder, options.size, options.seed)
        took = time.process_time() - began
        ask, number = asker(engine, path)
        slow = engine == "like"
        spent = milliseconds(ask, asked[: 10 if slow else None], 1 if slow else 5)
        megabytes = index_size(path) if engine == "archive" else 0.0 if slow else size_of(path)
        p95 = spent[int(len(spent) * 0.95)]
        found = [number(word) for word in ("在我", "码头")]
        lines.append(
            f"{engine:<10} {took:>8.0f} {megabytes:>9,.0f} {statistics.median(spent):>8.2f} {p95:>8.2f} {spent[-1]:>8.2f}"
            f" {found[0]:>9,} {found[1]:>8,}"
        )
        print(lines[-1], flush=True)
    print(f"\n{options.size:,} articles of {LENGTH} characters, {len(asked)} words of two, the first 20; ms by the clock")
    print(f"{'':<10} {'build s':>8} {'index MB':>9} {'median':>8} {'p95':>8} {'longest':>8} {'在我 in':>8} {'码头 in':>7}")
    print("\n".join(lines))
    if (folder / "archive").exists():
        print(f"the archive's file, texts and all: {size_of(folder / 'archive'):,.0f} MB")


if __name__ == "__main__":
    main()
