"""Bodies of articles -> which of them share their text, and how much. Touches no I/O.

A text is the set of its shingles: the runs of five characters among its letters and digits (Broder, "On the
resemblance and containment of documents", 1997). Two texts are compared exactly, by the shingles they share. Which are
worth it is told by their MinHash signatures, cut into bands of two numbers: when the part J of all the shingles of two
texts is in both, a band agrees with the probability J².

Each character that an edit changes spoils five shingles: of a text with a tenth of its characters changed .59 of the
shingles are left, and J is .42. One or more of 24 bands then agrees in 99 of 100 cases. Unrelated texts, with a J of some
ten-thousandths, agree in a band once in a hundred thousand pairs: their signatures, compared as wholes, tell it before a
text is read. Texts of one form, with a J of a tenth, agree by the hundred in the bands of that form, which then tell
nothing and are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq

from rensa import RMinHash

from newsarchive.dedupe import fingerprint

__all__ = [
    "ALIKE",
    "BEYOND",
    "COMPARED",
    "CROWD",
    "SHARE",
    "Overlap",
    "Signature",
    "alike",
    "is_copy",
    "overlap",
    "shingles",
    "signature",
]

#: The part of the smaller text's shingles that makes a copy: so many are left when one character in six was changed.
SHARE = 0.4
#: Numbers of two signatures that are alike when one text may be a copy: J is .22 or more, give or take .04; of two copies
#: as long as each other it is .25.
ALIKE = 28
#: Texts under one key beyond which it tells their form, not their content.
CROWD = 200
#: Texts that one is compared with, at most: the most alike.
COMPARED = 50

_SIGNS = 5  # characters of a shingle
_LEAST = 40  # shingles shared: fewer are a caption or a standing phrase, unless they are all that there is
_BANDS = 24
_PLACES = 42  # bits of a key below the place of its band
#: Every key of a signature is less.
BEYOND = _BANDS << _PLACES
_NUMBERS = 128  # of a signature
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


@dataclass(frozen=True, slots=True)
class Signature:
    """What a text is looked up by."""

    bands: list[int]
    """A key of 47 bits for each band: its place, and the hash of its two numbers."""
    sketch: bytes
    """The last eight bits of each number: texts without a shingle in common have one in 256 alike."""


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


def signature(text: frozenset[str]) -> Signature:
    """What to look a text up by.

    >>> one, other = signature(shingles("清晨的码头上只有风。")), signature(shingles("清晨的码头上只有风声。"))
    >>> len(one.bands), 0 < len(set(one.bands) & set(other.bands)) < 24, alike(one.sketch, other.sketch) >= ALIKE
    (24, True, True)
    """
    minima = RMinHash(_NUMBERS, _SEED)
    minima.update(list(text))
    numbers = minima.digest()
    rows = numbers[: 2 * _BANDS]
    bands = [
        band << _PLACES | ((first << 32 | second) * _ODD & 0xFFFFFFFFFFFFFFFF) >> (64 - _PLACES)
        for band, (first, second) in enumerate(zip(rows[::2], rows[1::2], strict=True))
    ]
    return Signature(bands, bytes([number & 0xFF for number in numbers]))


def alike(one: bytes, other: bytes) -> int:
    """How many numbers of two signatures are alike, by their sketches: J of 128, of which one in 256 by chance."""
    return list(map(eq, one, other)).count(True)
