"""Records of outlets' days, most of them on the disk."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from newsarchive.query.daybook import Daybook


@dataclass
class Seen:
    outlet: str
    day: str
    words: list[str] = field(default_factory=list)

    def add(self, other: Seen) -> None:
        self.words += other.words


@pytest.mark.parametrize("at_hand", [1, 2, 100])
def test_what_was_noted_of_a_day_comes_together_wherever_it_lay(at_hand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.query.daybook._AT_HAND", at_hand)
    days = Daybook(Seen)
    for outlet, day, word in (
        ("tide", "2024-03-01", "a"), ("gulf", "2024-03-01", "b"), ("tide", "2024-02-29", "c"), ("tide", "2024-03-01", "d"),
    ):  # fmt: skip
        days.of(outlet, day).words.append(word)

    assert [(one.day, one.outlet, one.words) for one in days] == [
        ("2024-03-01", "gulf", ["b"]),
        ("2024-03-01", "tide", ["a", "d"]),
        ("2024-02-29", "tide", ["c"]),
    ]
    assert len(days) == len(list(days)) == 3
    assert days.get("tide", "2024-02-29") == Seen("tide", "2024-02-29", ["c"])
    assert days.get("gulf", "2024-02-29") is None


def test_only_some_records_are_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.query.daybook._AT_HAND", 10)
    made: list[int] = []

    class Counted(Daybook[Seen]):
        def of(self, outlet: str, day: str) -> Seen:
            found = super().of(outlet, day)
            made.append(len(self._at_hand))
            return found

    days = Counted(Seen)
    for number in range(1000):
        days.of("tide", f"2024-{number:04}")

    assert max(made) == 10
    assert len(days) == 1000
