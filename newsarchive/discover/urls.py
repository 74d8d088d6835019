"""An address -> its canonical form, under which it is one row in the frontier."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

__all__ = ["canonical", "is_http"]

# Keys that say how a reader came, never what is shown: utm: Google; fbclid, gclid: ads; spm: Alibaba; isappinstalled: WeChat.
# Whatever else a query holds may be the article's identity: an outlet's own rule decides.
_TRACKING = re.compile(r"(?:utm_[a-z_]+|fbclid|gclid|dclid|msclkid|mc_[ce]id|spm|isappinstalled)")


def is_http(url: str) -> bool:
    """Whether it is an absolute http(s) address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def canonical(url: str) -> str:
    """The form that equal addresses share: w3lib's, without fragment, default port and the keys of trackers.

    >>> canonical("HTTP://Paper.example:80/a/../b?utm_source=x&id=7#top")
    'http://paper.example/b?id=7'
    """
    url = canonicalize_url(url)
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    if parts.port is not None and parts.port == default:
        parts = parts._replace(netloc=parts.netloc.rsplit(":", 1)[0])
    query = "&".join(pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.split("=")[0].lower()))
    return parts._replace(query=query).geturl()
