"""Two versions of an article -> what was changed between them, when that was noticed, and how much it is; and as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from newsarchive.dedupe.diff import Change, Piece, changes, share
from newsarchive.errors import NewsarchiveError
from newsarchive.store.archive import Archive

__all__ = ["Comparison", "Version", "compared", "edits", "page"]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article."""

    number: int
    """From 1, the first known."""
    noticed_at: str
    """The first capture that shows it."""
    last_seen: str
    """The last capture that shows it, before the next version."""
    parser: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one version of an article has differently from an earlier one."""

    article_id: int
    url: str
    title: str
    language: str | None
    before: Version
    after: Version
    count: int
    """How many versions are known."""
    changes: tuple[Change, ...]
    share: float
    """Of the characters of both that were taken out or put in, 0 to 1."""

    @property
    def data(self) -> dict[str, Any]:
        """As plain data, for JSON; a piece of text is a pair: same, removed or added, and the text."""
        return {
            "article_id": self.article_id,
            "url": self.url,
            "before": {"number": self.before.number, "noticed_at": self.before.noticed_at, "last_seen": self.before.last_seen},
            "after": {"number": self.after.number, "noticed_at": self.after.noticed_at, "last_seen": self.after.last_seen},
            "share": self.share,
            "changes": {change.field: [[piece.kind, piece.text] for piece in change.pieces] for change in self.changes},
        }


def compared(archive: Archive, article_id: int, before: int, after: int) -> Comparison:
    """What version `after` of an article has differently from version `before`, both from 1.

    Raises NewsarchiveError for a version that is not known.
    """
    versions = archive.revisions(article_id)
    for number in (after, before):
        if not 1 <= number <= len(versions):
            count = f"{len(versions)} version{'s' if len(versions) > 1 else ''}"
            raise NewsarchiveError(f"article {article_id} has {count}; there is no {number}")
    row = archive.connection.execute("SELECT url, title, language FROM articles WHERE id = ?", (article_id,)).fetchone()
    old, new = versions[before - 1]["fields"], versions[after - 1]["fields"]
    return Comparison(
        article_id=article_id,
        url=row["url"],
        title=new["title"] or row["title"] or row["url"],
        language=row["language"],
        before=_version(archive, article_id, versions, before),
        after=_version(archive, article_id, versions, after),
        count=len(versions),
        changes=tuple(changes(old, new)),
        share=share(old, new),
    )


def edits(archive: Archive, article_id: int) -> list[int]:
    """The numbers of the versions that the outlet made of an earlier one, oldest first."""
    rows = archive.connection.execute(
        "SELECT (SELECT count(*) FROM revisions WHERE revisions.article_id = edits.article_id"
        " AND revisions.captured_at <= edits.captured_at) FROM edits WHERE article_id = ? ORDER BY captured_at",
        (article_id,),
    )
    return [number for (number,) in rows]


def _version(archive: Archive, article_id: int, versions: list[dict[str, Any]], number: int) -> Version:
    version = versions[number - 1]
    until = versions[number]["captured_at"] if number < len(versions) else "9"
    last = archive.connection.execute(
        "SELECT max(captured_at) FROM captures WHERE article_id = ? AND captured_at < ?", (article_id, until)
    ).fetchone()[0]
    return Version(number, version["captured_at"], max(last or "", version["captured_at"]), version["parser"])


_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# -- as a page ----------------------------------------------------------------------------------------------------------

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 17px/1.7 Georgia, "Noto Serif", "Noto Serif CJK SC", "Songti SC", serif; margin: 2rem auto; max-width: 46rem;
       padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; line-height: 1.35; margin: 0 0 .25rem; }
h2 { font: 600 .8rem/1 system-ui, sans-serif; letter-spacing: .06em; text-transform: uppercase; color: #666;
     margin: 2rem 0 .5rem; }
p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.about { font: .9rem/1.6 system-ui, sans-serif; color: #555; white-space: normal; }
del { background: #fde0dd; color: #8f1d14; text-decoration: line-through; }
ins { background: #d9f2dc; color: #135c23; text-decoration: underline; text-decoration-thickness: 1px; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #161616; } .about, h2 { color: #aaa; }
  del { background: #4a1915; color: #ffb4ab; } ins { background: #12391b; color: #a6e3b0; }
}
"""
_TAGS: Final = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}


def page(comparisons: list[Comparison]) -> str:
    """Comparisons of one article as an HTML page that needs nothing else: whole texts, with what was taken out and put in."""
    first = comparisons[0]
    lang = f' lang="{escape(first.language)}"' if first.language else ""
    head = (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>\n<meta charset=\"utf-8\">\n"
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(first.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1 dir="auto">{_safe(comparisons[-1].title)}</h1>\n<p class="about">{_safe(first.url)}</p>\n'
    )
    parts = [head]
    for one in comparisons:
        before, after = one.before, one.after
        parts.append(
            f'<section>\n<p class="about">Version {after.number} of {one.count}, first seen {_safe(after.noticed_at)}; '
            f"version {before.number}, last seen {_safe(before.last_seen)}. {one.share:.1%} of the characters differ.</p>\n"
        )
        for change in one.changes:
            text = "".join(map(_marked, change.pieces))
            parts.append(f'<h2>{_safe(change.field)}</h2>\n<p dir="auto">{text}</p>\n')
        if not one.changes:
            parts.append('<p class="about">They say the same.</p>\n')
        parts.append("</section>\n")
    return "".join([*parts, "</body>\n</html>\n"])


def _marked(piece: Piece) -> str:
    return _TAGS[piece.kind].format(_safe(piece.text))


def _safe(text: str) -> str:
    """Escaped; control characters, which no HTML may hold, and signs that turn the direction of writing made visible."""
    return _UNSEEN.sub("\ufffd", escape(text))
