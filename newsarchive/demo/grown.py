"""A number and a seed -> that many further stories of the paper, for measuring on an outlet of any size.

Each opens with sentences of sentences.toml, whose slots a seeded generator fills, and goes on in words of two characters,
strung together at random: it reads like nothing, but as in a real paper no two stories have more than turns of phrase in
common, which is what the time to look for copies depends on.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources

from newsarchive.demo.stories import CHINA, Block, Generation, Story, sections

_GENERATIONS = (Generation.DESKTOP,) * 3 + (Generation.MOBILE, Generation.JSON)
_YEAR = timedelta(days=365)
_SINCE = {
    # the first id, the first day, and for how long the generation lasted
    Generation.DESKTOP: (1_000_001, datetime(2015, 3, 1, tzinfo=CHINA), 6 * _YEAR),
    Generation.MOBILE: (2_000_001, datetime(2019, 7, 1, tzinfo=CHINA), 2 * _YEAR),
    Generation.JSON: (3_000_001, datetime(2022, 2, 1, tzinfo=CHINA), 4 * _YEAR),
}


def grow(count: int, seed: int) -> Iterator[Story]:
    """`count` stories: three of five for the desktop, one for the phone, one in JSON; the same for the same seed.

    >>> [story.id for story in grow(5, seed=1)]
    [1000001, 1000002, 1000003, 2000001, 3000001]
    """
    writer = _Writer(random.Random(seed))  # noqa: S311
    placed = dict.fromkeys(Generation, 0)
    for number in range(count):
        generation = _GENERATIONS[number % len(_GENERATIONS)]
        first_id, first_day, lasted = _SINCE[generation]
        nth = placed[generation]
        placed[generation] += 1
        yield writer.story(first_id + nth, generation, first_day + lasted * (nth / count))


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lists: Mapping[str, Sequence[str]] = tomllib.loads(
            resources.files("newsarchive.demo").joinpath("sentences.toml").read_text("utf-8")
        )
        self._shelves = [(outer, inner) for outer, inners in sections() for inner in inners]

    def story(self, id: int, generation: Generation, published: datetime) -> Story:
        chance, pick = self._chance, self._pick
        section, subsection = chance.choice(self._shelves)
        authors = tuple(chance.sample(self._lists["reporters"], chance.choice((1, 1, 1, 2))))
        correspondents = (pick("correspondents"),) if chance.random() < 0.3 else ()
        return Story(
            id=id,
            generation=generation,
            section=section,
            subsection=subsection,
            title=f"{pick('places')}{pick('things')}{pick('topics')}，{self._filled(pick('events'))}",
            published=published.replace(microsecond=0) + timedelta(seconds=chance.randrange(3600)),
            authors=authors,
            correspondents=correspondents,
            byline="、".join(authors) + (f" 通讯员 {correspondents[0]}" if correspondents else ""),
            summary=f"{self._filled(pick('events'))}。" if chance.random() < 0.9 else None,
            blocks=tuple(Block("p", paragraph) for paragraph in self._paragraphs()),
            desk=(
                f"栏目主编：{pick('editors')}",
                f"文字编辑：{pick('editors')}",
                f"题图来源：{chance.choice((f'{authors[0]} 摄', '作者提供', '视觉汐港'))}",
                f"图片编辑：{pick('picture_editors')}",
            ),
            banner=chance.random() < 0.5,
            likes=chance.randrange(300),
            comments=chance.randrange(60),
        )

    def _paragraphs(self) -> Iterator[str]:
        """Five to seven paragraphs; the first in sentences."""
        ending = self._chance.choice([*self._lists["quotes"], *self._lists["closings"]])
        sentences = map(self._filled, (f"{self._pick('openers')}，{self._pick('events')}", self._pick("details"), ending))
        yield "".join(sentence if sentence.endswith("”") else f"{sentence}。" for sentence in sentences)
        for _ in range(self._chance.randint(4, 6)):
            yield "".join(self._words() for _ in range(self._chance.randint(2, 4)))

    def _words(self) -> str:
        """A sentence of three to five clauses of words that mean nothing together."""
        chance, (first, second) = self._chance, self._lists["syllables"]
        clauses = (
            "".join(chance.choice(first) + chance.choice(second) for _ in range(chance.randint(4, 8)))
            for _ in range(chance.randint(3, 5))
        )
        return "，".join(clauses) + "。"

    def _pick(self, kind: str) -> str:
        return self._chance.choice(self._lists[kind])

    def _filled(self, sentence: str) -> str:
        return sentence.format(
            day=self._pick("days"),
            place=self._pick("places"),
            thing=self._pick("things"),
            name=self._pick("surnames") + self._pick("given"),
            n=self._chance.randint(12, 480),
            m=self._chance.randint(2, 11),
        )
