"""Bodies of articles -> which of them share their text, and how much. Touches no I/O.

A text is the set of its shingles: the runs of five characters among its letters and digits (Broder, "On the
resemblance and containment of documents", 1997). Two texts are compared exactly, by the shingles they share. Which are
worth it is told by their MinHash signatures, cut into bands of two numbers: when the part J of all the shingles of two
texts is in both, a band agrees with the probability J².

Each character that an edit changes spoils five shingles: of a text with a tenth of its characters changed .59 of the
shingles are left, and J is .42. Two or more of 36 bands then agree in 99 of 100 cases. Texts that only share turns of
phrase have a J of some thousandths, and agree in two bands once in millions of pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rensa import RMinHash

from newsarchive.dedupe import fingerprint

__all__ = ["BANDS_SHARED", "SHARE", "Overlap", "bands", "is_copy", "overlap", "shingles"]

#: The part of the smaller text's shingles that makes a copy: so many are left when one character in six was changed.
SHARE = 0.4
#: Candidates agree in as many bands.
BANDS_SHARED = 2

_SIGNS = 5  # characters of a shingle
_LEAST = 40  # shingles shared: fewer are a caption or a standing phrase, unless they are all that there is
_BANDS = 36
_SEED = 42  # any, but the same for ever: archives hold what was made with it
_ODD = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: its multiples differ in their upper bits (Knuth, TAOCP 6.4)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts have in common."""

    shared: int
    """Shingles that are in both."""
    of_one: float
    """Their share in the first text, 0 to 1."""
    of_other: float
    """Their share in the second: higher than in the first when the second is an excerpt."""


def shingles(body: str | None) -> frozenset[str]:
    """The runs of five letters or digits of a text; a shorter text is its own only one.

    >>> sorted(shingles("潮水，退了！")), sorted(shingles("Low tide"))
    (['潮水退了'], ['lowti', 'owtid', 'wtide'])
    """
    text = fingerprint.letters(body or "")
    if len(text) <= _SIGNS:
        return frozenset([text] if text else [])
    return frozenset([text[start : start + _SIGNS] for start in range(len(text) - _SIGNS + 1)])


def overlap(one: frozenset[str], other: frozenset[str]) -> Overlap:
    """How much of each text is in the other.

    >>> overlap(shingles("abcdefghij"), shingles("abcdefg"))
    Overlap(shared=3, of_one=0.5, of_other=1.0)
    """
    shared = len(one & other)
    return Overlap(shared, shared / len(one) if one else 0.0, shared / len(other) if other else 0.0)


def is_copy(found: Overlap, share: float = SHARE) -> bool:
    """Whether one of two texts was made from the other.

    share: of the smaller one's shingles, at least; lower finds more of what was rewritten, and more of what only quotes
    the same speech.

    >>> is_copy(Overlap(400, 0.9, 0.5)), is_copy(Overlap(400, 0.1, 0.39)), is_copy(Overlap(5, 0.9, 0.9))
    (True, False, False)
    """
    if found.of_one == found.of_other == 1:
        return True
    return found.shared >= _LEAST and max(found.of_one, found.of_other) >= share


def bands(text: frozenset[str]) -> list[int]:
    """The keys under which a text is looked up: a number of 48 bits for each band of its signature.

    >>> one, other = bands(shingles("清晨的码头上只有风。")), bands(shingles("清晨的码头上只有风声。"))
    >>> len(one), 2 <= len(set(one) & set(other)) < 36
    (36, True)
    """
    return list(_keys(text)) if text else []


def _keys(text: frozenset[str]) -> Iterator[int]:
    signature = RMinHash(2 * _BANDS, _SEED)
    signature.update(list(text))
    rows = signature.digest()
    for band, (first, second) in enumerate(zip(rows[::2], rows[1::2], strict=True)):
        yield band << 42 | ((first << 32 | second) * _ODD & 0xFFFFFFFFFFFFFFFF) >> 22
