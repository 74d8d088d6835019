"""The rule of every field on a page of every layout that has a fixture."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from web_poet.testing import Fixture

from newsarchive.pages.trace import trace
from newsarchive.query.why import FIELDS

FIXTURES = Path(__file__).parents[2] / "fixtures"
LAYOUTS = sorted(path for path in FIXTURES.iterdir() if path.is_dir())
PRINTED = ("title", "source", "author", "date", "summary", "editor", "section", "credits")


def pages(folder: Path) -> list[Any]:
    module, _, name = folder.name.rpartition(".")
    layout = getattr(importlib.import_module(module), name)
    cases = sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "no-such-article")
    return [Fixture(case).get_page(layout) for case in cases]


@pytest.mark.parametrize("folder", LAYOUTS, ids=lambda path: path.name)
def test_what_a_layout_reads_has_a_rule_and_stands_in_a_printed_text(folder: Path) -> None:
    for page in pages(folder):
        article = page.article()
        found = {name: trace(page, name) for name in FIELDS}
        credited = [trace(page, "credits", position) for position in range(1, len(article.credits) + 1)]

        assert all(one.rule for one in (*found.values(), *credited))
        assert [name for name in PRINTED if getattr(article, name) and not found[name].printed] == []
