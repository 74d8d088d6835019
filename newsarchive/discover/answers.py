"""A server's status and headers -> what became of the URL, and whether and when to ask again. Touches no I/O."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsarchive.items import Reason

__all__ = ["MAX_ATTEMPTS", "MAX_HOPS", "reason_of", "redirected", "wait"]

#: Fetches of one URL in one run, the first included.
MAX_ATTEMPTS = 3
#: Redirects followed from one address (Fetch standard: 20; feeds and news sites need two or three).
MAX_HOPS = 8
#: A Retry-After beyond this is taken to be this.
MAX_WAIT = timedelta(hours=24)

_REASONS = {
    401: Reason.FORBIDDEN,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    410: Reason.GONE,
    429: Reason.TOO_MANY_REQUESTS,
    451: Reason.FORBIDDEN,
    503: Reason.UNAVAILABLE,
}
# RFC 9110, 15: errors that the same request may be spared the next time.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


def reason_of(status: int) -> Reason | None:
    """Why an answer of that status has no page; None for a success or a redirect.

    >>> reason_of(404), reason_of(500), reason_of(200)
    (<Reason.NOT_FOUND: 'not_found'>, <Reason.HTTP_ERROR: 'http_error'>, None)
    """
    return None if status < 400 else _REASONS.get(status, Reason.HTTP_ERROR)


def redirected(status: int) -> bool:
    """Whether the answer names another address (RFC 9110, 15.4; 304 is none)."""
    return status in (301, 302, 303, 307, 308)


def wait(status: int, retry_after: str | None, attempts: int, now: datetime) -> timedelta | None:
    """How long to leave the host alone before this URL is asked for again; None when it is not to be, in this run.

    retry_after: the header, seconds or a date (RFC 9110, 10.2.3). Without it the wait doubles from a second on.

    >>> wait(503, "120", 1, datetime.now(UTC))
    datetime.timedelta(seconds=120)
    >>> wait(503, None, 3, datetime.now(UTC)) is None
    True
    """
    if status not in _PASSING or attempts >= MAX_ATTEMPTS:
        return None
    return min(MAX_WAIT, _told(retry_after, now) or timedelta(seconds=2 ** (attempts - 1)))


def _told(retry_after: str | None, now: datetime) -> timedelta | None:
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), int(MAX_WAIT.total_seconds())))
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(timedelta(), (date if date.tzinfo else date.replace(tzinfo=UTC)) - now)
