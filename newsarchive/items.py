"""The types handed from stage to stage: Candidate -> Capture -> Article -> Verdict.

All are frozen. Moments are strings in ISO 8601 so that they survive JSON, SQLite and fixtures unchanged;
the one exception is `Capture.captured_at`, which arithmetic is done on.
`None` is "the page does not say", `()` is "there are none"; an empty string is never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum

__all__ = [
    "NO_LOSS",
    "Article",
    "Candidate",
    "Capture",
    "Credit",
    "Image",
    "Kind",
    "Outlet",
    "Place",
    "Precision",
    "Printed",
    "Reason",
    "Source",
    "Verdict",
]


class Kind(StrEnum):
    """What a URL is expected to hold."""

    ARTICLE = "article"
    LISTING = "listing"  # a section front or any page fetched for its links, JSON lists too
    FEED = "feed"
    SITEMAP = "sitemap"
    EDITION = "edition"  # the list of a day's printed paper, or of a page of it
    ROBOTS = "robots"
    MEMENTO = "memento"  # what another web archive captured, to be got there
    PROBE = "probe"  # nothing: an address that cannot exist, asked for to know the host's error page


class Precision(StrEnum):
    """How much of a moment is printed."""

    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


class Reason(StrEnum):
    """Why a URL has no article: the closed list behind `urls.reason` and `captures.reason`."""

    # the server's answer
    HTTP_ERROR = "http_error"  # a 4xx or 5xx not named below
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    FORBIDDEN = "forbidden"  # 401, 403
    TOO_MANY_REQUESTS = "too_many_requests"  # 429
    UNAVAILABLE = "unavailable"  # 503, after every retry
    REDIRECTED = "redirected"  # done: the target is a URL of its own
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    # the way to it
    ROBOTS = "robots"  # robots.txt forbids it
    ROBOTS_UNREACHABLE = "robots_unreachable"  # RFC 9309: a 5xx or no answer forbids everything
    NOARCHIVE = "noarchive"  # the page asks not to be archived, and is left out as configured
    OFFSITE = "offsite"  # a host that the outlet does not list
    PRIVATE_ADDRESS = "private_address"  # resolves into a loopback, private or otherwise reserved network
    BAD_URL = "bad_url"  # no http(s) address
    DNS = "dns"
    TIMEOUT = "timeout"
    CONNECTION = "connection"  # refused, reset or closed before the answer
    TLS = "tls"
    # the bytes
    TOO_LARGE = "too_large"  # over the cap; the WARC holds what came (WARC-Truncated: length)
    TRUNCATED = "truncated"  # fewer bytes than announced, or a gzip stream without its end
    BAD_ENCODING = "bad_encoding"  # Content-Encoding does not match the bytes
    BAD_HEADERS = "bad_headers"
    EMPTY = "empty"
    # the page
    NOT_ARTICLE = "not_article"
    SHELL = "shell"  # a page filled in by scripts, without the text
    LISTING_PAGE = "listing_page"
    ERROR_PAGE = "error_page"  # says "not found" under status 200
    LOGIN = "login"
    PAYWALL = "paywall"  # only the beginning, or nothing, of what subscribers read
    CONSENT = "consent"
    BOT_WALL = "bot_wall"
    GALLERY = "gallery"
    PART = "part"  # a further page of an article, read with its first one
    NOT_A_LIST = "not_a_list"  # a listing, feed or sitemap that is none
    UNREADABLE = "unreadable"  # the reader failed; the capture stays and a later replay mends it
    # the request
    BEFORE_SINCE = "before_since"  # older than --since
    AFTER_UNTIL = "after_until"  # younger than what a back-fill is to fetch
    DROPPED = "dropped"  # refused by a middleware that gave no other reason


#: Why a page that might have been an article is none, and nothing is missing: it lists articles, or names its own address.
NO_LOSS = frozenset({Reason.LISTING_PAGE, Reason.REDIRECTED, Reason.PART})

#: Why a list, which is to be there, was not served.
UNSERVED = frozenset(
    {
        Reason.HTTP_ERROR,
        Reason.NOT_FOUND,
        Reason.GONE,
        Reason.FORBIDDEN,
        Reason.TOO_MANY_REQUESTS,
        Reason.UNAVAILABLE,
        Reason.ROBOTS_UNREACHABLE,
        Reason.DNS,
        Reason.TIMEOUT,
        Reason.CONNECTION,
        Reason.TLS,
        Reason.BOT_WALL,
    }
)


class Verdict(Enum):
    """What an article is to the archive that was asked to add it."""

    NEW = "new"
    REVISED = "revised"  # known, and a field differs
    UNCHANGED = "unchanged"  # known, and no field differs, whatever the bytes
    COPY = "copy"  # new here, with a body that the archive holds, whole or for the most part, under another URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One person or body credited on a page, in one role."""

    role: str
    """As printed, without colon or wrapping: "栏目主编", "记者"; "" where a name stands without a label."""
    name: str
    """As printed, without padding and staff code: "孔令君", "作者提供", "新华社"."""
    role_normalized: str
    """One of extract.roles: author, correspondent, section_editor, text_editor, photo_editor, image_source …"""
    note: str | None = None
    """What stood with the name and is not part of it: a staff code "QN054", an affiliation, "摄"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image of the article."""

    url: str
    """Absolute."""
    caption: str | None = None
    """As printed beneath it."""
    credit: str | None = None
    """The photographer or provider, where the caption or page says one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Where a paper printed an article: what an e-paper's list of an edition says of one row."""

    url: str
    """Canonical, of the article as the e-paper has it."""
    edition: str
    """Day of the edition: "2024-03-04"."""
    page: str
    """Number of the page, as printed: "07", "A3"."""
    page_name: str | None = None
    """What the page is called: "要闻"."""
    position: int | None = None
    """Place among the page's articles, from 1, in the e-paper's order."""
    web_url: str | None = None
    """Canonical, of the same article on the paper's site, where the e-paper says which it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL that discovery found and a crawl may fetch."""

    url: str
    """Canonical: the identity of the row in the frontier. For an article, `Outlet.identity` of its address."""
    fetch_url: str
    """The address to fetch, which differs where one article has several (desktop, phone, JSON)."""
    outlet: str
    """Name of the outlet."""
    kind: Kind = Kind.ARTICLE
    published: str | None = None
    """The date beside the link, ISO 8601 as precise as printed; a hint for --since, never stored as the article's."""
    is_bound: bool = False
    """Whether `published` is that of its last change, than which it is no younger."""
    priority: int = 0
    """Higher is fetched sooner."""
    depth: int = 0
    """Links from a start page."""
    hops: int = 0
    """Redirects on the way here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the bytes of a capture lie: one gzip member of one WARC file."""

    warc_file: str
    """File name in the archive's `warc/` folder, without `.open`."""
    warc_offset: int
    """Bytes from the start of the file to the record's gzip member."""
    warc_length: int
    """Bytes of that member, compressed."""
    record_id: str
    """WARC-Record-ID: "urn:uuid:…", without angle brackets."""
    payload_digest: str
    """"sha256:" and 64 hexadecimal digits, of the entity body as sent (Content-Encoding still on)."""
    revisit_of: str | None = None
    """record_id of the response record that holds the payload, for a revisit record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where another web archive served a capture of its own."""

    address: str
    """Of the memento (RFC 7089)."""
    asked_at: datetime
    """When it was asked for, UTC, whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer of a server: what every door (live crawl, WARC, fixture) hands to the reader."""

    url: str
    """The address requested."""
    captured_at: datetime
    """When the request was sent, UTC, whole seconds (WARC 1.1, WARC-Date)."""
    status: int
    """HTTP status code."""
    headers: tuple[tuple[str, str], ...]
    """Name and value of each response header, as served and in that order."""
    body: bytes = field(repr=False)
    """The entity body with Content-Encoding taken off."""
    place: Place | None = None
    """None for a page that is in no WARC, as in `newsarchive.read`."""
    truncated: Reason | None = None
    """TOO_LARGE, TRUNCATED or BAD_ENCODING when `body` is not all that the server meant."""
    not_modified: bool = False
    """The server answered 304: status, headers and body are those of the page as it stands, from the record that
    `place.revisit_of` names (RFC 9111, 4.3.4)."""
    source: Source | None = None
    """The memento in another web archive that it was got from; None for what the outlet served."""

    def header(self, name: str) -> str | None:
        """The first header of that name, case ignored."""
        name = name.lower()
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says, field by field."""

    url: str
    """Canonical: one article, one URL, whichever of its addresses was fetched."""
    outlet: str | None = None
    """Name of the outlet whose page this is; None for a page of no known outlet."""
    title: str | None = None
    """The displayed headline, without the site's suffix."""
    source: str | None = None
    """The credited origin (来源) as printed, label removed."""
    author: str | None = None
    """Names of the writers: joined by 、 in Chinese and Japanese, by ", " elsewhere."""
    date: str | None = None
    """Publication, ISO 8601 with the outlet's offset, only as precise as printed: "2019-09-07T12:06+08:00",
    "2019-09-07", "2019-09"."""
    summary: str | None = None
    """Standfirst or 摘要 as printed, label removed."""
    body: str | None = None
    """Paragraphs separated by a blank line: no summary, no credits, no widgets."""
    editor: str | None = None
    """Every credit that is neither writer nor source, as printed: "栏目主编：孔令君 文字编辑：孔令君"."""
    section: tuple[str, ...] = ()
    """The path from the outermost to the innermost section: ("长三角", "华东局")."""
    language: str | None = None
    """BCP 47: "zh", "zh-Hant", "en"."""
    images: tuple[Image, ...] = ()
    """In order of appearance."""
    canonical_url: str | None = None
    """What the page names as its own address (rel=canonical, og:url), absolute; never used as a key."""
    credits: tuple[Credit, ...] = ()
    """Writers first, then the rest, in the order printed; no (role, name) twice."""
    date_utc: str | None = None
    """The same moment in UTC, "2019-09-07T04:06:00Z", sortable across zones: a day begins at the outlet's midnight."""
    date_printed: str | None = None
    """The text that `date` was read from."""
    date_precision: Precision | None = None
    """How much of `date` is printed."""
    corrects: tuple[str, ...] = ()
    """Canonical URLs of the outlet's articles that a correction in it links to."""
    updated: str | None = None
    """Last update where the page prints one beside the publication, as `date`."""
    captured_at: str | None = None
    """When the page was fetched, UTC, "2024-03-01T08:30:00Z"; None when it was not told."""
    parser: str | None = None
    """Name and version of the class that read the page: "shobserver.DesktopPage/1"."""
    record_id: str | None = None
    """WARC-Record-ID of the capture that was read; None for a page that is in no WARC."""


def same_address(url: str) -> str | None:
    """The identity rule of an outlet that has none: no address is known to be an article's."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A publication: what replay and crawl both must know of it."""

    name: str
    """[a-z0-9][a-z0-9_-]{0,63}: of the spider, the page module and the rows."""
    title: str
    """As the outlet calls itself: "上观新闻"."""
    home: str
    """Address of its front page."""
    hosts: tuple[str, ...]
    """Host names, lower case, that serve its pages; a leading "." stands for every sub-domain."""
    zone: str = "UTC"
    """IANA time zone of its printed dates."""
    language: str | None = None
    """BCP 47, of pages that do not say."""
    paths: tuple[str, ...] = ()
    """Beginnings of the paths that are this outlet's on hosts which another serves too: an e-paper on its paper's site."""
    identity: Callable[[str], str | None] = same_address
    """Address -> canonical URL of the article it names, None when it names no article."""
