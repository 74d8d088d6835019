"""What docstrings show is what comes back."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import newsarchive

MODULES = sorted(
    one.name for one in pkgutil.walk_packages(newsarchive.__path__, "newsarchive.") if not one.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0
