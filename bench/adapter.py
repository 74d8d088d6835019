"""A saved page -> the fields the benchmark scores: the generic reading, which is never told what site it reads."""

from __future__ import annotations

from typing import Any

from newsarchive.pages import generic


def extract(page: str, url: str) -> dict[str, Any]:
    """What `generic.read` says of a page, in the benchmark's names."""
    reading = generic.read(page, url)
    return {
        "title": reading.title,
        "author": list(reading.authors),
        "date": reading.date.iso if reading.date else None,
        # the truths of the sets count the standfirst as text, or accept it
        "body": "\n\n".join(filter(None, (reading.standfirst, reading.body))) or None,
        "summary": reading.summary,
        "source": reading.source,
        "editor": [{"role": credit.role, "name": credit.name} for credit in reading.editors],
    }
