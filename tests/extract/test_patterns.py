"""Every pattern of the readers of whole pages: none takes long, whatever a page holds."""

from __future__ import annotations

import importlib
import re
import time

import pytest

READERS = "boilerplate byline headline posted signed standfirst state structured surroundings told".split()
UNITS = [" ", "1", "作者：", "A b ", "a.b-", "Ab Cd, ", "1.1.2020", "<a", "= {"]
PATTERNS = {
    f"{reader}.{name}": value
    for reader in READERS
    for name, value in vars(importlib.import_module(f"newsarchive.extract.{reader}")).items()
    if isinstance(value, re.Pattern)
}


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_takes_half_a_second_for_100_kilobytes(name):
    for unit in UNITS:
        text = (unit * (100_000 // len(unit) + 1))[:100_000]
        started = time.process_time()

        for _ in PATTERNS[name].finditer(text):
            pass

        assert time.process_time() - started < 0.5, unit
