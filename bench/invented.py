"""Invented news of real words: sentences of words drawn by how often Chinese prints them, the same for the same seed.

The frequencies are those of jieba's dictionary (`pip install jieba`: 349,046 words counted in newspapers and novels), of which
the commonest 60,000 are drawn. No sentence was ever written by anybody; how often a word, a character or a pair of characters
stands in a text is as in real ones, which is what an index feels.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeVar

WORDS = 60_000
OUTLETS = tuple((f"paper{number}", f"第{number}日报") for number in range(1, 21))
SOURCES = (None, "新华社", "人民日报客户端", "上观新闻", "解放日报", "中国新闻网", "第1日报", "第2日报", "海湾社、潮汐日报")
SECTIONS = (("要闻",), ("本地", "港口"), ("本地", "教育"), ("财经",), ("文化",))
DESK = (("栏目主编", "section_editor"), ("责任编辑", "responsible_editor"), ("校对", "proofreader"))


def frequencies() -> tuple[list[str], list[int]]:
    """The commonest words of Chinese and how often each was counted."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise SystemExit("the word frequencies are jieba's; `pip install jieba` brings them")
    counts = []
    with (Path(found.origin).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split(" ")
            if all("\u4e00" <= sign <= "\u9fff" for sign in word):
                counts.append((int(count), word))
    counts.sort(reverse=True)
    return [word for _, word in counts[:WORDS]], [count for count, _ in counts[:WORDS]]


@dataclass(frozen=True, slots=True)
class Story:
    """What one article says."""

    number: int
    title: str
    summary: str
    body: str
    source: str | None
    section: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]
    """Role as printed, role normalized, name."""
    outlet: str
    published: datetime


class Newsroom:
    """Writes articles without end, of a stock of sentences that is large enough for a year of a paper."""

    def __init__(self, seed: int = 1, sentences: int = 200_000) -> None:
        self.chance = random.Random(seed)
        self.words, counts = frequencies()
        self.weights = list(accumulate(counts))
        self._sentences = sentences
        self._stock: list[str] = []
        names = [word for word in self.words if len(word) == 1][200:1200]
        self.names = ["".join(self.chance.choices(names, k=self.chance.choice((2, 3, 3)))) for _ in range(5_000)]
        self._frequent = list(accumulate(1 / (rank + 5) for rank in range(len(self.names))))  # some write every day

    def words_of(self, length: int) -> str:
        """Words one after the other, of so many characters."""
        return "".join(self.chance.choices(self.words, cum_weights=self.weights, k=length * 2 // 3 + 2))[:length]

    def _sentence(self) -> str:
        text, cut = self.words_of(self.chance.randrange(15, 40)), self.chance.randrange(6, 14)
        return f"{text[:cut]}，{text[cut:]}。"

    @property
    def stock(self) -> list[str]:
        """The sentences that articles are made of."""
        if not self._stock:
            self._stock = [self._sentence() for _ in range(self._sentences)]
        return self._stock

    def prose(self, length: int) -> str:
        """Sentences of some thirty characters, paragraphs of six of them."""
        chosen = self.chance.choices(self.stock, k=length // 29 + 2)
        return "\n\n".join("".join(chosen[start : start + 6]) for start in range(0, len(chosen), 6))[:length]

    def story(self, number: int, length: int = 800) -> Story:
        """The article of that number; the later, the later it was published."""
        chance = self.chance
        writer, *others = chance.choices(self.names, cum_weights=self._frequent, k=4)
        people = [("记者", "correspondent", writer)]
        people.extend((*role, name) for role, name in zip(DESK, others, strict=True))
        return Story(
            number=number,
            title=self.words_of(chance.randrange(12, 26)),
            summary=self.prose(60) if number % 3 == 0 else "",
            body=self.prose(length),
            source=chance.choice(SOURCES),
            section=chance.choice(SECTIONS),
            people=tuple(people),
            outlet=OUTLETS[min(int(chance.expovariate(0.3)), len(OUTLETS) - 1)][0],
            published=datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=8 * (number % 1_000_000) + chance.randrange(600)),
        )

    def stories(self, size: int, first: int = 1) -> Iterator[Story]:
        return (self.story(number) for number in range(first, first + size))


_T = TypeVar("_T")


def batched(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of so many (itertools.batched is of Python 3.12)."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
