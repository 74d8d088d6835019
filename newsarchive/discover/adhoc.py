"""An address -> the outlet that is served there, for any site that nobody has described.

What is not told is derived from the address alone, so that a crawl, and a replay years later, come to the same outlet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from tldextract import TLDExtract

from newsarchive.discover.shapes import Shape, shape
from newsarchive.discover.urls import canonical, is_http
from newsarchive.errors import UsageError
from newsarchive.items import Outlet

__all__ = ["hosts_of", "identity_of", "is_alias", "name_of", "outlet_at"]

#: First labels under which a site serves itself once more: for phones, for AMP, or for nothing in particular.
_ALIASES: Final = ("www", "m", "wap", "mobile", "amp", "3g")
#: Query keys and path parameters of a visit, never of an article (PHP, Java, ASP.NET, ColdFusion).
_SESSION: Final = re.compile(r"(?:php|j|asp\.?net_?)?sess(?:ion)?_?id|sid|cfid|cftoken|aspsessionid[a-z]*|zenid|oscsid", re.I)
_SESSION_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.I)
# The list of public suffixes as packaged: it is not fetched, so the same address gives the same outlet everywhere.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _base(host: str) -> str:
    """The host without the label that only repeats it.

    >>> _base("www.paper.example"), _base("news.paper.example"), _base("m.example")
    ('paper.example', 'news.paper.example', 'm.example')
    """
    first, _, rest = host.partition(".")
    return rest if first in _ALIASES and "." in rest else host


def is_alias(one: str, other: str) -> bool:
    """Whether two addresses are on one host, whatever it calls itself.

    >>> is_alias("https://m.paper.example/1", "https://www.paper.example/1")
    True
    >>> is_alias("https://cms.paper.example/1", "https://www.paper.example/1")
    False
    """
    return _base(urlsplit(one).netloc.lower()) == _base(urlsplit(other).netloc.lower())


def _authority(url: str) -> tuple[str, str]:
    """Host and, where it is not the scheme's own, ":port".

    Raises UsageError.
    """
    if not is_http(url):
        raise UsageError(f"{url}: no http(s) address; write it as https://paper.example/")
    parts = urlsplit(url)
    standard = {"http": 80, "https": 443}[parts.scheme]
    return (parts.hostname or "").lower().rstrip("."), f":{parts.port}" if parts.port not in (None, standard) else ""


def name_of(url: str) -> str:
    """A name for the outlet at an address: its host.

    >>> name_of("https://www.Paper.example/front"), name_of("http://127.0.0.1:8000/")
    ('paper-example', '127-0-0-1-8000')
    """
    host, port = _authority(url)
    return re.sub(r"[^a-z0-9_]+", "-", f"{_base(host)}{port}").strip("-")[:64] or "site"


def hosts_of(url: str) -> tuple[str, ...]:
    """The hosts of the outlet at an address: it and all under it, without its "www."; a number or a port is taken as it stands.

    >>> hosts_of("https://www.paper.example/"), hosts_of("http://127.0.0.1:8000/")
    (('.paper.example',), ('127.0.0.1:8000',))
    >>> hosts_of("https://www.gov.cn/")
    ('www.gov.cn', 'gov.cn')
    """
    host, port = _authority(url)
    if port or _is_ip(host) or "." not in host:
        return (f"{host}{port}",)
    base = _base(host)
    if not _suffixes(base).domain:  # under gov.cn stands every office of the country
        return (host, base)
    return (f".{base}",)


def identity_of(home: str, keys: tuple[str, ...] = ()) -> Callable[[str], str | None]:
    """The rule for an outlet nobody has described: an address is an article's own, unless its shape is a list's or neither's.

    Scheme and "www." are the home's, session ids go. keys: the only query keys that tell its articles apart, if any is given.

    >>> rule = identity_of("https://www.paper.example/")
    >>> rule("http://paper.example/2024/05/12/harbour?sid=1#top"), rule("https://www.paper.example/tag/harbour")
    ('https://www.paper.example/2024/05/12/harbour', None)
    """
    front = urlsplit(home)
    own = front.netloc.lower().removeprefix("www.")

    def identity(url: str) -> str | None:
        if not is_http(url):
            return None
        parts = urlsplit(canonical(_SESSION_PATH.sub("", url)))
        pairs = [pair for pair in parts.query.split("&") if pair and not _SESSION.fullmatch(pair.partition("=")[0])]
        if keys:
            pairs = [pair for pair in pairs if pair.partition("=")[0] in keys]
        parts = parts._replace(query="&".join(pairs))
        if parts.netloc.removeprefix("www.") == own:
            parts = parts._replace(scheme=front.scheme, netloc=front.netloc.lower())
        address = parts.geturl()
        if keys and pairs:
            return address  # whoever names the keys knows what they name
        return address if shape(address) in (Shape.ARTICLE, Shape.OPEN) else None

    return identity


@cache
def outlet_at(home: str, zone: str = "", language: str | None = None, title: str = "") -> Outlet:
    """The outlet at an address, named by its host.

    Its zone is "" where none is told: each page's dates are then read in the zone that its country or language has, else UTC.
    Raises UsageError for what is no http(s) address.
    """
    host, port = _authority(home)
    return Outlet(
        name=name_of(home),
        title=title or f"{_base(host)}{port}",
        home=home,
        hosts=hosts_of(home),
        zone=zone or "UTC",
        language=language,
        identity=identity_of(home),
    )
