"""The examples in docstrings answer what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import newsarchive

MODULES = sorted(info.name for info in pkgutil.walk_packages(newsarchive.__path__, "newsarchive.") if "__main__" not in info.name)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    module = importlib.import_module(name)

    result = doctest.testmod(module)

    assert result.failed == 0


def test_there_are_examples() -> None:
    attempted = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES if ".extract." in name]

    assert sum(attempted) > 50
