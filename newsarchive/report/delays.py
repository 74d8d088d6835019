"""Times from publication to first capture -> their median, 90 % and distribution, in little memory whatever their number."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

__all__ = ["BOUNDS", "Delays", "spoken"]

#: Upper bounds of the bins, in minutes, and what they are called; the last bin, "later", has none.
BOUNDS: Final = {
    10: "to 10 min",
    30: "10–30 min",
    60: "30–60 min",
    3 * 60: "1–3 h",
    6 * 60: "3–6 h",
    12 * 60: "6–12 h",
    24 * 60: "12–24 h",
    3 * 24 * 60: "1–3 d",
    7 * 24 * 60: "3–7 d",
    30 * 24 * 60: "7–30 d",
}
_EDGES: Final = tuple(BOUNDS)


@dataclass(slots=True)
class Delays:
    """Of one outlet. Times of more than two hours are kept to three digits: half a percent off at the most."""

    counts: Counter[int] = field(default_factory=Counter)
    """Minutes -> articles."""

    def add(self, seconds: float) -> None:
        """Count an article; one that was captured before it says it was published, as captured at once."""
        minutes = max(0, round(seconds / 60))
        scale = 10 ** max(0, len(str(minutes)) - 3) if minutes > 120 else 1
        self.counts[round(minutes / scale) * scale] += 1

    @property
    def articles(self) -> int:
        return self.counts.total()

    def quantile(self, share: float) -> int | None:
        """Minutes within which that share was captured.

        >>> delays = Delays(Counter({5: 5, 60: 4, 600: 1}))
        >>> delays.quantile(0.5), delays.quantile(0.9), delays.quantile(1), Delays().quantile(0.5)
        (5, 60, 600, None)
        """
        passed, wanted = 0, share * self.articles
        for minutes in sorted(self.counts):
            passed += self.counts[minutes]
            if passed >= wanted:
                return minutes
        return None

    def binned(self) -> list[int]:
        """Articles in each bin of BOUNDS, and in the one beyond."""
        found = [0] * (len(_EDGES) + 1)
        for minutes, count in self.counts.items():
            found[bisect_right(_EDGES, minutes - 1)] += count
        return found


def spoken(minutes: float | None) -> str:
    """
    >>> spoken(7), spoken(95), spoken(60 * 49), spoken(None)
    ('7 min', '1.6 h', '2.0 d', '')
    """
    if minutes is None:
        return ""
    if minutes < 60:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 60 / 24:.1f} d"
