"""Witnesses of one field -> the answer, where it came from, and how sure.

Every reading of a field is an `Evidence`: a value, the place it stood, and the share of pages on which that place is right.
Witnesses that agree add up as independent ones do: two that are each right 60 % of the time leave 16 % doubt.
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
