"""The full-text index against a scan of the texts: what LIKE '%…%' finds, and nothing else."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3 as newest

from newsarchive.store import fts

# Few characters, so that every pair occurs in many texts, in other neighborhoods too.
HAN = "上海港口码头"
RARE = "㐀䶿𠀀𪜀𫝀𫠠𬺰\U000323af\U00030000〇々"  # extensions A to H, of which unicode61's tables know the first few
MIXED = [*HAN, "，", "。", " ", "\n", "“", "A", "AI", "iPhone", "15", "2024", "é", "_", "-", "ー", "한"]
SEED = 20240301


@pytest.fixture(params=[sqlite3, newest], ids=lambda library: f"SQLite-{library.sqlite_version}")
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    index = Index(request.param)
    yield index
    index.close()


class Index:
    """Texts in a table, and in an index as the archive has it."""

    def __init__(self, library: object = newest) -> None:
        self.db = library.connect(":memory:")
        self.db.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        self.db.execute(
            "CREATE VIRTUAL TABLE search USING fts5(text, content = '', tokenize = \"unicode61 remove_diacritics 2\")"
        )

    def add(self, *texts: str) -> None:
        for text in texts:
            rowid = self.db.execute("INSERT INTO texts (text) VALUES (?)", (text,)).lastrowid
            self.db.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (rowid, fts.tokens(text)))

    def found(self, query: str) -> list[int]:
        rows = self.db.execute("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (fts.match(query),))
        return [rowid for (rowid,) in rows]

    def scanned(self, query: str) -> list[int]:
        rows = self.db.execute("SELECT id FROM texts WHERE text LIKE '%' || ? || '%' ORDER BY id", (query,))
        return [rowid for (rowid,) in rows]

    def close(self) -> None:
        self.db.close()


def test_any_han_query_finds_exactly_the_texts_that_hold_it(index: Index) -> None:
    dice = random.Random(SEED)
    index.add(*("".join(dice.choices(MIXED, k=dice.randrange(30))) for _ in range(400)))
    queries = {"".join(dice.choices(HAN, k=length)) for length in (1, 2, 2, 3, 4, 5, 6) for _ in range(60)}

    missed = {query for query in queries if index.found(query) != index.scanned(query)}

    assert not missed, f"seed {SEED}"
    assert sum(bool(index.scanned(query)) for query in queries) > 60, "too few of the queries occur to prove anything"


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(st.lists(st.sampled_from(MIXED), max_size=12).map("".join), min_size=1, max_size=8),
    query=st.text(alphabet=HAN, min_size=1, max_size=5),
)
def test_no_generated_text_is_missed_or_found_wrongly(texts: list[str], query: str) -> None:
    index = Index()
    index.add(*texts)

    assert index.found(query) == index.scanned(query)
    index.close()


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=RARE + HAN + "，", max_size=20), query=st.text(alphabet=RARE, min_size=1, max_size=3))
def test_rare_han_is_found_as_exactly_as_common(text: str, query: str) -> None:
    index = Index()
    index.add(text, f"{text}{query}", query)

    assert index.found(query) == index.scanned(query)
    index.close()


@settings(max_examples=400, deadline=None)
@given(query=st.text(max_size=40) | st.lists(st.sampled_from(['"', "*", "AND", "NEAR(", "-", "^", ":", "{", "港"])).map(" ".join))
def test_no_text_whatever_is_a_syntax_error(query: str) -> None:
    index = Index()
    index.add("港口 AND NEAR", query)

    assert fts.match(query) is None or 2 in index.found(query), "a text is found by itself"
    index.close()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("A股", "今日A股市场收涨"),
        ("A股", "Ａ股"),
        ("iPhone15发布", "苹果IPHONE15发布会"),
        ("2024年3月", "截至2024年3月1日"),
        ('"上海 A股"', "在上海，A股"),
        ("GDP增速5", "全年 GDP增速5，其中"),
        ("cafe", "外滩的Café"),
        ("葛城", "葛\U000e0100城市"),
        ("东京タワー", "去东京タワーの前"),
        ("서울", "서울에서"),
        ("株式", "㈱は株式会社"),
    ],
)
def test_words_phrases_and_mixed_scripts_are_found(index: Index, query: str, text: str) -> None:
    index.add("别的文章", text)

    assert index.found(query) == [2]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("头开", "码头，开港"),
        ("上海港口", "上海的港口，海港口"),
        ("A股", "NBA股权"),
        ("股A", "股市A"),
        ("iPhone15", "iPhone1 5"),
        ('"上海 A股"', "上海市A股"),
        ("海海海", "海海，海海"),
    ],
)
def test_what_does_not_stand_side_by_side_is_not_found(index: Index, query: str, text: str) -> None:
    index.add(text)

    assert index.found(query) == []


def test_all_words_of_a_query_must_occur_in_any_order(index: Index) -> None:
    index.add("港口与援疆", "援疆", "援疆的干部 到港口")

    assert index.found("援疆 港口") == [1, 3]


def test_a_query_of_a_thousand_words_is_run(index: Index) -> None:
    words = " ".join(f"w{number}" for number in range(1000))
    index.add(words)

    assert index.found(words) == [1]
