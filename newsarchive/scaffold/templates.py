"""What is proposed for an outlet -> the source text of its page object and its spider."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from newsarchive.items import Outlet
from newsarchive.pages.platforms.identity import ENORTH, FOUNDER, TRS
from newsarchive.scaffold.proposals import FIELDS, Place

__all__ = ["Platform", "page", "platform_of", "spider"]


class Platform(NamedTuple):
    """A content system that many outlets share."""

    platform: str
    """Its module in pages.platforms."""
    base: str
    """Its page class."""


_PLATFORMS: Final = {
    FOUNDER: Platform("founder", "FounderPage"),
    TRS: Platform("trs", "TrsPage"),
    ENORTH: Platform("enorth", "EnorthPage"),
}


def platform_of(urls: Iterable[str]) -> Platform | None:
    """The content system that all of these addresses of articles tell."""
    paths = [urlsplit(url).path for url in urls]
    alike = (made for shape, made in _PLATFORMS.items() if all(re.fullmatch(shape, path) for path in paths))
    return next(alike, None)


_PAGE: Final = '''"""{title}: a draft, from {count} of its pages. Say here what its layouts are, and when each was served.

A field without a place is read as on any page.
"""

from __future__ import annotations

{imports}

{rule}OUTLET = Outlet(
    name="{name}",
    title="{title}",
    home="{home}",
    hosts={hosts},
    zone="{zone}",
    language={language},
    identity=identity,
)


{classes}
PlainPage = plain_page(OUTLET, __name__)
PAGES = ({pages}, PlainPage)
'''

_CLASS: Final = '''class {page}({base}):
    """The layout of {count} of the pages looked at."""

    outlet = OUTLET
{marks}    at: ClassVar = {at}

'''

_OWN_IMPORTS: Final = """import re
from typing import ClassVar

from newsarchive.discover.adhoc import identity_of
from newsarchive.items import Outlet
from newsarchive.pages.platforms.layout import PlacedPage, plain_page"""

_OWN_RULE: Final = '''#: The paths of articles.
_ARTICLE = re.compile(r"{expression}")
_address = identity_of("{home}"{keys})


def identity(url: str) -> str | None:
    """The canonical URL of the article that an address names: without the keys of a visit, on the outlet's own host."""
    address = _address(url)
    return address if address and _ARTICLE.search(address) else None


'''

_PLATFORM_IMPORTS: Final = """from typing import ClassVar

from newsarchive.items import Outlet
from newsarchive.pages.platforms.layout import plain_page
from newsarchive.pages.platforms.{platform} import {base}, identity"""

_SPIDER: Final = '''"""{title}: a draft. Say here which lists there are, and which were found nowhere."""

from __future__ import annotations

from typing import ClassVar

from newsarchive.pages.{name} import OUTLET
from newsarchive.spiders.platforms import ListSpider


class {camel}Spider(ListSpider):
    """section: one of those below."""

    name = "{name}"
    outlet = OUTLET
    sections: ClassVar = {sections}
'''


def page(
    outlet: Outlet,
    layouts: Sequence[tuple[Mapping[str, Place], int]],
    *,
    expression: str,
    keys: tuple[str, ...] = (),
    count: int,
    platform: Platform | None = None,
) -> str:
    """The module of an outlet's page object.

    layouts: the places of each, and how many pages have it. expression: of the paths of its articles. keys: of the query, where
    those name an article. count: pages looked at. platform: the content system that its addresses tell; the outlet's places are
    asked before the platform's.
    """
    home = _quoted(outlet.home)
    told = {"expression": expression.replace('"', '\\"'), "home": home, "keys": f", {_tuple(keys)}" if keys else ""}
    return _PAGE.format(
        title=_quoted(outlet.title),
        count=count,
        home=home,
        imports=_OWN_IMPORTS if platform is None else _PLATFORM_IMPORTS.format(**platform._asdict()),
        rule=_OWN_RULE.format(**told) if platform is None else "",
        classes="\n".join(_class(number, places, of, platform, len(layouts)) for number, (places, of) in enumerate(layouts, 1)),
        pages=", ".join(_named(number) for number in range(1, len(layouts) + 1)),
        name=outlet.name,
        hosts=_tuple(outlet.hosts),
        zone=outlet.zone,
        language=f'"{outlet.language}"' if outlet.language else "None",
    )


def _class(number: int, places: Mapping[str, Place], count: int, platform: Platform | None, layouts: int) -> str:
    lines = [_line(field, places[field]) for field in FIELDS if field in places]
    # a platform's page takes any page for its own; a layout among others says what tells it
    told = layouts > 1 and platform is not None and "prose" in places
    return _CLASS.format(
        page=_named(number),
        base="PlacedPage" if platform is None else platform.base,
        count=count,
        marks=f'    marks = "{_quoted(places["prose"].selector)}"\n' if told else "",
        at="{\n" + "".join(f"        {line}\n" for line in lines) + "    }" if lines else "{}",
    )


def _named(number: int) -> str:
    return "Page" if number == 1 else f"Page{number}"


def spider(outlet: Outlet, lists: Mapping[str, str]) -> str:
    """The module of an outlet's spider.

    lists: name of a section -> address of its list.
    """
    return _SPIDER.format(
        title=_quoted(outlet.title),
        name=outlet.name,
        camel="".join(part.capitalize() for part in outlet.name.split("_")),
        sections="{\n" + "".join(f'        "{_quoted(name)}": "{_quoted(url)}",\n' for name, url in lists.items()) + "    }",
    )


def _line(field: str, place: Place) -> str:
    # each link of the path is a section
    selector = f"{place.selector} a" if field == "crumbs" else place.selector
    code = f'"{field}": "{_quoted(selector)}",'
    return code if place.agreed == place.of else f"{code}  # on {place.agreed} of {place.of} pages"


def _tuple(values: Iterable[str]) -> str:
    told = [f'"{_quoted(value)}"' for value in values]
    return f"({', '.join(told)}{',' if len(told) == 1 else ''})"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
