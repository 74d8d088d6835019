"""Texts are found by their keys wherever those are: in memory, on their way, or moved."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from newsarchive.dedupe.copies import BEYOND
from newsarchive.store import bands
from newsarchive.store.archive import Archive
from newsarchive.store.connection import connect, transaction
from tests.rows import KEYS

ROUND = 8  # texts in which the hand goes round
SEED = 20240301


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bands, "_STEPS", 4)
    monkeypatch.setattr(bands, "_TEXTS", ROUND // 4)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    Archive(tmp_path, write=True).close()
    return tmp_path / "archive.db"


class Texts:
    """What is put where, and by whom it must be found."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._dice = random.Random(SEED)
        self._stock = [self._dice.randrange(BEYOND) for _ in range(60)]  # few, so that texts share keys
        self.connection = connect(database)
        self.keys: dict[int, list[int]] = {}

    def put(self, text: int) -> None:
        keys = self._dice.sample(self._stock, 5)
        self.connection.execute("INSERT INTO text_sketches VALUES (?, x'00')", (text,))
        bands.put(self.connection, text, keys)
        self.keys[text] = keys

    def drop(self, text: int) -> None:
        self.connection.execute("DELETE FROM text_sketches WHERE text = ?", (text,))
        bands.drop(self.connection, text, self.keys.pop(text))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """A transaction that is undone at its end, whatever was put and dropped in it."""
        before = dict(self.keys)
        with pytest.raises(ZeroDivisionError), transaction(self.connection, self._database):
            yield
            raise ZeroDivisionError
        self.keys = before

    def reopen(self) -> None:
        self.connection.close()
        self.connection = connect(self._database)

    def wrong(self) -> list[int]:
        """Keys under which other texts are found than stand there."""
        expected = {key: {text for text, keys in self.keys.items() if key in keys} for key in self._stock}
        return [key for key in self._stock if {text for text, _ in bands.sharing(self.connection, -1, [key], 200)} != expected[key]]


@pytest.fixture
def texts(database: Path) -> Texts:
    return Texts(database)


def moved(texts: Texts) -> int:
    return int(texts.connection.execute("SELECT count(*) FROM text_bands").fetchone()[0])


@pytest.mark.parametrize("between", [lambda texts: None, Texts.reopen], ids=["one writer", "a writer a text"])
def test_every_text_is_found_by_each_of_its_keys_at_any_moment(texts: Texts, between: Callable[[Texts], None]) -> None:
    for text in range(40):
        with transaction(texts.connection, Path("archive.db")):
            texts.put(text)
        between(texts)
        if text % 7 == 6:
            with transaction(texts.connection, Path("archive.db")):
                texts.drop(text - 3)
        assert texts.wrong() == [], f"after {text}, seed {SEED}"

    assert 0 < moved(texts) < sum(map(len, texts.keys.values())), "some are moved, some are not"
    assert texts.connection.execute("SELECT count(*) FROM text_recent").fetchone()[0] <= ROUND + ROUND // 4 + 2, "and two dropped"


def test_what_a_transaction_undoes_is_found_no_more(texts: Texts) -> None:
    for text in range(20):
        texts.put(text)

    with texts.undone():
        texts.put(20)
        texts.drop(3)

    assert texts.wrong() == []
    texts.reopen()
    assert texts.wrong() == []


def test_the_newest_text_dropped_and_another_put_for_it_can_be_undone(texts: Texts) -> None:
    for text in range(20):
        texts.put(text)

    with texts.undone():
        texts.drop(19)
        texts.put(20)

    assert texts.wrong() == []
    for text in range(20, 20 + ROUND):
        texts.put(text)
    assert texts.wrong() == []


def test_a_text_whose_dropping_was_undone_is_moved_with_the_others(texts: Texts) -> None:
    for text in range(20):
        texts.put(text)

    with texts.undone():
        texts.drop(19)
    for text in range(20, 20 + ROUND):
        texts.put(text)

    assert texts.wrong() == []


def test_the_file_alone_says_every_key(texts: Texts, database: Path) -> None:
    for text in range(30):
        texts.put(text)
    texts.drop(29)
    texts.drop(5)

    with closing(connect(database, readonly=True)) as reader:
        rows = {tuple(row) for row in reader.execute(KEYS)}

    assert rows == {(key, text) for text, keys in texts.keys.items() for key in keys}


def test_a_key_of_a_crowd_is_passed_over_wherever_it_stands(texts: Texts) -> None:
    for text in range(ROUND + 4):
        texts.connection.execute("INSERT INTO text_sketches VALUES (?, x'00')", (text,))
        bands.put(texts.connection, text, [7])
    assert 0 < moved(texts) < ROUND + 4

    assert len(bands.sharing(texts.connection, -1, [7], ROUND + 4)) == ROUND + 4
    assert bands.sharing(texts.connection, -1, [7], ROUND + 3) == []
    assert bands.sharing(texts.connection, -1, [7], moved(texts) - 1) == []


def test_a_text_taken_out_and_put_in_again_is_found_by_the_next_writer(texts: Texts) -> None:
    texts.put(0)
    keys = texts.keys[0]
    texts.drop(0)
    texts.connection.execute("INSERT INTO text_sketches VALUES (0, x'00')")
    bands.put(texts.connection, 0, keys)
    texts.keys[0] = keys

    texts.reopen()

    assert texts.wrong() == []
    assert bands.found(texts.connection, 0, keys) == len(keys)


def test_a_key_that_no_text_has_is_told_without_reading_the_table(texts: Texts) -> None:
    for text in range(ROUND * 2):
        texts.put(text)
    texts.reopen()
    bands.sharing(texts.connection, -1, [], 200)  # fills the memory
    asked: list[str] = []
    texts.connection.set_trace_callback(asked.append)

    found = bands.sharing(texts.connection, -1, [BEYOND - 1 - number for number in range(24)], 200)

    assert found == []
    assert [statement for statement in asked if "text_bands" in statement] == []


def test_how_many_of_a_texts_keys_lead_to_it_is_told_as_it_is(texts: Texts) -> None:
    for text in range(ROUND * 2):
        texts.put(text)
    counts = [bands.found(texts.connection, text, keys) for text, keys in texts.keys.items()]
    assert counts == [5] * len(texts.keys)

    texts.connection.execute("DELETE FROM text_filter")
    texts.reopen()

    assert sum(bands.found(texts.connection, text, keys) for text, keys in texts.keys.items()) < sum(counts)


def test_the_filter_is_made_of_what_the_table_has(texts: Texts) -> None:
    for text in range(ROUND * 2):
        texts.put(text)
    texts.connection.execute("DELETE FROM text_filter")

    bands.fill_filter(texts.connection)

    texts.reopen()
    assert texts.wrong() == []
