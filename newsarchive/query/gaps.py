"""Why the archive does not hold what a list named -> how that stands, and what to do next. No I/O."""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from newsarchive.items import Reason

__all__ = [
    "BEHIND",
    "BUDGET",
    "PENDING",
    "REASONS",
    "RESTING",
    "SUPPRESSED",
    "UNASKED",
    "UNREAD",
    "Standing",
    "next_step",
    "standing",
]


class Standing(StrEnum):
    """How a URL that a list named stands."""

    HELD = "held"  # the archive has the article
    WAITING = "waiting"  # it is still to be fetched
    LEFT_OUT = "left_out"  # it is no article, or is not wanted, or not allowed: nothing is missing
    MISSING = "missing"  # it should be there and is not


#: Reasons beside items.Reason, of a URL that no answer stands for.
PENDING, BEHIND, BUDGET, RESTING = "pending", "behind", "budget", "resting"
UNREAD, UNASKED, SUPPRESSED = "unread", "unasked", "suppressed"

_AGAIN = "the next crawl asks again; `newsarchive crawl {outlet}` is one"
_NAMED = "the server has no such page; it is asked for again when a list names it anew"
_REFUSES = "the server refuses; ask more slowly (delay in newsarchive.toml) or write to the outlet"
_READER = "`newsarchive fixture '{url}'` shows what is read; mend the page object, then `newsarchive reparse`"
_WALL = "only subscribers are shown the text"
_NONE = "nothing is missing"

_STEPS: Final[dict[str, tuple[Standing, str]]] = {
    Reason.HTTP_ERROR: (Standing.MISSING, _AGAIN),
    Reason.NOT_FOUND: (Standing.MISSING, _NAMED),
    Reason.GONE: (Standing.MISSING, _NAMED),
    Reason.FORBIDDEN: (Standing.MISSING, _REFUSES),
    Reason.TOO_MANY_REQUESTS: (Standing.MISSING, _REFUSES),
    Reason.UNAVAILABLE: (Standing.MISSING, _AGAIN),
    Reason.REDIRECTED: (Standing.MISSING, "look at where it leads"),
    Reason.REDIRECT_LOOP: (Standing.MISSING, "the server sends in a circle: tell the outlet"),
    Reason.TOO_MANY_REDIRECTS: (Standing.MISSING, "the server sends from page to page: tell the outlet"),
    Reason.ROBOTS: (Standing.LEFT_OUT, "robots.txt forbids it, and that is kept to; ask the outlet"),
    Reason.ROBOTS_UNREACHABLE: (Standing.MISSING, "nothing of a host is fetched until its robots.txt can be had; " + _AGAIN),
    Reason.NOARCHIVE: (Standing.LEFT_OUT, 'the page asks not to be archived; archive = "all" in newsarchive.toml keeps it'),
    Reason.OFFSITE: (Standing.LEFT_OUT, "of another outlet; `newsarchive crawl {site}/` archives that one"),
    Reason.PRIVATE_ADDRESS: (Standing.LEFT_OUT, "in a private network; --allow-private, if it is meant"),
    Reason.BAD_URL: (Standing.LEFT_OUT, "no address of the web: " + _NONE),
    Reason.DNS: (Standing.MISSING, _AGAIN),
    Reason.TIMEOUT: (Standing.MISSING, _AGAIN),
    Reason.CONNECTION: (Standing.MISSING, _AGAIN),
    Reason.TLS: (Standing.MISSING, "its certificate is not valid: tell the outlet"),
    Reason.TOO_LARGE: (Standing.MISSING, "`newsarchive crawl '{url}' -s NEWSARCHIVE_MAX_PAGE=50000000` takes larger pages"),
    Reason.TRUNCATED: (Standing.MISSING, _AGAIN),
    Reason.BAD_ENCODING: (Standing.MISSING, _AGAIN),
    Reason.BAD_HEADERS: (Standing.MISSING, "the server answers with more headers than a browser takes: tell the outlet"),
    Reason.EMPTY: (Standing.MISSING, "the page has no text; it is asked for again when a list names it anew"),
    Reason.NOT_ARTICLE: (Standing.MISSING, _READER),
    Reason.SHELL: (Standing.MISSING, "a page that scripts fill in: " + _READER),
    Reason.LISTING_PAGE: (Standing.LEFT_OUT, "a list of articles: " + _NONE),
    Reason.ERROR_PAGE: (Standing.MISSING, _NAMED),
    Reason.LOGIN: (Standing.MISSING, _WALL),
    Reason.PAYWALL: (Standing.MISSING, _WALL),
    Reason.CONSENT: (Standing.MISSING, "a wall of consent stands before it: tell the outlet"),
    Reason.BOT_WALL: (Standing.MISSING, _REFUSES),
    Reason.GALLERY: (Standing.LEFT_OUT, "pictures without a text: " + _NONE),
    Reason.PART: (Standing.LEFT_OUT, "a further page of an article, read with its first: " + _NONE),
    Reason.NOT_A_LIST: (Standing.MISSING, _READER),
    Reason.UNREADABLE: (Standing.MISSING, _READER),
    Reason.BEFORE_SINCE: (Standing.LEFT_OUT, "`newsarchive crawl {outlet} --since {day}` fetches it"),
    Reason.DROPPED: (Standing.LEFT_OUT, "too far from the front page; `newsarchive crawl '{url}'` fetches it"),
    PENDING: (Standing.WAITING, "`newsarchive crawl {outlet}` goes on"),
    BEHIND: (Standing.WAITING, "a back-fill comes to it behind the news; `newsarchive backfill --status` tells when"),
    BUDGET: (Standing.WAITING, "its host's requests of the day are used up; goes on after 00:00 UTC, or raise the budget"),
    RESTING: (Standing.WAITING, "its host asked to be left alone; goes on after that"),
    UNREAD: (Standing.MISSING, "it was fetched and not read; `newsarchive reparse` reads it"),
    UNASKED: (Standing.MISSING, "printed beside another, and named by no list; `newsarchive crawl '{url}'` fetches it"),
    SUPPRESSED: (Standing.LEFT_OUT, "withdrawn from view; `newsarchive suppress --list` tells why"),
}


#: Every reason that a gap may have.
REASONS: Final = tuple(map(str, _STEPS))


def standing(reason: str) -> Standing:
    """How a URL stands that is not held for this reason; one of another program's is taken for a failure."""
    return _STEPS.get(reason, (Standing.MISSING, ""))[0]


def next_step(reason: str, *, outlet: str, day: str, url: str) -> str:
    """What a person can do, or need not.

    >>> next_step("before_since", outlet="harbour", day="2024-03-01", url="https://harbour.example/1")
    '`newsarchive crawl harbour --since 2024-03-01` fetches it'
    """
    parts = urlsplit(url)
    text = _STEPS.get(reason, (Standing.MISSING, _AGAIN))[1]
    return text.format(outlet=outlet, day=day, url=url, site=f"{parts.scheme}://{parts.netloc}")
