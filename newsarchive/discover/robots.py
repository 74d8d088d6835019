"""An answer to /robots.txt -> what may be fetched, and how often (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from newsarchive.items import Reason

__all__ = ["MAX_BYTES", "MAX_DELAY", "Policy", "policy", "unreachable"]

#: RFC 9309, 2.5: at least 500 KiB are to be read; what comes after them is not.
MAX_BYTES = 500 * 1024
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
