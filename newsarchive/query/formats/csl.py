"""CSL-JSON: citations for Zotero, Pandoc and citeproc, each with the capture that it can be checked against.

Names stay as printed (`literal`): where a Chinese name divides is not printed, and CSL shows a literal as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any, TextIO

from newsarchive.extract.roles import ROLES, Group
from newsarchive.items import Credit
from newsarchive.query.corpus import Corpus, Entry

__all__ = ["citation", "write"]

_NUMBERS = re.compile(r"\d+")


def write(corpus: Corpus, out: TextIO) -> None:
    """One JSON array, an item a line."""
    out.write("[")
    out.writelines(
        ("," if number else "") + "\n" + json.dumps(citation(entry), ensure_ascii=False) for number, entry in enumerate(corpus)
    )
    out.write("\n]\n")


def citation(entry: Entry) -> dict[str, Any]:
    """An article as a CSL item of type article-newspaper; fields that the page does not give are left out."""
    article = entry.article
    item: dict[str, Any] = {
        "id": f"newsarchive-{entry.id}",
        "type": "article-newspaper",
        "title": article.title,
        "container-title": entry.outlet_title,
        "author": _named(article.credits, Group.WRITING, "author", "contributor"),
        "editor": _named(article.credits, Group.EDITING, "editor"),
        "translator": _named(article.credits, Group.EDITING, "translator"),
        "issued": _date(article.date),
        "accessed": _date((article.captured_at or "")[:10] or None),
        "URL": article.url,
        "abstract": article.summary,
        "language": article.language,
        "section": " > ".join(article.section) or None,
        "source": article.source,
        "archive": "newsarchive" if entry.capture else None,
        "archive_location": entry.capture["record_id"] if entry.capture else None,
        "note": _note(entry),
    }
    return {name: value for name, value in item.items() if value is not None}


def _named(credits: tuple[Credit, ...], group: Group, *properties: str) -> list[dict[str, str]] | None:
    """The people of a group of roles that schema.org gives these properties, each once.

    CSL 1.0.2, "Name Variables", has no more of a newspaper's roles than author, editor and translator.
    """
    found = dict.fromkeys(
        credit.name
        for credit in credits
        if (role := ROLES.get(credit.role_normalized)) and role.group is group and role.schema in properties
    )
    return [{"literal": name} for name in found] or None


def _date(printed: str | None) -> dict[str, Any] | None:
    """A date as CSL has it, as precise as it is printed.

    >>> _date("2019-09-07T12:06+08:00"), _date("2019-09")
    ({'date-parts': [[2019, 9, 7]]}, {'date-parts': [[2019, 9]]})
    """
    if printed is None:
        return None
    return {"date-parts": [[int(number) for number in _NUMBERS.findall(printed[:10])]]}


def _note(entry: Entry) -> str | None:
    """Which bytes were read, for who checks the citation; CSL has no variable for it."""
    if entry.capture is None:
        return None
    return f"captured {entry.capture['captured_at']}; {entry.digest}; {entry.capture['warc_file']}"
