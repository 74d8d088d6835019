"""A number and a seed -> that many further stories of the paper, for measuring."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.demo.stories import Story


def grow(count: int, seed: int) -> Iterator[Story]:
    """`count` stories."""
    yield from ()
