"""Everything that newsarchive raises on purpose.

    NewsarchiveError                a failure told in one line; the command line exits 1
    ├── UsageError                  a call that could not be meant; the command line exits 2
    │   ├── ConfigError             newsarchive.toml describes an outlet that cannot be
    │   ├── OutletUnknown           no outlet of that name
    │   └── QueryError              SQL or a search that the archive does not run
    ├── StoreError                  the archive's folder or database cannot be used
    │   ├── ArchiveMissing          there is none at that path
    │   ├── ArchiveBusy             another process writes to it (carries its pid)
    │   └── ArchiveFull             the disk is full; what was acknowledged is safe
    ├── WarcError                   a WARC file, or a record in it, is damaged or is no WARC
    └── Unreadable                  one page gives no article; costs that page only
        ├── NotAnArticle            a list, an error page, a login wall … (carries a Reason)
        │   └── OtherAddress        an article, at an address that is not its own (carries that)
        └── DateUnreadable          a printed date that means nothing certain (carries the text)
"""

from __future__ import annotations

from newsarchive.items import Reason

__all__ = [
    "ArchiveBusy",
    "ArchiveFull",
    "ArchiveMissing",
    "ConfigError",
    "DateUnreadable",
    "NewsarchiveError",
    "NotAnArticle",
    "OtherAddress",
    "OutletUnknown",
    "QueryError",
    "StoreError",
    "Unreadable",
    "UsageError",
    "WarcError",
]


class NewsarchiveError(Exception):
    """A failure with a message for the user: what is wrong, and the next step."""

    exit_code = 1


class UsageError(NewsarchiveError):
    """A call that could not be meant as it was made."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration that cannot be meant; a line for each thing that is wrong: file:line, what, and the remedy."""


class OutletUnknown(UsageError):
    """No outlet of that name or for that address."""


class QueryError(UsageError):
    """SQL or a search that the archive does not run, with the reason."""


class StoreError(NewsarchiveError):
    """The archive's folder or database cannot be used as it is."""


class ArchiveMissing(StoreError):
    """No archive at that path."""


class ArchiveBusy(StoreError):
    """Another process writes to the archive.

    pid: of the writer, None where its lock file does not tell.
    """

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class ArchiveFull(StoreError):
    """The disk is full. Everything acknowledged before is in the archive."""

    exit_code = 3


class WarcError(NewsarchiveError):
    """A WARC file or record is damaged, or is not WARC at all."""


class Unreadable(NewsarchiveError):
    """One page gives no article."""

    reason = Reason.UNREADABLE


class NotAnArticle(Unreadable):
    """The page is a list, an error page, a login or consent wall, an empty shell …

    reason: which of them.
    """

    def __init__(self, message: str, reason: Reason = Reason.NOT_ARTICLE) -> None:
        super().__init__(message)
        self.reason = reason


class OtherAddress(NotAnArticle):
    """The page names another address as the article's own: it is to be read there.

    url: that address.
    """

    def __init__(self, here: str, url: str) -> None:
        super().__init__(f"{here}: its own address is {url}", Reason.REDIRECTED)
        self.url = url


class DateUnreadable(Unreadable):
    """A printed date that cannot be read for certain.

    printed: the text as it stands on the page.
    """

    def __init__(self, printed: str, why: str = "no known form") -> None:
        super().__init__(f"date {printed!r}: {why}")
        self.printed = printed
