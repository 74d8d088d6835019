"""An article -> hashes under which the same content is the same, whatever the white space and width of its signs."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict
from typing import Any

from newsarchive.items import Article

__all__ = ["CONTENT", "body_hash", "changed", "content_hash", "fields"]

#: The fields whose change is an edit. Not among them: images (a CDN renames them), the address a page names as its own,
#: language, and everything about the capture.
CONTENT = ("title", "source", "author", "date", "summary", "body", "editor", "section", "credits")


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


def body_hash(body: str | None) -> str | None:
    """Of the body's letters and digits alone, so that a reprint with other quotation marks is the same text.

    >>> body_hash("潮水，退了。") == body_hash("潮水,退了!")
    True
    >>> body_hash("——") is None
    True
    """
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", body or "").casefold()))
    return hashlib.blake2b(letters.encode(), digest_size=16).hexdigest() if letters else None


def changed(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Names of the fields that differ, in the order of `CONTENT`; all that say something when there was none before."""
    if before is None:
        return [name for name in CONTENT if after[name]]
    return [name for name in CONTENT if _normal(before[name]) != _normal(after[name])]
