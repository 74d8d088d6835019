"""Numbered addresses: learned where there are any, and walked without missing an island or counting every gap."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

from newsarchive.discover.numbering import Walk, learned

FIRST = date(2021, 1, 1)


def published(*, seed: int) -> dict[int, str]:
    """Number -> day of three articles a day over three years; every two hundred days 3,000 numbers are something else's."""
    dice = random.Random(seed)
    found, number = {}, 1000
    for day in range(1200):
        for _ in range(3):
            number += dice.choice([1, 1, 2, 3])
            found[number] = (FIRST + timedelta(days=day)).isoformat()
        number += 3000 * (day % 200 == 150)
    return found


def address(number: int) -> str:
    return f"https://paper.example/d?id={number}"


def walked(there: dict[int, str], walk: Walk, since: str) -> set[int]:
    """Numbers that a walk asks for; it is put away and taken up again at each chunk."""
    asked: set[int] = set()
    while not walk.over:
        chunk = walk.chunk()
        asked.update(chunk)
        walk.told({number: there.get(number) for number in chunk}, since)
        walk = Walk.of(json.loads(json.dumps(walk.kept())))
    return asked


def test_every_article_of_the_window_is_met_and_most_gaps_are_not_counted() -> None:
    for seed in range(5):
        there = published(seed=seed)
        numbering = learned((address(number), day) for number, day in there.items() if day > "2024-02")
        assert numbering is not None

        asked = walked(there, Walk.from_(numbering, 0, max(there)), "2021-06-15")

        wanted = {number for number, day in there.items() if day >= "2021-06-15"}
        assert wanted <= asked
        assert len(asked) < 0.35 * (max(there) - min(wanted))
        assert min(asked) > min(wanted) - 4000


def test_a_walk_where_nothing_is_gives_up_and_says_so() -> None:
    numbering = learned((address(900_000 + 10 * at), f"2024-01-{at + 1:02}") for at in range(20))
    assert numbering is not None
    walk = Walk.from_(numbering, 0, 899_000)

    asked = 0
    while not walk.over:
        chunk = walk.chunk()
        asked += len(chunk)
        walk.told(dict.fromkeys(chunk), "2020-01-01")

    assert asked < 250
    assert walk.note is not None and "ended there" in walk.note


def test_what_is_not_numbered_in_the_order_of_days_is_not_learned() -> None:
    dice = random.Random(1)
    shuffled = [(address(dice.randrange(10_000, 90_000)), f"2024-01-{at + 1:02}") for at in range(25)]
    dated = [(f"https://paper.example/2024/01/{at + 1:02}/harbour.html", f"2024-01-{at + 1:02}") for at in range(25)]

    assert learned(shuffled) is None
    assert learned(dated) is None or "{}" in learned(dated).template  # type: ignore[union-attr]
