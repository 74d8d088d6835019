"""Captures and page classes <-> fixtures: pages as served, and what must be read on them (web-poet's format).

`<folder>/<page class>/<story>/inputs/` is a page and the moment of its capture, `output.json` the reading, `exception.json`
why there is none. pytest replays them with web-poet's plug-in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.errors import NewsarchiveError, Unreadable
from newsarchive.items import Capture
from newsarchive.pages.article import CapturedAt, response

if TYPE_CHECKING:
    from web_poet.testing import Fixture

    from newsarchive.pages import Layout
    from newsarchive.pages.article import ArticlePage
    from newsarchive.pages.site import SitePage

__all__ = ["class_name", "fixtures_in", "is_same", "read_anew", "save", "wanted"]


def save(folder: Path, name: str, capture: Capture, page: ArticlePage | SitePage) -> Path:
    """Save a captured page as a fixture of the class that reads it, with what it reads as the draft of what it must.

    Raises NewsarchiveError where a fixture of that name is, or the name leads elsewhere.
    """
    # Other headers say nothing of how the page is read, and a cookie has no place in a repository.
    kept = tuple((key, value) for key, value in capture.headers if key.lower() == "content-type")
    inputs = [response(capture.url, capture.body, kept, capture.status), CapturedAt(capture.captured_at)]
    place = folder / class_name(type(page))
    if not (place / name).resolve().is_relative_to(folder.resolve()):
        raise NewsarchiveError(f"{place / name}: leads out of {folder}; give another --folder")
    if (place / name).exists():
        raise NewsarchiveError(f"{place / name}: is there already; give another --name, or --update it")
    try:
        read: dict[str, Any] = {"item": page.article()}
    except Unreadable as error:
        read = {"exception": error}
    path: Path = _fixture().save(place, inputs=inputs, fixture_name=name, **read).path
    return path


def fixtures_in(path: Path) -> Iterator[Fixture]:
    """The fixtures at or under a path: `<class>/<name>`, a folder `<class>`, or one that holds such folders."""
    for inputs in sorted(found for depth in ("", "*/", "*/*/") for found in path.glob(f"{depth}inputs") if found.is_dir()):
        yield _fixture()(inputs.parent)


def class_name(page: Layout) -> str:
    """The folder of a page class's fixtures: its full name."""
    return f"{page.__module__}.{page.__qualname__}"


def wanted(fixture: Fixture) -> dict[Path, str]:
    """What must be read, by the file that says it."""
    files = (fixture.output_path, fixture.exception_path)
    return {path: path.read_text("utf-8") for path in files if path.exists()}


def read_anew(fixture: Fixture, layouts: Iterable[Layout]) -> dict[Path, str]:
    """What the page class of a fixture makes of its page now, as the file that holds it.

    layouts: the classes that its folder may be named for; only one of ours is imported for a folder's name. Raises
    NewsarchiveError where it is none of them.
    """
    name = fixture.path.resolve().parent.name
    known = {class_name(page): page for page in layouts}
    if name not in known:
        raise NewsarchiveError(f"{fixture.path}: no page class is called {name}; if it moved, rename the folder")
    page: Any = fixture.get_page(known[name])
    try:
        return {fixture.output_path: fixture.item_to_json(page.article())}
    except Unreadable as error:
        kind = type(error)
        told = {"import_path": f"{kind.__module__}.{kind.__qualname__}", "msg": str(error)}
        return {fixture.exception_path: json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2)}


def is_same(one: dict[Path, str], other: dict[Path, str]) -> bool:
    """Whether two readings say the same, however it is written."""
    return {path: json.loads(text) for path, text in one.items()} == {path: json.loads(text) for path, text in other.items()}


def _fixture() -> type[Fixture]:
    # pages imports web-poet without Scrapy; only after that may its testing module be imported.
    from newsarchive.pages.poet import web_poet

    fixture: type[Fixture] = import_module(f"{web_poet.__name__}.testing").Fixture
    return fixture
