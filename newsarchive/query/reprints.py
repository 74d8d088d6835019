"""An archive -> who took what from whom: one article's origins and copies, or the whole graph as GraphML or CSV.

The graph is the view `reprints`: outlets are its nodes, and an edge goes from an origin to the outlet that carries an
article. Both exports are written row by row, so that a large archive passes in little memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from newsarchive.query.export import write_csv
from newsarchive.store.archive import Archive

__all__ = ["COPIES", "EDGES", "TOTALS", "copies", "origins", "totals", "write_edges", "write_graphml"]

#: Columns of an edge.
EDGES = tuple(
    "article_id url title date origin carrier credited detected agree first_id share share_of_first".split()
)
#: Columns of an article in a cluster.
COPIES = ("article_id", "first_seen", "carrier", "share", "share_of_first", "changed", "url")
#: Columns of the graph in which all articles between two outlets are one edge.
TOTALS = ("origin", "carrier", "articles", "credited", "detected", "agree", "disagree")

_ALL = f"SELECT {', '.join(EDGES)} FROM reprints"  # noqa: S608
# GraphML, "Attributes": attr.type is one of boolean, int, long, float, double, string.
_TYPES = {
    **dict.fromkeys(("article_id", "first_id"), "long"),
    **dict.fromkeys(("credited", "detected", "agree"), "boolean"),
    **dict.fromkeys(("share", "share_of_first"), "double"),
}
_ENDS = ("origin", "carrier")
_ORIGIN, _CARRIER = map(EDGES.index, _ENDS)
_BATCH = 2_000  # articles of which the edges are found at a time


def origins(archive: Archive, article_id: int) -> list[tuple[Any, ...]]:
    """The edges that end in an article: whom it credits, and where its text was seen before."""
    return list(map(tuple, archive.connection.execute(f"{_ALL} WHERE article_id = ?", (article_id,))))


def copies(archive: Archive, article_id: int) -> list[tuple[Any, ...]]:
    """The cluster of an article, first seen first; () when there is no other with its text. `changed` is a list."""
    rows = archive.connection.execute(
        "SELECT copies.article_id, first_seen, carriers.name, share, share_of_first, changed, url"
        " FROM copies JOIN articles ON articles.id = copies.article_id"
        " JOIN carriers ON carriers.article_id = copies.article_id"
        " WHERE first_id = (SELECT first_id FROM copies WHERE article_id = ?) ORDER BY first_seen, url",
        (article_id,),
    )
    changed = COPIES.index("changed")
    return [(*row[:changed], json.loads(row[changed]), *row[changed + 1 :]) for row in map(tuple, rows)]


def totals(archive: Archive) -> Iterator[tuple[Any, ...]]:
    """Each pair of origin and carrier, with how many articles went between them, the most first."""
    sums: dict[tuple[str, str], list[int]] = {}
    for edge in _edges(archive):
        pair = sums.setdefault((edge[_ORIGIN], edge[_CARRIER]), [0] * 5)
        credited, detected, agree = edge[_CARRIER + 1 : _CARRIER + 4]
        for place, counted in enumerate((1, credited, detected, agree == 1, agree == 0)):
            pair[place] += counted
    rows: list[tuple[Any, ...]] = [(*pair, *counts) for pair, counts in sums.items()]
    return iter(sorted(rows, key=lambda row: (-row[2], row[0], row[1])))


def _edges(archive: Archive) -> Iterator[tuple[Any, ...]]:
    """Every edge, some articles at a time: SQLite would keep all rows of the view to tell those that are alike."""
    ask = archive.connection.execute
    after = 0
    chosen = "SELECT max(id) FROM (SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?)"
    while last := ask(chosen, (after, _BATCH)).fetchone()[0]:
        yield from map(tuple, ask(f"{_ALL} WHERE article_id > ? AND article_id <= ?", (after, last)))
        after = last


def write_edges(archive: Archive, out: TextIO) -> int:
    """Every edge as a line of CSV; returns how many."""
    return write_csv(EDGES, _edges(archive), out)


def write_graphml(archive: Archive, out: TextIO) -> int:
    """The graph in GraphML, an edge an article and origin; returns how many edges."""
    ask = archive.connection.execute
    ask("BEGIN")  # nodes and edges of one moment, whatever a crawl adds meanwhile
    try:
        nodes = {edge[end] for edge in _edges(archive) for end in (_ORIGIN, _CARRIER)}
        return _graphml(sorted(nodes), _edges(archive), out)
    finally:
        ask("ROLLBACK")


def _graphml(nodes: Iterable[str], edges: Iterable[tuple[Any, ...]], out: TextIO) -> int:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    data = [name for name in EDGES if name not in _ENDS]
    for name in data:
        kind = _TYPES.get(name, "string")
        out.write(f'  <key id="{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>\n')
    out.write('  <graph edgedefault="directed">\n')
    out.writelines(f"    <node id={quoteattr(node)}/>\n" for node in nodes)
    count = 0
    for row in edges:
        edge = dict(zip(EDGES, row, strict=True))
        out.write(f"    <edge source={quoteattr(edge['origin'])} target={quoteattr(edge['carrier'])}>")
        for name in data:
            if edge[name] is not None:
                out.write(f'<data key="{name}">{_value(name, edge[name])}</data>')
        out.write("</edge>\n")
        count += 1
    out.write("  </graph>\n</graphml>\n")
    return count


def _value(name: str, value: Any) -> str:
    """
    >>> _value("agree", 1), _value("title", "Tide & time")
    ('true', 'Tide &amp; time')
    """
    if _TYPES.get(name) == "boolean":
        return "true" if value else "false"
    return escape(str(value))
