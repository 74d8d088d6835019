"""An answer to /robots.txt -> what may be fetched, and how often (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from newsarchive.items import Reason

__all__ = ["MAX_AGE", "MAX_BYTES", "MAX_DELAY", "Policy", "noarchive", "policy", "unreachable"]

#: RFC 9309, 2.5: at least 500 KiB are to be read; what comes after them is not.
MAX_BYTES = 500 * 1024
#: RFC 9309, 2.4: a robots.txt is not to be gone by for longer.
MAX_AGE = timedelta(hours=24)
#: Seconds; a Crawl-delay above it is taken to be this (Common Crawl's news crawler does the same at 120).
MAX_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a host allows."""

    rules: Protego | None
    """None: no rules apply."""
    reachable: bool = True
    """False: nobody can tell, so nothing is allowed."""

    def refusal(self, url: str, user_agent: str) -> Reason | None:
        """Why an address may not be fetched; None when it may."""
        if not self.reachable:
            return Reason.ROBOTS_UNREACHABLE
        if self.rules is not None and not self.rules.can_fetch(url, user_agent):
            return Reason.ROBOTS
        return None

    def delay(self, user_agent: str) -> float | None:
        """Seconds between two requests, where the host says so."""
        asked = self.rules.crawl_delay(user_agent) if self.rules is not None else None
        return None if asked is None else max(0.0, min(float(asked), MAX_DELAY))


unreachable = Policy(None, reachable=False)


def policy(status: int, body: bytes) -> Policy:
    """What an answer means.

    RFC 9309, 2.3.1.3-4: a robots.txt that answers 4xx forbids nothing, one that answers 5xx forbids everything; so does one
    that cannot be reached (`unreachable`). A redirect that was not followed to an answer counts as 4xx (2.3.1.2).

    >>> policy(404, b"").refusal("https://paper.example/a", "newsarchive") is None
    True
    >>> policy(503, b"").refusal("https://paper.example/a", "newsarchive")
    <Reason.ROBOTS_UNREACHABLE: 'robots_unreachable'>
    """
    if status >= 500:
        return unreachable
    if status >= 300:
        return Policy(None)
    return Policy(Protego.parse(body[:MAX_BYTES].decode("utf-8", errors="replace")))


_META = re.compile(rb"<meta\b[^<>]{0,400}>", re.I)
_NAMED = re.compile(rb"""\bname\s*=\s*["']?\s*(?:robots|newsarchive)\b""", re.I)
_SAID = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
_HEAD = 256 * 1024  # bytes in which a meta element is looked for


def noarchive(headers: Iterable[tuple[str, str]], body: bytes) -> bool:
    """Whether a page asks not to be archived: X-Robots-Tag, or a robots meta element, with noarchive or none.

    body: decoded. What another robot is told ("otherbot: noarchive") is not meant for us.

    >>> noarchive([("X-Robots-Tag", "noindex, noarchive")], b""), noarchive([("X-Robots-Tag", "otherbot: noarchive")], b"")
    (True, False)
    >>> noarchive([], b'<meta content="index,NOARCHIVE" name=robots>'), noarchive([], b'<meta name="robots" content="noindex">')
    (True, False)
    """
    tags = [value for name, value in headers if name.lower() == "x-robots-tag"]
    told = [value.partition(":")[2] if value.lower().startswith("newsarchive:") else value for value in tags]
    said = (_SAID.search(meta) for meta in _META.findall(body[:_HEAD]) if _NAMED.search(meta))
    told += [b"".join(part or b"" for part in found.groups()).decode("latin-1") for found in said if found]
    words = {word.strip().lower() for value in told if ":" not in value for word in value.split(",")}
    return bool(words & {"noarchive", "none"})
