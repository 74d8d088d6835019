"""An index of a web archive, as a file -> the captures that it names.

Read are the forms in which indexes are handed out: the answers of a CDX server as text (7 fields) and as a JSON array, CDX
files with a legend (" CDX N b a m s k r M S V g") or of its usual 9 and 11 fields, CDXJ, and the JSON lines of Common
Crawl's server; each also compressed with gzip.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO
from urllib.parse import urlsplit

from newsarchive.discover.urls import is_http
from newsarchive.errors import WarcError

__all__ = ["Entry", "Illegible", "entries", "is_index"]

#: Letters of a CDX legend, and the fields of a CDX server's answer.
_LETTERS: Final = dict(zip("abmskVSg", "url at mime status digest offset length filename".split(), strict=True))
_NAMES: Final = {
    "original": "url", "url": "url", "timestamp": "at", "mimetype": "mime", "mime": "mime", "statuscode": "status",
    "status": "status", "digest": "digest", "offset": "offset", "length": "length", "filename": "filename",
}
#: By their number, the fields of lines that no legend explains; "" for one that is not used.
_USUAL: Final = {
    7: ["", "at", "url", "mime", "status", "digest", "length"],
    9: ["", "at", "url", "mime", "status", "digest", "", "offset", "filename"],
    11: ["", "at", "url", "mime", "status", "digest", "", "", "length", "offset", "filename"],
}
_DATE: Final = re.compile(r"[0-9]{4,14}")
#: The least month and day, for a date that says no more than the year.
_LEAST: Final = "00000101000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A capture that an index names."""

    url: str
    """As captured; without the port that its scheme has anyway."""
    at: datetime
    """UTC, whole seconds."""
    mime: str = ""
    """Lower case; "" where it is not told."""
    status: int | None = None
    """None where it is not told, as of a revisit."""
    digest: str | None = None
    """SHA-1 of the payload in base 32, for the most part."""
    filename: str | None = None
    """Of the WARC file, relative to where the archive keeps them."""
    offset: int | None = None
    length: int | None = None
    """Of the record in that file, in bytes."""


@dataclass(frozen=True, slots=True)
class Illegible:
    """A line that is none of an index."""

    line: int
    text: str


def is_index(path: Path) -> bool:
    """Whether one of the first lines of a file names a capture."""
    try:
        for _, one in zip(range(50), entries(path), strict=False):
            if isinstance(one, Entry):
                return True
    except (OSError, EOFError, WarcError):
        return False
    return False


def entries(path: Path) -> Iterator[Entry | Illegible]:
    """The captures that a file names, in its order, and the lines that say nothing.

    Raises WarcError when the file cannot be read.
    """
    with _opened(path) as file:
        try:
            yield from _array(file) if file.read(1) == "[" else _lines(file)
        except (OSError, EOFError) as error:
            raise WarcError(f"{path}: cannot be read to its end ({error}); get the file anew") from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    told = {"encoding": "utf-8", "errors": "replace"}
    with gzip.open(path, "rt", **told) if packed else path.open(**told) as file:  # type: ignore[call-overload]
        yield file


def _lines(file: TextIO) -> Iterator[Entry | Illegible]:
    file.seek(0)
    legend: list[str] | None = None
    for number, line in enumerate(file, 1):
        text = line.strip()
        if not text or text.startswith(("#", "!meta")):
            continue
        words = text.split()
        if words[0] == "CDX":
            legend = [_LETTERS.get(letter, "") for letter in words[1:]]
            continue
        try:
            yield _entry(_named(text, words, legend))
        except (ValueError, KeyError, OverflowError):
            yield Illegible(number, text[:100])


def _named(text: str, words: list[str], legend: list[str] | None) -> dict[str, Any]:
    """The fields of a line by name."""
    if text.startswith("{"):
        return _known(json.loads(text))
    if len(words) > 2 and words[2].startswith("{"):  # CDXJ: key, date, JSON
        return {"at": words[1], **_known(json.loads(text[text.index("{") :]))}
    fields = legend or _USUAL.get(len(words))
    if fields is None:  # a server was asked for other fields: two of them can be told from the rest
        return {
            "at": next((word for word in words if re.fullmatch(r"[0-9]{14}", word)), ""),
            "url": next((word for word in words if is_http(word)), ""),
        }
    return dict(zip(fields, words, strict=legend is None))


def _array(file: TextIO) -> Iterator[Entry | Illegible]:
    """The rows of `output=json`: lists, of which the first names the fields of the others."""
    file.seek(0)
    header: list[str] | None = None
    for number, row in _rows(file):
        try:
            if not isinstance(row, list):
                raise ValueError
            if header is None:
                header = [str(name) for name in row]
                continue
            yield _entry(_known(dict(zip(header, row, strict=True))))
        except (ValueError, KeyError, OverflowError):
            yield Illegible(number, str(row)[:100])


def _rows(file: TextIO) -> Iterator[tuple[int, Any]]:
    """Line by line where each row has its own, as servers write it; else the whole at once."""
    first = file.readline()
    file.seek(0)
    if _row(first) is None:
        try:
            found = json.load(file)
        except ValueError:
            found = []
        yield from enumerate(found if isinstance(found, list) else [], 1)
        return
    for number, line in enumerate(file, 1):
        if line.strip(" \r\n[],"):
            row = _row(line)
            yield number, line.strip() if row is None else row


def _row(line: str) -> Any:
    text = line.strip().removesuffix(",")
    for one in (text, text.removeprefix("["), text.removesuffix("]"), text[1:-1]):
        try:
            row = json.loads(one)
        except ValueError:
            continue
        if isinstance(row, list) and not any(isinstance(cell, list) for cell in row):
            return row
    return None


def _known(told: Any) -> dict[str, Any]:
    return {_NAMES[name]: value for name, value in told.items() if name in _NAMES}


def _entry(told: dict[str, Any]) -> Entry:
    """Raises ValueError, KeyError."""
    url = _without_port(str(told["url"]))
    if not urlsplit(url).scheme:
        raise ValueError(url)
    mime = str(told.get("mime") or "").lower()
    return Entry(
        url=url,
        at=_moment(str(told["at"])),
        mime="" if mime in ("-", "unk") else mime,
        status=_number(told.get("status")),
        digest=_or_none(told.get("digest"), str),
        filename=_or_none(told.get("filename"), str),
        offset=_number(told.get("offset")),
        length=_number(told.get("length")),
    )


def _moment(written: str) -> datetime:
    """A date of up to 14 digits: what is missing is the least there is."""
    if not _DATE.fullmatch(written):
        raise ValueError(written)
    return datetime.strptime(written + _LEAST[len(written) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _or_none(value: Any, kind: Callable[[Any], Any]) -> Any:
    return None if value in (None, "", "-") else kind(value)


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else None


def _without_port(url: str) -> str:
    """Older captures are listed under "http://paper.example:80/".

    >>> _without_port("http://paper.example:80/a"), _without_port("https://paper.example:8443/a")
    ('http://paper.example/a', 'https://paper.example:8443/a')
    """
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    port = {"http": ":80", "https": ":443"}.get(scheme.lower(), "none")
    return f"{scheme}://{authority.removesuffix(port)}{slash}{path}" if rest else url
