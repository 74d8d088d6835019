"""Witnesses of one field -> the answer, where it came from, and how sure.

Every reading of a field is an `Evidence`: a value, the place it stood, and the share of pages on which that place is
right. Witnesses that agree add up as independent ones do: two that are each right 60 % of the time leave 16 % doubt.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Evidence"]


class Evidence(NamedTuple):
    """A value and why it is believed."""

    value: str
    origin: str
    """The places it stood: "h1, og:title"."""
    weight: float
    """0 to 1."""

    def joined(self, earlier: Evidence | None) -> Evidence:
        """Both witnesses as one; the earlier one's spelling stays.

        >>> Evidence("rain", "og:title", 0.6).joined(Evidence("Rain", "h1", 0.7))
        Evidence(value='Rain', origin='h1, og:title', weight=0.88)
        """
        if earlier is None:
            return self
        doubt = (1 - earlier.weight) * (1 - self.weight)
        return Evidence(earlier.value, f"{earlier.origin}, {self.origin}", round(1 - doubt, 6))
