"""The picture of the package: what is higher may use what is lower, and never the other way round."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

import newsarchive

PACKAGE = Path(newsarchive.__file__).parent

#: From the ground up; what stands on one line may use each other, but not in a circle.
LAYERS = """
    items errors version clock logs addresses alarms counts
    discover warc extract dedupe schedule timetable hooks
    pages store
    reading partial config known agenda hosts turns fixtures
    query replay reparse merge health lookout notify metrics recorder run backfill importing watchman scaffold report
    spiders middlewares pipelines extension crawl behind retrieval daemon exposition preview throttle survey scheduler network settings web
    cli demo __main__
"""
RANK = {name: rank for rank, line in enumerate(LAYERS.strip().splitlines()) for name in line.split()}
SCRAPY = RANK["spiders"]
#: What only the crawl may use: reading an archive starts no reactor.
ENGINE = {"scrapy", "twisted"}


def imports(code: str, folder: str = "", *, types: bool = True) -> Iterator[str]:
    """Absolute names of the modules that a module imports, wherever in it.

    folder: its package, "newsarchive.pages". types: those too that only annotations need.
    """
    waiting: list[ast.AST] = [ast.parse(code)]
    while waiting:
        node = waiting.pop()
        if not types and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = folder.rsplit(".", node.level - 1)[0] if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def layer(module: str) -> str | None:
    """The part of newsarchive that a module belongs to: newsarchive.pages.demo -> pages; None for the package itself."""
    parts = module.split(".")
    return parts[1] if parts[0] == "newsarchive" and len(parts) > 1 and parts[1] in RANK else None


def wrong(module: str, imported: str) -> str | None:
    """Why a module may not import another; None when it may."""
    own, other = layer(module), layer(imported)
    if imported.split(".")[0] in ENGINE and own is not None and RANK[own] != SCRAPY:
        return f"{module} imports {imported}: only the crawl's layer knows Scrapy"
    if own is None or other is None or own == other:
        return None
    if own == "demo":
        return f"{module} imports {imported}: the invented paper knows nothing of who reads it"
    if other == "demo" and own != "cli":
        return f"{module} imports {imported}: only the command line and the tests know the invented paper"
    if RANK[other] > RANK[own]:
        return f"{module} imports {imported}, which stands above it"
    return None


def modules() -> Iterator[tuple[str, str]]:
    """Name and code of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path.read_text("utf-8")


def package(module: str, names: set[str]) -> str:
    """The package that a relative import of a module counts from."""
    return module if any(name.startswith(f"{module}.") for name in names) else module.rpartition(".")[0]


def edges(*, types: bool = True) -> set[tuple[str, str]]:
    """(module, imported) for every import in the package."""
    found = dict(modules())
    return {
        (module, name)
        for module, code in found.items()
        for name in imports(code, package(module, set(found)), types=types)
    }


def test_every_part_of_the_package_has_its_place_in_the_picture() -> None:
    parts = {name.split(".")[1] for name, _ in modules() if "." in name}

    assert parts <= set(RANK)


def test_imports_only_go_down() -> None:
    reasons = [reason for module, imported in sorted(edges()) if (reason := wrong(module, imported))]

    assert reasons == []


def test_no_two_parts_need_each_other() -> None:
    needed = {(layer(module), layer(imported)) for module, imported in edges(types=False)}

    assert [pair for pair in combinations(sorted(RANK), 2) if {pair, pair[::-1]} <= needed] == []


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("newsarchive.extract.dates", "from newsarchive.store import archive"),
        ("newsarchive.items", "import newsarchive.errors\nfrom newsarchive.extract import text"),
        ("newsarchive.store.archive", "def late():\n    from newsarchive.query.search import search"),
        ("newsarchive.store.archive", "from ..run import Run"),
        ("newsarchive.store.archive", "from .. import run"),
        ("newsarchive.replay", "import scrapy"),
        ("newsarchive.query.search", "from twisted.internet import reactor"),
        ("newsarchive.demo.outlet", "from newsarchive.items import Article"),
        ("newsarchive.pages.demo", "from newsarchive.demo import Outlet"),
        ("newsarchive.run", "if TYPE_CHECKING:\n    from newsarchive.extension import Report"),
    ],
)
def test_a_wrong_import_would_be_seen(module: str, code: str) -> None:
    assert [reason for name in imports(code, module.rpartition(".")[0]) if (reason := wrong(module, name))]


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("newsarchive.store.archive", "from newsarchive.items import Article\nfrom newsarchive.dedupe import judge"),
        ("newsarchive.spiders.outlet", "import scrapy\nfrom newsarchive.run import Run"),
        ("newsarchive.cli.demo", "from newsarchive.demo import Server"),
        ("newsarchive.pages.demo", "from newsarchive.pages import shobserver"),
        ("newsarchive.extract.text", "import re"),
    ],
)
def test_a_right_import_is_let_through(module: str, code: str) -> None:
    assert not [reason for name in imports(code, module.rpartition(".")[0]) if (reason := wrong(module, name))]


def test_the_standard_library_is_no_part_of_the_picture() -> None:
    assert not set(RANK) & sys.stdlib_module_names
