"""An article -> hashes under which the same content is the same, whatever the white space and width of its signs."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from newsarchive.items import Article

__all__ = ["CONTENT", "body_hash", "changed", "content_hash", "fields", "letters"]

#: The fields whose change is an edit. Not among them: images (a CDN renames them), the address a page names as its own,
#: language, and everything about the capture.
CONTENT = ("title", "source", "author", "date", "summary", "body", "editor", "section", "credits")

_NO_LETTER = re.compile(r"[\W_]+")


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    return value


def fields(article: Article) -> dict[str, Any]:
    """The whole reading as plain data, for JSON; what says where and when it was captured left out."""
    data = asdict(article)
    for name in ("captured_at", "record_id", "parser"):
        del data[name]
    return data


def content_hash(reading: dict[str, Any]) -> str:
    """Of the fields that make an edit: 32 hexadecimal digits."""
    normal = {name: _normal(reading[name]) for name in CONTENT}
    text = json.dumps(normal, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=16)  # a body is hashed and cut into shingles within a moment
def letters(body: str) -> str:
    """A text's letters and digits alone, widths and letter case made one: what reprints keep.

    >>> letters("潮水，退了 12 米。"), letters("——")
    ('潮水退了12米', '')
    """
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", body).casefold())


def body_hash(body: str | None) -> str | None:
    """Of the body's letters and digits alone, so that a reprint with other quotation marks is the same text.

    >>> body_hash("潮水，退了。") == body_hash("潮水,退了!")
    True
    >>> body_hash("——") is None
    True
    """
    text = letters(body or "")
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else None


def changed(before: dict[str, Any] | None, after: dict[str, Any], names: Sequence[str] = CONTENT) -> list[str]:
    """Which of the named fields differ, in their order; all that say something when there was none before."""
    if before is None:
        return [name for name in names if after[name]]
    return [name for name in names if _normal(before[name]) != _normal(after[name])]
