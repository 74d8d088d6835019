"""CSV and JSON lines: a row an article."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, TextIO

from newsarchive.query.corpus import Corpus, Entry
from newsarchive.query.export import write_csv

__all__ = ["COLUMNS", "record", "write_lines", "write_table"]

#: Columns of the CSV, in order; credits and images are JSON arrays in one cell.
COLUMNS = tuple(
    "id url outlet title source author date date_utc date_precision updated summary body editor section language"
    " canonical_url credits images captured_at first_seen last_seen missing_since revisions content_hash payload_digest"
    " parser record_id warc_file warc_offset".split()
)


def record(entry: Entry) -> dict[str, Any]:
    """Everything that is known of an article, as JSON has it: its fields (`items.Article`), then where they are from."""
    capture = entry.capture or {}
    return {
        "id": entry.id,
        **dataclasses.asdict(entry.article),
        "date_precision": str(entry.article.date_precision) if entry.article.date_precision else None,
        "first_seen": entry.first_seen,
        "last_seen": entry.last_seen,
        "missing_since": entry.missing_since,
        "revisions": entry.revisions,
        "content_hash": entry.content_hash,
        "payload_digest": entry.digest,
        "warc_file": capture.get("warc_file"),
        "warc_offset": capture.get("warc_offset"),
        "warc_length": capture.get("warc_length"),
    }


def write_lines(corpus: Corpus, out: TextIO) -> None:
    """JSON lines: an object an article, with credits and images as arrays of objects and the section as a path."""
    out.writelines(json.dumps(record(entry), ensure_ascii=False) + "\n" for entry in corpus)


def write_table(corpus: Corpus, out: TextIO, *, raw: bool = False) -> None:
    """CSV (RFC 4180) with a line of column names; a text that a spreadsheet would run gets a leading "'", unless raw."""
    write_csv(COLUMNS, map(_row, corpus), out, raw=raw)


def _row(entry: Entry) -> tuple[Any, ...]:
    flat = record(entry)
    flat["section"] = " > ".join(flat["section"]) or None
    for name in ("credits", "images"):
        flat[name] = json.dumps(flat[name], ensure_ascii=False)
    return tuple(flat[name] for name in COLUMNS)
