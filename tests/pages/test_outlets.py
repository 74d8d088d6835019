"""What every outlet with a module has: fixtures of each layout and of each trap, a reading that agrees with them, a small file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from newsarchive import fixtures, pages
from newsarchive.cli import main
from newsarchive.pages.platforms import enorth, founder, trs
from newsarchive.pages.platforms.layout import PlacedPage

ROOT = Path(__file__).parents[2]
#: What each must have been tried on: a reader that stumbles, stumbles here.
KINDS = ("ordinary-article", "several-authors-and-editors", "empty-labels", "reprint-from-another-source")
#: The invented paper is the demo's own, in markup that shobserver has fixtures of.
OUTLETS = sorted(pages.with_modules() - {"demo"})
#: Lines with text, of page object and spider together, of an outlet that only names places on a known system.
FEW = 40
MOST = 150

each_outlet = pytest.mark.parametrize("name", OUTLETS)


def stories(name: str) -> dict[str, dict[str, Any]]:
    """The outlet's fixtures: story -> what is read."""
    folders = [ROOT / "fixtures" / fixtures.class_name(page) for page in pages.pages_of(pages.outlet_named(name))]
    outputs = [path for folder in folders for path in sorted(folder.glob("*/output.json"))]
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in outputs}


@each_outlet
def test_an_outlet_has_a_fixture_of_each_kind(name: str) -> None:
    assert set(KINDS) <= set(stories(name))


@each_outlet
def test_each_of_its_layouts_has_a_fixture(name: str) -> None:
    layouts = [page for page in pages.pages_of(pages.outlet_named(name)) if page.__name__ != "PlainPage"]

    without = [page.__name__ for page in layouts if not list((ROOT / "fixtures" / fixtures.class_name(page)).glob("*/inputs"))]

    assert without == []


@each_outlet
def test_the_fixtures_hold_what_their_names_say(name: str) -> None:
    found = stories(name)

    several, empty, reprint = (found[kind] for kind in KINDS[1:])
    assert "、" in several["author"]
    assert len({credit["name"] for credit in several["credits"]}) >= 2
    assert None in (empty["author"], empty["editor"])
    assert reprint["source"] not in (None, pages.outlet_named(name).title)
    assert all(story["title"] and story["body"] and story["date"] for story in found.values())


@each_outlet
def test_its_fixtures_read_as_they_are_written_down(name: str) -> None:
    answer = CliRunner().invoke(main, ["outlets", "check", name, "--no-live", "--fixtures", str(ROOT / "fixtures")])

    assert answer.exit_code == 0, answer.output
    assert "fixtures: " in answer.output


@each_outlet
def test_its_files_are_small(name: str) -> None:
    lengths = [len((ROOT / "newsarchive" / part / f"{name}.py").read_text("utf-8").splitlines()) for part in ("pages", "spiders")]

    assert max(lengths) <= MOST


def on_a_platform(name: str) -> bool:
    """Whether all that an outlet says is where its pages, of one known system, print what."""
    bases: tuple[type[PlacedPage], ...] = (founder.FounderPage, trs.TrsPage, enorth.EnorthPage)
    layouts = pages.pages_of(pages.outlet_named(name))
    return len(layouts) == 1 and layouts[0].__bases__[0] in bases


@pytest.mark.parametrize("name", [name for name in OUTLETS if on_a_platform(name)])
def test_an_outlet_on_a_platform_is_a_few_lines(name: str) -> None:
    count: Callable[[Path], int] = lambda path: sum(1 for line in path.read_text("utf-8").splitlines() if line.strip())  # noqa: E731

    assert sum(count(ROOT / "newsarchive" / part / f"{name}.py") for part in ("pages", "spiders")) < FEW


def test_some_outlets_are_on_a_platform() -> None:
    assert sum(map(on_a_platform, OUTLETS)) >= 3
