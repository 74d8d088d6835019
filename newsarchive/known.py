"""newsarchive.toml and the archive's rows -> outlets that `pages` knows: what a crawl, a replay and a query do first.

An outlet with a module is known anyway. One that was crawled by its address is a row of `outlets`; whatever the row does
not say follows from the address, so that its captures are read in the next process as they were in the first.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from newsarchive import config, pages
from newsarchive.config import Configuration
from newsarchive.discover.adhoc import name_of, outlet_at
from newsarchive.discover.found import site_of
from newsarchive.discover.urls import is_http
from newsarchive.errors import ConfigError, UsageError
from newsarchive.items import Outlet
from newsarchive.store.connection import connect

__all__ = ["CONFIG", "OUTLET_FIELD", "make_known", "met", "outlet_of", "use_rows"]

CONFIG = "newsarchive.toml"
#: The field of a WARC file's warcinfo record that says which outlets without a module it holds: "name home; name home".
OUTLET_FIELD = "newsarchive-outlets"


def make_known(archive: Path, file: Path | None = None) -> Configuration:
    """Make an archive's outlets known to this process; returns what is configured.

    file: a configuration, instead of the archive's own newsarchive.toml. Raises ConfigError.
    """
    if file is not None and not file.is_file():
        raise ConfigError(f"{file}: no such file; give the path of a newsarchive.toml")
    own = archive / CONFIG
    found = config.load(file or own) if file or own.is_file() else Configuration()
    for one in found.outlets.values():
        pages.use(one.outlet, one.fields, zoned=True)
    if (archive / "archive.db").is_file():
        use_rows(archive / "archive.db")
    return found


def use_rows(database: Path) -> None:
    """Make the outlets known that an archive has rows of, and nothing else of."""
    connection = connect(database, readonly=True)
    try:
        has = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'outlets'").fetchone()
        rows = connection.execute("SELECT * FROM outlets").fetchall() if has else []
    finally:
        connection.close()
    known = {outlet.name for outlet in pages.outlets()}
    for row in rows:
        if row["name"] in known:
            continue
        try:
            outlet = outlet_at(row["home"], language=row["language"], title=row["title"])
        except UsageError:
            continue  # of another program
        # A name of its own: it was configured once, and its zone was told.
        was_configured = row["name"] != name_of(row["home"])
        pages.use(replace(outlet, name=row["name"], zone=row["zone"]), zoned=was_configured or row["zone"] != "UTC")


def outlet_of(address: str) -> Outlet:
    """The outlet at an address: a known one, or one made of the address and now known.

    Raises UsageError for what is no http(s) address.
    """
    made = outlet_at(address)
    known = pages.outlet_for(address)
    # The demo is at home on any port of loopback; another server there is another outlet.
    if known is not None and not (
        ":" in made.hosts[0] and made.hosts[0] not in known.hosts and _authority(known.home) != made.hosts[0]
    ):
        return known
    return pages.use(made)


def met(url: str) -> Outlet | None:
    """The outlet of a captured page; of a host that nobody described, as in another's file, one made of its address.

    None for what is no http(s) address.
    """
    known = pages.outlet_for(url)
    return known or (pages.use(outlet_at(f"{site_of(url)}/")) if is_http(url) else None)


def _authority(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()
